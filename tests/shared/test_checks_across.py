"""Two documents held against each other: what they say of the same thing, and what is let be."""

from __future__ import annotations

from itertools import combinations

import pytest

from shared.checks import Finding, Paragraph, Table, check_documents, read_text
from shared.checks.across import PAIRS
from shared.plan import CAM_TAN_2025
from tests.shared.test_checks import NEWS, PLAN, RESULTS

ESIGN = "Tỷ lệ người dân có chữ ký điện tử cá nhân"
HEADINGS = "TT\tNội dung chỉ tiêu\tKết quả (%)\tChỉ tiêu kế hoạch (%)"


def a_report(*lines: str, quarter: str = "I", number: str = "45", day: str = "14/3/2025") -> str:
    head = (
        "ỦY BAN NHÂN DÂN",
        "XÃ CẨM TÂN",
        f"Số: {number}/BC-UBND",
        f"Cẩm Tân, ngày {day}",
        "BÁO CÁO",
        f"Kết quả thực hiện Mô hình “3 KHÔNG” trên địa bàn xã Cẩm Tân quý {quarter} năm 2025",
    )
    return "\n".join((*head, *lines))


def a_plan(*rows: tuple[int, str, str], year: int = 2025) -> str:
    table = "\n".join(f"{n}\t{name}\t{goal}" for n, name, goal in rows)
    return (
        f"ỦY BAN NHÂN DÂN\nXÃ CẨM TÂN\nSố: 12/KH-UBND\nCẩm Tân, ngày 12/02/{year}\nKẾ HOẠCH\n"
        f"Triển khai Mô hình “3 KHÔNG” trên địa bàn xã Cẩm Tân năm {year}\n\nTT\tNội dung\tChỉ tiêu\n{table}"
    )


def together(one: str, other: str) -> list[Finding]:
    return check_documents([("cũ.docx", read_text(one)), ("mới.docx", read_text(other))])[1]


def rules(one: str, other: str) -> list[tuple[str, str]]:
    return [(each.rule, each.level) for each in together(one, other)]


# One value in both.


def test_one_count_that_stands_otherwise_in_the_other_paper_is_told_with_both_quotes() -> None:
    said = "Tổng số tài khoản định danh điện tử đã kích hoạt là {} trường hợp."

    (found,) = together(a_report(said.format("2.977")), a_report(said.format("2.979")))

    assert (found.rule, found.level) == ("R_ACROSS_VALUES", "warning")
    assert "“cũ.docx” ghi 2.977 trường hợp, “mới.docx” ghi 2.979 trường hợp" in found.message
    assert [part[-19:] for part in found.quote.split(" … ")] == [
        "là 2.977 trường hợp",
        "là 2.979 trường hợp",
    ]
    assert found.documents == ("cũ.docx", "mới.docx")
    assert found.suggestion


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.901/5.812 người, đạt 67,12%", "3.921/5.812 người, đạt 67,46%"),
        ("3.901/5.812 người, đạt 67,12%", "3.902/5.812 người, đạt 67,12%"),
        ("67,1%", "76,1%"),
        ("trên 67%", "45%"),
    ],
)
def test_one_of_the_sixteen_with_two_values_for_one_quarter_is_an_error(
    one: str, other: str
) -> None:
    assert rules(a_report(f"{ESIGN}: {one}."), a_report(f"{ESIGN}: {other}.")) == [
        ("R_ACROSS_VALUES", "error")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.901/5.812 người, đạt 67,12%", "3.901/5.812 người, đạt 67,1%"),
        ("67,12%", "3.901/5.812 người"),
        ("67,12%", "67,1%"),
        ("67,12%", "trên 67%"),
        ("67%", "67,00%"),
    ],
)
def test_the_same_value_written_otherwise_is_let_be(one: str, other: str) -> None:
    assert not together(a_report(f"{ESIGN}: {one}."), a_report(f"{ESIGN}: {other}."))


def test_other_quarters_other_communes_and_parts_have_values_of_their_own() -> None:
    first = a_report(f"{ESIGN}: 67%.")

    assert not together(first, a_report(f"{ESIGN}: 70%.", quarter="II"))
    assert not together(first, a_report(f"{ESIGN}: 70%.").replace("Cẩm Tân", "Cẩm Long"))
    assert not together(
        first.replace("CẨM TÂN", "CẨM TÚ"),
        a_report(f"{ESIGN}: 70%.").replace("CẨM TÂN", "CẨM LONG"),
    )
    assert not together(first, a_report("Thôn Phú Lai: tỷ lệ người dân có chữ ký số đạt 70%."))
    assert not together(first, a_report(f"{ESIGN} thuộc hộ nghèo: 40%."))


