"""The verbs of the app: what a screen may ask for, from enrolling to syncing.

Inputs are frozen and results are values; a refusal is a Problem with a Vietnamese sentence.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal
from uuid import UUID

from app.store.store import Store
from app.store.values import Account
from app.sync.conversation import Outcome
from app.sync.courier import Courier
from shared.plan import Plan
from shared.protocol import BATCH_RECORDS
from shared.quarter import Quarter
from shared.questions import About
from shared.records import AgeClass, Answer, Household, Member, Record, Visit
from shared.report import Row
from shared.tally import Tally


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household as it is met: `people` of whom `adults` are 18 or older and `from_15` 15 to 17;
    the others are children under 15."""

    village: str
    day: date
    head: str = ""
    code: str = ""
    note: str = ""
    people: int = 0
    adults: int = 0
    from_15: int = 0


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


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick that is saved: the `answer` that now stands (None: taken back) and what was `before`.

    Hand it to `undo` to go back.
    """

    tick: Tick
    answer: Answer | None
    before: Answer | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a village, or all of the device's villages, has come in a quarter."""

    tally: Tally
    plan: Plan
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Actions:
    """The verbs, over a store, a clock (Unix milliseconds), ids, tokens and a way to the collector.

    `make_courier` takes the collector's address and the device's token ("" before enrolling).
    """

    store: Store
    clock: Callable[[], int]
    new_id: Callable[[], UUID]
    make_courier: Callable[[str, str], Courier]
    new_token: Callable[[], str] = partial(secrets.token_urlsafe, 32)

    async def enrol(self, collector: str, code: str) -> Account:
        """Enrol this device with a code; asking again after a lost reply is harmless."""
        raise NotImplementedError

    async def register_household(self, new: NewHousehold) -> Household:
        """Add a household and its unnamed people, all or nothing."""
        raise NotImplementedError

    async def correct_household(self, before: Household, naming: Naming, day: date) -> Household:
        raise NotImplementedError

    async def add_member(self, household: Household, person: Person, day: date) -> Member:
        raise NotImplementedError

    async def correct_member(self, before: Member, person: Person, day: date) -> Member:
        raise NotImplementedError

    async def remove(self, record: Record, day: date) -> None:
        """Leave a tombstone; with a household go its members."""
        raise NotImplementedError

    async def answer(self, tick: Tick) -> Ticked:
        raise NotImplementedError

    async def undo(self, ticked: Ticked) -> Ticked:
        """Put back what stood before a tick."""
        raise NotImplementedError

    async def visit(
        self,
        household: Household,
        outcome: Literal["met", "absent", "refused"],
        day: date,
        note: str = "",
    ) -> Visit:
        raise NotImplementedError

    async def sync_now(self, limit: int = BATCH_RECORDS) -> Outcome:
        """Carry one conversation with the collector; a Problem says why it stopped."""
        raise NotImplementedError

    async def progress(self, village: str | None, quarter: Quarter) -> Progress:
        """Return the tally of one village or of all, held against the commune's plan."""
        raise NotImplementedError
