"""The evening on other screens: a slim bar that says which session is open, and who waits."""

from __future__ import annotations

import flet as ft

from app.store.evenings import Glance
from app.ui import route, theme
from app.ui.components.touch import touch
from app.ui.using import use_app, use_read
from app.ui.words import evening


@ft.component
def SessionBar() -> ft.Control:
    """Say which session is open and lead to it; where none is, offer to open one."""
    state = use_app()

    async def load() -> tuple[Glance | None]:
        return (await state.actions.store.evenings.glance(),)

    found = use_read(load, state.revision)
    if found is None:
        return ft.Container(height=theme.TOUCH)
    return session_bar(found[0])


def session_bar(glance: Glance | None) -> ft.Control:
    said = evening.bar(glance.session.team, glance.came) if glance else evening.OPEN_HINT
    ink = ft.Colors.ON_PRIMARY_CONTAINER if glance else theme.MAIN
    waits = evening.waiting_count(glance.waiting) if glance and glance.waiting else ""
    face = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.GROUPS, color=ink, size=22),
                ft.Column(
                    [theme.title(said, 15, ink), *([_badge(waits)] if waits else [])],
                    spacing=4,
                    expand=True,
                ),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ink, size=22),
            ],
            spacing=8,
        ),
        padding=ft.Padding(left=12, right=6, top=12, bottom=12),
        bgcolor=theme.MAIN_SOFT if glance else theme.CARD,
        border=ft.Border.all(1, theme.MAIN if glance else theme.LINE),
        border_radius=theme.RADIUS,
    )
    name = f"{said}, {waits}" if waits else said
    return touch(name, face, lambda: route.go(route.SESSION))


def _badge(said: str) -> ft.Control:
    badge = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.HOURGLASS_TOP, size=16, color=theme.ON_NO),
                theme.wide(theme.title(said, 13, theme.ON_NO), loose=True),
            ],
            spacing=4,
            tight=True,
        ),
        bgcolor=theme.NO,
        padding=ft.Padding.symmetric(horizontal=8, vertical=3),
        border_radius=12,
    )
    # A row of its own, or the column would make it as wide as the line.
    return ft.Row([badge], tight=True)
