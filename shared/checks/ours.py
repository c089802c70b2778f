"""Our own report under the same rules: its rows become claims, and some rules only we can ask."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from shared.checks.agreement import crossed_phones, more_than_whole
from shared.checks.arithmetic import numerator_above
from shared.checks.claims import Claim, Reading
from shared.checks.consistency import contradictory, is_another_size, repeated
from shared.checks.finding import Finding
from shared.checks.measures import BY_KEY
from shared.checks.rule import Known, counts, shown
from shared.checks.sizes import all_ages, all_of_them, too_many
from shared.protocol import Place
from shared.report import Report, Row, declared_of
from shared.tally import Cell
from shared.text import number, percent
from shared.wording import coverage, either, unplaced_of

_RULES = (
    numerator_above,
    too_many,
    all_ages,
    all_of_them,
    more_than_whole,
    crossed_phones,
    contradictory,
    repeated,
)
_FALLEN = 10
_HARDLY = 10
"""Who asked fewer than one in so many has hardly asked anybody."""
_BUSINESSES = "enterprises"


def quote_of(row: Row) -> str:
    """Return a row as a line: what it is, its counts and its rate."""
    cell = row.cell
    told = f"{counts(cell.numerator, cell.denominator)} = {percent(cell.ratio)}"
    if cell.is_unasked:
        told = f"chưa hỏi ai trong số {number(cell.denominator)}"
    return f"Chỉ tiêu {row.indicator.number}: {row.indicator.short}: {told}"


def reading_of(report: Report) -> Reading:
    """Return the rows of a report as claims; a row without a denominator claims nothing."""
    claims = tuple(_claim(row, at) for at, row in enumerate(report.rows) if row.cell.denominator)
    return Reading(
        sentences=tuple(claim.said for claim in claims),
        claims=claims,
        has_table=True,
        is_report=True,
        is_ours=True,
        year=report.quarter.year,
    )


def _claim(row: Row, at: int) -> Claim:
    said = quote_of(row)
    return Claim(
        quote=said,
        context=said,
        label=row.indicator.short,
        measure=BY_KEY[row.indicator.code],
        count=row.cell.numerator,
        of=row.cell.denominator,
        said=said,
        sentence=at,
        is_listed=True,
        is_so_far=row.source != "declared",
    )


def _wholes(rows: Sequence[Row]) -> Iterator[Claim]:
    """Give the sizes that rows tell beside their denominators, of what other rows count too."""
    listed, counted = _businesses(rows)
    for row in rows:
        name, whole = f"Chỉ tiêu {row.indicator.number}", BY_KEY[row.indicator.code].whole
        seen, declared = row.visits or Cell(), declared_of(row.figure)
        if row.source == "both" and declared:
            own = f"kê khai {counts(declared.numerator, declared.denominator)}"
            beside = f", trong danh sách đã lập có thêm {number(listed)}" if listed else ""
            size = declared.denominator + listed
            yield _whole(row, f"{name}, phần doanh nghiệp: {own}{beside}", _BUSINESSES, size)
        elif row.source == "declared" and "+" in whole and seen.denominator:
            size = seen.denominator + max(0, counted - listed)
            said = f"{name}, theo danh sách đã lập và số doanh nghiệp: {number(size)}"
            yield replace(_whole(row, said, whole, size), is_so_far=True)
        elif row.source == "declared" and 0 < row.cell.denominator < seen.denominator:
            said = f"{name}, theo danh sách đã lập: {number(seen.denominator)}"
            yield replace(_whole(row, said, whole, seen.denominator), is_so_far=True)


def _whole(row: Row, said: str, whole: str, size: int) -> Claim:
    measure = BY_KEY[row.indicator.code]
    # Not a second value of the indicator, so under a key of its own.
    beside = replace(measure, key=f"{measure.key} {whole}", whole=whole)
    label = row.indicator.short
    return Claim(quote=said, label=label, measure=beside, of=size, said=said, is_listed=True)


def _businesses(rows: Sequence[Row]) -> tuple[int, int]:
    """Return how many businesses the villages' lists hold, and how many the report says there are."""
    row = next(each for each in rows if BY_KEY[each.indicator.code].whole == _BUSINESSES)
    return (row.visits or Cell()).denominator, row.cell.denominator


def _known(rows: Sequence[Row], population: int | None) -> Known:
    """Return how many people there are: by an official figure, else by the villages' lists."""
    if population:
        return Known(population)
    row = next(each for each in rows if BY_KEY[each.indicator.code].whole == "people")
    listed = (row.visits or Cell()).denominator
    return Known(listed, "danh sách hộ của các thôn mới có", is_so_far=True)


def findings_of(
    report: Report, previous: Report | None, population: int | None
) -> Iterator[Finding]:
    reading, known = reading_of(report), _known(report.rows, population)
    # Those sizes are our own sums: they are held against the rows, and not against the people.
    beside = replace(reading, claims=(*reading.claims, *_wholes(report.rows)))
    is_open = any(row.cell.missing for row in report.rows)
    for check in _RULES:
        for finding in check(beside if check is contradictory else reading, known):
            # Who was not asked yet may make up the difference, so it need not be wrong.
            explained = is_open and check is more_than_whole
            yield replace(finding, level="warning") if explained else finding
    yield from _gaps(report.rows)
    if report.village is None:
        yield from _undeclared(report)
    if previous is not None:
        yield from _changes(report, previous)


