"""The composition root: settings, store, verbs, state, pages; it alone knows them all."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import flet as ft

from app.actions import Actions
from app.pulse import Pulse
from app.settings import Settings
from app.state import AppState
from app.store.store import Store, at_once
from app.sync.courier import Courier
from app.ui.shell import Shell, dress

try:
    from uuid import uuid7  # type: ignore[attr-defined]
except ImportError:
    from uuid6 import uuid7

ASSETS = Path(__file__).resolve().parent.parent / "assets"

Page = Callable[[ft.Page], Awaitable[None]]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def new_id() -> UUID:
    return UUID(int=uuid7().int)


def compose(
    settings: Settings,
    make_courier: Callable[[str, str], Courier] = Courier,
    durable: Callable[[], Awaitable[None]] = at_once,
) -> Page:
    """Return what Flet runs for each page; all pages of a process share one store and one pulse."""
    shared: list[Pulse] = []

    async def open_pulse() -> Pulse:
        if not shared:
            store = await Store.open(settings.database, durable)
            actions = Actions(store, now_ms, new_id, make_courier)
            pulse = Pulse(actions, random.random)
            await pulse.reload()
            shared.append(pulse)
        return shared[0]

    async def main(page: ft.Page) -> None:
        pulse = await open_pulse()
        state = AppState(pulse, settings, pulse.today)
        leave = state.listen()
        dress(page)
        page.on_close = lambda _: leave()
        page.render_views(Shell, lambda: state)

    return main
