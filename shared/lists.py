"""Who belongs on a list: can get an e-signature, should come next evening, lacks what a row counts.

Lists follow from the same facts and conditions as the rates, so a list is as long as the row says.
Names stand on a list by consent only: on one that leaves the commune, by the person's own yes; on
one that stays, unless the person or the household said no.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeVar

from shared.conditions import AtLeast, Condition, Facts, holds, words_of
from shared.indicators import Ages, Indicator
from shared.questions import BY_KEY, HAS_ACCOUNT, NO, YES, Question, asked_of
from shared.records import Answer, Record, Visit

Lack = Literal["unasked", "not_yet"]
H = TypeVar("H")
When = tuple[str, int]
"""A declared day, and the stamp that orders what was written of it."""

_SIGNATURE = BY_KEY["esign"]
_ACCOUNTS = words_of(HAS_ACCOUNT)
_STEPS = asked_of("member", "step")
STEP_WORDS = frozenset({"age"}).union(*({step.key, *words_of(step.requires)} for step in _STEPS))
"""What `to_do` looks at."""
_TO_BRING = {
    "id_document": "thẻ căn cước",
    "smartphone": "điện thoại",
    "own_sim": "SIM chính chủ",
    "bhxh_card": "thẻ BHXH",
}


def can_sign(facts: Facts, ages: Ages) -> bool:
    """Say whether an adult has all that an e-signature needs, and none yet as far as is known."""
    ready = holds(_SIGNATURE.requires, facts) is True
    grown = holds(AtLeast("age", ages.adult), facts) is True
    return ready and grown and not _SIGNATURE.done(_answer(facts, _SIGNATURE.key))


def may_sign(facts: Facts, ages: Ages) -> bool:
    """Say whether an adult without an e-signature may have what it needs: nobody has asked yet."""
    grown = holds(AtLeast("age", ages.adult), facts) is not False
    lacks = not _SIGNATURE.done(_answer(facts, _SIGNATURE.key))
    return grown and lacks and holds(_SIGNATURE.requires, facts) is None


SIGNING = ", ".join(_TO_BRING[word] for word in _TO_BRING if word in words_of(_SIGNATURE.requires))
"""What an e-signature needs, in words."""


def to_do(facts: Facts, ages: Ages) -> tuple[Question, ...]:
    """Return the steps that a person lacks and that nothing known stands in the way of.

    Somebody too young for an account is not invited, and who has one account needs no other kind;
    of somebody never asked all is open.
    """
    if holds(AtLeast("age", ages.account), facts) is False:
        return ()
    needless = _ACCOUNTS if holds(HAS_ACCOUNT, facts) else frozenset()
    if holds(AtLeast("age", ages.adult), facts) is False:
        needless |= {_SIGNATURE.key}
    return tuple(
        step
        for step in _STEPS
        if step.key not in needless
        and not step.done(_answer(facts, step.key))
        and holds(step.requires, facts) is not False
    )


def to_bring(steps: Iterable[Question]) -> tuple[str, ...]:
    """Return what to bring along for these steps."""
    words = frozenset().union(*(words_of(step.requires) for step in steps))
    return tuple(thing for word, thing in _TO_BRING.items() if word in words)


def lack(row: Indicator, about: str, facts: Facts) -> Lack | None:
    """Say what a subject lacks in one row of the table; None when it lacks nothing or is not in it.

    "unasked" is what the row's `missing` counts.
    """
    of: dict[str, Condition] = {str(kind): part for kind, part in row.of.items()}
    if row.who is None or about not in of or holds(of[about], facts) is not True:
        return None
    verdict = holds(row.who, facts)
    return None if verdict else "unasked" if verdict is None else "not_yet"


def may_be_named(own: str | None, household: str | None, *, leaves_commune: bool) -> bool:
    """Say whether a name may stand on a list, from what the person and the household consented to:
    to all that is read out, or to all but being sent out of the commune (`INSIDE`).

    Who was not asked has not said yes to anybody outside, nor no to the commune's own work.
    """
    if leaves_commune:
        return own == YES
    return NO not in (own or household,)


def is_wish(record: Record) -> bool:
    """Say whether a record tells what somebody wants done with their name: consent, or a team that
    was turned away. It changes no figure, and holds from the moment it is said.
    """
    match record:
        case Answer(question="consent") | Visit(outcome="refused"):
            return True
    return False


def refusals(calls: Iterable[tuple[H, When, str]]) -> dict[H, When]:
    """Return the households that turned the team away, each with when, from all calls at their
    doors: when each was, and how it went.

    The last call counts at which somebody was there: nobody at home takes no refusal back.
    """
    last: dict[H, tuple[When, str]] = {}
    for home, when, outcome in calls:
        if outcome != "absent" and (home not in last or last[home][0] <= when):
            last[home] = when, outcome
    return {home: when for home, (when, outcome) in last.items() if outcome == "refused"}


def _answer(facts: Facts, key: str) -> str | None:
    value = facts.get(key)
    return value if isinstance(value, str) else None
