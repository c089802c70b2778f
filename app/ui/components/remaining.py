"""People who are missing to a target: a household's name, and what each of its people lacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme
from app.ui.components.touch import touch


@dataclass(frozen=True, slots=True)
class LackLine:
    """Who, what is lacking in words, and where it leads ("" for nowhere)."""

    id: str
    name: str
    lacking: str
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of one household who lack equally much; `heading` where a new ease begins."""

    heading: str
    home: str
    ease: int
    lines: tuple[LackLine, ...]

    @property
    def key(self) -> str:
        return f"{self.ease}-{self.lines[0].id}"


_LOOKS = (
    (ft.Icons.PLAY_CIRCLE_OUTLINE, theme.YES),
    (ft.Icons.REPLAY, theme.MAIN),
    (ft.Icons.HELP_OUTLINE, theme.NO),
    (ft.Icons.BLOCK, theme.QUIET),
    (ft.Icons.DO_NOT_DISTURB_ON_OUTLINED, theme.QUIET),
)


@ft.component
def LackGroup(group: Group, on_open: Callable[[str], None], key: str = "") -> ft.Control:
    lines = [_line(each, group, on_open) for each in group.lines]
    sheet = theme.card(ft.Column([theme.title(group.home, 16), *lines], spacing=4), padding=10)
    heading = [theme.heading(group.heading)] if group.heading else []
    return ft.Column([*heading, sheet], spacing=6)


def _line(each: LackLine, group: Group, on_open: Callable[[str], None]) -> ft.Control:
    icon, ink = _LOOKS[group.ease]
    more = [ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=24)]
    face = ft.Container(
        ft.Row(
            [
                ft.Icon(icon, color=ink, size=22),
                ft.Column(
                    [theme.body(each.name), theme.small(each.lacking)], spacing=0, expand=True
                ),
                *(more if each.path else []),
            ],
            spacing=10,
        ),
        padding=ft.Padding.symmetric(horizontal=4, vertical=6),
        border_radius=theme.RADIUS,
    )
    name = f"{each.name}, {group.home}, {each.lacking}"
    return touch(name, face, (lambda: on_open(each.path)) if each.path else None)
