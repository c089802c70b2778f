"""The table of sixteen, held against the annex of the plan of xã Cẩm Tân (document 000)."""

from __future__ import annotations

import pytest

from shared.conditions import AtLeast, words_of
from shared.indicators import BY_CODE, GROUPS, INDICATORS, Ages, indicators
from shared.questions import BY_KEY
from shared.report import questions_of

NAMES = """
Lãnh đạo, cán bộ, công chức trên địa bàn cấp xã chỉ đạo, điều hành, xử lý công việc hoàn toàn trên môi trường điện tử
Lãnh đạo, cán bộ, công chức được cấp chứng thư số
Văn bản, hồ sơ công việc được tạo lập, xử lý, ký số trên môi trường điện tử (trừ văn bản mật theo quy định)
Cán bộ, công chức có hộp thư điện tử công vụ của các cơ quan Nhà nước
Tỷ lệ tiếp nhận, giải quyết hồ sơ trực tuyến
Tỷ lệ người dân có điện thoại thông minh
Tỷ lệ người dân trên 15 tuổi có tài khoản giao dịch thanh toán tại ngân hàng hoặc tổ chức được phép khác
Tỷ lệ người dân được cấp tài khoản định danh điện tử
Tỷ lệ người dân có chữ ký điện tử cá nhân
Tỷ lệ người dân/doanh nghiệp được thông tin, tuyên truyền, tập huấn, đào tạo kỹ năng số cơ bản, được hướng dẫn sử dụng dịch vụ công trực tuyến
Tỷ lệ người dân/doanh nghiệp sử dụng nền tảng số trao đổi thông tin với các cơ quan chính quyền
Tỷ lệ doanh nghiệp sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt
Tỷ lệ thuê bao điện thoại thông minh có sử dụng phần mềm an toàn thông tin mạng cơ bản
Tỷ lệ người dân sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt
Tỷ lệ hộ gia đình thanh toán tiền điện bằng phương thức thanh toán không dùng tiền mặt
Có điểm phát Wifi công cộng tại các địa điểm quan trọng trong xã như UBND xã, nhà văn hóa, các điểm du lịch
"""  # noqa: E501


def test_the_names_are_those_of_the_document_letter_for_letter():
    assert [row.name for row in INDICATORS] == NAMES.strip().splitlines()


def test_codes_and_numbers_run_from_1_to_16():
    assert [row.code for row in INDICATORS] == [f"CT{number:02d}" for number in range(1, 17)]
    assert [row.number for row in INDICATORS] == list(range(1, 17))
    assert BY_CODE.keys() == {row.code for row in INDICATORS}


def test_five_rows_are_of_the_administration_and_eleven_of_the_people():
    assert [row.group for row in INDICATORS] == [GROUPS[0]] * 5 + [GROUPS[1]] * 11


def test_visits_give_seven_rows_both_give_two_and_the_office_the_others():
    by_source: dict[str, list[int]] = {}
    for row in INDICATORS:
        by_source.setdefault(row.source, []).append(row.number)

    assert by_source["visits"] == [6, 7, 8, 9, 13, 14, 15]
    assert by_source["both"] == [10, 11]
    assert by_source["declared"] == [1, 2, 3, 4, 5, 12, 16]


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: row.code)
def test_every_question_of_a_row_exists_and_is_asked_of_its_subjects(row):
    for key in questions_of(row):
        assert key in BY_KEY

    for about in row.of:
        for key in words_of(row.who):
            assert about in BY_KEY[key].about


@pytest.mark.parametrize("row", INDICATORS, ids=lambda row: row.code)
def test_a_row_from_visits_says_who_is_counted_among_whom(row):
    assert row.short
    assert row.unit
    assert row.numerator.startswith("số")
    assert row.denominator.startswith("tổng số")
    assert bool(row.of) == bool(row.who)
    assert row.source == "declared" or row.of


def test_ages_are_settings_of_the_plan():
    table = {row.code: row for row in indicators(Ages(adult=16, account=14))}

    assert table["CT06"].of == {"member": AtLeast("age", 16)}
    assert table["CT07"].of == {"member": AtLeast("age", 14)}
    assert BY_CODE["CT09"].of == {"member": AtLeast("age", 18)}
    assert BY_CODE["CT07"].of == {"member": AtLeast("age", 15)}
