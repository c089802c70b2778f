"""Single values that the device remembers: account, receipt, cursor, history, stamp, offset."""

from __future__ import annotations

import json
import sqlite3

from app.calendar import Known
from shared.stamp import PER_MS

# Of more receipts than a week has, nobody asks any more when they came.
_ARRIVALS = 200


def get(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def number(connection: sqlite3.Connection, key: str) -> int:
    return int(get(connection, key) or 0)


def put(connection: sqlite3.Connection, **values: str | int) -> None:
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [(key, str(value)) for key, value in values.items()],
    )


def known_time(connection: sqlite3.Connection) -> Known:
    """Return what this device knows of the time by itself."""
    late, stamp_ms = get(connection, "offset"), number(connection, "stamp") // PER_MS
    if late is None:
        return Known(stamp_ms=stamp_ms)
    # An app of before kept only when it had synced.
    told_ms = number(connection, "told") or number(connection, "synced")
    return Known(int(late), told_ms, stamp_ms)


def arrived(connection: sqlite3.Connection, span: tuple[int, int, int]) -> None:
    """Remember the first and the last number of what a receipt brought, and when."""
    known = json.loads(get(connection, "arrived") or "[]")
    put(connection, arrived=json.dumps([*known, span][-_ARRIVALS:]))


def arrived_ms(connection: sqlite3.Connection, entry: int) -> int | None:
    """Return when the collector had an own entry, by its clock; None where that is not known."""
    known = json.loads(get(connection, "arrived") or "[]")
    return next((ms for first, last, ms in reversed(known) if first <= entry <= last), None)
