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
def Saved(
    word: str,
    strip: tuple[str, str],
    on_open: OnPress | None,
    on_undo: OnPress | None,
    sync: ft.Control | None = None,
) -> ft.Control:
    """Say in a `word` that it is on the disk, and offer to take it back.

    It stands in the strip's place and is no higher, so that nothing moves or is covered. Of what
    the `strip` said its short beginning is shown; the whole goes on being its name.
    """
    said, short = strip
    lines = ft.Column(
        [theme.title(word, 16, theme.ON_YES), theme.body(short, theme.ON_YES, 13)],
        spacing=0,
        tight=True,
    )
    icon = ft.Icon(ft.Icons.CHECK_CIRCLE, color=theme.ON_YES, size=22)
    # What is pressed has its own name, so what is told is told by a part that takes no room.
    told = ft.Semantics(
        content=ft.Container(width=1, height=theme.TOUCH),
        label=word,
        live_region=True,
        container=True,
    )
    face = ft.Container(
        ft.Row([ft.Container(width=0, height=theme.TOUCH), icon, theme.wide(lines)], spacing=6),
        padding=ft.Padding(left=8, right=2),
    )
    parts: list[ft.Control] = [told, touch(said, face, on_open, expand=True)]
    if on_undo:
        parts.append(_undo(on_undo))
    return ft.Container(ft.Row([*parts, *([sync] if sync else [])], spacing=0), bgcolor=theme.YES)


def _undo(on_undo: OnPress) -> ft.Control:
    label = theme.title(words.UNDO, 15, theme.ON_YES)
    label.text_align = ft.TextAlign.CENTER
    pill = ft.Container(
        label,
        padding=ft.Padding.symmetric(horizontal=10, vertical=7),
        border=ft.Border.all(1.5, theme.ON_YES),
        border_radius=theme.RADIUS,
    )
    face = ft.Container(
        theme.at_least(theme.TOUCH, pill), padding=ft.Padding.symmetric(horizontal=4)
    )
    return touch(words.UNDO, face, on_undo)


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
