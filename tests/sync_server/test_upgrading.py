"""A collector's database of every released version opens, upgraded whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from shared.problems import Code, Problem
from sync_server import upgrading
from sync_server.database import Database
from sync_server.upgrading import FIRST, UPGRADES, prepare
from sync_server.verifying import verify
from tests.support import released
from tests.support.collector import Collector, Phone
from tests.support.people import SEAL_KEY

COLLECTORS = released.fixtures("collector")
LATEST = FIRST + len(UPGRADES)
MOTTO = "ALTER TABLE commune ADD COLUMN motto TEXT NOT NULL DEFAULT ''"
MARKS = "CREATE TABLE mark (commune TEXT NOT NULL, sign {bytes}, PRIMARY KEY (commune))"


def version(database: Database) -> int:
    with database.reading() as cursor:
        ((found,),) = cursor.all("SELECT version FROM schema_version")
    return int(found)


def test_a_new_database_has_todays_version(database: Database) -> None:
    assert version(database) == LATEST


def test_an_older_database_is_upgraded_with_what_is_in_it(database: Database) -> None:
    prepare(database.engine, {**UPGRADES, LATEST: (MOTTO, MARKS), LATEST + 1: ("DROP TABLE mark",)})

    with database.reading() as cursor:
        rows = cursor.all("SELECT id, motto FROM commune")
    assert version(database) == LATEST + 2
    assert rows == [("cam-tan", "")]


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(database: Database) -> None:
    with pytest.raises(DBAPIError):
        prepare(database.engine, {**UPGRADES, LATEST: (MOTTO, "DROP TABLE no_such_table")})

    database.create()
    with database.reading() as cursor:
        (row,) = cursor.all("SELECT * FROM commune")
    assert version(database) == LATEST
    assert len(row) == len(upgrading.CollectorTable.metadata.tables["commune"].columns)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(database: Database) -> None:
    with database.writing() as cursor:
        cursor.run("UPDATE schema_version SET version = 99")

    with pytest.raises(Problem) as refusal:
        database.create()

    assert refusal.value.kind is Code.NEWER_BOOKS
    assert version(database) == 99


def test_a_database_from_before_there_were_versions_counts_as_the_first(
    database: Database,
) -> None:
    with database.writing() as cursor:
        cursor.run("DROP TABLE schema_version")
        cursor.run("DROP TABLE bundle")
        cursor.run("ALTER TABLE village DROP COLUMN merged_into")

    database.create()

    with database.reading() as cursor:
        assert cursor.all("SELECT * FROM bundle") == []
        assert cursor.all("SELECT merged_into FROM village") == [(None,)] * 3
    assert version(database) == LATEST


@pytest.mark.parametrize("fixture", COLLECTORS, ids=lambda each: each.stem)
def test_every_released_schema_leads_to_the_declared_one(fixture: Path, tmp_path: Path) -> None:
    released.load(fixture, tmp_path / "old.db")
    for name in ("old", "new"):
        database = Database(f"sqlite:///{tmp_path / name}.db", SEAL_KEY)
        database.create()
        database.close()

    with (
        closing(sqlite3.connect(tmp_path / "old.db")) as old,
        closing(sqlite3.connect(tmp_path / "new.db")) as new,
    ):
        assert released.structure(old) == released.structure(new), released.CHANGED.format(
            fixture=fixture.name, version=LATEST, module="sync_server/upgrading.py"
        )


def test_the_newest_schema_has_a_stored_copy() -> None:
    versions = [f"collector-{place}" for place in range(FIRST, LATEST + 1)]

    assert [each.stem for each in COLLECTORS] == versions, "run `python -m tests.support.released`"


@pytest.mark.parametrize("fixture", COLLECTORS, ids=lambda each: each.stem)
def test_a_collector_of_any_released_version_goes_on_with_its_phones(
    fixture: Path, tmp_path: Path
) -> None:
    released.load(fixture, tmp_path / "collector.db")
    collector = Collector(tmp_path, released.VILLAGES)
    file = released.load(released.fixtures("phone")[0], tmp_path / "phone.sqlite3")
    phone = Phone(collector, file, released.ids())

    before = count(collector)
    phone.do(lambda actions: actions.sync_now())
    with collector.database.reading() as cursor:
        faults = list(verify(cursor, "cam-tan"))

    assert before == count(collector)
    assert phone.see(lambda store: store.outbox()).unsent == 0
    assert faults == []
    phone.close()
    collector.close()


def count(collector: Collector) -> int:
    with collector.database.reading() as cursor:
        ((found,),) = cursor.all("SELECT count(*) FROM log")
    return int(found)
