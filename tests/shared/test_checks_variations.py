"""Texts as communes write them, right and wrong: what is right is not flagged, one fault is one finding.

Units, people and figures are invented.
"""

from __future__ import annotations

import unicodedata

import pytest

from shared.checks import check_text

RIGHT = (
    "Tỷ lệ người dân có điện thoại thông minh đạt 85,3% (1.702/1.995 người).",
    "Tỷ lệ người dân có điện thoại thông minh: 1.702/1.995 người, đạt 85,3 %.",
    "Tỷ lệ người dân có điện thoại thông minh là 85.31% (1702/1995).",
    "Có 1.702 người dân trên tổng số 1.995 người có điện thoại thông minh, đạt tỷ lệ 85,31%.",
    "Trong tổng số 1.995 hộ có 1.822 hộ thanh toán tiền điện không dùng tiền mặt, đạt 91,3%.",
    "Đề nghị Công an cấp thẻ căn cước cho người chỉ có chứng minh nhân dân.",
    "SIM còn đăng ký theo CMND, chưa chuyển sang căn cước (Viettel): 12 trường hợp;",
    "Toàn xã có 1.995 hộ, 7.468 nhân khẩu, trong đó nam 3.700, nữ 3.768.",
    "Toàn xã có 1.995 hộ, trong đó 150 hộ nghèo, 120 hộ cận nghèo.",
    "Tổng số tài khoản đã kích hoạt là 2.977 trường hợp (1495 trường hợp mức 1, 1482 trường hợp mức 2).",
    "Cấp 640 tài khoản định danh điện tử (mức 1: 200; mức 2: 440).",
    "Thu nhận hồ sơ căn cước lưu động là 5619/7468 (đạt tỷ lệ 75%).",
    "Kết quả 16/16 xã, thị trấn đã triển khai; 01/01 chợ đã có mã QR.",
    "Mời 102 thành viên, trong đó có 23 thành viên Ban chỉ đạo và 79 doanh nghiệp.",
    "Giải quyết 512 hồ sơ (500 hồ sơ đúng hạn, 12 hồ sơ quá hạn).",
    "Tiếp nhận 512 hồ sơ, trong đó 480 hồ sơ trực tuyến, chiếm 93,75%; 32 hồ sơ trực tiếp, chiếm 6,25%.",
    "Số hồ sơ tiếp nhận đạt 105% kế hoạch (1.050/1.000 hồ sơ).",
    "Tỷ lệ hồ sơ trực tuyến đạt 98% (490/500 hồ sơ), cao hơn kế hoạch là 90%.",
    "Tỷ lệ hộ trả tiền điện không dùng tiền mặt đạt 92% (1.840/2.000 hộ), vượt chỉ tiêu giao 90%.",
    "Năm 2024 tỷ lệ người dân có chữ ký số đạt 20% (1.000/5.000 người); năm 2025 đạt 68% (3.400/5.000 người).",
    "Tỷ lệ người dân có chữ ký số tăng 5% so với cùng kỳ, đạt 68% (3.400/5.000 người).",
    "Theo Quyết định số 06/QĐ-TTg ngày 06/01/2022, Nghị định số 30/2020/NĐ-CP, Luật số 20/2023/QH15.",
    "Thực hiện Công văn số 1234/UBND-VHXH ngày 13/02/2025 của UBND tỉnh; Kế hoạch 28/KH-UBND.",
    "Liên hệ số điện thoại 0912345678, 0912.345.678 hoặc 0237.3852.246 trước ngày 13/3/2025.",
    "Lúc 8h30 ngày 20/11, tại số nhà 25/10 đường Lê Lợi, tổ dân phố 3, trong quý 4/2025 và tháng 12/2025.",
    "Dịp 30/4 và 1/5, từ ngày 01/4 đến 30/6, mở 12/12 buổi tại nhà văn hóa.",
    "Hệ thống hoạt động 24/7, bản đồ 1/500, học sinh lớp 9/12, phiên bản 2.1.7.",
    "Tổ chức 3 buổi tập huấn cho 245 người, trong đó nữ 130 người, nam 115 người.",
    "Tổng kinh phí 300 triệu đồng, trong đó ngân sách xã 200 triệu đồng, xã hội hóa 90 triệu đồng.",
    "Phấn đấu 100% các chỉ tiêu đều đạt và vượt kế hoạch.",
    "Có 9/12 nhà văn hóa có Wifi công cộng, đạt 75%; 12/12 thôn có tổ công nghệ số.",
    "Mục tiêu năm 2026: tỷ lệ hộ trả tiền điện không dùng tiền mặt đạt 95%.",
    "Tỷ lệ hộ nghèo giảm còn 3,2% (64/2.000 hộ), kế hoạch giao 4%.",
    "Thôn Phú Lai có 120 hộ, 450 nhân khẩu; thôn Thịnh Vạn có 200 hộ, 760 nhân khẩu; toàn xã có 320 hộ, 1.210 nhân khẩu.",
    "Xã Cẩm Tân: 81,25% (1.300/1.600 người) có chữ ký số. Xã Cẩm Vân: 70% (1.400/2.000 người) có chữ ký số.",
    "Tỷ lệ người dân có chữ ký điện tử đạt trên 68% (3.420/5.000 người).",
    "Tỷ lệ người dân có chữ ký điện tử đạt gần 70% (3.480/5.000 người).",
    "Đã cấp 320 chứng thư số cho 320/320 cán bộ, công chức, đạt 100%.",
    "1.812 + 1.702 = 3.514 tài khoản.",
    "Đến nay 14/16 chỉ tiêu đạt và vượt kế hoạch.",
    "Cài đặt ứng dụng ThanhhoaS cho 744 người; cài đặt c-m safe cho 702 người.",
    "Tỷ lệ người dân có điện thoại thông minh và tỷ lệ người dân có chữ ký số đều đạt 80% (1.600/2.000 người).",
    "Trích lục hộ tịch: 45/45 hồ sơ, đạt 100%; chứng thực: 120/120 hồ sơ, đạt 100%.",
    "Tỷ lệ người dân từ 15 tuổi trở lên có tài khoản thanh toán: 4.760/5.600 người, đạt 85%.",
    "Tổng số dân 7.468 người, trong đó từ 15 tuổi trở lên 5.600 người, từ 18 tuổi trở lên 5.200 người.",
    "Dân số toàn xã 7.468 người. Đã cấp tài khoản định danh điện tử cho 6.100 người.",
    "Cấp tài khoản định danh điện tử cho 6.100 người; kích hoạt tài khoản định danh điện tử cho 5.900 người.",
    "Hướng dẫn 312 người thanh toán tiền điện không dùng tiền mặt.",
    "Vận động 45 tiểu thương đặt mã QR thanh toán tại 45 gian hàng.",
    "Kết quả đợt 1: 120 người; đợt 2: 135 người; tổng cộng 255 người.",
    "Hồ sơ đất đai: 12,5% (25/200 hồ sơ) nộp trực tuyến.",
    "Tỷ lệ giải quyết đúng hạn 99,8% (1.247/1.250 hồ sơ); còn 3 hồ sơ quá hạn.",
    "Số liệu tính đến ngày 10/3/2025.",
    "Toàn xã có 16.830 nhân khẩu; trong đó 11.940 người từ 18 tuổi trở lên và 12.625 người từ 15 tuổi trở lên.",
    "Tiếp nhận 345 hồ sơ; trong đó: trực tuyến 320 hồ sơ; trực tiếp 20 hồ sơ; qua bưu chính 5 hồ sơ.",
    "Tỷ lệ hộ nghèo: 45/2.145 hộ = 2,1%; hộ cận nghèo: 80/2.145 hộ = 3,73%.",
    "Thu phí không dùng tiền mặt 35.600.000 đồng/36.000.000 đồng, đạt 98,9%.",
    "Kế hoạch đề ra 80%, thực hiện 83% (4.150/5.000 người có điện thoại thông minh), đạt 103,75% kế hoạch.",
    "Thôn Đông có 1.120 người, trong đó đã có VNeID 980 người (87,5%), có chữ ký số 610 người.",
    "Còn khoảng 17% người trưởng thành chưa có điện thoại thông minh.",
    "Số thuê bao điện thoại thông minh: 5.120; số thuê bao có cài phần mềm an toàn thông tin: 4.200, đạt 82,03%.",
    "TT\tNội dung\tKế hoạch\tThực hiện\tTỷ lệ %\n1\tCấp chữ ký số\t500\t520\t104\n2\tĐặt mã QR\t40\t40\t100",
    "TT\tChỉ tiêu\tTử số\tMẫu số\tTỷ lệ\tMục tiêu\tĐánh giá\n"
    "1\tNgười dân có điện thoại thông minh\t9.910\t11.940\t83%\t80%\tĐạt\n"
    "2\tNgười dân được cấp tài khoản định danh điện tử\t14.120\t16.830\t83,9%\t100%\tKhông đạt",
)
WRONG = (
    ("Tỷ lệ người dân có điện thoại thông minh đạt 86,3% (1.702/1.995 người).", "R_RATE_ROUNDING"),
    ("Tỷ lệ người dân có điện thoại thông minh: 1.702/1.995 người, đạt 58,3 %.", "R_RATE_ROUNDING"),
    ("Thu nhận hồ sơ căn cước lưu động là 5619/7468 (đạt tỷ lệ 76%).", "R_RATE_ROUNDING"),
    (
        "Có 1.702 người dân trên tổng số 1.995 người có điện thoại thông minh, đạt tỷ lệ 95,31%.",
        "R_RATE_ROUNDING",
    ),
    (
        "Trong tổng số 1.995 hộ có 1.822 hộ thanh toán tiền điện không dùng tiền mặt, đạt 93,1%.",
        "R_RATE_ROUNDING",
    ),
    ("Tỷ lệ người dân có chữ ký điện tử = 5.812/3.901 = 67,12%.", "R_NUM_GT_DEN"),
    ("Đã cấp 1.050/1.000 chữ ký số cho người dân.", "R_NUM_GT_DEN"),
    ("Có 13/12 thôn có tổ công nghệ số cộng đồng.", "R_NUM_GT_DEN"),
    ("Toàn xã có 7.468 nhân khẩu, trong đó nam 3.700, nữ 3.769.", "R_SUM"),
    ("Tổng số tài khoản: 4.120 (mức 1: 2.020, mức 2: 2.110).", "R_SUM"),
    ("Giải quyết 515 hồ sơ (500 hồ sơ đúng hạn, 12 hồ sơ quá hạn).", "R_SUM"),
    ("Mời 105 thành viên, trong đó có 23 thành viên Ban chỉ đạo và 79 doanh nghiệp.", "R_SUM"),
    ("Tập huấn cho 245 người, gồm 120 người thôn Đông và 115 người thôn Đoài.", "R_SUM"),
    ("1.812 + 1.702 = 3.512 tài khoản.", "R_SUM"),
    ("Toàn xã có 1.995 hộ, trong đó 2.150 hộ dùng điện.", "R_SUM"),
    (
        "Tỷ lệ hộ trả tiền điện không dùng tiền mặt đạt 82% (1.640/2.000 hộ), vượt chỉ tiêu giao 90%.",
        "R_CLAIM_VS_TARGET",
    ),
    (
        "Tỷ lệ người dân có chữ ký số đạt 70% (3.500/5.000 người), chưa đạt kế hoạch 65%.",
        "R_CLAIM_VS_TARGET",
    ),
    (
        "Tỷ lệ người dân có chữ ký số đạt 40% (2.000/5.000 người). Các chỉ tiêu đều đạt và vượt kế hoạch đề ra.",
        "R_CLAIM_VS_TARGET",
    ),
    (
        "Tỷ lệ người dân có chữ ký số đạt 40% (2.000/5.000 người). Hoàn thành 16/16 chỉ tiêu, tất cả các chỉ tiêu đều đạt.",
        "R_CLAIM_VS_TARGET",
    ),
    (
        "Cấp tài khoản định danh điện tử cho 6.100 người; kích hoạt tài khoản định danh điện tử cho 6.900 người.",
        "R_SUBSET",
    ),
    (
        "Chữ ký điện tử: 1.000/5.200 người, đạt 19,2%. Tài khoản định danh điện tử: 4.000/5.000 người, đạt 80%.",
        "R_SUBSET",
    ),
    (
        "Dân số toàn xã 7.468 người. Đã cấp tài khoản định danh điện tử cho 8.100 người.",
        "R_POP_MAGNITUDE",
    ),
    ("Tỷ lệ người dân có chữ ký số: 402.000/803.000 người, đạt 50,06%.", "R_POP_MAGNITUDE"),
    (
        "Tỷ lệ người dân có chữ ký số: 3.400/5.000 người, đạt 68%. Tỷ lệ người dân có chữ ký số đạt 72%.",
        "R_CONTRADICTORY_VALUES",
    ),
    ("Dân số toàn xã 7.468 người. Tổng số dân 7.648 người.", "R_CONTRADICTORY_VALUES"),
    (
        "Cài đặt ứng dụng ThanhhoaS, ứng dụng bảo vệ người dân trên môi trường mạng cho 812 người.",
        "R_ONE_NUMBER_TWO_MEASURES",
    ),
    ("Đã tạo mã QR thanh toán không dùng tiền mặt tại các chợ, cửa hàng là 512 người.", "R_UNIT"),
    ("Tỷ lệ hộ thanh toán tiền điện không dùng tiền mặt: 1.840/2.000 người, đạt 92%.", "R_UNIT"),
    ("Mỗi nhà có ít nhất một thành viên trong hộ gia đình được hướng dẫn.", "R_UNIT"),
    ("Phần mềm an toàn thông tin: 4.512/4.512 thuê bao, đạt 100%.", "R_NUM_EQ_DEN_SUSPECT"),
    ("Tài khoản định danh điện tử: 7.468/7.468 người, đạt 100%.", "R_RATE_100_OF_ALL_AGES"),
    (
        "Cấp chữ ký số cho 512 người; cài đặt ThanhhoaS cho 512 người; tạo 512 tài khoản trên cổng dịch vụ công.",
        "R_REPEATED_COUNT",
    ),
    ("Tỷ lệ hồ sơ trực tuyến đạt 95%.", "R_RATE_WITHOUT_COUNTS"),
    (
        "Tỷ lệ người dân có điện thoại thông minh: 4.000/5.000 người, đạt 80%. "
        "Tỷ lệ người dân sử dụng nền tảng số trao đổi với chính quyền: 4.500/5.000 người, đạt 90%.",
        "R_CROSS_SMARTPHONE",
    ),
    ("Số liệu từ ngày 20/3/2025 đến ngày 15/3/2025.", "R_DATE_ORDER"),
    ("Họp ngày 31/02/2025 tại nhà văn hóa.", "R_DATE_ORDER"),
    ("Kính gửi: UBND huyện Cẩm Thủy", "R_RECIPIENT_ABOLISHED"),
    ("Căn cứ Nghị định số 13/2023/NĐ-CP về bảo vệ dữ liệu cá nhân.", "R_LAW_OUTDATED"),
    ("Báo cáo trước ngày 10 hàng quý.", "R_DEADLINE"),
    ("Wifi công cộng: 13/12 điểm, đạt 100%.", "R_NUM_GT_DEN"),
    ("Tiếp nhận 350 hồ sơ; trong đó: trực tuyến 320 hồ sơ; trực tiếp 20 hồ sơ.", "R_SUM"),
    (
        "Thu nhận 30.023 hồ sơ cấp tài khoản định danh điện tử; kích hoạt 20.781 tài khoản định danh, đạt 71,4%.",
        "R_RATE_ROUNDING",
    ),
    (
        "Số thuê bao điện thoại thông minh: 5.120; số thuê bao có cài phần mềm an toàn thông tin: 4.200, đạt 92,03%.",
        "R_RATE_ROUNDING",
    ),
    ("Toàn xã có 8.120 hộ với 2.145 nhân khẩu.", "R_SUBSET"),
    (
        "TT\tNội dung\tKế hoạch\tThực hiện\tTỷ lệ %\n1\tCấp chữ ký số\t500\t520\t104\n2\tTập huấn\t200\t150\t85",
        "R_RATE_ROUNDING",
    ),
    (
        "TT\tChỉ tiêu\tTử số\tMẫu số\tTỷ lệ\tMục tiêu\tĐánh giá\n"
        "1\tNgười dân có điện thoại thông minh\t9.190\t11.940\t76,97%\t80%\tĐạt\n"
        "2\tNgười dân được cấp tài khoản định danh điện tử\t14.120\t16.830\t83,9%\t100%\tKhông đạt",
        "R_CLAIM_VS_TARGET",
    ),
    (
        "TT\tThôn\tTổng số người\tNam\tNữ\n1\tĐông\t420\t210\t210\n2\tĐoài\t381\t190\t190",
        "R_SUM",
    ),
)


