"""Who was turned away at a door: those households, and whose earlier yes that takes back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from operator import itemgetter
from uuid import UUID

from shared.lists import When, refusals
from shared.questions import NO
from shared.records import Household, Member
from sync_server.database import Cursor
from sync_server.naming import Subject

_CALLS = (
    "SELECT log.record, current.stamp FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.village = ? AND current.question = ''"
    " AND current.period = '' AND current.token = '' AND log.kind = 'visit'"
)
_CONSENTS = (
    "SELECT current.subject, log.day, current.stamp FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question = 'consent' AND current.period = ''"
    " AND current.subject IN ({})"
)


def turned_away(cursor: Cursor, where: tuple[str, str]) -> dict[UUID, When]:
    """Return the households of a village that refused last, each with when that was."""
    return refusals(_calls(cursor, where))


def _calls(cursor: Cursor, where: tuple[str, str]) -> Iterator[tuple[UUID, When, str]]:
    for text, stamp in cursor.all(_CALLS, where):
        call = json.loads(text)
        if not call.get("deleted"):
            yield UUID(call["household"]), (call["day"], stamp), call.get("outcome", "met")


def standing_consents(
    cursor: Cursor,
    where: tuple[str, str],
    told: Mapping[bytes, str],
    records: Mapping[bytes, Subject],
    *,
    leaves_commune: bool,
) -> dict[bytes, str]:
    """Return what each consented to by now: who agreed before their house did not consent says no.

    On a list that leaves the commune so does whose house turned the team away since, also where
    somebody was met later, who then was not asked anew.
    """
    calls = sorted(_calls(cursor, where), key=itemgetter(1)) if leaves_commune else []
    refused = {home: when for home, when, outcome in calls if outcome == "refused"}
    agreed = {
        own: home
        for own, record in records.items()
        if told.get(own, NO) != NO and (home := _home_of(record))
    }
    against = {home.bytes for home in agreed.values() if told.get(home.bytes) == NO}
    rows = cursor.among(_CONSENTS, where[0], agreed.keys() | against)
    said = {bytes(own): (day, stamp) for own, day, stamp in rows}
    for own in against:
        home = UUID(bytes=own)
        refused[home] = max(refused.get(home, said[own]), said[own])
    late = {own for own, home in agreed.items() if home in refused and said[own] < refused[home]}
    return {**told, **dict.fromkeys(late, NO)}


def _home_of(record: Subject) -> UUID | None:
    match record:
        case Member(household=home):
            return home
        case Household(id=own):
            return own
    return None
