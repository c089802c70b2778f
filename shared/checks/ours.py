"""Our own report under the same rules: its rows become claims, and some rules only we can ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from shared.checks.agreement import crossed_phones, more_than_whole
from shared.checks.arithmetic import numerator_above
from shared.checks.claims import Claim, Reading
from shared.checks.consistency import contradictory, repeated
from shared.checks.finding import Finding
from shared.checks.measures import BY_KEY
from shared.checks.rule import Known, counts, shown
from shared.checks.sizes import all_ages, all_of_them, too_many
from shared.report import Report, Row
from shared.text import number, percent

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
_HALF = Fraction(1, 2)


def quote_of(row: Row) -> str:
    """Return a row as a line: what it is, its counts and its rate."""
    cell = row.cell
    return (
        f"Chỉ tiêu {row.indicator.number}: {row.indicator.short}:"
        f" {counts(cell.numerator, cell.denominator)} = {percent(cell.ratio)}"
    )


def reading_of(report: Report) -> Reading:
    """Return the rows of a report as claims; a row without a denominator claims nothing."""
    claims = tuple(_claim(row, at) for at, row in enumerate(report.rows) if row.cell.denominator)
    return Reading(
        sentences=tuple(claim.said for claim in claims),
        claims=claims,
        has_table=True,
        is_report=True,
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
    )


def findings_of(
    report: Report, previous: Report | None, population: int | None
) -> Iterator[Finding]:
    reading, known = reading_of(report), Known(population=population)
    is_open = any(row.cell.missing for row in report.rows)
    for check in _RULES:
        for finding in check(reading, known):
            # Who was not asked yet may make up the difference, so it need not be wrong.
            explained = is_open and check is more_than_whole
            yield replace(finding, level="warning") if explained else finding
    yield from _gaps(report.rows)
    if previous is not None:
        yield from _changes(report, previous)


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
        elif cell.missing * 2 > cell.denominator:
            done = Fraction(cell.denominator - cell.missing, cell.denominator)
            yield Finding(
                "warning",
                "R_COVERAGE",
                quote_of(row),
                f"Mới hỏi {percent(done)}; {number(cell.missing)} chưa hỏi vẫn nằm trong mẫu số.",
                "Hỏi tiếp trước khi chốt, hoặc giải trình bằng văn bản.",
            )


def _changes(report: Report, previous: Report) -> Iterator[Finding]:
    """Compare with the quarter before: sizes halve or double rarely, and rates seldom fall."""
    before = {row.indicator.code: row for row in previous.rows}
    for row in report.rows:
        old = before.get(row.indicator.code)
        if old is None or not old.cell.denominator or not row.cell.denominator:
            continue
        growth = Fraction(row.cell.denominator, old.cell.denominator)
        if not _HALF <= growth <= 2 and max(row.cell.denominator, old.cell.denominator) >= 20:
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
