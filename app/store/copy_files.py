"""The files of the second copy: appended to, never overwritten in place, readable when torn.

Two files take turns: when a copy begins anew, it begins in the other one, and only then is the old
one emptied. The key file holds one line per account, each with its own checksum.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.bundle import MAGIC

_COPIES = ("second-a.bakhong", "second-b.bakhong")
_KEY = "second.key"
_JOURNALS = ("-wal", "-shm", "-journal")
_WRITTEN_AHEAD = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_KEPT = 9


@dataclass(frozen=True, slots=True)
class CopyFiles:
    """The second copy in `folder`, which is not the database's own where there is a choice."""

    folder: Path

    def append(self, bundle: bytes, turn: int) -> None:
        """Add a bundle to the copy of this turn; it is on the disk afterwards."""
        _append(self._copy(turn), bundle)

    def begin(self, bundle: bytes, turn: int) -> None:
        """Begin a copy anew: the former one is there until this one is on the disk."""
        _empty(self._copy(turn))
        self.append(bundle, turn)
        _empty(self._copy(turn + 1))

    def bundles(self) -> Iterator[bytes]:
        """Yield every bundle of both files; a torn one too, which its reader will refuse."""
        for name in _COPIES:
            for each in _read(self.folder / name).split(MAGIC)[1:]:
                yield MAGIC + each

    def keep_key(self, known: Mapping[str, Any]) -> None:
        text = json.dumps(known, ensure_ascii=False)
        _append(self.folder / _KEY, f"{_checksum(text)} {text}\n".encode())

    def key(self) -> dict[str, Any] | None:
        """Return what was last kept whole."""
        for line in reversed(_read(self.folder / _KEY).decode(errors="replace").splitlines()):
            checksum, _, text = line.partition(" ")
            if checksum == _checksum(text):
                with suppress(ValueError):
                    found: dict[str, Any] = json.loads(text)
                    return found
        return None

    def forget(self) -> None:
        for name in (*_COPIES, _KEY):
            _empty(self.folder / name)

    def _copy(self, turn: int) -> Path:
        return self.folder / _COPIES[turn % len(_COPIES)]


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _append(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


_BINARY = getattr(os, "O_BINARY", 0)


def _empty(path: Path) -> None:
    if path.exists():
        with path.open("r+b") as file:
            file.truncate(0)
            os.fsync(file.fileno())


def set_aside(database: Path) -> None:
    """Move a damaged database and its journals out of the way."""
    kept = _free(database)
    for journal in _JOURNALS:
        _move(database.with_name(database.name + journal), kept.with_name(kept.name + journal))
    _move(database, kept)


def set_aside_journal(database: Path) -> None:
    """Move a journal without a head of its own out of the way: SQLite would delete it unread."""
    journal = database.with_name(f"{database.name}-wal")
    if _read(journal)[:4] not in (b"", *_WRITTEN_AHEAD):
        _move(journal, journal.with_name(f"{_free(database).name}-wal"))


def _free(database: Path) -> Path:
    """Return a name for a damaged file; after many, the last one makes room for the next."""
    names = (f"{database.stem}.broken{place or ''}{database.suffix}" for place in range(_KEPT))
    found = [database.with_name(name) for name in names]
    return next((each for each in found if not each.exists()), found[-1])


def _move(path: Path, kept: Path) -> None:
    if path.exists():
        try:
            path.replace(kept)
        except OSError:
            # A phone's browser has a fixed set of files and cannot rename any.
            with suppress(OSError):
                shutil.copyfile(path, kept)
            path.unlink()
