"""Help from any screen: the page that fits it, on a sheet, so that nothing typed is lost."""

from __future__ import annotations

import flet as ft

from app.ui import route, theme
from app.ui.components.manual import manual
from app.ui.components.sheet import use_sheet
from app.ui.components.touch import OnPress, button, icon_button
from app.ui.words import help, help_app, help_identity, help_money
from app.ui.words.page import Page

STEP_PAGES = (*help_identity.PAGES, *help_money.PAGES)
PAGES = {page.topic: page for page in (*help_app.PAGES, *STEP_PAGES)}
FITTING = (
    (route.PROGRESS, "progress"),
    (route.OUTBOX, "outbox"),
    (route.HAND_OVER, "hand-over"),
    (route.SESSION, "evening"),
    (route.NEW, "roster"),
    (route.ENROL, "start"),
)


def fitting(path: str) -> Page:
    """Return the page of help for the screen at `path`."""
    for start, topic in FITTING:
        if path.startswith(start):
            return PAGES[topic]
    is_person = "/member/" in path and not path.endswith(("/edit", "/merge"))
    return PAGES["tick" if is_person else "roster"]


@ft.component
def HelpButton(path: str, is_alone: bool = False) -> ft.Control:
    """Show "?" in the top bar, and the sheet once it is pressed; `is_alone` where no other page
    can be reached yet."""
    is_open, set_open = ft.use_state(False)

    def close() -> None:
        set_open(False)

    def list_all() -> None:
        set_open(False)
        route.go(route.HELP)

    on_list = None if is_alone else list_all
    use_sheet(_opened(fitting(path), close, on_list) if is_open else None, close)
    return icon_button(help.TITLE, ft.Icons.HELP_OUTLINE, lambda: set_open(True))


def _opened(page: Page, on_close: OnPress, on_list: OnPress | None) -> ft.Control:
    head = ft.Row(
        [
            theme.wide(theme.title(page.title, 19)),
            icon_button(help.CLOSE, ft.Icons.CLOSE, on_close),
        ]
    )
    every = [button(help.ALL_PAGES, on_list, icon=ft.Icons.MENU_BOOK, quiet=True)]
    body = ft.ListView([*manual(page), *(every if on_list else [])], spacing=10, expand=True)
    edges = ft.Padding(left=12, right=12, top=4, bottom=12)
    return ft.Container(ft.Column([head, body], spacing=4), padding=edges)
