"""What changes the records: own entries, appended and current at once, and pages merged."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.calendar import reading
from app.store import conflicts, enrolling, meta, outgoing, refusals, volunteers
from app.store.connection import transaction
from app.store.shape import SHAPES, Shape
from app.store.values import Account
from shared import stamp
from shared.columns import Columns, unpack
from shared.kinds import judge
from shared.problems import Problem
from shared.protocol import Page, Place
from shared.records import Record, Session

Draft = tuple[type[Record], Mapping[str, Any]]
"""A kind and the fields that its author chooses; the store adds device, author, number and
stamp."""
_ENTER = "INSERT INTO entry (number, kind, id, base, record) VALUES (?, ?, ?, ?, ?)"
_IN_PLACE = (
    f"{_ENTER} ON CONFLICT (number) DO UPDATE SET kind = excluded.kind, id = excluded.id, "
    "record = excluded.record"
)


def append(
    connection: sqlite3.Connection, drafts: Sequence[Draft], now_ms: int
) -> tuple[Record, ...]:
    """Number, stamp, judge and store `drafts`: all of them, or none and a Problem."""
    with transaction(connection):
        records = tuple(_judged(connection, drafts, now_ms))
        for record in records:
            enter(connection, record)
        if records:
            meta.put(connection, stamp=records[-1].stamp)
    return records


def enter(connection: sqlite3.Connection, record: Record, *, in_place: bool = False) -> None:
    """Write an own record into the log, and let it stand if it is the newest; `in_place` of
    whatever else the log has under its number."""
    shape = SHAPES[record.kind]
    connection.execute(
        _IN_PLACE if in_place else _ENTER,
        (
            record.number,
            record.kind,
            record.id.bytes,
            conflicts.base(connection, record),
            record.model_dump_json(),
        ),
    )
    connection.executemany(shape.upsert, shape.rows([dict(record)]))


def _judged(
    connection: sqlite3.Connection, drafts: Sequence[Draft], now_ms: int
) -> Iterator[Record]:
    account = enrolling.enrolled(connection)
    # A device may have lost part of its storage: a number that was ever given is taken.
    last = max(outgoing.given(connection), outgoing.known(connection).through)
    now = reading(now_ms, meta.known_time(connection)).now_ms
    at = meta.number(connection, "stamp")
    whose = {"device": account.device, "by": volunteers.author(connection)}
    for number, (kind, fields) in enumerate(drafts, start=last + 1):
        at = stamp.after(at, now)
        where = _by_now(kind, fields, account)
        judged = judge(kind.kind, {**fields, **where, **whose, "number": number, "stamp": at})
        if isinstance(judged, Problem):
            raise judged
        yield judged


def _by_now(kind: type[Record], fields: Mapping[str, Any], account: Account) -> Mapping[str, str]:
    """Return the village of a draft that was begun in one which is part of another by now; of an
    evening the one that its id names.
    """
    named = fields.get("village")
    if kind is Session:
        own = (old for place in account.villages if named == place.id for old in place.joined)
        told = fields["day"], fields.get("team", "")
        found = (old for old in own if fields.get("id") == Session.id_for(old, *told))
    else:
        found = (place.id for place in account.villages if named in place.joined)
    village = next(found, None)
    return {"village": village} if village else {}


def merge(connection: sqlite3.Connection, page: Page, after: int | None = None) -> int:
    """Take in a page and the place in the log after it, in one transaction; return how many records
    were news: what a page says again, as after a restore, is none.

    What cannot be read is kept aside and does not stop the rest. Where the cursor is no more where
    the page was asked for (`after`), somebody wants all to be read again, and it stays.
    """
    with transaction(connection):
        news = sum(
            _merge(connection, shape, columns)
            for kind, columns in page.records.items()
            if (shape := SHAPES.get(kind)) is not None
        )
        if page.receipt is not None:
            outgoing.believe(connection, page.receipt)
        _rescope(connection, page.villages)
        if after in (None, meta.number(connection, "cursor")):
            meta.put(connection, cursor=page.cursor)
        # Whoever may read is known, whatever was said before.
        meta.put(connection, history=page.history, forgotten=0)
        enrolling.learn_plans(connection, page.plans)
        if not page.more:
            outgoing.read_to_the_end(connection)
    return news


def _merge(connection: sqlite3.Connection, shape: Shape, columns: Columns) -> int:
    rows, broken = _read(shape, columns)
    conflicts.notice(connection, shape, rows)
    said = _said_again(connection, shape, rows)
    news = connection.executemany(shape.upsert, rows).rowcount - said if rows else 0
    connection.executemany(
        "INSERT INTO aside (kind, record) VALUES (?, ?)",
        [(shape.table, json.dumps(each, default=str)) for each in broken],
    )
    place = shape.columns.index("stamp")
    last = max((row[place] for row in rows), default=0)
    meta.put(connection, stamp=max(last, meta.number(connection, "stamp")))
    return news


def _said_again(connection: sqlite3.Connection, shape: Shape, rows: list[tuple[Any, ...]]) -> int:
    """Return how many of `rows` are the very entries that stand here."""
    entry = ("id", "device", "number")
    places = [shape.columns.index(name) for name in entry]
    sql = f"SELECT 1 FROM {shape.table} WHERE ({', '.join(entry)}) = (?, ?, ?)"
    asked = (connection.execute(sql, [row[place] for place in places]) for row in rows)
    return sum(found.fetchone() is not None for found in asked)


def _read(shape: Shape, columns: Columns) -> tuple[list[tuple[Any, ...]], list[Any]]:
    """Return the rows in `columns`, and what in them is broken."""
    try:
        many = list(unpack(shape.table, columns))
    except Problem:
        return [], [columns]
    with suppress(TypeError, ValueError, AttributeError):
        return shape.rows(many), []
    rows, broken = [], []
    for each in many:
        try:
            rows += shape.rows([each])
        except (TypeError, ValueError, AttributeError):
            broken.append(each)
    return rows, broken


def _rescope(connection: sqlite3.Connection, villages: tuple[Place, ...]) -> None:
    """Forget the records of villages that this device no longer works in; its log stays, and what
    of it is of these villages stands again.

    What was recorded in a village that has become part of another is that one's. Where a collector
    that came back from a backup knows nothing of that any more, it is read anew.
    """
    account = enrolling.enrolled(connection)
    if account.villages == villages:
        return
    enrolling.write(connection, replace(account, villages=villages))
    if [(each.id, each.joined) for each in account.villages] == [
        (each.id, each.joined) for each in villages
    ]:
        # One is called otherwise by now: that moves nobody.
        return
    joined = {place.id: {*place.joined} for place in villages}
    parted = {each.id for each in account.villages if {*each.joined} - joined.get(each.id, set())}
    stays = [place.id for place in villages if place.id not in parted]
    marks = ", ".join("?" * len(stays))
    for table in SHAPES:
        connection.executemany(
            f"UPDATE {table} SET village = ? WHERE village = ?",
            [(place.id, old) for place in villages for old in place.joined],
        )
        connection.execute(f"DELETE FROM {table} WHERE village NOT IN ({marks})", stays)
    heirs = {old: place.id for place in villages for old in (place.id, *place.joined)}
    refusals.stand_again(connection, heirs)
