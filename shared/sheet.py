"""What a spreadsheet typed by hand means: which column is what, and what one cell says.

Columns are found by their headings, wherever they stand. Numbers of cards, telephones and accounts
are not read at all (Law 91/2025/QH15), and the reader is told so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from shared.problems import Code, Problem
from shared.text import clean, fold

Cells = Sequence[object]
Columns = Mapping[str, int]

# Tried first: "Số điện thoại chủ hộ" is a telephone, not a head.
_PRIVATE = {
    r"cccd|cmnd|can cuoc|dinh danh|chung minh": "Ba Không không lưu số căn cước",
    r"dien thoai|sdt|so dt|dt|di dong|zalo": "số điện thoại chỉ hỏi khi người dân cần gọi lại",
    r"dan toc|ton giao": "dữ liệu cá nhân nhạy cảm, không chỉ tiêu nào cần đến",
    r"tai khoan|stk": "Ba Không không lưu số tài khoản",
}
_HEADINGS = {
    "head": r"(ho (va )?)?ten chu ho",
    "mark": r"chu ho",
    "name": r"ho (va )?ten|ho (va |chu )?(ten )?dem( va ten)?",
    "given": r"ten",
    "number": r"(so|ma|ma so|stt|tt|so thu tu|so so) ho( khau| gia dinh)?|ho so",
    "relation": r"(moi )?(quan he|qh)( (voi|vs))?( chu ho)?",
    "village": r"(ten )?(thon|ban|xom|khu|khu pho|to dan pho|tdp|lang)( .*)?",
    "birth": r"(nam|ngay|ngay thang|ngay thang nam|ngay nam) sinh",
}
_YEAR = re.compile(r"(?:\d{1,2}\s*[/.\-]\s*){0,2}(\d{4})|(\d{4})-\d{1,2}-\d{1,2}(?: .*)?")
_EXCEL_EPOCH = date(1899, 12, 30)


def find_header(rows: Sequence[Cells]) -> tuple[int, Columns, tuple[str, ...]]:
    """Return where the headings stand, the place of each column, and what is not read and why."""
    for top, cells in enumerate(rows):
        columns, left_out = _columns(cells)
        if columns.keys() & {"name", "head"} and len(filled(cells)) > 1:
            return top, columns, left_out
    raise Problem(Code.NO_HEADER)


def _columns(cells: Cells) -> tuple[Columns, tuple[str, ...]]:
    columns: dict[str, int] = {}
    left_out = []
    for place, cell in enumerate(cells):
        bare = re.sub(r"\(.*?\)", " ", fold(text_of(cell)))
        heading = " ".join(re.findall(r"[a-z0-9]+", bare))
        why = next((w for p, w in _PRIVATE.items() if re.search(rf"\b({p})\b", heading)), None)
        if why:
            left_out.append(f"Cột “{text_of(cell)}” không được đọc: {why}.")
            continue
        key = next((key for key, p in _HEADINGS.items() if re.fullmatch(p, heading)), None)
        if key:
            columns.setdefault(key, place)
    # "Năm sinh" often stands over two columns, "Nam" and "Nữ", with the year in one of them.
    if (born := columns.get("birth")) is not None and not filled(cells[born + 1 : born + 2]):
        columns["birth_too"] = born + 1
    return columns, tuple(left_out)


def text_of(cell: object) -> str:
    """Return a cell as text: 12.0 is "12", and an Excel error is nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else clean(str(cell))
    return "" if text.startswith("#") else text


def filled(cells: Cells) -> list[str]:
    return [text for cell in cells if (text := text_of(cell))]


def year_of(cell: object) -> int | None:
    """Read a year, a date, or a date's text; of a date only the year matters.

    Two traps of Excel: a year typed into a column of dates becomes a day of 1905 (nobody of 120
    is on the lists), and a date in a column of numbers is the count of days since 1900.
    """
    match cell:
        case bool():
            return None
        case date():
            typed = cell.toordinal() - _EXCEL_EPOCH.toordinal()
            return typed if cell.year == 1905 else cell.year
        case int() | float() if 0 <= cell < 100_000:
            days = int(cell)
            return days if days < 9999 else (_EXCEL_EPOCH + timedelta(days)).year
    found = _YEAR.fullmatch(text_of(cell))
    return int(found[1] or found[2]) if found else None
