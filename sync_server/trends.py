"""The quarters of a commune in a row, each as it stood at its end, and where its borders changed.

What was declared until a quarter's last day changes only when somebody declares for that day
later, so a count is good until the log holds such an entry.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import add
from threading import Lock

from shared.dossier import Dossier, Issue
from shared.indicators import EDITION
from shared.places import REFORM, Commune
from shared.plan import Plan
from shared.quarter import Quarter
from shared.report import Row, rows
from shared.tally import Tally
from sync_server import counting
from sync_server.communes import books, villages
from sync_server.database import Cursor
from sync_server.hindsight import Moment, tallies_at
from sync_server.issues import issues
from sync_server.plans import plan_of
from sync_server.province import TWICE, joined, parts

Key = tuple[object, ...]
Tallies = Mapping[str, Tally]
_LATER = "SELECT 1 FROM log WHERE commune = ? AND seq > ? AND seq <= ? AND day <= ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter of a trend; `broken` where the commune's borders changed since the one before.

    What was closed stays as its latest `issue` says: the closing or an amendment.
    """

    quarter: Quarter
    rows: tuple[Row, ...]
    broken: bool
    issue: Issue | None = None


class _Past:
    """Quarters that are over, as counted when the log stood somewhere."""

    _KEPT = 400

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[int, Tallies]] = OrderedDict()
        self._lock = Lock()

    def clear(self) -> None:
        self._kept.clear()

    def of(
        self, cursor: Cursor, commune: str, quarters: Sequence[tuple[Quarter, Plan]]
    ) -> dict[Quarter, Tallies]:
        """Return the villages' tallies at the end of each quarter; all in one pass at most."""
        name, last = books(cursor, commune)
        with self._lock:
            found: dict[Quarter, Tallies] = {}
            missing = []
            for quarter, plan in quarters:
                key = (name, quarter, EDITION, plan.ages)
                seq, tallies = self._kept.get(key, (0, {}))
                until = quarter.last_day.isoformat()
                if seq and seq <= last and not cursor.one(_LATER, (commune, seq, last, until)):
                    found[quarter] = tallies
                    self._kept[key] = (last, tallies)
                else:
                    missing.append((quarter, plan))
            if missing:
                moments = [Moment(quarter, plan, quarter.last_day) for quarter, plan in missing]
                for (quarter, plan), counted in zip(
                    missing, tallies_at(cursor, [commune], moments), strict=True
                ):
                    found[quarter] = counted
                    self._kept[name, quarter, EDITION, plan.ages] = (last, counted)
            while len(self._kept) > self._KEPT:
                self._kept.popitem(last=False)
            return found


PAST = _Past()


def trend(
    cursor: Cursor, commune: Commune, quarters: Sequence[Quarter], village: str = ""
) -> tuple[Point, ...]:
    """Return the sixteen rows of a commune, or of a village, quarter after quarter."""
    closed = {
        quarter: found[-1]
        for quarter in quarters
        if (found := issues(cursor, commune.id, quarter)) and _tells_of(found[-1], village)
    }
    plans = {
        quarter: plan_of(cursor, commune.id, quarter)
        for quarter in sorted(quarters)
        if quarter not in closed
    }
    counts = _counts(cursor, commune.id, plans, village)
    days, parts_of = changes(cursor, commune), _parts_of(cursor, commune.id, village)
    points: list[Point] = []
    apart: frozenset[str] = frozenset()
    for quarter in sorted(quarters):
        if kept := closed.get(quarter):
            shown = _closed_rows(kept, village)
        else:
            shown = _rows(cursor, (quarter, plans[quarter]), counts[quarter], village)
        before = points[-1].quarter if points else quarter
        # What was closed has a village as it was cut then.
        stood = frozenset(place.id for place, _ in (kept.villages if kept else ())) & parts_of
        broken = any(before.last_day < day <= quarter.last_day for day in days)
        broken, apart = broken or bool(points and stood != apart), stood
        points.append(Point(quarter, shown, broken, kept.issue if kept else None))
    return tuple(points)


def _counts(
    cursor: Cursor, commune: str, plans: Mapping[Quarter, Plan], village: str
) -> dict[Quarter, Tallies]:
    """Return the tallies of the villages that the commune had at the end of each quarter; of one
    village, of all that it has now.
    """
    logs = {}
    for quarter in plans:
        until = counting.last_day(cursor, commune, max(plans) if village else quarter)
        logs[quarter] = parts(cursor, commune, until)
    over = [quarter for quarter in plans if _is_over(cursor, commune, quarter, logs[quarter])]
    past = {}
    for each in {each for quarter in over for each in logs[quarter]}:
        own = [(quarter, plans[quarter]) for quarter in over if each in logs[quarter]]
        past[each] = PAST.of(cursor, each, own)
    counts: dict[Quarter, Tallies] = {}
    for quarter, plan in plans.items():
        if quarter in over:
            counts[quarter] = {
                village: tally
                for each in logs[quarter]
                for village, tally in past[each][quarter].items()
            }
        else:
            until = counting.last_day(cursor, commune, quarter)
            counts[quarter] = counting.tallies_of(cursor, logs[quarter], (quarter, plan), until)
    return counts


def _is_over(cursor: Cursor, commune: str, quarter: Quarter, logs: Sequence[str]) -> bool:
    """Say whether a quarter can be counted log by log as of its last day, for something came later.

    The one in which the commune ended is not counted as of its last day.
    """
    until = counting.last_day(cursor, commune, quarter)
    return (
        until == quarter.last_day
        and any(counting.tells_after(cursor, each, until) for each in logs)
        and not TWICE.among(cursor, logs)
    )


def _parts_of(cursor: Cursor, commune: str, village: str) -> frozenset[str]:
    """Return the villages that are part of one by now."""
    own = (place.joined for place in villages(cursor, commune) if place.id == village)
    return frozenset(next(own, ()))


def _tells_of(kept: Dossier, village: str) -> bool:
    """Say whether a closed report has the village; it has not if that came later."""
    return not village or any(place.id == village for place, _ in kept.villages)


def _closed_rows(kept: Dossier, village: str) -> tuple[Row, ...]:
    if not village:
        return kept.report.rows
    return next(report.rows for place, report in kept.villages if place.id == village)


def _rows(
    cursor: Cursor, of: tuple[Quarter, Plan], counted: Tallies, village: str
) -> tuple[Row, ...]:
    quarter, plan = of
    if village:
        return rows(counted.get(village, counting.NOTHING), {}, plan)
    declared = counting.figures(cursor, plan.commune, quarter)
    return rows(reduce(add, counted.values(), counting.NOTHING), declared, plan)


def changes(cursor: Cursor, commune: Commune) -> tuple[date, ...]:
    """Return the days on which the commune became another unit than before."""
    others = {each.day for each in joined(cursor, commune.id, date.max)}
    days = {commune.valid_from, commune.valid_to, REFORM, *others}
    return tuple(sorted(day for day in days if day is not None))
