"""Connections, transactions and the one writer.

SQLModel declares the schema (`tables`). Statements go through the driver's own cursor (`Cursor`),
with `?` for parameters on both databases; the ORM would cost fourteen times as much per record.
SQLite has one writer at a time anyway, so all writing happens on one dedicated thread. On
PostgreSQL several processes may write: one after the other too, but for pushes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from sync_server import upgrading

Result = TypeVar("Result")
Row = tuple[Any, ...]
_AT_ONCE = 50
_ASKED_AT_ONCE = 5000
_WRITING, _JOBS = 0xBA3_0003, 0xBA3_0004
"""Advisory locks in PostgreSQL: of who writes, and the first half of those of jobs."""

_CLAIMED = (
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ? AND objid = ? AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Cursor:
    """A driver's cursor inside a transaction; hides the parameter mark, carries the seals' key."""

    def __init__(self, raw: Any, mark: str, seal_key: bytes) -> None:
        self._raw, self._mark, self.seal_key = raw, mark, seal_key
        self.is_sqlite = mark == "?"
        self._brought: set[str] = set()

    def _sql(self, sql: str) -> str:
        return sql if self._mark == "?" else sql.replace("?", self._mark)

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        self._raw.execute(self._sql(sql), parameters)
        return list(self._raw.fetchall())

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        self._raw.execute(self._sql(sql), parameters)
        row: Row | None = self._raw.fetchone()
        return row

    def among(
        self,
        sql: str,
        commune: str,
        those: Iterable[bytes | bytearray] | Iterable[int] | Iterable[str],
    ) -> Iterator[Row]:
        """Yield what `sql` finds in a commune of `those`, which stand in its `IN ({})`, some at a
        time: SQLite allows 32,766 parameters, PostgreSQL 65,535.
        """
        every = [*those]
        if not self.is_sqlite and every and isinstance(every[0], bytes | bytearray):
            # The driver looks for each mark of a statement: one text takes half as long as 500.
            listed = "{" + ",".join(f'"\\\\x{each.hex()}"' for each in every) + "}"
            asked = sql.replace("IN ({})", "= ANY(?::text::bytea[])")
            yield from self.all(asked, (commune, listed))
            return
        for start in range(0, len(every), _ASKED_AT_ONCE):
            some = every[start : start + _ASKED_AT_ONCE]
            yield from self.all(sql.format(", ".join("?" * len(some))), (commune, *some))

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        self._raw.execute(self._sql(sql), parameters)
        return int(self._raw.rowcount)

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._raw.executemany(self._sql(sql), rows)

    def insert(self, into: Insert, rows: Sequence[Sequence[Any]]) -> None:
        """Insert many rows by the quickest way of the database; no two may conflict."""
        if not self.is_sqlite and rows:
            self._copy(into, rows)
            return
        # Dozens in one statement cost a third less than the driver's own loop.
        whole, many = len(rows) - len(rows) % _AT_ONCE, into.sql(_AT_ONCE)
        for start in range(0, whole, _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            self._raw.execute(many, list(chain.from_iterable(some)))
        self.many(into.sql(1), rows[whole:])

    def _copy(self, into: Insert, rows: Sequence[Sequence[Any]]) -> None:
        target = self._emptied(into) if into.then else into.table
        with self._raw.copy(f"COPY {target} ({into.columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if into.then:
            self._raw.execute(into.taking(target))

    def _emptied(self, into: Insert) -> str:
        """Return the table, seen by this connection alone, to which rows of `into` come first."""
        target = f"brought_{into.table}"
        if target in self._brought:
            # Taking the same rows once more would change nothing, but cost as much again.
            self._raw.execute(f"TRUNCATE {target}")
        else:
            # A commit empties it for a fraction of what TRUNCATE costs.
            alike = f"{target} (LIKE {into.table})"
            self._raw.execute(f"CREATE TEMP TABLE IF NOT EXISTS {alike} ON COMMIT DELETE ROWS")
            self._brought.add(target)
        return target


@dataclass(frozen=True)
class Insert:
    """An INSERT of any number of rows: into which columns, and what a conflict does."""

    table: str
    columns: str
    then: str = ""

    def taking(self, source: str) -> str:
        """Return the statement that takes all rows of another table."""
        return self._into(f"SELECT {self.columns} FROM {source}")  # noqa: S608 - names of ours

    def sql(self, rows: int) -> str:
        """Return the statement for so many rows, with `?` for each value."""
        one = f"({', '.join('?' * len(self.columns.split(',')))})"
        return self._into(f"VALUES {', '.join([one] * rows)}")

    def _into(self, what: str) -> str:
        return f"INSERT INTO {self.table} ({self.columns}) {what} {self.then}"


class Database:
    """One collector's database, SQLite or PostgreSQL; `seal_key` seals its log (`log.seal`)."""

    def __init__(self, url: str, seal_key: bytes) -> None:
        self.seal_key = seal_key
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _engine(url, self.is_sqlite)
        self._mark = "?" if self.is_sqlite else "%s"
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")

    def create(self) -> None:
        """Create the schema, or bring an older one up to this program's."""
        upgrading.prepare(self.engine)

    def close(self) -> None:
        self._writer.shutdown()
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """Yield a cursor that sees one state of the database throughout."""
        snapshot = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
        yield from self._transaction("BEGIN" if self.is_sqlite else snapshot)

    @contextmanager
    def writing(self, *, beside: bool = False) -> Iterator[Cursor]:
        """Yield a cursor whose writes are all on disk at the end, or none.

        What is found there stays so: nobody else writes meanwhile, in this process or another. Only
        a push may go `beside` others: it takes its commune's lock before it looks.
        """
        alone = f"SELECT pg_advisory_xact_lock{'_shared' if beside else ''}({_WRITING:d})"
        yield from self._transaction("BEGIN IMMEDIATE" if self.is_sqlite else alone)

    def _transaction(self, begin: str) -> Iterator[Cursor]:
        connection = self.engine.raw_connection()
        try:
            raw = connection.cursor()
            raw.execute(begin)
            yield Cursor(raw, self._mark, self.seal_key)
            raw.close()
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        finally:
            connection.close()

    async def write(self, work: Callable[[Cursor], Result], *, beside: bool = False) -> Result:
        """Do `work` in a transaction on the writer's thread; return once it is on disk."""
        todo = partial(self.write_now, work, beside=beside)
        return await asyncio.get_running_loop().run_in_executor(self._writer, todo)

    def write_now(self, work: Callable[[Cursor], Result], *, beside: bool = False) -> Result:
        with self.writing(beside=beside) as cursor:
            return work(cursor)

    @contextmanager
    def claim(self, job: int) -> Iterator[bool]:
        """Take a long job, as long as this process lives; say whether no other process has it."""
        if self.is_sqlite:
            yield True
            return
        connection = self.engine.raw_connection()
        try:
            raw = connection.cursor()
            raw.execute("SELECT pg_try_advisory_lock(%s, %s)", (_JOBS, job))
            is_ours = bool((raw.fetchone() or (False,))[0])
            connection.commit()
            yield is_ours
            if is_ours:
                # At once: of a connection that was closed, PostgreSQL hears some time later.
                raw.execute("SELECT pg_advisory_unlock(%s, %s)", (_JOBS, job))
                connection.commit()
        finally:
            # Not back into the pool: whatever happened, the lock ends with the connection.
            connection.invalidate()

    def is_claimed(self, job: int) -> bool:
        """Say whether some process has taken a job and lives."""
        if self.is_sqlite:
            return False
        with self.reading() as cursor:
            return cursor.one(_CLAIMED, (_JOBS, job)) is not None


def _engine(url: str, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_size=8)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=8,
        connect_args={"check_same_thread": False, "timeout": 30, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # FULL: an acknowledgement lets a phone forget, so it must survive a power cut.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
