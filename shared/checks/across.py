"""Rules across two documents: what one says against what the other says of the same thing.

Only what is surely the same is compared: the same unit by its letterhead, the same time by its
title, and no two values of which any pair agrees. Of a commune's two papers the earlier is `one`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations, islice, product

from shared.checks import precedence
from shared.checks.claims import Claim
from shared.checks.consistency import differ, said_of
from shared.checks.finding import Finding, Level
from shared.checks.folded import fold
from shared.checks.goals import OURS
from shared.checks.measures import BY_KEY
from shared.checks.pairs import Key, PairRule, Paper, quoted, same_unit
from shared.checks.rule import counts, shown
from shared.text import number


def check_pair(one: Paper, other: Paper) -> list[Finding]:
    """Return what is to be said of two papers together."""
    first, second = sorted((one, other), key=_day)
    return [found for rule in PAIRS for found in islice(rule.check(first, second), _MOST)]


def check_pairs(papers: Sequence[Paper]) -> list[Finding]:
    """Return what is to be said of all papers together, two by two."""
    return [found for pair in combinations(papers, 2) for found in check_pair(*pair)]


_MOST = 100


def _day(paper: Paper) -> tuple[date, date]:
    span, own = paper.head.span, paper.head.day
    return (span.last if span else date.max, own.last if own else date.max)


# One value in both.


def values(one: Paper, other: Paper) -> Iterator[Finding]:
    """Two papers of one unit about one time have one value for one measure."""
    if not same_unit(one, other) or one.reading.is_plan or other.reading.is_plan:
        return
    mine, theirs = one.groups, other.groups
    pairs = (one, other), (other, one)
    newer = any(new.replaces(old) or new.amends(old) for new, old in pairs)
    for key in mine:
        pair = _contradiction(mine[key], theirs.get(key, []), key[0])
        if pair is None:
            continue
        a, b = pair
        level: Level = "note" if newer else "error" if key[0] in OURS else "warning"
        yield quoted(
            level,
            "R_ACROSS_VALUES",
            [(one, a.passage), (other, b.passage)],
            f"{_called(a, key)}: “{one.name}” ghi {_said(a)}, “{other.name}” ghi {_said(b)}.",
            "Văn bản sau thay số của văn bản trước: nêu lý do số thay đổi."
            if newer
            else "Đối chiếu với nguồn, sửa văn bản sai; nếu đã đính chính thì ghi rõ ở văn bản sau.",
        )


def _contradiction(
    mine: Sequence[Claim], theirs: Sequence[Claim], key: str
) -> tuple[Claim, Claim] | None:
    """Return two claims of one thing that contradict, if no two of them agree."""
    # Fractions first: where both papers have them, rates that round alike say nothing.
    for is_sharp in (lambda each: each.is_share, lambda each: each.count is not None, bool):
        sides = [list(filter(is_sharp, side)) for side in (mine, theirs)]
        pairs = [
            (a, b, verdict)
            for a, b in islice(product(*sides), 400)
            if (verdict := _disagree(a, b, key)) is not None
        ]
        if pairs:
            return pairs[0][:2] if all(verdict for *_, verdict in pairs) else None
    return None


def _disagree(a: Claim, b: Claim, key: str) -> bool | None:
    """Say whether two claims of one measure contradict; None where they cannot be compared."""
    if a.is_share and b.is_share:
        # The wrong way round is that paper's own finding.
        return {a.count, a.of} != {b.count, b.of}
    if a.count is not None and b.count is not None:
        if a.count == b.count:
            return False
        # Of an evening or of a part, as long as the words differ: only a near miss is sure.
        near = abs(a.count - b.count) <= max(3, max(a.count, b.count) // 50)
        return True if near or key not in BY_KEY or _words(a) == _words(b) else None
    if a.percent is None or b.percent is None:
        return None
    return differ(a, b)


def _words(claim: Claim) -> str:
    return re.sub(r"[\d\W]+", " ", fold(claim.label)).strip()


def _called(claim: Claim, key: Key) -> str:
    name = BY_KEY[key[0]].label if key[0] in BY_KEY else key[0]
    number_of = f"{name} ({BY_KEY[key[0]].name})" if key[0] in OURS else name
    where = f", {claim.scope}" if key[1] else ""
    return f"Cùng {number_of}{where}, cùng kỳ"


def _said(claim: Claim) -> str:
    if claim.count is None:
        return said_of(claim)
    if claim.of:
        return (
            f"{counts(claim.count, claim.of)} ({shown(Fraction(claim.count * 100, claim.of), 2)})"
        )
    return f"{number(claim.count)} {claim.unit}".strip()


# What only grows.

_GROWING = frozenset({"CT07", "CT08", "CT09", "vneid_active", "portal", "province_app", "id_card"})
_SO_FAR = frozenset({"luy ke"})


def sinking(one: Paper, other: Paper) -> Iterator[Finding]:
    """Who has an account or a signature still has it next quarter; "lũy kế" never sinks in a year."""
    spans = one.head.span, other.head.span
    if not same_unit(one, other) or spans[0] is None or spans[1] is None:
        return
    if one.reading.is_plan or other.reading.is_plan or spans[0].last >= spans[1].first:
        return
    later = _by_what(other, (spans[1].first, spans[1].last))
    for what, before in _by_what(one, (spans[0].first, spans[0].last)).items():
        after = later.get(what, [])
        a = min(before, key=lambda each: each.count or 0)
        b = max(after, key=lambda each: each.count or 0, default=None)
        if b is None or a.count is None or b.count is None:
            continue
        fallen = a.count - b.count
        is_sum = bool(what[2]) and spans[0].first.year == spans[1].first.year
        # A few move away or die; a hundredth of all do not in a quarter.
        if fallen > 0 and (is_sum or (what[0] in _GROWING and fallen * 100 > a.count)):
            yield quoted(
                "warning",
                "R_ACROSS_SINKING",
                [(one, a.passage), (other, b.passage)],
                f"{BY_KEY[what[0]].name.capitalize()}: “{one.name}” ({spans[0].name}) ghi {number(a.count)},"
                f" “{other.name}” ({spans[1].name}) chỉ còn {number(b.count)}.",
                "Kiểm tra lại hai số; nếu giảm thật (chuyển đi, mất, đính chính) thì nêu lý do trong báo cáo.",
            )


def _by_what(paper: Paper, own: tuple[date, date]) -> dict[tuple[str, ...], list[Claim]]:
    """Return the counts of a paper's own time; plain ones only beside those worded alike."""
    found: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for (key, place, when, parts), same in paper.groups.items():
        if key not in BY_KEY or when != own or not parts <= _SO_FAR:
            continue
        for claim in same:
            if claim.count is not None and claim.count <= (claim.of or claim.count):
                words = "" if claim.is_share else _words(claim)
                found[key, place, "luy ke" if parts else "", words].append(claim)
    return found


PAIRS = (
    *precedence.PAIRS,
    PairRule("R_ACROSS_VALUES", "error", "Hai văn bản ghi hai giá trị", "004: 2.977", values),
    PairRule("R_ACROSS_SINKING", "warning", "Số lũy kế giảm", "issue 5", sinking),
)
