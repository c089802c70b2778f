"""What the screens say of people: finding them, writing them down, merging, consent, PINs."""

from __future__ import annotations

# Roster
RECEIVING = "Đang nhận danh sách hộ…"
RECEIVING_HINT = "Giữ máy có mạng thêm một lát. Danh sách sẽ tự hiện ra."
USERS = "Người dùng máy này"


def asked_out(done: int, of: int) -> str:
    return f"xong {done}/{of} người"


def last_visit(outcome: str, day: str) -> str:
    return f"Lần ghi gần nhất: {outcome}, ngày {day}"


def has_member(name: str) -> str:
    return f"Có {name}"


def lacks(parts: tuple[str, ...], more: bool) -> str:
    return f"chưa có: {', '.join(parts)}{' …' if more else ''}"


# Household and person forms
NOTE = "Ghi chú"
NOTE_HINT = "Ví dụ: nhà cuối thôn, gặp sau 18 giờ"
PHONES = "Có điện thoại thông minh"
PHONES_HINT = "Tính cho người lớn trước. Sau này hỏi từng người thì sửa lại được."
LIKELY = "Có thể đã có trong danh sách"
OPEN_THIS = "Mở hộ này"
NOT_THE_SAME = "Không phải"
HOUSEHOLD_GONE_HINT = (
    "Máy chưa có hộ này. Hãy đồng bộ khi có mạng; nếu vẫn không thấy, có thể đây là thẻ của "
    "thôn khác hoặc hộ đã bị xóa."
)
PERSON_GONE = "Không còn người này trong hộ"
PERSON_GONE_HINT = "Có thể người này đã bị xóa, hoặc đã gộp với người ghi trùng."


def member_of(person: str, household: str) -> str:
    return f"{person} – {household}"


# A person's whereabouts, from the household
_MORE_ABOUT = "Tùy chọn"
PUT_NAME = "Đặt tên"
CLOSE = "Đóng"
DUPLICATE_PERSON = "Ghi trùng"

# Merging
DUPLICATE_HOUSEHOLD = "Hộ này bị ghi trùng"
MERGE_TITLE = "Gộp hộ trùng"
MERGE_PERSON_TITLE = "Gộp người trùng"
MERGE_WITH = "Hộ này ghi trùng với hộ nào? Hộ ghi trước sẽ được giữ lại."
MERGE_PERSON_WITH = "Người này ghi trùng với ai? Bản ghi trước sẽ được giữ lại."
NOBODY_LIKE = "Chưa thấy ai để gộp"
NOBODY_LIKE_HINT = "Chỉ gộp được với người cùng hộ, hoặc người cùng tên trong thôn."
MERGE_KEEPS = (
    "Không mất kết quả nào: hai bên đều được giữ, mục nào một bên đã làm thì vẫn là đã làm. "
    "Có thể tách ra bất cứ lúc nào."
)
MERGE_STAYS = "Giữ lại (ghi trước)"
MERGE_GOES = "Nhập vào bản giữ lại (ghi sau)"
MERGE_NOW = "Gộp"
MERGE_LOOK = "Có đúng là một người không?"
MERGE_DOUBTFUL = "Hai bản ghi khác tên, khác năm sinh hoặc một người đã chuyển đi, đã mất."
MERGE_OTHER = "Chọn lại"
MERGED = "Đã gộp vào hộ này"
SEPARATE = "Tách ra"
IS_MERGED = "Hộ này đã gộp vào hộ khác"
IS_MERGED_HINT = "Kết quả của hộ được tính ở hộ kia. Có thể tách ra nếu gộp nhầm."
OPEN_SURVIVOR = "Mở hộ đã gộp"


def more_about(name: str) -> str:
    return f"{_MORE_ABOUT}: {name}"


def merge_into(duplicate: str, survivor: str) -> str:
    return f"Gộp “{duplicate}” vào “{survivor}”?"


def answers(count: int) -> str:
    return f"{count}\u00a0câu trả lời" if count else "chưa\u00a0có câu trả lời"


def written_by(authors: str) -> str:
    return f"Người ghi: {authors}"


def merge_plan(twins: int, movers: int) -> str:
    return f"{twins} cặp người trùng nhập làm một, {movers} người chuyển sang."


# Consent. Ours; the commune confirms the text before it is read out.
CONSENT = "Đồng ý cung cấp thông tin"
_HOME_CONSENT = "Ý kiến chủ hộ về cung cấp thông tin"
CONSENT_NOT_ASKED = "chưa\u00a0hỏi"
CONSENT_NO = "không đồng ý"
CONSENT_HOME_YES = "chưa\u00a0hỏi riêng, chủ hộ đồng ý"
CONSENT_HOME_NO = "chưa\u00a0hỏi riêng, chủ hộ không đồng ý"
CONSENT_READ = "Đọc cho người dân nghe"
CONSENT_YES_BUTTON = "Đồng ý"
CONSENT_INSIDE_BUTTON = "Đồng ý, không gửi ra ngoài"
CONSENT_NO_BUTTON = "Không đồng ý"
CONSENT_WITHDRAW = "Rút lại đồng ý"
CONSENT_CLEAR = "Bỏ ghi nhận"


