"""A page of help: a strip of drawings, and the same headings on every page.

Drawn of the app's own icons and, where the app itself is explained, of its own components, so that
pictures need no network, follow the theme and are never out of date.
"""

from __future__ import annotations

from collections.abc import Iterator

import flet as ft

from app.store.values import Outbox
from app.ui import theme
from app.ui.components.sync import SyncStrip, is_calm, summary
from app.ui.components.tick import Box, TickBox
from app.ui.components.touch import OnPress, touch
from app.ui.words import help
from app.ui.words.page import Page
from shared.questions import BY_KEY

ICONS = {
    "account": ft.Icons.ACCOUNT_CIRCLE, "add": ft.Icons.ADD_HOME, "badge": ft.Icons.BADGE,
    "bank": ft.Icons.ACCOUNT_BALANCE, "bolt": ft.Icons.BOLT, "chart": ft.Icons.BAR_CHART,
    "check": ft.Icons.CHECK_CIRCLE, "download": ft.Icons.DOWNLOAD, "edit": ft.Icons.EDIT_NOTE,
    "face": ft.Icons.FACE, "group": ft.Icons.GROUPS, "home": ft.Icons.HOME, "key": ft.Icons.KEY,
    "light": ft.Icons.TRAFFIC, "list": ft.Icons.LIST_ALT, "lock": ft.Icons.FINGERPRINT,
    "pay": ft.Icons.PAYMENTS, "person": ft.Icons.PERSON, "phone": ft.Icons.SMARTPHONE,
    "qr": ft.Icons.QR_CODE_2, "save": ft.Icons.SAVE, "search": ft.Icons.SEARCH,
    "send": ft.Icons.SEND, "shield": ft.Icons.SHIELD, "sign": ft.Icons.DRAW,
    "sim": ft.Icons.SIM_CARD, "store": ft.Icons.STOREFRONT, "undo": ft.Icons.UNDO,
    "wait": ft.Icons.HOURGLASS_BOTTOM, "green": ft.Icons.CHECK_CIRCLE, "yellow": ft.Icons.HELP,
    "red": ft.Icons.BLOCK,
}  # fmt: skip
_INKS = {
    "green": (theme.YES, theme.YES_SOFT),
    "check": (theme.YES, theme.YES_SOFT),
    "yellow": (theme.NO, theme.NO_SOFT),
    "wait": (theme.NO, theme.NO_SOFT),
    "red": (theme.WRONG, theme.WRONG_SOFT),
}


def strip(picture: tuple[tuple[str, str], ...]) -> ft.Control:
    """Return drawings side by side with arrows between, named as one picture."""
    parts: list[ft.Control] = []
    for place, (icon, caption) in enumerate(picture):
        if place:
            arrow = ft.Icon(ft.Icons.ARROW_FORWARD, size=18, color=ft.Colors.OUTLINE)
            parts.append(ft.Container(arrow, height=56, alignment=ft.Alignment.CENTER))
        parts.append(_tile(icon, caption))
    row = ft.Row(
        parts,
        spacing=2,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return ft.Semantics(
        content=ft.Semantics(content=theme.card(row, padding=12), exclude_semantics=True),
        label=help.picture(tuple(caption for _, caption in picture)),
        image=True,
        container=True,
    )


def _tile(icon: str, caption: str) -> ft.Control:
    ink, soft = _INKS.get(icon, (theme.MAIN, theme.MAIN_SOFT))
    said = theme.small(caption, theme.INK)
    said.text_align = ft.TextAlign.CENTER
    return ft.Column(
        [
            ft.Container(
                ft.Icon(ICONS[icon], size=30, color=ink),
                width=56,
                height=56,
                bgcolor=soft,
                border_radius=16,
                alignment=ft.Alignment.CENTER,
            ),
            said,
        ],
        spacing=4,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        expand=True,
    )


def manual(page: Page) -> list[ft.Control]:
    """Return what a page of help shows, from top to bottom."""
    return [strip(page.picture), *_sample(page.sample), *_sections(page)]


def _sections(page: Page) -> Iterator[ft.Control]:
    if page.whom:
        yield from (theme.heading(help.WHOM), _sheet([theme.body(page.whom)]))
    if page.bring:
        yield from (theme.heading(help.BRING), _sheet(_marked(page.bring, ft.Icons.CHECK)))
    steps = [theme.body(help.step(place, said)) for place, said in enumerate(page.steps, start=1)]
    yield from (theme.heading(help.STEPS), _sheet(list(steps)))
    if page.troubles:
        yield from (theme.heading(help.TROUBLES), _sheet(list(_troubles(page))))
    never = (*help.NEVER_EVER, *page.never)
    yield theme.heading(help.NEVER)
    yield _sheet(_marked(never, ft.Icons.BLOCK, theme.WRONG))


def _troubles(page: Page) -> Iterator[ft.Control]:
    for trouble, remedy in page.troubles:
        yield ft.Column([theme.title(trouble, 16), theme.body(remedy)], spacing=2)


def _sheet(lines: list[ft.Control]) -> ft.Control:
    return theme.card(ft.Column(lines, spacing=10))


def _marked(
    lines: tuple[str, ...], icon: ft.IconData, ink: ft.ColorValue = theme.YES
) -> list[ft.Control]:
    return [
        ft.Row(
            [ft.Icon(icon, size=20, color=ink), theme.wide(theme.body(line))],
            spacing=8,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
        for line in lines
    ]


def _sample(name: str) -> list[ft.Control]:
    """Return a part of the app as it looks, not to be pressed."""
    if not name:
        return []
    shown = {"tick": _tick, "outbox": _outbox}[name]()
    still = ft.Container(ft.Semantics(content=shown, exclude_semantics=True))
    still.ignore_interactions = True
    return [theme.heading(help.SAMPLE), still]


def _tick() -> ft.Control:
    async def nothing(_key: str, _value: str | None, _how: str) -> None:
        """Store nothing."""

    asked = BY_KEY["esign"]
    choices = tuple((value, word, asked.done(value)) for value, word in asked.choices)
    box = Box(asked.key, asked.label, asked.wording, choices, "yes", "done")
    return TickBox(box, nothing, lambda _: None)


def _outbox() -> ft.Control:
    boxes = (Outbox(38, 0, ()), Outbox(38, 8, ()))
    return ft.Column(
        [SyncStrip(summary(each), is_calm(each), False, None, None) for each in boxes], spacing=6
    )


def entry(page: Page, on_open: OnPress) -> ft.Control:
    """Return a line of the list of pages."""
    face = theme.card(
        ft.Row(
            [
                ft.Icon(ICONS[page.icon], size=26, color=theme.MAIN),
                theme.wide(theme.title(page.title, 16)),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=24),
            ],
            spacing=12,
        ),
    )
    return touch(page.title, face, on_open)
