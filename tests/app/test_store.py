"""The store keeps its promises: what it said is saved is there, and nothing is half there."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.store import Store
from shared.problems import Code, Problem
from shared.records import Household
from shared.stamp import PER_MS
from tests.app.phones import ACCOUNT, a_receipt, draft
from tests.support.people import (
    NOW_MS,
    PHONE,
    a_household,
    a_member,
)

pytestmark = pytest.mark.anyio


async def test_entries_are_numbered_and_stamped_by_the_device(store: Store) -> None:
    house = a_household()

    (first,) = await store.append([draft(house)], NOW_MS)
    second, third = await store.append([draft(a_member(house)), draft(a_household())], NOW_MS)

    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert {each.device for each in (first, second, third)} == {PHONE}
    assert first.stamp == NOW_MS * PER_MS
    assert first.stamp < second.stamp < third.stamp


async def test_a_saved_entry_is_seen_by_another_connection(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)

    await store.append([draft(a_household())], NOW_MS)

    other = sqlite3.connect(tmp_path / "phone.sqlite3")
    assert other.execute("SELECT count(*) FROM entry JOIN household USING (id)").fetchone() == (1,)
    other.close()
    await store.close()


SAVES_AND_WAITS = """
import asyncio, sys, time
from pathlib import Path
from app.store.store import Store
from tests.app.phones import draft
from tests.support.people import NOW_MS, a_household

async def main():
    store = await Store.open(Path(sys.argv[1]))
    await store.append([draft(a_household("Lò Văn Inh"))], NOW_MS)
    print("saved", flush=True)
    time.sleep(60)

asyncio.run(main())
"""


async def test_what_was_saved_survives_a_phone_switched_off(tmp_path: Path) -> None:
    path = tmp_path / "phone.sqlite3"
    store = await Store.open(path)
    await store.enrol(ACCOUNT)
    await store.close()
    with subprocess.Popen(  # noqa: ASYNC220 -- nothing else runs in this test
        [sys.executable, "-c", SAVES_AND_WAITS, path], stdout=subprocess.PIPE, text=True
    ) as phone:
        assert phone.stdout
        assert phone.stdout.readline() == "saved\n"
        os.kill(phone.pid, signal.SIGKILL)

    store = await Store.open(path)

    assert [line.household.head for line in (await store.households(None)).items] == ["Lò Văn Inh"]
    assert (await store.outbox()).unsent == 1
    await store.close()


async def test_saved_means_durable_where_a_commit_is_not() -> None:
    flushed: list[int] = []

    async def flush() -> None:
        flushed.append(1)

    store = await Store.open(":memory:", flush)
    await store.enrol(ACCOUNT)
    flushed.clear()

    await store.append([draft(a_household())], NOW_MS)

    assert flushed == [1]
    await store.close()


async def test_one_bad_draft_leaves_nothing_of_the_others(store: Store) -> None:
    nameless = (Household, {**draft(a_household())[1], "head": ""})

    with pytest.raises(Problem) as refusal:
        await store.append([draft(a_household()), nameless], NOW_MS)

    assert refusal.value.kind is Code.NO_NAME
    assert (await store.outbox()).total == 0
    assert (await store.households(None)).total == 0
    (next_one,) = await store.append([draft(a_household())], NOW_MS)
    assert next_one.number == 1


async def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)
    await store.append([draft(a_household("Hà Thị Ước"))], NOW_MS)
    connection = store._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    long_notes = [draft(a_household(note="ghi chú " * 200)) for _ in range(50)]

    with pytest.raises(Problem) as refusal:
        await store.append(long_notes, NOW_MS)

    assert refusal.value.kind is Code.STORE_FULL
    assert (await store.outbox()).total == 1
    connection.execute("PRAGMA max_page_count = 1000000")
    saved = await store.append(long_notes, NOW_MS)
    assert [saved[0].number, saved[-1].number] == [2, 51]
    await store.close()


async def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)
    store._connection.execute("PRAGMA query_only = ON")

    with pytest.raises(Problem) as refusal:
        await store.append([draft(a_household())], NOW_MS)

    assert refusal.value.kind is Code.STORE_BROKEN
    await store.close()


async def test_two_windows_on_one_file_never_give_one_number_twice(tmp_path: Path) -> None:
    one = await Store.open(tmp_path / "phone.sqlite3")
    await one.enrol(ACCOUNT)
    other = await Store.open(tmp_path / "phone.sqlite3")

    numbers = [
        (await window.append([draft(a_household())], NOW_MS))[0].number
        for window in (one, other, one, other)
    ]

    assert numbers == [1, 2, 3, 4]
    await one.close()
    await other.close()


async def test_a_number_that_the_collector_knows_is_never_given_again(store: Store) -> None:
    await store.keep(a_receipt(through=7), NOW_MS)

    (record,) = await store.append([draft(a_household())], NOW_MS)

    assert record.number == 8
