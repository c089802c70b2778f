"""Somebody of this name is there already: said while typing, never in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme
from app.ui.components.touch import button, icon_button
from app.ui.words import homes


@dataclass(frozen=True, slots=True)
class Likeness:
    """A household that may be meant, and what tells which it is."""

    home: str
    said: str


@ft.component
def LikelyCard(
    likely: Likeness,
    on_open: Callable[[str], None],
    on_dismiss: Callable[[str], None],
    key: str = "",
) -> ft.Control:
    said = f"{homes.LIKELY}: {likely.said}"
    ink = ft.Colors.ON_SECONDARY_CONTAINER
    return ft.Container(
        ft.Column(
            [
                ft.Row(
                    [
                        ft.Icon(ft.Icons.PEOPLE_OUTLINE, color=ink, size=22),
                        ft.Semantics(
                            content=theme.body(said, ink, 15),
                            live_region=True,
                            container=True,
                            expand=True,
                        ),
                        icon_button(
                            f"{homes.NOT_THE_SAME}: {likely.said}",
                            ft.Icons.CLOSE,
                            lambda: on_dismiss(likely.home),
                        ),
                    ],
                    spacing=8,
                ),
                button(homes.OPEN_THIS, lambda: on_open(likely.home), quiet=True),
            ],
            spacing=6,
        ),
        bgcolor=theme.NO_SOFT,
        padding=10,
        border_radius=theme.RADIUS,
    )
