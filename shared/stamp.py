"""Hybrid logical time: one whole number that orders versions of a record.

A stamp is Unix time in milliseconds times a thousand, plus a counter. Three digits of counter run
over into the next millisecond by themselves, so the rule is one line; and a stamp stays below 2^53
until the year 2255, so every JSON reader keeps it exactly.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The only time zone of the country, without summer time."""

PER_MS = 1000
GREATEST = 2**53 - 1
# A phone whose clock is within five minutes of the collector's is simply right.
TOLERANCE_MS = 5 * 60 * 1000


def after(last: int, now_ms: int) -> int:
    """Return a stamp greater than `last`, at `now_ms` if the clock allows it."""
    return max(last + 1, now_ms * PER_MS)


def bound(stamp: int, now_ms: int) -> int:
    """Return `stamp`, or the latest one that a collector accepts at `now_ms`.

    The bound is never below any stamp accepted earlier, so bounding cannot bring back an older
    version; two bounded versions of one device are told apart by their numbers.
    """
    return min(stamp, (now_ms + TOLERANCE_MS) * PER_MS)


def moment(stamp: int) -> datetime:
    """Return the moment of a stamp, in UTC."""
    return datetime.fromtimestamp(stamp // PER_MS / 1000, tz=UTC)


def local(ms: int) -> datetime:
    """Return what Vietnam's clocks show at Unix time `ms` (milliseconds)."""
    return datetime.fromtimestamp(ms / 1000, tz=VIETNAM)


def day_of(ms: int) -> date:
    """Return the day in Vietnam at Unix time `ms` (milliseconds)."""
    return local(ms).date()


def written_moment(ms: int) -> str:
    """Write Unix time `ms` (milliseconds) as the desk and its commands do: 18:30 14/07/2025."""
    return f"{local(ms):%H:%M %d/%m/%Y}"
