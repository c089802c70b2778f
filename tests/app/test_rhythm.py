"""When a sync is due, and how much it carries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.sync.rhythm import (
    FIRST_BACK_OFF_MS,
    FLOOR,
    IDLE_MS,
    LONGEST_WAIT_MS,
    QUIET_MS,
    Rhythm,
)
from shared.protocol import BATCH_RECORDS
from tests.support.people import NOW_MS

CHANCES = st.floats(0, 1)


def test_the_first_sync_is_due_at_once() -> None:
    assert Rhythm().due(NOW_MS)


def test_after_a_success_nothing_is_due_for_five_minutes() -> None:
    rhythm = Rhythm().after_success(NOW_MS)

    assert not rhythm.due(NOW_MS + IDLE_MS - 1)
    assert rhythm.due(NOW_MS + IDLE_MS)


def test_a_sync_follows_when_it_has_been_quiet_after_the_last_tick() -> None:
    rhythm = Rhythm().after_success(NOW_MS).after_tick(NOW_MS + 1000).after_tick(NOW_MS + 4000)

    assert not rhythm.due(NOW_MS + 4000 + QUIET_MS - 1)
    assert rhythm.due(NOW_MS + 4000 + QUIET_MS)


def test_a_volunteer_who_never_pauses_does_not_put_a_sync_off_for_ever() -> None:
    rhythm = Rhythm().after_success(NOW_MS)
    for second in range(0, IDLE_MS // 1000, 2):
        rhythm = rhythm.after_tick(NOW_MS + second * 1000)

    assert rhythm.due(NOW_MS + IDLE_MS)


def test_a_tick_at_the_very_start_does_not_put_the_first_sync_off() -> None:
    assert Rhythm().after_tick(NOW_MS).due(NOW_MS)


def test_a_tick_does_not_shorten_a_back_off() -> None:
    failed = Rhythm().after_failure(NOW_MS, 1.0)

    assert failed.after_tick(NOW_MS) == failed


@given(st.integers(1, 100), CHANCES)
def test_waits_grow_but_never_beyond_a_quarter_of_an_hour(failures: int, chance: float) -> None:
    rhythm = Rhythm()
    for _ in range(failures):
        rhythm = rhythm.after_failure(NOW_MS, chance)

    wait = rhythm.due_ms - NOW_MS

    assert min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), LONGEST_WAIT_MS) // 2 <= wait
    assert wait <= min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), LONGEST_WAIT_MS)


def test_two_phones_that_fail_together_do_not_come_back_together() -> None:
    assert Rhythm().after_failure(NOW_MS, 0.1) != Rhythm().after_failure(NOW_MS, 0.9)


def test_the_collector_may_ask_for_more_patience() -> None:
    rhythm = Rhythm().after_failure(NOW_MS, 0.5, retry_after_ms=120_000)

    assert not rhythm.due(NOW_MS + 119_999)
    assert rhythm.due(NOW_MS + 120_000)


def test_patience_that_the_collector_asks_for_is_not_cut_short_but_is_not_without_end() -> None:
    hour, day = 3_600_000, 24 * 3_600_000

    busy = Rhythm().after_failure(NOW_MS, 0.5, retry_after_ms=hour)
    mad = Rhythm().after_failure(NOW_MS, 0.5, retry_after_ms=400 * day)

    assert not busy.due(NOW_MS + hour - 1)
    assert busy.due(NOW_MS + hour)
    assert not mad.due(NOW_MS + day - 1)
    assert mad.due(NOW_MS + day)


@given(st.integers(LONGEST_WAIT_MS + 1, 400 * 24 * 3_600_000), st.integers(0, 10**9))
def test_a_clock_set_back_ends_every_wait(back_ms: int, asked_ms: int) -> None:
    assert Rhythm().after_success(NOW_MS).due(NOW_MS - back_ms)
    assert Rhythm().after_failure(NOW_MS, 0.5, asked_ms).due(NOW_MS - back_ms)
    assert Rhythm().at_once(NOW_MS).due(NOW_MS - back_ms)


def test_a_clock_set_back_a_day_does_not_stop_syncing_for_a_day() -> None:
    rhythm = Rhythm().after_success(NOW_MS)

    assert rhythm.due(NOW_MS - 24 * 3_600_000)


def test_batches_halve_after_failures_down_to_a_floor_and_recover() -> None:
    rhythm = Rhythm()
    limits = []
    for _ in range(6):
        rhythm = rhythm.after_failure(NOW_MS, 0.5)
        limits.append(rhythm.limit)
    for _ in range(5):
        rhythm = rhythm.after_success(NOW_MS)

    assert limits == [250, 125, 62, 31, FLOOR, FLOOR]
    assert rhythm.limit == BATCH_RECORDS


def test_when_the_network_comes_back_nobody_waits_out_a_back_off():
    rhythm = Rhythm().after_failure(NOW_MS, 1.0).after_failure(NOW_MS, 1.0)
    assert not rhythm.due(NOW_MS + 1)

    assert rhythm.at_once(NOW_MS + 1).due(NOW_MS + 1)
