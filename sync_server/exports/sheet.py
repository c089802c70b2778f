"""The report as .xlsx: sixteen rows, a sheet per village, the work; numbers that are numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shared.dossier import Dossier, Line, lines, village_lines
from shared.indicators import GROUPS
from shared.places import Commune
from shared.recipients import spoken
from shared.suppression import HIDDEN
from shared.wording import (
    STANDS,
    ages,
    amended,
    covered,
    dated,
    overall,
    sources,
    unplaced,
    verdict,
)
from sync_server.exports.flat import PUBLIC_NOTE, harmless, shown_work, source, told
from sync_server.exports.packing import repacked, told_on

Value = str | int | float | None

_COLUMNS = (
    ("TT", 5), ("Nội dung chỉ tiêu", 52), ("Đơn vị", 11), ("Tử số", 9), ("Mẫu số", 9),
    ("Tỷ lệ", 10), ("Chỉ tiêu kế hoạch", 12), ("Đánh giá", 13), ("Còn thiếu", 9),
    ("So với quý trước (điểm %)", 11), ("Chưa thu thập", 9), ("Nguồn số liệu", 24),
    ("Nguồn, người cung cấp (số xã kê khai)", 30),
)  # fmt: skip
_FONT = "Times New Roman"
_THIN = Side(style="thin", color="808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
# Shared by all cells: made anew for each, they would take most of the time.
_FONTS = {bold: Font(name=_FONT, size=11, bold=bold) for bold in (False, True)}
_SIDES = {
    side: Alignment(wrap_text=True, vertical="top", horizontal=side) for side in ("left", "right")
}
_HEAD = PatternFill("solid", fgColor="E8EEF2")
_COUNT, _PERCENT, _POINTS = "#,##0", "0.00 %", "+0.00;-0.00;0.00"
_TARGET = "0 %"
# Of a sheet's name; Excel also refuses more than 31 characters.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def as_xlsx(of: Dossier) -> bytes:
    """Return the workbook of a report."""
    book = Workbook()
    book.properties.creator = "Ba Không"
    when = told_on(of).replace(tzinfo=None)
    book.properties.created = when
    book.properties.title = _title(of)
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - a new workbook has one
    first.title = "16 chỉ tiêu"
    _sixteen(first, of, _title(of), lines(of), _notes(of))
    _work(book.create_sheet("Việc của kế hoạch"), of)
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    for place, its in village_lines(of):
        sheet = book.create_sheet(_sheet_name(place.name, taken))
        rows = [line for line in its if line.indicator.source != "declared"]
        _sixteen(sheet, of, f"{place.name} – {_title(of)}", rows, _village_notes(of))
    packed = io.BytesIO()
    book.save(packed)
    # What openpyxl has written there is the hour of the making.
    fixed = rf"\g<1>{when.isoformat()}Z".encode()
    return repacked(packed.getvalue(), lambda _, part: _MODIFIED.sub(fixed, part))


def _title(of: Dossier) -> str:
    number = of.issue.number if of.issue else 0
    kind = " (DỰ THẢO)" if of.is_draft else f" (bản bổ sung số {number})" if number else ""
    return f"Mô hình “3 KHÔNG” {of.commune.name}, {of.report.quarter.label}{kind}"


def _notes(of: Dossier) -> list[str]:
    rows = lines(of)
    issue = of.issue
    said = [
        dated(of),
        " ".join(overall(rows)),
        covered(rows),
        ages(of.report.plan),
        *sources(rows, of.commune),
    ]
    said += [f"Kế hoạch: {of.report.plan.title}. Bộ chỉ tiêu {of.report.edition}."]
    if not of.is_public:
        said += unplaced(of.report.rows)
        said += [amended(each) for each in of.amendments]
    said += [PUBLIC_NOTE] if of.is_public else []
    closed = f"; mã kiểm tra SHA-256: {issue.digest}" if issue else ""
    return [*filter(None, said), f"Số liệu đến bản ghi thứ {of.report.cursor}{closed}."]


def _village_notes(of: Dossier) -> list[str]:
    said = "Chỉ gồm các chỉ tiêu tính từ lượt thăm hộ; số xã kê khai tính chung toàn xã."
    said = spoken(of.commune, said)
    return [said, PUBLIC_NOTE] if of.is_public else [said]


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = _FORBIDDEN.sub(" ", name).strip()[:31] or "Thôn"
    each, number = plain, 1
    while each.casefold() in taken:
        number += 1
        each = f"{plain[:27]} ({number})"
    taken.add(each.casefold())
    return each


def _sixteen(
    sheet: Worksheet, of: Dossier, title: str, rows: Sequence[Line], notes: Iterable[str]
) -> None:
    _heading(sheet, title, [(spoken(of.commune, name), width) for name, width in _COLUMNS])
    for group in GROUPS:
        members = [line for line in rows if line.indicator.group == group]
        if not members:
            continue
        _row(sheet, [group], bold=True)
        sheet.merge_cells(
            start_row=sheet.max_row,
            start_column=1,
            end_row=sheet.max_row,
            end_column=len(_COLUMNS),
        )
        for line in members:
            _row(sheet, _values(line, of.commune), formats=_FORMATS)
    _tail(sheet, notes, len(_COLUMNS))


_FORMATS = {4: _COUNT, 5: _COUNT, 6: _PERCENT, 7: _TARGET, 9: _COUNT, 10: _POINTS, 11: _COUNT}


def _values(line: Line, commune: Commune) -> list[Value]:
    of = line.indicator

    def known(value: int | None) -> Value:
        return HIDDEN if value is None and line.is_hidden else value

    return [
        of.number,
        of.name,
        of.unit,
        known(line.numerator),
        known(line.denominator),
        HIDDEN if line.is_hidden else _double(line.rate),
        line.target.percent / 100,
        verdict(line),
        line.short_by,
        _double(line.change),
        _missing(line),
        source(line, commune),
        told(line.figure),
    ]


def _missing(line: Line) -> Value:
    if line.indicator.source == "declared":
        return None
    return HIDDEN if line.missing is None and line.has_data else line.missing


def _double(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _work(sheet: Worksheet, of: Dossier) -> None:
    columns = (
        ("Mục", 7),
        ("Việc của kế hoạch", 70),
        ("Số lượng", 12),
        ("Đơn vị", 12),
        ("Cách tính", 32),
    )
    _heading(sheet, f"Việc của kế hoạch – {_title(of)}", columns)
    for item, count in of.report.work:
        shown = shown_work(of, item, count)
        value: Value = HIDDEN if shown is None and count is not None else shown
        how = STANDS if item.stands else "trong quý" if item.questions else "kê khai"
        _row(sheet, [item.code, item.title, value, item.unit, how], formats={3: _COUNT})
    _tail(sheet, [PUBLIC_NOTE] if of.is_public else [], len(columns))


def _heading(sheet: Worksheet, title: str, columns: Sequence[tuple[str, int]]) -> None:
    sheet.append([harmless(title)])
    sheet.cell(1, 1).font = Font(name=_FONT, bold=True, size=13)
    for place, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    _row(sheet, [name for name, _ in columns], bold=True)
    for cell in sheet[2]:
        cell.fill = _HEAD
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    sheet.freeze_panes = "C3" if len(columns) > 4 else "A3"
    sheet.print_title_rows = "2:2"


def _row(
    sheet: Worksheet,
    values: Sequence[Value],
    bold: bool = False,
    formats: dict[int, str] | None = None,
) -> None:
    sheet.append([harmless(each) if isinstance(each, str) else each for each in values])
    at = sheet.max_row
    # Nobody works it out on opening a file, and text over text cannot be read.
    tall = max(_lines(sheet, place, each) for place, each in enumerate(values, start=1))
    sheet.row_dimensions[at].height = 15.0 * (1 if len(values) == 1 else tall)
    for place in range(1, len(values) + 1):
        cell = sheet.cell(at, place)
        # What came as text stays text, whatever it begins with.
        if cell.data_type == "f":
            cell.data_type = "s"
        cell.font = _FONTS[bold]
        cell.border = _BOX
        is_number = isinstance(values[place - 1], int | float)
        cell.alignment = _SIDES["right" if is_number else "left"]
        if formats and place in formats and is_number:
            cell.number_format = formats[place]


def _lines(sheet: Worksheet, place: int, value: Value) -> int:
    """Return how many lines a text takes in its column."""
    width = sheet.column_dimensions[get_column_letter(place)].width
    return ceil(len(value) / width) if isinstance(value, str) and value else 1


def _tail(sheet: Worksheet, notes: Iterable[str], width: int) -> None:
    for note in notes:
        sheet.append([harmless(note)])
        at = sheet.max_row
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=width)
        sheet.cell(at, 1).font = Font(name=_FONT, size=10, italic=True)
        sheet.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[at].height = 14 * (1 + len(note) // 170)
    page = sheet.page_setup
    page.paperSize, page.orientation = sheet.PAPERSIZE_A4, "landscape"
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.6, 0.4, 0.6, 0.6
    sheet.oddFooter.center.text = "Trang &P/&N"
