"""Merges that meet: two phones merge, or one merges while the other asks, without a network.

Each phone did right by what it knew; together a word may stand with a duplicate alone, where nobody
counts it, or one person may stand twice in the household that stays. What a merge would have done,
had it known, is done when the records meet; it can be taken back like any merge, and whichever
phone does it writes the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.merge_steps import Steps, follows, is_more, pair_of, trace_of
from app.pairing import is_same_person
from app.store.store import Store
from shared.records import Answer, Household, Member, version

_ROUNDS = 8
"""A chain of so many households is no accident of two phones any more."""


@dataclass(frozen=True, slots=True)
class Meeting:
    store: Store
    clock: Callable[[], int]

    async def settle(self, day: date) -> bool:
        """Do what earlier merges could not know of; say whether there was anything to do."""
        is_any = False
        for _ in range(_ROUNDS):
            steps = Steps(day)
            await self._people(steps)
            await self._answers(steps)
            if not steps.drafts:
                break
            await self.store.append(steps.drafts, self.clock())
            is_any = True
        return is_any

    async def _answers(self, steps: Steps) -> None:
        for said, survivor in await self.store.said_of_duplicates():
            pair = pair_of(said.subject, survivor)
            own, memory = [
                await self.store.answer(Answer.id_for(of, said.question, said.period))
                for of in (survivor, pair)
            ]
            is_copy = bool(own and memory and follows(own, memory))
            if own and not own.deleted and not is_more(said, own):
                continue
            # Whatever somebody has said of the survivor since is the later word.
            if own and not is_copy and version(own) > version(said):
                continue
            steps.copy(said, survivor, own, memory if is_copy else own)

    async def _people(self, steps: Steps) -> None:
        """Make one of two whom different phones moved into one household."""
        moved = {person.id: (person, trace) for person, trace in await self.store.moved()}
        for person, trace in moved.values():
            view = await self.store.household(await self._root(person.household))
            like = [each for each in view.members if is_same_person(person, each)] if view else []
            others = [each for each in like if each.id != person.id]
            if not view or len(others) != 1:
                continue
            other = others[0]
            is_below = person.household != view.household.id
            came_so = moved.get(other.id)
            if came_so and came_so[1].household == trace.household:
                continue
            if not is_below and (came_so is None or came_so[1].device == trace.device):
                continue
            if came_so and person.id < other.id:
                continue
            if not await self._is_decided(person, other):
                self._merge(steps, person, other)

    def _merge(self, steps: Steps, duplicate: Member, survivor: Member) -> None:
        steps.trace(duplicate)
        steps.change(duplicate, same_as=survivor.id)
        steps.remember(duplicate.id, survivor)
        steps.take_over(duplicate, survivor)

    async def _is_decided(self, one: Member, other: Member) -> bool:
        """Say whether these two were merged before: who told them apart again knew why."""
        pairs = (pair_of(one.id, other.id), pair_of(other.id, one.id))
        known = [await self.store.standing(Member, each) for each in pairs]
        trace = await self.store.standing(Member, trace_of(one.household, one.id))
        return bool(trace or any(known))

    async def _root(self, household: UUID) -> UUID:
        for _ in range(_ROUNDS):
            found = await self.store.standing(Household, household)
            if found is None or found.deleted or found.same_as is None:
                break
            household = found.same_as
        return household
