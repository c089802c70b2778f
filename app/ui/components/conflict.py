"""Two devices that say different things of one: both values, who said them, which one counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme
from app.ui.components.touch import OnPress, button, touch
from app.ui.words import outbox


@dataclass(frozen=True, slots=True)
class Side:
    """What one device says, in words."""

    value: str
    author: str
    day: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What it is about, what this device and the other say, and a `note` on how it came."""

    id: str
    about: str
    sides: tuple[Side, ...]
    note: str = ""


@ft.component
def ConflictCard(
    of: Contradiction,
    on_keep: Callable[[int], Awaitable[None]],
    on_seen: OnPress,
    key: str = "",
) -> ft.Control:
    sides = [
        _side(side, lambda place=place: on_keep(place))  # type: ignore[misc]
        for place, side in enumerate(of.sides)
    ]
    seen = button(outbox.SEEN, on_seen, icon=ft.Icons.CHECK, quiet=True)
    note = [theme.body(of.note, size=15)] if of.note else []
    return theme.card(ft.Column([theme.title(of.about, 16), *note, *sides, seen], spacing=8))


def _side(side: Side, on_keep: OnPress) -> ft.Control:
    ink = ft.Colors.ON_TERTIARY_CONTAINER if side.stands else theme.INK
    mark = [theme.small(outbox.STANDS, ink)] if side.stands else []
    face = ft.Container(
        theme.title(outbox.KEEP, 15, theme.MAIN),
        height=theme.TOUCH,
        padding=ft.Padding.symmetric(horizontal=4),
        alignment=ft.Alignment.CENTER_LEFT,
    )
    return ft.Container(
        ft.Column(
            [
                theme.title(side.value, 17, ink),
                theme.small(f"{side.author} · {side.day}", ink if side.stands else theme.QUIET),
                *mark,
                touch(outbox.kept(side.value, side.author), face, on_keep),
            ],
            spacing=1,
        ),
        bgcolor=theme.YES_SOFT if side.stands else theme.FIELD,
        border_radius=theme.RADIUS,
        padding=ft.Padding(left=12, right=12, top=10, bottom=2),
    )
