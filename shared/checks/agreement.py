"""Rules of agreement: nested and crossed counts, one value each, units, numbers said too often."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding, Level
from shared.checks.folded import fold
from shared.checks.lexing import HOME_UNITS
from shared.checks.rule import Known, Rule, shown
from shared.text import number

# Who is counted on the left is counted on the right too.
_WITHIN = (
    ("vneid_active", "CT08"),
    ("CT14", "CT08"),
)
_WHOLES = (
    ("adults", "people", "người trưởng thành", "tổng số dân"),
    ("over15", "people", "người từ 15 tuổi", "tổng số dân"),
    ("adults", "over15", "người trưởng thành", "người từ 15 tuổi"),
)
_MANY = 100
"""Claims of one kind that are held against another kind's: each with each is quadratic."""
_PEOPLE = re.compile(r"\bdan so\b|\btong so (?:dan|nhan khau|nguoi dan)\b|\bnhan khau\b")
_PEOPLE_UNITS = frozenset({"nhân khẩu", "khẩu"})
_HOMES = re.compile(r"\btong so ho\b|\btoan (?:xa|phuong|thon) co\b|\btong so ho gia dinh\b")
# A count of these is of a part of the people, or of a part of the time.
_PART_ONLY = re.compile(
    r"ho ngheo|can ngheo|thanh nien|hoc sinh|giao vien|phu nu|nguoi cao tuoi|doan vien|dang vien|hoi vien"
    r"|muc [12]|can bo|cong chuc|trong (?:ngay|tuan|thang|ky|quy)|phien|dot|lan dau|moi(?! truong)|them|bo sung|rieng"
    r"|phuc tap|ho tich|dat dai|khai sinh|toan trinh|mot phan|dung han|luy ke|tieu thuong|ho kinh doanh"
    r"|tren 60|tre em|do tuoi tu"
)


def results(reading: Reading) -> Iterator[Claim]:
    return (claim for claim in reading.claims if claim.kind == "result" and not _is_idle(claim))


def _is_idle(claim: Claim) -> bool:
    return bool(re.search(r"(?:khong|chua)\s*$", fold(claim.label)[-8:]))


def _same_place(one: Claim, other: Claim) -> bool:
    return one.scope == other.scope and one.period == other.period


def parts_of(claim: Claim) -> frozenset[str]:
    return frozenset(_PART_ONLY.findall(fold(claim.label)))


def is_population(claim: Claim) -> bool:
    """Say whether a plain count is how many people live there."""
    if claim.count is None or claim.of is not None or claim.rate or claim.key:
        return False
    near = fold(claim.label)[-40:]
    if re.search(r"truong thanh|tuoi|trong do|lao dong", near):
        return False
    return claim.unit in _PEOPLE_UNITS or (
        bool(_PEOPLE.search(near)) and claim.unit in ("người", "người dân", "", "khẩu")
    )


def is_households(claim: Claim) -> bool:
    if claim.count is None or claim.of is not None or claim.rate or claim.key:
        return False
    return claim.unit in HOME_UNITS and bool(_HOMES.search(fold(claim.label)[-45:]))


def total_of(claim: Claim) -> str:
    """Return which total a plain count is, if its words say that it is all of them."""
    if not re.search(r"tong so|dan so|toan (?:xa|phuong)", fold(claim.label)[-45:]):
        return ""
    return "dân số" if is_population(claim) else "tổng số hộ" if is_households(claim) else ""


def more_than_whole(reading: Reading, known: Known) -> Iterator[Finding]:
    """A group cannot be larger than the one that holds it."""
    claims = [each for each in results(reading) if each.count is not None]
    larger: dict[tuple[str, str], Finding] = {}
    for small, big in _pairs_within(claims):
        if (small.count or 0) > (big.count or 0):
            found = _larger(small, big)
            # A report repeats its figures; once is said what is wrong with two of them.
            larger.setdefault((found.level, found.message), found)
    yield from larger.values()
    yield from _more_than_live_there(claims)
    yield from _whole_sizes(claims)
    living = list(islice(filter(is_population, claims), _MANY))
    for homes in islice(filter(is_households, claims), _MANY):
        for people in living:
            if _same_place(homes, people) and (homes.count or 0) > (people.count or 0):
                yield _larger(homes, people)


def _more_than_live_there(claims: Sequence[Claim]) -> Iterator[Finding]:
    living: dict[str, Claim] = {}
    for each in filter(is_population, claims):
        living.setdefault(each.scope, each)
    for claim in claims:
        people = living.get(claim.scope)
        counts_people = claim.measure and claim.measure.whole in ("people", "adults", "over15")
        if people and counts_people and max(claim.count or 0, claim.of or 0) > (people.count or 0):
            yield _beyond(claim, people)


