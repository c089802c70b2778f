"""What a screen hands to a verb: frozen values, in the words of a visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from shared.fields import AgeClass
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.questions import About, question
from shared.records import Answer

PEOPLE_AT_ONCE = 30


def plain_code(text: str) -> str:
    """Return an enrolment code as the collector knows it, however it was typed."""
    return "".join(c for c in text.upper() if c.isalnum())


def plain_address(text: str) -> str:
    """Return a collector's address as an account keeps it, however it was typed."""
    return text.strip().rstrip("/")


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household as it is met: `people` of whom `adults` are 18 or older and `from_15` 15 to 17;
    the others are children under 15. `phones` of them have a smartphone: who they are is not known
    yet, so they are taken to be the eldest."""

    village: str
    day: date
    head: str = ""
    code: str = ""
    note: str = ""
    people: int = 0
    adults: int = 0
    from_15: int = 0
    phones: int = 0

    @property
    def age_classes(self) -> list[AgeClass]:
        """Return the age class of each person, or refuse numbers that cannot be."""
        if self.people > PEOPLE_AT_ONCE:
            raise Problem(Code.TOO_MANY_PEOPLE, limit=PEOPLE_AT_ONCE)
        if min(self.people, self.adults, self.from_15, self.phones) < 0:
            raise Problem(Code.NEGATIVE_COUNT)
        if self.phones > self.people:
            raise Problem(Code.TOO_MANY_PHONES)
        if (children := self.people - self.adults - self.from_15) < 0:
            raise Problem(Code.TOO_MANY_ADULTS)
        counts: tuple[tuple[AgeClass, int], ...] = (
            ("adult", self.adults),
            ("from_15", self.from_15),
            ("under_15", children),
        )
        return [age_class for age_class, count in counts for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Naming:
    """What a household is known by."""

    head: str = ""
    code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a member."""

    name: str = ""
    birth_year: int | None = None
    age_class: AgeClass | None = None
    status: Literal["resident", "away", "moved", "died"] = "resident"


@dataclass(frozen=True, slots=True)
class Tick:
    """The gesture: a value for a question about a subject on a day; None takes the answer back.

    The period follows from the question and the day.
    """

    village: str
    day: date
    about: About
    subject: UUID
    question: str
    value: str | None
    how: Literal["", "done", "had"] = ""
    obstacles: tuple[str, ...] = ()
    waiting: int | None = None
    note: str = ""

    @property
    def period(self) -> str:
        asked = question(self.question)
        return str(Quarter.of(self.day)) if asked.span == "in_quarter" else ""

    @property
    def answer(self) -> UUID:
        """Return the id of the answer that this tick is a version of."""
        return Answer.id_for(self.subject, self.question, self.period)
