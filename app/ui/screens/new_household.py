"""A household nobody has written down yet: name or number, how many people of which age."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import flet as ft

from app.actions import Naming, NewHousehold
from app.inputs import PEOPLE_AT_ONCE
from app.ui import route, theme, words
from app.ui.components.choosing import choice, stepper
from app.ui.components.naming import head_field, other_fields
from app.ui.components.touch import button
from app.ui.drafting import use_draft
from app.ui.frame import Frame
from app.ui.namesakes import Typed, use_namesakes
from app.ui.using import use_app
from app.ui.words import homes


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been typed so far. Two adults and two children are where most start counting."""

    village: str = ""
    naming: Naming = field(default_factory=Naming)
    people: int = 4
    adults: int = 2
    from_15: int = 0
    phones: int = 0

    def with_people(self, people: int) -> Draft:
        people = max(0, min(people, PEOPLE_AT_ONCE))
        adults = min(self.adults, people)
        from_15 = min(self.from_15, people - adults)
        phones = min(self.phones, people)
        return replace(self, people=people, adults=adults, from_15=from_15, phones=phones)

    def with_adults(self, adults: int) -> Draft:
        return replace(self, adults=max(0, min(adults, self.people - self.from_15)))

    def with_from_15(self, from_15: int) -> Draft:
        return replace(self, from_15=max(0, min(from_15, self.people - self.adults)))

    def with_phones(self, phones: int) -> Draft:
        return replace(self, phones=max(0, min(phones, self.people)))

    @property
    def children(self) -> int:
        return self.people - self.adults - self.from_15


@ft.component
def NewHouseholdScreen() -> ft.View:
    state = use_app()
    places = state.villages
    draft, set_draft = use_draft(Draft(state.village or (places[0].id if places else "")))
    likely = use_namesakes(Typed(draft.village, draft.naming.head))

    async def save() -> None:
        new = NewHousehold(
            draft.village, state.today(),
            head=draft.naming.head, code=draft.naming.code, note=draft.naming.note,
            people=draft.people, adults=draft.adults, from_15=draft.from_15, phones=draft.phones,
        )  # fmt: skip
        if made := await state.save(state.actions.register_household(new)):
            route.go(route.household(made.id))

    def name(change: Callable[[Naming], Naming]) -> None:
        set_draft(lambda d: replace(d, naming=change(d.naming)))

    fields = [head_field(draft.naming, name), *likely, *counts(draft, set_draft)]
    fields += other_fields(draft.naming, name)
    if len(places) > 1:
        fields.append(
            choice(
                words.VILLAGE,
                state.village_names,
                draft.village,
                lambda id: set_draft(lambda d: replace(d, village=id)),
            )
        )
    foot = button(words.SAVE_HOUSEHOLD, save, icon=ft.Icons.CHECK)
    return Frame(words.NEW_HOUSEHOLD, fields, back=route.ROSTER, foot=foot)


def counts(draft: Draft, edit: Callable[[Callable[[Draft], Draft]], None]) -> list[ft.Control]:
    """Return the steppers; `edit` takes how the draft changes, so that quick taps all count."""
    return [
        stepper(
            words.PEOPLE,
            draft.people,
            (0, PEOPLE_AT_ONCE),
            lambda by: edit(lambda d: d.with_people(d.people + by)),
        ),
        stepper(
            words.ADULTS,
            draft.adults,
            (0, draft.people - draft.from_15),
            lambda by: edit(lambda d: d.with_adults(d.adults + by)),
        ),
        stepper(
            words.FROM_15,
            draft.from_15,
            (0, draft.people - draft.adults),
            lambda by: edit(lambda d: d.with_from_15(d.from_15 + by)),
        ),
        theme.small(words.children(draft.children)),
        stepper(
            homes.PHONES,
            draft.phones,
            (0, draft.people),
            lambda by: edit(lambda d: d.with_phones(d.phones + by)),
        ),
        theme.small(homes.PHONES_HINT),
    ]
