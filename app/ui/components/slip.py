"""The slip "Việc cần làm trước": what a person has to see to first, large enough to read aloud."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.ui import theme
from app.ui.components.copying import CopyButton
from app.ui.components.touch import OnPress, button, touch
from app.ui.lights import Errand
from app.ui.words import evening


def slip_button(count: int, on_press: OnPress) -> ft.Control:
    """Return the way to the slip, which says how many errands are on it."""
    ink, said = ft.Colors.ON_ERROR_CONTAINER, evening.errands(count)
    face = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.CHECKLIST, color=ink, size=24),
                theme.wide(theme.title(said, 16, ink)),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ink, size=24),
            ],
            spacing=8,
        ),
        padding=ft.Padding.symmetric(horizontal=14, vertical=12),
        bgcolor=theme.WRONG_SOFT,
        border_radius=theme.RADIUS,
    )
    return touch(said, face, on_press)


def slip_page(
    name: str, errands: tuple[Errand, ...], text: str, on_close: Callable[[], None]
) -> ft.Control:
    copy: ft.Control = CopyButton(evening.SLIP_COPY, text)
    return ft.Container(
        ft.Column(
            [
                theme.title(evening.ERRANDS_TITLE, 22),
                theme.title(name, 19, theme.QUIET),
                ft.ListView(
                    [
                        theme.small(evening.SLIP_HINT),
                        *(_errand(place, each) for place, each in enumerate(errands, start=1)),
                    ],
                    spacing=10,
                    expand=True,
                ),
                ft.Row(
                    [
                        button(evening.CLOSE_SHEET, on_close, quiet=True, expand=True),
                        ft.Container(copy, expand=True),
                    ],
                    spacing=8,
                ),
            ],
            spacing=8,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        padding=ft.Padding(left=16, right=16, top=4, bottom=16),
    )


def _errand(place: int, errand: Errand) -> ft.Control:
    return theme.card(
        ft.Column(
            [
                theme.title(f"{place}. {errand.what}", 20),
                theme.body(errand.where, size=18),
                theme.small(errand.purpose),
            ],
            spacing=4,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
