"""The verbs of the app: what a screen may ask for, from enrolling to syncing.

Inputs are frozen and results are values; a refusal is a Problem with a Vietnamese sentence.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, TypeVar, cast
from uuid import UUID

from app import joining
from app.calendar import reading
from app.inputs import Naming, NewHousehold, Person, Tick
from app.store.store import Store
from app.store.values import Account
from app.store.writing import Draft
from app.sync.conversation import Outcome
from app.sync.courier import Courier, ask, run
from shared.plan import Plan, plan_for
from shared.problems import Code, Problem
from shared.protocol import BATCH_RECORDS
from shared.quarter import Quarter
from shared.questions import YES
from shared.records import Answer, Household, Member, Record, Visit
from shared.report import Row, rows
from shared.tally import Tally, tabulate

__all__ = [
    "Actions",
    "Changed",
    "Naming",
    "NewHousehold",
    "Person",
    "Progress",
    "Settled",
    "Tick",
    "Ticked",
    "VisitOutcome",
]

VisitOutcome = Literal["met", "absent", "refused"]
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick that is saved: the `answer` that now stands (None: taken back) and what was `before`.

    Hand it to `undo` to go back.
    """

    answer: Answer | None
    before: Answer | None


@dataclass(frozen=True, slots=True)
class Changed:
    """Records that are saved, each with the version before it (None: there was none).

    Hand it to `put_back` to go back.
    """

    steps: tuple[tuple[Record, Record | None], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """Something that is saved, whatever it was, with the way `back`."""

    back: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a village, or all of the device's villages, has come in a quarter."""

    tally: Tally
    plan: Plan
    rows: tuple[Row, ...]


def _new_token() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True)
class Actions:
    """The verbs, over a store, a clock (Unix milliseconds), ids, tokens and a way to the collector.

    `make_courier` takes the collector's address and the device's token ("" before enrolling).
    """

    store: Store
    clock: Callable[[], int]
    new_id: Callable[[], UUID]
    make_courier: Callable[[str, str], Courier]
    new_token: Callable[[], str] = _new_token

    async def enrol(self, collector: str, code: str, *, has_moved: bool = False) -> Account:
        """Enrol this device with a code; one that is enrolled already loses nothing by it."""
        return await joining.enrol(self, collector, code, has_moved=has_moved)

    async def register_household(self, new: NewHousehold) -> Household:
        """Add a household, its unnamed people and their phones, all or nothing."""
        where = {"village": new.village, "day": new.day}
        naming = {"head": new.head, "code": new.code, "note": new.note}
        household = self.new_id()
        drafts: list[Draft] = [(Household, {**where, **naming, "id": household})]
        for slot, age_class in enumerate(new.age_classes, start=1):
            of = {"household": household, "slot": slot, "age_class": age_class}
            # Whoever is named as the head is met first; a child is not taken for it.
            if slot == 1 and age_class == "adult":
                of["name"] = new.head
            drafts.append((Member, {**where, **of, "id": (person := self.new_id())}))
            if slot <= new.phones:
                had = Tick(new.village, new.day, "member", person, "smartphone", YES, how="had")
                drafts.append(_answer(had))
        return cast(Household, (await self._append(*drafts))[0])

    async def correct_household(self, before: Household, naming: Naming, day: date) -> Household:
        return await self._again(before, {**asdict(naming), "day": day})

    async def add_member(self, household: Household, person: Person, day: date) -> Member:
        view = await self.store.household(household.id)
        slot = max((member.slot for member in view.members), default=0) + 1 if view else 1
        fields = {
            **asdict(person),
            "id": self.new_id(),
            "village": household.village,
            "day": day,
            "household": household.id,
            "slot": slot,
        }
        return cast(Member, (await self._append((Member, fields)))[0])

    async def correct_member(self, before: Member, person: Person, day: date) -> Member:
        return await self._again(before, {**asdict(person), "day": day})

    async def remove(self, record: Record, day: date) -> None:
        """Leave a tombstone; with a household go its members."""
        view = await self.store.household(record.id) if isinstance(record, Household) else None
        gone = [record, *(view.members if view else ())]
        await self._append(*(_changed(each, {"deleted": True, "day": day}) for each in gone))

    async def answer(self, tick: Tick) -> Ticked:
        """Save a tick; the one before it is handed back with it, so that it can be undone."""
        found = await self.store.answer(tick.answer)
        before = found if found and not found.deleted else None
        if tick.value is not None:
            (answer,) = await self._append(_answer(tick))
            return Ticked(cast(Answer, answer), before)
        if before is not None:
            await self._again(before, {"deleted": True, "day": tick.day})
        return Ticked(None, before)

    async def undo(self, ticked: Ticked) -> Ticked:
        """Put back what stood before a tick."""
        match ticked:
            case Ticked(answer, Answer() as before):
                return Ticked(await self._again(before, {}), answer)
            case Ticked(Answer() as answer, None):
                await self._again(answer, {"deleted": True})
        return Ticked(None, ticked.answer)

    async def put_back(self, changed: Changed) -> Changed:
        """Put back what stood before a change, all of it or nothing."""
        drafts = (
            _changed(before or now, {} if before else {"deleted": True})
            for now, before in changed.steps
        )
        again = await self._append(*drafts)
        return Changed(
            tuple((each, now) for each, (now, _) in zip(again, changed.steps, strict=True))
        )

    async def visit(
        self, household: Household, outcome: VisitOutcome, day: date, note: str = ""
    ) -> Visit:
        fields = {
            "id": self.new_id(),
            "village": household.village,
            "day": day,
            "household": household.id,
            "outcome": outcome,
            "note": note,
            "session": await self.store.evenings.at(household.village, day),
        }
        return cast(Visit, (await self._append((Visit, fields)))[0])

    async def sync_now(self, limit: int = BATCH_RECORDS) -> Outcome:
        """Carry one conversation with the collector; a Problem says why it stopped."""
        if (account := await self.store.account()) is None:
            raise Problem(Code.NOT_ENROLLED)
        async with self.make_courier(account.collector, account.token) as courier:
            try:
                done = await run(self.store, courier, self.clock, limit)
            except Problem as problem:
                if problem.kind is Code.NOT_ENROLLED:
                    await self.store.forgotten()
                if problem.kind is Code.DEVICE_REVOKED:
                    # What was decided of its entries meanwhile, it can learn nowhere else.
                    with suppress(Problem):
                        await ask(self.store, courier, self.clock)
                raise
            # Only a receipt tells the time, and where nothing was sent none came.
            if not done.pushed and await self._wonders():
                with suppress(Problem):
                    await ask(self.store, courier, self.clock)
            return done

    async def _wonders(self) -> bool:
        """Say whether nobody ever told this device the time, or it can hardly be what it seems."""
        known = await self.store.known_time()
        return known.late_ms is None or reading(self.clock(), known).is_doubtful

    async def progress(self, village: str | None, quarter: Quarter) -> Progress:
        """Return the tally of one village or of all, held against the commune's plan."""
        if (account := await self.store.account()) is None:
            raise Problem(Code.NOT_ENROLLED)
        try:
            plan = plan_for(account.commune, quarter, account.plans)
        except Problem as problem:
            named = account.commune_name
            raise Problem(problem.kind, commune=named, year=quarter.year) from problem
        tally = tabulate(await self.store.profiles(village, quarter), quarter, plan.ages)
        return Progress(tally, plan, rows(tally, {}, plan))

    async def _append(self, *drafts: Draft) -> tuple[Record, ...]:
        return await self.store.append(drafts, self.clock())

    async def _again(self, record: R, changes: Mapping[str, Any]) -> R:
        """Append a further version of `record`."""
        (again,) = await self._append(_changed(record, changes))
        return cast(R, again)


def _answer(tick: Tick) -> Draft:
    return Answer, {**asdict(tick), "id": tick.answer, "period": tick.period}


def _changed(record: Record, changes: Mapping[str, Any]) -> Draft:
    return type(record), {**dict(record), **changes}
