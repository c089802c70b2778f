"""Spreadsheets as communes keep them, one trap each, made by code so that each trap is in sight."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import xlwt

from shared.legacy_text import Legacy
from tests.support.legacy import to_legacy

Rows = Sequence[Sequence[Any]]
HEADER = ["STT", "Thôn", "Số hộ", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"]
PEOPLE: Rows = [
    [1, "Thôn Phú Lai", 1, "Đặng Văn Hưởng", 1960, "Chủ hộ"],
    [2, "Thôn Phú Lai", 1, "Nguyễn Thị Hợp", 1962, "Vợ"],
    [3, "Thôn Phú Lai", 2, "Bùi Thị Mường", 1980, "Chủ hộ"],
]
"""What most lists here say, each in its own way."""


def xlsx(*sheets: tuple[str, Rows], change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def one(rows: Rows, change: Callable[[Any], None] | None = None) -> bytes:
    return xlsx(("Sheet1", rows), change=change)


def xls(rows: Rows) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    days = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write(
                    at, place, cell, days if isinstance(cell, date) else xlwt.Style.default_style
                )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows: Rows, mark: str = ";", code: str = "utf-8") -> bytes:
    text = "\r\n".join(mark.join("" if c is None else str(c) for c in row) for row in rows)
    return text.encode(code)


def legacy(rows: Rows, code: Legacy) -> Rows:
    return [[to_legacy(c, code) if isinstance(c, str) else c for c in row] for row in rows]


def decomposed(rows: Rows) -> Rows:
    return [
        [unicodedata.normalize("NFD", c) if isinstance(c, str) else c for c in row] for row in rows
    ]


PLAIN: Rows = [HEADER, *PEOPLE]


def with_titles_and_signatures() -> bytes:
    return one(
        [
            ["ỦY BAN NHÂN DÂN XÃ CẨM TÂN"],
            ["DANH SÁCH HỘ GIA ĐÌNH", None, None, "Năm 2025"],
            [],
            HEADER,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            *PEOPLE,
            ["Tổng cộng", None, "2 hộ", None, 3],
            [None, None, None, None, None, "Cẩm Tân, ngày 05 tháng 01 năm 2025"],
            [None, None, None, "NGƯỜI LẬP BIỂU", None, "TM. ỦY BAN NHÂN DÂN"],
            [None, None, None, "Trần Văn Lập", None, "Lê Văn Ký"],
        ]
    )


def with_merged_cells() -> bytes:
    def merge(book: Any) -> None:
        for place in ("B2:B4", "C2:C3"):
            book.active.merge_cells(place)

    return one(PLAIN, merge)


def with_two_header_rows() -> bytes:
    def merge(book: Any) -> None:
        for place in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2"):
            book.active.merge_cells(place)

    return one(
        [
            ["TT", "Thôn", "Số hộ", "Họ và tên", "Ngày, tháng, năm sinh", None, "Quan hệ"],
            [None, None, None, None, "Nam", "Nữ", None],
            [1, "Thôn Phú Lai", 1, "Đặng Văn Hưởng", "05/12/1960", None, "Chủ hộ"],
            [2, None, None, "Nguyễn Thị Hợp", None, "12/25/1962", "Vợ"],
            [3, None, 2, "Bùi Thị Mường", None, 1980, "Chủ hộ"],
        ],
        merge,
    )


def with_headers_on_each_page() -> bytes:
    return one([HEADER, PEOPLE[0], PEOPLE[1], ["Cộng trang", None, 1], HEADER, PEOPLE[2]])


def with_dates_of_all_kinds() -> bytes:
    years: list[Any] = ["05/12/1980", "12/25/1980", date(1980, 12, 25), 29580, "1980", "25/12/80"]
    years += [1980, "1.980", "__/__/1980", date(1905, 6, 2)]
    return one([HEADER, *([n, "Thôn 1", n, f"Lò Văn {chr(64 + n)}", y, "Chủ hộ"]
                          for n, y in enumerate(years, start=1))])  # fmt: skip


def with_doubtful_years() -> bytes:
    years = ["05/12/15", "30/02", 3068, "tuổi Sửu"]
    return one([HEADER, *([n, "Thôn 1", n, f"Lò Văn {chr(64 + n)}", y, "Chủ hộ"]
                          for n, y in enumerate(years, start=1))])  # fmt: skip


def with_thousands_dots() -> bytes:
    return csv(
        [
            ["STT", "Thôn", "Số hộ", "Họ tên chủ hộ", "Số khẩu"],
            ["1.024", "Thôn 1", "1.024", "Lò Văn An", "2"],
            ["1.025", "Thôn 1", "1.025", "Lò Văn Bình", "1"],
            ["Tổng cộng:", "", "", "", "26.012"],
        ]
    )


def with_formulas() -> bytes:
    rows = [*PLAIN, [4, "Thôn Phú Lai", 3, '=HYPERLINK("http://xau")', 1990, "Chủ hộ"]]
    rows += [[5, "Thôn Phú Lai", 4, "-Vi Thị Lả", 1990, "Chủ hộ"]]
    return csv(rows)


def with_a_hidden_sheet() -> bytes:
    def hide(book: Any) -> None:
        book["Cũ"].sheet_state = "hidden"

    return xlsx(("Danh sách", PLAIN), ("Cũ", [HEADER, *PEOPLE]), change=hide)


def with_a_sheet_per_village() -> bytes:
    own = [row[:1] + row[2:] for row in ([*HEADER], *map(list, PEOPLE))]
    return xlsx(("Thôn Phú Lai", own), ("DS thôn 7", own), ("Tổng hợp", [["Số hộ", 4]]))


def with_villages_as_sections() -> bytes:
    rows = [list(row) for row in PEOPLE]
    for row in rows:
        row[1] = None
    return one(
        [HEADER, ["I", "Thôn Phú Lai", None, None, "2 hộ"], *rows, ["II", "Thôn Bảy"], rows[2]]
    )


def without_villages() -> bytes:
    return one([row[:1] + row[2:] for row in ([*HEADER], *map(list, PEOPLE))])


def with_addresses_only() -> bytes:
    rows = [[*row[:1], "Thôn Phú Lai, xã Cẩm Tân", *row[2:]] for row in PEOPLE]
    return one([["STT", "Địa chỉ", *HEADER[2:]], *rows])


def with_heads_by_relation_only() -> bytes:
    return one([["STT", "Thôn", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"],
                *([row[0], row[1], *row[3:]] for row in PEOPLE)])  # fmt: skip


def with_numbers_at_heads_only() -> bytes:
    rows = [[1, "Đặng Văn Hưởng", 1960], [None, "Nguyễn Thị Hợp", 1962], [2, "Bùi Thị Mường", 1980]]
    return one([["Thôn Phú Lai"], ["STT", "Họ và tên", "Năm sinh"], *rows])


def with_counts_only() -> bytes:
    return one([["STT", "Thôn", "Họ và tên chủ hộ", "Số nhân khẩu"],
                [1, "Thôn Phú Lai", "Đặng Văn Hưởng", 4],
                [2, "Thôn Phú Lai", "Bùi Thị Mường", "x"]])  # fmt: skip


def with_private_columns() -> bytes:
    more = ["Số CCCD", "SĐT", "Dân tộc", "Chỗ ở hiện tại", "Mã"]
    secret = ["038160000123", "0912345678", "Mường", "Số nhà 5, ngõ 2", "038160000777"]
    return one([[*HEADER, *more], *([*row, *secret] for row in PEOPLE)])


def with_household_number_styles() -> bytes:
    styles = ["01", "Hộ 01", 1, "H2", "h2", "3/B"]
    return one([HEADER, *([n, "Thôn 1", style, f"Lò Văn {chr(64 + n)}", 1980, ""]
                          for n, style in enumerate(styles, start=1))])  # fmt: skip


def typed_in_small_letters() -> bytes:
    return one([HEADER, [1, "Thôn Phú Lai", 1, "1. đặng văn hưởng", 1960, "chủ hộ"],
                [2, None, None, "- nguyễn thị hợp", 1962, "vợ"],
                [3, None, 2, "Hộ bà Bùi Thị Mường", 1980, "CH"]])  # fmt: skip
