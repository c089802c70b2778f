"""What a thumb presses: every such thing has a name, a role and at least 48 dp.

A Flutter page is a picture; the name given here is what a screen reader says and what a test looks
for. Whatever is drawn inside is left out of the name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import theme

OnPress = Callable[[], Awaitable[object] | None]


def touch(
    name: str,
    face: ft.Container,
    on_press: OnPress | None,
    *,
    checked: bool | None = None,
    expand: bool = False,
) -> ft.Semantics:
    """Return `face` as a button, or as a box to tick when `checked` is given.

    Without `on_press` it is shown and named, but does nothing.
    """

    async def pressed() -> None:
        if on_press and (doing := on_press()) is not None:
            await doing

    if not isinstance(face.content, ft.Icon):  # which says nothing
        face.content = ft.Semantics(content=face.content, exclude_semantics=True)
    face.ink = on_press is not None
    face.on_click = pressed if on_press else None
    return ft.Semantics(
        content=face,
        label=name,
        button=True if checked is None else None,
        checked=checked,
        container=True,
        expand=expand or None,
    )


def button(
    word: str,
    on_press: OnPress | None,
    *,
    icon: ft.IconData | None = None,
    quiet: bool = False,
    expand: bool = False,
) -> ft.Semantics:
    """Return a button with a word on it; `quiet` is for what is not the main thing to do."""
    ink = theme.MAIN if quiet else theme.ON_MAIN
    parts: list[ft.Control] = [ft.Icon(icon, color=ink, size=22)] if icon else []
    label = theme.title(word, 16, ink)
    label.text_align = ft.TextAlign.CENTER
    row = ft.Row(
        [*parts, theme.wide(label, loose=True)],
        alignment=ft.MainAxisAlignment.CENTER,
        spacing=theme.GAP,
        tight=True,
    )
    face = ft.Container(
        theme.at_least(theme.TOUCH, row),
        padding=ft.Padding.symmetric(horizontal=12, vertical=2),
        alignment=ft.Alignment.CENTER,
        bgcolor=theme.CARD if quiet else theme.MAIN,
        border=ft.Border.all(1.5, theme.MAIN) if quiet else None,
        border_radius=theme.RADIUS,
        opacity=1 if on_press else 0.6,
    )
    return touch(word, face, on_press, expand=expand)


def list_line(
    sign: ft.Control, said: tuple[str, str, str], ink: ft.ColorValue, on_open: OnPress
) -> ft.Semantics:
    """Return a line of a list: a sign, a name and what is said of it below, the last in `ink`."""
    name, detail, progress = said
    words = [theme.title(name, 17), *([theme.small(detail)] if detail else [])]
    words.append(theme.small(progress, ink))
    row = ft.Row(
        [
            sign,
            ft.Column(list[ft.Control](words), spacing=1, expand=True),
            ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=24),
        ],
        spacing=12,
    )
    face = theme.card(row, ft.Padding(left=12, right=8, top=10, bottom=10))
    return touch(", ".join(filter(None, said)), face, on_open)


def icon_button(name: str, icon: ft.IconData, on_press: OnPress) -> ft.Semantics:
    face = ft.Container(
        ft.Icon(icon, color=theme.INK, size=24),
        width=theme.TOUCH,
        height=theme.TOUCH,
        alignment=ft.Alignment.CENTER,
        border_radius=theme.TOUCH // 2,
    )
    return touch(name, face, on_press)


def chip(
    name: str, word: str, chosen: bool | None, on_press: OnPress, *, expand: bool = False
) -> ft.Semantics:
    """Return one of several things to choose from, as a chip with a circle that is ticked once
    chosen; it takes as much room either way, so that no other moves from under a thumb. With
    `chosen` None it does something at once, and has no circle."""
    ink = ft.Colors.ON_PRIMARY_CONTAINER if chosen else theme.INK
    label = theme.body(word, ink, 15)
    label.text_align = ft.TextAlign.CENTER
    mark = ft.Icons.CHECK_CIRCLE if chosen else ft.Icons.CIRCLE_OUTLINED
    sign = ft.Icon(mark, size=16, color=theme.MAIN if chosen else ft.Colors.OUTLINE)
    row = ft.Row(
        [*([] if chosen is None else [sign]), theme.wide(label, loose=True)],
        spacing=4 if expand else 6,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    face = ft.Container(
        theme.at_least(theme.TOUCH, row),
        padding=ft.Padding.symmetric(horizontal=4 if expand else 14),
        alignment=ft.Alignment.CENTER if expand else None,
        bgcolor=theme.MAIN_SOFT if chosen else theme.CARD,
        border=ft.Border.all(1.5, theme.MAIN if chosen else ft.Colors.OUTLINE),
        border_radius=theme.TOUCH // 2,
    )
    return touch(name, face, on_press, checked=chosen, expand=expand)
