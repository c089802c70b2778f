"""The coded reasons why a step could not be done ("vướng mắc"): 36 codes in 7 groups.

Codes and groups follow domain/services.yaml, which names the source of each (documents 003 and
004, providers' pages); the short labels, for chips on a small screen, are ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason: `short` fits a chip, `label` says it in full."""

    code: str
    short: str
    label: str
    group: str


GROUPS = {
    "device": "Thiết bị",
    "telecom": "Viễn thông",
    "identity": "Giấy tờ, định danh",
    "account": "Tài khoản, hệ thống",
    "people": "Ý muốn, kỹ năng",
    "visit": "Hoàn cảnh hộ",
    "system": "Khác",
}

OBSTACLES: tuple[Obstacle, ...] = (
    Obstacle("NO_SMARTPHONE", "Không có smartphone", "Không có điện thoại thông minh", "device"),
    Obstacle(
        "OLD_OS",
        "Máy đời cũ",
        "Điện thoại đời cũ, hệ điều hành/cấu hình thấp, không cài được",
        "device",
    ),
    Obstacle("LOW_STORAGE", "Hết dung lượng", "Dung lượng máy nhỏ, không đủ chỗ cài app", "device"),
    Obstacle(
        "NO_FINGERPRINT",
        "Máy không có vân tay",
        "Android không có vân tay (SmartCA không nhận khuôn mặt Android)",
        "device",
    ),
    Obstacle("ROOTED", "Máy bị root", "Thiết bị root/không đủ an toàn", "device"),
    Obstacle("NO_NFC", "Máy không có NFC", "Máy không có NFC để đọc chip", "device"),
    Obstacle(
        "SHARED_PHONE",
        "Dùng chung máy, số",
        "Dùng chung máy/số với người khác (một số chỉ đăng ký một người)",
        "device",
    ),
    Obstacle("SIM_NOT_OWN", "SIM không chính chủ", "SIM không chính chủ", "telecom"),
    Obstacle(
        "SIM_OLD_ID",
        "SIM theo CMND cũ",
        "SIM còn đăng ký theo CMND, chưa chuyển sang căn cước (Viettel)",
        "telecom",
    ),
    Obstacle("OTP_SLOW", "OTP chậm", "Mã OTP về chậm hoặc không về", "telecom"),
    Obstacle(
        "OTP_OLD_DEVICE", "OTP về máy cũ", "OTP/mã kích hoạt gửi về máy cũ đã mất/hỏng", "telecom"
    ),
    Obstacle("NO_SIGNAL", "Sóng yếu", "Vùng lõm sóng, mạng yếu", "telecom"),
    Obstacle(
        "NO_CCCD",
        "Chưa có căn cước",
        "Chưa có thẻ căn cước (hoặc CCCD gắn chip), hoặc đang làm",
        "identity",
    ),
    Obstacle("CMND_ONLY", "Chỉ có CMND", "Chỉ có CMND (hết hiệu lực 31/12/2024)", "identity"),
    Obstacle("NO_BHXH", "Không có thẻ BHXH", "Không có thẻ/mã BHXH", "identity"),
    Obstacle(
        "DATA_MISMATCH",
        "Sai lệch dữ liệu",
        "Thông tin sai lệch với CSDL dân cư, chưa được duyệt",
        "identity",
    ),
    Obstacle("FACE_FAIL", "Lỗi khuôn mặt", "Không nhận diện được khuôn mặt / eKYC lỗi", "identity"),
    Obstacle("UNDER_AGE", "Chưa đủ tuổi", "Chưa đủ tuổi / cần người đại diện", "identity"),
    Obstacle("FORGOT_PASSWORD", "Quên mật khẩu", "Quên mật khẩu/passcode", "account"),
    Obstacle("SERVER_DOWN", "Hệ thống quá tải", "Hệ thống/ứng dụng lỗi, quá tải", "account"),
    Obstacle("PORTAL_ERROR", "Cổng DVC lỗi", "Cổng DVC lỗi / hồ sơ bị trả lại", "account"),
    Obstacle(
        "LIST_PENDING",
        "Chờ nhà mạng cấp",
        "Đã lập danh sách, chờ nhà cung cấp cấp (chữ ký số)",
        "account",
    ),
    Obstacle("BANK_FAR", "Xa ngân hàng", "Xa điểm giao dịch ngân hàng", "account"),
    Obstacle("NO_BANK_ACCOUNT", "Chưa có tài khoản", "Chưa có tài khoản ngân hàng", "account"),
    Obstacle("APP_FATIGUE", "Ngại nhiều app", "Không muốn cài nhiều app", "people"),
    Obstacle(
        "NO_SKILL", "Không biết dùng", "Không biết dùng / lớn tuổi / không đọc được", "people"
    ),
    Obstacle("FEAR_SCAM", "Sợ lừa đảo", "Sợ lừa đảo, lộ thông tin", "people"),
    Obstacle("REFUSED", "Từ chối", "Từ chối (không nêu lý do)", "people"),
    Obstacle("REFUSED_TAX_FEAR", "Ngại thuế", "Tiểu thương ngại thuế", "people"),
    Obstacle(
        "PREFERS_COUNTER", "Muốn làm trực tiếp", "Muốn làm trực tiếp tại Bộ phận một cửa", "people"
    ),
    Obstacle("NO_TIME", "Không có thời gian", "Không có thời gian chờ", "people"),
    Obstacle("ABSENT", "Vắng nhà", "Vắng nhà", "visit"),
    Obstacle("WORKS_AWAY", "Đi làm xa", "Đi làm ăn xa (còn hộ khẩu)", "visit"),
    Obstacle(
        "POOR_HOUSEHOLD", "Hộ nghèo, cận nghèo", "Hộ nghèo/cận nghèo chưa có điều kiện", "visit"
    ),
    Obstacle(
        "NO_STAFF_FUNDS", "Thiếu người, kinh phí", "Thiếu nhân lực/kinh phí (cấp xã)", "system"
    ),
    Obstacle("OTHER", "Khác", "Khác (ghi chú)", "system"),
)

BY_CODE = {obstacle.code: obstacle for obstacle in OBSTACLES}
