"""Which days can be: before a collector has said what time it is, a phone's clock may be years off.

Later too, for a clock is put right, or wrong, behind the app's back. A date that can hardly be is
flagged, never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.plan import PLANS
from shared.stamp import TOLERANCE_MS, day_of

BUILT = date(2026, 11, 22)
"""The day of this edition of the app; moved on with each release."""
SLACK_MS = 3 * 3_600_000
"""By so much a clock may differ from what is known without anything following from it."""
FAR_MS = 31 * 24 * 3_600_000
"""So long a phone may hear nothing from its collector before its day is called doubtful."""


def first_day(commune: str) -> date:
    """Return the first day of the commune's first plan; nothing was visited before."""
    years = [plan.year for plan in PLANS if plan.commune == commune]
    return date(min(years, default=min(plan.year for plan in PLANS)), 1, 1)


def is_plausible(today: date, built: date = BUILT) -> bool:
    """Say whether a clock that nobody has confirmed may be right: within a year from `built`."""
    return built <= today < built.replace(year=built.year + 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What a phone knows of the time without asking: how late its clock was (None: nobody has
    said), when that was by the collector's clock (0: unknown), and when it last stamped a record.
    """

    late_ms: int | None = None
    told_ms: int = 0
    stamp_ms: int = 0

    @property
    def since_ms(self) -> int:
        """Return the latest moment that is surely over. A stamp far from what the collector said
        was made by a wrong clock, and tells nothing."""
        return self.stamp_ms if self.told_ms < self.stamp_ms <= self._until_ms else self.told_ms

    @property
    def _until_ms(self) -> int:
        return self.told_ms + FAR_MS

    def allows(self, now_ms: int) -> bool:
        return self.since_ms - SLACK_MS <= now_ms <= self._until_ms


@dataclass(frozen=True, slots=True)
class Reading:
    """What time the app takes it to be, and whether that should be questioned."""

    now_ms: int
    is_doubtful: bool


def reading(clock_ms: int, known: Known, built: date = BUILT) -> Reading:
    """Return what time it is when the phone's clock says `clock_ms`.

    What its clock lacked when a collector last said the time goes on being added, unless that leads
    where time cannot be and the clock by itself does not: then somebody has put it right since.
    """
    mended_ms = clock_ms + (known.late_ms or 0)
    if not known.told_ms:
        is_behind = mended_ms < known.stamp_ms - SLACK_MS
        return Reading(mended_ms, is_behind or not is_plausible(day_of(mended_ms), built))
    both = (mended_ms, clock_ms)
    if can_be := [each for each in both if known.allows(each)]:
        return Reading(can_be[0], any(_tells_apart(can_be[0], each) for each in can_be))
    # No earlier than the collector's word; nearer to it rather than farther.
    later = [each for each in both if each >= known.told_ms - SLACK_MS]
    return Reading(min(later, default=known.since_ms), is_doubtful=True)


def _tells_apart(one_ms: int, other_ms: int) -> bool:
    return abs(one_ms - other_ms) > SLACK_MS and day_of(one_ms) != day_of(other_ms)


def late_after(late_ms: int, jump_ms: int, ahead_ms: int = 0) -> int:
    """Return what a clock lacks once it has run `jump_ms` ahead of the one that only ever runs.

    Only setting a clock makes it fall behind that one, which may stand still while a phone sleeps.
    So running ahead by just what it lacked was being put right, and else is taken for sleep; unless
    falling back by as much as it ran `ahead_ms` before shows that it was set, and is as it was.
    """
    lacks_ms = late_ms - jump_ms
    if abs(lacks_ms) <= TOLERANCE_MS:
        return 0
    was_set_back = jump_ms < 0 and abs(jump_ms + ahead_ms) > SLACK_MS
    return lacks_ms if was_set_back else late_ms
