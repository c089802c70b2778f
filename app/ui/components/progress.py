"""One indicator as the volunteer sees it: how far, what is missing, how many were asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import touch
from app.ui.words import progress


@dataclass(frozen=True, slots=True)
class Bar:
    """An indicator held against its target; `share` and `mark` are parts of the whole, 0 to 1."""

    code: str
    name: str
    rate: str
    share: float
    target: int
    met: bool | None
    short_by: str
    coverage: str
    is_unasked: bool = False

    @property
    def verdict(self) -> str:
        if self.met is None:
            return progress.UNASKED if self.is_unasked else words.NO_RATE_YET
        return words.MET if self.met else words.NOT_MET


@ft.component
def IndicatorBar(bar: Bar, on_open: Callable[[str], None], key: str = "") -> ft.Control:
    """Show how far an indicator has come; pressed, it opens the list of who is missing."""
    ink = theme.YES if bar.met else theme.MAIN if bar.share else theme.QUIET
    parts: list[ft.Control] = [
        theme.title(bar.name, 16),
        ft.Row(
            [theme.title(bar.rate, 24, ink), _verdict(bar)],
            wrap=True,
            run_spacing=4,
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        _track(bar, ink),
        ft.Row(
            [theme.small(words.target(bar.target)), theme.small(bar.coverage)],
            alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
            wrap=True,
            run_spacing=0,
        ),
        _lead(bar),
    ]
    said = (bar.name, bar.rate, bar.verdict, bar.coverage, bar.short_by, progress.OPEN_LIST)
    name = ", ".join(each for each in said if each)
    return touch(name, theme.card(ft.Column(parts, spacing=6)), lambda: on_open(bar.code))


def _lead(bar: Bar) -> ft.Control:
    """Say how many are missing, and that pressing shows who."""
    ink = ft.Colors.ON_SECONDARY_CONTAINER if bar.short_by else theme.MAIN
    return ft.Row(
        [
            theme.wide(theme.title(bar.short_by or progress.OPEN_LIST, 15, ink)),
            ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ink, size=24),
        ],
        spacing=6,
    )


def _verdict(bar: Bar) -> ft.Control:
    ink, soft = (theme.YES, theme.YES_SOFT) if bar.met else (theme.NO, theme.NO_SOFT)
    if bar.met is None:
        ink, soft = theme.QUIET, theme.FIELD
    icon = ft.Icons.CHECK_CIRCLE if bar.met else ft.Icons.FLAG
    return ft.Container(
        ft.Row(
            [ft.Icon(icon, size=18, color=ink), theme.title(bar.verdict, 14, ink)],
            spacing=5,
            tight=True,
        ),
        bgcolor=soft,
        padding=ft.Padding.symmetric(horizontal=10, vertical=4),
        border_radius=14,
    )


def _track(bar: Bar, ink: ft.ColorValue) -> ft.Control:
    """Return the bar with a line where the target stands."""
    done, rest = round(bar.share * 1000), 1000 - round(bar.share * 1000)
    before, after = bar.target * 10 - 1, 1000 - bar.target * 10
    fill = ft.Row(
        [
            *([ft.Container(bgcolor=ink, expand=done)] if done else []),
            *([ft.Container(expand=rest)] if rest else []),
        ],
        spacing=0,
        expand=True,
    )
    mark = ft.Row(
        [
            ft.Container(expand=before),
            ft.Container(width=3, bgcolor=theme.INK),
            *([ft.Container(expand=after)] if after else []),
        ],
        spacing=0,
        expand=True,
    )
    return ft.Container(
        ft.Stack([fill, mark], expand=True),
        height=14,
        bgcolor=theme.FIELD,
        border_radius=7,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
