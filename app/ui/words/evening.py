"""What the screens say of an evening ("phiên"): its roll, its waiting room, its summary."""

from __future__ import annotations

from collections.abc import Mapping

# The bar and the session
SESSION = "Phiên"
OPEN_HINT = "Mở phiên làm việc tại thôn"
OPEN = "Mở phiên"
CLOSE = "Kết thúc"
VILLAGE = "Thôn"
DAY = "Ngày"
TODAY = "Hôm nay"
YESTERDAY = "Hôm qua"
TEAM = "Tên tổ"
TEAM_HINT = "Ví dụ: Tổ 1. Các máy cùng tổ ghi cùng tên thì chung một phiên."
PLACE = "Nơi làm"
PLACES = {"hall": "Nhà văn hóa thôn", "houses": "Đến từng nhà"}


def session(team: str) -> str:
    return f"Phiên: {team}"


def bar(team: str, came: int) -> str:
    return f"Phiên: {team} · {came} người đã đến"


def waiting_count(count: int) -> str:
    return f"{count} chờ OTP"


# After it
UNCOUNTED = "Xã chưa tính mục này. Lý do ở Hộp chờ gửi."

# Before a step
_LIGHTS = {"green": "Đủ điều kiện, làm được ngay", "yellow": "Cần hỏi trước", "red": "Còn thiếu"}
ERRANDS: Mapping[str, tuple[str, str]] = {
    "id_document": ("Làm thẻ căn cước gắn chip", "Đến công an xã"),
    "own_sim": (
        "Đăng ký SIM chính chủ theo căn cước",
        "Mang căn cước đến điểm giao dịch của nhà mạng",
    ),
    "bhxh_card": (
        "Tìm lại thẻ hoặc mã số bảo hiểm xã hội",
        "Hỏi cơ quan bảo hiểm xã hội hoặc bưu điện xã",
    ),
    "smartphone": (
        "Cần một điện thoại thông minh",
        "Bàn trong gia đình; hộ khó khăn thì báo tổ để xã xem xét",
    ),
    "phone_version": (
        "Cần điện thoại đời mới hơn",
        "Tại nhà: thử cập nhật hệ điều hành trước khi nghĩ đến đổi máy",
    ),
    "phone_space": (
        "Dọn bớt điện thoại cho đủ chỗ",
        "Tại nhà: xóa ảnh, video và ứng dụng không còn dùng",
    ),
    "account": (
        "Mở tài khoản ngân hàng, ví điện tử hoặc Mobile Money",
        "Đến ngân hàng hoặc điểm giao dịch của nhà mạng, mang theo căn cước",
    ),
}
ERRANDS_TITLE = "Việc cần làm trước"
SLIP_COPY = "Chép phiếu"
SLIP_HINT = "Đọc cho người dân nghe, hoặc chép để gửi qua tin nhắn."
COPIED = "Đã chép"
CLOSE_SHEET = "Đóng"


def light(colour: str, what: tuple[str, ...]) -> str:
    return f"{_LIGHTS[colour]}: {', '.join(what)}" if what else _LIGHTS[colour]


def errands(count: int) -> str:
    return f"Việc cần làm trước: {count} việc"


def errand_for(steps: tuple[str, ...]) -> str:
    return f"Để làm: {', '.join(steps)}"


# A person
WAIT = "Chờ mã OTP, làm người khác trước"
WAITS = "Đang chờ OTP"
REASON_HINT = "Chọn được nhiều lý do; chọn đến đâu lưu đến đó."
REASONS_DONE = "Xong"
NOTE = "Ghi chú lý do khác"
HERE = "Có mặt tại phiên"


def waits_since(hour: str) -> str:
    return f"Đang chờ OTP từ {hour}. Bấm để thôi chờ."


def lacks(labels: tuple[str, ...]) -> str:
    return f"Chưa có: {', '.join(labels)}"


def too_many(limit: int) -> str:
    return f"Mỗi mục ghi được tối đa {limit} lý do. Hãy bỏ bớt một lý do khác trước."


# The waiting room
WAITING = "Phòng chờ OTP"
CARRIER_UNKNOWN = "Chưa rõ nhà mạng"
CARRIER_WHY = "Để biết mã của nhà mạng nào về chậm. Chỉ hỏi một lần."
CARRIER_SKIP = "Không rõ"
ARRIVED = "Đã nhận mã"
DO_IT_NOW = "Đã nhận mã. Làm xong thì ghi kết quả vào mục đầu tiên."
BACK_TO_SESSION = "Về phiên làm việc"
GIVE_UP = "Thôi chờ"
LONG_TITLE = "Mã về lâu? Hãy xem:"
LONG_HINTS = (
    "Máy có sóng không; ra chỗ thoáng rồi thử lại.",
    "Mã có gửi về máy cũ hay số cũ không.",
    "SIM có chính chủ, đã theo căn cước chưa.",
    "Hệ thống có thể quá tải: thôi chờ, hẹn làm sau.",
)


def carrier(name: str, count: int) -> str:
    return f"{name} · {count} người chờ"


def minutes(count: int) -> str:
    hours, rest = divmod(count, 60)
    return f"{hours} giờ {rest} phút" if hours else f"{rest} phút"


# The roll
FIND = "Tìm người đến"
FIND_CLEAR = "Xóa chữ đã gõ"
ADD = "Ghi có mặt"
IS_HERE = "Đã có mặt"
TAKE_OFF = "Bỏ khỏi danh sách"
MORE = "Xem thêm người"
NOBODY = "Chưa có ai trong danh sách"
NOBODY_HINT = "Gõ vài chữ, không cần dấu, ví dụ “ng t hop”, rồi bấm “Ghi có mặt”."
NOBODY_FOUND = "Không tìm thấy ai. Hãy gõ ít chữ hơn, hoặc tìm theo tên chủ hộ, số hộ."


def came(count: int) -> str:
    return f"{count} người đã đến"


# The summary
SUMMARY = "Tổng kết"
SUMMARY_TITLE = "Tổng kết phiên"
LAST_SUMMARY = "Tổng kết phiên trước"
SUMMARY_NONE = "Chưa có phiên nào"
SUMMARY_NONE_HINT = "Hãy mở phiên; kết quả của buổi làm việc sẽ hiện ở đây."
REOPEN = "Mở lại"
COPY = "Chép để gửi"
COPY_FAILED = "Trình duyệt không cho chép. Hãy giữ tay vào chữ để chọn rồi chép."
DONE_TITLE = "Đã làm được"
DONE_NOTHING = "Chưa ghi việc nào vừa làm xong."
FAILED_TITLE = "Chưa làm được"
REASONS_TITLE = "Lý do nhiều nhất"
UNSENT_TITLE = "Gửi về xã"
UNSENT_NONE = "Đã gửi hết kết quả về xã."


def attendance(people: int, households: int) -> str:
    return f"{people} người đến, thuộc {households} hộ."


def besides(people: int) -> str:
    return f"Ghi thêm cho {people} người không có trong danh sách đến."


def called_at(households: int) -> str:
    return f"Đã đến {households} hộ."


def count_of(label: str, count: int, unit: str) -> str:
    return f"{label}: {count} {unit}"


def still_waiting(name: str, step: str) -> str:
    return f"{name}: {step}"


def unsent(count: int) -> str:
    return f"Còn {count} bản ghi chưa gửi; đã lưu trên máy, máy tự gửi khi có mạng."


UNITS = {"member": "người", "household": "hộ", "business": "điểm"}
TIMES = "lượt"
