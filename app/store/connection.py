"""One SQLite file: how it is opened, and what a transaction promises."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.problems import Code, Problem

# WAL lets a second window read while one writes; FULL, because after "Đã lưu" the volunteer walks
# away, and after a receipt nobody else has the entry.
_PRAGMAS = (
    # In a browser there is no memory to share, and nobody to share it with: the file is held.
    *(["PRAGMA locking_mode = EXCLUSIVE"] if sys.platform == "emscripten" else []),
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


def connect(path: Path | str) -> sqlite3.Connection:
    """Open the file at `path`, making its folder if need be."""
    with translated():
        if isinstance(path, Path):
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        except sqlite3.DatabaseError:
            # Held open, a damaged file could not be moved out of the way.
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block on the disk when it ends, or none of it and a Problem."""
    with translated():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled back already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def translated() -> Iterator[None]:
    """Turn what a disk can do to us into Problems; a wrong statement stays a bug."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        is_full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        raise Problem(Code.STORE_FULL if is_full else Code.STORE_BROKEN) from error
    except OSError as error:
        raise Problem(Code.STORE_BROKEN) from error
