"""Rules of arithmetic: fractions, sums, rates that follow from counts, sizes that can be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate

from shared.checks.claims import Claim, Reading
from shared.checks.finding import Finding
from shared.checks.folded import fold
from shared.checks.lexing import HOME_UNITS, PEOPLE_UNITS
from shared.checks.rule import Known, Rule, counts, shown
from shared.text import number

_PLANNED = re.compile(
    r"ke hoach|duoc giao|chi tieu giao|du toan|so voi|cung ky|chi tieu nam|tinh giao|huyen giao"
)


def shares(reading: Reading) -> Iterator[Claim]:
    """Give the claims that are fractions of people, households and the like."""
    return (claim for claim in reading.claims if claim.is_share and claim.of)


def _looks_like_a_date(claim: Claim) -> bool:
    return (
        claim.rate is None
        and not claim.unit
        and claim.measure is None
        and (claim.count or 0) <= 31
        and (claim.of or 0) <= 12
    )


def _of_a_plan(claim: Claim) -> bool:
    """Say whether more than all is meant: "đạt 105% kế hoạch (1.050/1.000 hồ sơ)"."""
    at = claim.said.find(claim.quote.split(" ")[0])
    near = fold(claim.said[max(0, at - 40) : at + len(claim.quote) + 40])
    over = claim.rate is None or (claim.ratio is not None and claim.rate.allows(claim.ratio))
    return claim.kind in ("of_plan", "target") or (over and bool(_PLANNED.search(near)))


def numerator_above(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in shares(reading):
        top, below = claim.count or 0, claim.of or 1
        if top <= below or _looks_like_a_date(claim) or _of_a_plan(claim):
            continue
        said = f"Tử số {number(top)} lớn hơn mẫu số {number(below)} ({shown(Fraction(top * 100, below), 2)})."
        swapped = Fraction(below, top)
        if claim.rate and claim.rate.allows(swapped):
            said += (
                f" Đảo lại {counts(below, top)} = {shown(swapped * 100, 2)}, đúng với tỷ lệ đã ghi:"
                " có thể ghi ngược tử số và mẫu số."
            )
            mend = f"Đối chiếu hồ sơ gốc; nếu ghi ngược thì sửa thành {counts(below, top)}."
        else:
            mend = f"Kiểm tra lại hai số; nếu ghi ngược thì {counts(below, top)} = {shown(swapped * 100, 2)}."
        yield Finding("error", "R_NUM_GT_DEN", claim.quote, said, mend)


def rate_differs(reading: Reading, known: Known) -> Iterator[Finding]:
    for claim in shares(reading):
        if claim.ratio is None or claim.rate is None or claim.rate.allows(claim.ratio):
            continue
        # The wrong way round, or more than all: its own finding.
        if claim.ratio > 1 and not _of_a_plan(claim):
            continue
        exact = shown(claim.ratio * 100, max(2, claim.rate.places))
        yield Finding(
            "error",
            "R_RATE_ROUNDING",
            claim.quote,
            f"{counts(claim.count or 0, claim.of or 0)} = {exact}, không phải {shown(claim.rate.value, claim.rate.places)}.",
            f"Kiểm tra tử số, mẫu số; nếu hai số đúng thì ghi {shown(claim.ratio * 100, max(1, claim.rate.places))}.",
        )
    yield from _loose(reading)


_ALL = re.compile(
    r"\btong(?: so| cong)?\b|\btoan (?:xa|phuong|huyen|thon)\b|\btrong so\b|\btren dia ban\b"
)


_FIGURES = 60
"""Of one sentence: each is held against each."""


def _loose(reading: Reading) -> Iterator[Finding]:
    """Check a rate beside a count whose whole stands earlier in the sentence."""
    together: dict[int, list[Claim]] = defaultdict(list)
    for claim in reading.claims:
        if claim.count is not None:
            together[claim.sentence].append(claim)
    for claim in reading.claims:
        if (
            claim.count is None
            or claim.of is not None
            or claim.rate is None
            or claim.kind != "result"
        ):
            continue
        before = [
            each
            for each in together[claim.sentence][:_FIGURES]
            if each.said.find(each.quote) < claim.said.find(claim.quote)
        ]
        wholes = [each for each in before if each.count and each.count >= claim.count]
        if not wholes or any(_fits(claim, each) for each in wholes):
            continue
        sure = [
            each for each in wholes if _ALL.search(fold(each.label)) and _same_unit(each, claim)
        ]
        nested = [each for each in wholes if claim.key and _is_nested(claim, each)]
        if len(sure) == 1 or len(nested) == 1:
            whole = (sure or nested)[0].count or 1
            exact = shown(Fraction(claim.count * 100, whole), max(2, claim.rate.places))
            yield Finding(
                "error" if sure else "warning",
                "R_RATE_ROUNDING",
                claim.quote,
                f"{counts(claim.count, whole)} = {exact}, không phải {shown(claim.rate.value, claim.rate.places)}.",
                "Ghi rõ tỷ lệ tính trên mẫu số nào, rồi tính lại.",
            )


_NESTED = {("vneid_active", "CT08"), ("vneid_active", "id_card"), ("CT08", "id_card")}


def _is_nested(claim: Claim, whole: Claim) -> bool:
    return (claim.key, whole.key) in _NESTED or claim.key == whole.key


def _same_unit(one: Claim, other: Claim) -> bool:
    units = {one.unit, other.unit}
    return len(units) == 1 or units <= PEOPLE_UNITS or units <= HOME_UNITS


def _fits(claim: Claim, whole: Claim) -> bool:
    assert claim.rate is not None  # noqa: S101 - asked only of claims with a rate
    return claim.rate.allows(Fraction(claim.count or 0, whole.count or 1))


def parts_differ(reading: Reading, known: Known) -> Iterator[Finding]:
    for each in reading.sums:
        total, parts = each.total, each.parts
        made = sum(parts)
        if total in accumulate(parts):
            continue
        gap = made - total
        if len(parts) == 1:
            if parts[0] > total:
                yield Finding(
                    "error",
                    "R_SUM",
                    each.quote,
                    f"Phần {number(parts[0])} lớn hơn tổng {number(total)}.",
                    "Kiểm tra lại tổng và số “trong đó”.",
                )
            continue
        is_near = abs(gap) <= max(3, total // 50) and max(parts) < total and total > 20
        if not each.is_sure and not is_near and max(parts) <= total:
            continue
        addition = " + ".join(number(part) for part in parts[:8]) + (
            " + …" if len(parts) > 8 else ""
        )
        yield Finding(
            "error",
            "R_SUM",
            each.quote,
            f"{addition} = {number(made)}, khác tổng {number(total)} (lệch {number(abs(gap))}).",
            "Đối chiếu từng phần với nguồn rồi sửa số sai; không sửa tổng cho khớp khi chưa đối chiếu.",
        )


RULES = (
    Rule("R_NUM_GT_DEN", "error", "Tử số lớn hơn mẫu số", "003: 72599/33216", numerator_above),
    Rule("R_RATE_ROUNDING", "error", "Tỷ lệ không đúng với hai số", "004: 5619/7468", rate_differs),
    Rule("R_SUM", "error", "Tổng khác các phần cộng lại", "004: 3.512", parts_differ),
)
