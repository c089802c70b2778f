"""Ways to find a household: a field that filters while one types, and the villages."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import chip, icon_button
from shared.protocol import Place


def search_field(query: str, on_change: Callable[[str], None]) -> ft.Control:
    clear = icon_button(words.SEARCH_CLEAR, ft.Icons.CLOSE, lambda: on_change(""))
    field = ft.TextField(
        label=words.SEARCH,
        hint_text=words.SEARCH_HINT,
        value=query,
        prefix_icon=ft.Icons.SEARCH,
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
    return ft.Row([field, *([clear] if query else [])], spacing=4)


def villages(
    places: tuple[Place, ...], chosen: str | None, on_choose: Callable[[str | None], None]
) -> ft.Control:
    """Return a row of the volunteer's villages, which scrolls sideways."""
    every: list[tuple[str | None, str]] = [
        (None, words.ALL_VILLAGES),
        *((place.id, place.name) for place in places),
    ]
    return ft.Row(
        [
            chip(name, name, id == chosen, lambda id=id: on_choose(id))  # type: ignore[misc]
            for id, name in every
        ],
        scroll=ft.ScrollMode.HIDDEN,
        spacing=8,
    )