def test_what_a_later_report_says_of_the_quarter_before_must_be_what_was_reported_then() -> None:
    before = a_report(f"{ESIGN}: 67%.")
    right = a_report(f"{ESIGN} quý I năm 2025 là 67%.", f"{ESIGN}: 70%.", quarter="II")
    wrong = a_report(f"{ESIGN} quý I năm 2025 là 65%.", f"{ESIGN}: 70%.", quarter="II")

    assert not together(before, right)
    assert rules(before, wrong) == [("R_ACROSS_VALUES", "error")]


def test_counts_of_different_doings_are_no_contradiction() -> None:
    first = a_report("Tổ công nghệ số đã cấp chữ ký số cho 35 người tại buổi ra quân.")
    second = a_report("Tạo lập, cấp chữ ký điện tử miễn phí cho 695 người dân.")

    assert not together(first, second)


def test_a_population_has_one_size_in_one_quarter() -> None:
    said = "Tổng số nhân khẩu toàn xã là {} người."

    assert rules(a_report(said.format("6.120")), a_report(said.format("6.210"))) == [
        ("R_ACROSS_VALUES", "warning")
    ]


# Papers that replace papers.


def test_a_paper_that_replaces_the_other_is_told_and_its_new_values_are_notes() -> None:
    old = a_report(f"{ESIGN}: 67%.")
    new = a_report(
        "Báo cáo này thay thế Báo cáo số 45/BC-UBND ngày 14/3/2025 của UBND xã.",
        f"{ESIGN}: 70%.",
        number="51",
        day="20/3/2025",
    )

    assert rules(old, new) == [("R_ACROSS_REPLACED", "note"), ("R_ACROSS_VALUES", "note")]
    assert rules(new, old) == rules(old, new)


@pytest.mark.parametrize(
    ("cited", "day", "level"),
    [("14/3/2025", "20/3/2025", "note"), ("15/3/2025", "20/3/2025", "warning"), ("14/3/2025", "10/3/2025", "error")],
)  # fmt: skip
def test_a_replaced_paper_has_the_day_that_is_cited_and_is_the_older_one(
    cited: str, day: str, level: str
) -> None:
    new = a_report(f"Thay thế Báo cáo số 45/BC-UBND ngày {cited}.", number="51", day=day)

    assert rules(a_report(), new) == [("R_ACROSS_REPLACED", level)]


@pytest.mark.parametrize(("quarter", "level"), [("I", "note"), ("II", None)])
def test_a_later_amendment_of_the_same_report_gives_other_values_as_notes(
    quarter: str, level: str | None
) -> None:
    said = "Tỷ lệ hồ sơ trực tuyến: {}/448 hồ sơ, đạt {} %."
    first = a_report(said.format("415", "92,63"))
    second = a_report(said.format("430", "95,98"), quarter=quarter).replace(
        f"quý {quarter} năm 2025", f"quý {quarter} năm 2025 (Bản bổ sung số 1)"
    )

    assert {each.level for each in together(first, second)} == ({level} if level else set())


@pytest.mark.parametrize(
    "said",
    [
        "Báo cáo này thay thế Báo cáo số 44/BC-UBND ngày 14/3/2025.",
        "Quyết định số 9/QĐ-UBND thay thế Báo cáo số 45/BC-UBND ngày 14/3/2025.",
        "Báo cáo số 45/BC-UBND được thay thế bằng báo cáo này.",
    ],
)
def test_what_is_said_of_other_papers_replaces_nothing_here(said: str) -> None:
    assert not together(a_report(), a_report(said, number="51", day="20/3/2025"))


# Targets.


def a_table(result: str, goal: str) -> str:
    return f"\n{HEADINGS}\n6\tTỷ lệ người dân có điện thoại thông minh\t81,5\t80\n9\t{ESIGN}\t{result}\t{goal}"


OWN_PLAN = a_plan((6, "Tỷ lệ người dân có điện thoại thông minh", "80%"), (9, ESIGN, "65%"))


def test_a_target_that_differs_from_the_plans_is_told() -> None:
    (found,) = together(OWN_PLAN, a_report(a_table("70", "60")))

    assert (found.rule, found.level) == ("R_ACROSS_TARGETS", "warning")
    assert "lấy mức 60 %, kế hoạch “cũ.docx” giao 65 %" in found.message
    assert found.documents == ("mới.docx", "cũ.docx")


def test_a_target_by_which_a_row_is_met_and_by_the_plans_is_not_is_an_error() -> None:
    (found,) = together(OWN_PLAN, a_report(a_table("62", "60")))

    assert found.level == "error"
    assert "kết luận đạt hay chưa đạt đổi khác" in found.message


