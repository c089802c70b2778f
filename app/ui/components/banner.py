"""What must not be overlooked: a refusal with its code, and what was just saved."""

from __future__ import annotations

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import OnPress, icon_button, touch
from app.ui.words import outbox
from shared import text


@ft.component
def Banner(sentence: str, code: str, on_close: OnPress) -> ft.Control:
    """Say what happened, in a sentence that ends with the code to read out on the telephone."""
    words_ = ft.Semantics(
        content=theme.body(f"{sentence} ({code})", ft.Colors.ON_ERROR_CONTAINER, 15),
        live_region=True,
        container=True,
        expand=True,
    )
    return ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.ERROR_OUTLINE, color=theme.WRONG, size=26),
                words_,
                icon_button(words.CLOSE, ft.Icons.CLOSE, on_close),
            ],
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=10,
        ),
        bgcolor=theme.WRONG_SOFT,
        padding=ft.Padding(left=16, right=4, top=10, bottom=10),
    )


@ft.component
def Caution(said: str, hint: str) -> ft.Control:
    """Say what should be seen to soon, although nothing has failed yet."""
    ink = ft.Colors.ON_SECONDARY_CONTAINER
    lines = ft.Column([theme.title(said, 15, ink), theme.small(hint, ink)], spacing=0)
    return ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.WARNING_AMBER, color=ink, size=24),
                ft.Semantics(content=lines, live_region=True, container=True, expand=True),
            ],
            vertical_alignment=ft.CrossAxisAlignment.START,
            spacing=10,
        ),
        bgcolor=theme.NO_SOFT,
        padding=ft.Padding(left=16, right=12, top=8, bottom=8),
    )


@ft.component
def StorageBanner(free: int) -> ft.Control:
    """Say that the phone's storage is filling, while there is still room to act."""
    return Caution(outbox.room_left(text.number(free // 1_000_000)), outbox.MAKE_ROOM)


@ft.component
def Saved(on_undo: OnPress | None) -> ft.Control:
    """Say that it is on the disk, and offer to take it back."""
    parts: list[ft.Control] = [
        ft.Icon(ft.Icons.CHECK_CIRCLE, color=theme.ON_YES, size=22),
        ft.Semantics(
            content=theme.title(words.SAVED, 16, theme.ON_YES),
            live_region=True,
            container=True,
            expand=True,
        ),
    ]
    if on_undo:
        face = ft.Container(
            theme.at_least(theme.TOUCH, theme.title(words.UNDO, 16, theme.ON_YES)),
            padding=ft.Padding.symmetric(horizontal=16),
            alignment=ft.Alignment.CENTER,
            border=ft.Border.all(1.5, theme.ON_YES),
            border_radius=theme.RADIUS,
        )
        parts.append(touch(words.UNDO, face, on_undo))
    return ft.Container(
        theme.at_least(theme.TOUCH, ft.Row(parts, spacing=10)),
        bgcolor=theme.YES,
        padding=ft.Padding(left=16, right=8, top=6, bottom=6),
    )


def empty(icon: ft.IconData, said: str, hint: str) -> ft.Control:
    """Return what stands where there is nothing to list."""
    more = theme.body(hint, theme.QUIET)
    more.text_align = ft.TextAlign.CENTER
    head = theme.title(said, 19)
    head.text_align = ft.TextAlign.CENTER
    return ft.Container(
        ft.Column(
            [ft.Icon(icon, size=56, color=ft.Colors.OUTLINE), head, more],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=10,
        ),
        padding=ft.Padding.symmetric(horizontal=24, vertical=48),
        alignment=ft.Alignment.CENTER,
    )
