"""Merging duplicates ("gộp"): a household or a person that was written down twice becomes one.

Nothing is thrown away, and any device can take it back later, for all that it needs is in records.
What is a duplicate says so (`same_as`) and is not counted. Who moves over leaves a *trace*: an
uncounted member in the old place that is `same_as` them. An answer that merging writes is preceded,
in the log too, by one about the *pair*: what the survivor had said before, deleted if nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.actions import Changed
from app.merge_steps import KNOWN_BY, Steps, follows, pair_of, trace_of
from app.pairing import Plan, pairing
from app.store.store import Store
from app.store.values import Duplicates, HouseholdView
from shared.problems import Code, Problem
from shared.records import Answer, Household, Member

T = TypeVar("T")


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
        return pairing(*await self.both(duplicate, survivor))

    async def merge_households(self, duplicate: UUID, survivor: UUID, day: date) -> Changed:
        """Make one household of two: people of one name become one, the others move over."""
        ours, theirs = await self.both(duplicate, survivor)
        _refuse_unless_mergeable(ours.household, theirs.household)
        steps = Steps(day)
        steps.change(ours.household, same_as=survivor)
        steps.take_over(ours.household, theirs.household)
        _give(steps, (ours, duplicate), (theirs, survivor))
        pairs = pairing(ours, theirs)
        for twin, other in pairs.twins:
            steps.trace(twin)
            steps.change(twin, same_as=other.id)
            # A slot without a name may be anybody of that age: what it knows is of nobody.
            if twin.name:
                steps.take_over(twin, other)
            _give(steps, (ours, twin.id), (theirs, other.id))
        slots = _free_slots(theirs.members)
        for mover in pairs.movers:
            steps.trace(mover)
            steps.change(mover, household=survivor, slot=next(slots))
        return await self._done(steps)

    async def merge_members(self, duplicate: Member, survivor: Member, day: date) -> Changed:
        """Make one person of two."""
        _refuse_unless_mergeable(duplicate, survivor)
        ours, theirs = await self.both(duplicate.household, survivor.household)
        steps = Steps(day)
        steps.change(duplicate, same_as=survivor.id)
        steps.take_over(duplicate, survivor)
        _give(steps, (ours, duplicate.id), (theirs, survivor.id))
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
        steps = Steps(day)
        steps.change(view.household, same_as=None)
        await self._restore(steps, view.household, survivor)
        for trace in (await self.store.duplicates(duplicate)).members:
            person = await self.store.member(trace.same_as) if trace.same_as else None
            if person is None or trace.id != trace_of(duplicate, person.id):
                continue
            steps.change(trace, deleted=True)
            if person.household != duplicate:
                steps.change(person, household=duplicate, slot=trace.slot)
            elif person.same_as:
                steps.change(person, same_as=None)
                await self._restore(steps, person, person.same_as)
        return await self._done(steps)

    async def separate_member(self, duplicate: Member, day: date) -> Changed:
        if duplicate.same_as is None:
            raise Problem(Code.CANNOT_MERGE)
        steps = Steps(day)
        steps.change(duplicate, same_as=None)
        await self._restore(steps, duplicate, duplicate.same_as)
        return await self._done(steps)

    async def _restore(self, steps: Steps, duplicate: Household | Member, survivor: UUID) -> None:
        """Put back what the survivor was and had said, but for what somebody has said since."""
        pair, kind = pair_of(duplicate.id, survivor), type(duplicate)
        memory, now = [await self.store.standing(kind, id) for id in (pair, survivor)]
        if memory and now and follows(now, memory) and not now.deleted:
            steps.change(now, **{name: getattr(memory, name) for name in KNOWN_BY[kind]})
        for trace in await self.store.answers_about(pair):
            id = Answer.id_for(survivor, trace.question, trace.period)
            said = await self.store.answer(id)
            if said and follows(said, trace):
                steps.put({**dict(trace), "id": id, "subject": survivor}, said)

    async def both(self, one: UUID, other: UUID) -> tuple[HouseholdView, HouseholdView]:
        """Return two households that are to be merged."""
        return await self._view(one), await self._view(other)

    async def _view(self, id: UUID) -> HouseholdView:
        if (view := await self.store.household(id)) is None:
            raise Problem(Code.CANNOT_MERGE)
        return view

    async def _done(self, steps: Steps) -> Changed:
        made = await self.store.append(steps.drafts, self.clock())
        return Changed(tuple(zip(made, steps.before, strict=True)))


def _give(
    steps: Steps, duplicate: tuple[HouseholdView, UUID], survivor: tuple[HouseholdView, UUID]
) -> None:
    steps.answers(_about(*duplicate).values(), survivor[1], _about(*survivor))


def _about(view: HouseholdView, subject: UUID) -> dict[tuple[str, str], Answer]:
    return {(key, at): answer for (of, key, at), answer in view.answers.items() if of == subject}


def _free_slots(members: Sequence[Member]) -> Iterator[int]:
    taken = {member.slot for member in members}
    return (slot for slot in range(1, 1000) if slot not in taken)


def _refuse_unless_mergeable(duplicate: Household | Member, survivor: Household | Member) -> None:
    is_fit = duplicate.id != survivor.id and duplicate.village == survivor.village
    if not is_fit or duplicate.same_as or survivor.same_as:
        raise Problem(Code.CANNOT_MERGE)
