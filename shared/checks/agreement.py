"""Rules of agreement: nested and crossed counts, one value each, units, numbers said too often."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding
from shared.checks.measures import BY_KEY, found_in
from shared.checks.rule import Known, Rule, shown
from shared.checks.folded import fold
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
_WHOLE_NAMES = {
    "people": "tổng số dân",
    "adults": "số người trưởng thành",
    "over15": "số người từ 15 tuổi",
    "households": "tổng số hộ",
}
_PEOPLE = re.compile(r"\bdan so\b|\btong so (?:dan|nhan khau|nguoi dan)\b|\bnhan khau\b")
_PEOPLE_UNITS = frozenset({"nhân khẩu", "khẩu"})
_HOMES = re.compile(r"\btong so ho\b|\btoan (?:xa|phuong|thon) co\b|\btong so ho gia dinh\b")
_HOME_UNITS = frozenset({"hộ", "hộ dân", "hộ gia đình"})
# A count of these is of a part of the people, or of a part of the time.
_PART_ONLY = re.compile(
    r"ho ngheo|can ngheo|thanh nien|hoc sinh|giao vien|phu nu|nguoi cao tuoi|doan vien|dang vien|hoi vien"
    r"|muc [12]|can bo|cong chuc|trong (?:ngay|tuan|thang|ky|quy)|phien|dot|lan dau|moi|them|bo sung|rieng"
    r"|phuc tap|ho tich|dat dai|khai sinh|toan trinh|mot phan|dung han|luy ke|tieu thuong|ho kinh doanh"
    r"|tren 60|tre em|do tuoi tu"
)


def _results(reading: Reading) -> Iterator[Claim]:
    return (claim for claim in reading.claims if claim.kind == "result" and not _is_idle(claim))


def _is_idle(claim: Claim) -> bool:
    return bool(re.search(r"(?:khong|chua)\s*$", fold(claim.label)[-8:]))


def _same_place(one: Claim, other: Claim) -> bool:
    return one.scope == other.scope and one.period == other.period


def _parts(claim: Claim) -> frozenset[str]:
    return frozenset(_PART_ONLY.findall(fold(claim.label)))


def is_population(claim: Claim) -> bool:
    """Say whether a plain count is how many people live there."""
    if claim.count is None or claim.of is not None or claim.rate or claim.key:
        return False
    near = fold(claim.label)[-40:]
    if re.search(r"truong thanh|tuoi|trong do|lao dong", near) or "tuổi" in claim.said[:0]:
        return False
    return claim.unit in _PEOPLE_UNITS or (
        bool(_PEOPLE.search(near)) and claim.unit in ("người", "người dân", "", "khẩu")
    )


def is_households(claim: Claim) -> bool:
    if claim.count is None or claim.of is not None or claim.rate or claim.key:
        return False
    return claim.unit in _HOME_UNITS and bool(_HOMES.search(fold(claim.label)[-45:]))


def more_than_whole(reading: Reading, known: Known) -> Iterator[Finding]:
    """A group cannot be larger than the one that holds it."""
    claims = [each for each in _results(reading) if each.count is not None]
    for small, big in _pairs_within(claims):
        if (small.count or 0) > (big.count or 0):
            yield _larger(small, big, big.count or 0)
    peoples: dict[str, Claim] = {}
    for each in filter(is_population, claims):
        peoples.setdefault(each.scope, each)
    for claim in claims:
        if each := peoples.get(claim.scope):
            if not claim.measure or claim.measure.whole not in ("people", "adults", "over15"):
                continue
            if max(claim.count or 0, claim.of or 0) > (each.count or 0):
                yield _beyond(claim, each)
    yield from _whole_sizes(claims)
    for homes in filter(is_households, claims):
        for people in filter(is_population, claims):
            if _same_place(homes, people) and (homes.count or 0) > (people.count or 0):
                yield _larger(homes, people, people.count or 0)


def _pairs_within(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    for small_key, big_key in _WITHIN:
        for small in claims:
            for big in claims:
                if (
                    small.key == small_key
                    and big.key == big_key
                    and _same_place(small, big)
                    and _parts(small) == _parts(big)
                    and small.is_share >= big.is_share
                ):
                    yield small, big


def _name(claim: Claim) -> str:
    if claim.measure:
        return claim.measure.name
    return "số hộ" if claim.unit in _HOME_UNITS else "số nhân khẩu"


def _larger(small: Claim, big: Claim, most: int) -> Finding:
    return Finding(
        "error",
        "R_SUBSET",
        f"{small.quote} … {big.quote}",
        f"“{_name(small)}” ({number(small.count or 0)}) không thể nhiều hơn “{_name(big)}” ({number(most)}).",
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
    shares = [each for each in claims if each.of and each.measure and (each.count or 0) <= each.of]
    said = set[tuple[str, str]]()
    for small_group, big_group, small_name, big_name in _WHOLES:
        for small in shares:
            for big in shares:
                groups = (small.measure and small.measure.whole, big.measure and big.measure.whole)
                if groups != (small_group, big_group) or not _same_place(small, big):
                    continue
                if (small.of or 0) > (big.of or 0) and (small_group, small.scope) not in said:
                    said.add((small_group, small.scope))
                    yield Finding(
                        "error",
                        "R_SUBSET",
                        f"{small.quote} … {big.quote}",
                        f"Mẫu số {small_name} ({number(small.of or 0)}) lớn hơn mẫu số {big_name} ({number(big.of or 0)}).",
                        "Kiểm tra lại hai mẫu số.",
                    )


def crossed_phones(reading: Reading, known: Known) -> Iterator[Finding]:
    """Who uses a platform or an app needs a phone: 11 and 13 are bounded by 6."""
    results = list(_results(reading))
    for phones in (each for each in results if each.key == "CT06" and each.percent is not None):
        for each in results:
            if not _same_place(phones, each) or phones.percent is None:
                continue
            if each.key == "CT11" and each.percent is not None and each.percent > phones.percent:
                yield Finding(
                    "warning",
                    "R_CROSS_SMARTPHONE",
                    f"{each.context} … {phones.context}",
                    f"Tỷ lệ dùng nền tảng số ({shown(each.percent)}) cao hơn tỷ lệ có điện thoại thông minh"
                    f" ({shown(phones.percent)}).",
                    "Nêu rõ cách tính chỉ tiêu 11 (có tính người dùng chung điện thoại, nhóm Zalo không).",
                )
            owners = _owners(phones, results)
            if each.key == "CT13" and each.of and owners and each.of * 10 < owners * 9:
                yield Finding(
                    "warning",
                    "R_CROSS_SMARTPHONE",
                    each.quote,
                    f"Mẫu số {number(each.of)} thuê bao ít hơn nhiều so với khoảng {number(owners)} người có điện thoại thông minh.",
                    "Kiểm tra mẫu số chỉ tiêu 13 có phải chỉ gồm các thuê bao đã cài.",
                )


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


def contradictory(reading: Reading, known: Known) -> Iterator[Finding]:
    """One measure has one value in one report of one unit for one time."""
    groups: dict[tuple[str, str, str, frozenset[str]], list[Claim]] = defaultdict(list)
    for claim in _results(reading):
        if claim.measure and claim.measure.number and claim.percent is not None and not claim.also:
            if claim.rate or claim.of:
                groups[claim.key, claim.scope, claim.period, _parts(claim)].append(claim)
    for (key, *_), same in groups.items():
        pair = next((pair for pair in combinations(same, 2) if _differ(*pair)), None)
        if pair:
            values = list(dict.fromkeys(_said(each) for each in same))
            yield Finding(
                "error",
                "R_CONTRADICTORY_VALUES",
                " … ".join(dict.fromkeys(each.context for each in same)),
                f"Cùng {BY_KEY[key].label} ({BY_KEY[key].name}) ghi {', '.join(values)}: trong một báo cáo mỗi chỉ"
                " tiêu chỉ có một giá trị.",
                "Chọn giá trị đúng theo tử số, mẫu số rồi sửa mọi chỗ còn lại.",
            )
    yield from _two_populations(reading)
    yield from _two_wholes(reading)


def _said(claim: Claim) -> str:
    if claim.rate:
        return f"{claim.rate.qualifier} {shown(claim.rate.value, claim.rate.places)}".strip()
    return shown(claim.percent or Fraction(0), 2)


def _differ(one: Claim, other: Claim) -> bool:
    a, b = one.percent, other.percent
    if a is None or b is None or (one.is_share and one.rate and other.is_share and one.count == other.count):
        return False
    if one.ratio is not None and one.ratio > 1:
        # Its own finding; what was meant stands in the rate.
        a = one.rate.value if one.rate else a
    if other.ratio is not None and other.ratio > 1:
        b = other.rate.value if other.rate else b
    slack = sum(
        (Fraction(1, 2 * 10**each.rate.places) for each in (one, other) if each.rate), Fraction(0)
    )
    for mine, yours in ((one, b), (other, a)):
        if mine.rate and mine.rate.qualifier and mine.rate.allows(yours / 100):
            return False
    return abs(a - b) > slack


def _two_populations(reading: Reading) -> Iterator[Finding]:
    for test, name in ((is_population, "dân số"), (is_households, "tổng số hộ")):
        totals = defaultdict(list)
        for claim in _results(reading):
            if test(claim) and not _parts(claim) and re.search(
                r"tong so|dan so|toan (?:xa|phuong)", fold(claim.label)[-45:]
            ):
                totals[claim.scope, claim.period].append(claim)
        for same in totals.values():
            values = list(dict.fromkeys(number(each.count or 0) for each in same))
            if len(values) > 1:
                yield Finding(
                    "error",
                    "R_CONTRADICTORY_VALUES",
                    " … ".join(each.quote for each in same),
                    f"Cùng {name} của một đơn vị ghi {', '.join(values)}.",
                    "Chọn một số, ghi rõ nguồn và ngày lấy số, rồi sửa chỗ còn lại.",
                )


def _two_wholes(reading: Reading) -> Iterator[Finding]:
    wholes: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in _results(reading):
        if claim.measure and claim.measure.whole in _WHOLE_NAMES and claim.of and not _parts(claim):
            if (claim.count or 0) <= claim.of and not claim.also:
                wholes[claim.measure.whole, claim.scope, claim.period].append(claim)
    for (whole, *_), same in wholes.items():
        values = list(dict.fromkeys(each.of or 0 for each in same))
        if len(values) > 1 and len({each.key for each in same}) > 1:
            yield Finding(
                "warning",
                "R_CONTRADICTORY_VALUES",
                " … ".join(dict.fromkeys(each.quote for each in same)),
                f"Mẫu số “{_WHOLE_NAMES[whole]}” ghi {', '.join(map(number, values))} ở các chỉ tiêu khác nhau.",
                "Dùng một mẫu số cho cùng một nhóm người, hoặc nêu rõ vì sao khác.",
            )


def repeated(reading: Reading, known: Known) -> Iterator[Finding]:
    """The same count for different things is often a copy of one cell into another."""
    by_count: dict[tuple[str, int], dict[str, Claim]] = defaultdict(dict)
    for claim in _results(reading):
        if claim.key and claim.count is not None and claim.count >= 20 and claim.count % 50:
            if not claim.is_share or claim.count != claim.of:
                by_count[claim.scope, claim.count].setdefault(claim.key, claim)
    for (_, count), claims in by_count.items():
        if len(claims) < 2 or (len(claims) == 2 and count < 100):
            continue
        names = "; ".join(each.measure.name for each in claims.values() if each.measure)
        yield Finding(
            "warning" if len(claims) > 2 else "note",
            "R_REPEATED_COUNT",
            " … ".join(each.quote for each in claims.values()),
            f"{len(claims)} số liệu khác nhau cùng bằng {number(count)} ({names}): có thể do sao chép số.",
            "Đối chiếu từng số với nguồn của nó.",
        )


_EACH = re.compile(r"\bđều\b|\bcùng\b|lần lượt|\bmỗi (?:loại|chỉ tiêu|ứng dụng)\b|tổng cộng|tổng số lượt")
_JOIN = re.compile(r"[,;/]|\bvà\b|\bcùng\b|\bhoặc\b")


def shared_number(reading: Reading, known: Known) -> Iterator[Finding]:
    """One number said of two measures cannot be held against either."""
    for claim in _results(reading):
        if not claim.also or claim.measure is None or _EACH.search(claim.label.lower()[-120:]):
            continue
        if claim.rate and claim.rate.value == 100:
            continue
        pair = _side_by_side(claim)
        if pair is None or "cashless" in pair:
            continue
        first, second = (BY_KEY[key].name for key in pair)
        yield Finding(
            "warning",
            "R_ONE_NUMBER_TWO_MEASURES",
            claim.context,
            f"Một số ({claim.quote}) dùng cho hai nội dung: {first}; {second}.",
            "Tách riêng số của từng nội dung.",
        )


_CLAUSE = re.compile(r"^\s*(?:đã|được|để|nhằm|khi|qua|trong đó|thông qua|phục vụ|trên)\b")


def _side_by_side(claim: Claim) -> tuple[str, str] | None:
    """Return two measures that stand beside each other in a list, if the claim's words list any."""
    said: list[str] = []
    words = claim.label if " … " not in claim.label else claim.label.partition(" … ")[2]
    if claim.also and not found_in(words):
        words = claim.label
    for part in _JOIN.split(words):
        keys = [measure.key for measure in found_in(part)]
        if keys and not (said and _CLAUSE.match(part)):
            said.append(keys[0])
    distinct = list(dict.fromkeys(said))
    return (distinct[0], distinct[1]) if len(distinct) > 1 else None


RULES = (
    Rule("R_SUBSET", "error", "Nhóm con lớn hơn nhóm chứa nó", "vietnam.md 2", more_than_whole),
    Rule("R_CROSS_SMARTPHONE", "warning", "Chỉ tiêu 11, 13 vượt chỉ tiêu 6", "003", crossed_phones),
    Rule("R_CONTRADICTORY_VALUES", "error", "Một số liệu có hai giá trị", "003: 100%, 69%", contradictory),
    Rule("R_REPEATED_COUNT", "warning", "Một số lặp lại ở nhiều nội dung", "004: 695", repeated),
    Rule("R_ONE_NUMBER_TWO_MEASURES", "warning", "Một số cho hai nội dung", "004: 744, 60%", shared_number),
)
