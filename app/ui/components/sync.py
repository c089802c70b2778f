"""The strip that is always there: how much is not sent yet, and the button that sends it."""

from __future__ import annotations

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import OnPress, touch
from app.ui.words import outbox


def summary(total: int, unsent: int, refused: int, settled: int = 0) -> str:
    """Say in a line where this device's entries are; a refused one was never received."""
    returned = [outbox.returned(refused)] if refused else []
    if unsent:
        return ", ".join([outbox.waiting(total - unsent, total), *returned])
    if refused or settled:
        said = outbox.received_of(total, total - refused - settled)
        return ", ".join([said, *(returned or [outbox.settled(settled)])])
    return outbox.all_received(total) if total else outbox.NOTHING


@ft.component
def SyncStrip(
    said: str,
    calm: bool,
    syncing: bool,
    on_open: OnPress | None,
    on_sync: OnPress | None,
) -> ft.Control:
    """Show `said`; `calm` when nothing is waiting. Without `on_sync` there is no button."""
    ink = ft.Colors.ON_TERTIARY_CONTAINER if calm else ft.Colors.ON_SECONDARY_CONTAINER
    icon = ft.Icons.CLOUD_DONE if calm else ft.Icons.CLOUD_UPLOAD
    text = theme.title(said, 14, ink)
    face = ft.Container(
        ft.Row(
            [
                # As high as a thumb, and higher where the line or the letters need it.
                ft.Container(width=0, height=theme.TOUCH),
                ft.Icon(icon, color=ink, size=22),
                ft.Container(text, expand=True, expand_loose=True),
            ],
            spacing=6,
            tight=True,
        ),
        padding=ft.Padding(left=16, right=6),
    )
    parts: list[ft.Control] = [touch(said, face, on_open)]
    if on_sync:
        parts.append(_button(ink, syncing, on_sync))
    row = ft.Row(
        parts, spacing=0, run_spacing=0, wrap=True, alignment=ft.MainAxisAlignment.SPACE_BETWEEN
    )
    sheet = ft.Container(row, bgcolor=theme.YES_SOFT if calm else theme.NO_SOFT, expand=True)
    return ft.Row([sheet], spacing=0)


def _button(ink: ft.ColorValue, syncing: bool, on_sync: OnPress) -> ft.Control:
    word = words.SYNCING if syncing else words.SYNC_NOW
    sign: ft.Control = (
        ft.ProgressRing(width=18, height=18, stroke_width=2.5, color=ink)
        if syncing
        else ft.Icon(ft.Icons.SYNC, size=20, color=ink)
    )
    shown = word if syncing else words.SYNC_SHORT
    row = ft.Row([sign, theme.title(shown, 14, ink)], spacing=6, tight=True)
    face = ft.Container(
        theme.at_least(theme.TOUCH, row),
        padding=ft.Padding(left=8, right=14),
    )
    return touch(word, face, None if syncing else on_sync)
