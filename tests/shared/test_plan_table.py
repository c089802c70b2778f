"""A plan's table as people paste it: from Word, from Excel, as lines, broken by pages."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.indicators import GROUPS, INDICATORS
from shared.plan import CAM_TAN_2025, CAM_THANH_2025, PLANS, Plan
from shared.plan_table import TargetText, read_plan

HEADINGS = "TT\tNội dung chỉ tiêu\tChỉ tiêu\tBộ phận thực hiện\tBộ phận phối hợp"


def as_word(plan: Plan) -> str:
    """Write the annex of a plan as Word puts a table on the clipboard."""
    lines = [HEADINGS]
    for row in INDICATORS:
        if row.number in (1, 6):
            lines.append(f"{row.group}\t\t\t\t")
        target = plan.targets[row.code]
        cells = (target.text, target.responsible, target.coordinating)
        lines.append("\t".join((str(row.number), row.name, *cells)))
    return "\n".join(lines)


def texts_of(plan: Plan) -> dict[str, TargetText]:
    return {
        code: TargetText(target.text, target.responsible, target.coordinating)
        for code, target in plan.targets.items()
    }


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.commune)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_table_from_word_is_read_to_the_letter(plan: Plan, form: str):
    table = read_plan(unicodedata.normalize(form, as_word(plan)))  # type: ignore[arg-type]

    assert table.targets == texts_of(plan)
    assert (table.unread, table.doubts, table.missing) == ((), (), ())


def test_a_row_that_goes_on_after_the_end_of_a_page_is_put_together():
    pasted = (
        f"{HEADINGS}\n"
        "7\tTỷ lệ người dân trên 15 tuổi có tài khoản giao dịch thanh toán tại ngân hàng hoặc tổ"
        " chức được phép khác\t85%\tCông chức VH\tVNPT Cẩm Thủy – Bá Thước; Ngân hàng\n"
        "\n"
        "\t\t\t\tAgribank; Các thôn\n"
        "15\tTỷ lệ hộ gia đình thanh toán tiền điện bằng\t90%\tCông chức VH\tVNPT Cẩm Thủy –\n"
        "\n"
        "\tphương thức thanh toán không dùng tiền mặt\t\t\tBá Thước; Các thôn\n"
    )

    table = read_plan(pasted)

    assert table.targets["CT07"].coordinating == (
        "VNPT Cẩm Thủy – Bá Thước; Ngân hàng Agribank; Các thôn"
    )
    assert table.targets["CT15"].coordinating == "VNPT Cẩm Thủy – Bá Thước; Các thôn"
    assert table.doubts == ()


def test_paragraphs_within_a_cell_of_word_stay_in_that_cell():
    name = INDICATORS[8].name
    pasted = f"{HEADINGS}\n9\t{name}\t65%\tCông chức VH\tVNPT Cẩm Thủy;\nĐoàn TN;\nCác thôn\n"

    assert read_plan(pasted).targets["CT09"].coordinating == "VNPT Cẩm Thủy; Đoàn TN; Các thôn"


def test_excel_quotes_a_cell_with_line_breaks():
    name = INDICATORS[5].name
    pasted = f'{HEADINGS}\n6\t{name}\t80%\tCông chức VH\t"VNPT ""Cẩm Thủy"";\nCác thôn"\n'

    assert read_plan(pasted).targets["CT06"].coordinating == 'VNPT "Cẩm Thủy"; Các thôn'


def test_lines_without_a_table_give_the_targets():
    lines = [
        f"{row.number}. {row.name}: {CAM_THANH_2025.targets[row.code].text}." for row in INDICATORS
    ]

    table = read_plan("\n".join((GROUPS[0], *lines[:5], GROUPS[1], *lines[5:])))

    assert {code: row.target for code, row in table.targets.items()} == {
        code: target.text for code, target in CAM_THANH_2025.targets.items()
    }
    assert table.unread == ()


def test_a_second_part_that_counts_anew_is_told_apart_by_its_names():
    rows = [
        f"{row.number - 5 if row.number > 5 else row.number}\t{row.name}\t80%\tA\tB"
        for row in INDICATORS
    ]

    table = read_plan("\n".join((HEADINGS, *rows)))

    assert [*table.targets] == [row.code for row in INDICATORS]
    assert table.doubts[0].startswith("Dòng 1 được hiểu là chỉ tiêu 6 theo tên")


def test_columns_are_known_by_their_headings():
    headings = "STT\tTên chỉ tiêu\tĐơn vị chủ trì\tĐơn vị phối hợp\tMục tiêu năm 2026"
    pasted = f"{headings}\n8\t{INDICATORS[7].name}\tCông an xã\tCác thôn\t100%"

    table = read_plan(pasted)

    assert table.targets == {"CT08": TargetText("100%", "Công an xã", "Các thôn")}
    assert table.year == 2026


def test_what_is_no_row_is_told_and_not_taken():
    pasted = f"{HEADINGS}\n17\tTỷ lệ hộ nuôi ong\t40%\tCông chức VH\tCác thôn\n"

    table = read_plan(pasted)

    assert table.targets == {}
    assert len(table.unread) == 1
    assert "nuôi ong" in table.unread[0]
    assert len(table.missing) == 16


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("báo cáo Phòng Văn hóa huyện theo quy định vào ngày 13 hàng quý.", (13, False)),
        ("báo cáo UBND xã trước\n ngày 13 hàng quý.", (13, True)),
        ("báo cáo trước ngày 31 hàng quý", None),
        ("báo cáo hàng quý", None),
    ],
)
def test_the_due_rule_is_found_in_the_text_of_the_plan(sentence: str, due: tuple[int, bool] | None):
    assert read_plan(f"{sentence}\n{as_word(CAM_TAN_2025)}").due == due


@settings(max_examples=40)
@given(st.text(alphabet='\t\n"%.|1069 ~ICTỷlệ đạt', max_size=120))
def test_whatever_is_pasted_nothing_breaks(pasted: str):
    table = read_plan(pasted)

    assert len(table.targets) + len(table.missing) == 16
