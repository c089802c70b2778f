"""What the help itself says: its headings, its list, and the rules that hold on every page."""

from __future__ import annotations

TITLE = "Trợ giúp"
CLOSE = "Đóng trợ giúp"
ALL_PAGES = "Xem tất cả trang trợ giúp"
OFFLINE = "Đọc được cả khi không có mạng."
APP_PAGES = "Dùng ứng dụng này"
STEP_PAGES = "Mười việc hướng dẫn người dân"
MISSING = "Không có trang trợ giúp này"
MISSING_HINT = "Hãy quay lại danh sách trợ giúp."

WHOM = "Dành cho ai"
BRING = "Cần mang theo"
STEPS = "Các bước"
TROUBLES = "Hay gặp và cách xử lý"
NEVER = "Không bao giờ làm"
SAMPLE = "Trên màn hình trông như thế này"

NEVER_EVER = (
    "Không hỏi, không đọc to, không ghi lại mã OTP. Người dân tự nhập trên máy của mình.",
    "Không hỏi, không ghi lại mật khẩu, mã PIN.",
    "Không ghi, không chụp lại số căn cước hay ảnh thẻ.",
)


def picture(captions: tuple[str, ...]) -> str:
    return "Hình: " + ", rồi ".join(captions)


def step(number: int, said: str) -> str:
    return f"{number}. {said}"
