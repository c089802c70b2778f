"""What the screens say of businesses: shops, household businesses, cooperatives, enterprises."""

from __future__ import annotations

TITLE = "Cửa hàng, doanh nghiệp"
ADD = "Thêm cửa hàng, doanh nghiệp"
NEW_TITLE = "Thêm cơ sở"
BACK = "Về danh sách cơ sở"
EDIT = "Sửa thông tin cơ sở"
NAME = "Tên cơ sở"
NAME_HINT = "Như trên biển hiệu, hoặc tên chủ, ví dụ: Quán phở chị Hoa"
FORM = "Loại"
FORMS = {
    "shop": "Cửa hàng, sạp chợ",
    "household_business": "Hộ kinh doanh",
    "cooperative": "Hợp tác xã",
    "enterprise": "Doanh nghiệp",
}
NOTE = "Ghi chú"
NOTE_HINT = "Ví dụ: gần cổng chợ, mở cửa buổi sáng"
SAVE = "Lưu cơ sở"
REMOVE = "Xóa cơ sở này"
REMOVE_SURE = (
    "Xóa cơ sở này khỏi danh sách của xã? Nếu chỉ tạm nghỉ bán, hãy giữ lại và ghi vào ghi chú."
)
FIND = "Tìm cửa hàng, doanh nghiệp"
FIND_CLEAR = "Xóa chữ đã gõ"
NONE = "Chưa có cửa hàng, doanh nghiệp nào"
NONE_HINT = "Bấm “Thêm cửa hàng, doanh nghiệp” để ghi quán, sạp chợ, hộ kinh doanh trong thôn."
NOT_FOUND = "Không tìm thấy"
NOT_FOUND_HINT = "Hãy gõ ít chữ hơn, không cần dấu, hoặc thêm mới."
MORE = "Xem thêm"
GONE = "Không còn cơ sở này"
GONE_HINT = "Có thể cơ sở đã bị xóa, hoặc thuộc thôn khác. Hãy đồng bộ khi có mạng."
QUESTIONS = "Hỏi chủ cơ sở"
SETTLED = "Đã hỏi đủ"
BEGUN = "Hỏi dở"
NEW = "Chưa hỏi"


def counted(count: str) -> str:
    return f"{TITLE}: {count}"


def shown_of(shown: int, total: int) -> str:
    return f"{total} cơ sở" if shown == total else f"Đang hiện {shown} trong {total} cơ sở"
