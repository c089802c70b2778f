"""The composition root: settings, store, verbs, state, pages; it alone knows them all."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import flet as ft

from app.actions import Actions
from app.hand_over import HandOver
from app.pulse import Pulse
from app.second_copy import SecondCopy, open_store
from app.settings import Settings
from app.state import AppState
from app.store.copy_files import CopyFiles
from app.store.store import at_once
from app.sync.carrier import Cipher
from app.sync.cipher import LIBRARY
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


def steady_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def new_id() -> UUID:
    return UUID(int=uuid7().int)


def compose(
    settings: Settings,
    make_courier: Callable[[str, str], Courier] = Courier,
    durable: Callable[[], Awaitable[None]] = at_once,
    watch: Callable[[Pulse], None] = lambda _: None,
    cipher: Cipher = LIBRARY,
) -> Page:
    """Return what Flet runs for each page; all pages of a process share one store and one pulse.

    `watch` is given the pulse, where a browser can tell it of the disk and of the network.
    """
    shared: list[Pulse] = []
    one_at_a_time = asyncio.Lock()

    async def open_pulse() -> Pulse:
        async with one_at_a_time:
            if not shared:
                copy = SecondCopy(CopyFiles(settings.second_copy), cipher)
                store, told = await open_store(settings.database, durable, copy)
                actions = Actions(store, now_ms, new_id, make_courier)
                hand_over = HandOver(store, copy, now_ms)
                pulse = Pulse(
                    actions,
                    random.random,
                    copy=copy,
                    hand_over=hand_over,
                    restored=told,
                    steady=steady_ms,
                )
                await pulse.reload()
                watch(pulse)
                shared.append(pulse)
        return shared[0]

    async def main(page: ft.Page) -> None:
        pulse = await open_pulse()
        state = AppState(pulse, settings, pulse.today)
        leave = state.listen()
        # Said once, to whoever comes first.
        state.notice.problem, pulse.restored = pulse.restored, None
        dress(page)
        page.on_close = lambda _: leave()
        page.render_views(Shell, lambda: state)

    return main
