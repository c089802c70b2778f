"""The quarters of a commune in a row, each as it stood at its end, and where its borders changed.

What was declared until a quarter's last day changes only when somebody declares for that day
later, so a count is good until the log holds such an entry.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import add
from threading import Lock

from shared.dossier import Dossier
from shared.indicators import EDITION
from shared.places import REFORM, Commune
from shared.plan import Plan
from shared.quarter import Quarter
from shared.records import Record, newer
from shared.report import Row, rows
from shared.tally import Tally
from sync_server import counting
from sync_server.database import Cursor
from sync_server.entries import place_of
from sync_server.issues import issues
from sync_server.plans import plan_of

Key = tuple[object, ...]
Tallies = Mapping[str, Tally]
_LATER = "SELECT 1 FROM log WHERE commune = ? AND seq > ? AND seq <= ? AND day <= ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter of a trend; `broken` where the commune's borders changed since the one before.

    What was closed stays as it was closed.
    """

    quarter: Quarter
    rows: tuple[Row, ...]
    broken: bool
    is_closed: bool = False


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
        row = cursor.one("SELECT history, next_seq - 1 FROM commune WHERE id = ?", (commune,))
        history, last = row or ("", 0)
        with self._lock:
            found: dict[Quarter, Tallies] = {}
            missing = []
            for quarter, plan in quarters:
                key = (history, quarter, EDITION, plan.ages)
                seq, tallies = self._kept.get(key, (0, {}))
                until = quarter.last_day.isoformat()
                if seq and seq <= last and not cursor.one(_LATER, (commune, seq, last, until)):
                    found[quarter] = tallies
                    self._kept[key] = (last, tallies)
                else:
                    missing.append((quarter, plan))
            if missing:
                counted = recounts(counting.logged(cursor, commune), missing)
                for quarter, plan in missing:
                    found[quarter] = counted[quarter]
                    self._kept[history, quarter, EDITION, plan.ages] = (last, counted[quarter])
            while len(self._kept) > self._KEPT:
                self._kept.popitem(last=False)
            return found


PAST = _Past()


def recounts(
    records: Iterable[Record], quarters: Sequence[tuple[Quarter, Plan]]
) -> dict[Quarter, Tallies]:
    """Count every village at the end of several quarters in one pass over all versions.

    Equal to `counting.recount` quarter by quarter, which reads the log once for each.
    """
    ends = sorted(quarter for quarter, _ in quarters)
    standing: list[counting.Standing] = [{} for _ in ends]
    for record in records:
        place = place_of(record)
        # The first quarter that knows of it; later ones inherit it below.
        at = next((i for i, end in enumerate(ends) if record.day <= end.last_day), None)
        if at is not None:
            standing[at][place] = newer(standing[at].get(place, record), record)
    for before, after in pairwise(standing):
        for place, record in before.items():
            after[place] = newer(after.get(place, record), record)
    plans = dict(quarters)
    return {
        quarter: counting.tallied(those, quarter, plans[quarter])
        for quarter, those in zip(ends, standing, strict=True)
    }


def trend(
    cursor: Cursor, commune: Commune, quarters: Sequence[Quarter], village: str = ""
) -> tuple[Point, ...]:
    """Return the sixteen rows of a commune, or of a village, quarter after quarter."""
    closed = {
        quarter: found[-1] for quarter in quarters if (found := issues(cursor, commune.id, quarter))
    }
    plans = {
        quarter: plan_of(cursor, commune.id, quarter)
        for quarter in sorted(quarters)
        if quarter not in closed
    }
    row = cursor.one("SELECT last_day FROM commune WHERE id = ?", (commune.id,))
    last_day = row[0] if row else ""
    # The one in which the commune ended is not counted as of its last day.
    over = [
        (quarter, plan)
        for quarter, plan in plans.items()
        if quarter.last_day.isoformat() < last_day
        and counting.last_day(cursor, commune.id, quarter) == quarter.last_day
    ]
    past = PAST.of(cursor, commune.id, over)
    points: list[Point] = []
    for quarter in sorted(quarters):
        if kept := closed.get(quarter):
            shown = _closed_rows(kept, village)
        else:
            plan = plans[quarter]
            counted = past.get(quarter) or counting.tallies(cursor, commune.id, quarter, plan)
            shown = _rows(cursor, (quarter, plan), counted, village)
        before = points[-1].quarter if points else quarter
        broken = changed_between(commune, before, quarter)
        points.append(Point(quarter, shown, broken, kept is not None))
    return tuple(points)


def _closed_rows(kept: Dossier, village: str) -> tuple[Row, ...]:
    if not village:
        return kept.report.rows
    there = {place.id: report.rows for place, report in kept.villages}
    return there.get(village) or rows(counting.NOTHING, {}, kept.report.plan)


def _rows(
    cursor: Cursor, of: tuple[Quarter, Plan], counted: Tallies, village: str
) -> tuple[Row, ...]:
    quarter, plan = of
    if village:
        return rows(counted.get(village, counting.NOTHING), {}, plan)
    declared = counting.figures(cursor, plan.commune, quarter)
    return rows(reduce(add, counted.values(), counting.NOTHING), declared, plan)


def changed_between(commune: Commune, before: Quarter, after: Quarter) -> bool:
    """Say whether the commune's borders changed after `before` ended and until `after` did."""
    return any(before.last_day < day <= after.last_day for day in changes(commune))


def changes(commune: Commune) -> tuple[date, ...]:
    """Return the days on which the commune became another unit than before."""
    days = {commune.valid_from, commune.valid_to, REFORM}
    return tuple(sorted(day for day in days if day is not None))
