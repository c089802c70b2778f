"""What the browser's worker runs: the app over the phone's own disk and network."""

from __future__ import annotations

import gc
from pathlib import Path

import phone_js

from app.phone import late

# Before anything declares a dataclass.
late.hasten()

import flet as ft  # noqa: E402

from app.main import compose  # noqa: E402
from app.phone.cipher import BROWSER  # noqa: E402
from app.pulse import Pulse  # noqa: E402
from app.room import Room  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.sync.courier import Courier  # noqa: E402


def courier(address: str, token: str) -> Courier:
    """Return a courier whose way is the browser's fetch."""
    # Only now: importing httpx takes half a second here, and starting needs no network.
    from app.phone.transport import FetchTransport  # noqa: PLC0415

    return Courier(address, token, FetchTransport())


def tell_room(free: int, quota: int) -> None:
    """Take in what the browser says of its storage; the worker calls this."""
    for pulse in pulses:
        pulse.tell_room(Room(int(free), int(quota)))


def tell_network() -> None:
    """Take in that the browser has a network again; the worker calls this."""
    for pulse in pulses:
        pulse.network_came()


pulses: list[Pulse] = []
# The browser's disk has one folder.
folder = Path(phone_js.folder)
settings = Settings(folder, collector=phone_js.origin, second=folder)
# What is imported by now stays: looking through all of it would make a press wait now and then.
gc.freeze()
ft.run(compose(settings, courier, watch=pulses.append, cipher=BROWSER))