def _undeclared(report: Report) -> Iterator[Finding]:
    """Tell what the office has not said: work that would be printed so, businesses left out."""
    mend = "Khai số liệu ở trang “Khai số liệu”."
    for item, done in report.work:
        if done is None:
            said = f"Mục {item.code}: {item.title}"
            yield Finding("warning", "R_UNDECLARED", said, "Báo cáo sẽ in “chưa kê khai”.", mend)
    listed, counted = _businesses(report.rows)
    for row in report.rows:
        of_visits = row.source != "declared" and row.cell == (row.visits or Cell())
        if row.indicator.source == "both" and of_visits and counted > listed:
            said = (
                f"Mẫu số chỉ gồm {number(listed)} doanh nghiệp trong danh sách của các thôn; toàn"
                f" xã có {number(counted)}."
            )
            yield Finding("warning", "R_LEFT_OUT", quote_of(row), said, mend)


def _gaps(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        cell = row.cell
        said = f"Chỉ tiêu {row.indicator.number}: {row.indicator.short}"
        if not cell.denominator:
            mend = (
                "Khai số liệu ở trang “Khai số liệu”."
                if row.indicator.source == "declared"
                else "Nhập danh sách hộ và giao các thôn hỏi."
            )
            yield Finding(
                "warning", "R_NO_FIGURE", said, "Chưa có số liệu nên không có tỷ lệ.", mend
            )
        # Who may own a phone is not in the denominator before somebody asked.
        elif (cell.missing + cell.unplaced) * 2 > cell.denominator + cell.unplaced:
            mend = "Hỏi tiếp trước khi chốt, hoặc giải trình bằng văn bản."
            yield Finding("warning", "R_COVERAGE", quote_of(row), _unasked(row), mend)


def _unasked(row: Row) -> str:
    missing = row.cell.missing
    unit = either(row.indicator.unit)
    in_it = f"Mới hỏi {coverage(row.asked)}; {number(missing)} {unit} chưa hỏi vẫn nằm trong mẫu số"
    return "; ".join(filter(None, (in_it if missing else "", unplaced_of(row)))) + "."


def unvisited(report: Report, villages: Sequence[tuple[Place, Report]]) -> Iterator[Finding]:
    """Name the villages where hardly anybody was asked: the commune's rates are of the others.

    Where that is all of them, what is said of the commune says it.
    """
    rows = [row for row in report.rows if [*row.indicator.of] == ["member"]]
    codes = {row.indicator.code for row in rows if row.source == "visits"}
    asked = [(place.name, *_asked(its.rows, codes)) for place, its in villages]
    peopled = [(name, some, whole) for name, some, whole in asked if whole]
    few = [each for each in peopled if each[1] * _HARDLY < each[2]]
    if few and len(few) < len(peopled):
        named = (f"{name}: đã hỏi {counts(some, whole)} người" for name, some, whole in few)
        where = "các thôn này" if few[1:] else "thôn này"
        said = f"Hầu như chưa hỏi ai ở {where}; người chưa hỏi vẫn nằm trong mẫu số."
        mend = "Thăm các hộ ở đó trước khi chốt, hoặc giải trình bằng văn bản."
        yield Finding("warning", "R_VILLAGE_COVERAGE", "; ".join(named), said, mend)


def _asked(rows: Sequence[Row], codes: Container[str]) -> tuple[int, int]:
    """Return how many people of a village were asked about something, of how many."""
    cells = [row.visits or Cell() for row in rows if row.indicator.code in codes]
    asked = max((cell.denominator - cell.missing for cell in cells), default=0)
    return asked, max((cell.denominator for cell in cells), default=0)


def _changes(report: Report, previous: Report) -> Iterator[Finding]:
    """Compare with the quarter before: sizes halve or double rarely, and rates seldom fall."""
    before = {row.indicator.code: row for row in previous.rows}
    for row in report.rows:
        old = before.get(row.indicator.code)
        if old is None or not old.cell.denominator or not row.cell.denominator:
            continue
        if old.cell.is_unasked or row.cell.is_unasked:
            continue
        if is_another_size(*sorted((row.cell.denominator, old.cell.denominator))):
            yield Finding(
                "warning",
                "R_CHANGE",
                quote_of(row),
                f"Mẫu số {number(row.cell.denominator)}, quý trước {number(old.cell.denominator)}.",
                "Kiểm tra danh sách hộ, số liệu kê khai; nếu địa giới thay đổi thì nêu rõ.",
            )
            continue
        now, then = row.cell.ratio, old.cell.ratio
        if now is not None and then is not None and (then - now) * 100 > _FALLEN:
            yield Finding(
                "warning",
                "R_CHANGE",
                quote_of(row),
                f"Giảm từ {shown(then * 100, 2)} xuống {shown(now * 100, 2)} so với quý trước.",
                "Kiểm tra lại số liệu; nếu đúng thì nêu nguyên nhân.",
            )
