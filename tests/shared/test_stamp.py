"""Laws of hybrid logical time."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.stamp import GREATEST, PER_MS, TOLERANCE_MS, after, bound, moment
from tests.support.people import NOW_MS
from tests.support.strategies import clock_ms, stamps


@given(stamps(), st.lists(clock_ms(), max_size=8))
def test_stamps_increase_whatever_the_clock_does(last: int, clock: list[int]):
    for now_ms in clock:
        stamp = after(last, now_ms)

        assert stamp > last
        last = stamp


def test_a_stamp_says_the_time_when_the_clock_is_right():
    stamp = after(0, NOW_MS)

    assert moment(stamp) == datetime(2025, 2, 20, 2, 0, tzinfo=UTC)


def test_a_thousand_stamps_within_one_millisecond_run_over_into_the_next():
    last = NOW_MS * PER_MS

    for _ in range(1001):
        last = after(last, NOW_MS)

    assert last // PER_MS == NOW_MS + 1


@given(stamps(), clock_ms())
def test_a_bounded_stamp_is_never_raised_and_bounding_twice_changes_nothing(stamp: int, now: int):
    once = bound(stamp, now)

    assert once <= stamp
    assert bound(once, now) == once


@given(st.lists(st.tuples(stamps(), st.integers(0, 10**7)), min_size=1, max_size=8), stamps())
def test_a_bound_is_never_below_any_stamp_accepted_earlier(
    earlier: list[tuple[int, int]], late: int
):
    now, accepted = NOW_MS, []
    for stamp, pause in earlier:
        accepted.append(bound(stamp, now))
        now += pause

    bounded = bound(late, now)

    assert bounded == late or bounded >= max(accepted)


@settings(max_examples=50)
@given(st.integers(-TOLERANCE_MS, TOLERANCE_MS))
def test_a_clock_within_five_minutes_is_simply_right(error_ms: int):
    stamp = after(0, NOW_MS + error_ms)

    assert bound(stamp, NOW_MS) == stamp


def test_every_json_reader_keeps_a_stamp_exactly():
    in_two_centuries = after(0, int(datetime(2225, 1, 1, tzinfo=UTC).timestamp() * 1000))

    assert in_two_centuries < GREATEST
    assert int(float(in_two_centuries)) == in_two_centuries
