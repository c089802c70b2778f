"""A household as a line of the roster: head, number, and how far the asking has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import list_line
from app.ui.words import homes


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says of a household: `asked_out` of its `people` have nothing left to be asked;
    `is_begun` when anything was answered, `is_home_asked` when the household's own question is.
    `lacks` are words; `village` only where several are listed; `named` who in it was found, where
    its head was not; `refuses` when the team was turned away."""

    id: str
    head: str
    code: str
    people: int
    asked_out: int = 0
    is_begun: bool = False
    is_home_asked: bool = False
    village: str = ""
    lacks: str = ""
    named: str = ""
    refuses: bool = False

    @property
    def name(self) -> str:
        return self.head or words.household_number(self.code)

    @property
    def status(self) -> str:
        is_asked = self.asked_out >= self.people > 0
        if is_asked and self.is_home_asked:
            return words.STATUS_DONE
        if self.refuses:
            return words.VISIT_REFUSED
        if not self.people:
            return words.STATUS_EMPTY
        if is_asked:
            return words.STATUS_HOME
        return words.STATUS_PARTLY if self.is_begun else words.STATUS_NEW

    @property
    def detail(self) -> str:
        number = [words.household_number(self.code)] if self.head and self.code else []
        count = [words.people(self.people)] if self.people else []
        found = [homes.has_member(self.named)] if self.named else []
        parts = [*found, *number, self.village, *count]
        return " · ".join(each for each in parts if each)

    @property
    def progress(self) -> str:
        is_partly = 0 < self.asked_out < self.people and not self.refuses
        out = f", {homes.asked_out(self.asked_out, self.people)}" if is_partly else ""
        return f"{self.status}{out}" + (f" · {self.lacks}" if self.lacks else "")


LOOKS = {
    words.STATUS_DONE: (ft.Icons.CHECK_CIRCLE, theme.YES, theme.YES_SOFT),
    words.STATUS_HOME: (ft.Icons.BOLT, theme.NO, theme.NO_SOFT),
    words.STATUS_PARTLY: (ft.Icons.TIMELAPSE, theme.NO, theme.NO_SOFT),
    words.STATUS_NEW: (ft.Icons.CIRCLE_OUTLINED, theme.QUIET, theme.FIELD),
    words.VISIT_REFUSED: (ft.Icons.DO_NOT_DISTURB_ON, theme.QUIET, theme.FIELD),
    words.STATUS_EMPTY: (ft.Icons.PERSON_ADD_ALT, theme.QUIET, theme.FIELD),
}
"""Status is told by shape and word as well as colour: not every eye and not every sun agrees."""


@ft.component
def HouseholdLine(line: Line, on_open: Callable[[str], None], key: str = "") -> ft.Control:
    icon, ink, soft = LOOKS[line.status]
    said = (line.name, line.detail, line.progress)
    return list_line(_sign(icon, ink, soft), said, ink, lambda: on_open(line.id))


def _sign(icon: ft.IconData, ink: ft.ColorValue, soft: ft.ColorValue) -> ft.Control:
    return ft.Container(
        ft.Icon(icon, color=ink, size=24),
        width=44,
        height=44,
        bgcolor=soft,
        border_radius=22,
        alignment=ft.Alignment.CENTER,
    )
