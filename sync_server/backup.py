"""A backup ("bản sao lưu"): everything that the collector knows, in one file, while it runs.

A ZIP of the rows of every table, read in one transaction (so all of one moment, on SQLite as on
PostgreSQL, and never the live file), of the key that seals the log and of the commune's
certificates. The last member is the manifest with the hash of every other one: without it, or with
anything amiss, a file is no backup. It is written under another name and gets its own when it is
whole and on the disk. Rows stand as JSON, so a backup moves to the other kind of database too.

It holds personal data and the key: only its owner may read the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import LargeBinary, Table

from shared.problems import Code, Problem
from shared.text import number
from sync_server import audit, upgrading
from sync_server.audit import Decision
from sync_server.communes import served
from sync_server.database import Cursor, Database, Row
from sync_server.tables import CollectorTable

if sys.platform != "win32":
    import fcntl

FORMAT = 1
MANIFEST, KEY, CERTIFICATES, TABLES = "manifest.json", "seal.key", "certificates", "tables"
_ROWS = 2000
_PART = re.compile(r"\.(?P<name>.+)\.\d+\.part")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: when it was made, of which communes, and what is in it."""

    made_ms: int
    communes: dict[str, int]
    members: dict[str, str]
    """Hashes by member; `communes` gives how many entries each one's log had."""
    schema: int = upgrading.FIRST
    """Of which version of the schema the rows are; those that do not say are of the first."""


