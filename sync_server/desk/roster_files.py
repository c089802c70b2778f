"""Where uploaded lists of households wait, and that none of them waits for more than a day."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from fastapi import Request

from sync_server import roster_imports
from sync_server.desk.access import database, now_ms

_HOUR_MS = 60 * 60 * 1000


def folder_of(request: Request) -> Path:
    """Return where uploads wait: the data folder, as `bakhong serve` knows it."""
    state = request.app.state
    if getattr(state, "data", None) is None:
        file = database(request).engine.url.database if database(request).is_sqlite else None
        state.data = Path(file).parent if file else Path(mkdtemp(prefix="bakhong-"))
    return Path(state.data) / roster_imports.FOLDER


async def tidy(request: Request) -> None:
    """Delete the lists that nobody took in for a day: whatever page is asked for, once an hour."""
    now, last = now_ms(request), getattr(request.app.state, "tidied_ms", None)
    if last is None:
        # `bakhong serve` has tidied up before the first page.
        request.app.state.tidied_ms = now
    elif now - last >= _HOUR_MS:
        request.app.state.tidied_ms = now
        folder = folder_of(request)
        await database(request).write(lambda cursor: roster_imports.sweep(cursor, folder, now))