def serious(text: str) -> list[str]:
    return [each.rule for each in check_text(text) if each.level != "note"]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_not_flagged(text: str) -> None:
    assert serious(text) == []


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_one_fault_is_exactly_that_finding(text: str, rule: str) -> None:
    assert serious(text) == [rule]


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_a_fault_is_found_in_decomposed_and_wide_text_too(text: str, rule: str) -> None:
    wide = text.translate({ord("%"): "％", ord("/"): "／", ord("0"): "０", ord("1"): "１"})

    assert rule in serious(unicodedata.normalize("NFD", text))
    assert rule in serious(wide)


@pytest.mark.parametrize(
    "text",
    [
        "Chưa có tài khoản VNeID: 120/1.000 người, bằng 12%.",
        "Không có điện thoại thông minh: 260/1.000 người (26%).",
        "Tỷ lệ người dân có chữ ký số chưa có 12%.",
        "Người dân trong độ tuổi trưởng thành chưa có chữ ký số là 12% (120/1.000 người).",
    ],
)
def test_the_rest_who_have_none_is_not_held_against_a_target(text: str) -> None:
    assert [each.rule for each in check_text(text) if each.rule == "R_TARGET"] == []


def test_paying_without_cash_lacks_nothing() -> None:
    text = "Tỷ lệ hộ gia đình thanh toán tiền điện không sử dụng tiền mặt: 690/1.000 hộ, đạt 69%."

    assert [each.rule for each in check_text(text)] == ["R_TARGET"]


