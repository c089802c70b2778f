"""One wrong phone cannot win for ever: offsets, bounded stamps, and clocks that go back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import BUILT, SLACK_MS, Known, late_after, reading
from app.store.store import Store
from shared.stamp import PER_MS, TOLERANCE_MS, day_of
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
DAY_MS = 24 * HOUR_MS
YEAR_MS = 365 * DAY_MS

since_sync = st.integers(0, 31 * DAY_MS)
"""How long ago a collector said the time."""
an_error = st.integers(32 * DAY_MS, 3 * YEAR_MS).flatmap(lambda by: st.sampled_from((by, -by)))
"""What a clock is off by when somebody has set it to another month or year."""


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


@given(since_sync, an_error)
def test_a_clock_put_right_after_it_was_found_wrong_tells_the_right_day(since: int, error: int):
    now_ms = NOW_MS + since

    read = reading(now_ms, Known(-error, NOW_MS, NOW_MS))

    assert read.now_ms == now_ms


@given(since_sync, an_error)
def test_a_clock_that_stays_wrong_tells_the_right_day_once_its_error_is_known(
    since: int, error: int
):
    now_ms = NOW_MS + since

    read = reading(now_ms + error, Known(-error, NOW_MS, NOW_MS))

    assert read.now_ms == now_ms


@given(
    st.dates(BUILT, BUILT.replace(year=BUILT.year + 1) - timedelta(days=1)),
    st.sampled_from((YEAR_MS, -YEAR_MS - DAY_MS, -2 * YEAR_MS, 2 * YEAR_MS)),
)
def test_a_clock_wrong_by_a_year_before_any_sync_is_doubted(today: date, error: int):
    now_ms = NOW_MS + (today - day_of(NOW_MS)).days * DAY_MS

    assert reading(now_ms + error, Known()).is_doubtful
    assert not reading(now_ms, Known()).is_doubtful


@given(since_sync, an_error)
def test_a_right_clock_that_is_set_wrong_is_doubted_and_no_day_before_the_last_sync_is_written(
    since: int, error: int
):
    read = reading(NOW_MS + since + error, Known(0, NOW_MS, NOW_MS))

    assert read.is_doubtful
    assert read.now_ms >= NOW_MS - SLACK_MS


@given(since_sync, st.integers(-31 * DAY_MS, 31 * DAY_MS), st.booleans())
def test_where_two_days_could_be_right_the_day_is_right_or_doubted(
    since: int, error: int, is_put_right: bool
):
    now_ms = NOW_MS + since

    read = reading(now_ms + (0 if is_put_right else error), Known(-error, NOW_MS, NOW_MS))

    assert read.is_doubtful or abs(read.now_ms - now_ms) < DAY_MS


def test_after_a_month_without_a_collector_the_day_is_doubted():
    month = Known(0, NOW_MS, NOW_MS)

    assert not reading(NOW_MS + 30 * DAY_MS, month).is_doubtful
    assert reading(NOW_MS + 32 * DAY_MS, month).is_doubtful


def test_a_day_before_the_last_own_entry_is_doubted_and_the_clock_still_believed():
    known = Known(0, NOW_MS, NOW_MS + 20 * DAY_MS)

    read = reading(NOW_MS + DAY_MS, known)

    assert (read.now_ms, read.is_doubtful) == (NOW_MS + DAY_MS, True)


@pytest.mark.parametrize(
    ("late", "jump", "ahead", "after"),
    [
        (-YEAR_MS, -YEAR_MS, 0, 0),
        (YEAR_MS, YEAR_MS, 0, 0),
        (0, -DAY_MS, 0, DAY_MS),
        (0, 9 * HOUR_MS, 0, 0),
        (HOUR_MS, 9 * HOUR_MS, 0, HOUR_MS),
        (HOUR_MS, 1000, 0, HOUR_MS),
        (0, -20 * DAY_MS, 20 * DAY_MS, 0),
    ],
    ids=[
        "put back",
        "put forward",
        "set wrong",
        "slept",
        "slept with an error",
        "runs on",
        "set wrong and right again",
    ],
)
def test_a_clock_that_is_set_while_the_app_runs_is_told_from_sleep(
    late: int, jump: int, ahead: int, after: int
):
    assert late_after(late, jump, ahead) == after
