"""The checks on what real documents say: each known fault is found, and what is right is let be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.checks import RULES, Finding, Known, Table, check_document, check_report, check_text
from shared.checks.lexing import figures
from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.quarter import Quarter
from shared.report import Report, rows, work_done
from shared.tally import Cell, Tally
from shared.text import decimal_comma, number
from shared.units import read_register
from shared.wording import coverage
from tests.support.people import a_figure

RESULTS = """BÁO CÁO
Kết quả triển khai Mô hình “3 KHÔNG” trên địa bàn huyện Thường Xuân năm 2024
Triển khai ở 16/16 xã, thị trấn trên địa bàn huyện.
Một số dịch vụ như tiền điện, thanh toán trực tuyến đạt 100%.
- Mô hình Tạo lập, cấp chữ ký điện tử miễn phí cho người dân đạt trên 45,75%.
- Lãnh đạo, cán bộ, công chức được cấp chứng thư số: 100%.
- Tỷ lệ tiếp nhận, giải quyết hồ sơ trực tuyến: 95%.
- Tỷ lệ người dân có điện thoại thông minh/tổng số dân trong độ tuổi trưởng thành: 74%.
- Tỷ lệ người dân được cấp tài khoản định danh điện tử/tổng số dân:  $= 946030/946030 = 100\\%$
- Tỷ lệ người dân có chữ ký điện tử cá nhân/tổng số dân trong độ tuổi trưởng thành:  $= 72599/33216 = 45,75\\%$ .
- Tỷ lệ người dân/doanh nghiệp được thông tin, tuyên truyền, tập huấn kỹ năng số cơ bản/tổng số dân, doanh nghiệp: 97%.
- Tỷ lệ thuê bao điện thoại thông minh có sử dụng phần mềm an toàn thông tin mạng cơ bản.  $= 23252/23252 = 100\\%$
- Tỷ lệ người dân sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt: 70%.
- Tỷ lệ hộ gia đình thanh toán tiền điện bằng phương thức thanh toán không dùng tiền mặt/tổng số hộ gia đình:  $= 69\\%$ .
Nhìn chung các chỉ tiêu của kế hoạch triển khai mô hình 3 không đạt được nhiều kết quả đáng khích lệ; các nhóm chỉ tiêu đều đạt và vượt ở các 3 trụ cột.
"""
NEWS = (
    "Theo các kết quả, 4 chỉ tiêu đối với chính quyền, 6 chỉ tiêu đối với người dân đều đạt và vượt chỉ tiêu.\n"
    "Phường Điện Biên thu nhận hồ sơ CCCD lưu động là 5619/7468 (đạt tỷ lệ 75%). Phường đã đạt 744 người"
    " cài đặt ứng dụng ThanhhoaS, ứng dụng bảo vệ người dân trên môi trường mạng (c-m safe).\n"
    "Xã Nga Liên có 3.512 trường hợp (1812 trường hợp mức 1, 1702 trường hợp mức 2); đã kích hoạt trên địa bàn xã"
    " là 2.977 trường hợp (1495 trường hợp mức 1, 1482 trường hợp mức 2). 695 người dân đã được tạo tài khoản"
    " để khai thác, sử dụng các DVC trên cổng DVC trực tuyến của tỉnh. Tạo lập, cấp chữ ký điện tử miễn phí cho 695"
    " người dân; Tạo mã QR code thanh toán không dùng tiền mặt tại các chợ/cửa hàng; điểm thanh toán tiền điện là"
    " 695 người. TTHC giải quyết tại UBND xã Nga đúng hạn là 100%.\n"
    "Huyện Thiệu Hoá: tỷ lệ người dân trên 15 tuổi có tài khoản giao dịch thanh toán và tỷ lệ người dân được cấp"
    " tài khoản định danh điện tử đạt 60%.\n"
    "Kết quả từ việc thí điểm mô hình tại 5 xã, phường, trong đó ít nhất một thành viên trong hộ gia đình được hướng dẫn.\n"
)
PLAN = """KẾ HOẠCH
Cẩm Tân, ngày 12 tháng 02 năm 2025
Thực hiện Kế hoạch số 28/KH-UBND, ngày 22/01/2025 của UBND huyện; Kế hoạch số 28/KH-UBND, ngày 21/2/2022 của UBND xã.
Điều kiện: người dân có Chứng minh thư nhân dân. Báo cáo Phòng Văn hóa huyện theo quy định vào ngày 13 hàng quý.
Nơi nhận:
- Phòng VHTT huyện (để báo cáo);
- Sở TTTT;
"""
# What reading the documents by hand found (domain/report_cases.yaml), by part of the quote.
CASES = (
    (RESULTS, "R_POP_MAGNITUDE", "error", "946030/946030"),
    (RESULTS, "R_RATE_100_OF_ALL_AGES", "warning", "946030/946030"),
    (RESULTS, "R_NUM_GT_DEN", "error", "72599/33216 = 45,75%"),
    (RESULTS, "R_NUM_EQ_DEN_SUSPECT", "warning", "23252/23252"),
    (RESULTS, "R_CROSS_SMARTPHONE", "warning", "23252/23252"),
    (RESULTS, "R_CONTRADICTORY_VALUES", "error", "69%"),
    (RESULTS, "R_CLAIM_VS_TARGET", "error", "đều đạt và vượt"),
    (RESULTS, "R_VAGUE_QUALIFIER", "note", "trên 45,75%"),
    (RESULTS, "R_RATE_WITHOUT_COUNTS", "error", "74%"),
    (RESULTS, "R_MIXED_UNITS", "warning", "tổng số dân, doanh nghiệp: 97%"),
    (RESULTS, "R_TARGET", "note", "74%"),
    (NEWS, "R_SUM", "error", "3.512 trường hợp"),
    (NEWS, "R_REPEATED_COUNT", "warning", "695 người"),
    (NEWS, "R_UNIT", "error", "695 người"),
    (NEWS, "R_UNIT", "warning", "ít nhất một thành viên"),
    (NEWS, "R_ONE_NUMBER_TWO_MEASURES", "warning", "744 người"),
    (NEWS, "R_ONE_NUMBER_TWO_MEASURES", "warning", "60%"),
    (NEWS, "R_CLAIM_VS_TARGET", "error", "đều đạt"),
    (NEWS, "R_INDICATOR_SET_VERSION", "warning", "4 chỉ tiêu"),
    (NEWS, "R_REPORTING_UNIT", "warning", "tại 5 xã"),
    (NEWS, "R_TEXT_TRUNCATED", "note", "xã Nga đúng"),
    (PLAN, "R_DEADLINE", "warning", "vào ngày 13 hàng quý"),
    (PLAN, "R_DOC_IDENTITY", "note", "28/KH-UBND"),
    (PLAN, "R_RECIPIENT_ABOLISHED", "warning", "Phòng Văn hóa huyện"),
    (PLAN, "R_RECIPIENT_ABOLISHED", "warning", "Sở TTTT"),
    (PLAN, "R_LAW_OUTDATED", "warning", "Chứng minh thư nhân dân"),
)
# The same documents, right where they are right.
LET_BE = (
    (RESULTS, "16/16"),
    (NEWS, "5619/7468"),
    (NEWS, "2.977"),
    (PLAN, "12 tháng 02"),
)


@pytest.mark.parametrize(("text", "rule", "level", "words"), CASES)
def test_a_fault_of_a_real_document_is_found(text: str, rule: str, level: str, words: str) -> None:
    found = [each for each in check_text(text) if each.rule == rule and words in each.quote]

    assert [each.level for each in found][:1] == [level]


@pytest.mark.parametrize(("text", "words"), LET_BE)
def test_what_a_real_document_says_rightly_is_let_be(text: str, words: str) -> None:
    assert not [each for each in check_text(text) if words in each.quote]


def test_swapped_counts_are_told_with_the_order_that_gives_the_printed_rate() -> None:
    (found,) = [each for each in check_text(RESULTS) if each.rule == "R_NUM_GT_DEN"]

    assert "33.216/72.599 = 45,75 %" in found.message
    assert "33.216/72.599" in found.suggestion


def test_the_sentence_about_targets_names_who_falls_short() -> None:
    (found,) = [each for each in check_text(RESULTS) if each.rule == "R_CLAIM_VS_TARGET"]

    for short in ("chỉ tiêu 6 (74 % < 80 %)", "chỉ tiêu 9", "chỉ tiêu 14", "chỉ tiêu 15"):
        assert short in found.message
    assert "chỉ tiêu 5 " not in found.message


def test_errors_come_first() -> None:
    levels = [each.level for each in check_text(RESULTS + NEWS)]

    assert levels == sorted(levels, key=("error", "warning", "note").index)


def test_two_figures_that_contradict_and_are_repeated_are_told_of_once() -> None:
    text = (
        "Cấp tài khoản định danh điện tử cho 6.100 người; kích hoạt tài khoản định danh điện tử cho"
        " 6.900 người. Tóm lại, cấp tài khoản định danh điện tử được 6.100 người dân, kích hoạt tài"
        " khoản định danh điện tử được 6.900 người dân."
    )

    found = [each for each in check_text(text) if each.rule == "R_SUBSET"]

    assert len(found) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Tỷ lệ hộ gia đình thanh toán tiền điện bằng phương thức thanh toán không dùng tiền mặt/tổng số hộ gia đình: = 69%",
        "Lãnh đạo, cán bộ, công chức trên địa bàn cấp xã chỉ đạo, điều hành, xử lý công việc hoàn toàn trên môi trường điện tử: 100%",
        "Tỷ lệ người dân sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt/tổng số dân trong độ tuổi trưởng thành: = 70%",
        "Số liệu tổng hợp từ báo cáo của các thôn và công an xã tính đến hết ngày 31/3/2025",
    ],
)
def test_a_quote_keeps_the_first_words_of_its_line(line: str) -> None:
    found = check_text(f"Cẩm Tân, ngày 12 tháng 3 năm 2025\nBÁO CÁO\n- {line}.\n")

    quotes = {quote.lstrip("- ") for each in found for quote in each.quotes}
    # Some rules quote the figure alone.
    assert {quote for quote in quotes if quote.endswith(line[-4:]) and len(quote) > 20} == {line}


@settings(max_examples=60)
@given(st.lists(st.integers(2, 9), min_size=1, max_size=60))
def test_a_long_line_is_quoted_from_the_beginning_of_a_word(lengths: list[int]) -> None:
    words = " ".join("từ" * (each // 2) + "x" for each in lengths)
    line = f"Theo {words} số liệu tính đến hết ngày 31/3/2025"
    found = check_text(f"Cẩm Tân, ngày 12 tháng 3 năm 2025\nBÁO CÁO\n- {line}.\n")

    (quote,) = (each.quote for each in found if "31/3/2025" in each.quote)

    assert f" - {line}".endswith(f" {quote}")


def test_what_only_looks_like_a_figure_is_none() -> None:
    for text in (
        "Quyết định số 06/QĐ-TTg, Nghị định 30/2020/NĐ-CP, số 1234/UBND-VHXH, ngày 13/02/2025",
        "điện thoại 0912.345.678, lớp 9/12, phiên bản 2.1.7, mức 2, từ 15 tuổi trở lên",
        "ngày 12 tháng 02 năm 2025, quý I/2025, giai đoạn 2022-2025, hoạt động 24/7, chợ 4.0",
    ):
        assert [each.quote for each in figures(text) if each.of or each.rate] == []


def test_every_rule_says_where_it_is_from() -> None:
    for rule in RULES:
        assert rule.name.startswith("R_")
        assert rule.says
        assert rule.source


# Tables and sentences by chance: what is right stays silent, one fault is found.

COUNT = st.integers(120, 30_000)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int, int]:
    whole = draw(COUNT)
    return draw(st.integers(1, whole - 1)), whole, draw(st.integers(0, 2))


def serious(found: list[Finding]) -> list[str]:
    return [each.rule for each in found if each.level != "note"]


WORDINGS = (
    "Tỷ lệ người dân có bảo hiểm y tế đạt {rate}% ({a}/{b} người).",
    "Bảo hiểm y tế: {a}/{b} người, đạt {rate} %.",
    "- Số người có bảo hiểm y tế là {a} người/{b} người (chiếm {rate}%);",
    "Có {a} người trên tổng số {b} người tham gia bảo hiểm y tế, đạt {rate}%.",
)


@given(shares(), st.sampled_from(WORDINGS))
@settings(max_examples=60)
def test_a_rate_that_follows_from_its_counts_is_silent(
    share: tuple[int, int, int], wording: str
) -> None:
    a, b, places = share
    rate = decimal_comma(Fraction(a * 100, b), places)

    assert serious(check_text(wording.format(a=number(a), b=number(b), rate=rate))) == []


@given(shares(), st.sampled_from(WORDINGS), st.integers(2, 40))
@settings(max_examples=60)
def test_a_rate_that_does_not_follow_is_found(
    share: tuple[int, int, int], wording: str, off: int
) -> None:
    a, b, places = share
    wrong = Fraction(a * 100, b) + off
    assume(wrong <= 100)
    text = wording.format(a=number(a), b=number(b), rate=decimal_comma(wrong, places))

    assert serious(check_text(text)) == ["R_RATE_ROUNDING"]


@given(shares(), st.sampled_from(WORDINGS))
@settings(max_examples=60)
def test_counts_the_wrong_way_round_are_found(share: tuple[int, int, int], wording: str) -> None:
    a, b, places = share
    rate = decimal_comma(Fraction(a * 100, b), places)
    text = wording.format(a=number(b), b=number(a), rate=rate)

    assert serious(check_text(text)) == ["R_NUM_GT_DEN"]


VILLAGES = st.lists(st.tuples(COUNT, st.integers(1, 100)), min_size=2, max_size=8)


def village_table(villages: list[tuple[int, int]], off: int = 0) -> Table:
    body = [
        (str(at), f"Thôn {at}", number(whole), number(whole * part // 100))
        for at, (whole, part) in enumerate(villages, 1)
    ]
    wholes, parts = sum(w for w, _ in villages), sum(w * p // 100 for w, p in villages)
    head = ("TT", "Thôn", "Tổng số hộ", "Số hộ có Internet")
    return Table((head, *body, ("", "Tổng cộng", number(wholes), number(parts + off))))


@given(VILLAGES)
@settings(max_examples=40)
def test_a_table_that_adds_up_is_silent(villages: list[tuple[int, int]]) -> None:
    assert serious(check_document([village_table(villages)])) == []


@given(VILLAGES, st.integers(1, 50))
@settings(max_examples=40)
def test_a_table_that_does_not_add_up_is_found(villages: list[tuple[int, int]], off: int) -> None:
    assume(sum(w * p // 100 for w, p in villages) + off <= sum(w for w, _ in villages))

    assert serious(check_document([village_table(villages, off)])) == ["R_SUM"]


@given(COUNT, COUNT)
@settings(max_examples=40)
def test_two_halves_make_the_whole(one: int, other: int) -> None:
    text = "Tổng số {} người, trong đó nam {}, nữ {}."

    right = text.format(number(one + other), number(one), number(other))
    wrong = text.format(number(one + other + 1), number(one), number(other))

    assert serious(check_text(right)) == []
    assert serious(check_text(wrong)) == ["R_SUM"]


@given(st.text(max_size=400))
@settings(max_examples=150)
def test_no_text_breaks_the_checks(text: str) -> None:
    check_text(text)


@given(
    st.lists(
        st.lists(
            st.text("0123456789.,/% TổngKếhoạchđạtxãhộ|", max_size=12), min_size=3, max_size=3
        ),
        max_size=6,
    )
)
@settings(max_examples=100)
def test_no_table_breaks_the_checks(cells: list[list[str]]) -> None:
    check_document([Table(tuple(tuple(row) for row in cells))])


# Our own report.

Q1 = Quarter(2025, 1)


# The office counts 62 officials and 25 enterprises, none of which is in a village's list.
OFFICE = {
    "CT01": (60, 62),
    "CT02": (59, 62),
    "CT03": (1_300, 1_411),
    "CT04": (62, 62),
    "CT05": (904, 1_002),
    "CT10": (21, 25),
    "CT11": (19, 25),
    "CT12": (17, 25),
    "CT16": (8, 11),
}


def a_report(**cells: Cell) -> Report:
    usual = {
        "CT06": Cell(3_300, 4_000),
        "CT07": Cell(3_700, 4_300),
        "CT08": Cell(5_100, 5_900),
        "CT09": Cell(2_610, 4_000),
        "CT10": Cell(4_801, 5_900),
        "CT11": Cell(3_203, 4_000),
        "CT13": Cell(2_711, 3_300),
        "CT14": Cell(3_205, 4_000),
        "CT15": Cell(1_480, 1_600),
    }
    return told(Tally({**usual, **cells}, {}), {})


def told(tally: Tally, differently: Mapping[str, tuple[int, int]], **chosen: str) -> Report:
    """Return the report of a tally and of what the office declares, some of it otherwise."""
    declared = {
        code: a_figure(code, *counts, chosen=chosen.get(code, ""), reason="Sổ của xã")
        for code, counts in {**OFFICE, **differently}.items()
    }
    return Report(CAM_TAN.id, Q1, 1, CAM_TAN_2025, rows(tally, declared, CAM_TAN_2025), ())


def visits_of(report: Report) -> dict[str, Cell]:
    return {row.indicator.code: row.visits for row in report.rows if row.visits}


def declaring(**counts: tuple[int, int]) -> Report:
    return told(Tally(visits_of(a_report()), {}), counts)


def levels_of(report: Report) -> set[tuple[str, str]]:
    return {(each.level, each.rule) for each in check_report(report) if each.level != "note"}


def test_a_report_that_is_right_has_no_findings() -> None:
    assert check_report(a_report(), previous=a_report(), population=6_000) == []


@pytest.mark.parametrize(
    ("cells", "population", "rule"),
    [
        ({"CT09": Cell(4_100, 4_000)}, None, "R_NUM_GT_DEN"),
        ({"CT08": Cell(5_900, 5_900)}, None, "R_RATE_100_OF_ALL_AGES"),
        ({"CT07": Cell(4_300, 4_300)}, None, "R_NUM_EQ_DEN_SUSPECT"),
        ({"CT11": Cell(3_903, 4_000)}, None, "R_CROSS_SMARTPHONE"),
        ({}, 3_000, "R_POP_MAGNITUDE"),
        ({"CT15": Cell()}, None, "R_NO_FIGURE"),
        ({"CT15": Cell(300, 1_600, missing=1_200)}, None, "R_COVERAGE"),
        ({"CT14": Cell(3_222, 4_000), "CT09": Cell(3_222, 4_000)}, None, "R_REPEATED_COUNT"),
    ],
)
def test_a_fault_of_our_own_report_is_found(
    cells: dict[str, Cell], population: int | None, rule: str
) -> None:
    found = check_report(a_report(**cells), population=population)

    assert {each.rule for each in found if each.level != "note"} == {rule}


def test_enterprises_that_use_a_platform_need_no_phone_of_a_person() -> None:
    """2.650 of 4.000 adults and 25 of 25 enterprises: 66,4 %, where 66,25 % have a phone."""
    visits = visits_of(a_report(CT06=Cell(2_650, 4_000), CT11=Cell(2_650, 4_000)))
    fine = told(Tally(visits, {}), {"CT11": (25, 25)})
    wrong = told(Tally({**visits, "CT11": Cell(2_651, 4_000)}, {}), {"CT11": (25, 25)})

    assert "R_CROSS_SMARTPHONE" not in {rule for _, rule in levels_of(fine)}
    (found,) = [each for each in check_report(wrong) if each.rule == "R_CROSS_SMARTPHONE"]
    assert found.message == (
        "Ít nhất 2.651 người dùng nền tảng số (đã trừ 25 doanh nghiệp), nhiều hơn 2.650 người có"
        " điện thoại thông minh."
    )


@pytest.mark.parametrize(
    ("whom", "told_of"), [("người dân", True), ("người dân/doanh nghiệp", False)]
)
def test_rates_alone_are_compared_where_both_are_of_people(whom: str, told_of: bool) -> None:
    text = (
        "Tỷ lệ người dân có điện thoại thông minh đạt 80%. "
        f"Tỷ lệ {whom} sử dụng nền tảng số trao đổi với chính quyền đạt 81%."
    )

    assert ("R_CROSS_SMARTPHONE" in {each.rule for each in check_text(text)}) is told_of


@pytest.mark.parametrize(
    ("figure", "level"),
    [
        ({"CT02": (5_000, 5_000)}, "error"),
        ({"CT04": (20, 20)}, "error"),
        # Who came and went within the quarter can be explained.
        ({"CT02": (60, 60)}, "warning"),
        ({"CT10": (1_900, 2_000)}, "error"),
        ({"CT11": (60, 60)}, "error"),
        ({"CT12": (24, 27)}, "warning"),
        ({"CT10": (0, 0)}, "warning"),
    ],
)
def test_one_group_has_one_size_in_every_row_of_our_report(
    figure: dict[str, tuple[int, int]], level: str
) -> None:
    found = check_report(declaring(**figure))

    (two,) = [each for each in found if each.rule in ("R_CONTRADICTORY_VALUES", "R_LEFT_OUT")]
    assert two.level == level
    assert number(max(next(iter(figure.values()))) or 25) in two.message


def test_the_message_of_two_sizes_names_the_rows_and_both_sizes() -> None:
    (found,) = [
        each
        for each in check_report(declaring(CT02=(5_000, 5_000)))
        if each.rule == "R_CONTRADICTORY_VALUES"
    ]

    assert found.message.startswith("Mẫu số “tổng số cán bộ, công chức” ghi 62, 5.000")
    assert [each[:11] for each in found.quotes] == ["Chỉ tiêu 1:", "Chỉ tiêu 2:", "Chỉ tiêu 4:"]


@pytest.mark.parametrize(
    ("figures", "level"),
    [
        (dict.fromkeys(("CT01", "CT02", "CT04"), (50_000, 50_000)), "error"),
        (dict.fromkeys(("CT10", "CT11", "CT12"), (450_000, 450_000)), "error"),
        # The villages' lists may not be finished.
        (dict.fromkeys(("CT01", "CT02", "CT04"), (5_000, 5_000)), "warning"),
        (dict.fromkeys(("CT10", "CT11", "CT12"), (25_000, 25_000)), "warning"),
        # What is no part of the people may be more, if somebody says why.
        ({"CT16": (800, 800)}, "warning"),
        ({"CT03": (946_030, 946_030)}, "warning"),
        ({"CT05": (946_030, 946_030)}, "warning"),
    ],
)
def test_nothing_of_our_report_is_larger_than_its_people_allow(
    figures: dict[str, tuple[int, int]], level: str
) -> None:
    found = levels_of(declaring(**figures)) - {("warning", "R_CROSS_SMARTPHONE")}

    assert found == {(level, "R_POP_MAGNITUDE")}


def test_a_number_of_the_office_in_place_of_the_visits_is_held_against_the_lists() -> None:
    visits = Tally(visits_of(a_report()), {})
    wrong, near, right = (
        levels_of(told(visits, {"CT11": counts}, CT11="declared"))
        for counts in ((946_030, 946_030), (3_200, 3_990), (3_222, 4_025))
    )

    assert {("error", "R_POP_MAGNITUDE"), ("warning", "R_CONTRADICTORY_VALUES")} <= wrong
    assert near == {("warning", "R_CONTRADICTORY_VALUES")}
    assert not right


def test_before_any_list_is_there_a_number_is_held_against_the_largest_commune() -> None:
    report = told(Tally({}, {}), {"CT11": (946_030, 946_030)}, CT11="declared")

    assert ("error", "R_POP_MAGNITUDE") in levels_of(report)


def test_businesses_of_the_villages_lists_are_part_of_all_businesses() -> None:
    cells = {"CT12": Cell(3, 6), "CT10": Cell(4_801, 5_906), "CT11": Cell(3_203, 4_006)}
    listed = Tally(visits_of(a_report()) | cells, {})

    assert not levels_of(told(listed, {"CT10": (15, 19), "CT11": (14, 19)}))
    assert levels_of(told(listed, {"CT10": (15, 19), "CT11": (14, 19), "CT12": (3, 4)})) == {
        ("error", "R_CONTRADICTORY_VALUES")
    }


def test_a_small_list_does_not_make_the_offices_own_numbers_wrong() -> None:
    few = {
        "CT06": Cell(8, 11),
        "CT08": Cell(10, 12),
        "CT10": Cell(9, 12),
        "CT11": Cell(5, 11),
        "CT15": Cell(2, 3),
    }

    assert not {rule for _, rule in levels_of(told(Tally(few, {}), {}))} - {"R_NO_FIGURE"}


@pytest.mark.parametrize(
    "official",
    [
        {"CT10": (5_000, 9_000), "CT12": (100, 130), "CT11": (100, 130)},
        {"CT08": (5_000, 9_000), "CT10": (5_000, 9_000)},
        {"CT06": (3_300, 6_000), "CT14": (3_205, 6_000)},
    ],
)
def test_official_numbers_beside_lists_that_are_not_finished_keep_no_quarter_open(
    official: dict[str, tuple[int, int]],
) -> None:
    begun = {"CT06": Cell(30, 45), "CT08": Cell(50, 60), "CT09": Cell(10, 45), "CT15": Cell(2, 20)}
    visits = Tally(begun | {"CT10": Cell(9, 60), "CT11": Cell(5, 45), "CT14": Cell(8, 45)}, {})
    chosen = dict.fromkeys(official.keys() & {"CT06", "CT08", "CT10", "CT14"}, "declared")

    found = check_report(told(visits, official, **chosen))

    assert "error" not in {each.level for each in found}
    assert {"R_POP_MAGNITUDE", "R_CONTRADICTORY_VALUES"} & {each.rule for each in found}


def test_an_official_number_below_what_the_lists_hold_already_is_wrong() -> None:
    visits = Tally(visits_of(a_report()), {})

    assert ("error", "R_CONTRADICTORY_VALUES") in levels_of(
        told(visits, {"CT06": (40, 60)}, CT06="declared")
    )


def test_only_what_the_office_or_a_list_says_is_held_against_the_number_of_people() -> None:
    visits = Tally({"CT08": Cell(50, 60), "CT10": Cell(9, 60)}, {})
    report = told(visits, {"CT10": (40, 61), "CT12": (100, 130)}, CT10="declared")

    large = [each.quote[:12] for each in check_report(report) if each.rule == "R_POP_MAGNITUDE"]

    assert large == ["Chỉ tiêu 12:"]


def test_work_that_would_be_printed_as_not_declared_is_told_before_closing() -> None:
    of = a_report()
    report = replace(of, work=work_done(Tally({}, {}), {"VS2.1": a_figure("VS2.1", 2, None)}))

    found = check_report(report)

    assert [(each.level, each.rule) for each in found] == [("warning", "R_UNDECLARED")] * 2
    assert [each.quote[:9] for each in found] == ["Mục 2.2: ", "Mục 2.12:"]
    assert check_report(replace(report, village="cam-tan-01")) == []


def test_coverage_is_said_as_the_board_says_it() -> None:
    report = a_report(CT10=Cell(800, 5_900, missing=4_500))

    (found,) = [each for each in check_report(report) if each.rule == "R_COVERAGE"]

    row = report.rows[9]
    assert row.asked == Cell(821, 5_925, missing=4_500)
    assert found.message.startswith(f"Mới hỏi {coverage(row.asked)}; 4.500 ")


def test_owners_of_phones_are_few_while_most_people_were_not_asked_for_one() -> None:
    begun = a_report(CT13=Cell(8, 10, unplaced=3_990))
    nearly = a_report(CT13=Cell(3_000, 3_300, missing=100, unplaced=700))

    (found,) = [each for each in check_report(begun) if each.rule == "R_COVERAGE"]

    assert found.quote.startswith("Chỉ tiêu 13: ")
    assert found.message == (
        "3.990 người chưa hỏi điện thoại thông minh nên chưa xếp được vào mẫu số."
    )
    assert not [each for each in check_report(nearly) if each.rule == "R_COVERAGE"]


def test_who_was_not_asked_and_who_is_of_unknown_age_are_told_together() -> None:
    report = a_report(CT09=Cell(300, 4_000, missing=1_900, unplaced=900))

    (found,) = [each for each in check_report(report) if each.rule == "R_COVERAGE"]

    assert found.message == (
        "Mới hỏi 52 %; 1.900 người chưa hỏi vẫn nằm trong mẫu số; 900 người chưa rõ tuổi nên chưa"
        " xếp được vào mẫu số."
    )


def test_a_report_is_held_against_the_quarter_before() -> None:
    before = a_report(CT15=Cell(700, 720), CT14=Cell(3_900, 4_000))

    found = check_report(a_report(), previous=before)

    assert [each.rule for each in found] == ["R_CHANGE", "R_CHANGE"]
    assert "quý trước 720" in found[1].message
    assert "Giảm từ 97,50 %" in found[0].message


def test_a_village_without_rows_of_the_office_is_checked_too() -> None:
    report = replace(a_report(), village="cam-tan-01")

    assert check_report(report) == []


# The paper itself.

REGISTER = read_register(
    "old_code\told_name\told_district\tnew_code\tnew_name\tpart\tmain\n"
    "15133\tXã Cẩm Thành\tHuyện Cẩm Thủy\t15142\tXã Cẩm Thạch\t0\t1\n"
    "15142\tXã Cẩm Thạch\tHuyện Cẩm Thủy\t15142\tXã Cẩm Thạch\t0\t1\n"
)
LETTER = "Cẩm Thạch, ngày {day}\nBÁO CÁO\nKết quả quý III năm 2025\nKính gửi: UBND xã {name}.\n"


def test_a_commune_that_was_merged_away_is_told_with_its_heir() -> None:
    known = Known(register=REGISTER)

    gone = check_text(LETTER.format(day="10 tháng 9 năm 2025", name="Cẩm Thành"), known)
    there = check_text(LETTER.format(day="10 tháng 9 năm 2025", name="Cẩm Thạch"), known)
    before = check_text("Cẩm Thạch, ngày 10 tháng 5 năm 2025\nKính gửi: UBND xã Cẩm Thành.", known)

    assert [each.rule for each in gone if each.level == "warning"] == ["R_RECIPIENT_ABOLISHED"]
    assert "nay thuộc Xã Cẩm Thạch" in gone[0].message
    assert serious(there) == serious(before) == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Cẩm Tân, ngày 05 tháng 02 năm 2025\nBÁO CÁO\nKết quả quý I năm 2025\n", "error"),
        ("Cẩm Tân, ngày 12 tháng 3 năm 2025\nBÁO CÁO\nKết quả quý I năm 2025\n", "note"),
        (
            "Cẩm Tân, ngày 12 tháng 3 năm 2025\nTheo Quyết định số 5/QĐ-UBND ngày 20/3/2025.",
            "error",
        ),
        ("Cẩm Tân, ngày 12 tháng 3 năm 2025\nSố liệu tính đến ngày 31/3/2025.", "error"),
        ("Cẩm Tân, ngày 12 tháng 3 năm 2025\nKẾ HOẠCH\nThực hiện từ ngày 01/01/2025.", "warning"),
        ("Cẩm Tân, ngày    tháng 3 năm 2025\nKẾ HOẠCH\nHoàn thành trong tháng 01/2025.", "warning"),
        (
            "Thực hiện Kế hoạch số 28/KH-UBND ngày 22/01/2025. (Kèm theo Kế hoạch số 29/KH-UBND ngày 03/01/2025)",
            "error",
        ),
    ],
)
def test_days_that_cannot_follow_each_other_are_found(text: str, level: str) -> None:
    found = [each.level for each in check_text(text) if each.rule == "R_DATE_ORDER"]

    assert found == [level]


def test_a_district_may_be_written_to_while_there_is_one() -> None:
    before = check_text("Cẩm Tân, ngày 12 tháng 3 năm 2024\nKính gửi: UBND huyện Cẩm Thủy")
    after = check_text("Cẩm Tân, ngày 12 tháng 9 năm 2025\nKính gửi: UBND huyện Cẩm Thủy")

    assert [each.level for each in before] == ["note"]
    assert [each.level for each in after] == ["warning"]


@pytest.mark.parametrize("said", ["424/240", "1.224/700", "224/24", "324/242"])
def test_round_the_clock_is_not_read_into_a_fraction(said: str) -> None:
    found = check_text(f"Có {said} người có điện thoại thông minh, đạt 50%; trực 24/24 giờ, 24/7.")

    assert [each.rule for each in found if each.level == "error"] == ["R_NUM_GT_DEN"]


def test_twenty_four_of_twenty_four_people_are_counts() -> None:
    (token,) = figures("Có 24/24 người.")

    assert (token.count, token.of) == (24, 24)


def test_which_targets_are_missed_is_no_sum_of_parts() -> None:
    text = "Đạt 11/16 chỉ tiêu. Chưa đạt 5 chỉ tiêu (chỉ tiêu 3, 7, 8, 11, 15)."

    assert [each.rule for each in check_text(text) if each.rule == "R_SUM"] == []


def test_the_day_of_the_plan_is_not_the_day_of_the_report() -> None:
    text = (
        "Cẩm Tân, ngày … tháng … năm 2025\nBÁO CÁO\nKết quả Quý I năm 2025\n"
        "Thực hiện Kế hoạch của UBND xã Cẩm Tân, ngày 12/02/2025 về triển khai Mô hình, xã báo cáo:"
    )

    assert [each.rule for each in check_text(text) if each.rule == "R_DATE_ORDER"] == []


def test_blanks_for_the_clerk_and_a_missing_table_are_told() -> None:
    text = "Số: /BC-UBND\nThường Xuân, ngày tháng năm 2024\nBÁO CÁO\nKết quả\n(Bảng thống kê chi tiết đính kèm)\n"

    (found,) = check_text(text)

    assert found.rule == "R_DOC_INCOMPLETE"
    for missing in ("số", "ngày", "bảng đính kèm", "Kính gửi"):
        assert missing in found.message
