"""What stood at the end of past quarters: from what stands now, and only the versions before it.

Most of what stands stood then already, with its token beside it, so few records are read again. It
equals reading the whole log (`counting.recount`), at a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from shared.plan import Plan
from shared.profile import token
from shared.quarter import Quarter
from shared.tally import Tally
from sync_server.communes import heirs
from sync_server.database import Cursor
from sync_server.entries import place_of, record_of
from sync_server.rollup import by_village

_NOW = (
    "SELECT current.subject, current.question, current.period, log.stamp, log.device, log.number,"
    " log.day, current.village, current.token, log.seq FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.village <> ''"
)
_LOGGED = "SELECT seq FROM log WHERE commune = ? AND village <> '' AND day <= ?"
_BEFORE = "SELECT kind, stamp, record FROM log WHERE commune = ? AND seq IN ({})"

Place = tuple[bytes, str, str]
Version = tuple[int, bytes, int, str, str, str]
"""What orders versions (`shared.records.newer`); then day, village and token."""
_ORDER = itemgetter(0, 1, 2)


@dataclass(frozen=True, slots=True)
class Moment:
    """A quarter to count, as of a day; the plan gives the ages."""

    quarter: Quarter
    plan: Plan
    until: date


def tallies_at(
    cursor: Cursor, communes: Sequence[str], moments: Sequence[Moment]
) -> list[dict[str, Tally]]:
    """Count the villages of these logs, read as if they were one, at several moments."""
    last = max(each.until for each in moments).isoformat()
    newest: dict[Place, Version] = {}
    older: dict[Place, list[Version]] = {}
    for commune in communes:
        for place, version in _versions(cursor, commune, last):
            known = newest.setdefault(place, version)
            if known is not version:
                winner = max(known, version, key=_ORDER)
                newest[place] = winner
                older.setdefault(place, []).append(version if winner is known else known)
    return [_counted(newest, older, moment) for moment in moments]


def _versions(cursor: Cursor, commune: str, last: str) -> Iterator[tuple[Place, Version]]:
    """Yield what stands, then what stood before and was declared until the `last` day."""
    standing = set()
    for subject, question, period, stamp, device, *rest, seq in cursor.all(_NOW, (commune,)):
        standing.add(seq)
        number, day, village, mark = rest
        yield (
            (bytes(subject), question, period),
            (stamp, bytes(device), number, day, village, mark),
        )
    now = heirs(cursor, commune)
    before = [seq for (seq,) in cursor.all(_LOGGED, (commune, last)) if seq not in standing]
    for kind, stamp, text in cursor.among(_BEFORE, commune, before):
        each = record_of(kind, stamp, text)
        order = each.stamp, each.device.bytes, each.number
        yield (
            place_of(each),
            (*order, each.day.isoformat(), now.get(each.village, each.village), token(each)),
        )


def _counted(
    newest: dict[Place, Version], older: dict[Place, list[Version]], moment: Moment
) -> dict[str, Tally]:
    told = _told(newest, older, moment)
    return by_village(told, moment.quarter, moment.plan)


def _told(
    newest: dict[Place, Version], older: dict[Place, list[Version]], moment: Moment
) -> Iterator[tuple[str, bytes, str]]:
    """Yield village, subject and token of what stood at a moment."""
    until, periods = moment.until.isoformat(), ("", str(moment.quarter))
    for place, found in newest.items():
        if place[2] not in periods:
            continue
        stood: Version | None = found
        if found[3] > until:
            then = (each for each in older.get(place, ()) if each[3] <= until)
            stood = max(then, key=_ORDER, default=None)
        if stood:
            yield stood[4], place[0], stood[5]
