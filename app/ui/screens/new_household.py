"""A household nobody has written down yet: name or number, how many people of which age."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from app.actions import NewHousehold
from app.inputs import PEOPLE_AT_ONCE
from app.ui import route, theme, words
from app.ui.components.choosing import choice, stepper, text_field
from app.ui.components.touch import button
from app.ui.frame import frame
from app.ui.using import use_app


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been typed so far. Two adults and two children are where most start counting."""

    village: str = ""
    head: str = ""
    code: str = ""
    people: int = 4
    adults: int = 2
    from_15: int = 0

    def with_people(self, people: int) -> Draft:
        people = max(0, min(people, PEOPLE_AT_ONCE))
        adults = min(self.adults, people)
        return replace(
            self, people=people, adults=adults, from_15=min(self.from_15, people - adults)
        )

    def with_adults(self, adults: int) -> Draft:
        return replace(self, adults=max(0, min(adults, self.people - self.from_15)))

    def with_from_15(self, from_15: int) -> Draft:
        return replace(self, from_15=max(0, min(from_15, self.people - self.adults)))

    @property
    def children(self) -> int:
        return self.people - self.adults - self.from_15


@ft.component
def NewHouseholdScreen() -> ft.View:
    state = use_app()
    places = state.account.villages if state.account else ()
    draft, set_draft = ft.use_state(Draft(state.village or (places[0].id if places else "")))

    async def save() -> None:
        new = NewHousehold(
            draft.village,
            state.today(),
            head=draft.head,
            code=draft.code,
            people=draft.people,
            adults=draft.adults,
            from_15=draft.from_15,
        )
        if made := await state.save(state.actions.register_household(new)):
            route.go(route.household(made.id))

    fields = draft_fields(draft, set_draft)
    if len(places) > 1:
        names = {place.id: place.name for place in places}
        fields.append(
            choice(
                words.VILLAGE,
                names,
                draft.village,
                lambda id: set_draft(lambda d: replace(d, village=id)),
            )
        )
    foot = button(words.SAVE_HOUSEHOLD, save, icon=ft.Icons.CHECK)
    return frame(words.NEW_HOUSEHOLD, fields, back=route.ROSTER, foot=foot)


def draft_fields(
    draft: Draft, edit: Callable[[Callable[[Draft], Draft]], None]
) -> list[ft.Control]:
    """Return the fields; `edit` takes how the draft changes, so that quick taps all count."""
    return [
        text_field(words.HEAD, draft.head, lambda text: edit(lambda d: replace(d, head=text))),
        text_field(
            words.HOUSEHOLD_CODE,
            draft.code,
            lambda text: edit(lambda d: replace(d, code=text)),
            hint=words.HEAD_OR_CODE,
        ),
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
    ]
