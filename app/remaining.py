"""Who is still missing to a target, easiest first: what is behind "còn thiếu 23 người".

The same conditions as `tabulate`: exactly those are listed whom it counts in the denominator and
not in the numerator. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from app.actions import Actions
from app.store.remaining import Candidate
from shared.conditions import EVERYONE, All, AnyOf, Condition, Facts, Is, holds, words_of
from shared.indicators import Indicator
from shared.obstacles import BY_CODE
from shared.profile import Profile, facts
from shared.quarter import Quarter
from shared.questions import BY_KEY, QUESTIONS, YES
from shared.report import Row


class Ease(IntEnum):
    """How little is lacking, least first; a visit goes to the first ones."""

    READY = 0
    LIGHT = 1
    UNCLEAR = 2
    BLOCKED = 3
    REFUSED = 4


@dataclass(frozen=True, slots=True)
class Lack:
    """What is lacking to one step (`question`).

    `needs` are questions: those to be asked first (UNCLEAR), or answered with no (BLOCKED).
    `reasons` are obstacle codes; `waiting` is since when an OTP is awaited.
    """

    ease: Ease
    question: str = ""
    needs: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    waiting: int | None = None
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Remaining:
    """One subject of the list."""

    candidate: Candidate
    lack: Lack


REFUSALS = frozenset({"REFUSED", "REFUSED_TAX_FEAR"})
_PASSING = {"LOW_STORAGE", "FACE_FAIL", "OTP_SLOW", "NO_SIGNAL"}
HEAVY = frozenset(
    code
    for code, each in BY_CODE.items()
    if (each.group in ("device", "telecom", "identity") and code not in _PASSING)
    or code in ("NO_BANK_ACCOUNT", "BANK_FAR", "POOR_HOUSEHOLD", "WORKS_AWAY")
)
"""Reasons that one more evening does not do away with."""

# A detail is asked only when it matters: until somebody says no, it is taken for yes.
_DETAILS: Facts = {each.key: YES for each in QUESTIONS if each.role == "detail"}


def remaining(candidates: Iterable[Candidate], row: Indicator, year: int) -> tuple[Remaining, ...]:
    """Return who is in the denominator of `row` and not in its numerator, easiest first.

    Among equals the order of the candidates stays, so households are together.
    """
    known: dict[tuple[str, Profile], Facts | None] = {}
    found: list[Remaining] = []
    for each in candidates:
        key = (each.about, each.profile)
        if key not in known:
            said = facts(each.profile, year)
            known[key] = said if _is_missing(row, each.about, said) else None
        if (said_of := known[key]) is not None:
            found.append(Remaining(each, _lack(row.who or EVERYONE, each, said_of)))
    return tuple(sorted(found, key=lambda each: (each.lack.ease, each.lack.waiting is None)))


def _is_missing(row: Indicator, about: str, known: Facts) -> bool:
    of = {str(kind): part for kind, part in row.of.items()}.get(about)
    return (
        of is not None
        and holds(of, known) is True
        and holds(row.who or EVERYONE, known) is not True
    )


def _lack(who: Condition, of: Candidate, known: Facts) -> Lack:
    """Return what is lacking: of alternatives the easiest, of several steps the hardest."""
    match who:
        case Is(word, _) if word in BY_KEY:
            return _step(word, of, known)
        case AnyOf(parts) if parts:
            return min((_lack(part, of, known) for part in parts), key=_order)
        case All(parts) if parts:
            open_ = [part for part in parts if holds(part, known) is not True]
            return max((_lack(part, of, known) for part in open_), key=_order)
    return Lack(Ease.UNCLEAR)


def _order(lack: Lack) -> tuple[int, bool]:
    return lack.ease, lack.waiting is None


def _step(question: str, of: Candidate, known: Facts) -> Lack:
    reasons = of.obstacles.get(question, ())
    waiting, is_asked = of.waiting.get(question), question in known
    no, unknown = _preconditions(question, {**_DETAILS, **known})
    if of.is_refusing or REFUSALS.intersection(reasons):
        return Lack(Ease.REFUSED, question, (), reasons, None, is_asked)
    if no or HEAVY.intersection(reasons):
        return Lack(Ease.BLOCKED, question, no, reasons, None, is_asked)
    if waiting is not None:
        return Lack(Ease.READY, question, (), reasons, waiting, is_asked)
    if unknown:
        return Lack(Ease.UNCLEAR, question, unknown, reasons, None, is_asked)
    return Lack(Ease.LIGHT if is_asked else Ease.READY, question, (), reasons, None, is_asked)


def _preconditions(question: str, known: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which preconditions are known not to be there, and which nobody knows."""
    requires = BY_KEY[question].requires
    parts = requires.parts if isinstance(requires, All) else (requires,)
    by_verdict: Mapping[bool | None, list[str]] = {True: [], False: [], None: []}
    for part in parts:
        by_verdict[holds(part, known)] += sorted(words_of(part))
    return tuple(by_verdict[False]), tuple(by_verdict[None])


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One indicator's row and everybody who is missing to it."""

    row: Row
    people: tuple[Remaining, ...]


async def shortfall(
    actions: Actions, village: str | None, quarter: Quarter, code: str
) -> Shortfall | None:
    """Return who is missing to the indicator `code`; None where visits do not feed it."""
    progress = await actions.progress(village, quarter)
    row = next((each for each in progress.rows if each.indicator.code == code), None)
    if row is None or row.visits is None or row.indicator.source == "declared":
        return None
    found = await actions.store.candidates(village, quarter, row.indicator)
    return Shortfall(row, remaining(found, row.indicator, quarter.year))
