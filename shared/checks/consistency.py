"""Rules of consistency: one value for one measure, one number for one measure only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, islice

from shared.checks.agreement import parts_of, results, total_of
from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding
from shared.checks.measures import BY_KEY, found_in
from shared.checks.rule import Known, Rule, shown
from shared.text import number

_VALUES = 60
"""Different values of one measure that are held against each other: each with each is quadratic."""
_HANDFUL = 20
_WHOLE_NAMES = {
    "people": "tổng số dân",
    "adults": "số người trưởng thành",
    "over15": "số người từ 15 tuổi",
    "households": "tổng số hộ",
    "officials": "tổng số cán bộ, công chức",
    "enterprises": "tổng số doanh nghiệp",
    "people+enterprises": "tổng số dân, doanh nghiệp",
    "adults+enterprises": "tổng số người trưởng thành, doanh nghiệp",
}
_WHOLE_HINTS = {"enterprises": " Hộ kinh doanh không tính là doanh nghiệp."}
# Words that name a part of the people, and here the whole.
_WHOLE_WORDS = {"officials": {"can bo", "cong chuc"}}


def contradictory(reading: Reading, known: Known) -> Iterator[Finding]:
    """One measure has one value in one report of one unit for one time."""
    groups: dict[tuple[str, str, str, frozenset[str]], list[Claim]] = defaultdict(list)
    for claim in results(reading):
        if claim.measure and claim.measure.number and claim.percent is not None and not claim.also:
            groups[claim.key, claim.scope, claim.period, parts_of(claim)].append(claim)
    for (key, *_), same in groups.items():
        distinct = islice({(each.percent, each.rate): each for each in same}.values(), _VALUES)
        if any(differ(*pair) for pair in combinations(distinct, 2)):
            values = list(dict.fromkeys(said_of(each) for each in same))
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


def said_of(claim: Claim) -> str:
    if claim.rate:
        return f"{claim.rate.qualifier} {shown(claim.rate.value, claim.rate.places)}".strip()
    return shown(claim.percent or Fraction(0), 2)


def differ(one: Claim, other: Claim) -> bool:
    # More than all is its own finding; what was meant stands in the rate.
    a, b = one.achieved, other.achieved
    if (
        a is None
        or b is None
        or (one.is_share and one.rate and other.is_share and one.count == other.count)
    ):
        return False
    slack = sum(
        (Fraction(1, 2 * 10**each.rate.places) for each in (one, other) if each.rate), Fraction(0)
    )
    for mine, yours in ((one, b), (other, a)):
        if mine.rate and mine.rate.qualifier and mine.rate.allows(yours / 100):
            return False
    return abs(a - b) > slack


def _two_populations(reading: Reading) -> Iterator[Finding]:
    for name in ("dân số", "tổng số hộ"):
        totals = defaultdict(list)
        for claim in results(reading):
            if total_of(claim) == name and not parts_of(claim):
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


def is_another_size(few: int, many: int) -> bool:
    """Say whether no coming and going explains two sizes: twice as many, and not of a handful."""
    return many > 2 * few and many >= _HANDFUL


def _two_wholes(reading: Reading) -> Iterator[Finding]:
    wholes: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    for claim in results(reading):
        whole = claim.measure.whole if claim.measure else ""
        if whole not in _WHOLE_NAMES or not claim.of or claim.also:
            continue
        if (claim.count or 0) <= claim.of and not parts_of(claim) - _WHOLE_WORDS.get(whole, set()):
            wholes[whole, claim.scope, claim.period].append(claim)
    for (whole, *_), same in wholes.items():
        values = list(dict.fromkeys(each.of or 0 for each in same))
        if len(values) > 1 and len({each.key for each in same}) > 1:
            few = min((each.of or 0 for each in same if not each.is_so_far), default=max(values))
            is_wrong = reading.is_ours and is_another_size(few, max(values))
            yield Finding(
                "error" if is_wrong else "warning",
                "R_CONTRADICTORY_VALUES",
                " … ".join(dict.fromkeys(each.quote for each in same)),
                f"Mẫu số “{_WHOLE_NAMES[whole]}” ghi {', '.join(map(number, values))} ở các chỉ tiêu khác nhau.",
                "Dùng một mẫu số cho cùng một nhóm, hoặc nêu rõ vì sao khác."
                + _WHOLE_HINTS.get(whole, ""),
            )


def repeated(reading: Reading, known: Known) -> Iterator[Finding]:
    """The same count for different things is often a copy of one cell into another."""
    by_count: dict[tuple[str, int], list[Claim]] = defaultdict(list)
    for claim in results(reading):
        count = claim.count or 0
        # A round number, or all of them, may well be meant twice.
        if claim.key and count >= 20 and count % 50 and count != claim.of:
            same = by_count[claim.scope, count]
            # Words that name two things may well count what is told of one of them elsewhere.
            if all(_named(claim).isdisjoint(_named(each)) for each in same):
                same.append(claim)
    for (_, count), claims in by_count.items():
        if len(claims) < 2 or (len(claims) == 2 and count < 100):
            continue
        names = "; ".join(each.measure.name for each in claims if each.measure)
        yield Finding(
            "warning" if len(claims) > 2 else "note",
            "R_REPEATED_COUNT",
            " … ".join(each.quote for each in claims),
            f"{len(claims)} số liệu khác nhau cùng bằng {number(count)} ({names}): có thể do sao chép số.",
            "Đối chiếu từng số với nguồn của nó.",
        )


def _named(claim: Claim) -> frozenset[str]:
    """Return all measures that a figure's words name."""
    return frozenset({claim.key, *(each.key for each in claim.also)})


_EACH = re.compile(
    r"\bđều\b|\bcùng\b|lần lượt|\bmỗi (?:loại|chỉ tiêu|ứng dụng)\b|tổng cộng|tổng số lượt"
)


_JOIN = re.compile(r"[,;/]|\bvà\b|\bcùng\b|\bhoặc\b")


def shared_number(reading: Reading, known: Known) -> Iterator[Finding]:
    """One number said of two measures cannot be held against either."""
    for claim in results(reading):
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
    Rule(
        "R_CONTRADICTORY_VALUES",
        "error",
        "Một số liệu có hai giá trị",
        "003: 100%, 69%",
        contradictory,
    ),
    Rule("R_REPEATED_COUNT", "warning", "Một số lặp lại ở nhiều nội dung", "004: 695", repeated),
    Rule(
        "R_ONE_NUMBER_TWO_MEASURES",
        "warning",
        "Một số cho hai nội dung",
        "004: 744, 60%",
        shared_number,
    ),
)