def test_gaps_that_a_scan_leaves_in_numbers_are_closed() -> None:
    right = "Tỷ lệ người dân có điện thoại thông minh đạt 85 ,31 % (1 702 / 1 995 người)."
    wrong = "Tỷ lệ người dân có điện thoại thông minh đạt 87 ,31 % (1 702 / 1 995 người)."

    assert serious(right) == []
    assert serious(wrong) == ["R_RATE_ROUNDING"]


@pytest.mark.parametrize(("text", "rule"), WRONG)
def test_every_finding_says_what_is_wrong_and_what_to_do(text: str, rule: str) -> None:
    for each in check_text(text):
        assert each.quote
        assert each.message.endswith(".")
        assert each.suggestion.endswith(".")


def test_what_a_table_says_again_is_told_once_and_another_rate_too() -> None:
    phones = "Tỷ lệ người dân có điện thoại thông minh: 4.000/5.000 người, đạt 80%. "
    platform = (
        "Tỷ lệ người dân sử dụng nền tảng số trao đổi với chính quyền: {}/5.000 người, đạt {}%. "
    )
    apps = "Phần mềm an toàn thông tin: 4.500/5.000 thuê bao, đạt 90%. "
    nine = platform.format("4.500", "90")

    def told(text: str) -> int:
        return sum(each.rule == "R_CROSS_SMARTPHONE" for each in check_text(text))

    assert told(phones + nine) == told(phones + nine + phones + nine) == 1
    assert told(phones + apps + nine) == 1
    assert told(phones + nine + platform.format("4.600", "92")) == 2


