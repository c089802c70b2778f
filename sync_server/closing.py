"""From the log's state to a Report: roll-ups that are recounted when stale, and recounts.

A village's tally is kept with the log position that it was counted at. Reading a report recounts
the villages whose head has moved since, with the one `tabulate`; a push pays nothing for it. A
village with entries declared after a quarter's last day is counted from the log itself, from the
versions declared up to that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import add

from shared.indicators import EDITION, Ages
from shared.places import Commune
from shared.plan import Plan, plan_for
from shared.profile import Profile, join, token
from shared.protocol import Place
from shared.quarter import Quarter
from shared.records import Figure, Record, newer
from shared.report import Report, rows, work_done
from shared.tally import Tally, tabulate
from sync_server.communes import villages
from sync_server.database import Cursor
from sync_server.entries import place_of, record_of

# Concatenated in index order, so equal subjects have equal profiles; `tabulate` needs no order.
_PROFILES = (
    "SELECT {concat} FROM current"
    " WHERE commune = ? AND village = ? AND period IN ('', ?) AND token <> '' GROUP BY subject"
)
_CONCAT = {True: "group_concat(token, '|')", False: "string_agg(token, '|' ORDER BY token)"}
# What was counted, by (history, village, quarter, edition and ages), with the log position then. A
# log's history is unique, so databases cannot be confused and nothing here can be stale unseen.
_Key = tuple[str, str, Quarter, str, Ages]
_KEPT: dict[_Key, tuple[int, Tally]] = {}
_KEPT_LIMIT = 20_000
NOTHING = Tally({}, {})


def profiles(
    cursor: Cursor, commune: str, village: str, quarter: Quarter
) -> list[tuple[Profile, int]]:
    """Return the profiles of a village's subjects, each with how many have it."""
    sql = _PROFILES.format(concat=_CONCAT[cursor.is_sqlite])
    found = cursor.all(sql, (commune, village, str(quarter)))
    # Counted here: a second GROUP BY would sort long texts, which takes half as long again.
    return list(Counter(text for (text,) in found).items())


def tallies(cursor: Cursor, commune: str, quarter: Quarter, plan: Plan) -> dict[str, Tally]:
    """Return the tally of every village, recounting those that moved since they were counted."""
    (history,) = cursor.one("SELECT history FROM commune WHERE id = ?", (commune,)) or ("",)
    found = {}
    for village, seq, last_day in cursor.all(
        "SELECT village, seq, last_day FROM head WHERE commune = ? AND village <> ''", (commune,)
    ):
        key = (history, village, quarter, EDITION, plan.ages)
        at, tally = _KEPT.get(key, (0, NOTHING))
        if at != seq:
            as_it_stands = date.fromisoformat(last_day) <= quarter.last_day
            count = _standing if as_it_stands else _declared_by_then
            tally = count(cursor, (commune, village), quarter, plan)
            _keep(key, (seq, tally))
        found[village] = tally
    return found


def _keep(key: _Key, counted: tuple[int, Tally]) -> None:
    if len(_KEPT) >= _KEPT_LIMIT:
        _KEPT.clear()
    _KEPT[key] = counted


def _standing(cursor: Cursor, of: tuple[str, str], quarter: Quarter, plan: Plan) -> Tally:
    return tabulate(profiles(cursor, *of, quarter), quarter, plan.ages)


def _declared_by_then(cursor: Cursor, of: tuple[str, str], quarter: Quarter, plan: Plan) -> Tally:
    return recount(logged(cursor, *of), quarter, plan).get(of[1], NOTHING)


def report(
    cursor: Cursor, commune: Commune, quarter: Quarter, village: str | None = None
) -> Report:
    """Return the sixteen rows of a commune, or what visits say of one of its villages."""
    plan = plan_for(commune.id, quarter)
    counted = tallies(cursor, commune.id, quarter, plan)
    if village is not None:
        return _report(cursor, plan, quarter, (village, counted.get(village, NOTHING)))
    return _report(cursor, plan, quarter, (None, reduce(add, counted.values(), NOTHING)))


def breakdown(
    cursor: Cursor, commune: Commune, quarter: Quarter
) -> tuple[tuple[Place, Report], ...]:
    """Return the villages of a commune in its own order, each with its report."""
    plan = plan_for(commune.id, quarter)
    counted = tallies(cursor, commune.id, quarter, plan)
    return tuple(
        (place, _report(cursor, plan, quarter, (place.id, counted.get(place.id, NOTHING))))
        for place in villages(cursor, commune.id)
    )


def _report(
    cursor: Cursor, plan: Plan, quarter: Quarter, counted: tuple[str | None, Tally]
) -> Report:
    village, tally = counted
    declared = figures(cursor, plan.commune, quarter) if village is None else {}
    seq = cursor.one("SELECT next_seq - 1 FROM commune WHERE id = ?", (plan.commune,))
    return Report(
        commune=plan.commune,
        quarter=quarter,
        cursor=seq[0] if seq else 0,
        plan=plan,
        rows=rows(tally, declared, plan),
        work=work_done(tally, declared),
        village=village,
    )


def figures(cursor: Cursor, commune: str, quarter: Quarter) -> Mapping[str, Figure]:
    """Return what the office declares for `quarter`, by code."""
    found = cursor.all(
        "SELECT log.record FROM current"
        " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
        " WHERE current.commune = ? AND current.village = '' AND log.kind = 'figure'",
        (commune,),
    )
    all_of_them = (Figure.model_validate_json(text) for (text,) in found)
    return {
        figure.code: figure
        for figure in all_of_them
        if figure.period == str(quarter) and not figure.deleted
    }


def recount(records: Iterable[Record], quarter: Quarter, plan: Plan) -> dict[str, Tally]:
    """Count every village from versions in any order, as of the quarter's last day."""
    standing: dict[tuple[bytes, str, str], Record] = {}
    for record in records:
        if record.day <= quarter.last_day:
            place = place_of(record)
            standing[place] = newer(standing.get(place, record), record)
    tokens: dict[str, dict[bytes, list[str]]] = {}
    for (subject, _, period), record in standing.items():
        if period in ("", str(quarter)) and record.village:
            tokens.setdefault(record.village, {}).setdefault(subject, []).append(token(record))
    return {
        village: tabulate(((join(each), 1) for each in of.values()), quarter, plan.ages)
        for village, of in tokens.items()
    }


def logged(cursor: Cursor, commune: str, village: str | None = None) -> Iterable[Record]:
    """Yield every version of every record of `commune`, or of one village, in log order."""
    last = 0
    where = "commune = ? AND seq > ?" + (" AND village = ?" if village else "")
    narrow = (village,) if village else ()
    while found := cursor.all(
        f"SELECT kind, stamp, record, seq FROM log WHERE {where} ORDER BY seq LIMIT 5000",  # noqa: S608
        (commune, last, *narrow),
    ):
        for kind, stamp, text, seq in found:
            last = seq
            yield record_of(kind, stamp, text)
