"""The strip that is always there: how much is not sent yet, and the button that sends it."""

from __future__ import annotations

import flet as ft

from app.store.values import Outbox
from app.ui import theme, words
from app.ui.components.touch import OnPress, touch
from app.ui.words import outbox
from shared.problems import Code, Problem

_NO_WAY = (Code.NO_NETWORK, Code.NOT_THE_COLLECTOR)


def summary(box: Outbox, waits: str = outbox.FOR_NETWORK) -> str:
    """Say in a line where this device's entries are, and what those that are unsent wait for; one
    that is refused, or waits for an officer, was never received."""
    return ", ".join([brief(box), *_after_sent(box, waits)])


def brief(box: Outbox) -> str:
    """Say how the line begins, where there is no room for all of it."""
    return outbox.sent(box.sent, box.total) if box.total else outbox.READY


def _after_sent(box: Outbox, waits: str) -> list[str]:
    refused = len(box.refused)
    apart = [outbox.held(box.waiting)] if box.waiting else []
    apart += [outbox.returned(refused)] if refused else []
    if box.unsent:
        return [outbox.unsent(box.unsent, waits), *apart]
    if apart or box.settled:
        return [outbox.received(box.received), *(apart or [outbox.settled(box.settled)])]
    return [outbox.ALL_RECEIVED] if box.total else []


def waits_for(box: Outbox, problem: Problem | None) -> str:
    """Say what stands between unsent entries and the collector, by how the last sync ended."""
    if box.is_forgotten:
        return outbox.FOR_CODE
    return outbox.FOR_NETWORK if problem and problem.kind in _NO_WAY else outbox.FOR_TURN


def is_calm(box: Outbox) -> bool:
    """Say whether every entry is received, and nothing is left to wait for."""
    return not (box.unsent or box.refused or box.waiting)


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
                theme.wide(text),
            ],
            spacing=6,
        ),
        padding=ft.Padding(left=16, right=6),
    )
    parts: list[ft.Control] = [touch(said, face, on_open, expand=True)]
    if on_sync:
        parts.append(sync_button(ink, syncing, on_sync))
    return ft.Container(ft.Row(parts, spacing=0), bgcolor=theme.YES_SOFT if calm else theme.NO_SOFT)


def sync_button(ink: ft.ColorValue, syncing: bool, on_sync: OnPress) -> ft.Control:
    """Return the sign alone: the line needs the width, and the outbox has the button in words."""
    sign: ft.Control = (
        ft.ProgressRing(width=18, height=18, stroke_width=2.5, color=ink)
        if syncing
        else ft.Icon(ft.Icons.SYNC, size=24, color=ink)
    )
    face = ft.Container(sign, width=56, height=theme.TOUCH, alignment=ft.Alignment.CENTER)
    word = words.SYNCING if syncing else words.SYNC_NOW
    return touch(word, face, None if syncing else on_sync)
