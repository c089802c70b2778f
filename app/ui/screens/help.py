"""The help: a list of pages, and each page; all of it lies in the app, for there is no network."""

from __future__ import annotations

import flet as ft

from app.ui import route, theme
from app.ui.components.banner import empty
from app.ui.components.manual import entry, manual
from app.ui.frame import Frame
from app.ui.helping import PAGES, STEP_PAGES
from app.ui.words import help, help_app
from app.ui.words.page import Page


@ft.component
def HelpScreen() -> ft.View:
    body: list[ft.Control] = [
        theme.small(help.OFFLINE),
        theme.heading(help.APP_PAGES),
        *map(_entry, help_app.PAGES),
        theme.heading(help.STEP_PAGES),
        *map(_entry, STEP_PAGES),
    ]
    return Frame(help.TITLE, body, back=route.ROSTER)


def _entry(page: Page) -> ft.Control:
    return entry(page, lambda: route.go(route.help_page(page.topic)))


@ft.component
def HelpPageScreen() -> ft.View:
    page = PAGES.get(ft.use_route_params().get("topic", ""))
    if page is None:
        gone = empty(ft.Icons.EXPLORE_OFF, help.MISSING, help.MISSING_HINT)
        return Frame(help.TITLE, [gone], back=route.HELP)
    return Frame(page.title, manual(page), back=route.HELP)