def test_the_plans_own_targets_are_let_be() -> None:
    assert not together(OWN_PLAN, a_report(a_table("62", "65")))


def test_a_plan_of_another_year_or_commune_says_nothing_of_a_report() -> None:
    report = a_report(a_table("70", "60"))

    assert not together(OWN_PLAN.replace("2025", "2024"), report)
    assert not together(OWN_PLAN.replace("CẨM TÂN", "CẨM TÚ"), report)


def test_what_a_report_wants_to_reach_next_is_no_target_of_the_plan() -> None:
    report = a_report(f"{ESIGN}: 62%.", f"Quý II phấn đấu {ESIGN.lower()} đạt 63%.")

    assert not together(OWN_PLAN, report)


def test_two_plans_of_one_year_ask_the_same_unless_one_replaces_the_other() -> None:
    other = a_plan((9, ESIGN, "70%")).replace("12/KH-UBND", "30/KH-UBND")
    replacing = f"{other}\n\nKế hoạch này thay thế Kế hoạch số 12/KH-UBND ngày 12/02/2025."

    assert rules(OWN_PLAN, other) == [("R_ACROSS_TARGETS", "warning")]
    assert rules(OWN_PLAN, replacing) == [("R_ACROSS_REPLACED", "note")]


# What only grows.


def test_signatures_that_were_had_are_still_had_in_the_next_quarter() -> None:
    first = a_report(f"{ESIGN}: 3.901/5.812 người.")
    second = a_report(f"{ESIGN}: 3.790/5.812 người.", quarter="II")

    (found,) = together(first, second)

    assert (found.rule, found.level) == ("R_ACROSS_SINKING", "warning")
    assert "(Quý I năm 2025) ghi 3.901" in found.message
    assert "(Quý II năm 2025) chỉ còn 3.790" in found.message
    assert found.documents == ("cũ.docx", "mới.docx")
    assert together(second, first)[0].documents == ("mới.docx", "cũ.docx")


def test_a_few_who_moved_away_and_rates_of_phones_may_sink() -> None:
    phones = "Tỷ lệ người dân có điện thoại thông minh"

    assert not together(
        a_report(f"{ESIGN}: 3.901/5.812 người."),
        a_report(f"{ESIGN}: 3.895/5.800 người.", quarter="II"),
    )
    assert not together(
        a_report(f"{phones}: 4.901/5.812 người."),
        a_report(f"{phones}: 4.500/5.812 người.", quarter="II"),
    )


def test_a_running_total_never_sinks_within_a_year_and_begins_anew_with_the_next() -> None:
    said = "Lũy kế số người được hướng dẫn kích hoạt định danh điện tử là {} người."
    first = a_report(said.format(900), quarter="III")
    second = a_report(said.format(850), quarter="IV")

    assert rules(first, second) == [("R_ACROSS_SINKING", "warning")]
    assert not together(second, a_report(said.format(120)).replace("2025", "2026"))


def test_the_work_of_one_quarter_may_be_less_than_that_of_the_one_before() -> None:
    first = a_report("Trong quý đã cấp chữ ký số cho 350 người dân.")
    second = a_report("Trong quý đã cấp chữ ký số cho 120 người dân.", quarter="II")

    assert not together(first, second)


# What is right.


@pytest.mark.parametrize(("one", "other"), list(combinations((RESULTS, NEWS, PLAN), 2)))
def test_real_documents_of_different_bodies_do_not_contradict(one: str, other: str) -> None:
    assert not together(one, other)


@pytest.mark.parametrize("text", [RESULTS, NEWS, PLAN, OWN_PLAN])
def test_a_document_does_not_contradict_itself(text: str) -> None:
    assert not together(text, text)


def test_our_own_plan_as_a_table_is_no_contradiction_to_a_report_that_cites_it() -> None:
    rows = [
        ("TT", "Nội dung chỉ tiêu", "Tử số", "Mẫu số", "Tỷ lệ", "Chỉ tiêu kế hoạch"),
        ("9", ESIGN, "3.901", "5.812", "67,12 %", CAM_TAN_2025.targets["CT09"].text),
    ]
    head = [Paragraph(line) for line in a_report().splitlines()]

    _, found = check_documents([
        ("kế hoạch", read_text(OWN_PLAN)),
        ("báo cáo", [*head, Table(tuple(rows))]),
    ])  # fmt: skip

    assert not found


def test_every_rule_of_two_says_where_it_is_from() -> None:
    assert all(rule.name and rule.says and rule.source for rule in PAIRS)
    assert len({rule.name for rule in PAIRS}) == len(PAIRS)
