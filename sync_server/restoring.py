"""Restoring a collector from a backup, beside what is there until it is whole.

Every log gets a new name (`history`), by which phones notice and send again what the collector has
lost. What the office itself entered since must be entered again, and so must revocations: nobody
else has them.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from shared.problems import Code, Problem
from shared.stamp import VIETNAM
from shared.text import number
from sync_server import audit, backup, running, swapping
from sync_server.archive import Backup, open_checked
from sync_server.audit import Decision
from sync_server.backup import KEY
from sync_server.database import Cursor, Database
from sync_server.settings import Settings
from sync_server.swapping import DATABASE, READY, database_file
from sync_server.tables import CollectorTable

_FRESH = ".restoring"


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
            aside = _aside(settings, now_ms)
            if database_file(settings):
                _replace_files(settings, opened, aside, now_ms)
            else:
                if not is_empty:
                    _put_aside(settings, aside, now_ms)
                _replace_rows(settings, opened, aside, now_ms)
    finally:
        opened.close()
    yield from _told(opened, aside if aside.exists() else None)


def _told(opened: Backup, aside: Path | None) -> Iterator[str]:
    made = opened.manifest
    for commune, entries in made.communes.items():
        yield f"{commune}: đã khôi phục {number(entries)} dòng sổ, như lúc {_moment(made.made_ms)}."
    if aside:
        yield f"Dữ liệu cũ được cất ở: {aside}"
    yield "Điện thoại sẽ tự gửi lại những gì máy chủ thiếu, ngay lần đồng bộ tới."
    yield (
        "Hãy làm lại những gì chính xã đã nhập sau lúc sao lưu (khai số liệu, danh sách hộ), và "
        "thu hồi lại những thiết bị đã thu hồi sau lúc đó."
    )


def _moment(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def _aside(settings: Settings, now_ms: int) -> Path:
    when = datetime.fromtimestamp(now_ms / 1000, tz=UTC).astimezone(VIETNAM)
    return settings.data / f"truoc-khoi-phuc-{when:%Y%m%d-%H%M%S}"


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


def _replace_files(settings: Settings, opened: Backup, aside: Path, now_ms: int) -> None:
    """Build everything in a folder of its own, then change places with what is there."""
    fresh, ready = settings.data / _FRESH, settings.data / READY
    swapping.put_ready(fresh, opened.key, opened.certificates, aside)
    database = Database(f"sqlite:///{fresh / DATABASE}", opened.key)
    try:
        _fill(database, opened, now_ms)
    finally:
        database.close()
    shutil.rmtree(ready, ignore_errors=True)
    fresh.rename(ready)
    backup.settle(settings.data)
    swapping.finish(settings)


def _replace_rows(settings: Settings, opened: Backup, aside: Path, now_ms: int) -> None:
    """Change the rows in one transaction, once their key is where it cannot be lost."""
    swapping.put_ready(settings.data / READY, opened.key, opened.certificates, aside)
    database = Database(settings.database_url, opened.key)
    try:
        _fill(database, opened, now_ms)
    finally:
        database.close()
    swapping.finish(settings)


def _put_aside(settings: Settings, aside: Path, now_ms: int) -> None:
    """Keep a backup of the rows that are there."""
    aside.mkdir(mode=0o700)
    key = settings.data / KEY
    there = Database(settings.database_url, key.read_bytes() if key.exists() else b"")
    try:
        there.create()
        backup.write(there, settings.data, aside / "sao-luu.zip", now_ms)
    except Problem as problem:
        # A collector that was started and never furnished has a key, and nothing else.
        if problem.kind is not Code.NOTHING_HERE:
            raise
    finally:
        there.close()


def _fill(database: Database, opened: Backup, now_ms: int) -> None:
    """Put a backup's rows in the place of all that is there, in one transaction."""
    database.create()
    with database.writing() as cursor:
        for table in backup.tables():
            cursor.run(f"DELETE FROM {table.name}")  # noqa: S608 - a name of ours
            for names, rows in opened.rows(table):
                _insert(cursor, table, names, rows)
        _begin_anew(cursor, opened, now_ms)


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


def _begin_anew(cursor: Cursor, opened: Backup, now_ms: int) -> None:
    """Give every log a new name, keep nobody signed in, and put the restoring itself on record."""
    cursor.run("DELETE FROM officer_session")
    why = f"Từ bản sao lưu lúc {_moment(opened.manifest.made_ms)}"
    for commune, history in cursor.all("SELECT id, history FROM commune"):
        # What stands before the sixteen letters tells a demo from real work.
        name = f"{history[:-16]}{secrets.token_hex(8)}"
        cursor.run("UPDATE commune SET history = ? WHERE id = ?", (name, commune))
        by = Decision("", "bakhong restore", why, now_ms)
        audit.write(cursor, commune, audit.RESTORE, _moment(now_ms), by)
