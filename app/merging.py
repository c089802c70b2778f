"""Merging duplicates ("gộp"): a household or a person that was written down twice becomes one.

Nothing is thrown away, and any device can take it back later, for all that it needs is in records.
What is a duplicate says so (`same_as`) and is not counted. Who moves over leaves a *trace*: an
uncounted member in the old place that is `same_as` them. An answer that merging writes is preceded,
in the log too, by one about the *pair*: what the survivor had said before, deleted if nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid5

from app.actions import Changed
from app.pairing import Plan, pairing
from app.store.store import Store
from app.store.values import Duplicates, HouseholdView
from app.store.writing import Draft
from shared.problems import Code, Problem
from shared.questions import BY_KEY
from shared.records import Answer, Household, Member, Record, version

T = TypeVar("T")


def trace_of(household: UUID, member: UUID) -> UUID:
    """Return the id of the trace that `member` leaves in `household`."""
    return uuid5(household, f"stood/{member.hex}")


def pair_of(duplicate: UUID, survivor: UUID) -> UUID:
    """Return the subject of what a merge remembers of the survivor's answers."""
    return uuid5(survivor, f"merged/{duplicate.hex}")


Named = tuple[UUID, T]


def in_order(one: Named[T], other: Named[T]) -> tuple[Named[T], Named[T]]:
    """Return duplicate and survivor, by their ids: the older stays, whichever was chosen first.

    Two phones that merge the same two without a network so do the same, rather than each hiding
    the other's.
    """
    return (other, one) if one[0] < other[0] else (one, other)


@dataclass(frozen=True, slots=True)
class Merging:
    """The verbs; each is one transaction and returns what it changed."""

    store: Store
    clock: Callable[[], int]

    async def plan(self, duplicate: UUID, survivor: UUID) -> Plan:
        return pairing(*await self._both(duplicate, survivor))

    async def merge_households(self, duplicate: UUID, survivor: UUID, day: date) -> Changed:
        """Make one household of two: people of one name become one, the others move over."""
        ours, theirs = await self._both(duplicate, survivor)
        _refuse_unless_mergeable(ours.household, theirs.household)
        steps = _Steps(day)
        steps.change(ours.household, same_as=survivor)
        steps.answers(ours, duplicate, theirs, survivor)
        pairs = pairing(ours, theirs)
        for twin, other in pairs.twins:
            steps.trace(twin)
            steps.change(twin, same_as=other.id)
            steps.answers(ours, twin.id, theirs, other.id)
        slots = _free_slots(theirs.members)
        for mover in pairs.movers:
            steps.trace(mover)
            steps.change(mover, household=survivor, slot=next(slots))
        return await self._done(steps)

    async def merge_members(self, duplicate: Member, survivor: Member, day: date) -> Changed:
        """Make one person of two."""
        _refuse_unless_mergeable(duplicate, survivor)
        ours, theirs = await self._both(duplicate.household, survivor.household)
        steps = _Steps(day)
        steps.change(duplicate, same_as=survivor.id)
        steps.answers(ours, duplicate.id, theirs, survivor.id)
        return await self._done(steps)

    async def merged(self, household: UUID) -> Duplicates:
        """Return what was merged into a household and its people; traces are none of them."""
        found = await self.store.duplicates(household)
        return replace(
            found,
            members=tuple(
                each
                for each in found.members
                if each.same_as and each.id != trace_of(household, each.same_as)
            ),
        )

    async def separate(self, duplicate: Household | Member, day: date) -> Changed:
        """Take a merge back."""
        if isinstance(duplicate, Household):
            return await self.separate_household(duplicate.id, day)
        return await self.separate_member(duplicate, day)

    async def separate_household(self, duplicate: UUID, day: date) -> Changed:
        """Take a merge back: people return, and answers that still stand as it wrote them go."""
        view = await self._view(duplicate)
        survivor = view.household.same_as
        if survivor is None:
            raise Problem(Code.CANNOT_MERGE)
        steps = _Steps(day)
        steps.change(view.household, same_as=None)
        await self._restore(steps, duplicate, survivor)
        for trace in (await self.store.duplicates(duplicate)).members:
            person = await self.store.member(trace.same_as) if trace.same_as else None
            if person is None or trace.id != trace_of(duplicate, person.id):
                continue
            steps.change(trace, deleted=True)
            if person.household != duplicate:
                steps.change(person, household=duplicate, slot=trace.slot)
            elif person.same_as:
                steps.change(person, same_as=None)
                await self._restore(steps, person.id, person.same_as)
        return await self._done(steps)

    async def separate_member(self, duplicate: Member, day: date) -> Changed:
        if duplicate.same_as is None:
            raise Problem(Code.CANNOT_MERGE)
        steps = _Steps(day)
        steps.change(duplicate, same_as=None)
        await self._restore(steps, duplicate.id, duplicate.same_as)
        return await self._done(steps)

    async def _restore(self, steps: _Steps, duplicate: UUID, survivor: UUID) -> None:
        """Put back the survivor's answers, but for those that somebody has given since."""
        for trace in await self.store.answers_about(pair_of(duplicate, survivor)):
            id = Answer.id_for(survivor, trace.question, trace.period)
            now = await self.store.answer(id)
            if now and (now.device, now.number) == (trace.device, trace.number + 1):
                steps.put({**dict(trace), "id": id, "subject": survivor}, now)

    async def _both(self, one: UUID, other: UUID) -> tuple[HouseholdView, HouseholdView]:
        return await self._view(one), await self._view(other)

    async def _view(self, id: UUID) -> HouseholdView:
        if (view := await self.store.household(id)) is None:
            raise Problem(Code.CANNOT_MERGE)
        return view

    async def _done(self, steps: _Steps) -> Changed:
        made = await self.store.append(steps.drafts, self.clock())
        return Changed(tuple(zip(made, steps.before, strict=True)))


