"""The store keeps its promises: what it said is saved is there, and nothing is half there."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.store.store import Store
from shared.problems import Code, Problem
from shared.protocol import Refusal
from shared.records import Household
from shared.stamp import PER_MS, TOLERANCE_MS
from tests.app.phones import ACCOUNT, a_page, a_receipt, draft
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    PHONE,
    a_household,
    a_member,
    an_answer,
    an_id,
)

pytestmark = pytest.mark.anyio
HOUR_MS = 3_600_000


async def test_entries_are_numbered_and_stamped_by_the_device(store: Store) -> None:
    house = a_household()

    (first,) = await store.append([draft(house)], NOW_MS)
    second, third = await store.append([draft(a_member(house)), draft(a_household())], NOW_MS)

    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert {each.device for each in (first, second, third)} == {PHONE}
    assert first.stamp == NOW_MS * PER_MS
    assert first.stamp < second.stamp < third.stamp


async def test_stamps_rise_although_the_clock_goes_back(store: Store) -> None:
    (before,) = await store.append([draft(a_household())], NOW_MS)

    (after,) = await store.append([draft(a_household())], NOW_MS - HOUR_MS)

    assert after.stamp == before.stamp + 1


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


async def test_nobody_records_before_enrolling() -> None:
    store = await Store.open(":memory:")

    with pytest.raises(Problem) as refusal:
        await store.append([draft(a_household())], NOW_MS)

    assert refusal.value.kind is Code.NOT_ENROLLED
    await store.close()


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


async def test_the_account_comes_back_as_it_was_given(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)
    await store.close()

    again = await Store.open(tmp_path / "phone.sqlite3")

    assert await again.account() == ACCOUNT
    assert ACCOUNT.token not in repr(await again.account())
    await again.close()


async def test_enrolling_again_is_refused_while_entries_are_unsent(store: Store) -> None:
    await store.append([draft(a_household())], NOW_MS)

    for attempt in (store.enrol(replace(ACCOUNT, device=OTHER_PHONE)), store.identity(an_id(), "")):
        with pytest.raises(Problem) as refusal:
            await attempt
        assert refusal.value.kind is Code.OTHER_PERSONS_STORE

    assert await store.account() == ACCOUNT
    assert (await store.outbox()).unsent == 1


async def test_enrolling_again_starts_afresh_once_everything_is_sent(store: Store) -> None:
    await store.append([draft(a_household())], NOW_MS)
    await store.merge(a_page([a_household(device=OTHER_PHONE)], cursor=9))
    refusal = Refusal(number=1, code="BK101", sentence="…")
    await store.keep(a_receipt(through=1, refused=(refusal,)), NOW_MS)

    await store.enrol(replace(ACCOUNT, device=OTHER_PHONE))

    assert (await store.households(None)).total == 0
    assert (await store.outbox()).total == 0
    assert (await store.position()).cursor == 0
    (first,) = await store.append([draft(a_household())], NOW_MS)
    assert (first.device, first.number) == (OTHER_PHONE, 1)


async def test_asking_in_twice_is_asking_as_the_same_device() -> None:
    store = await Store.open(":memory:")

    first = await store.identity(UUID(int=1), "first")
    second = await store.identity(UUID(int=2), "second")

    assert first == second == (UUID(int=1), "first")
    await store.close()


async def test_a_device_learns_how_late_its_clock_is(store: Store) -> None:
    await store.keep(a_receipt(now_ms=NOW_MS + HOUR_MS), NOW_MS)

    (record,) = await store.append([draft(a_household())], NOW_MS + 1000)

    assert record.stamp == (NOW_MS + HOUR_MS + 1000) * PER_MS


async def test_a_clock_within_five_minutes_is_simply_right(store: Store) -> None:
    await store.keep(a_receipt(now_ms=NOW_MS + TOLERANCE_MS), NOW_MS)

    (record,) = await store.append([draft(a_household())], NOW_MS + 1000)

    assert record.stamp == (NOW_MS + 1000) * PER_MS


async def test_a_wrong_phone_wins_no_longer_once_its_stamps_are_bounded(store: Store) -> None:
    member = a_member()
    (ours,) = await store.append([draft(an_answer(member, value="yes"))], NOW_MS + 24 * HOUR_MS)
    bounded = (NOW_MS + TOLERANCE_MS) * PER_MS
    await store.keep(a_receipt(through=1, bounded={1: bounded}, now_ms=NOW_MS), NOW_MS)

    (again,) = await store.append([draft(a_household())], NOW_MS)
    theirs = an_answer(member, value="no", device=OTHER_PHONE, stamp=bounded + 2)
    await store.merge(a_page([theirs]))

    assert again.stamp == bounded + 1
    assert await store.answer(ours.id) == theirs


async def test_a_device_whose_stamps_were_bounded_reads_from_the_beginning(store: Store) -> None:
    await store.append([draft(a_household())], NOW_MS + HOUR_MS)
    await store.merge(a_page(cursor=40))

    await store.keep(a_receipt(through=1, bounded={1: NOW_MS * PER_MS}), NOW_MS)

    assert (await store.position()).cursor == 0


async def test_what_was_made_is_sent_unchanged_although_its_stamp_was_bounded(store: Store) -> None:
    made = await store.append([draft(a_household())], NOW_MS + HOUR_MS)
    await store.keep(a_receipt(through=1, bounded={1: NOW_MS * PER_MS}), NOW_MS)

    await store.keep(a_receipt(through=0), NOW_MS)

    assert await store.batch(10) == made


async def test_households_of_a_village_taken_away_leave_the_phone(store: Store) -> None:
    here, there = a_household(), a_household(village=OTHER_VILLAGE)
    await store.merge(a_page([here, there]))

    await store.merge(a_page(villages=ACCOUNT.villages[:1]))

    assert [line.household for line in (await store.households(None)).items] == [here]
    account = await store.account()
    assert account
    assert account.villages == ACCOUNT.villages[:1]