@pytest.mark.parametrize(
    "again",
    [
        "Người dân trực tiếp dùng dịch vụ công, thanh toán trực tuyến: 512 người.",
        "Đã có 512 người dân chủ động sử dụng dịch vụ công trực tuyến.",
        "Người dân đã tự sử dụng dịch vụ công, thanh toán trực tuyến: 512 người.",
        "Số người tham gia sử dụng các dịch vụ công trực tuyến là 512.",
    ],
)
def test_who_uses_a_service_is_the_same_count_however_it_is_said(again: str) -> None:
    row = "Tỷ lệ người dân sử dụng dịch vụ công trực tuyến có định danh: 512/1.995 người, đạt 25,66%. "

    assert "R_REPEATED_COUNT" not in {each.rule for each in check_text(row + again)}


def test_words_that_name_two_things_repeat_neither_of_them() -> None:
    both = "Khai báo, kích hoạt tài khoản định danh VNeID: 512 người. "
    accounts = "Cấp tài khoản định danh điện tử cho 512 người. "
    signed = "Cấp chữ ký số cho 512 người."

    def told(text: str) -> int:
        return sum(each.rule == "R_REPEATED_COUNT" for each in check_text(text))

    assert told(both + accounts) == told(accounts + both) == 0
    assert told(both + accounts + signed) == 1
