"""A person as a line of the household: name, age, and how many questions were asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import touch
from app.ui.words import evening


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What a line says of a person; `age` and `status` are words. `of` is 0 where there is nothing
    to ask."""

    id: str
    name: str
    age: str
    status: str
    asked: int
    of: int
    lacks: tuple[str, ...] = ()
    waits: bool = False

    @property
    def detail(self) -> str:
        asked = words.asked(self.asked, self.of) if self.of else ""
        return " · ".join(each for each in (self.age, self.status, asked) if each)

    @property
    def is_whole(self) -> bool:
        return self.asked >= self.of > 0

    @property
    def lack(self) -> str:
        """Say what is known to be missing, and whether an OTP is awaited."""
        waits = (evening.WAITS,) if self.waits else ()
        return " · ".join((*waits, *([evening.lacks(self.lacks)] if self.lacks else [])))


@ft.component
def MemberLine(line: PersonLine, on_open: Callable[[str], None], key: str = "") -> ft.Control:
    ink = theme.YES if line.is_whole else theme.NO if line.asked else theme.QUIET
    face = theme.card(
        ft.Row(
            [
                ft.Column(
                    [
                        theme.title(line.name, 17),
                        theme.small(line.detail),
                        *([_lack(line)] if line.lack else []),
                        *([_bar(line, ink)] if line.of else []),
                    ],
                    spacing=5,
                    expand=True,
                ),
                ft.Icon(
                    ft.Icons.CHECK_CIRCLE if line.is_whole else ft.Icons.CHEVRON_RIGHT,
                    color=ink,
                    size=26,
                ),
            ],
            spacing=12,
        ),
        ft.Padding(left=14, right=10, top=10, bottom=12),
    )
    name = ", ".join(each for each in (line.name, line.detail, line.lack) if each)
    return touch(name, face, lambda: on_open(line.id))


def _bar(line: PersonLine, ink: ft.ColorValue) -> ft.Control:
    return ft.ProgressBar(
        value=line.asked / line.of,
        bar_height=6,
        border_radius=3,
        color=ink,
        bgcolor=theme.FIELD,
    )


def _lack(line: PersonLine) -> ft.Control:
    said = theme.small(line.lack, ft.Colors.ON_SECONDARY_CONTAINER)
    said.max_lines, said.overflow = 2, ft.TextOverflow.ELLIPSIS
    icon = ft.Icons.HOURGLASS_TOP if line.waits else ft.Icons.CANCEL
    return ft.Row(
        [ft.Icon(icon, size=16, color=theme.NO), theme.wide(said)],
        spacing=6,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
