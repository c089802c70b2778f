"""Every word the volunteer reads, in one place, so that an officer can correct them all.

Sentences of refusals live in `shared.problems`, questions in `shared.questions`, reasons in
`shared.obstacles`; only what the screens themselves say is here. A test finds unused entries.
"""

from __future__ import annotations

APP = "Ba Không"
TAGLINE = "Thu thập số liệu tại hộ, cả khi không có mạng"

# Navigation
TAB_ROSTER = "Danh sách hộ"
TAB_PROGRESS = "Tiến độ"
TAB_OUTBOX = "Hộp chờ gửi"
BACK = "Quay lại"
CLOSE = "Đóng"
SAVED = "Đã lưu"
UNDO = "Hoàn tác"
UNDONE = "Đã hoàn tác"
PAGE_MISSING = "Không có trang này"
PAGE_MISSING_HINT = "Đường dẫn có thể đã cũ. Hãy quay lại danh sách hộ."

# Enrolment
ENROL_TITLE = "Đăng ký thiết bị"
ENROL_INTRO = "Cán bộ xã cấp cho bạn một mã. Nhập mã để nhận danh sách hộ của thôn."
ENROL_CODE = "Mã đăng ký"
ENROL_CODE_HINT = "Chữ thường, dấu cách, gạch nối đều\u00a0được"
ENROL_BY_HAND = "Nhập tay địa chỉ máy chủ"
ENROL_ADDRESS = "Địa chỉ máy chủ"
ENROL_ADDRESS_HINT = "Ví dụ: http://192.168.1.10:8000"
ENROL_BUTTON = "Đăng ký"
ENROL_RUNNING = "Đang đăng ký…"
ENROL_PRIVACY = "Ứng dụng không lưu số căn cước, ảnh, vị trí, mật khẩu hay mã OTP."
ENROL_ALREADY = "Máy này đã đăng ký với tên"
ENROL_KEEPS = (
    "Mã mới không xóa gì: mọi kết quả vẫn ở trên máy và được gửi tiếp. Nếu là mã của xã khác, hãy "
    "đăng xuất khỏi máy này trước."
)
ENROL_ELSEWHERE = (
    "Địa chỉ này khác máy chủ hiện nay của máy. Nếu là máy chủ khác, máy chỉ chuyển sang khi máy "
    "chủ hiện nay xác nhận đã nhận đủ mọi kết quả, rồi bắt đầu lại từ đầu."
)
ENROL_WHICH = "Máy chủ ở địa chỉ này"
ENROL_WHICH_CHOICES = {"other": "Là máy chủ khác", "moved": "Vẫn của xã, chỉ đổi địa chỉ"}
ENROL_NO_CODE = "Hãy nhập mã đăng ký do cán bộ xã cấp."

# Roster
SEARCH = "Tìm hộ"
SEARCH_HINT = "Tên, số hộ, không cần dấu"
SEARCH_CLEAR = "Xóa tìm kiếm"
ALL_VILLAGES = "Tất cả thôn"
OTHER_VILLAGES = "Thôn khác…"
ADD_HOUSEHOLD = "Thêm hộ"
MORE_HOUSEHOLDS = "Xem thêm hộ"
NO_HOUSEHOLDS = "Chưa có hộ nào"
NO_HOUSEHOLDS_HINT = "Bấm “Đồng bộ ngay” để nhận danh sách của xã, hoặc “Thêm hộ” để ghi hộ mới."
NOTHING_FOUND = "Không tìm thấy hộ nào"
NOTHING_FOUND_HINT = "Hãy thử gõ ít chữ hơn, hoặc tìm theo số hộ."
STATUS_DONE = "Đã hỏi đủ"
STATUS_HOME = "Còn câu hỏi chung của hộ"
STATUS_PARTLY = "Hỏi dở"
STATUS_NEW = "Chưa hỏi"
STATUS_EMPTY = "Chưa có người"

# Household
HOUSEHOLD = "Hộ"
HOUSEHOLD_GONE = "Không tìm thấy hộ này"
MEMBERS = "Người trong hộ"
NO_MEMBERS_HINT = "Hộ chưa có người nào. Hãy thêm người để bắt đầu hỏi."
HOUSEHOLD_QUESTIONS = "Câu hỏi chung của hộ"
VISIT_TITLE = "Lượt thăm hôm nay"
VISIT_MET = "Đã gặp"
VISIT_ABSENT = "Vắng nhà"
VISIT_REFUSED = "Từ chối"
ADD_MEMBER = "Thêm người"
EDIT_MEMBER = "Sửa người"
EDIT_HOUSEHOLD = "Sửa hộ"
HOUSEHOLD_NAMING = "Tên chủ hộ và số hộ"
CORRECT = "Sửa"
NEXT_PERSON = "Người tiếp theo"
BACK_TO_HOUSEHOLD = "Xong, về hộ"

