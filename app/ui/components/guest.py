"""People on the roll of an evening: found while typing, written down with one tap, taken off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme
from app.ui.components.touch import icon_button, touch
from app.ui.words import evening


@dataclass(frozen=True, slots=True)
class GuestLine:
    """What a line says of a person; `is_here`, whether they came."""

    id: str
    name: str
    about: str
    is_here: bool = False


@ft.component
def FoundLine(
    line: GuestLine,
    on_add: Callable[[str], Awaitable[None]],
    on_open: Callable[[str], None],
    key: str = "",
) -> ft.Control:
    """Show a person who was found: a tap writes down that they came, or leads to who is here."""
    ink = theme.YES if line.is_here else theme.MAIN
    word = evening.IS_HERE if line.is_here else evening.ADD
    icon = ft.Icons.CHECK_CIRCLE if line.is_here else ft.Icons.PERSON_ADD
    face = _face(line, ft.Icon(icon, color=ink, size=24), theme.title(word, 15, ink))
    name = f"{word}: {line.name}, {line.about}"
    if line.is_here:
        return touch(name, face, lambda: on_open(line.id))
    return touch(name, face, lambda: on_add(line.id))


@ft.component
def RollLine(
    line: GuestLine,
    on_open: Callable[[str], None],
    on_remove: Callable[[str], Awaitable[None]],
    key: str = "",
) -> ft.Control:
    """Show a person who came: a tap leads to their questions, the cross takes them off."""
    face = _face(line, ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=24))
    off = icon_button(
        f"{evening.TAKE_OFF}: {line.name}", ft.Icons.CLOSE, lambda: on_remove(line.id)
    )
    name = f"{line.name}, {line.about}"
    return ft.Row([touch(name, face, lambda: on_open(line.id), expand=True), off], spacing=2)


def _face(line: GuestLine, sign: ft.Control, *below: ft.Control) -> ft.Container:
    return theme.card(
        ft.Row(
            [
                ft.Column(
                    [theme.title(line.name, 17), theme.small(line.about), *below],
                    spacing=1,
                    expand=True,
                ),
                sign,
            ],
            spacing=6,
        ),
        ft.Padding(left=14, right=10, top=10, bottom=10),
    )
