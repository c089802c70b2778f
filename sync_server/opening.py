"""Opening the collector's books: the data folder, the key of the seals, the database, the clock."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from sync_server import swapping
from sync_server.backup import KEY, settle
from sync_server.database import Database
from sync_server.settings import Settings


def clock() -> int:
    """Return Unix time in milliseconds."""
    return time.time_ns() // 1_000_000


def open_database(settings: Settings) -> Database:
    """Open the collector's database, making the data folder, key and schema on first use."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    swapping.finish(settings)
    database = Database(settings.database_url, _seal_key(settings.data / KEY))
    database.create()
    return database


def _seal_key(path: Path) -> bytes:
    """Return the key that seals the log; whoever has the database alone cannot forge a row."""
    if not path.exists():
        # Whole or not at all: half a key would seal as well.
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        swapping.write_private(part, secrets.token_bytes(32))
        part.replace(path)
        settle(path.parent)
    return path.read_bytes()
