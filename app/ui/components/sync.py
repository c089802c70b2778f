"""The strip that is always there: how much is not sent yet, and the button that sends it."""

from __future__ import annotations

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import OnPress, touch


def summary(total: int, unsent: int, refused: int) -> str:
    """Say in a line where this device's entries are."""
    if unsent:
        said = words.waiting(unsent)
        return f"{said}, {words.refused(refused)}" if refused else said
    if refused:
        return words.sent_but_refused(total, refused)
    return words.sent_all(total) if total else words.ALL_SENT


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
        ft.Row([ft.Icon(icon, color=ink, size=22), ft.Container(text, expand=True)], spacing=10),
        height=theme.TOUCH,
        padding=ft.Padding(left=16, right=6),
    )
    parts: list[ft.Control] = [touch(said, face, on_open, expand=True)]
    if on_sync:
        parts.append(_button(ink, syncing, on_sync))
    return ft.Container(ft.Row(parts, spacing=0), bgcolor=theme.YES_SOFT if calm else theme.NO_SOFT)


def _button(ink: ft.ColorValue, syncing: bool, on_sync: OnPress) -> ft.Control:
    word = words.SYNCING if syncing else words.SYNC_NOW
    sign: ft.Control = (
        ft.ProgressRing(width=18, height=18, stroke_width=2.5, color=ink)
        if syncing
        else ft.Icon(ft.Icons.SYNC, size=20, color=ink)
    )
    face = ft.Container(
        ft.Row([sign, theme.title(word, 14, ink)], spacing=6, tight=True),
        height=theme.TOUCH,
        padding=ft.Padding(left=8, right=14),
    )
    return touch(word, face, None if syncing else on_sync)
