"""The outbox is a query: own entries that, by the last receipt, the collector has not.

Nothing is marked as sent. When a collector comes back from an old backup its receipt goes back,
and what it lost is unsent again by itself.
"""

# ruff: noqa: S608 -- the statements are put together from names and marks of our own.

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date

from app.store import meta, refusals
from app.store.connection import transaction
from app.store.shape import SHAPES
from app.store.subjects import about, home_of
from app.store.values import Entry, HeldEntries, Outbox, RefusedEntry
from shared.protocol import BATCH_BYTES, Receipt
from shared.records import Record
from shared.stamp import GREATEST, TOLERANCE_MS

# SQLite takes no expression of more than 1,000 parts; further gaps wait for the next receipt.
_GAPS = 400
# So many entries of one reason are shown; of the others it is said how many there are.
_SOME = 10

Listed = tuple[int, str, str, str, str, int]
"""An entry that does not count: number, code, sentence, kind, text, whether it is still open."""


def known(connection: sqlite3.Connection) -> Receipt:
    """Return what the collector has, as far as this device was told."""
    text = meta.get(connection, "receipt")
    return Receipt.model_validate_json(text) if text else Receipt()


def believe(connection: sqlite3.Connection, receipt: Receipt) -> None:
    """Take in what the collector has, and what of it does not count, where it says so."""
    if receipt.aside is not None:
        refusals.settle(connection, receipt)
    told = Receipt(through=receipt.through, missing=receipt.missing)
    meta.put(connection, receipt=told.model_dump_json())


def _unsent(connection: sqlite3.Connection) -> tuple[str, list[int]]:
    """Return the condition under which an entry is unsent, and its arguments."""
    receipt = known(connection)
    gaps = receipt.missing[:_GAPS]
    condition = " OR ".join(["number > ?", *["number BETWEEN ? AND ?"] * len(gaps)])
    return f"({condition})", [receipt.through, *(end for gap in gaps for end in gap)]


