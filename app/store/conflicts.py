"""Two versions of one record whose makers did not know of each other: kept until somebody looked.

An entry remembers the stamp of the last version of somebody else that it was built on (`base`).
What comes in later with a greater stamp was unknown to its maker; and what is older than the entry
that stands, came before this device had read to the end again, or was stamped before the collector
had the entry, did not know of it. Another answer given in the days after may have been given
knowingly: that is not told by the records, so it is listed as having replaced ours.
"""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.store import meta
from app.store.connection import transaction
from app.store.merging import standing
from app.store.shape import SHAPES, Shape
from app.store.subjects import home_of
from app.store.values import Conflict
from shared.records import Answer, Household, Member, Record, version
from shared.stamp import PER_MS

_NOT_SAID = frozenset({"device", "number", "stamp", "day", "by", "how", "waiting"})
"""Fields in which two versions may differ without saying different things."""
_SHOWN = 50
_SOON_MS = 7 * 24 * 3_600_000
"""What others say of a matter later than so is what has changed since."""


def base(connection: sqlite3.Connection, record: Record) -> int:
    """Return the stamp of the last version of somebody else that `record` will be built on."""
    of = record.id.bytes
    seen = connection.execute("SELECT stamp FROM conflict WHERE id = ?", (of,)).fetchone()
    stands = connection.execute(
        f"SELECT device, stamp FROM {record.kind} WHERE id = ?", (of,)
    ).fetchone()
    found = seen[0] if seen else 0
    if stands and stands[0] != record.device.bytes:
        return max(found, int(stands[1]))
    own = connection.execute("SELECT max(base) FROM entry WHERE id = ?", (of,)).fetchone()
    return max(found, int(own[0] or 0))


def notice(connection: sqlite3.Connection, shape: Shape, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep, of what a page brings, that which contradicts an own entry. Called before the merge."""
    if not (own := _own(connection, shape.table)):
        return
    place = shape.columns.index("id")
    complete = meta.number(connection, "complete")
    for row in rows:
        if (entry := own.get(bytes(row[place]))) is None:
            continue
        based, text = entry
        ours, theirs = shape.revive(json.loads(text)), shape.brought(row)
        is_foreign = theirs.device != ours.device and theirs.stamp > based
        if not (is_foreign and _differ(ours, theirs)):
            continue
        if (
            ours.number > complete
            or _is_beaten(connection, ours, theirs)
            or _came_first(connection, ours, theirs)
            or _replaces(connection, ours, theirs)
        ):
            _keep(connection, ours, theirs)


def _own(connection: sqlite3.Connection, kind: str) -> dict[bytes, tuple[int, str]]:
    """Return this device's last entry of each record of one kind, with its base. What was refused
    and dropped is said no more.
    """
    rows = connection.execute(
        "SELECT id, base, record FROM entry WHERE kind = ?"
        " AND number NOT IN (SELECT number FROM refused WHERE is_dropped) ORDER BY number",
        (kind,),
    )
    return {of: (based, text) for of, based, text in rows}


def _differ(ours: Record, theirs: Record) -> bool:
    if ours.deleted and theirs.deleted:
        return False
    return any(
        getattr(ours, name) != getattr(theirs, name)
        for name in SHAPES[ours.kind].fields
        if name not in _NOT_SAID
    )


def _is_beaten(connection: sqlite3.Connection, ours: Record, theirs: Record) -> bool:
    """Say whether our entry stands, and stays so when theirs is merged."""
    stands = standing(connection, ours.kind, ours.id)
    is_ours = stands and (stands.device, stands.number) == (ours.device, ours.number)
    return bool(stands and is_ours and version(stands) > version(theirs))


def _came_first(connection: sqlite3.Connection, ours: Record, theirs: Record) -> bool:
    """Say whether theirs was made before the collector had ours."""
    arrived_ms = meta.arrived_ms(connection, ours.number)
    return arrived_ms is not None and theirs.stamp <= arrived_ms * PER_MS


def _replaces(connection: sqlite3.Connection, ours: Record, theirs: Record) -> bool:
    """Say whether theirs is another answer to what was just asked here, and was not decided."""
    is_soon = 0 < theirs.stamp - ours.stamp <= _SOON_MS * PER_MS
    if not (is_soon and isinstance(ours, Answer)):
        return False
    known = connection.execute("SELECT 1 FROM conflict WHERE id = ?", (ours.id.bytes,))
    return known.fetchone() is None


def _keep(connection: sqlite3.Connection, ours: Record, theirs: Record) -> None:
    connection.execute(
        "INSERT INTO conflict (id, kind, ours, theirs, stamp, is_seen, restored) "
        "VALUES (?, ?, ?, ?, ?, 0, 0) "
        "ON CONFLICT (id) DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs, "
        "stamp = excluded.stamp, is_seen = is_seen AND conflict.stamp >= excluded.stamp "
        "WHERE excluded.stamp >= conflict.stamp",
        (ours.id.bytes, ours.kind, ours.model_dump_json(), theirs.model_dump_json(), theirs.stamp),
    )


def unseen(connection: sqlite3.Connection) -> tuple[Conflict, ...]:
    """Return the conflicts that nobody has looked at or decided; at most so many as are shown."""
    rows = connection.execute(
        "SELECT kind, ours, theirs, restored FROM conflict WHERE NOT is_seen ORDER BY stamp DESC"
    )
    found: list[Conflict] = []
    for kind, ours, theirs, restored in rows.fetchall():
        both = [SHAPES[kind].revive(json.loads(text)) for text in (ours, theirs)]
        stands = standing(connection, kind, both[0].id)
        # A third version, made since, has decided it.
        for each in both:
            if stands and _is(stands, each, restored):
                found.append(_with_names(connection, both[0], both[1], each))
    return tuple(found[:_SHOWN])


def _is(stands: Record, side: Record, restored: int) -> bool:
    """Say whether `side` is what stands, be it as the own entry that put it back (`restored`)."""
    if (side.device, side.number) == (stands.device, stands.number):
        return True
    return stands.number == restored and not _differ(stands, side)


def _with_names(
    connection: sqlite3.Connection, ours: Record, theirs: Record, stands: Record
) -> Conflict:
    home = home_of(connection, ours)
    household = standing(connection, Household.kind, home) if home else None
    person = None
    if isinstance(ours, Answer) and ours.about == "member":
        person = standing(connection, Member.kind, ours.subject)
    return Conflict(
        ours,
        theirs,
        stands,
        household if isinstance(household, Household) else None,
        person if isinstance(person, Member) else None,
        theirs.stamp < ours.stamp or _came_first(connection, ours, theirs),
    )


def see(connection: sqlite3.Connection, of: UUID) -> None:
    """Take a conflict off the list."""
    with transaction(connection):
        connection.execute("UPDATE conflict SET is_seen = 1 WHERE id = ?", (of.bytes,))


def see_again(connection: sqlite3.Connection, of: UUID, restored: int) -> None:
    """Put a conflict back on the list; `restored` is the own entry that put a side back."""
    with transaction(connection):
        connection.execute(
            "UPDATE conflict SET is_seen = 0, restored = ? WHERE id = ?", (restored, of.bytes)
        )
