"""Everything that syncs: frozen values made on a device, numbered by it, stamped by its clock.

Never stored, whatever a form may ask: numbers or photos of identity cards, phone locations,
ethnicity, account numbers, passwords, OTPs (Law 91/2025/QH15, Decree 356/2025/NĐ-CP articles 3
and 4; domain/vietnam.md section 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha1
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.fields import AgeClass, Count, Day, Flag, Form, Key, Name, Note, Number, Stamp
from shared.obstacles import BY_CODE
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.questions import About, question
from shared.text import fold

EARLIEST_BIRTH = 1900
# "Derived where two phones must agree": ticks of one box on two phones are one record.
_NAMESPACE = UUID("6ba70000-3b0e-4a11-8000-ba0000000003")
_NAMESPACE_BYTES = _NAMESPACE.bytes


class Record(BaseModel):
    """What every record says: whose it is, which version, where, and on which declared day.

    `device` and `number` name the entry in its device's own log (1, 2, 3 …); `stamp` orders
    versions; `day` is the declared date of the visit, which decides the quarter; `deleted` is the
    tombstone; `by` is who made it, where several volunteers share a device.
    """

    # What a newer app says besides is kept as it came: see `shared.kinds`.
    model_config = ConfigDict(frozen=True, extra="allow")
    kind: ClassVar[str] = ""

    id: UUID
    village: Key
    device: UUID
    number: Number
    stamp: Stamp
    day: Day
    deleted: Flag = False
    by: Name = ""


class Household(Record):
    """A household ("hộ"), known by its head's name, its number in the village, or both.

    `same_as` is the household that this one was found to be a duplicate of.
    """

    kind: ClassVar[str] = "household"
    head: Name = ""
    code: Name = ""
    note: Note = ""
    same_as: UUID | None = None

    @model_validator(mode="after")
    def _is_named(self) -> Household:
        if not self.head and not self.code:
            raise Problem(Code.NO_NAME)
        return self


class Member(Record):
    """A person slot of a household ("nhân khẩu"), named or not.

    Where no list of people exists, `slot` 1..n with an `age_class` stands for a person; a birth
    year, once known, goes before the class. `same_as` is the member that this one was found to be
    a duplicate of; a duplicate is not counted.
    """

    kind: ClassVar[str] = "member"
    household: UUID
    slot: Annotated[int, Field(strict=True, ge=1, le=99)]
    name: Name = ""
    birth_year: Annotated[int, Field(strict=True)] | None = None
    age_class: AgeClass | None = None
    status: Literal["resident", "away", "moved", "died"] = "resident"
    same_as: UUID | None = None

    @model_validator(mode="after")
    def _is_plausible(self) -> Member:
        year = self.birth_year
        if year is not None and not EARLIEST_BIRTH <= year <= self.day.year:
            raise Problem(Code.BIRTH_YEAR, year=year)
        return self


class Business(Record):
    """An enterprise, cooperative, household business or shop."""

    kind: ClassVar[str] = "business"
    name: Name
    form: Form = "shop"
    note: Note = ""


class Session(Record):
    """An evening ("phiên"): a team at a village's cultural house, or from house to house.

    Its id is derived, so that the phones of one team are in one session.
    """

    kind: ClassVar[str] = "session"
    team: Name
    place: Literal["hall", "houses"] = "hall"
    note: Note = ""

    @staticmethod
    def id_for(village: str, day: date, team: str) -> UUID:
        return _derived(f"session/{village}/{day.isoformat()}/{fold(team)}")

    @model_validator(mode="after")
    def _is_named(self) -> Session:
        if not self.team:
            raise Problem(Code.NO_TEAM)
        if self.id != Session.id_for(self.village, self.day, self.team):
            raise Problem(Code.BAD_RECORD, field="id")
        return self


class Visit(Record):
    """One call at a house ("lượt thăm hộ"), or one person who came to a session (`member`)."""

    kind: ClassVar[str] = "visit"
    household: UUID
    outcome: Literal["met", "absent", "refused"] = "met"
    note: Note = ""
    session: UUID | None = None
    member: UUID | None = None

    @staticmethod
    def id_for(session: UUID, member: UUID) -> UUID:
        """Return the id of `member`'s coming to `session`: two phones write down one coming."""
        return _derived(f"came/{session.hex}/{member.hex}")


