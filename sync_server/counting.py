"""From the log's state to a Report: what stands, or what had been declared by a past day.

A quarter in which nothing was declared after its last day is what stands now (`rollup`); any other
is counted from the log itself, from the versions declared up to that day.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add
from types import MappingProxyType

from shared.indicators import EDITION
from shared.places import Commune
from shared.plan import Plan
from shared.problems import Code, Problem
from shared.profile import token
from shared.protocol import Place
from shared.quarter import Quarter
from shared.records import Figure, Record, newer
from shared.report import Report, rows, work_done
from shared.tally import Tally
from shared.units import Succession
from sync_server.communes import books
from sync_server.database import Cursor
from sync_server.entries import IN_VILLAGE, place_of, record_of
from sync_server.hindsight import Moment, tallies_at
from sync_server.plans import plan_of
from sync_server.province import (
    TWICE,
    joined,
    parts,
    tallies_now,
    villages_on,
    villages_with,
)
from sync_server.rollup import by_village

NOTHING = Tally({}, {})
# Counted from the log, by everything that the count depends on.
_RECOUNTS: OrderedDict[tuple[object, ...], dict[str, Tally]] = OrderedDict()
_RECOUNTS_KEPT = 200

Standing = dict[tuple[bytes, str, str], Record]
"""Versions by their places (`entries.place_of`)."""


def open_quarter(cursor: Cursor, commune: Commune, text: str, day: date) -> Quarter:
    """Return the quarter that `text` names, if it has begun and a plan of the commune binds it."""
    chosen = Quarter.parse(text)
    if chosen > Quarter.of(day):
        raise Problem(Code.FUTURE_QUARTER, quarter=chosen.label)
    plan_of(cursor, commune.id, chosen)
    return chosen


@dataclass(frozen=True, slots=True)
class Count:
    """A commune's quarter as it was counted once, for all that a page or a report says of it.

    `joined` are the mergers until its last day; `ends` the logs that were counted, the commune's
    own first, each with its last entry; `tallies` those of every village with anybody.
    """

    plan: Plan
    quarter: Quarter
    joined: tuple[Succession, ...]
    ends: tuple[tuple[str, int], ...]
    tallies: Mapping[str, Tally]


def count(cursor: Cursor, commune: Commune, quarter: Quarter, plan: Plan | None = None) -> Count:
    """Count a commune's quarter, by the plan that binds now where no other is given."""
    plan = plan or plan_of(cursor, commune.id, quarter)
    until = last_day(cursor, commune.id, quarter)
    others = joined(cursor, commune.id, until)
    those = commune.id, *(each.old for each in others)
    counted = _tallies(cursor, those, (quarter, plan), until)
    return Count(plan, quarter, others, _ends(cursor, those), counted)


def tallies(cursor: Cursor, commune: str, quarter: Quarter, plan: Plan) -> Mapping[str, Tally]:
    """Return the tally of every village that has anybody to count, those of communes that were
    merged into this one too.
    """
    until = last_day(cursor, commune, quarter)
    return _tallies(cursor, parts(cursor, commune, until), (quarter, plan), until)


def _tallies(
    cursor: Cursor, those: tuple[str, ...], of: tuple[Quarter, Plan], until: date
) -> Mapping[str, Tally]:
    if not any(tells_after(cursor, each, until) for each in those):
        return tallies_now(cursor, those, *of)
    # Without anybody who stands in two of the logs, each log is counted, and kept, by itself.
    groups = [those] if TWICE.among(cursor, those) else [(each,) for each in those]
    found: dict[str, Tally] = {}
    for group in groups:
        found |= tallies_of(cursor, group, of, until)
    return found


def tells_after(cursor: Cursor, commune: str, until: date) -> bool:
    """Say whether anything was declared in a commune after a day."""
    row = cursor.one("SELECT last_day FROM commune WHERE id = ?", (commune,))
    return row is not None and row[0] > until.isoformat()


def tallies_of(
    cursor: Cursor, communes: Sequence[str], of: tuple[Quarter, Plan], until: date
) -> Mapping[str, Tally]:
    """Return the villages of these logs as declared until a day, counted as if they were one."""
    if not any(tells_after(cursor, each, until) for each in communes):
        return tallies_now(cursor, communes, *of)
    ends = (books(cursor, each) for each in communes)
    quarter, plan = of
    key = (*ends, until, quarter, EDITION, plan.ages)
    if (counted := _RECOUNTS.get(key)) is None:
        counted = tallies_at(cursor, communes, [Moment(quarter, plan, until)])[0]
        _RECOUNTS[key] = counted
        while len(_RECOUNTS) > _RECOUNTS_KEPT:
            _RECOUNTS.popitem(last=False)
    return counted


