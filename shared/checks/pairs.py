"""Two documents beside each other: what of each is surely about the same unit, time and thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shared.checks.agreement import parts_of, results, total_of
from shared.checks.claims import Claim, Reading
from shared.checks.days import ROMAN
from shared.checks.finding import Finding, Level
from shared.checks.folded import fold
from shared.checks.heads import Cited, Head, head_of
from shared.checks.surroundings import WHOLE, period_in
from shared.quarter import Quarter

Key = tuple[str, str, tuple[date, date], frozenset[str]]
"""What is measured, of which part of the unit, from when to when, of which part of the people."""


@dataclass(frozen=True)
class Paper:
    """A document among others: how the officer calls it, what was read, and its head."""

    name: str
    reading: Reading
    head: Head

    @classmethod
    def of(cls, name: str, reading: Reading) -> Paper:
        return cls(name, reading, head_of(reading))

    @cached_property
    def groups(self) -> dict[Key, list[Claim]]:
        """Return the results of the paper by what, where, when, and of which part."""
        groups: dict[Key, list[Claim]] = defaultdict(list)
        for claim in results(self.reading):
            key = claim.key or total_of(claim)
            when = _time(claim, self.head)
            if key and when and not claim.also:
                groups[key, place_of(claim, self.head), when, parts_of(claim)].append(claim)
        return groups

    def replaces(self, other: Paper) -> Cited | None:
        """Return where this paper says that it replaces the other."""
        return next((each for each in self.head.replaces if each.number == other.head.number), None)

    def amends(self, other: Paper) -> bool:
        """Say whether this paper is a later amendment of the report that the other is an issue of."""
        is_one = same_unit(self, other) and self.head.span == other.head.span
        return is_one and self.head.amendment > other.head.amendment


@dataclass(frozen=True, slots=True)
class PairRule:
    """A rule of two papers: the earlier first where their days tell."""

    name: str
    level: Level
    says: str
    source: str
    check: Callable[[Paper, Paper], Iterable[Finding]]


def same_unit(one: Paper, other: Paper) -> bool:
    return bool(one.head.unit) and one.head.unit == other.head.unit


def quoted(
    level: Level, rule: str, of: Sequence[tuple[Paper, str]], said: str, mend: str
) -> Finding:
    quotes = [" ".join(quote.replace(" … ", " ").split()).lstrip("-–+*• ")[:240] for _, quote in of]
    names = tuple(paper.name for paper, _ in of)
    return Finding(level, rule, " … ".join(quotes), said, mend, names)


def place_of(claim: Claim, head: Head) -> str:
    """Return the part of the unit that a claim is about; "" is all of it."""
    named = fold(claim.scope)
    if not named or claim.scope == WHOLE or named == head.unit or _TOTAL.match(named):
        return ""
    # A commune's own paper names its district only to say where it lies.
    if not head.unit.startswith("huyen") and named.startswith(("huyen ", "thi xa ", "thanh pho ")):
        return ""
    return _KIND.sub("", named)


_TOTAL = re.compile(r"(?:tong|cong|toan (?:xa|phuong|huyen)|chung)\b")
_KIND = re.compile(r"^(?:thon|ban|to dan pho|khu pho|xa|phuong|thi tran) ")


def _time(claim: Claim, head: Head) -> tuple[date, date] | None:
    """Return the time of a claim: the paper's own, or the one quarter that its sentence names."""
    if head.span is None:
        return None
    own = head.span.first, head.span.last
    words = period_in(claim.said).split()
    years = {int(each) for each in words if re.fullmatch(r"20\d\d", each)}
    quarters = {ROMAN[each] for each in words if each in ROMAN}
    if len(years) > 1 or len(quarters) > 1 or len(words) > len(years) + len(quarters):
        return None
    if not quarters:
        return own if years <= {own[0].year} else None
    of = Quarter(*years or {own[0].year}, *quarters)
    return of.first_day, of.last_day
