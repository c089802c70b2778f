"""Who uses a collector's data: many may serve it, and who restores it must be alone.

The locks are a database's own, so they end with their process however it ends, on every system.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from shared.problems import Code, Problem
from sync_server.settings import Settings

LOCK = "running.lock"
_KEY = 0xBA3_0001
"""The advisory lock in PostgreSQL, where collectors on several machines may share a database."""


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Hold the data as a collector that serves it."""
    with _folder(settings, "BEGIN"), _server(settings, "pg_try_advisory_lock_shared"):
        yield


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the data alone, or refuse."""
    with _folder(settings, "BEGIN EXCLUSIVE"), _server(settings, "pg_try_advisory_lock"):
        yield


@contextmanager
def _folder(settings: Settings, begin: str) -> Iterator[None]:
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.data / LOCK
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute(begin)
            # Reading takes the lock that several may hold, and keeps it until the end.
            lock.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            raise Problem(Code.COLLECTOR_RUNNING) from error
        yield


@contextmanager
def _server(settings: Settings, take: str) -> Iterator[None]:
    if settings.database_url.startswith("sqlite"):
        yield
        return
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            if not connection.exec_driver_sql(f"SELECT {take}({_KEY})").scalar():
                raise Problem(Code.COLLECTOR_RUNNING)
            connection.commit()
            try:
                yield
            finally:
                # At once: of a connection that was closed, PostgreSQL hears some time later.
                with suppress(DBAPIError):
                    connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
    finally:
        engine.dispose()
