"""Rules of size: no more people than live there, and not suspiciously all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from shared.checks.arithmetic import shares
from shared.checks.claims import Reading
from shared.checks.finding import Finding
from shared.checks.folded import fold
from shared.checks.rule import Known, Rule
from shared.text import number

# Thanh Hóa: 4,2 to 4,32 million people; no district above 650.000; 547 former communes, mean 7.700;
# 166 present ones, mean 26.000, the largest 197.000.
_PROVINCE, _DISTRICT, _NEW_COMMUNE, _MEAN = 4_400_000, 650_000, 220_000, 7_700
_ADOPTED = frozenset({"CT06", "CT07", "CT09", "CT10", "CT11", "CT13", "CT14", "CT15"})


_MANY = 100


_COUNTED_PEOPLE = frozenset({"people", "adults", "over15"})


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
    if re.search(r"ubnd (?:xa|phuong)|dia ban (?:xa|phuong)|toan (?:xa|phuong)", folded):
        return _NEW_COMMUNE, "xã đông dân nhất tỉnh có khoảng 197.000 người"
    return _DISTRICT, "không xã, huyện nào của tỉnh có quá 650.000 dân"


def too_many(reading: Reading, known: Known) -> Iterator[Finding]:
    """People can be no more than live there: as given, as the text says, or as a unit can have."""
    most, why = _level(reading)
    said = set[str]()
    for claim in reading.claims:
        people = claim.measure is not None and claim.measure.whole in _COUNTED_PEOPLE
        if not people or claim.kind == "target" or claim.count is None or claim.quote in said:
            continue
        size = max(claim.count, claim.of or 0)
        limit = known.population
        if limit and size > limit * Fraction(21, 20):
            reason = f"dân số của đơn vị là {number(limit)} người"
        elif size > most:
            reason = why
        else:
            continue
        said.add(claim.quote)
        fewer = size // 10
        likely = f" Có thể thừa một chữ số ({number(fewer)})." if size % 10 == 0 else ""
        yield Finding(
            "error",
            "R_POP_MAGNITUDE",
            claim.quote,
            f"Số {number(size)} người vượt xa quy mô dân số: {reason}.",
            f"Đối chiếu với số dân do công an xã quản lý.{likely}",
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
    Rule("R_POP_MAGNITUDE", "error", "Số người vượt quy mô dân số", "003: 946030", too_many),
    Rule("R_RATE_100_OF_ALL_AGES", "warning", "100 % mọi lứa tuổi", "003; NĐ 69/2024", all_ages),
    Rule("R_NUM_EQ_DEN_SUSPECT", "warning", "Tử số bằng mẫu số", "003: 23252/23252", all_of_them),
)
