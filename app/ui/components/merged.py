"""What was merged, with the way to take it apart again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme
from app.ui.components.banner import Caution
from app.ui.components.touch import OnPress, button, touch
from app.ui.words import homes


def merged_line(name: str, on_separate: OnPress, key: str) -> ft.Control:
    """Return one duplicate that was merged, with a button to separate it."""
    face = ft.Container(
        theme.title(homes.SEPARATE, 15, theme.MAIN),
        height=theme.TOUCH,
        padding=ft.Padding.symmetric(horizontal=12),
        alignment=ft.Alignment.CENTER,
        border_radius=theme.RADIUS,
    )
    return ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.CALL_MERGE, color=theme.QUIET, size=22),
                theme.wide(theme.body(name, size=15)),
                touch(f"{homes.SEPARATE}: {name}", face, on_separate),
            ],
            spacing=8,
        ),
        bgcolor=theme.CARD,
        padding=ft.Padding(left=14, right=2, top=2, bottom=2),
        border=ft.Border.all(1, theme.LINE),
        border_radius=theme.RADIUS,
        key=key,
    )


def merged_away(on_open: OnPress, on_separate: OnPress) -> ft.Control:
    """Return what stands above a household that was merged into another one."""
    return ft.Container(
        ft.Column(
            [
                theme.title(homes.IS_MERGED, 17),
                theme.body(homes.IS_MERGED_HINT, size=15),
                button(homes.OPEN_SURVIVOR, on_open),
                button(homes.SEPARATE, on_separate, quiet=True),
            ],
            spacing=8,
        ),
        bgcolor=theme.NO_SOFT,
        padding=14,
        border_radius=theme.RADIUS,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may stay when two are merged."""

    id: str
    name: str
    about: str


@ft.component
def ChoiceLine(choice: Choice, on_choose: Callable[[str], None], key: str = "") -> ft.Control:
    face = theme.card(
        ft.Column([theme.title(choice.name, 17), theme.small(choice.about)], spacing=1),
        ft.Padding.symmetric(horizontal=14, vertical=12),
    )
    return touch(f"{choice.name}, {choice.about}", face, lambda: on_choose(choice.id))


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are merged: its name, what is known of it, and who wrote it down."""

    name: str
    about: str
    by: str


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge will do: which of two goes, which stays, a `plan` in words, and a `caution`."""

    gone: Side
    stays: Side
    plan: str = ""
    caution: str = ""


@ft.component
def MergeCard(of: Merge, on_merge: OnPress, on_other: OnPress) -> ft.Control:
    """Say what merging will do, and ask."""
    plan = of.plan
    return theme.card(
        ft.Column(
            [
                theme.title(homes.merge_into(of.gone.name, of.stays.name), 18),
                _side(homes.MERGE_STAYS, of.stays),
                _side(homes.MERGE_GOES, of.gone),
                *([Caution(homes.MERGE_LOOK, of.caution)] if of.caution else []),
                *([theme.body(plan)] if plan else []),
                theme.body(homes.MERGE_KEEPS, theme.QUIET, 15),
                button(homes.MERGE_NOW, on_merge, icon=ft.Icons.CALL_MERGE),
                button(homes.MERGE_OTHER, on_other, quiet=True),
            ],
            spacing=10,
        )
    )


def _side(label: str, of: Side) -> ft.Control:
    lines = (theme.title(of.name, 16), theme.body(of.about, size=15), theme.small(of.by))
    return ft.Column([theme.small(label), *lines], spacing=1)
