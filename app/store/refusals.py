"""Which own entries the collector has and does not count: refused, or waiting for an officer.

The receipt of a batch speaks of that batch; what comes with a page speaks of all entries, as it is
by then, so a decision that an officer makes later reaches the device with the next sync.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.store.connection import transaction
from shared.problems import Code
from shared.protocol import Held, Receipt

WAITING = frozenset(
    kind.code for kind in (Code.DEVICE_REVOKED, Code.OUTSIDE_VILLAGE, Code.QUARTER_CLOSED)
)
"""Why entries wait for an officer; whatever else is told was refused, and is to be put right."""


def add(connection: sqlite3.Connection, receipt: Receipt) -> None:
    """List what of a batch was refused, and beside it what waits: the commune counts neither."""
    refused = (
        Held(code=each.code, sentence=each.sentence, numbers=((each.number, each.number),))
        for each in receipt.refused
    )
    _list(connection, (*refused, *receipt.quarantined))


def settle(connection: sqlite3.Connection, receipt: Receipt) -> None:
    """List what does not count by now, and nothing else of what the collector has."""
    listed = connection.execute("SELECT number, is_dropped FROM refused").fetchall()
    there = [(number,) for number, _ in listed if receipt.has(number)]
    connection.executemany("DELETE FROM refused WHERE number = ?", there)
    _list(connection, receipt.aside or ())
    connection.executemany(
        "UPDATE refused SET is_dropped = 1 WHERE number = ?",
        [(number,) for number, is_dropped in listed if is_dropped],
    )


def _list(connection: sqlite3.Connection, held: Iterable[Held]) -> None:
    connection.executemany(
        "INSERT INTO refused (number, code, sentence, is_dropped) "
        "SELECT number, ?, ?, 0 FROM entry WHERE number BETWEEN ? AND ? "
        "ON CONFLICT (number) DO UPDATE SET code = excluded.code, sentence = excluded.sentence",
        [(each.code, each.sentence, first, last) for each in held for first, last in each.numbers],
    )


def forget_lost(connection: sqlite3.Connection, before: Receipt, receipt: Receipt) -> None:
    """Take off the list what the collector had lost and has again: it was judged anew."""
    listed = connection.execute("SELECT number FROM refused WHERE NOT is_dropped").fetchall()
    anew = [(number,) for (number,) in listed if receipt.has(number) and not before.has(number)]
    connection.executemany("DELETE FROM refused WHERE number = ?", anew)


def numbers(connection: sqlite3.Connection) -> frozenset[int]:
    """Return the numbers of own entries that the collector has and does not count."""
    return frozenset(number for (number,) in connection.execute("SELECT number FROM refused"))


def drop(connection: sqlite3.Connection, number: int, *, is_dropped: bool = True) -> None:
    """Take a refused entry off the list, or put it back; it stays in the log."""
    with transaction(connection):
        connection.execute(
            "UPDATE refused SET is_dropped = ? WHERE number = ?", (is_dropped, number)
        )
