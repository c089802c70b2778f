"""What the screens of progress say: how far, who is missing, and what each of them lacks."""

from __future__ import annotations

OPEN_LIST = "Xem danh sách"
TITLE = "Ai còn thiếu"
EASIEST_FIRST = "Việc dễ làm trước, việc khó làm sau."
ENOUGH = "Chỉ tiêu đã đạt. Danh sách dưới đây vẫn nên hỏi tiếp."
NOBODY = "Không còn ai thiếu"
NOBODY_HINT = "Mọi đối tượng của chỉ tiêu này đều đã đạt."
UNKNOWN = "Không có chỉ tiêu này"
UNKNOWN_HINT = "Chỉ tiêu này không tính từ lượt thăm hộ. Hãy quay lại trang Tiến độ."
MORE = "Xem thêm người"
NO_HOUSEHOLD = "Không rõ hộ"
BUSINESSES = "Cơ sở kinh doanh"
EASE = (
    "Làm được ngay",
    "Đã hỏi, chưa làm được",
    "Chưa rõ điều kiện",
    "Còn thiếu điều kiện",
    "Đã từ chối",
)
"""Headings, from the easiest to the hardest."""

UNASKED = "Chưa thu thập thông tin"
NOT_ASKED = "chưa\u00a0hỏi"
READY = "đủ điều kiện, chưa\u00a0hỏi"
REFUSED = "đã từ chối"


def uncounted(count: str) -> str:
    return (
        f"Xã chưa tính {count} mục của máy này (mọi quý; chờ duyệt hoặc bị trả lại), nên số ở đây "
        "có thể khác số của xã. Xem ở Hộp chờ gửi."
    )


def coverage(done: str, of: str, unit: str, percent: int) -> str:
    return f"đã hỏi {done}/{of} {unit} ({percent} %)"


def listed(count: str, unit: str) -> str:
    return f"Danh sách có {count} {unit}."


def heading(ease: str, count: str, unit: str) -> str:
    return f"{ease}: {count} {unit}"


def waiting(since: str) -> str:
    return f"đang chờ OTP từ {since}"


def not_done(reasons: str) -> str:
    return f"đã hỏi, chưa có: {reasons}" if reasons else "đã hỏi, chưa có"


def ask_first(needs: str) -> str:
    return f"cần hỏi trước: {needs}"


def lacks(needs: str) -> str:
    return f"thiếu {needs}"


def held_up(reasons: str) -> str:
    return f"vướng: {reasons}"


def of_step(step: str, said: str) -> str:
    return f"{step}: {said}"
