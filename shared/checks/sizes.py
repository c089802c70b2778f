"""Rules of size: no more people than live there, and not suspiciously all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from shared.checks.arithmetic import shares
from shared.checks.claims import Reading
from shared.checks.finding import Finding, Level
from shared.checks.folded import fold
from shared.checks.rule import Known, Rule
from shared.text import number

# Thanh Hóa: 4,2 to 4,32 million people; no district above 650.000; 547 former communes, mean 7.700;
# 166 present ones, mean 26.000, the largest 197.000.
_PROVINCE, _DISTRICT, _NEW_COMMUNE, _MEAN = 4_400_000, 650_000, 220_000, 7_700
_ADOPTED = frozenset({"CT06", "CT07", "CT09", "CT10", "CT11", "CT13", "CT14", "CT15"})


_MANY = 100


@dataclass(frozen=True, slots=True)
class _Room:
    """How many of a kind there can be where so many people live: a share of them, or some anyway.

    Beyond it people, households and businesses of the unit are wrong; the rest may be more, if
    it is explained: a person has two phones, an office writes for others too.
    """

    noun: str = "người"
    share: Fraction = Fraction(1)
    anyway: int = 0
    level: Level = "error"

    def of(self, people: Fraction) -> Fraction:
        return max(people * self.share, Fraction(self.anyway))


# A commune has some 20 officials, a large new one 60; a busy desk takes 150 dossiers a day.
_ROOMS = {
    "people": _Room(),
    "adults": _Room(),
    "over15": _Room(),
    "households": _Room("hộ"),
    "enterprises": _Room("doanh nghiệp", anyway=100),
    "officials": _Room("cán bộ, công chức", Fraction(1, 10), 100),
    "subscribers": _Room("thuê bao", Fraction(2), 100, "warning"),
    "places": _Room("địa điểm", Fraction(1, 10), 100, "warning"),
    "dossiers": _Room("hồ sơ", Fraction(10), 10_000, "warning"),
    "documents": _Room("văn bản", Fraction(10), 50_000, "warning"),
}
_PEOPLE = frozenset({"people", "adults", "over15"})


def _level(reading: Reading) -> tuple[int, str]:
    """Return how many people the reporting unit can have at most, and why."""
    folded = fold(" ".join(reading.sentences))
    if re.search(r"\btoan tinh\b|dan so (?:cua )?tinh\b", folded):
        return _PROVINCE, "tỉnh có khoảng 4,3 triệu dân"
    district = re.search(
        r"dia ban huyen|ubnd huyen|toan huyen|dia ban (?:thi xa|thanh pho)", folded
    )
    communes = re.search(r"\b(\d{1,2})/\1 (?:xa|phuong)", folded)
    if communes:
        n = int(communes[1])
        why = f"tỉnh có 547 xã (trước 01/7/2025), bình quân khoảng 7.700 người một xã; {n} xã khoảng {number(n * _MEAN)} người"
        return min(_DISTRICT, 4 * n * _MEAN), why
    if district:
        return _DISTRICT, "không huyện nào của tỉnh có quá 650.000 dân"
    if reading.is_ours or re.search(
        r"ubnd (?:xa|phuong)|dia ban (?:xa|phuong)|toan (?:xa|phuong)", folded
    ):
        return _NEW_COMMUNE, "xã đông dân nhất tỉnh có khoảng 197.000 người"
    return _DISTRICT, "không xã, huyện nào của tỉnh có quá 650.000 dân"


@dataclass(frozen=True, slots=True)
class _Limit:
    """How many people there can be, and why; not sure where they are still being counted."""

    people: Fraction
    why: str
    is_sure: bool = True

    def is_below(self, size: int, rooms: Sequence[_Room]) -> bool:
        return size > sum(room.of(self.people) for room in rooms)


def _limits(reading: Reading, known: Known) -> tuple[_Limit, ...]:
    """Return what bounds the sizes of a reading, the surest first."""
    most, why = _level(reading)
    widest = _Limit(Fraction(most), why)
    if not known.population:
        return (widest,)
    people = known.population * Fraction(21, 20)
    counted = _Limit(people, f"{known.counted} {number(known.population)} người")
    if known.is_so_far and people < most:
        return widest, replace(counted, is_sure=False)
    return (counted,)


def too_many(reading: Reading, known: Known) -> Iterator[Finding]:
    """Nothing is more than so many people can be, have or need: as given, as the text says, or as
    a unit can have.
    """
    limits = _limits(reading, known)
    said = set[str]()
    for claim in reading.claims:
        parts = claim.measure.whole.split("+") if claim.measure else []
        rooms = [_ROOMS[part] for part in parts if part in _ROOMS]
        size = max(claim.count or 0, claim.of or 0)
        if not rooms or claim.kind == "target" or claim.quote in said:
            continue
        limit = next((each for each in limits if each.is_below(size, rooms)), None)
        if limit is None:
            continue
        said.add(claim.quote)
        noun = ", ".join(room.noun for room in rooms)
        about = "dân số" if parts[0] in _PEOPLE else "của đơn vị"
        source = "số dân do công an xã quản lý" if parts[0] in _PEOPLE else "nguồn của số liệu"
        likely = f" Có thể thừa một chữ số ({number(size // 10)})." if size % 10 == 0 else ""
        yield Finding(
            rooms[0].level if limit.is_sure else "warning",
            "R_POP_MAGNITUDE",
            claim.quote,
            f"Số {number(size)} {noun} vượt xa quy mô {about}: {limit.why}.",
            f"Đối chiếu với {source}.{likely}",
        )


def all_ages(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in shares(reading):
        if claim.key == "CT08" and claim.count == claim.of and (claim.of or 0) >= _MANY:
            yield Finding(
                "warning",
                "R_RATE_100_OF_ALL_AGES",
                claim.quote,
                "100 % tổng số dân, kể cả trẻ em, có tài khoản định danh: trẻ dưới 6 tuổi chỉ được cấp"
                " mức 1 khi có nhu cầu.",
                "Kiểm tra mẫu số có đủ mọi lứa tuổi không, hoặc nêu rõ nhóm tuổi.",
            )


def all_of_them(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in shares(reading):
        if claim.key in _ADOPTED and claim.count == claim.of and (claim.of or 0) >= _MANY:
            yield Finding(
                "warning",
                "R_NUM_EQ_DEN_SUSPECT",
                claim.quote,
                f"Tử số bằng mẫu số ({number(claim.of or 0)}): có thể mẫu số chỉ gồm những trường hợp đã thực hiện.",
                "Kiểm tra mẫu số đã gồm cả những trường hợp chưa thực hiện chưa.",
            )


RULES = (
    Rule("R_POP_MAGNITUDE", "error", "Số lượng vượt quy mô dân số", "003: 946030", too_many),
    Rule("R_RATE_100_OF_ALL_AGES", "warning", "100 % mọi lứa tuổi", "003; NĐ 69/2024", all_ages),
    Rule("R_NUM_EQ_DEN_SUSPECT", "warning", "Tử số bằng mẫu số", "003: 23252/23252", all_of_them),
)
