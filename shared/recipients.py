"""To whom a commune reports, by the day: districts ended on 1 July 2025, and their offices too.

Data with days of validity: a report of March 2025 that is opened today still goes to the district.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from shared.places import ALWAYS, REFORM, Commune


@dataclass(frozen=True, slots=True)
class Recipient:
    """An office to report to; `name` may name the commune's district or province."""

    name: str
    valid_from: date
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


_SCIENCE = date(2025, 3, 1)

ABOVE = (
    Recipient("Ủy ban nhân dân {district}", ALWAYS, REFORM),
    # Documents 000 and 001: "báo cáo … Phòng Văn hóa huyện"; renamed on 1 March 2025.
    Recipient("Phòng Văn hóa và Thông tin {district}", ALWAYS, _SCIENCE),
    Recipient("Phòng Văn hóa, Khoa học và Thông tin {district}", _SCIENCE, REFORM),
    Recipient("Ủy ban nhân dân {province}", REFORM),
    Recipient("Sở Khoa học và Công nghệ {province}", REFORM),
)
BESIDE = (
    "Thường trực Đảng ủy, Thường trực HĐND {kind} (b/c)",
    "Chủ tịch, các Phó Chủ tịch UBND {kind}",
    "Ban Chỉ đạo chuyển đổi số {kind}",
    "Các {villages}, Tổ công nghệ số cộng đồng",
)
_KINDS = ("Xã", "Phường", "Thị trấn", "Đặc khu")


def above(commune: Commune, day: date) -> tuple[str, ...]:
    """Return whom the report is addressed to on `day` ("Kính gửi")."""
    names = {"district": lowered(commune.district), "province": lowered(commune.province)}
    return tuple(each.name.format(**names) for each in ABOVE if each.exists_on(day))


def beside(commune: Commune) -> tuple[str, ...]:
    """Return who gets a copy ("Nơi nhận")."""
    words = {"kind": lowered(kind_of(commune)), "villages": villages_of(commune)}
    return tuple(each.format(**words) for each in BESIDE)


def kind_of(commune: Commune) -> str:
    """Return what a unit is: Xã, Phường, Thị trấn, Đặc khu."""
    return next((kind for kind in _KINDS if commune.name.startswith(f"{kind} ")), _KINDS[0])


def place_of(commune: Commune) -> str:
    """Return the name that stands before the date: Cẩm Tân."""
    return commune.name.removeprefix(f"{kind_of(commune)} ")


def villages_of(commune: Commune) -> str:
    """Return what a unit is divided into: thôn, in a town tổ dân phố."""
    return "tổ dân phố" if kind_of(commune) in ("Phường", "Thị trấn") else "thôn"


_OWN_WORDS = re.compile(
    r"“[^”]*”|(?<!cấp )\b([Xx])ã\b(?! hội|, phường)|\b([Tt])hôn\b(?:, bản, khu phố\b)?"
)


def spoken(commune: Commune, text: str) -> str:
    """Return a text of ours, written for a xã and its thôn, in the words of another kind of unit:
    toàn phường, theo tổ dân phố. Levels ("cấp xã"), names of both ("xã, phường") and what is quoted
    stay.
    """
    kind, villages = kind_of(commune), villages_of(commune)
    if kind == _KINDS[0]:
        return text

    def said(found: re.Match[str]) -> str:
        if initial := found[1]:
            return kind if initial == "X" else lowered(kind)
        if not found[2] or villages == "thôn":
            return found[0]
        return raised(villages) if found[2] == "T" else villages

    return _OWN_WORDS.sub(said, text)


def raised(text: str) -> str:
    """Return a text as it begins a line: Tổ dân phố."""
    return text[:1].upper() + text[1:]


def lowered(name: str) -> str:
    """Return a unit's name as it stands within a sentence: xã Cẩm Tân."""
    return name[:1].lower() + name[1:]
