"""Who of a list is who of a village: households by number and names, people by name and year.

A running number alone tells nothing: it is dealt out anew each year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from shared.records import Household, Member
from shared.roster import ListedHousehold, Person, number_key
from shared.text import fold as folded

_ALIKE = 0.7

PersonKey = tuple[str, int | None]
# Every name is asked for several times: by number, by head, by each member of the house.
fold = lru_cache(maxsize=65536)(folded)


@dataclass(frozen=True)
class Home:
    """A household that is there already, with its people; a duplicate or deleted one is `gone`."""

    household: Household
    members: tuple[Member, ...]

    @property
    def is_gone(self) -> bool:
        return self.household.deleted or self.household.same_as is not None

    @cached_property
    def number(self) -> str:
        return number_key(self.household.code)

    @cached_property
    def head(self) -> str:
        return fold(self.household.head)

    @cached_property
    def living(self) -> tuple[Member, ...]:
        """Return the members that stand for somebody, whether or not they still live here."""
        return tuple(m for m in self.members if not m.deleted and m.same_as is None)

    @cached_property
    def present(self) -> tuple[Member, ...]:
        return tuple(m for m in self.living if m.status in ("resident", "away"))

    @cached_property
    def keys(self) -> frozenset[PersonKey]:
        return frozenset((fold(m.name), m.birth_year) for m in self.living if m.name)


def keys_of(each: ListedHousehold) -> frozenset[PersonKey]:
    return frozenset((fold(p.name), p.birth_year) for p in each.members if p.name)


def score(told: tuple[str, str], keys: frozenset[PersonKey], home: Home, is_sure: bool) -> int:
    """Say how surely a listed household is `home`; 0 when it is another one."""
    number, head = told
    same_number, same_head = bool(number) and number == home.number, head == home.head
    shared = keys & home.keys
    if is_sure:
        return 4 + len(shared) if same_head and number == home.number else 0
    if same_number:
        names = {name for name, _ in keys} & {name for name, _ in home.keys}
        is_it = same_head or bool(names) or _is_near(head, home.head)
    else:
        # Running numbers are dealt out anew each year; a namesake next door is somebody else.
        is_dated = any(year is not None for _, year in shared)
        is_it = same_head and (not number or not home.number or is_dated)
    return 1 + len(shared) + 4 * same_number + 2 * same_head if is_it else 0


def _is_near(one: str, other: str) -> bool:
    return bool(one and other) and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def same(person: Person, member: Member) -> bool:
    return same_name(person, member) and person.birth_year == member.birth_year


def undated(person: Person, member: Member) -> bool:
    """Say whether nothing but a year that one side lacks tells two of one name apart."""
    return same_name(person, member) and None in (person.birth_year, member.birth_year)


def same_name(person: Person, member: Member) -> bool:
    return fold(person.name) == fold(member.name)


def alike(person: Person, member: Member) -> bool:
    same_year = person.birth_year is not None and person.birth_year == member.birth_year
    return same_year and _is_near(fold(person.name), fold(member.name))


def changes(person: Person, member: Member) -> Iterator[tuple[str, object]]:
    if person.name.casefold() != member.name.casefold():
        yield "name", person.name
    if person.birth_year is not None and person.birth_year != member.birth_year:
        yield "birth_year", person.birth_year


SAME_PERSON = (same, undated, same_name, alike)
"""How a person is known again, the surest way first."""
