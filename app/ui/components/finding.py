"""Ways to find a household or a person: fields that filter while one types, and the villages."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import chip, icon_button
from app.ui.words import evening, shops
from shared.protocol import Place


def search_field(query: str, on_change: Callable[[str], None]) -> ft.Control:
    """Return the field that finds households by a few letters, without diacritics."""
    said = words.SEARCH, words.SEARCH_CLEAR
    return _field(query, on_change, said, ft.Icons.SEARCH, words.SEARCH_HINT)


def shop_field(query: str, on_change: Callable[[str], None]) -> ft.Control:
    """Return the field that finds businesses by a few letters, without diacritics."""
    return _field(query, on_change, (shops.FIND, shops.FIND_CLEAR), ft.Icons.SEARCH)


def guest_field(query: str, on_change: Callable[[str], None]) -> ft.Control:
    """Return the field that finds people of the village by a few letters, without diacritics."""
    said = evening.FIND, evening.FIND_CLEAR
    return _field(query, on_change, said, ft.Icons.PERSON_SEARCH)


def _field(
    query: str,
    on_change: Callable[[str], None],
    said: tuple[str, str],
    icon: ft.IconData,
    hint: str | None = None,
) -> ft.Control:
    label, clear_label = said
    field = ft.TextField(
        label=label,
        hint_text=hint,
        value=query,
        prefix_icon=icon,
        filled=True,
        fill_color=theme.CARD,
        border_radius=theme.RADIUS,
        border_color=ft.Colors.OUTLINE,
        text_size=17,
        autocorrect=False,
        enable_suggestions=False,
        on_change=lambda e: on_change(e.control.value),
        expand=True,
    )
    clear = icon_button(clear_label, ft.Icons.CLOSE, lambda: on_change(""))
    return ft.Row([field, *([clear] if query else [])], spacing=4)


def villages(
    places: tuple[Place, ...], chosen: str | None, on_choose: Callable[[str | None], None]
) -> ft.Control:
    """Return the volunteer's villages, in as many rows as they need."""
    every: list[tuple[str | None, str]] = [
        (None, words.ALL_VILLAGES),
        *((place.id, place.name) for place in places),
    ]
    return ft.Row(
        [
            chip(name, name, id == chosen, lambda id=id: on_choose(id))  # type: ignore[misc]
            for id, name in every
        ],
        wrap=True,
        spacing=8,
        run_spacing=8,
    )
