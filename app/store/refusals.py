"""Which own entries the collector has and does not count: refused, or waiting for an officer.

The receipt of a batch speaks of that batch; what comes with a page speaks of all entries, as it is
by then, so a decision that an officer makes later reaches the device with the next sync.

What was refused stands on this device until it is put right or dropped: then what the commune has
stands again, as far as this device knows it, and the rest is read again.
"""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from app.store import meta
from app.store.connection import transaction
from app.store.shape import SHAPES
from shared.problems import Code
from shared.protocol import Held, Receipt
from shared.records import Answer, Record, Visit

WAITING = frozenset(
    kind.code for kind in (Code.DEVICE_REVOKED, Code.OUTSIDE_VILLAGE, Code.QUARTER_CLOSED)
)
"""Why entries wait for an officer; whatever else is told was refused, and is to be put right."""
_REFUSED = f"number IN (SELECT number FROM refused WHERE code NOT IN {tuple(sorted(WAITING))})"
"""Says of an entry that it was refused."""


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


def drop(connection: sqlite3.Connection, number: int) -> None:
    """Take a refused entry off the list; it stays in the log, but stands no more."""
    with transaction(connection):
        _mark(connection, number, is_dropped=True)
        for entry in _entries(connection, f"number = ? AND {_REFUSED}", number):
            _give_way(connection, entry)
            # What another device had said before, only the collector knows.
            meta.put(connection, cursor=0)


def take_up(connection: sqlite3.Connection, number: int) -> None:
    """Put a dropped entry back on the list; it stands again, unless there is something newer."""
    with transaction(connection):
        _mark(connection, number, is_dropped=False)
        for entry in _entries(connection, "number = ?", number):
            _stand(connection, entry)


def stand_again(connection: sqlite3.Connection, heirs: Mapping[str, str]) -> None:
    """Let own entries stand that were not dropped, each in the village that `heirs` gives for its
    own, and none of other villages.
    """
    is_kept = "number NOT IN (SELECT number FROM refused WHERE is_dropped) AND number > ?"
    for entry in _entries(connection, is_kept, 0):
        if village := heirs.get(entry.village):
            _stand(connection, entry.model_copy(update={"village": village}))


def _mark(connection: sqlite3.Connection, number: int, *, is_dropped: bool) -> None:
    connection.execute("UPDATE refused SET is_dropped = ? WHERE number = ?", (is_dropped, number))


def _give_way(connection: sqlite3.Connection, entry: Record) -> None:
    """Let what this device had said before `entry` stand in its place, or else nothing.

    A record on which others hang stays for as long as the commune has no other version of it.
    """
    before = _entries(
        connection, f"id = ? AND NOT {_REFUSED} ORDER BY number DESC LIMIT 1", entry.id.bytes
    )
    change = "UPDATE {} SET stamp = 0"
    if before or isinstance(entry, Answer | Visit):
        change = "DELETE FROM {}"
    connection.execute(
        f"{change.format(entry.kind)} WHERE id = ? AND device = ? AND number = ?",
        (entry.id.bytes, entry.device.bytes, entry.number),
    )
    for each in before:
        _stand(connection, each)


def _stand(connection: sqlite3.Connection, entry: Record) -> None:
    shape = SHAPES[entry.kind]
    connection.executemany(shape.upsert, shape.rows([dict(entry)]))


def _entries(connection: sqlite3.Connection, where: str, of: int | bytes) -> list[Record]:
    rows = connection.execute(f"SELECT kind, record FROM entry WHERE {where}", (of,)).fetchall()
    return [SHAPES[kind].revive(json.loads(text)) for kind, text in rows]
