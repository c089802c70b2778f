"""Single values that the device remembers: account, receipt, cursor, history, stamp, offset."""

from __future__ import annotations

import sqlite3


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
