"""Spreadsheets as found in the wild: each is read right, or complained about row by row."""

from __future__ import annotations

import io
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from shared.problems import Code, Problem
from shared.roster import ListedHousehold, Person
from shared.roster_book import Book, Choices, read_book
from sync_server import spreadsheets
from sync_server.spreadsheets import read_sheets
from tests.sync_server import wild_lists as wild

HUONG = ListedHousehold(
    "Thôn Phú Lai",
    "1",
    "Đặng Văn Hưởng",
    (Person("Đặng Văn Hưởng", 1960), Person("Nguyễn Thị Hợp", 1962)),
)
MUONG = ListedHousehold("Thôn Phú Lai", "2", "Bùi Thị Mường", (Person("Bùi Thị Mường", 1980),))


def read(data: bytes, name: str = "ds.xlsx", choices: Choices | None = None) -> Book:
    return read_book(read_sheets(data, name), 2025, choices or Choices(), ["Thôn Phú Lai"])


def codes(book: Book) -> list[str]:
    return [each.code for each in book.roster.complaints]


SAME: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: wild.one(wild.PLAIN),
    "xls": lambda: wild.xls(wild.PLAIN),
    "decomposed letters": lambda: wild.one(wild.decomposed(wild.PLAIN)),
    "TCVN3 in xlsx": lambda: wild.one(wild.legacy(wild.PLAIN, "tcvn3")),
    "VNI in xlsx": lambda: wild.one(wild.legacy(wild.PLAIN, "vni")),
    "TCVN3 in xls": lambda: wild.xls(wild.legacy(wild.PLAIN, "tcvn3")),
    "csv of Excel": lambda: wild.csv(wild.PLAIN, code="utf-8-sig"),
    "csv with commas": lambda: wild.csv(wild.PLAIN, ","),
    "csv with tabs in UTF-16": lambda: wild.csv(wild.PLAIN, "\t", "utf-16"),
    "csv in TCVN3 bytes": lambda: wild.csv(wild.legacy(wild.PLAIN, "tcvn3"), code="latin-1"),
    "csv in VNI bytes": lambda: wild.csv(wild.legacy(wild.PLAIN, "vni"), code="latin-1"),
    "csv that names its mark": lambda: b"sep=,\r\n" + wild.csv(wild.PLAIN, ","),
    "titles, totals, signatures": wild.with_titles_and_signatures,
    "merged cells": wild.with_merged_cells,
    "two rows of headings": wild.with_two_header_rows,
    "headings on each page": wild.with_headers_on_each_page,
    "villages in addresses": wild.with_addresses_only,
    "small letters and bullets": wild.typed_in_small_letters,
}


@pytest.mark.parametrize("made", SAME.values(), ids=SAME.keys())
def test_however_it_was_typed_the_same_list_is_read(made: Callable[[], bytes]) -> None:
    book = read(made())

    assert book.roster.households == (HUONG, MUONG)
    assert book.roster.complaints == ()


@pytest.mark.parametrize(
    "made", [wild.with_heads_by_relation_only, wild.with_numbers_at_heads_only]
)
def test_without_household_numbers_heads_begin_households(made: Callable[[], bytes]) -> None:
    book = read(made())

    assert [(h.head, h.members) for h in book.roster.households] == [
        (HUONG.head, HUONG.members),
        (MUONG.head, MUONG.members),
    ]
    assert book.roster.complaints == ()


def test_of_a_birthday_only_the_year_matters_so_no_order_of_day_and_month_can_be_wrong() -> None:
    book = read(wild.with_dates_of_all_kinds())

    assert [h.members[0].birth_year for h in book.roster.households] == [1980] * 10
    assert book.roster.complaints == ()


def test_a_year_that_could_be_two_is_asked_for_and_the_person_is_kept() -> None:
    book = read(wild.with_doubtful_years())

    assert [h.members[0].birth_year for h in book.roster.households] == [None] * 4
    assert codes(book) == ["BK655", "BK509", "BK665", "BK509"]
    assert [each.rows for each in book.roster.complaints] == [(2,), (3,), (4,), (5,)]
    assert not any(each.is_refused for each in book.roster.complaints)


def test_thousands_dots_are_no_decimals_and_totals_are_nobody() -> None:
    book = read(wild.with_thousands_dots(), "ds.csv")

    assert [(h.number, len(h.members)) for h in book.roster.households] == [
        ("1.024", 2),
        ("1.025", 1),
    ]
    assert book.roster.complaints == ()


def test_what_a_spreadsheet_would_calculate_is_no_name() -> None:
    book = read(wild.with_formulas(), "ds.csv")

    assert codes(book) == [Code.FORMULA_IN_NAME.code]
    assert book.roster.complaints[0].is_refused
    assert book.roster.households[-1].head == "Vi Thị Lả"
    assert "HYPERLINK" not in str(book.roster.households)


