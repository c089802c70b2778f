"""What only the office has ("sổ của xã"): its decisions, its own entries, whom it gave a place.

No phone can send these again. Two of these, read before a restore and after it, tell what is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from shared.problems import Problem
from sync_server import audit
from sync_server.audit import Deed
from sync_server.backup import KEY
from sync_server.database import Cursor, Database, Row
from sync_server.devices import DESK
from sync_server.settings import Settings
from sync_server.swapping import database_file

_REFUSED = (
    "SELECT device, number, stamp, kind, record, body, code, sentence, received_ms, decided"
    " FROM quarantine WHERE commune = ? AND state = 'refused' ORDER BY decided, device, number"
)
_OWN = (
    "SELECT number, stamp, kind, received_ms, record FROM log WHERE commune = ? AND device = ?"
    " ORDER BY seq"
)
_GIVEN = (
    "SELECT at_ms, officer, quarter, village, code, team, due FROM assignment WHERE commune = ?"
)
_LISTS = (
    "SELECT finished_ms, officer, name, id FROM roster_import WHERE commune = ? AND state = 'done'"
)
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device that was given a place: whose it is, since when, since when it has it no more; and
    the number of its newest entry that was known."""

    name: str
    enrolled_ms: int
    revoked_ms: int | None
    made: int


@dataclass(frozen=True, slots=True)
class Books:
    """What a commune's office has decided and entered, as far as a restore can lose it."""

    name: str
    deeds: tuple[Deed, ...]
    refused: tuple[Row, ...]
    devices: dict[bytes, Enrolled]
    own: tuple[Row, ...]
    given: tuple[Row, ...]
    lists: tuple[Row, ...]


def read(cursor: Cursor, commune: str) -> Books:
    """Return the books of an office."""
    (name,) = cursor.one("SELECT name FROM commune WHERE id = ?", (commune,)) or ("",)
    devices = {
        bytes(own): Enrolled(*rest)
        for own, *rest in cursor.all(
            "SELECT id, name, enrolled_ms, revoked_ms,"
            " CASE WHEN made > through THEN made ELSE through END FROM device WHERE commune = ?",
            (commune,),
        )
        if bytes(own) != DESK.bytes
    }
    return Books(
        name,
        tuple(reversed(audit.latest(cursor, commune, _ALL))),
        tuple(cursor.all(_REFUSED, (commune,))),
        devices,
        tuple(cursor.all(_OWN, (commune, DESK.bytes))),
        tuple(cursor.all(_GIVEN, (commune,))),
        tuple(cursor.all(_LISTS, (commune,))),
    )


def read_replaced(settings: Settings) -> dict[str, Books] | None:
    """Return the books that a restore is about to replace, by commune; None where nobody can tell:
    there are none, they cannot be read, or the decisions in them were altered."""
    key, file = settings.data / KEY, database_file(settings)
    if not key.exists() or (file and not file.exists()):
        return None
    try:
        there = Database(settings.database_url, key.read_bytes())
    except OSError:
        return None
    try:
        return dict(_sound(there))
    except (SQLAlchemyError, there.engine.dialect.loaded_dbapi.Error, Problem, ValueError):
        return None
    finally:
        there.close()


def _sound(there: Database) -> Iterator[tuple[str, Books]]:
    with there.reading() as cursor:
        for (commune,) in cursor.all("SELECT id FROM commune"):
            if any(audit.findings(cursor, commune)):
                raise ValueError(commune)
            yield commune, read(cursor, commune)
