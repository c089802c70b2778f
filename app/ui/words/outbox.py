"""What the outbox says: where the entries are, what came back, what two devices say differently."""

from __future__ import annotations

READY = "Ghi được ngay, không cần mạng"
NOTHING = "Không còn gì chờ gửi"
MORE = "Xem thêm bản ghi"
RETURNED = "Bị trả lại"
RETURNED_HINT = (
    "Xã chưa tính các bản ghi này. Chúng vẫn được giữ trên máy này và ở xã. "
    "Hãy sửa lại; nếu không rõ, hãy báo mã cho người hỗ trợ."
)
HELD = "Chờ xã xem xét"
HELD_HINT = (
    "Xã đã nhận và giữ riêng các bản ghi này, chưa tính vào số liệu. Bạn không phải làm gì: "
    "cán bộ xã sẽ xem và quyết định."
)
# Also once the device is trusted again: what it sent before goes on waiting.
HELD_OF_REVOKED = "Gửi lên khi máy bị thu hồi."
NEW_CODE = "Nhập mã mới"
NEW_CODE_HINT = (
    "Máy chủ của xã chưa biết máy này, nên chưa nhận được gì. Hãy xin cán bộ xã mã mới rồi nhập "
    "vào đây. Mọi kết quả vẫn còn trên máy và sẽ được gửi tiếp."
)
REVOKED_HINT = (
    "Muốn dùng máy này tiếp, hãy xin cán bộ xã mã mới rồi nhập vào đây. Mọi kết quả vẫn còn "
    "trên máy."
)
ALL_RECEIVED = "xã đã nhận đủ"
FOR_NETWORK = "chờ có mạng"
FOR_CODE = "chờ mã mới"
FOR_TURN = "chờ gửi"
MEND = "Sửa bản ghi này"
DROP = "Bỏ bản ghi này"
DROP_SURE = (
    "Bản ghi vẫn nằm trong nhật ký của máy này và của xã, chỉ không nhắc lại ở đây nữa. "
    "Xã sẽ không tính bản ghi này. Người hay hộ mới ghi vẫn còn trong danh sách trên máy này."
)
DROP_SURE_ANSWER = (
    "Câu trả lời này vẫn nằm trong nhật ký của máy này và của xã, nhưng không được tính nữa, ở xã "
    "cũng như trên máy này. Câu trả lời trước đó, nếu có, sẽ hiện lại."
)
DROP_YES = "Bỏ"
DROP_NO = "Chưa bỏ"

CONFLICTS = "Hai máy ghi khác nhau"
CONFLICTS_HINT = (
    "Hai máy đã ghi khác nhau cho cùng một mục. Cả hai giá trị đều được giữ; "
    "giá trị ghi sau cùng đang được tính. Hãy hỏi lại người dân nếu chưa chắc."
)
REPLACED = "Giá trị của máy này đã được thay bằng giá trị của máy khác"
STANDS = "Đang được tính"
KEEP = "Giữ giá trị này"
SEEN = "Đã xem"
THIS_DEVICE = "Máy này"
DELETED = "Đã xóa"
NOT_ASKED = "Chưa hỏi"

ODD_DAYS = "Ngày cần xem lại"
ODD_DAYS_HINT = (
    "Các bản ghi này mang ngày trong tương lai hoặc trước khi có kế hoạch, có thể do đồng hồ của "
    "máy sai khi ghi. Số liệu vẫn được giữ; hãy mở hộ và đánh dấu lại nếu ngày sai."
)
WRONG_CLOCK = "Ngày giờ của máy có vẻ sai"
MAKE_ROOM = (
    "Hãy xóa bớt ảnh hoặc ứng dụng không dùng, rồi bấm “Đồng bộ ngay”. "
    "Những gì đã báo “Đã lưu” vẫn còn nguyên."
)


def sent(sent: int, total: int) -> str:
    return f"Đã gửi {sent}/{total}"


def received(count: int) -> str:
    return f"xã nhận {count}"


def unsent(count: int, waits: str) -> str:
    return f"{count} mục {waits}"


def held(count: int) -> str:
    return f"{count} mục chờ xã xem xét"


def held_of(count: int) -> str:
    return f"{count} bản ghi"


def and_others(count: int) -> str:
    return f"… và {count} bản ghi khác"


def returned(count: int) -> str:
    return f"{count} mục bị trả lại"


def settled(count: int) -> str:
    return f"{count} mục đã sửa hoặc bỏ"


def gaps(count: int) -> str:
    return (
        f"Xã còn thiếu {count} bản ghi ở giữa những bản ghi đã nhận. "
        "Các bản ghi đó vẫn ở trên máy này và sẽ được gửi lại."
    )


def shown_of(shown: int, total: int) -> str:
    return f"Đang hiện {shown} trong {total} bản ghi"


def other_device(number: str) -> str:
    return f"Máy khác (số {number})"


def author(device: str, name: str) -> str:
    return f"{device}, {name}" if name else device


def tried(when: str) -> str:
    return f"Lần thử gần nhất lúc {when} chưa thành công."


def kept(value: str, author_: str) -> str:
    return f"{KEEP}: {value} ({author_})"


def clock(day: str) -> str:
    """Say what day is written down, and what to do if it is another."""
    return (
        f"Đang ghi là ngày {day}. Nếu hôm nay không phải ngày này, hãy chỉnh ngày giờ trong phần "
        "cài đặt của máy; có mạng thì bấm “Đồng bộ ngay”. Số liệu đã lưu vẫn còn nguyên."
    )


def room_left(megabytes: str) -> str:
    return f"Máy sắp hết chỗ lưu: còn {megabytes} MB"
