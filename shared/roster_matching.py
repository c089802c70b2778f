"""A list beside the households of a village: who is new, who changed, who is not on the list.

A household is known again by its number together with a name, a person by name and year of birth,
so that a list can be taken in again: what it changed is changed, nobody is there twice, and nobody
is deleted for not being on it. New ids follow from the list, so the same list gives the same ids.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID, uuid5

from shared.records import Household, Member
from shared.roster import PEOPLE_LIMIT, ListedHousehold, Person, number_key
from shared.roster_pairing import SAME_PERSON, Home, PersonKey, changes, fold, keys_of, score

_NAMESPACE = UUID("6ba70000-3b0e-4a11-8000-ba0000000005")

Deed = Literal["new", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to write: what of `before` changes, or all of a new one."""

    deed: Deed
    kind: str
    id: UUID
    fields: Mapping[str, Any]
    before: Household | Member | None = None


@dataclass(slots=True)
class Difference:
    """What a list changes in one village; `entries` by household, in the order of the list."""

    entries: list[list[Entry]] = field(default_factory=list)
    same: int = 0
    gone: int = 0
    missing: list[Member] = field(default_factory=list)
    missing_homes: list[Household] = field(default_factory=list)

    def moved(self, leaver: Member) -> None:
        self.missing = [each for each in self.missing if each.id != leaver.id]

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        return Counter((each.kind, each.deed) for home in self.entries for each in home)


def compare(village: str, listed: Sequence[ListedHousehold], homes: Sequence[Home]) -> Difference:
    """Return what `listed`, all of one village, changes in what is there."""
    return _Comparing(village, homes).compare(listed)


def id_of(*words: object) -> UUID:
    """Return the id of what a list names with these words."""
    return uuid5(_NAMESPACE, "/".join(map(str, words)))


