"""When to sync, how soon again after a failure, and how much at a time. Pure: time comes in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.protocol import BATCH_RECORDS

QUIET_MS = 5_000
"""A sync waits so long after the last tick, so that a household goes up in one batch."""
IDLE_MS = 5 * 60_000
FIRST_BACK_OFF_MS = 15_000
LONGEST_WAIT_MS = 15 * 60_000
LONGEST_ASKED_MS = 24 * 60 * 60_000
"""Not even a collector may ask for more: who asks for a year has made a mistake."""
FLOOR = 25
"""However bad the link, a batch is not made smaller than this."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The next sync is at `due_ms`, and not later than `latest_ms` however busy the volunteer is.

    The first is due at once; `limit` is how many entries the next batch may hold, `since_ms` when
    the last sync ended.
    """

    due_ms: int = 0
    latest_ms: int = 0
    since_ms: int = 0
    failures: int = 0
    limit: int = BATCH_RECORDS

    def due(self, now_ms: int) -> bool:
        """Say whether it is time; a clock set back must not stop syncing until it catches up."""
        return self.due_ms <= now_ms or self.since_ms - now_ms > LONGEST_WAIT_MS

    def after_tick(self, now_ms: int) -> Rhythm:
        """Return the rhythm once something was saved; a tick never shortens a back-off."""
        if self.failures:
            return self
        return replace(self, due_ms=min(now_ms + QUIET_MS, self.latest_ms))

    def at_once(self, now_ms: int) -> Rhythm:
        """Return the rhythm once there is a network again: a back-off was for its lack."""
        return replace(self, due_ms=now_ms, latest_ms=now_ms, since_ms=now_ms)

    def after_success(self, now_ms: int) -> Rhythm:
        later = now_ms + IDLE_MS
        return Rhythm(later, later, now_ms, 0, min(self.limit * 2, BATCH_RECORDS))

    def after_failure(self, now_ms: int, chance: float, retry_after_ms: int = 0) -> Rhythm:
        """Wait twice as long as last time, spread by `chance` (0 to 1) so that phones do not all
        come back at once, and at least as long as the collector asked."""
        wait = min(FIRST_BACK_OFF_MS * 2 ** min(self.failures, 16), LONGEST_WAIT_MS)
        spread = int(wait * (0.5 + 0.5 * chance))
        later = now_ms + max(spread, min(retry_after_ms, LONGEST_ASKED_MS))
        return Rhythm(later, later, now_ms, self.failures + 1, max(FLOOR, self.limit // 2))
