"""The tables of the report: the sixteen rows in the text, and the annexes behind the signature.

Annexes: each village, in landscape; explained warnings; amendments. Those for the office alone are
left out of a public version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.dossier import Amendment, Dossier, Line, lines, village_lines
from shared.indicators import GROUPS
from shared.recipients import kind_of, lowered, villages_of
from shared.suppression import HIDDEN
from shared.text import number, percent
from shared.wording import (
    STANDS,
    ages,
    amended,
    count,
    covered,
    points,
    rate,
    sources,
    step,
    unasked,
    unplaced,
    verdict,
)
from sync_server.exports.flat import PUBLIC_NOTE, shown_work
from sync_server.exports.ink import (
    BODY,
    CENTRE,
    Align,
    Box,
    Element,
    Page,
    Row,
    Shape,
    box,
    paragraph,
    run,
    table,
)

_ROMAN = ("I", "II", "III", "IV")
# Bottom 20 keeps the letter of the decree also where the page lies on its side.
LANDSCAPE = Page(top=20, bottom=20, left=30, right=15, is_landscape=True)
PORTRAIT = Page()
_NOTE = Shape("left", before=1, after=1)
_SIZE = 10

_COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("TT", 8, "center"), ("Nội dung chỉ tiêu", 52, "left"), ("Tử số", 14, "right"),
    ("Mẫu số", 14, "right"), ("Tỷ lệ", 18, "right"), ("Chỉ tiêu kế hoạch", 17, "center"),
    ("Kết quả", 16, "center"), ("So với quý trước (điểm %)", 15, "right"),
    ("Chưa thu thập", 13, "right"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex: its label, its title, its paper and what stands on it."""

    label: str
    title: str
    page: Page
    content: Sequence[Element]


def sixteen(of: Dossier) -> Iterator[Element]:
    """Yield the table of the sixteen rows and the notes under it."""
    rows = [_heads([name for name, _, _ in _COLUMNS])]
    shown = lines(of)
    for group in GROUPS:
        title = paragraph([run(group, _SIZE, bold=True)], Shape(keep=True))
        rows.append(Row([Box([title], span=len(_COLUMNS))]))
        rows += [_line(line) for line in shown if line.indicator.group == group]
    yield table(rows, [width for _, width, _ in _COLUMNS])
    yield paragraph([run("Ghi chú:", 11, bold=True, italic=True)], _NOTE)
    for note in notes(of):
        yield paragraph([run(f"- {note}", 11, italic=True)], _NOTE)


def notes(of: Dossier) -> list[str]:
    """Return what stands under the table: coverage, ages, sources, up to which entry."""
    shown = lines(of)
    said = [covered(shown), ages(of.report.plan), *sources(shown, of.commune)]
    if not of.is_public:
        said += unplaced(of.report.rows)
    if any(line.rate is None and not line.is_hidden for line in shown):
        said.append(
            "“–” là chưa có số liệu (mẫu số bằng 0, chưa kê khai hoặc chưa thu thập thông tin)."
        )
    if of.is_public:
        said.append(PUBLIC_NOTE)
    said.append(
        "Đạt hay chưa đạt so bằng phân số chính xác, tỷ lệ in ra đã làm tròn hai chữ số."
        f" Bộ chỉ tiêu {of.report.edition}, số liệu đến bản ghi thứ {number(of.report.cursor)}."
    )
    if of.issue:
        said.append(f"Mã kiểm tra (SHA-256) của số liệu đã chốt: {of.issue.digest}")
    return [each for each in said if each]


def _heads(names: Sequence[str], size: float = _SIZE) -> Row:
    return Row([box(name, size, "center", bold=True) for name in names], is_heading=True)


def _line(line: Line) -> Row:
    of, hidden = line.indicator, line.is_hidden
    texts = (
        str(of.number),
        of.name,
        count(line.numerator, hidden),
        count(line.denominator, hidden),
        rate(line),
        line.target.text,
        verdict(line),
        points(line.change),
        unasked(line),
    )
    return Row(
        [box(text, _SIZE, align) for text, (_, _, align) in zip(texts, _COLUMNS, strict=True)]
    )


def work_lines(of: Dossier) -> Iterator[str]:
    """Yield what was done per item of the plan's work."""
    for item, done in of.report.work:
        shown = shown_work(of, item, done)
        if done is None:
            said = "chưa kê khai"
        elif shown == 0 and item.questions:
            # Of nobody who was asked, or nobody was: there is none on record.
            said = f"chưa ghi nhận {item.unit} nào"
        else:
            said = f"{HIDDEN if shown is None else number(shown)} {item.unit}"
            said += f" {STANDS}" if item.stands else ""
        yield f"Mục {item.code}. {item.title}: {said}."


def annexes(of: Dossier) -> tuple[Annex, ...]:
    """Return the annexes that there are, numbered in Roman where there are several."""
    parts: list[tuple[str, Page, list[Element]]] = []
    if of.villages:
        title = f"Kết quả theo {villages_of(of.commune)}, từ lượt thăm hộ"
        parts.append((title, LANDSCAPE, _villages(of)))
    if not of.is_public:
        if explained := [each for each in of.remarks if each.why]:
            table_of = _explained([(each.quote, each.message, each.why) for each in explained])
            parts.append(("Cảnh báo của bước kiểm tra và giải trình", PORTRAIT, table_of))
        if of.amendments:
            changes = [part for each in of.amendments for part in _amendment(each)]
            parts.append(("Các bản bổ sung sau khi chốt số liệu", PORTRAIT, changes))
    several = len(parts) > 1
    return tuple(
        _annex(of, f"Phụ lục {_ROMAN[place]}" if several else "Phụ lục", part)
        for place, part in enumerate(parts)
    )