class _Comparing:
    """One village: its households, those of them that a listed one was found to be, and ids."""

    def __init__(self, village: str, homes: Sequence[Home]) -> None:
        self.village, self.homes = village, homes
        self.by_id = {home.household.id: home for home in homes}
        self.known: dict[UUID, Home | Member] = {**self.by_id}
        self.known.update((m.id, m) for home in homes for m in home.members)
        self.by_number: dict[str, list[Home]] = defaultdict(list)
        self.by_head: dict[str, list[Home]] = defaultdict(list)
        for home in homes:
            if not home.is_gone:
                self.by_number[home.number].append(home)
                self.by_head[home.head].append(home)
        self.taken: set[UUID] = set()
        self.ids: list[UUID] = []
        self.difference = Difference()

    def compare(self, listed: Sequence[ListedHousehold]) -> Difference:
        self.ids = self._ids(listed)
        pairs = self._pairs(listed)
        found, strangers = self.difference, []
        for each, home, own in zip(listed, pairs, self.ids, strict=True):
            entries, told = self._household(each, home, own)
            if told is not None:
                rest = self._known_people(each, home, entries)
                strangers.append((told, entries, rest))
                found.entries.append(entries)
        paired = {home.household.id for home in pairs if home}
        lost = [h for h in self.homes if not h.is_gone and h.household.id not in paired]
        found.missing_homes = [home.household for home in lost]
        self._newcomers(strangers, [*found.missing, *(m for home in lost for m in home.present)])
        found.same = sum(not entries for entries in found.entries)
        return found

    def _ids(self, listed: Sequence[ListedHousehold]) -> list[UUID]:
        """Return the id that each listed household has if it is new here."""
        times: Counter[tuple[str, str]] = Counter()
        ids = []
        for each in listed:
            told = number_key(each.number), fold(each.head)
            ids.append(id_of(self.village, *told, times[told]))
            times[told] += 1
        return ids

    def _pairs(self, listed: Sequence[ListedHousehold]) -> list[Home | None]:
        """Find each listed household among those there: the surest ones first."""
        keys = [keys_of(each) for each in listed]
        pairs: list[Home | None] = [None] * len(listed)
        for is_sure in (True, False):
            near = [
                (points, -at, home)
                for at, each in enumerate(listed)
                if pairs[at] is None
                for points, home in self._near(each, keys[at], is_sure, self.ids[at])
            ]
            for _, at, home in sorted(near, key=lambda each: each[:2], reverse=True):
                if pairs[-at] is None and home.household.id not in self.taken:
                    pairs[-at] = home
                    self.taken.add(home.household.id)
        return pairs

    def _near(
        self, each: ListedHousehold, keys: frozenset[PersonKey], is_sure: bool, own: UUID
    ) -> Iterator[tuple[float, Home]]:
        """Yield the households that this one may be, and how surely; its own id settles a tie."""
        told = number_key(each.number), fold(each.head)
        near = [*(self.by_number[told[0]] if told[0] else ()), *self.by_head[told[1]]]
        for home in near:
            if home.household.id not in self.taken and (points := score(told, keys, home, is_sure)):
                yield points + (home.household.id == own) / 2, home

    def _household(
        self, each: ListedHousehold, home: Home | None, own: UUID
    ) -> tuple[list[Entry], UUID | None]:
        """Return what changes in the household itself, and its id unless it is gone for good."""
        about = {"head": each.head, "code": each.number}
        if home is None:
            told = self._unused(own)
            if told is None:
                self.difference.gone += 1
                return [], None
            return [Entry("new", Household.kind, told, about)], told
        before = home.household
        changed = {
            key: value
            for key, value in about.items()
            if value and value.casefold() != getattr(before, key).casefold()
        }
        entries = [Entry("changed", Household.kind, before.id, changed, before)] if changed else []
        return entries, before.id

    def _unused(self, made: UUID) -> UUID | None:
        """Return an id for somebody new; None where it was somebody's who was deleted, or merged
        into another: a list does not bring them back.
        """
        while there := self.known.get(made):
            if _is_gone(there):
                return None
            made = id_of(made)
        while made in self.taken:
            made = id_of(made)
        self.taken.add(made)
        return made

    def _known_people(
        self, each: ListedHousehold, home: Home | None, entries: list[Entry]
    ) -> list[Person]:
        """Note what changed about the people who are there; return the others of the list."""
        if home is None:
            return list(each.members)
        there = [member for member in home.living if member.name]
        rest = [person for person in each.members if person.name]
        for is_same in SAME_PERSON:
            rest = _take_known(rest, there, entries, is_same)
        counted = len(each.members) - sum(bool(person.name) for person in each.members)
        if not counted:
            self.difference.missing += [m for m in there if m in home.present]
        nameless = [member for member in home.present if not member.name]
        # A person whom a list only counted has a name now.
        for person, member in zip(rest, nameless, strict=False):
            fields = {"name": person.name, "birth_year": person.birth_year or member.birth_year}
            entries.append(Entry("changed", Member.kind, member.id, fields, member))
        rest = rest[len(nameless) :]
        still = len(each.members) - len(home.present) - len(rest) if counted else 0
        return rest + [Person("")] * max(0, still)

    def _newcomers(
        self, strangers: Iterable[tuple[UUID, list[Entry], list[Person]]], absent: list[Member]
    ) -> None:
        """Add those whom no household had; who left one of this village and came to another is
        moved with all that is known of him.
        """
        times: Counter[PersonKey] = Counter(
            (fold(m.name), m.birth_year) for m in absent if m.birth_year
        )
        leavers = {(fold(m.name), m.birth_year): m for m in absent}
        for household, entries, people in strangers:
            slots = _free_slots(self.by_id.get(household))
            for person, slot in zip(people, slots, strict=False):
                key = (fold(person.name), person.birth_year)
                where = {"household": household, "slot": slot}
                if times[key] == 1:
                    leaver, times[key] = leavers[key], 0
                    self.difference.moved(leaver)
                    entries.append(Entry("moved", Member.kind, leaver.id, where, leaver))
                elif told := self._unused(id_of(household, *key)):
                    about = {**where, "name": person.name, "birth_year": person.birth_year}
                    entries.append(Entry("new", Member.kind, told, about))
                else:
                    self.difference.gone += 1


def _is_gone(there: Home | Member) -> bool:
    if isinstance(there, Home):
        return there.is_gone
    return there.deleted or there.same_as is not None


def _take_known(
    rest: list[Person],
    there: list[Member],
    entries: list[Entry],
    is_same: Callable[[Person, Member], bool],
) -> list[Person]:
    """Pair people with members, and note what changed; return those still without one."""
    left = []
    for person in rest:
        member = next((each for each in there if is_same(person, each)), None)
        if member is None:
            left.append(person)
            continue
        there.remove(member)
        changed = dict(changes(person, member))
        if changed:
            entries.append(Entry("changed", Member.kind, member.id, changed, member))
    return left


def _free_slots(home: Home | None) -> list[int]:
    used = {member.slot for member in home.living} if home else set()
    return [slot for slot in range(1, PEOPLE_LIMIT + 1) if slot not in used]
