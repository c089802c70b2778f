"""Who of a household that was written down twice is who of the other one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.store.values import HouseholdView
from shared.fields import AgeClass
from shared.records import Member
from shared.text import fold


@dataclass(frozen=True, slots=True)
class Plan:
    """What merging two households would do: `twins` become one, `movers` move over."""

    twins: tuple[tuple[Member, Member], ...]
    movers: tuple[Member, ...]


def pairing(ours: HouseholdView, theirs: HouseholdView) -> Plan:
    """Tell who of a duplicate household stands in the surviving one already, and who does not.

    A slot without a name of whom nothing is known is anybody of that age: counting it beside the
    names would count one person twice.
    """
    free = list(theirs.members)
    known = {subject for subject, _, _ in ours.answers}
    twins: dict[UUID, Member] = {}
    for member in sorted(ours.members, key=lambda each: not each.name):
        is_blank = not member.name and member.id not in known
        like = [
            other
            for other in free
            if (_age(member) == _age(other) if is_blank else is_same_person(member, other))
        ]
        # Of two namesakes nobody knows which is meant.
        if len(like) == 1 or (like and is_blank):
            twins[member.id] = like[0]
            free.remove(like[0])
    return Plan(
        tuple((each, twins[each.id]) for each in ours.members if each.id in twins),
        tuple(each for each in ours.members if each.id not in twins),
    )


def _age(of: Member) -> AgeClass | None:
    """Return the age class, on the day that the member was last written."""
    if of.birth_year is None:
        return of.age_class
    years = of.day.year - of.birth_year
    return "adult" if years >= 18 else "from_15" if years >= 15 else "under_15"


def is_same_person(one: Member, other: Member) -> bool:
    """Say whether two go by one name, diacritics aside, and no birth year tells them apart."""
    years = {one.birth_year, other.birth_year} - {None}
    both_here = len({each.status in ("moved", "died") for each in (one, other)}) == 1
    same_name = bool(one.name) and fold(one.name) == fold(other.name)
    return same_name and both_here and len(years) < 2
