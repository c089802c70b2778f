"""Which failures of a database pass by themselves, and what is said meanwhile.

A full disk, a lock held too long, a PostgreSQL that restarts: nothing was written, the device keeps
its entries and comes again. Anything else that a database complains of is our own mistake.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import OperationalError, TimeoutError

from shared.problems import Code, Problem
from sync_server.database import Database

# SQLite's primary result codes (https://sqlite.org/rescode.html).
_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_NOMEM,
}
_DISK_FULL = "53100"
"""PostgreSQL's state (appendix A of its manual); its other states of this kind all pass."""


def kinds_of(database: Database) -> tuple[type[Exception], ...]:
    """Return the exceptions among which outages are."""
    driver: type[Exception] = database.engine.dialect.loaded_dbapi.OperationalError
    return driver, OperationalError, TimeoutError


def outage(error: BaseException | None) -> Problem | None:
    """Return what to answer while the database cannot; None when `error` is no outage."""
    if isinstance(error, TimeoutError):
        return Problem(Code.BUSY)
    if isinstance(error, OperationalError):
        error = error.orig
    if isinstance(error, sqlite3.OperationalError):
        # Extended codes keep the primary one in their lowest byte.
        code = error.sqlite_errorcode & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return Problem(Code.COLLECTOR_FULL)
        return Problem(Code.BUSY) if code in _PASSING else None
    is_full = getattr(error, "sqlstate", None) == _DISK_FULL
    return Problem(Code.COLLECTOR_FULL if is_full else Code.BUSY)