class Answer(Record):
    """One tick: one question, one subject, one period ("" for a standing question).

    `how` tells work done now from what was there already; `obstacles` are codes, when not done;
    `waiting` is since when (Unix milliseconds) an OTP is awaited.
    """

    kind: ClassVar[str] = "answer"
    about: About
    subject: UUID
    question: Key
    period: Key = ""
    value: Key
    how: Literal["", "done", "had"] = ""
    obstacles: Annotated[tuple[Key, ...], Field(max_length=8)] = ()
    waiting: Stamp | None = None
    note: Note = ""

    @staticmethod
    @lru_cache(maxsize=4096)
    def id_for(subject: UUID, question: str, period: str) -> UUID:
        """Return the id of the answer to `question` about `subject` in `period`."""
        return _derived(f"{subject.hex}/{question}/{period}")

    @model_validator(mode="after")
    def _fits_the_questionnaire(self) -> Answer:
        _check_answer(self.about, self.question, self.period, self.value)
        for obstacle in self.obstacles:
            if obstacle not in BY_CODE:
                raise Problem(Code.UNKNOWN_OBSTACLE, obstacle=obstacle)
        if self.id != Answer.id_for(self.subject, self.question, self.period):
            raise Problem(Code.BAD_RECORD, field="id")
        return self


# Ticks repeat a few hundred combinations, thousands of times a batch.
@lru_cache(maxsize=1024)
def _check_answer(about: About, key: str, period: str, value: str) -> None:
    asked = question(key)
    if about not in asked.about:
        raise Problem(Code.WRONG_SUBJECT, question=asked.label)
    if value not in asked.values:
        raise Problem(Code.WRONG_VALUE, question=asked.label, value=value)
    if (asked.span == "in_quarter") != bool(period):
        raise Problem(Code.WRONG_PERIOD, question=asked.label, period=period)
    if period:
        _quarter(period)


class Figure(Record):
    """A figure that the office declares for a quarter, with its source and who gave it.

    Made at the desk only, so `village` is empty. A counter (work items 2.1, 2.2, 2.12) has no
    denominator. Documents 000 and 001 leave indicators 1 to 5, 12 and 16 to the office.

    Where visits give a number too, `chosen` says which of the two the report publishes, and
    `reason` why; "" leaves it to the indicator's own rule. Without a denominator an indicator's
    figure is such a choice alone.
    """

    kind: ClassVar[str] = "figure"
    code: Key
    period: Key
    numerator: Count
    denominator: Count | None = None
    source: Name
    person: Name
    note: Note = ""
    chosen: Literal["", "visits", "declared"] = ""
    reason: Note = ""

    @staticmethod
    def id_for(code: str, period: str) -> UUID:
        return _derived(f"figure/{code}/{period}")

    @model_validator(mode="after")
    def _adds_up(self) -> Figure:
        _quarter(self.period)
        whole = self.denominator
        if whole is not None and self.numerator > whole:
            raise Problem(Code.NUMERATOR_ABOVE, numerator=self.numerator, denominator=whole)
        if not self.source:
            raise Problem(Code.NO_SOURCE)
        if not self.person:
            raise Problem(Code.NO_PERSON)
        if self.chosen and not self.reason:
            raise Problem(Code.NO_CHOICE_REASON)
        if self.id != Figure.id_for(self.code, self.period):
            raise Problem(Code.BAD_RECORD, field="id")
        return self


KINDS: Mapping[str, type[Record]] = {
    record.kind: record for record in (Household, Member, Business, Session, Visit, Answer, Figure)
}


def _derived(name: str) -> UUID:
    """Return `uuid5(_NAMESPACE, name)`; every tick has one, and this way takes half the time."""
    digest = sha1(_NAMESPACE_BYTES + name.encode(), usedforsecurity=False).digest()
    return UUID(bytes=digest[:16], version=5)


@lru_cache(maxsize=64)
def _quarter(period: str) -> Quarter:
    return Quarter.parse(period)


def short_number(device: UUID) -> str:
    """Return what people tell a device by, on the phone and at the desk alike: "3F2A"."""
    return device.hex[-4:].upper()


def version(record: Record) -> tuple[int, bytes, int]:
    """Return what orders versions: stamp, then device, then the device's own number."""
    return record.stamp, record.device.bytes, record.number


def newer(ours: Record, theirs: Record) -> Record:
    """Return the version that stands. The only merge rule, for every kind, on both sides."""
    return max(ours, theirs, key=version)
