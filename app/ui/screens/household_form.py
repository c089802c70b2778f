"""A household to correct: the name of its head, its number, a note, or that it is none."""

from __future__ import annotations

import flet as ft

from app.actions import Naming
from app.store.values import HouseholdView
from app.ui import presenting, route, words
from app.ui.components.correcting import Removal
from app.ui.components.naming import head_field, other_fields
from app.ui.components.touch import button
from app.ui.drafting import use_draft
from app.ui.frame import Frame
from app.ui.namesakes import Typed, use_namesakes
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
    naming, set_naming = use_draft(Naming(home.head, home.code, home.note))
    # Who stands there under the old name is known; only a new one is worth a hint.
    typed = naming.head if naming.head != home.head else ""
    likely = use_namesakes(Typed(home.village, typed, home=home.id))
    back = route.household(home.id)

    async def save() -> None:
        if await state.save(state.actions.correct_household(home, naming, state.today())):
            route.go(back)

    async def remove() -> None:
        await state.save(state.actions.remove(home, state.today()))
        if state.notice.problem is None:
            route.go(route.ROSTER)

    return Frame(
        words.EDIT_HOUSEHOLD,
        [
            head_field(naming, set_naming),
            *likely,
            *other_fields(naming, set_naming),
            Removal(words.REMOVE_HOUSEHOLD, words.REMOVE_HOUSEHOLD_SURE, remove),
        ],
        subtitle=presenting.household_title(home),
        back=back,
        foot=button(words.SAVE_NAMING, save, icon=ft.Icons.CHECK),
    )