def save(database: Database, folder: Path, target: Path, by: Decision) -> Iterator[str]:
    """Write a backup, put on record that there is one, and yield what to tell."""
    was_there = target.exists()
    made = write(database, folder, target, by.at_ms)
    note(database, made, target.name, by)
    entries = sum(made.communes.values())
    size = number(-(-target.stat().st_size // 1024))
    yield f"Đã sao lưu {number(entries)} dòng sổ vào {target} ({size} KB)."
    if was_there:
        yield f"Bản sao lưu trước cùng tên được giữ ở {_previous(target)}."
    yield "Tệp có dữ liệu cá nhân và khóa của sổ: hãy cất như hồ sơ mật, không gửi qua mạng xã hội."


def note(database: Database, made: Manifest, name: str, by: Decision) -> None:
    """Put on record that there is a backup: the desk shows when the last one was made."""
    with database.writing() as cursor:
        for commune in made.communes:
            audit.write(cursor, commune, audit.BACKUP, name, by)


def tables() -> list[Table]:
    return CollectorTable.metadata.sorted_tables


def member_of(table: Table) -> str:
    return f"{TABLES}/{table.name}.jsonl"


def write(database: Database, folder: Path | None, target: Path, now_ms: int) -> Manifest:
    """Write a backup of a collector, running or not, to `target`; `folder` has its certificates.

    Whatever goes wrong, `target` is what it was; the backup that had its name before is kept.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    _may_take(target)
    try:
        _forget_aborted(target)
        with database.reading() as cursor, _private(part) as file:
            if not served(cursor):
                raise Problem(Code.NOTHING_HERE)
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                members = dict(_members(archive, database, cursor, folder))
                ends = cursor.all("SELECT id, next_seq - 1 FROM commune")
                made = Manifest(now_ms, dict(ends), members, upgrading.latest())
                archive.writestr(MANIFEST, _text_of(made))
            file.flush()
            os.fsync(file.fileno())
        _keep_previous(target)
        part.replace(target)
        settle(target.parent)
    except OSError as error:
        raise Problem(Code.BACKUP_FAILED, name=target.name) from error
    finally:
        part.unlink(missing_ok=True)
    return made


def _private(path: Path) -> BinaryIO:
    """Return a new file that only its owner may read; held while somebody writes it."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags, 0o600), "wb")
    _hold(file)
    return file


def _hold(file: BinaryIO) -> bool:
    """Hold a file, as long as it is open or its process lives; say whether nobody else does."""
    if sys.platform == "win32":
        return True  # There an open file cannot be removed.
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False  # Somebody else does, or the disk knows no locks and nobody can say.
    return True


def _forget_aborted(target: Path) -> None:
    """Remove what backups left in this folder when they were killed, under this name or another."""
    for left in target.parent.glob(".*.part"):
        found = _PART.fullmatch(left.name)
        if found is None or not (found["name"] == target.name or found["name"].endswith(".zip")):
            continue
        with suppress(OSError), left.open("rb") as file:
            if not _hold(file):
                continue
        with suppress(OSError):
            left.unlink(missing_ok=True)


def _may_take(target: Path) -> None:
    """Refuse a place that is not there, or a name that something else has."""
    if not target.parent.is_dir():
        raise Problem(Code.NO_SUCH_FOLDER, name=str(target.parent))
    if target.exists() and not _is_backup(target):
        raise Problem(Code.BACKUP_NAME_TAKEN, name=target.name)


def _is_backup(path: Path) -> bool:
    """Say whether a file is a backup as far as its table of contents tells."""
    with suppress(OSError, BadZipFile, ValueError), ZipFile(path) as archive:
        return archive.namelist()[-1:] == [MANIFEST]
    return False


def _previous(target: Path) -> Path:
    return target.with_name(f"{target.stem}-truoc{target.suffix}")


def _keep_previous(target: Path) -> None:
    """Keep the backup that has the name already, under one of its own: of every name the last two
    stay, so that a command which runs each night fills no disk."""
    if target.exists():
        target.replace(_previous(target))


def settle(folder: Path) -> None:
    """Have the new name on the disk too, where a folder can be asked for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _text_of(made: Manifest) -> str:
    said = {"made_ms": made.made_ms, "communes": made.communes, "members": made.members}
    return json.dumps({"format": FORMAT, "schema": made.schema, **said}, ensure_ascii=False)


def _members(
    archive: ZipFile, database: Database, cursor: Cursor, folder: Path | None
) -> Iterator[tuple[str, str]]:
    """Put everything into the archive; yield each member with its hash."""
    for table in tables():
        name = member_of(table)
        yield name, _put(archive, name, _lines(cursor, table))
    yield KEY, _put(archive, KEY, [database.seal_key])
    certificates = folder / CERTIFICATES if folder else None
    if certificates and certificates.is_dir():
        for path in sorted(each for each in certificates.iterdir() if each.is_file()):
            name = f"{CERTIFICATES}/{path.name}"
            yield name, _put(archive, name, [path.read_bytes()])


def _put(archive: ZipFile, name: str, parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as member:
        for part in parts:
            digest.update(part)
            member.write(part)
    return digest.hexdigest()


def _lines(cursor: Cursor, table: Table) -> Iterator[bytes]:
    """Yield a table's rows as lines of JSON, the names of its columns first."""
    names = [column.name for column in table.columns]
    as_text = [_as_text if is_bytes(table, name) else None for name in names]
    yield json.dumps(names).encode() + b"\n"
    for rows in _pages(cursor, table, names):
        told = (
            [turn(cell) if turn else cell for turn, cell in zip(as_text, row, strict=True)]
            for row in rows
        )
        yield "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told).encode()


def _pages(cursor: Cursor, table: Table, names: list[str]) -> Iterator[list[Row]]:
    """Yield a table page by page in the order of its key, however large it is."""
    key = [column.name for column in table.primary_key.columns]
    order, marks = ", ".join(key), ", ".join("?" * len(key))
    places = [names.index(name) for name in key]
    select = f"SELECT {', '.join(names)} FROM {table.name}"  # noqa: S608 - names of ours
    end = f" ORDER BY {order} LIMIT {_ROWS}"
    rows = cursor.all(select + end)
    while rows:
        yield rows
        last = [rows[-1][place] for place in places]
        rows = cursor.all(f"{select} WHERE ({order}) > ({marks}){end}", last)


def is_bytes(table: Table, name: str) -> bool:
    return isinstance(table.columns[name].type, LargeBinary)


def _as_text(cell: bytes | None) -> str | None:
    return None if cell is None else b64encode(cell).decode()
