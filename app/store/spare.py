"""What a second copy and a hand-over are made of, and how lost entries are put back.

Nothing here marks an entry as sent: only a receipt does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.store import enrolling, meta, outgoing, volunteers, writing
from app.store.connection import transaction
from app.store.shape import SHAPES
from app.store.values import Account, Volunteer
from shared.kinds import judge
from shared.problems import Code, Problem
from shared.protocol import BATCH_RECORDS, Receipt, fields_of, read
from shared.records import Record

# "Malformed", and "not a database" at all; what SQLite adds above a byte says where it noticed.
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# An evening's entries many times over: no hand-over and no copy holds more at a time.
_PORTIONS = 200

NO_RECEIPT = Receipt()
Portions = list[tuple[Record, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the entries have come: the last number given, the last stamp, what was received."""

    last: int = 0
    stamp: int = 0
    receipt: Receipt = NO_RECEIPT


@dataclass(frozen=True, slots=True)
class Handed:
    """When unsent entries last left the device by hand, and between which numbers."""

    at_ms: int
    last: int
    first: int = 0


class Spare:
    """The store, for whoever copies, hands over or puts back its entries."""

    def __init__(
        self, connection: sqlite3.Connection, durable: Callable[[], Awaitable[None]]
    ) -> None:
        self._connection, self._durable = connection, durable

    def mark(self) -> Mark:
        at = meta.number(self._connection, "stamp")
        return Mark(outgoing.given(self._connection), at, outgoing.known(self._connection))

    def span(self) -> tuple[int, int, int]:
        """Return how many entries are unsent, and the first and the last number among them."""
        return outgoing.span(self._connection)

    def waits(self, handed: Handed) -> int:
        """Return how many of what left the device by hand are unsent still."""
        return outgoing.unsent(self._connection, handed.first, handed.last)

    def unsent(self, after: int = 0, size: int = BATCH_RECORDS) -> Portions:
        """Return the unsent entries numbered above `after`, in portions as they are pushed."""
        found: Portions = []
        while len(found) < _PORTIONS and (portion := outgoing.batch(self._connection, size, after)):
            found.append(portion)
            after = portion[-1].number
        return found

    def is_damaged(self) -> bool:
        """Say whether the file has pages that cannot be read."""
        try:
            # Not `integrity_check`, which holds indexes against their tables: ten times as long.
            rows = self._connection.execute("PRAGMA quick_check(1)").fetchall()
        except sqlite3.DatabaseError as error:
            return damage(error)
        return rows != [("ok",)]

    async def put_back(
        self,
        account: Account,
        mark: Mark,
        records: Sequence[Record],
        crew: Sequence[Volunteer] = (),
    ) -> int:
        """Take in what a second copy has: account, who shares the device, numbers given, and
        entries that are lacking.

        Return how many entries were. A device that lacks any reads the collector from 0 again.
        """
        connection = self._connection
        with transaction(connection):
            known = enrolling.account(connection)
            if known and known.device != account.device:
                return 0
            if is_new := known is None:
                enrolling.write(connection, account)
                for each in crew:
                    volunteers.write(connection, each)
                outgoing.believe(connection, mark.receipt)
            lacking = [record for record in records if _lacks(connection, record)]
            for record in lacking:
                writing.enter(connection, record, in_place=True)
            if is_new or lacking or outgoing.given(connection) < mark.last:
                numbered = max(mark.last, outgoing.given(connection))
                last = max(mark.stamp, meta.number(connection, "stamp"))
                meta.put(connection, numbered=numbered, stamp=last, cursor=0)
        await self._durable()
        return len(lacking)

    def handed(self) -> Handed | None:
        text = meta.get(self._connection, "handed")
        return Handed(*json.loads(text)) if text else None

    async def has_handed(self, handed: Handed) -> None:
        with transaction(self._connection):
            meta.put(self._connection, handed=json.dumps([handed.at_ms, handed.last, handed.first]))
        await self._durable()


def _lacks(connection: sqlite3.Connection, record: Record) -> bool:
    """Say whether the log has no such entry, or another text under its number."""
    row = connection.execute(
        "SELECT kind, record FROM entry WHERE number = ?", (record.number,)
    ).fetchone()
    if row is None or row[0] != record.kind:
        return True
    try:
        return SHAPES[record.kind].revive(json.loads(row[1])) != record
    except (ValueError, TypeError, KeyError):
        return True


def records_of(batch: bytes) -> list[Record]:
    """Return the records of a batch that this device wrote, as they were made: what a later app
    would refuse is still somebody's work."""
    found = fields_of(read(batch))
    return [SHAPES[kind].revive(fields) for kind, fields in found if kind in SHAPES]


def damage(error: BaseException | None) -> bool:
    """Say whether SQLite complains of the file itself, not of a full disk or of us."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGE


@dataclass(frozen=True, slots=True)
class Salvage:
    """What can still be read of a damaged file."""

    account: Account | None = None
    receipt: Receipt = NO_RECEIPT
    records: tuple[Record, ...] = ()


def salvage(path: Path) -> Salvage:
    """Read what a damaged file still gives; only entries that are whole."""
    if not path.exists():
        return Salvage()
    found = Salvage()
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
    ):
        # In a browser nothing else opens a file that was written ahead of; here it does no harm.
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        with suppress(sqlite3.Error, Problem, ValueError, TypeError, KeyError):
            account = enrolling.account(connection)
            found = Salvage(account, outgoing.known(connection))
        found = replace(found, records=tuple(_whole_entries(connection)))
    return found


def _whole_entries(connection: sqlite3.Connection) -> Iterator[Record]:
    with suppress(sqlite3.Error):
        for kind, text in connection.execute("SELECT kind, record FROM entry ORDER BY number"):
            with suppress(ValueError, TypeError):
                judged = judge(kind, json.loads(text))
                if isinstance(judged, Record):
                    yield judged


def refuse_unless_damaged(problem: Problem) -> None:
    """Raise `problem` again, unless the file itself is what is wrong."""
    if problem.kind is not Code.STORE_BROKEN or not damage(problem.__cause__):
        raise problem
