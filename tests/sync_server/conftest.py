"""Databases for the contract suite, on both kinds for who asks for `database`; and an office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.places import CAM_TAN, Village
from sync_server.communes import found, settle
from sync_server.database import Database
from tests.support import postgres
from tests.support.desk import Office
from tests.support.people import SEAL_KEY

VILLAGES = tuple(
    Village(f"cam-tan-{place:02d}", CAM_TAN.id, f"Thôn {name}")
    for place, name in enumerate(("Một", "Hai", "Ba"), start=1)
)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'collector.db'}"
    return postgres.emptied(request.getfixturevalue("postgres_url"))


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


@pytest.fixture
def office(sqlite: Database) -> Iterator[Office]:
    """An office of Cẩm Tân, with an officer signed in."""
    office = Office(sqlite).signed_in()
    yield office
    office.browser.close()


def serve_cam_tan(database: Database) -> None:
    database.create()
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        settle(cursor, VILLAGES)
