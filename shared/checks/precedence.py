"""Rules of two documents where one goes before the other: a plan's targets, a paper that replaces."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from shared.checks.claims import Claim
from shared.checks.finding import Finding
from shared.checks.folded import fold
from shared.checks.goals import OURS
from shared.checks.heads import Cited
from shared.checks.measures import BY_KEY
from shared.checks.pairs import PairRule, Paper, place_of, quoted, same_unit
from shared.checks.rule import shown

_REPLACED = "R_ACROSS_REPLACED"


def targets(one: Paper, other: Paper) -> Iterator[Finding]:
    """A report is held to the targets of its unit's plan; two plans of one year have the same."""
    if not same_unit(one, other) or not _same_year(one, other):
        return
    if one.replaces(other) or other.replaces(one):
        return
    plans = [each for each in (one, other) if each.reading.is_plan]
    if not plans:
        return
    plan = plans[0]
    paper = other if plan is one else one
    asked, held = _asked(plan), _asked(paper)
    for key in sorted(asked.keys() & held.keys()):
        if {rate for _, rate in asked[key]} & {rate for _, rate in held[key]}:
            continue
        (theirs, goal), (claim, rate) = asked[key][0], held[key][0]
        done = claim.achieved if not paper.reading.is_plan else None
        turns = done is not None and (done >= goal) != (done >= rate)
        yield quoted(
            "error" if turns else "warning",
            "R_ACROSS_TARGETS",
            [(paper, claim.passage), (plan, theirs.passage)],
            f"{BY_KEY[key].label.capitalize()}: “{paper.name}” lấy mức {shown(rate)}, kế hoạch “{plan.name}”"
            f" giao {shown(goal)}{'; theo mức này thì kết luận đạt hay chưa đạt đổi khác' if turns else ''}.",
            "Ghi mức theo kế hoạch đang có hiệu lực; nếu mức đã điều chỉnh thì ghi văn bản điều chỉnh.",
        )


def _same_year(one: Paper, other: Paper) -> bool:
    years = [each.head.span.last.year if each.head.span else 0 for each in (one, other)]
    return years[0] == years[1] != 0


_OF_OTHERS = re.compile(r"\b(?:tinh|huyen|trung uong|tw|so) giao\b|den nam 20\d\d")


def _asked(paper: Paper) -> dict[str, list[tuple[Claim, Fraction]]]:
    """Return the targets of a paper: all that a plan sets, and what a report holds results to."""
    found: dict[str, list[tuple[Claim, Fraction]]] = defaultdict(list)
    for claim in paper.reading.claims:
        rate = claim.rate if paper.reading.is_plan else claim.target
        if claim.key not in OURS or rate is None or claim.also or place_of(claim, paper.head):
            continue
        if not _OF_OTHERS.search(fold(claim.said)):
            found[claim.key].append((claim, rate.value))
    return found


# What is no longer to be used.


def replaced(one: Paper, other: Paper) -> Iterator[Finding]:
    """A paper that says it replaces another that lies beside it: the right one, of an earlier day?"""
    for newer, older in ((other, one), (one, other)):
        cited = newer.replaces(older)
        if cited is None or not _may_be(newer, older):
            continue
        yield _replaced(newer, older, cited)


def _may_be(newer: Paper, older: Paper) -> bool:
    """Two bodies may use the same number; what is unknown of one of them speaks for neither."""
    units = {newer.head.unit, older.head.unit} - {""}
    return len(units) < 2


def _replaced(newer: Paper, older: Paper, cited: Cited) -> Finding:
    own, its = newer.head.day, older.head.day
    of = [(newer, cited.quote), (older, older.head.number)]
    if own and its and its.first > own.last:
        said = f"“{newer.name}” ({own.name}) ghi thay thế “{older.name}”, là văn bản có ngày sau ({its.name})."
        return quoted("error", _REPLACED, of, said, "Kiểm tra lại ngày của hai văn bản.")
    if cited.day and its and not its.first <= cited.day <= its.last:
        said = f"“{newer.name}” ghi thay thế văn bản số {cited.number} ngày {cited.day:%d/%m/%Y}, nhưng “{older.name}” có ngày {its.name}."
        return quoted("warning", _REPLACED, of, said, "Ghi lại đúng ngày của văn bản bị thay thế.")
    said = f"“{newer.name}” ghi thay thế “{older.name}” (số {cited.number})."
    return quoted("note", _REPLACED, of, said, "Chỉ dùng số liệu của văn bản thay thế.")


PAIRS = (
    PairRule(_REPLACED, "error", "Văn bản thay thế văn bản kia", "issue 5", replaced),
    PairRule("R_ACROSS_TARGETS", "warning", "Mức giao khác kế hoạch", "000, 001", targets),
)