# Ticks
NOT_ASKED = "Chưa hỏi"
HAD = "Đã có sẵn"
DONE_NOW = "Vừa làm xong"
REASON = "Lý do"
ADD_REASON = "Ghi lý do (không bắt buộc)"
REASON_TITLE = "Vì sao chưa?"
SECTIONS = {
    "basics": "Giấy tờ và điện thoại",
    "identity": "Định danh và dịch vụ công",
    "money": "Thanh toán và an toàn",
    "quarter": "Trong quý này",
    "details": "Chi tiết khi cần",
}
OTHER_QUESTIONS = "Không bắt buộc với người này"

# New household, new or corrected person
NEW_HOUSEHOLD = "Thêm hộ"
HEAD = "Họ và tên chủ hộ"
HOUSEHOLD_CODE = "Số hộ"
HEAD_OR_CODE = "Nhập tên chủ hộ, số hộ, hoặc cả hai"
VILLAGE = "Thôn"
PEOPLE = "Số người trong hộ"
ADULTS = "Trong đó từ 18 tuổi"
FROM_15 = "Từ 15 đến 17 tuổi"
LESS = "bớt một"
MORE = "thêm một"
SAVE_HOUSEHOLD = "Lưu và mở hộ"
SAVE_NAMING = "Lưu hộ"
REMOVE_HOUSEHOLD = "Xóa hộ"
REMOVE_HOUSEHOLD_SURE = "Xóa hộ này và mọi người trong hộ khỏi danh sách của xã?"
REMOVE_MEMBER = "Xóa người"
REMOVE_MEMBER_SURE = (
    "Xóa người này khỏi hộ? Nếu người đó chuyển đi hoặc đã mất, hãy chọn tình trạng ở trên."
)
REMOVE = "Xóa"
KEEP = "Giữ lại"
MEMBER_NAME = "Họ và tên"
OPTIONAL = "Không bắt buộc"
BIRTH_YEAR = "Năm sinh"
BIRTH_YEAR_HINT = "Nếu biết; nếu không, chọn nhóm tuổi"
BIRTH_YEAR_WRONG = "Năm sinh gồm bốn chữ số, ví dụ 1985."
AGE_CLASS = "Nhóm tuổi"
AGE_CLASSES = {
    "adult": "Từ 18 tuổi",
    "from_15": "15 đến 17 tuổi",
    "under_15": "Dưới 15 tuổi",
}
MEMBER_STATUS = "Tình trạng"
MEMBER_STATUSES = {
    "resident": "Đang ở",
    "away": "Đi làm xa",
    "moved": "Đã chuyển đi",
    "died": "Đã mất",
}
SAVE_MEMBER = "Lưu người"
AGE_UNKNOWN = "Chưa rõ tuổi"

# Progress
PROGRESS_INTRO = "Tính từ các lượt thăm hộ đã có trên máy này."
MET = "Đạt"
NOT_MET = "Chưa đạt"
NO_RATE_YET = "Chưa có số liệu"

# Outbox and sync
SYNC_NOW = "Đồng bộ ngay"
SYNCING = "Đang đồng bộ…"
NEVER_SYNCED = "Chưa đồng bộ lần nào"
ABOUT_DEVICE = "Máy này"
DEVICE = "Tên thiết bị"
COMMUNE = "Xã"
COLLECTOR = "Máy chủ"
LAST_SYNC = "Lần đồng bộ thành công gần nhất"
WAITING = "Chưa gửi"
RECEIVED = "Xã đã nhận"
AUTOMATIC = "Máy tự đồng bộ khi có mạng. Không có mạng vẫn mở và ghi được, không mất số liệu."
KIND = {
    "household": "Hộ",
    "member": "Người",
    "business": "Cơ sở kinh doanh",
    "session": "Phiên",
    "visit": "Lượt thăm",
    "answer": "Câu trả lời",
}


def people(count: int) -> str:
    return f"{count}\u00a0người"


def children(count: int) -> str:
    return f"Còn lại {count} người dưới 15 tuổi."


def asked(done: int, of: int) -> str:
    return f"đã hỏi {done}/{of}"


def household_number(code: str) -> str:
    return f"Hộ số {code}"


def household_of(name: str) -> str:
    return f"Hộ {name}"


def person(slot: int) -> str:
    return f"Người thứ {slot}"


def born(year: int) -> str:
    return f"Sinh năm {year}"


def received(count: str) -> str:
    return f"Nhận {count} bản ghi mới"


def short_by(count: str, unit: str, percent: int) -> str:
    return f"Còn thiếu {count} {unit} để đạt {percent} %"


def target(percent: int) -> str:
    return f"Mục tiêu {percent} %"


def households_shown(shown: int, total: int) -> str:
    return f"{total} hộ" if shown == total else f"Đang hiện {shown} trong {total} hộ"
