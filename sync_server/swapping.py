"""The last step of a restore: database, key and certificates change places with what is there.

A restore may be killed anywhere. So all of it is put ready first, and whoever opens the books next
finishes what is left. Files count once they are ready. PostgreSQL's rows and a file cannot change
in one step: there a key counts once the logs have their new names and their ends its seal.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from sync_server.backup import CERTIFICATES, KEY, settle
from sync_server.database import Database
from sync_server.entries import NO_SEAL, end_seal
from sync_server.settings import Settings

READY, DATABASE, OLD_ROWS = ".restored", "collector.db", "sao-luu.zip"
RESTORING = ".restoring"
_ASIDE, _MARK, _LOCK, _BUILDING = "aside", "mark", "swapping.lock", "restoring.lock"
_ENDS = (
    "SELECT history, next_seq, commune.seal, (SELECT log.seal FROM log"
    " WHERE log.commune = commune.id AND log.seq = next_seq - 1) FROM commune"
)


def database_file(settings: Settings) -> Path | None:
    """Return where SQLite keeps the collector's database; None on PostgreSQL."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


@dataclass(frozen=True, slots=True)
class Places:
    """Where what is there goes (`aside`), and what the names of the restored logs end with."""

    aside: Path
    mark: str


def put_ready(folder: Path, key: bytes, certificates: Mapping[str, bytes], to: Places) -> None:
    """Write key and certificates into a folder of their own, and where the old ones are to go."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    write_private(folder / _ASIDE, to.aside.name.encode())
    write_private(folder / _MARK, to.mark.encode())
    for name, content in certificates.items():
        (folder / CERTIFICATES).mkdir(mode=0o700, exist_ok=True)
        write_private(folder / CERTIFICATES / name, content)
    write_private(folder / KEY, key)
    settle(folder)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read; it is on the disk afterwards."""
    path.touch(mode=0o600)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def finish(settings: Settings) -> None:
    """Let what is ready change places with what is there, as far as it has not yet."""
    if (settings.data / READY).exists():
        with _held(settings.data / _LOCK):
            _finish(settings, settings.data / READY)
    if any((settings.data / name).exists() for name in (RESTORING, READY)):
        # What a killed restore left has everybody's data; one that goes on holds its lock.
        with suppress(sqlite3.OperationalError), _held(settings.data / _BUILDING, seconds=0):
            shutil.rmtree(settings.data / RESTORING, ignore_errors=True)
            if _is_void(settings, settings.data / READY):
                shutil.rmtree(settings.data / READY, ignore_errors=True)


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Keep others from taking a restore under way for one that was killed."""
    with _held(folder / _BUILDING):
        yield


@contextmanager
def _held(path: Path, seconds: float = 60) -> Iterator[None]:
    """Let others who want the same at the same moment wait."""
    with closing(sqlite3.connect(path, timeout=seconds, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _finish(settings: Settings, ready: Path) -> None:
    file = database_file(settings)
    if not _counts(settings, ready):
        return
    aside = settings.data / (ready / _ASIDE).read_text()
    if (ready / OLD_ROWS).exists():
        aside.mkdir(mode=0o700, exist_ok=True)
        shutil.move(ready / OLD_ROWS, aside / OLD_ROWS)
    _change(ready / CERTIFICATES, settings.data / CERTIFICATES, aside)
    _change(ready / KEY, settings.data / KEY, aside)
    if file:
        # The database last: until it has its place, all this is gone through again.
        for end in ("-wal", "-shm"):
            _put_aside(file.with_name(file.name + end), aside)
        _change(ready / DATABASE, file, aside)
    settle(settings.data)
    shutil.rmtree(ready)


def _counts(settings: Settings, ready: Path) -> bool:
    if database_file(settings):
        return (ready / DATABASE).exists()
    key = ready / KEY
    return key.exists() and _fits(settings.database_url, key.read_bytes(), _mark_of(ready))


def _is_void(settings: Settings, ready: Path) -> bool:
    """Say whether what is ready never counts: nothing of it is left to change places, or the rows
    that it belongs to never came."""
    if database_file(settings):
        return not (ready / DATABASE).exists()
    if not (ready / KEY).exists():
        return True
    mark = _mark_of(ready)
    with closing(Database(settings.database_url, b"")) as database:
        database.create()
        # Writing waits for a commit that outlived its program: its rows need this key.
        with database.writing() as cursor:
            names = cursor.all("SELECT history FROM commune")
    return not any(history.endswith(mark) for (history,) in names)


def _mark_of(ready: Path) -> str:
    mark = ready / _MARK
    return mark.read_text() if mark.exists() else ""


def _fits(url: str, key: bytes, mark: str) -> bool:
    """Say whether the logs are the restored ones, their ends sealed with `key`."""
    with closing(Database(url, key)) as database:
        database.create()
        with database.reading() as cursor:
            ends = cursor.all(_ENDS)
    return bool(ends) and all(
        history.endswith(mark) and bytes(end) == end_seal(key, next_seq, bytes(last or NO_SEAL))
        for history, next_seq, end, last in ends
    )


def _change(fresh: Path, place: Path, aside: Path) -> None:
    if fresh.exists():
        _put_aside(place, aside)
        shutil.move(fresh, place)


def _put_aside(old: Path, aside: Path) -> None:
    if not old.exists():
        return
    aside.mkdir(mode=0o700, exist_ok=True)
    if not (aside / old.name).exists():
        shutil.move(old, aside / old.name)
    elif old.is_dir():
        shutil.rmtree(old)
    else:
        # What was there is aside already: this is the half of a copy that was cut short.
        old.unlink()
