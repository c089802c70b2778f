"""Ways to find a household or a person: fields that filter while one types, and the villages."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.ui import words
from app.ui.components.field import OnChange, field
from app.ui.components.touch import chip, icon_button
from app.ui.words import evening, shops
from shared.protocol import Place

AT_ONCE = 5
"""So many villages are shown without being asked for."""


def search_field(query: str, on_change: OnChange) -> ft.Control:
    """Return the field that finds households by a few letters, without diacritics."""
    said = words.SEARCH, words.SEARCH_CLEAR
    return _field(query, on_change, said, ft.Icons.SEARCH, words.SEARCH_HINT)


def shop_field(query: str, on_change: OnChange) -> ft.Control:
    """Return the field that finds businesses by a few letters, without diacritics."""
    return _field(query, on_change, (shops.FIND, shops.FIND_CLEAR), ft.Icons.SEARCH)


def guest_field(query: str, on_change: OnChange) -> ft.Control:
    """Return the field that finds people of the village by a few letters, without diacritics."""
    said = evening.FIND, evening.FIND_CLEAR
    return _field(query, on_change, said, ft.Icons.PERSON_SEARCH)


def _field(
    query: str,
    on_change: OnChange,
    said: tuple[str, str],
    icon: ft.IconData,
    hint: str | None = None,
) -> ft.Control:
    label, clear_label = said
    typed = field(
        label,
        query,
        on_change,
        hint_text=hint,
        prefix_icon=icon,
        text_size=17,
        autocorrect=False,
        enable_suggestions=False,
        expand=True,
    )

    async def clear() -> None:
        if (doing := on_change("")) is not None:
            await doing
        # The thumb has left the field for the button; who clears goes on typing.
        await typed.focus()  # type: ignore[no-untyped-call]

    emptying = [icon_button(clear_label, ft.Icons.CLOSE, clear)] if query else []
    return ft.Row([typed, *emptying], spacing=4)


@ft.component
def Villages(
    places: tuple[Place, ...], chosen: str | None, on_choose: Callable[[str | None], None]
) -> ft.Control:
    """Show the volunteer's villages; of many only the chosen one, and a chip that unfolds them:
    a whole commune's would push every household off the screen."""
    is_open, set_open = ft.use_state(False)
    every: list[tuple[str | None, str]] = [
        (None, words.ALL_VILLAGES),
        *((place.id, place.name) for place in places),
    ]
    is_folded = len(places) > AT_ONCE and not is_open

    def choose(id: str | None) -> None:
        set_open(False)
        on_choose(id)

    chips = [
        chip(name, name, id == chosen, lambda id=id: choose(id))  # type: ignore[misc]
        for id, name in every
        if not is_folded or id == chosen
    ]
    if is_folded:
        chips.append(chip(words.OTHER_VILLAGES, words.OTHER_VILLAGES, None, lambda: set_open(True)))
    return ft.Row(list[ft.Control](chips), wrap=True, spacing=8, run_spacing=8)
