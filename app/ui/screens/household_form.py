"""A household to correct: the name of its head, its number, or that it is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from app.actions import Naming
from app.store.values import HouseholdView
from app.ui import presenting, route, words
from app.ui.components.choosing import text_field
from app.ui.components.correcting import Removal
from app.ui.components.touch import button
from app.ui.frame import frame
from app.ui.using import use_held
from app.ui.visiting import use_household, waiting_or_gone


@ft.component
def EditHouseholdScreen() -> ft.View:
    found = use_household()
    if isinstance(found, HouseholdView):
        return HouseholdForm(found)
    return waiting_or_gone(found, route.ROSTER)


@ft.component
def HouseholdForm(view: HouseholdView) -> ft.View:
    state, home = use_held(), view.household
    naming, set_naming = ft.use_state(Naming(home.head, home.code, home.note))
    back = route.household(home.id)

    async def save() -> None:
        if await state.save(state.actions.correct_household(home, naming, state.today())):
            route.go(back)

    async def remove() -> None:
        await state.save(state.actions.remove(home, state.today()))
        if state.notice.problem is None:
            route.go(route.ROSTER)

    return frame(
        words.EDIT_HOUSEHOLD,
        [
            *naming_fields(naming, set_naming),
            Removal(words.REMOVE_HOUSEHOLD, words.REMOVE_HOUSEHOLD_SURE, remove),
        ],
        subtitle=presenting.household_title(home),
        back=back,
        foot=button(words.SAVE_NAMING, save, icon=ft.Icons.CHECK),
    )


def naming_fields(
    naming: Naming, edit: Callable[[Callable[[Naming], Naming]], None]
) -> list[ft.Control]:
    """Return the fields; `edit` takes how the naming changes."""
    return [
        text_field(words.HEAD, naming.head, lambda text: edit(lambda n: replace(n, head=text))),
        text_field(
            words.HOUSEHOLD_CODE,
            naming.code,
            lambda text: edit(lambda n: replace(n, code=text)),
            hint=words.HEAD_OR_CODE,
        ),
    ]