def _pairs_within(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    by_key: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_key[claim.key].append(claim)
    for small_key, big_key in _WITHIN:
        for small in by_key[small_key][:_MANY]:
            for big in by_key[big_key][:_MANY]:
                if (
                    _same_place(small, big)
                    and parts_of(small) == parts_of(big)
                    and small.is_share >= big.is_share
                ):
                    yield small, big


def _name(claim: Claim) -> str:
    if claim.measure:
        return claim.measure.name
    return "số hộ" if claim.unit in HOME_UNITS else "số nhân khẩu"


def _level(small: Claim, big: Claim) -> Level:
    # A list that holds few people so far does not make the office's number of a group wrong.
    return "warning" if big.is_so_far and not small.is_so_far else "error"


def _larger(small: Claim, big: Claim) -> Finding:
    return Finding(
        _level(small, big),
        "R_SUBSET",
        f"{small.quote} … {big.quote}",
        f"“{_name(small)}” ({number(small.count or 0)}) không thể nhiều hơn “{_name(big)}” ({number(big.count or 0)}).",
        "Kiểm tra lại hai số và ngày chốt của từng số.",
    )


def _beyond(claim: Claim, people: Claim) -> Finding:
    size = max(claim.count or 0, claim.of or 0)
    return Finding(
        "error",
        "R_POP_MAGNITUDE",
        claim.quote,
        f"Số {number(size)} người nhiều hơn dân số nêu trong văn bản ({number(people.count or 0)}).",
        "Kiểm tra lại số người và dân số; ghi rõ nguồn, ngày lấy số.",
    )


def _whole_sizes(claims: Sequence[Claim]) -> Iterator[Finding]:
    shares: dict[str, list[Claim]] = defaultdict(list)
    for each in claims:
        if each.of and each.measure and (each.count or 0) <= each.of:
            shares[each.measure.whole].append(each)
    said = set[tuple[str, str]]()
    for small_group, big_group, small_name, big_name in _WHOLES:
        for small in shares[small_group][:_MANY]:
            for big in shares[big_group][:_MANY]:
                if not _same_place(small, big):
                    continue
                if (small.of or 0) > (big.of or 0) and (small_group, small.scope) not in said:
                    said.add((small_group, small.scope))
                    yield Finding(
                        _level(small, big),
                        "R_SUBSET",
                        f"{small.quote} … {big.quote}",
                        f"Mẫu số {small_name} ({number(small.of or 0)}) lớn hơn mẫu số {big_name} ({number(big.of or 0)}).",
                        "Kiểm tra lại hai mẫu số.",
                    )


def crossed_phones(reading: Reading, known: Known) -> Iterator[Finding]:
    """Who uses a platform or an app needs a phone: 11 and 13 are bounded by 6."""
    known_ones = [each for each in results(reading) if each.key]
    bounded = [each for each in known_ones if each.key in ("CT11", "CT13")][:_MANY]
    with_phones = [each for each in known_ones if each.key == "CT06" and each.percent is not None]
    # A table says again what the words before it said.
    said: set[tuple[object, ...]] = set()
    for phones in with_phones[:_MANY]:
        owners = _owners(phones, known_ones)
        for each in bounded:
            if not _same_place(phones, each) or phones.percent is None:
                continue
            again = (each.percent, each.scope, phones.percent, phones.scope)
            is_new = each.key == "CT11" and again not in said
            if is_new and (more := _without_phones(each, phones)):
                said.add(again)
                yield Finding(
                    "warning",
                    "R_CROSS_SMARTPHONE",
                    f"{each.context} … {phones.context}",
                    more,
                    "Nêu rõ cách tính chỉ tiêu 11 (có tính người dùng chung điện thoại, nhóm Zalo không).",
                )
            if each.key == "CT13" and each.of and owners and each.of * 10 < owners * 9:
                yield Finding(
                    "warning",
                    "R_CROSS_SMARTPHONE",
                    each.quote,
                    f"Mẫu số {number(each.of)} thuê bao ít hơn nhiều so với khoảng {number(owners)} người có điện thoại thông minh.",
                    "Kiểm tra mẫu số chỉ tiêu 13 có phải chỉ gồm các thuê bao đã cài.",
                )


def _without_phones(users: Claim, phones: Claim) -> str:
    """Say how many more use a platform than have a phone; "" where nothing says so.

    Indicator 11 counts enterprises too, 6 adults alone. So by counts, all that 11 has beyond the
    adults may be enterprises that use one; and rates alone are compared where they are of people.
    """
    if None not in (users.count, users.of, phones.count, phones.of):
        count, owners = users.count or 0, phones.count or 0
        enterprises = max(0, (users.of or 0) - (phones.of or 0))
        if count - enterprises <= owners:
            return ""
        part = f" (đã trừ {number(enterprises)} doanh nghiệp)" if enterprises else ""
        return (
            f"Ít nhất {number(count - enterprises)} người dùng nền tảng số{part}, nhiều hơn"
            f" {number(owners)} người có điện thoại thông minh."
        )
    is_mixed = bool(re.search(r"\b(?:doanh nghiep|dn)\b", fold(users.context)))
    if is_mixed or users.percent is None or phones.percent is None:
        return ""
    rates = (
        f"({shown(users.percent)}) cao hơn tỷ lệ có điện thoại thông minh ({shown(phones.percent)})"
    )
    return f"Tỷ lệ dùng nền tảng số {rates}." if users.percent > phones.percent else ""


def _owners(phones: Claim, results: Sequence[Claim]) -> int | None:
    """Return how many people have a smartphone: as counted, or as the rate of the adults makes."""
    if phones.count is not None and phones.of is not None:
        return phones.count
    adults = [
        max(each.count or 0, each.of)
        for each in results
        if each.measure and each.measure.whole == "adults" and each.of and _same_place(phones, each)
    ]
    if phones.rate is None or not adults:
        return None
    return int(phones.rate.value * max(adults) / 100)


RULES = (
    Rule("R_SUBSET", "error", "Nhóm con lớn hơn nhóm chứa nó", "vietnam.md 2", more_than_whole),
    Rule("R_CROSS_SMARTPHONE", "warning", "Chỉ tiêu 11, 13 vượt chỉ tiêu 6", "003", crossed_phones),
)
