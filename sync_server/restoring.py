"""Restoring a collector from a backup, beside what is there until it is whole.

Every log gets a new name (`history`), by which phones notice and send again what the collector has
lost. What the office itself decided and entered since nobody else has: refusals and revocations are
taken over from the books that are replaced, the rest is written down as lost (`carrying_over`).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from shared.places import Commune
from shared.problems import Code, Problem
from shared.stamp import local, written_moment
from sync_server import audit, backup, running, swapping, upgrading
from sync_server.archive import Backup, open_checked
from sync_server.audit import Decision
from sync_server.backup import KEY
from sync_server.carrying_over import Outcome, take_over
from sync_server.communes import by_id
from sync_server.database import Cursor, Database
from sync_server.office_books import Books, read_replaced
from sync_server.restore_words import told
from sync_server.settings import Settings
from sync_server.swapping import (
    DATABASE,
    OLD_ROWS,
    READY,
    RESTORING,
    Places,
    database_file,
)
from sync_server.tables import CollectorTable


def restore(settings: Settings, source: Path, now_ms: int, *, replace: bool) -> Iterator[str]:
    """Restore `source` into an empty place, or put aside what is there; yield what to tell.

    The file is checked to the last byte before anything is touched.
    """
    opened = open_checked(source)
    try:
        with running.alone(settings):
            swapping.finish(settings)
            is_empty = _is_empty(settings)
            if not (is_empty or replace):
                raise Problem(Code.DATA_THERE)
            to = Places(_aside(settings, now_ms), secrets.token_hex(8))
            work = Work(opened, now_ms, to, None if is_empty else read_replaced(settings))
            with swapping.building(settings.data):
                if database_file(settings):
                    _replace_files(settings, work)
                else:
                    _replace_rows(settings, work, is_empty=is_empty)
    finally:
        opened.close()
    yield from told(opened.manifest, work.became, to.aside if to.aside.exists() else None)


@dataclass(slots=True)
class Work:
    """One restore: from what, when, where things go, what the replaced books say; and what became
    of each office's decisions."""

    opened: Backup
    now_ms: int
    to: Places
    old: Mapping[str, Books] | None
    became: list[tuple[Commune, Outcome]] = field(default_factory=list)


def _aside(settings: Settings, now_ms: int) -> Path:
    return settings.data / f"truoc-khoi-phuc-{local(now_ms):%Y%m%d-%H%M%S}"


def _is_empty(settings: Settings) -> bool:
    """Say whether there is nothing that a restore would replace."""
    if (settings.data / KEY).exists():
        return False
    if (file := database_file(settings)) is not None:
        return not file.exists()
    database = Database(settings.database_url, b"")
    try:
        database.create()
        with database.reading() as cursor:
            return cursor.one("SELECT 1 FROM commune") is None
    finally:
        database.close()


def _replace_files(settings: Settings, work: Work) -> None:
    """Build everything in a folder of its own, then change places with what is there."""
    fresh, ready = settings.data / RESTORING, settings.data / READY
    swapping.put_ready(fresh, work.opened.key, work.opened.certificates, work.to)
    database = Database(f"sqlite:///{fresh / DATABASE}", work.opened.key)
    try:
        _fill(database, work)
    finally:
        database.close()
    shutil.rmtree(ready, ignore_errors=True)
    fresh.rename(ready)
    backup.settle(settings.data)
    swapping.finish(settings)


def _replace_rows(settings: Settings, work: Work, *, is_empty: bool) -> None:
    """Change the rows in one transaction, once their key is where it cannot be lost, and beside it
    what was there; both go when a restore that was killed is begun anew."""
    ready = settings.data / READY
    swapping.put_ready(ready, work.opened.key, work.opened.certificates, work.to)
    if not is_empty:
        _copy(settings, ready / OLD_ROWS, work.now_ms)
    database = Database(settings.database_url, work.opened.key)
    try:
        _fill(database, work)
    finally:
        database.close()
    swapping.finish(settings)


def _copy(settings: Settings, target: Path, now_ms: int) -> None:
    """Make a backup of the rows that are there."""
    key = settings.data / KEY
    there = Database(settings.database_url, key.read_bytes() if key.exists() else b"")
    try:
        there.create()
        backup.write(there, settings.data, target, now_ms)
    except Problem as problem:
        # A collector that was started and never furnished has a key, and nothing else.
        if problem.kind is not Code.NOTHING_HERE:
            raise
    finally:
        there.close()


def _fill(database: Database, work: Work) -> None:
    """Put a backup's rows in the place of all that is there, in one transaction."""
    database.create()
    with database.writing() as cursor:
        for table in backup.tables():
            cursor.run(f"DELETE FROM {table.name}")  # noqa: S608 - a name of ours
            for names, rows in work.opened.rows(table):
                _insert(cursor, table, names, rows)
        for step in upgrading.steps_for_rows(work.opened.manifest.schema):
            cursor.run(step)
        _begin_anew(cursor, work)


# From the models: a column that is declared apart (`sa_column`) does not know its field's default.
_DEFAULTS = {
    model.__tablename__: {
        name: field.default for name, field in model.model_fields.items() if not field.is_required()
    }
    for model in CollectorTable.__subclasses__()
}


def _insert(cursor: Cursor, table: Table, names: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Insert rows; columns that this backup did not know yet get what new rows get."""
    defaults = _DEFAULTS[table.name].items()
    added = {name: default for name, default in defaults if name not in names}
    columns = [*names, *added]
    marks = ", ".join("?" * len(columns))
    into = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    cursor.many(into, [(*row, *added.values()) for row in rows])


def _begin_anew(cursor: Cursor, work: Work) -> None:
    """Give every log a new name, keep nobody signed in, put the restoring itself on record, and
    what it lost."""
    cursor.run("DELETE FROM officer_session")
    why = f"Từ bản sao lưu lúc {written_moment(work.opened.manifest.made_ms)}"
    by = Decision("", "bakhong restore", why, work.now_ms)
    for commune, history in cursor.all("SELECT id, history FROM commune"):
        # What stands before the sixteen letters tells a demo from real work.
        name = f"{history[:-16]}{work.to.mark}"
        cursor.run("UPDATE commune SET history = ? WHERE id = ?", (name, commune))
        audit.write(cursor, commune, audit.RESTORE, written_moment(work.now_ms), by)
        old = (work.old or {}).get(commune)
        work.became.append((by_id(cursor, commune), take_over(cursor, commune, old, by)))
