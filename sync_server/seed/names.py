"""Names of people, villages and shops as they are heard in the hills of Thanh Hóa; all invented.

Given names go by generation: grandmothers are "Thị Nụ", their grandchildren "Bảo Ngọc". Which
family names live side by side differs from place to place; a `Stock` is one table of them, and
nothing more about a family is known or kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

Stock = int
"""Which table of family names (`_FAMILIES`) a household draws from."""

_VILLAGES = """
Phú Lai, Do Thượng, Do Trung, Do Hạ, Bái Đang, Vân Long, Tân Lập, Đồng Chạ, Quan Phác, Mỹ Long,
Thọ Phú, Trại Bưởi, Đồng Sậy, Yên Lạc, Cò Mót, Bến Sỏi, Eo Gió, Hón Cạn, Phúc Thành, Liên Sơn,
Đồng Mo, Bãi Bông, Lũng Vàng, Hòa Thuận, Kim Lũng, Sơn Đoài, Cửa Rừng, Nước Mát, Gốc Đa, Xuân Vành
"""
VILLAGE_NAMES = tuple(f"Thôn {name.strip()}" for name in _VILLAGES.split(","))

_FAMILIES = (
    "Nguyễn 30, Lê 20, Phạm 14, Trịnh 7, Hoàng 6, Trần 5, Đỗ 3, Mai 3, Vũ 3, Hà 2, Đặng 2, Lưu 2,"
    "Ngô 2, Tống 1, Đào 1, Dương 1, Lại 1, Tạ 1, Hồ 1",
    "Phạm 22, Bùi 20, Trương 15, Cao 12, Quách 8, Nguyễn 8, Hà 6, Đinh 5, Lê 4, Hoàng 2, Lương 1",
    "Hà 22, Vi 18, Lương 14, Lò 10, Ngân 9, Lữ 8, Lục 5, Phạm 5, Cầm 4, Lộc 3, Lang 2",
)

# Middle and given names apart for the two elder generations, together for the youngest.
_ELDER = (
    ("Văn Văn Văn Văn Xuân Đình Hữu Bá Công", "Thị"),
    (
        "Lực Chiến Thắng Tiến Hùng Sơn Bình Nhâm Tuất Thịnh Toàn Quyết Lợi Phúc Cường Khoa Thân "
        "Hợi Ngoan Thiệp Hậu Mão Quý Vượng Tráng Đệ",
        "Nụ Mận Đào Thơm Nhàn Sợi Tý Thìn Lài Hòa Mùi Quế Lý Hường Cúc Liên Nguyệt Tâm Hợp Bưởi "
        "Nhung Lan Thoa Ngần Sáu Bảy Vóc Ín",
    ),
)
_MIDDLE = (
    ("Văn Văn Văn Xuân Đình Ngọc Quang Anh Đức Minh Công Trọng", "Thị Thị Thị Thị Thu Ngọc Thanh"),
    (
        "Dũng Tuấn Hải Nam Long Đức Trung Kiên Mạnh Hưng Thành Quân Tùng Giang Cường Duy Hiếu "
        "Quyền Tú Việt Phương Thái Hoàng Lâm Chung Đạt",
        "Hương Huyền Trang Hằng Thủy Hà Linh Nga Yến Dung Loan Phượng Thúy Hiền Oanh Tuyết Vân "
        "Mai Hoa Ngọc Lương Tươi Thắm Quỳnh Hạnh Luyến",
    ),
)
_YOUNG = (
    "Gia Bảo, Minh Khôi, Tuấn Kiệt, Đức Anh, Minh Quân, Hải Đăng, Gia Hưng, Bảo Long, Quốc Khánh,"
    "Anh Tú, Nhật Minh, Tiến Đạt, Bảo Nam, Đăng Khoa, Thành Công, Phúc An, Quang Huy, Minh Đức,"
    "Việt Hoàng, Hoàng Phúc, Duy Mạnh, Thái Sơn",
    "Ngọc Anh, Bảo Ngọc, Khánh Linh, Quỳnh Chi, Hà My, Anh Thư, Bảo An, Phương Thảo, Thùy Linh,"
    "Minh Châu, Gia Hân, Tuệ Nhi, Diệu Linh, Thanh Trúc, Ngọc Hà, Mai Chi, Khánh Vy, Hải Yến,"
    "Thu Hà, Ánh Dương, Kim Ngân, Trà My",
)


def _split(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


def _weighted(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    pairs = [word.split() for word in text.split(",")]
    return tuple(name for name, _ in pairs), tuple(int(weight) for _, weight in pairs)


_FAMILY_TABLES = tuple(_weighted(text) for text in _FAMILIES)
_YOUNG_NAMES = tuple(_split(text) for text in _YOUNG)


@dataclass(frozen=True, slots=True)
class _Generation:
    """Middle and given names of one generation, men's and women's."""

    middle: tuple[Sequence[str], Sequence[str]]
    given: tuple[Sequence[str], Sequence[str]]


def _generation(words: tuple[tuple[str, str], tuple[str, str]]) -> _Generation:
    (man, woman), (men, women) = words
    return _Generation((man.split(), woman.split()), (men.split(), women.split()))


_ELDERS, _PARENTS = _generation(_ELDER), _generation(_MIDDLE)


def family_name(rng: Random, stock: Stock) -> str:
    names, weights = _FAMILY_TABLES[stock]
    return rng.choices(names, weights)[0]


def full_name(rng: Random, family: str, *, is_woman: bool, age: int) -> str:
    """Return a whole name; one in twenty has no middle name ("Mai Chiến", "Lê Hoa")."""
    if age < 20:
        return f"{family} {rng.choice(_YOUNG_NAMES[is_woman])}"
    generation = _ELDERS if age >= 52 else _PARENTS
    given = rng.choice(generation.given[is_woman])
    if rng.random() < 0.05:
        return f"{family} {given}"
    middle = rng.choice([word for word in generation.middle[is_woman] if word != given])
    return f"{family} {middle} {given}"


def village_name(place: int) -> str:
    """Return the name of the village number `place` (from 1); past the table, its number."""
    return VILLAGE_NAMES[place - 1] if place <= len(VILLAGE_NAMES) else f"Thôn {place}"


BUSINESSES = {
    "enterprise": (
        "Công ty TNHH Xây dựng {}",
        "Công ty TNHH Nông sản {}",
        "Doanh nghiệp tư nhân {}",
    ),
    "cooperative": ("HTX Dịch vụ nông nghiệp {}", "HTX Mía đường {}"),
    "household_business": (
        "Cơ sở xay xát {}",
        "Xưởng mộc {}",
        "Sửa chữa xe máy {}",
        "Đại lý vật tư nông nghiệp {}",
    ),
    "shop": (
        "Tạp hóa {}",
        "Quán ăn {}",
        "Cửa hàng điện thoại {}",
        "Nhà thuốc {}",
        "Cắt tóc {}",
        "Hàng thịt chợ {}",
    ),
}
