"""Brings a collector's database up to the schema of this program, and refuses one of a newer one.

The version stands in a table of its own, which no backup holds: a backup itself says of which
version its rows are, and they go through what was done to rows since. A step is taken whole, with
all that it changes, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, Engine, inspect

from shared.problems import Code, Problem
from sync_server.tables import CollectorTable

FIRST = 1
UPGRADES: Mapping[int, tuple[str, ...]] = {
    # Villages that became part of another.
    1: ("ALTER TABLE village ADD COLUMN merged_into VARCHAR",),
}
"""From which version, by which statements, to the next: all that a step needs, new tables too, in
SQL that both databases speak; `{bytes}` stands for the type of binary columns. What a step does to
rows must fit later schemas too: rows of an older backup go through it in tables of today. Never
edited once released; every released version has a copy of a database in `tests/fixtures`."""

_OF_TABLES = ("CREATE", "ALTER", "DROP")

_LOCK = 0xBA3_0002
"""In PostgreSQL several collectors may start at once; one of them does the work."""


def latest(upgrades: Mapping[int, tuple[str, ...]] = UPGRADES) -> int:
    """Return the version of this program's schema."""
    return FIRST + len(upgrades)


def steps_for_rows(version: int) -> Iterator[str]:
    """Yield what upgrades from `version` on do to rows, for rows that are brought in from there:
    the tables have it behind them."""
    for step in range(version, latest()):
        for statement in UPGRADES[step]:
            if not statement.lstrip().upper().startswith(_OF_TABLES):
                yield statement


def prepare(engine: Engine, upgrades: Mapping[int, tuple[str, ...]] = UPGRADES) -> None:
    """Create or upgrade the database; one that is up to date is only read."""
    newest = latest(upgrades)
    with engine.connect() as connection:
        version = _version(connection)
    if version < newest:
        with engine.connect() as connection:
            _bring_up(connection, newest, upgrades)
            connection.commit()
    elif version > newest:
        raise Problem(Code.NEWER_BOOKS)


def _version(connection: Connection) -> int:
    """Return the version of the schema that is there; 0: none, or none that says."""
    if not inspect(connection).has_table("schema_version"):
        return 0
    found = connection.exec_driver_sql("SELECT version FROM schema_version").scalar_one()
    return int(found)


def _bring_up(connection: Connection, newest: int, upgrades: Mapping[int, tuple[str, ...]]) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    run = connection.exec_driver_sql
    run("BEGIN IMMEDIATE" if is_sqlite else f"SELECT pg_advisory_xact_lock({_LOCK:d})")
    # Meanwhile somebody else may have done it.
    version = _version(connection) or _begin(connection, newest)
    for step in range(version, newest):
        for statement in upgrades[step]:
            run(statement.format(bytes="BLOB" if is_sqlite else "BYTEA"))
    run(f"UPDATE schema_version SET version = {newest:d}")  # noqa: S608 -- a number of ours


def _begin(connection: Connection, newest: int) -> int:
    """Create what is missing, and write down which version is there now."""
    # Before there were versions there was the first.
    version = FIRST if inspect(connection).has_table("commune") else newest
    CollectorTable.metadata.create_all(connection)
    connection.exec_driver_sql("CREATE TABLE schema_version (version INTEGER NOT NULL)")
    into = f"INSERT INTO schema_version (version) VALUES ({version:d})"  # noqa: S608 -- as above
    connection.exec_driver_sql(into)
    return version