def places(cursor: Cursor, commune: str, quarter: Quarter) -> tuple[Place, ...]:
    """Return the villages that a commune reports of for a quarter, its own first."""
    return villages_on(cursor, commune, last_day(cursor, commune, quarter))


def last_day(cursor: Cursor, commune: str, quarter: Quarter) -> date:
    """Return the day as of which a commune reports: its own last, if it was merged before the
    quarter's.
    """
    row = cursor.one("SELECT valid_to FROM commune WHERE id = ?", (commune,))
    ended = date.fromisoformat(row[0]) - timedelta(days=1) if row and row[0] else date.max
    return min(quarter.last_day, ended)


def report(
    cursor: Cursor,
    commune: Commune,
    quarter: Quarter,
    village: str | None = None,
    plan: Plan | None = None,
) -> Report:
    """Return the sixteen rows of a commune, or what visits say of one of its villages; by the plan
    that binds now where no other is given.
    """
    return report_of(cursor, count(cursor, commune, quarter, plan), village)


def breakdown(
    cursor: Cursor, commune: Commune, quarter: Quarter, plan: Plan | None = None
) -> tuple[tuple[Place, Report], ...]:
    """Return the villages of a commune in its own order, each with its report."""
    return breakdown_of(cursor, count(cursor, commune, quarter, plan))


def report_of(cursor: Cursor, of: Count, village: str | None = None) -> Report:
    """Return the report of what was counted, or of one of its villages."""
    if village is not None:
        return _report(of, village, of.tallies.get(village, NOTHING), {})
    declared = figures(cursor, of.plan.commune, of.quarter)
    return _report(of, None, reduce(add, of.tallies.values(), NOTHING), declared)


def breakdown_of(cursor: Cursor, of: Count) -> tuple[tuple[Place, Report], ...]:
    """Return the villages of what was counted, each with its report."""
    return tuple(
        (place, _report(of, place.id, of.tallies.get(place.id, NOTHING), {}))
        for place in places_of(cursor, of)
    )


def places_of(cursor: Cursor, of: Count) -> tuple[Place, ...]:
    """Return the villages that were counted, the commune's own first."""
    return villages_with(cursor, of.plan.commune, of.joined)


def _ends(cursor: Cursor, communes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    found = []
    for each in communes:
        row = cursor.one("SELECT next_seq - 1 FROM commune WHERE id = ?", (each,))
        found.append((each, row[0] if row else 0))
    return tuple(found)


def _report(of: Count, village: str | None, tally: Tally, declared: Mapping[str, Figure]) -> Report:
    return Report(
        commune=of.plan.commune,
        quarter=of.quarter,
        cursor=of.ends[0][1],
        joined=of.ends[1:],
        plan=of.plan,
        rows=rows(tally, declared, of.plan),
        work=work_done(tally, declared),
        village=village,
    )


def figures(cursor: Cursor, commune: str, quarter: Quarter) -> Mapping[str, Figure]:
    """Return what the office declares for `quarter`, by code."""
    found = cursor.all(f"{IN_VILLAGE} AND log.kind = 'figure'", (commune, "", commune, ""))
    all_of_them = (Figure.model_validate_json(text) for _, _, text in found)
    return {
        figure.code: figure
        for figure in all_of_them
        if figure.period == str(quarter) and not figure.deleted
    }


def recount(
    records: Iterable[Record],
    quarter: Quarter,
    plan: Plan,
    heirs: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Tally]:
    """Count every village from versions in any order, as of the quarter's last day; those of
    `heirs` have been joined to another.
    """
    until = (record for record in records if record.day <= quarter.last_day)
    told = (
        (heirs.get(record.village, record.village), subject, token(record))
        for (subject, _, period), record in standing(until).items()
        if record.village and period in ("", str(quarter))
    )
    return by_village(told, quarter, plan)


def standing(records: Iterable[Record]) -> Standing:
    """Return of every record the version that stands."""
    newest: Standing = {}
    for record in records:
        place = place_of(record)
        newest[place] = newer(newest.get(place, record), record)
    return newest


def logged(cursor: Cursor, commune: str, until: date = date.max) -> Iterator[Record]:
    """Yield every version of every record of `commune` declared until a day, in log order."""
    last = 0
    while found := cursor.all(
        "SELECT kind, stamp, record, seq FROM log WHERE commune = ? AND seq > ? AND day <= ?"
        " ORDER BY seq LIMIT 5000",
        (commune, last, until.isoformat()),
    ):
        for kind, stamp, text, seq in found:
            last = seq
            yield record_of(kind, stamp, text)
