"""What the browser's worker runs: the app over the phone's own disk and network."""

from __future__ import annotations

from pathlib import Path

import flet as ft
import phone_js

from app.main import compose
from app.settings import Settings
from app.sync.courier import Courier


def courier(address: str, token: str) -> Courier:
    """Return a courier whose way is the browser's fetch."""
    # Only now: importing httpx takes half a second here, and starting needs no network.
    from app.phone.transport import FetchTransport  # noqa: PLC0415

    return Courier(address, token, FetchTransport())


settings = Settings(Path(phone_js.folder), collector=phone_js.origin)
ft.run(compose(settings, courier))