def test_a_hidden_sheet_is_left_out_and_it_says_so() -> None:
    book = read(wild.with_a_hidden_sheet())

    assert book.roster.people == 3
    assert book.roster.left_out == ("Trang “Cũ” đang ẩn nên không được đọc.",)


def test_each_sheet_is_the_list_of_a_village() -> None:
    book = read(wild.with_a_sheet_per_village())

    assert book.roster.by_village() == [("Thôn Phú Lai", 2, 3), ("thôn 7", 2, 3)]
    assert "Tổng hợp" in book.roster.left_out[0]
    assert len(book.kinds) == 1


def test_a_row_may_say_the_village_of_what_follows() -> None:
    book = read(wild.with_villages_as_sections())

    assert book.roster.by_village() == [("Thôn Phú Lai", 2, 3), ("Thôn Bảy", 1, 1)]


def test_a_list_without_villages_is_asked_about_and_read_once_that_is_said() -> None:
    asked = read(wild.without_villages())
    told = read(wild.without_villages(), choices=Choices(villages={"": "Thôn Phú Lai"}))

    assert asked.roster.households == ()
    assert [each.name for each in asked.unplaced] == [""]
    assert [(each.code, each.rows) for each in asked.roster.complaints] == [("BK504", (2, 3, 4))]
    assert told.roster.households == (HUONG, MUONG)
    assert told.unplaced == ()


def test_people_who_are_only_counted_become_people_without_names() -> None:
    book = read(wild.with_counts_only())

    first, second = book.roster.households
    assert first.members == (Person("Đặng Văn Hưởng"), *[Person("")] * 3)
    assert second.members == (Person("Bùi Thị Mường"),)
    assert codes(book) == [Code.UNREADABLE_COUNT.code]


def test_a_count_that_differs_from_the_names_is_told() -> None:
    rows = [["Thôn", "Số hộ", "Họ và tên", "Số khẩu"], ["A", 1, "Lò An", 3], ["A", 1, "Lò Bình"]]

    book = read(wild.one(rows))

    assert book.roster.people == 2
    assert [each.sentence for each in book.roster.complaints] == [
        "Dòng 2: Số nhân khẩu ghi 3 nhưng danh sách có 2 người."
        " Được ghi theo danh sách; hãy kiểm tra lại."
    ]


def test_private_columns_are_left_out_by_heading_and_by_what_they_hold() -> None:
    book = read(wild.with_private_columns())

    assert book.roster.households == (HUONG, MUONG)
    assert len(book.roster.left_out) == 5
    assert any("Mã" in said and "căn cước" in said for said in book.roster.left_out)
    assert not any(digits in str(book.roster) for digits in ("038160000", "0912345678", "ngõ 2"))


def test_a_locked_column_stays_unread_whatever_is_chosen() -> None:
    choices = Choices(fields={0: {6: "name", 10: "number", 2: ""}})

    book = read(wild.with_private_columns(), choices=choices)

    assert "038160000" not in str(book.roster)
    assert "number" not in book.kinds[0].layout.places


def test_household_numbers_are_the_same_in_every_style() -> None:
    book = read(wild.with_household_number_styles())

    assert [(h.number, len(h.members)) for h in book.roster.households] == [
        ("01", 3),
        ("H2", 2),
        ("3/B", 1),
    ]


def test_an_officer_may_say_which_code_a_list_is_in() -> None:
    data = wild.one([["Thôn", "Họ và tên"], ["Thôn 1", "Lß A"]])

    assert read(data).roster.households[0].head == "Lß A"
    assert read(data, choices=Choices("tcvn3")).roster.households[0].head == "Lò A"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.NO_HEADER),
        (b"<html><table><tr><td>x</td></tr></table></html>", Code.NOT_A_SPREADSHEET),
        (b"%PDF-1.7 ...", Code.NOT_A_SPREADSHEET),
        (b"PK\x03\x04 broken", Code.LOCKED_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, Code.LOCKED_FILE),
        (b"\x00\x00\x00\x18ftypmp42", Code.NOT_A_SPREADSHEET),
        ("Ghi chú;Số tiền\r\nx;1".encode(), Code.NO_HEADER),
    ],
)
def test_what_is_no_list_is_refused_in_words(data: bytes, code: Code) -> None:
    with pytest.raises(Problem) as refused:
        read(data, "tệp.xlsx")

    assert refused.value.kind is code


def test_a_file_that_unpacks_to_gigabytes_is_refused_unpacked() -> None:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", b"")
        bomb.infolist()[0].file_size = 2**32
    with pytest.raises(Problem) as refused:
        read_sheets(out.getvalue().ljust(100, b"\0"), "bom.xlsx")

    assert refused.value.kind in (Code.FILE_TOO_BIG, Code.LOCKED_FILE)


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_BYTES", 10)

    with pytest.raises(Problem) as refused:
        read_sheets(b"x" * 11, "lon.csv")

    assert refused.value.kind is Code.FILE_TOO_BIG