def consent_given(day: str, *, to_send: bool) -> str:
    return f"đồng ý ngày {day}" if to_send else f"đồng ý, không gửi ra ngoài, ngày {day}"


def consent_line(said: str, about: str) -> str:
    return f"{_HOME_CONSENT if about == 'household' else CONSENT}: {said}"


def consent_short(said: str) -> str:
    return f"Đồng ý: {said}" if said.startswith(CONSENT_NOT_ASKED) else said.capitalize()


def consent_text(commune: str, about: str) -> tuple[str, ...]:
    """Return what is read out: which data, what for, whose it is, what rights there are. A purpose
    that somebody may agree to or not stands by itself (Law 91/2025/QH15, article 9)."""
    commune = commune[:1].lower() + commune[1:]
    sending = (
        "Nếu ông/bà đủ điều kiện mà chưa có chữ ký số, xã xin gửi họ tên, năm sinh, hộ và nhà mạng "
        "cho đơn vị cấp chữ ký số miễn phí. Ông/bà có thể đồng ý mà không cho gửi.",
    )
    return (
        f"Thưa ông/bà, tổ chúng tôi giúp bà con theo mô hình “3 Không” của {commune}.",
        "Chúng tôi xin ghi lại họ tên, năm sinh và việc đã làm được hay chưa: căn cước, điện "
        "thoại, VNeID, chữ ký số, tài khoản thanh toán, dịch vụ công.",
        "Mục đích là để xã theo dõi, hỗ trợ tiếp và báo cáo bằng số liệu tổng hợp.",
        *(sending if about == "member" else ()),
        "Không ghi số căn cước, ảnh, số tài khoản, mật khẩu, mã OTP hay vị trí.",
        f"Bên quản lý thông tin là Ủy ban nhân dân {commune}.",
        "Ông/bà có quyền xem, sửa, yêu cầu xóa và rút lại đồng ý bất cứ lúc nào, chỉ cần báo "
        "tổ hoặc xã. Không đồng ý thì vẫn được hỗ trợ như mọi người.",
        "Ông/bà có đồng ý không?",
    )


# Volunteers on one phone
USERS_INTRO = (
    "Nhiều cộng tác viên dùng chung máy thì mỗi người một mã PIN. Kết quả ghi kèm tên người ghi. "
    "Đổi người không làm mất kết quả nào."
)
WORKING_NOW = "Đang làm việc"
NO_PIN = "Chưa có PIN"
ADD_USER = "Thêm người dùng"
USER_NAME = "Họ và tên cộng tác viên"
PIN = "Mã PIN"
PIN_HINT = "4 đến 6 chữ số"
PIN_AGAIN = "Nhập lại mã PIN"
SAVE_USER = "Lưu người dùng"
SWITCH_USER = "Đổi người, khóa máy"
NEW_PIN = "Đặt lại PIN"
SAVE_PIN = "Lưu mã PIN"
REMOVE_USER = "Bỏ khỏi máy"
REMOVE_USER_SURE = "Bỏ người này khỏi máy? Kết quả người đó đã ghi vẫn còn nguyên."
IDLE = "Tự khóa khi không dùng"
IDLE_CHOICES = {"0": "Không", "5": "5 phút", "15": "15 phút", "30": "30 phút"}
WHO_WORKS = "Ai đang làm việc?"
UNLOCK = "Mở khóa"
FORGOT_PIN = "Quên mã PIN?"
FORGOT_HINT = (
    "Người dùng khác trên máy này có thể mở khóa rồi đặt lại PIN cho bạn. Hoặc nhập một mã đăng "
    "ký mới do cán bộ xã cấp (cần có mạng). Kết quả đã lưu không mất."
)
FORGOT_RESET = "Bỏ PIN bằng mã đăng ký"

# Leaving the device
LEAVE = "Đăng xuất khỏi máy này"
LEAVE_SURE = (
    "Máy sẽ đồng bộ một lần nữa (cần có mạng). Chỉ khi máy chủ của xã xác nhận đã nhận đủ mọi kết "
    "quả, danh sách hộ và mã PIN mới bị xóa khỏi máy này. Muốn dùng lại phải có mã đăng ký mới."
)
LEAVE_SURER = "Bạn chắc chắn muốn đăng xuất?"
LEAVE_GO_ON = "Tôi hiểu, tiếp tục"
LEAVE_NOW = "Đăng xuất"
LEAVING = "Đang hỏi máy chủ của xã…"
STAY = "Ở lại"


def leave_refused(unsent: int) -> str:
    return f"Còn {unsent} kết quả chưa gửi. Hãy đồng bộ hết trước, để không mất kết quả nào."
