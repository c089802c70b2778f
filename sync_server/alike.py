"""Who may be counted twice: people of one name and birth year, written down twice in a commune."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from shared.lists import may_be_named
from shared.records import Household
from shared.text import fold
from sync_server.communes import village_names, villages
from sync_server.database import Cursor
from sync_server.describing import standing
from sync_server.entries import IN_VILLAGE

_COUNTED = (
    "SELECT subject, token FROM current"
    " WHERE commune = ? AND question = '' AND period = '' AND token LIKE ?"
)
_OF_YEARS = (
    "SELECT current.subject, current.village, log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question = '' AND current.period = ''"
    " AND current.token IN ({})"
)
_PEOPLE = f"{IN_VILLAGE} AND current.token LIKE ?"
_CONSENT = (
    "SELECT subject, token FROM current WHERE commune = ? AND question = 'consent' AND token <> ''"
    " AND period = '' AND subject IN ({})"
)
_BY_TIME = 7
"""The version of an id that was made where somebody was written down; a roster's are made of what
stands in it."""


@dataclass(frozen=True, slots=True)
class _Person:
    id: UUID
    village: str
    household: UUID


def count(cursor: Cursor, commune: str) -> int:
    """Return how many people may be counted too many."""
    return sum(len(group) - 1 for group in _alike(cursor, commune))


def elsewhere(cursor: Cursor, commune: str) -> dict[bytes, str]:
    """Return of each who may be counted twice where they stand too, in words, by their id; where
    somebody stands who may not be named is not told.

    In a commune hundreds share name and year with somebody. So one of them at least must have been
    written down by a team: a roster, which the village keeps, has its people once. Not so where a
    village became part of another: there the rosters of both may have had them.
    """
    alike = _alike(cursor, commune)
    names = village_names(cursor, commune)
    homes = standing(cursor, commune, {each.household for group in alike for each in group})
    said = _consents(cursor, commune, (each for group in alike for each in group))
    numbers = {home.id: home.code for home in homes.values() if isinstance(home, Household)}

    def where(person: _Person, seen_from: _Person) -> str:
        own, of_home = said.get(person.id), said.get(person.household)
        if not may_be_named(own, of_home, leaves_commune=False):
            return "nơi khác"
        if person.household == seen_from.household:
            return "cùng hộ"
        code = numbers.get(person.household)
        return f"{names.get(person.village, person.village)}, hộ {f'số {code}' if code else 'khác'}"

    return {
        person.id.bytes: "; ".join(where(each, person) for each in group if each is not person)
        for group in alike
        for person in group
    }


def _consents(cursor: Cursor, commune: str, people: Iterable[_Person]) -> dict[UUID, str]:
    ids = {id.bytes for each in people for id in (each.id, each.household)}
    rows = cursor.among(_CONSENT, commune, ids)
    return {UUID(bytes=bytes(subject)): token.partition("=")[2] for subject, token in rows}


def _alike(cursor: Cursor, commune: str) -> list[list[_Person]]:
    counted = [
        (bytes(subject), token) for subject, token in cursor.all(_COUNTED, (commune, "member:%"))
    ]
    # A token says the year: of tens of thousands those are read that may be called alike.
    years = {token for subject, token in counted if _is_by_hand(subject)}
    rows = [
        (bytes(subject), village, json.loads(text))
        for subject, village, text in cursor.among(_OF_YEARS, commune, years)
    ]
    wanted = {_named(record) for subject, _, record in rows if _is_by_hand(subject)}
    found = _among(rows, wanted)
    merged = [place.id for place in villages(cursor, commune) if place.joined]
    for village in merged:
        asked = (commune, village, commune, village, "member:%")
        told = [json.loads(text) for *_, text in cursor.all(_PEOPLE, asked)]
        there = [(UUID(each["id"]).bytes, village, each) for each in told]
        known = {person.id for group in found for person in group}
        of_rosters = _among(there, {_named(record) for _, _, record in there})
        found += [group for group in of_rosters if known.isdisjoint(each.id for each in group)]
    return found


def _among(
    rows: Iterable[tuple[bytes, str, Mapping[str, Any]]], wanted: Container[tuple[str, int]]
) -> list[list[_Person]]:
    found: Mapping[tuple[str, int], list[_Person]] = defaultdict(list)
    for subject, village, record in rows:
        if all(named := _named(record)) and named in wanted:
            person = _Person(UUID(bytes=subject), village, UUID(record["household"]))
            found[named].append(person)
    return [group for group in found.values() if len(group) > 1]


def _named(record: Mapping[str, Any]) -> tuple[str, int]:
    return _folded(record.get("name", "")), record.get("birth_year") or 0


# Most names are many people's.
_folded = lru_cache(maxsize=16_384)(fold)


def _is_by_hand(subject: bytes) -> bool:
    return subject[6] >> 4 == _BY_TIME
