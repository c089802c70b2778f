"""Brings a file up to the schema of this app, and refuses one of a newer app.

`PRAGMA user_version` says where a file stands. SQLModel is imported only when there is something to
create: on a phone that alone takes seconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module

from app.store import meta
from app.store.connection import transaction
from shared.problems import Code, Problem

FIRST = 1
UPGRADES: Mapping[int, tuple[str, ...]] = {}
"""From which version, by which statements, to the next. Never edited once released; every released
version has a copy of a file in `tests/fixtures`."""


def prepare(
    connection: sqlite3.Connection, upgrades: Mapping[int, tuple[str, ...]] = UPGRADES
) -> None:
    """Create or upgrade the file behind `connection`; nothing happens to one that is up to date."""
    latest = FIRST + len(upgrades)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == latest:
        return
    if version > latest:
        raise Problem(Code.NEWER_STORE)
    statements = _upgrade(version, latest, upgrades) if version else _create()
    with transaction(connection):
        for statement in statements:
            connection.execute(statement)
        if version:
            # What the app of before left out of the pages it read, the next ones bring again.
            meta.put(connection, cursor=0)
        connection.execute(f"PRAGMA user_version = {latest:d}")


def _upgrade(version: int, latest: int, upgrades: Mapping[int, tuple[str, ...]]) -> Iterator[str]:
    for step in range(version, latest):
        yield from upgrades[step]


def _create() -> Iterable[str]:
    """Return what creates a file: as `app.phone.build` wrote it down, where SQLModel is not."""
    with suppress(ModuleNotFoundError):
        statements: tuple[str, ...] = import_module("app.store.ready").STATEMENTS
        return statements
    return declared()


def declared() -> Iterator[str]:
    """Return what creates the tables as SQLModel declares them."""
    from sqlalchemy.dialects.sqlite import dialect  # noqa: PLC0415 -- see the module's docstring
    from sqlalchemy.schema import CreateIndex, CreateTable  # noqa: PLC0415

    from app.store.tables import ROWS  # noqa: PLC0415

    for row in ROWS:
        table = row.__table__  # type: ignore[attr-defined]
        yield str(CreateTable(table).compile(dialect=dialect()))
        for index in sorted(table.indexes, key=lambda each: each.name):
            yield str(CreateIndex(index).compile(dialect=dialect()))
