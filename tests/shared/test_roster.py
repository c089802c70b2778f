"""Rosters as communes type them: what is read, what is doubted, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.headings import find_layout
from shared.problems import Code, Problem
from shared.roster import Complaint, ListedHousehold, Person, Roster
from shared.roster_reading import Listing, read_lists
from shared.sheet import Cells
from shared.village_names import Register
from tests.support.strategies import person_names

HEADER = ["STT", "Thôn", "Số hộ", "Họ và tên", "Năm sinh", "Quan hệ với chủ hộ"]


def read_rows(rows: Sequence[Cells], this_year: int, village: str = "") -> Roster:
    return read_lists([Listing("", rows, find_layout(rows), village)], this_year, Register())


def the(rows: list[list[object]], village: str = "", header: list[object] | None = None):
    return read_rows([header or HEADER, *rows], 2025, village)


def sentences(complaints: tuple[Complaint, ...]) -> list[str]:
    return [complaint.sentence for complaint in complaints]


def codes(complaints: tuple[Complaint, ...]) -> list[str]:
    return [complaint.code for complaint in complaints]


def test_a_list_becomes_households_with_their_heads_and_members():
    roster = read_rows(
        [
            ["DANH SÁCH HỘ GIA ĐÌNH XÃ CẨM TÂN"],
            [None, None],
            HEADER,
            [1, "Đồi Chông", 12, "Nguyễn Thị Hợp", 1975, "Chủ hộ"],
            [2, "Đồi Chông", 12, "Đặng Văn An", 2009, "Con"],
            [3, "Đồi Chông", 13, "Lò Thị Ánh", None, "Chủ hộ"],
        ],
        2025,
    )

    assert roster.households == (
        ListedHousehold(
            "Đồi Chông",
            "12",
            "Nguyễn Thị Hợp",
            (Person("Nguyễn Thị Hợp", 1975), Person("Đặng Văn An", 2009)),
        ),
        ListedHousehold("Đồi Chông", "13", "Lò Thị Ánh", (Person("Lò Thị Ánh"),)),
    )
    assert codes(roster.complaints) == [Code.NO_BIRTH_YEARS.code]
    assert roster.left_out == ()


@pytest.mark.parametrize("heading", ["Họ và tên", "HỌ TÊN", "ho ten", "Họ, chữ đệm và tên"])
def test_the_header_is_found_however_it_is_typed(heading: str):
    roster = read_rows([["Bảng 1"], ["Số hộ", heading], [1, "Lò Văn Dũng"]], 2025, "Thôn 1")

    assert [each.head for each in roster.households] == ["Lò Văn Dũng"]


def test_a_list_without_the_column_of_names_is_refused():
    with pytest.raises(Problem) as refused:
        read_rows([["STT", "Ghi chú"], [1, "x"]], 2025)

    assert refused.value.kind is Code.NO_HEADER


def test_decomposed_letters_of_a_mac_are_the_same_names():
    rows = [["Đồi Chông", 1, "Đặng Thị Ánh", 1990], ["Đồi  Chông ", 1, "Lò Hợp", 1991]]
    nfd = [[normalize("NFD", c) if isinstance(c, str) else c for c in row] for row in rows]

    header = [normalize("NFD", heading) for heading in HEADER[1:5]]
    roster = the(nfd, header=header)

    assert roster == the(rows, header=HEADER[1:5])
    assert roster.households[0].members[0].name == "Đặng Thị Ánh"


def test_merged_cells_are_filled_from_above():
    roster = the(
        [
            [1, "Thôn 1", "A7", "Lò Văn Dũng", 1960, "Chủ hộ"],
            [2, None, None, "Hà Thị Mai", 1962, "Vợ"],
            [],
            [None, "", "  ", None, None, None],
            [3, None, "A8", "Vi Ngọc Tuấn", 1980, "Chủ hộ"],
        ]
    )

    assert [(h.village, h.number, len(h.members)) for h in roster.households] == [
        ("Thôn 1", "A7", 2),
        ("Thôn 1", "A8", 1),
    ]


def test_without_numbers_a_head_begins_a_household():
    header = ["Họ và tên", "Quan hệ"]

    roster = the(
        [["Lò Văn Dũng", "CHỦ HỘ"], ["Hà Thị Mai", "vợ chủ hộ"], ["Vi Tuấn", "chu ho"]],
        "Thôn 1",
        header,
    )

    assert [(h.head, len(h.members)) for h in roster.households] == [
        ("Lò Văn Dũng", 2),
        ("Vi Tuấn", 1),
    ]


def test_an_uncle_and_an_aunt_are_no_heads_of_their_own():
    roster = the(
        [
            [1, "Đồi Chông", "", "Nguyễn Văn An", 1980, "Chủ hộ"],
            [2, "Đồi Chông", "", "Nguyễn Văn Bình", 1950, "Chú"],
            [3, "Đồi Chông", "", "Lê Thị Cúc", 1955, "CÔ"],
        ]
    )

    assert [(home.head, len(home.members)) for home in roster.households] == [("Nguyễn Văn An", 3)]


def test_a_cross_in_the_column_of_heads_marks_the_head():
    header = ["Số hộ", "Họ và tên", "Chủ hộ"]

    roster = the([[1, "Hà Thị Mai", ""], [1, "Lò Văn Dũng", "x"]], "Thôn 1", header)

    assert [each.head for each in roster.households] == ["Lò Văn Dũng"]


def test_a_column_with_the_name_of_the_head_groups_as_well():
    header = ["Chủ hộ", "Họ và tên"]

    roster = the(
        [
            ["Chu Hồng Anh", "Chu Hồng Anh"],
            ["Chu Hồng Anh", "Hà Thị Mai"],
            ["Lò Dũng", "Lò Thị Bình"],
            ["Lò Dũng", "Lò Thị Cúc"],
        ],
        "Thôn 1",
        header,
    )

    assert [(h.head, len(h.members)) for h in roster.households] == [
        ("Chu Hồng Anh", 2),
        ("Lò Dũng", 2),
    ]
    assert roster.complaints == ()


def test_a_list_of_heads_is_one_household_a_row():
    roster = the(
        [[1, "Lò Văn Dũng", 1960], [2, "Lò Văn Dũng", 1985]],
        "Thôn 1",
        ["STT", "Họ và tên chủ hộ", "Năm sinh"],
    )

    assert [each.members for each in roster.households] == [
        (Person("Lò Văn Dũng", 1960),),
        (Person("Lò Văn Dũng", 1985),),
    ]
    assert roster.complaints == ()


def test_when_nothing_tells_households_apart_the_reader_is_told():
    roster = the([["Lò Văn Dũng", 1960], ["Hà Mai", 1962]], "Thôn 1", ["Họ tên", "Năm sinh"])

    assert len(roster.households) == 2
    assert codes(roster.complaints) == [Code.NO_HOUSEHOLD_COLUMN.code]


def test_one_number_in_two_villages_is_two_households():
    rows = [[1, "Thôn 1", 5, "Lò Dũng", 1960, ""], [2, "Thôn 2", 5, "Hà Mai", 1962, ""]]

    assert [each.village for each in the(rows).households] == ["Thôn 1", "Thôn 2"]


def test_a_signature_at_the_end_of_a_list_hides_nobody_above_it():
    rows = [[1, "Lò Văn Dũng"], [None, "Hà Thị Mai"], [2, "Lang Hoa"], [None, "Người lập biểu"]]

    households = the(rows, "Thôn 1", ["STT", "Họ và tên"]).households

    names = [[person.name for person in each.members] for each in households]
    assert names == [["Lò Văn Dũng", "Hà Thị Mai"], ["Lang Hoa"]]


def test_a_signature_below_a_list_of_names_alone_hides_none_of_them():
    rows = [["Lò Văn Dũng", 4], ["Hà Thị Mai", 3], ["Người lập biểu", None]]

    roster = the(rows, "Thôn 1", ["Họ và tên", "Số nhân khẩu"])

    assert [each.head for each in roster.households] == ["Lò Văn Dũng", "Hà Thị Mai"]
    assert roster.people == 7


def test_a_village_alone_in_its_row_stands_for_what_follows():
    header = ["STT", "Số hộ", "Họ và tên"]

    roster = read_rows(
        [
            ["Thôn: Đồi Chông, xã Cẩm Tân"],
            header,
            [1, 1, "Lò Văn Dũng"],
            [None, None, "Bản Phâng"],
            [2, 1, "Lang Thị Hoa"],
            [None, None, "Lang Thị Tư"],
        ],
        2025,
    )

    assert [(h.village, len(h.members)) for h in roster.households] == [
        ("Thôn Đồi Chông", 1),
        ("Bản Phâng", 2),
    ]


def test_a_row_without_village_is_refused_and_the_others_are_kept():
    roster = the([[1, "", 1, "Lò Dũng", 1960, ""], [2, "Thôn 1", 1, "Hà Mai", 1962, ""]])

    assert [each.head for each in roster.households] == ["Hà Mai"]
    assert sentences(roster.complaints) == ["Dòng 2: Không có tên thôn."]


def test_somebody_before_any_household_is_refused():
    roster = the([["Lò Dũng", "Con"], ["Hà Mai", "Chủ hộ"]], "Thôn 1", ["Họ tên", "Quan hệ"])

    assert [each.head for each in roster.households] == ["Hà Mai"]
    assert codes(roster.complaints) == [Code.NO_HOUSEHOLD_IN_ROW.code]


def test_in_another_village_nobody_is_still_in_the_last_house():
    roster = the([["Thôn 1", "Lò Dũng", "Chủ hộ"], ["Thôn 2", "Hà Mai", "Vợ"]], "",
                 ["Thôn", "Họ tên", "Quan hệ"])  # fmt: skip

    assert [len(each.members) for each in roster.households] == [1]
    assert codes(roster.complaints) == [Code.NO_HOUSEHOLD_IN_ROW.code]


def test_when_a_head_is_refused_the_rest_of_the_house_does_not_move_next_door():
    roster = the(
        [
            [1, "Thôn 1", None, "Lò Dũng", 1960, "Chủ hộ"],
            [2, None, None, "Hà Mai 038175000123", 1962, "Chủ hộ"],
            [3, None, None, "Vi Thị Tư", 1990, "Con"],
        ]
    )

    assert [(h.head, len(h.members)) for h in roster.households] == [
        ("Lò Dũng", 1),
        ("Vi Thị Tư", 1),
    ]
    assert codes(roster.complaints) == [Code.ID_NUMBER_IN_TEXT.code]
    assert "038175000123" not in str(roster)


def test_the_same_person_twice_is_told_and_both_are_kept():
    roster = the(
        [
            [1, "Thôn 1", 1, "Lò Văn Dũng", 1960, "Chủ hộ"],
            [2, "Thôn 1", 2, "LÒ VĂN DŨNG", "01/02/1960", "Chủ hộ"],
            [3, "Thôn 2", 1, "Lò Văn Dũng", 1960, "Chủ hộ"],
            [4, "Thôn 2", 1, "Lò Văn Dụng", 1960, "Con"],
        ]
    )

    assert [len(each.members) for each in roster.households] == [1, 1, 2]
    assert sentences(roster.complaints) == [
        "Dòng 3: Trùng họ tên và năm sinh với dòng 2. Cả hai dòng đều được giữ; hãy kiểm tra lại."
    ]


def test_a_second_head_is_told_and_kept_as_a_member():
    roster = the(
        [
            [1, "Thôn 1", 1, "Lò Dũng", 1960, "Chủ hộ"],
            [2, "Thôn 1", 1, "Hà Mai", 1962, "Chủ hộ"],
        ]
    )

    assert [(h.head, len(h.members)) for h in roster.households] == [("Lò Dũng", 2)]
    assert codes(roster.complaints) == [Code.TWO_HEADS.code]


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (1990, 1990),
        (1990.0, 1990),
        ("1990", 1990),
        (" 1990 ", 1990),
        ("05/12/1990", 1990),
        ("12/13/1990", 1990),
        ("12/25/1990", 1990),
        ("05/12/90", 1990),
        ("90", 1990),
        (90, 1990),
        ("1.990", 1990),
        (1.99, 1990),
        ("năm 1990", 1990),
        ("__/__/1990", 1990),
        ("05/12/1990 00:00:00", 1990),
        ("05121990", 1990),
        ("5-6-1990", 1990),
        ("5.6.1990", 1990),
        ("6/1990", 1990),
        ("1990-06-05", 1990),
        ("1990-06-05 00:00:00", 1990),
        (date(1990, 6, 5), 1990),
        (datetime(1990, 6, 5), 1990),  # noqa: DTZ001 (as spreadsheets give it)
        (date(1905, 6, 12), 1990),
        (datetime(1905, 6, 12), 1990),  # noqa: DTZ001
        (33029, 1990),
        (33029.0, 1990),
    ],
)
def test_a_year_of_birth_is_read_in_every_form_of_a_date(cell: object, year: int):
    roster = the([[1, "Thôn 1", 1, "Lò Dũng", cell, ""]])

    assert roster.households[0].members == (Person("Lò Dũng", year),)
    assert roster.complaints == ()


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (1890, Code.IMPOSSIBLE_BIRTH),
        (2026, Code.IMPOSSIBLE_BIRTH),
        ("5/6/2199", Code.IMPOSSIBLE_BIRTH),
        ("05/12/15", Code.AMBIGUOUS_YEAR),
        ("khoảng 1950", Code.UNREADABLE_BIRTH),
        ("1990 1991", Code.UNREADABLE_BIRTH),
        (True, Code.UNREADABLE_BIRTH),
        (float("nan"), Code.UNREADABLE_BIRTH),
        (-5, Code.UNREADABLE_BIRTH),
        (10**30, Code.UNREADABLE_BIRTH),
    ],
)
def test_a_year_that_is_none_is_left_open_and_told_of(cell: object, code: Code):
    assert "để trống" in code.sentence
    roster = the([[1, "Thôn 1", 1, "Lò Dũng", cell, ""]])

    assert roster.households[0].members == (Person("Lò Dũng"),)
    assert codes(roster.complaints) == [code.code]
    assert roster.complaints[0].rows == (2,)


@pytest.mark.parametrize("cell", [None, "", "#N/A", "#REF!"])
def test_years_of_birth_left_empty_are_told_of_once_with_how_many(cell: object):
    people = [[1, "Thôn 1", 1, name, cell, ""] for name in ("Lò Dũng", "Lò Na")]
    roster = the([*people, [1, "Thôn 1", 1, "Lò An", 1990, ""]])

    assert roster.households[0].members[:2] == (Person("Lò Dũng"), Person("Lò Na"))
    assert codes(roster.complaints) == [Code.NO_BIRTH_YEARS.code]
    assert roster.complaints[0].rows == (2,)
    assert "2 người" in roster.complaints[0].sentence


@pytest.mark.parametrize("cell", ["31/02/1980", "30-2-1980", "00/13/1980", "31.4.1980"])
def test_of_a_day_that_there_is_not_the_year_is_taken_and_it_is_told_of(cell: str):
    roster = the([[1, "Đồi Chông", 12, "Nguyễn Thị Hợp", cell, "Chủ hộ"]])

    assert roster.households[0].members[0].birth_year == 1980
    assert codes(roster.complaints) == [Code.NO_SUCH_DAY.code]
    assert cell in sentences(roster.complaints)[0]


@pytest.mark.parametrize("cell", ["29/02/1980", "12/31/1980", "31/12/1980", "__/__/1980", "1980"])
def test_a_day_that_there_is_in_one_order_or_the_other_is_nothing_to_tell_of(cell: str):
    roster = the([[1, "Đồi Chông", 12, "Nguyễn Thị Hợp", cell, "Chủ hộ"]])

    assert roster.complaints == ()


def test_years_of_men_and_women_in_two_columns_are_both_read():
    roster = read_rows(
        [
            ["Số hộ", "Họ và tên", "Năm sinh", None, "Ghi chú"],
            [None, None, "Nam", "Nữ", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            [1, "Lò Dũng", 1960, None, None],
            [1, "Hà Mai", None, 1962, None],
        ],
        2025,
        "Thôn 1",
    )

    assert roster.households[0].members == (Person("Lò Dũng", 1960), Person("Hà Mai", 1962))
    assert roster.complaints == ()


def test_family_and_given_name_in_two_columns_make_one_name():
    roster = the([[1, "Đặng Văn", "An"]], "Thôn 1", ["Số hộ", "Họ và tên đệm", "Tên"])

    assert roster.households[0].head == "Đặng Văn An"


def test_cards_telephones_and_accounts_are_left_out_and_it_says_why():
    header = ["Số hộ", "Họ và tên", "Số CCCD", "Điện thoại chủ hộ", "Dân tộc", "Số tài khoản"]
    row = [1, "Lò Dũng", "038060000123", "0912345678", "Thái", "8860123456789"]

    roster = the([row], "Thôn 1", header)

    assert roster.left_out == (
        "Cột “Số CCCD” không được đọc: Ba Không không lưu số căn cước.",
        "Cột “Điện thoại chủ hộ” không được đọc: số điện thoại chỉ hỏi khi người dân cần gọi lại.",
        "Cột “Dân tộc” không được đọc: dữ liệu cá nhân nhạy cảm, không chỉ tiêu nào cần đến.",
        "Cột “Số tài khoản” không được đọc: Ba Không không lưu số tài khoản.",
    )
    assert roster.households == (ListedHousehold("Thôn 1", "1", "Lò Dũng", (Person("Lò Dũng"),)),)
    assert not any(str(secret) in str(roster) for secret in row[2:])


def test_totals_and_signatures_are_nobody():
    roster = the(
        [
            [1, "Thôn 1", 1, "Tống Công Minh", 1960, "Chủ hộ"],
            [None, None, None, "Tổng cộng: 1 hộ", None, None],
            [None, None, 1, "Cộng", None, None],
            [None, None, None, "NGƯỜI LẬP BIỂU", None, None],
        ]
    )

    assert [each.members for each in roster.households] == [(Person("Tống Công Minh", 1960),)]
    assert roster.complaints == ()


def test_a_row_about_somebody_without_a_name_is_told_of():
    roster = the([[1, "Thôn 1", 1, "Lò Dũng", 1960, ""], [2, "Thôn 1", 1, None, 1990, "Con"]])

    assert sentences(roster.complaints) == ["Dòng 3: Không có họ và tên."]


def test_numbers_prepared_for_rows_never_filled_in_are_no_households():
    roster = the([[1, "Thôn 1", 1, "Lò Dũng", 1960, ""], [2, None, 2, None, None, None], [3]])

    assert len(roster.households) == 1
    assert roster.complaints == ()


def test_a_household_cannot_have_more_people_than_slots():
    roster = the([[n, "Thôn 1", 1, f"Lò Thị {'A' * n}", 1990, ""] for n in range(1, 101)])

    assert len(roster.households[0].members) == 99
    assert codes(roster.complaints) == [Code.TOO_MANY_PEOPLE.code]


def test_a_name_too_long_or_not_printable_is_refused_alone():
    roster = the(
        [
            [1, "Thôn 1", 1, "Lò" * 100, 1990, ""],
            [2, "Thôn 1", 1, "Lò\x00Dũng", 1990, ""],
            [3, "Thôn 1", 1, "Lò Dũng", 1990, ""],
        ]
    )

    assert roster.households[0].members == (Person("Lò Dũng", 1990),)
    assert codes(roster.complaints) == [Code.TEXT_TOO_LONG.code, Code.UNPRINTABLE_TEXT.code]


_CELLS = st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.dates()


@settings(max_examples=40)
@given(st.lists(st.lists(_CELLS, max_size=7), max_size=8))
def test_no_cell_whatever_it_holds_breaks_the_reading(rows: list[list[object]]):
    roster = the(rows, "Thôn 1")

    assert all(each.members for each in roster.households)
    assert all(2 <= row <= len(rows) + 1 for each in roster.complaints for row in each.rows)


_LISTED = st.lists(
    st.lists(
        st.tuples(person_names(), st.none() | st.integers(1900, 2025)), min_size=1, max_size=4
    ),
    max_size=5,
)


@settings(max_examples=50)
@given(_LISTED)
def test_what_is_written_as_a_list_is_read_back(homes: list[list[tuple[str, int | None]]]):
    rows: list[list[object]] = [
        [None, "Thôn 1", number, name, year, "Chủ hộ" if at == 0 else "Con"]
        for number, people in enumerate(homes, start=1)
        for at, (name, year) in enumerate(people)
    ]

    read = the(rows).households

    assert [[(p.name, p.birth_year) for p in each.members] for each in read] == homes
    assert [each.head for each in read] == [people[0][0] for people in homes]


# Villages whose names are nearly one.


def people_of(*villages: str, known: Sequence[str] = (), **chosen: str) -> Roster:
    """Read one household of each of these names, numbered, in this order."""
    rows = [[n, name, n, f"Lò Văn {n}", 1980, "Chủ hộ"] for n, name in enumerate(villages, 1)]
    listing = Listing("", [HEADER, *rows], find_layout([HEADER, *rows]))
    return read_lists([listing], 2025, Register(known, chosen))


def living(roster: Roster) -> list[tuple[str, int]]:
    return [(name, homes) for name, homes, _ in roster.by_village()]


def test_two_villages_of_one_file_that_only_marks_tell_apart_are_two_and_told_once():
    roster = people_of("Thôn Đông", "Thôn Đồng", "Thôn Đồng")

    assert living(roster) == [("Thôn Đông", 1), ("Thôn Đồng", 2)]
    assert sentences(roster.complaints) == [
        "Dòng 3: “Thôn Đồng” và “Thôn Đông” được đọc là hai thôn riêng, nhưng có thể là một"
        " tên viết hai cách. Nếu là một thôn, hãy sửa tên trong tệp cho giống nhau rồi tải lên lại."
    ]


def test_a_household_numbered_alike_in_each_of_two_such_villages_is_two():
    rows = [[1, "Thôn Trung", 7, "Lò An", 1980, ""], [2, "Thôn Trưng", 7, "Hà Na", 1981, ""]]

    assert [home.head for home in the(rows).households] == ["Lò An", "Hà Na"]


def test_a_village_that_only_marks_tell_from_a_known_one_waits_for_the_officer():
    roster = people_of("Thôn Trung", "Thôn Trưng", "Thôn Trưng", known=["Thôn Trung"])

    assert living(roster) == [("Thôn Trung", 1)]
    assert [(each.rows, each.is_refused) for each in roster.complaints] == [((3, 4), True)]
    assert all(each.waits for each in roster.complaints)
    assert codes(roster.complaints) == ["BK770"]
    assert [(each.name, each.candidates) for each in roster.doubts] == [
        ("Thôn Trưng", ("Thôn Trung",))
    ]


def test_what_is_said_of_many_rows_alike_is_said_once_with_the_rows_in_short():
    rows = [[n, "Thôn 1", n, "", 1980 + n, "Chủ hộ"] for n in range(1, 8)]
    rows[4][3] = rows[6][3] = "Lò Văn An"

    (told,) = the(rows).complaints

    assert told.rows == (2, 3, 4, 5, 7)
    assert told.sentence == "Dòng 2–5, 7: Không có họ và tên."


def test_rows_far_from_each_other_are_not_all_written_out():
    rows = [[n, "Thôn 1", n, "" if n % 2 else f"Lò {n}", 1980, "Chủ hộ"] for n in range(1, 101)]

    (told,) = (each for each in the(rows).complaints if each.code == Code.NO_NAME_IN_ROW.code)

    assert len(told.rows) == 50
    assert told.sentence.startswith("Dòng 2, 4, 6, 8,")
    assert told.sentence.endswith(", 78, 80 và 10 dòng nữa: Không có họ và tên.")


@pytest.mark.parametrize("meant", ["Thôn Trung", "Thôn Trưng"])
def test_what_the_officer_chose_for_such_a_village_is_done(meant: str):
    chosen = {"Thôn Trưng": meant}

    roster = people_of("Thôn Trung", "Thôn Trưng", known=["Thôn Trung"], **chosen)

    assert {name for name, _ in living(roster)} == {"Thôn Trung", meant}
    assert (roster.people, roster.complaints) == (2, ())
    assert [each.chosen for each in roster.doubts] == [meant]


def test_a_village_typed_without_marks_is_the_one_that_it_can_be_and_it_is_said_once():
    roster = people_of("thon phu lai", "THON PHU LAI", known=["Thôn Phú Lài"])

    assert living(roster) == [("Thôn Phú Lài", 2)]
    assert sentences(roster.complaints)[0].startswith(
        "Dòng 2–3: “thon phu lai” được hiểu là “Thôn Phú Lài”."
    )
    assert not any(each.is_refused for each in roster.complaints)


def test_a_village_without_marks_that_may_be_two_is_complained_about_by_row():
    roster = people_of("Thôn Đông", "thon dong", known=["Thôn Đông", "Thôn Đồng"])

    assert living(roster) == [("Thôn Đông", 1)]
    assert sentences(roster.complaints) == [
        "Dòng 3: Chưa rõ “thon dong” có phải là “Thôn Đông” hay “Thôn Đồng” không. Hãy chọn khi"
        " xem trước ở bàn làm việc; hoặc sửa tên trong tệp cho đúng; hoặc nếu là thôn khác, thêm"
        " thôn đó ở trang Thôn rồi tải tệp lên lại."
    ]


@pytest.mark.parametrize(
    "said",
    [
        "(45 hộ)", "(45 hộ, 180 khẩu)", "(tổng số 45 hộ)", "(tiếp theo)", "(tiếp)",
        "(Trưởng thôn: Nguyễn Văn An)",
    ],
)  # fmt: skip
def test_what_a_list_says_of_itself_in_brackets_is_no_part_of_a_village(said: str):
    header = ["STT", "Số hộ", "Họ và tên"]
    rows = [header, [None, None, "Thôn Đông (Cẩm Long cũ)"], [1, 1, "Lò An"],
            [None, None, f"Thôn Đông {said}"], [2, 1, "Hà Na"]]  # fmt: skip

    sections = read_rows(rows, 2025)
    column = the([[1, f"Thôn Đông {said}", 1, "Hà Na", 1990, "Chủ hộ"]])

    assert living(sections) == [("Thôn Đông (Cẩm Long cũ)", 1), ("Thôn Đông", 1)]
    assert living(column) == [("Thôn Đông", 1)]
