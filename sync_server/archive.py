"""Reading a backup: every byte is checked before anybody trusts it."""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from errno import EINVAL
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import Table

from shared.problems import Code, Problem
from sync_server import upgrading
from sync_server.backup import (
    CERTIFICATES,
    FORMAT,
    KEY,
    MANIFEST,
    TABLES,
    Manifest,
    is_bytes,
    member_of,
    tables,
)
from sync_server.database import Row

_ROWS = 2000
# Whatever else a damaged archive makes the library say.
_BROKEN = (
    BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, AttributeError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip

Turn = Callable[[str | None], bytes | None]


def _as_bytes(cell: str | None) -> bytes | None:
    return None if cell is None else b64decode(cell)


class Backup:
    """A backup opened for reading, every byte of it checked."""

    def __init__(self, archive: ZipFile, manifest: Manifest, name: str) -> None:
        self._archive, self.manifest, self._name = archive, manifest, name

    @property
    def key(self) -> bytes:
        return self._archive.read(KEY)

    @property
    def certificates(self) -> dict[str, bytes]:
        names = (name for name in self.manifest.members if name.startswith(f"{CERTIFICATES}/"))
        return {Path(name).name: self._archive.read(name) for name in names}

    def rows(self, table: Table) -> Iterator[tuple[list[str], list[Row]]]:
        """Yield a table's rows, some at a time, each with the names of their columns."""
        if (member := member_of(table)) not in self.manifest.members:
            return
        with self._archive.open(member) as lines:
            names: list[str] = json.loads(next(lines))
            if not set(names) <= set(table.columns.keys()):
                raise Problem(Code.NEWER_BACKUP, name=self._name)
            turns = [_as_bytes if is_bytes(table, name) else None for name in names]
            some: list[Row] = []
            for line in lines:
                some.append(_row(turns, json.loads(line)))
                if len(some) == _ROWS:
                    yield names, some
                    some = []
            yield names, some

    def close(self) -> None:
        self._archive.close()


def _row(turns: Sequence[Turn | None], cells: list[Any]) -> Row:
    return tuple(turn(cell) if turn else cell for turn, cell in zip(turns, cells, strict=True))


def open_checked(path: Path) -> Backup:
    """Open a backup, or refuse: what is cut short or altered anywhere is none."""
    if not path.is_file():
        raise Problem(Code.NO_FILE, name=str(path))
    archive = None
    try:
        archive = ZipFile(path)
        return Backup(archive, _checked(archive, path.name), path.name)
    except BaseException as error:
        if archive:
            archive.close()
        # A place in the file that there is not: no fault of the disk.
        is_nowhere = isinstance(error, OSError) and error.errno == EINVAL
        if is_nowhere or isinstance(error, _BROKEN):
            raise Problem(Code.BACKUP_BROKEN, name=path.name) from error
        raise


def _checked(archive: ZipFile, name: str) -> Manifest:
    names = archive.namelist()
    said = json.loads(archive.read(names[-1])) if names and names[-1] == MANIFEST else {}
    schema = int(said.get("schema", upgrading.FIRST))
    if said.get("format", 0) > FORMAT or schema > upgrading.latest():
        raise Problem(Code.NEWER_BACKUP, name=name)
    found = Manifest(int(said["made_ms"]), dict(said["communes"]), dict(said["members"]), schema)
    if sorted(names[:-1]) != sorted(found.members) or KEY not in found.members:
        raise ValueError("members")
    if schema < upgrading.FIRST:
        raise ValueError("schema")
    known = set(map(member_of, tables()))
    if any(member.startswith(f"{TABLES}/") and member not in known for member in found.members):
        raise Problem(Code.NEWER_BACKUP, name=name)
    for member, expected in found.members.items():
        with archive.open(member) as content:
            digest = hashlib.sha256()
            while part := content.read(2**20):
                digest.update(part)
            if digest.hexdigest() != expected:
                raise ValueError(member)
    return found