def _annex(of: Dossier, label: str, part: tuple[str, Page, list[Element]]) -> Annex:
    title, page, content = part
    where = lowered(of.commune.name)
    origin = f"(Kèm theo Báo cáo số …/BC-UBND ngày … tháng … năm {of.day.year} của UBND {where})"
    head = [
        paragraph([run(label, 14, bold=True)], Shape("center", outline=0)),
        paragraph([run(title.upper(), 13, bold=True)], CENTRE),
        paragraph([run(origin, 13, italic=True)], Shape("center", after=6)),
    ]
    return Annex(label, title, page, [*head, *content])


@dataclass(frozen=True, slots=True)
class VillageTable:
    """Rate and counts of every village; then what the office adds, and the commune as a whole.

    Each row is a name and its cells, each with its rate and its counts in a line of their own.
    """

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]
    note: str


def village_table(of: Dossier) -> VillageTable:
    """Return what is told of the villages of a report."""
    shown = [line for line in lines(of) if line.indicator.source != "declared"]
    codes = {line.indicator.code for line in shown}
    both = [str(line.indicator.number) for line in shown if line.source == "both"]
    own = lowered(kind_of(of.commune))
    whole = f"Toàn {own}"
    rows = [
        (place.name, [_village_cell(line) for line in its if line.indicator.code in codes])
        for place, its in village_lines(of)
    ]
    note = "Mỗi ô: tỷ lệ, tử số/mẫu số."
    if both:
        rows.append((f"Phần doanh nghiệp {own} kê khai", [_office_cell(line) for line in shown]))
        which = ", ".join(both)
        note += f" Dòng “{whole}” của chỉ tiêu {which} gồm cả số doanh nghiệp do {own} kê khai."
    rows.append((whole, [_village_cell(line) for line in shown]))
    heads = [f"{line.indicator.number}. {line.indicator.short}" for line in shown]
    note += f" {PUBLIC_NOTE}" * of.is_public
    return VillageTable([villages_of(of.commune).capitalize(), *heads], rows, note)


def _villages(of: Dossier) -> list[Element]:
    told, name = village_table(of), 28.0
    width = (LANDSCAPE.width - name) / (len(told.heads) - 1)
    rows = [_heads(told.heads, 9)]
    for place, (called, cells) in enumerate(told.rows, start=1):
        bold = place == len(told.rows)
        texts = (box(text, 9, "right", bold=bold) for text in cells)
        rows.append(Row([box(called, _SIZE, bold=bold), *texts]))
    widths = [name, *(width for _ in told.heads[1:])]
    return [table(rows, widths), paragraph([run(told.note, 11, italic=True)], _NOTE)]


def _office_cell(line: Line) -> str:
    if line.source != "both":
        return "–"
    if (cell := line.office) is None:
        return HIDDEN
    return f"{percent(cell.ratio)}\n{number(cell.numerator)}/{number(cell.denominator)}"


def _village_cell(line: Line) -> str:
    if not line.has_data:
        return "–"
    counts = f"{count(line.numerator, True)}/{count(line.denominator, True)}"
    nobody = line.missing is not None and line.missing == line.denominator
    return f"{'chưa hỏi' if nobody else rate(line)}\n{counts}"


def _explained(rows: Sequence[tuple[str, str, str]]) -> list[Element]:
    made = [_heads(("TT", "Số liệu", "Cảnh báo", "Giải trình"), 11)]
    first: dict[str, int] = {}
    for place, (quote, message, why) in enumerate(rows, start=1):
        at = first.setdefault(why, place)
        texts = (quote, message, why if at == place else f"Như dòng {at}")
        made.append(Row([box(str(place), 11, "center"), *(box(text, 11) for text in texts)]))
    return [table(made, (10, 40, 60, 55))]


def _amendment(each: Amendment) -> list[Element]:
    said = paragraph(amended(each), BODY)
    if not each.differences:
        return [said]
    names = (
        "TT",
        "Chỉ tiêu",
        "Tử số cũ",
        "Tử số mới",
        "Mẫu số cũ",
        "Mẫu số mới",
        "Tỷ lệ cũ",
        "Tỷ lệ mới",
    )
    rows = [_heads(names)]
    for one in each.differences:
        old, new = one.old, one.new
        texts = (
            str(one.number),
            one.short,
            number(old.numerator),
            f"{number(new.numerator)} ({step(new.numerator - old.numerator)})",
            number(old.denominator),
            f"{number(new.denominator)} ({step(new.denominator - old.denominator)})",
            percent(old.ratio),
            percent(new.ratio),
        )
        aligns: tuple[Align, ...] = ("center", "left", *("right",) * 6)
        rows.append(Row([box(text, _SIZE, to) for text, to in zip(texts, aligns, strict=True)]))
    return [said, table(rows, (8, 45, 16, 22, 16, 22, 18, 18)), paragraph("", Shape(line=0.5))]
