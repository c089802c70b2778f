"""A list as an .xlsx file: numbers are numbers, and no text is ever taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from sync_server.exports.flat import FORMULA

Value = str | int | None


def sheet(
    title: Sequence[str],
    headings: Sequence[str],
    lines: Iterable[Sequence[Value]],
    widths: Sequence[int],
) -> bytes:
    """Return a workbook of one sheet: lines of title, headings that stay in sight, then `lines`."""
    book = Workbook(write_only=True)
    page: WriteOnlyWorksheet = book.create_sheet("Danh sách")
    for at, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    page.freeze_panes = f"A{len(title) + 2}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{len(title) + 1}:{len(title) + 1}"
    for at, text in enumerate(title):
        page.append([_cell(page, text, Font(bold=not at, size=13 if not at else 11))])
    page.append([_cell(page, heading, Font(bold=True)) for heading in headings])
    for line in lines:
        page.append([_cell(page, value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: WriteOnlyWorksheet, value: Value, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        # What somebody called a household may begin with "=": it stays text, in Excel too.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
        cell.alignment = Alignment(wrap_text=font is None, vertical="top")
    if font:
        cell.font = font
    return cell
