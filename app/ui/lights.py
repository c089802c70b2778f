"""Before a step: the traffic light of its preconditions, and what a person has to see to first.

Pure. A light is green when all that a step requires is known to be there, yellow when somebody has
to ask first, red when something is known to be missing; it is also a word and a shape.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.ui.words import evening
from shared.conditions import EVERYONE, All, Condition, Facts, Is, describe, holds
from shared.questions import BY_KEY, HAS_ACCOUNT, Question
from shared.records import Answer

ACCOUNT = "account"
"""What opening any of the three kinds of account is called here."""


@dataclass(frozen=True, slots=True)
class Light:
    """`what` names what is missing (red) or what to ask first (yellow)."""

    colour: Literal["green", "yellow", "red"]
    what: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        return evening.light(self.colour, self.what)


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to see to first: what, where, and for which steps."""

    what: str
    where: str
    steps: tuple[str, ...]

    @property
    def purpose(self) -> str:
        return evening.errand_for(self.steps)


def light(asked: Question, known: Facts) -> Light | None:
    """Return the light of a step; None where it requires nothing."""
    if asked.requires == EVERYONE:
        return None
    if missing := [part for part in _parts(asked.requires) if holds(part, known) is False]:
        return Light("red", tuple(map(_name, missing)))
    if unknown := [part for part in _parts(asked.requires) if _is_open(part, known)]:
        return Light("yellow", tuple(map(_name, unknown)))
    return Light("green")


def details(asked: Question, known: Facts, kept: Container[str] = frozenset()) -> tuple[str, ...]:
    """Return the details that have to be asked now before a step can be begun, and those `kept`."""
    parts = _parts(asked.requires)
    is_hopeless = any(holds(part, known) is False for part in parts)
    return tuple(
        part.word
        for part in parts
        if isinstance(part, Is) and BY_KEY[part.word].role == "detail"
        and (part.word in kept or (not is_hopeless and _is_open(part, known)))
    )  # fmt: skip


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, All) else (condition,)


def _is_open(part: Condition, known: Facts) -> bool:
    """Say whether `part` is to be asked: of a phone's age only once there is a phone."""
    if holds(part, known) is not None:
        return False
    return not isinstance(part, Is) or holds(BY_KEY[part.word].requires, known) is True


def _name(part: Condition) -> str:
    return describe(part, lambda word, _: BY_KEY[word].label)


_MEANT_BY = {
    "NO_CCCD": "id_document", "CMND_ONLY": "id_document", "NO_SMARTPHONE": "smartphone",
    "OLD_OS": "phone_version", "LOW_STORAGE": "phone_space", "SIM_NOT_OWN": "own_sim",
    "SIM_OLD_ID": "own_sim", "NO_BHXH": "bhxh_card", "NO_BANK_ACCOUNT": ACCOUNT,
}  # fmt: skip
"""Which precondition a reason says to be missing."""


def errands(
    steps: Iterable[Question], known: Facts, answers: Iterable[Answer]
) -> tuple[Errand, ...]:
    """Return what has to be seen to before `steps`, none of which is done, by what is known of a
    person and by the reasons that `answers` give; in the order of `evening.ERRANDS`."""
    wanted: dict[str, list[str]] = {}
    for step in steps:
        for key in _missing(step, known):
            wanted.setdefault(key, []).append(step.label)
    for answer in answers:
        for key in _said(answer, known):
            labels = wanted.setdefault(key, [])
            if (label := BY_KEY[answer.question].label) not in labels:
                labels.append(label)
    return tuple(
        Errand(what, where, tuple(wanted[key]))
        for key, (what, where) in evening.ERRANDS.items()
        if key in wanted
    )


def _missing(step: Question, known: Facts) -> Iterator[str]:
    for part in _parts(step.requires):
        if holds(part, known) is False:
            yield part.word if isinstance(part, Is) else ACCOUNT


def _said(answer: Answer, known: Facts) -> Iterator[str]:
    """Yield what the reasons of an answer say to be missing, unless it is known to be there."""
    for code in answer.obstacles:
        if key := _MEANT_BY.get(code):
            there = HAS_ACCOUNT if key == ACCOUNT else Is(key, "yes")
            if key != answer.question and holds(there, known) is not True:
                yield key
