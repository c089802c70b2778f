"""Files of every released app: today's opens each, loses nothing unsent, and reads again."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store import schema
from app.store.connection import connect
from app.store.store import Store
from shared.kinds import judge
from shared.problems import Problem
from shared.records import Household, Record
from sync_server.entries import record_of
from sync_server.verifying import verify
from tests.support import released
from tests.support.collector import Collector, Phone

PHONES = released.fixtures("phone")


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[Collector]:
    made = released.collector(tmp_path)
    yield made
    made.close()


def of_fixture(collector: Collector, fixture: Path, folder: Path) -> Phone:
    path = released.load(fixture, folder / "phone.sqlite3")
    return Phone(collector, path, released.ids())


def log_of(fixture: Path) -> list[Record | Problem]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(fixture.read_text(encoding="utf-8"))
        rows = connection.execute("SELECT kind, record FROM entry ORDER BY number").fetchall()
    return [judge(kind, json.loads(record)) for kind, record in rows]


@pytest.mark.parametrize("fixture", PHONES, ids=lambda each: each.stem)
def test_a_file_of_any_released_app_opens_and_sends_what_was_unsent(
    fixture: Path, collector: Collector, tmp_path: Path
):
    made = log_of(fixture)
    phone = of_fixture(collector, fixture, tmp_path)

    waiting = phone.see(lambda store: store.outbox())
    outcome = phone.do(lambda actions: actions.sync_now())
    after = phone.see(lambda store: store.outbox())
    with collector.database.reading() as cursor:
        rows = cursor.all("SELECT kind, stamp, record FROM log ORDER BY number")
        faults = list(verify(cursor, released.CAM_TAN.id))

    assert waiting.unsent == len(made) - released.SENT
    assert [each.number for each in waiting.refused] == [released.SENT]
    assert (after.unsent, outcome.refused) == (0, 0)
    # This collector never had those with a receipt: they came again by themselves.
    assert [record_of(*row) for row in rows] == made
    assert faults == []
    phone.close()


@pytest.mark.parametrize("fixture", PHONES, ids=lambda each: each.stem)
def test_who_works_on_it_and_what_is_shown_stays_through_an_upgrade(fixture: Path, tmp_path: Path):
    path = released.load(fixture, tmp_path / "phone.sqlite3")

    async def look() -> tuple[list[str], str, list[str]]:
        store = await Store.open(path)
        page = await store.households(None)
        crew = await store.crew.everybody()
        author = await store.crew.author()
        await store.close()
        return [each.household.head for each in page.items], author, [each.name for each in crew]

    heads, author, crew = asyncio.run(look())

    assert heads == ["Nguyễn Thị Hợp", "Đặng Văn Ước"]
    assert author == "Trương Thị Mai"
    assert crew == ["Trương Thị Mai"]


@pytest.mark.parametrize("fixture", PHONES, ids=lambda each: each.stem)
def test_every_released_schema_leads_to_the_declared_one(fixture: Path):
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as old,
        closing(connect(":memory:")) as new,
    ):
        old.executescript(fixture.read_text(encoding="utf-8"))
        schema.prepare(old)
        schema.prepare(new)

        assert released.structure(old) == released.structure(new), released.CHANGED.format(
            fixture=fixture.name, version=released.PHONE_VERSION, module="app/store/schema.py"
        )


def test_the_newest_schema_has_a_stored_copy():
    versions = [f"phone-{place + 1}" for place in range(released.PHONE_VERSION)]

    assert [each.stem for each in PHONES] == versions, "run `python -m tests.support.released`"


def test_after_an_upgrade_a_field_that_the_app_of_before_ignored_comes_in(
    collector: Collector, tmp_path: Path
):
    phone = of_fixture(collector, PHONES[-1], tmp_path)
    phone.do(lambda actions: actions.sync_now())
    phone.close()
    path = tmp_path / "phone.sqlite3"
    # As an app left it that knew no notes.
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE household DROP COLUMN note")
    connection = connect(path)
    note = "ALTER TABLE household ADD COLUMN note VARCHAR NOT NULL DEFAULT ''"
    (version,) = connection.execute("PRAGMA user_version").fetchone()

    steps = {**schema.UPGRADES, version: (note,)}
    schema.prepare(connection, steps)
    phone.store = Store(connection)
    cursor = phone.see(lambda store: store.position()).cursor
    phone.do(lambda actions: actions.sync_now())
    page = phone.see(lambda store: store.households(None, "Đặng Văn Ước"))
    phone.close()

    assert cursor == 0
    (line,) = page.items
    assert isinstance(line.household, Household)
    assert line.household.note == "nhà cuối ngõ"
