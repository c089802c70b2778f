"""Whom a name being typed may mean already: read while one types, dismissed for good."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.store.values import Namesake
from app.ui import presenting, route, words
from app.ui.components.likely import LikelyCard, Likeness
from app.ui.using import use_held, use_loaded
from app.ui.words import homes


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: a name in a village; `home` and `person` are what it is typed for."""

    village: str
    name: str
    birth_year: int | None = None
    home: UUID | None = None
    person: UUID | None = None

    def means(self, namesake: Namesake) -> bool:
        """Say whether `namesake` may be one written down twice, and not just this very one."""
        if namesake.household.id != self.home:
            return True
        # The head of a household is one of its people.
        return namesake.member is not None and namesake.member.id != self.person


def use_namesakes(typed: Typed) -> list[ft.Control]:
    """Return a card for each household that may be meant by what is being typed."""
    state = use_held()
    start: tuple[str, ...] = ()
    dismissed, set_dismissed = ft.use_state(start)

    async def load() -> tuple[Namesake, ...]:
        if not typed.name.strip():
            return ()
        store = state.actions.store
        return await store.namesakes(typed.village, typed.name, typed.birth_year)

    found = use_loaded(load, typed) or ()
    likely = (likeness(each) for each in found if typed.means(each))
    return [
        LikelyCard(
            each,
            lambda home: route.go(route.household(home)),
            lambda home: set_dismissed(lambda known: (*known, home)),
            key=each.home,
        )
        for each in likely
        if each.home not in dismissed
    ]


def likeness(namesake: Namesake) -> Likeness:
    home, member = namesake.household, namesake.member
    said = presenting.household_title(home)
    if home.head and home.code:
        said = f"{said}, {words.household_number(home.code)}"
    if member:
        who = f"{presenting.person_name(member)}, {presenting.age(member)}"
        said = homes.member_of(who, said)
    return Likeness(str(home.id), said)
