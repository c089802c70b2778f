"""One wrong phone cannot win for ever: offsets, bounded stamps, and clocks that go back."""

from __future__ import annotations

import pytest

from app.store.store import Store
from shared.stamp import PER_MS, TOLERANCE_MS
from tests.app.phones import a_page, a_receipt, draft
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    a_household,
    a_member,
    an_answer,
)

pytestmark = pytest.mark.anyio
HOUR_MS = 3_600_000


async def test_stamps_rise_although_the_clock_goes_back(store: Store) -> None:
    (before,) = await store.append([draft(a_household())], NOW_MS)

    (after,) = await store.append([draft(a_household())], NOW_MS - HOUR_MS)

    assert after.stamp == before.stamp + 1


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