def made(connection: sqlite3.Connection) -> int:
    """Return the number of the newest own entry."""
    (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM entry").fetchone()
    return int(last)


def given(connection: sqlite3.Connection) -> int:
    """Return the last number that was ever given, be its entry lost since."""
    return max(made(connection), meta.number(connection, "numbered"))


def unsent(connection: sqlite3.Connection, first: int = 0, last: int = GREATEST) -> int:
    """Return how many entries are unsent, of all or of those from `first` to `last`."""
    condition, arguments = _unsent(connection)
    query = f"SELECT count(*) FROM entry WHERE {condition} AND number BETWEEN ? AND ?"
    return int(connection.execute(query, (*arguments, first, last)).fetchone()[0])


def span(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Return how many entries are unsent, and the first and the last number among them."""
    condition, arguments = _unsent(connection)
    query = f"SELECT count(*), min(number), max(number) FROM entry WHERE {condition}"
    count, first, last = connection.execute(query, arguments).fetchone()
    return int(count), first or 0, last or 0


def batch(connection: sqlite3.Connection, limit: int, after: int = 0) -> tuple[Record, ...]:
    """Return the oldest unsent entries numbered above `after`, exactly as they were made; at least
    one if there is any."""
    condition, arguments = _unsent(connection)
    rows = connection.execute(
        f"SELECT kind, record FROM entry WHERE {condition} AND number > ? ORDER BY number LIMIT ?",
        (*arguments, after, limit),
    )
    kinds: list[str] = []
    texts: list[str] = []
    size = 0
    for kind, text in rows:
        size += len(text)
        if texts and size > BATCH_BYTES:
            break
        kinds.append(kind)
        texts.append(text)
    # One reading of all takes half the time of one each.
    entries = json.loads(f"[{','.join(texts)}]")
    return tuple(SHAPES[kind].revive(entry) for kind, entry in zip(kinds, entries, strict=True))


_LATEST = """
    NOT EXISTS (SELECT 1 FROM entry AS later
        WHERE later.id = entry.id AND later.number > entry.number)
"""


def outbox(connection: sqlite3.Connection) -> Outbox:
    (total,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    condition, arguments = _unsent(connection)
    # What a collector back from a backup lost is unsent, and so not refused yet.
    rows = connection.execute(
        f"SELECT entry.number, code, sentence, kind, record, NOT is_dropped AND {_LATEST} "
        "FROM refused JOIN entry ON entry.number = refused.number "
        f"WHERE NOT {condition.replace('number', 'entry.number')} ORDER BY entry.number",
        arguments,
    ).fetchall()
    # What waits does so whatever was written since, for the officer decides about each.
    returned = [row for row in rows if row[1] not in refusals.WAITING]
    refused = tuple(_refused(connection, row) for row in returned if row[-1])
    return Outbox(
        total,
        unsent(connection),
        refused,
        len(returned) - len(refused),
        _gaps(connection),
        _held(connection, (row for row in rows if row[1] in refusals.WAITING)),
        bool(meta.number(connection, "forgotten")),
    )


def _refused(connection: sqlite3.Connection, row: Listed) -> RefusedEntry:
    number, code, sentence, kind, text, _ = row
    record = SHAPES[kind].revive(json.loads(text))
    return RefusedEntry(number, code, sentence, record, home_of(connection, record))


def _held(connection: sqlite3.Connection, rows: Iterable[Listed]) -> tuple[HeldEntries, ...]:
    """Return entries that wait, those of one reason together."""
    reasons: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for _, code, sentence, kind, text, _ in rows:
        reasons.setdefault((code, sentence), []).append((kind, text))
    return tuple(
        HeldEntries(
            *reason,
            len(of),
            tuple(_entry(connection, *each) for each in of[:_SOME]),
        )
        for reason, of in reasons.items()
    )


def _gaps(connection: sqlite3.Connection) -> int:
    """Return how many own entries the collector misses below what it has."""
    gaps = known(connection).missing[:_GAPS]
    counts = (
        connection.execute("SELECT count(*) FROM entry WHERE number BETWEEN ? AND ?", gap)
        for gap in gaps
    )
    return sum(int(count.fetchone()[0]) for count in counts)


def odd_days(
    connection: sqlite3.Connection, first: date, last: date, limit: int
) -> tuple[Entry, ...]:
    """Return own entries that stand, dated before `first` or after `last`."""
    rows = connection.execute(
        "SELECT kind, record FROM entry "
        f"WHERE json_extract(record, '$.day') NOT BETWEEN ? AND ? AND {_LATEST} "
        "ORDER BY number DESC LIMIT ?",
        (first.isoformat(), last.isoformat(), limit),
    )
    entries = (_entry(connection, *row) for row in rows.fetchall())
    return tuple(each for each in entries if not each.record.deleted)


def newest_unsent(connection: sqlite3.Connection, limit: int) -> tuple[Entry, ...]:
    """Return own entries that are unsent, the newest first."""
    condition, arguments = _unsent(connection)
    rows = connection.execute(
        f"SELECT kind, record FROM entry WHERE {condition} ORDER BY number DESC LIMIT ?",
        (*arguments, limit),
    )
    return tuple(_entry(connection, *row) for row in rows.fetchall())


def _entry(connection: sqlite3.Connection, kind: str, text: str) -> Entry:
    record = SHAPES[kind].revive(json.loads(text))
    return Entry(record, home_of(connection, record), about(connection, record))


def read_to_the_end(connection: sqlite3.Connection) -> None:
    """Remember which own entries were there when this device had last read all there was."""
    meta.put(connection, complete=made(connection))


def keep(connection: sqlite3.Connection, receipt: Receipt, now_ms: int) -> None:
    """Take in the receipt of a batch: what arrived, refusals, bounded stamps, the clock's error."""
    with transaction(connection):
        before = known(connection)
        refusals.forget_lost(connection, before, receipt)
        refusals.add(connection, receipt)
        believe(connection, receipt)
        if receipt.bounded:
            _bound(connection, receipt.bounded)
        if receipt.now_ms:
            late = receipt.now_ms - now_ms
            late = late if abs(late) > TOLERANCE_MS else 0
            meta.put(connection, offset=late, told=receipt.now_ms)
            if receipt.through > before.through:
                span_ = (before.through + 1, receipt.through, receipt.now_ms)
                meta.arrived(connection, span_)


def _bound(connection: sqlite3.Connection, bounded: Mapping[int, int]) -> None:
    """Give the rows that stand the stamps the collector gave their entries.

    While a stamp from the future stood here, what others wrote could not win; so the device reads
    again from the beginning, and from now on its own stamps go on from the bounded ones.
    """
    for number, stamp in bounded.items():
        found = connection.execute("SELECT kind, record FROM entry WHERE number = ?", (number,))
        for kind, text in found.fetchall():
            entry = SHAPES[kind].revive(json.loads(text))
            connection.execute(
                f"UPDATE {kind} SET stamp = ? WHERE id = ? AND device = ? AND number = ?",
                (stamp, entry.id.bytes, entry.device.bytes, number),
            )
    greatest = " UNION ALL ".join(f"SELECT max(stamp) AS stamp FROM {kind}" for kind in SHAPES)
    (last,) = connection.execute(f"SELECT max(stamp) FROM ({greatest})").fetchone()
    meta.put(connection, stamp=last or 0, cursor=0)