class _Steps:
    """What one merge, or its taking back, writes, each with the version before it."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.drafts: list[Draft] = []
        self.before: list[Record | None] = []

    def change(self, record: Record, **changes: Any) -> None:
        fields = {**dict(record), "day": self.day, **changes}
        self.drafts.append((type(record), fields))
        self.before.append(record)

    def put(self, fields: Mapping[str, Any], before: Answer | None) -> None:
        self.drafts.append((Answer, fields))
        self.before.append(before)

    def trace(self, member: Member) -> None:
        fields = {
            "id": trace_of(member.household, member.id),
            "village": member.village,
            "day": self.day,
            "household": member.household,
            "slot": member.slot,
            "same_as": member.id,
        }
        self.drafts.append((Member, fields))
        self.before.append(None)

    def answers(
        self, ours: HouseholdView, duplicate: UUID, theirs: HouseholdView, survivor: UUID
    ) -> None:
        """Let the survivor have what the duplicate said, where it is more than was known."""
        pair = pair_of(duplicate, survivor)
        for said in _about(ours, duplicate):
            own = theirs.answers.get((survivor, said.question, said.period))
            if own and not _is_more(said, own):
                continue
            about_pair = {"id": Answer.id_for(pair, said.question, said.period), "subject": pair}
            memory = {**dict(own or said), **about_pair, "deleted": own is None}
            self.put(memory, None)
            id = Answer.id_for(survivor, said.question, said.period)
            # Of the day of the merge: a quarter that is over stays as it was.
            self.put({**dict(said), "id": id, "subject": survivor, "day": self.day}, own)


def _about(view: HouseholdView, subject: UUID) -> Iterator[Answer]:
    return (answer for (of, _, _), answer in view.answers.items() if of == subject)


def _is_more(said: Answer, own: Answer) -> bool:
    """Say whether `said` goes before `own`: a step done is not lost, and of consent the latest
    word stands."""
    asked = BY_KEY.get(said.question)
    if asked is None:
        return False
    if asked.key == "consent":
        return version(said) > version(own)
    if asked.role == "detail":
        return False
    # Choices stand from the most done to the least.
    return asked.values.index(said.value) < asked.values.index(own.value)


def _free_slots(members: Sequence[Member]) -> Iterator[int]:
    taken = {member.slot for member in members}
    return (slot for slot in range(1, 1000) if slot not in taken)


def _refuse_unless_mergeable(duplicate: Household | Member, survivor: Household | Member) -> None:
    is_fit = duplicate.id != survivor.id and duplicate.village == survivor.village
    if not is_fit or duplicate.same_as or survivor.same_as:
        raise Problem(Code.CANNOT_MERGE)
