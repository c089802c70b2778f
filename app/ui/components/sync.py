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
                ft.Container(text, expand=True),
            ],
            spacing=6,
        ),
        padding=ft.Padding(left=16, right=6),
    )
    parts: list[ft.Control] = [touch(said, face, on_open, expand=True)]
    if on_sync:
        parts.append(_button(ink, syncing, on_sync))
    return ft.Container(ft.Row(parts, spacing=0), bgcolor=theme.YES_SOFT if calm else theme.NO_SOFT)


def _button(ink: ft.ColorValue, syncing: bool, on_sync: OnPress) -> ft.Control:
    """Return the sign alone: the line needs the width, and the outbox has the button in words."""
    sign: ft.Control = (
        ft.ProgressRing(width=18, height=18, stroke_width=2.5, color=ink)
        if syncing
        else ft.Icon(ft.Icons.SYNC, size=24, color=ink)
    )
    face = ft.Container(sign, width=56, height=theme.TOUCH, alignment=ft.Alignment.CENTER)
    word = words.SYNCING if syncing else words.SYNC_NOW
    return touch(word, face, None if syncing else on_sync)
