"""What handing over by hand says: the file, the codes, the receipt that comes back."""

from __future__ import annotations

from shared.text import number

TITLE = "Bàn giao bằng tệp"
NOTHING = "Không còn gì để bàn giao"
NOTHING_HINT = "Mọi bản ghi trên máy này đã đến xã."
HINT = (
    "Tệp đã khóa, chỉ máy chủ của xã mở được. Hãy chép vào USB hoặc gửi qua Zalo, Bluetooth "
    "cho cán bộ xã. Nhận hai lần cũng chỉ tính một lần."
)
KEEP_ON = (
    "Dữ liệu vẫn ở trên máy này cho đến khi xã xác nhận. Có mạng lại thì máy vẫn tự gửi như thường."
)
SAVE = "Lưu tệp vào máy"
SHARE = "Gửi qua Zalo, Bluetooth…"
CODES = "Hiện mã QR"
CODES_HINT = "Đưa màn hình trước máy ảnh của máy xã. Mã tự đổi; cứ để chạy cho đến khi xã báo đủ."
STOP = "Thôi hiện mã QR"
RECEIPT = "Biên nhận của xã"
RECEIPT_HINT = (
    "Xã nhận xong sẽ đưa lại tệp biên nhận hoặc mã QR. Quét mã bằng máy ảnh của điện thoại, "
    "hoặc chọn tệp ở đây."
)
TAKE_RECEIPT = "Chọn tệp biên nhận"


def holds(count: int, first: int, last: int) -> str:
    return f"Tệp sẽ có {number(count)} bản ghi chưa gửi (số {number(first)} đến {number(last)})."


def fresh(count: int, of: int) -> str:
    """Say how many of those were in no file yet that the commune might still confirm."""
    if count == of:
        return "Các bản ghi này chưa được xuất ra tệp."
    return f"Trong đó {number(count)} bản ghi chưa được xuất ra tệp."


def waits(when: str) -> str:
    return f"Đã xuất tệp lúc {when}, chờ xã xác nhận."


def saved(name: str) -> str:
    return f"Đã lưu tệp {name}."


def code_of(place: int, total: int) -> str:
    return f"Mã {place}/{total}"


def received(through: int, left: int) -> str:
    rest = f"còn {number(left)} bản ghi chưa gửi" if left else "đã nhận đủ"
    return f"Xã xác nhận đã nhận đến bản ghi số {number(through)}, {rest}."
