"""The communes that this collector serves, and their villages."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import date

from shared.places import COMMUNES, Commune, Village
from shared.problems import Code, Problem
from shared.protocol import Place
from shared.village_names import identity
from sync_server.database import Cursor, Row
from sync_server.entries import NO_SEAL, end_seal
from sync_server.units import thanh_hoa

_SERVED = "SELECT id, code, name, district, province, valid_from, valid_to FROM commune"


def found(cursor: Cursor, commune: Commune, history: str = "") -> None:
    """Begin to serve `commune`; its log starts empty, under a name of its own."""
    name = f"{history}{secrets.token_hex(8)}"
    cursor.run(
        "INSERT INTO commune (history, next_seq, seal, last_day, id, code, name, district,"
        " province, valid_from, valid_to) VALUES (?, 1, ?, '', ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        (name, end_seal(cursor.seal_key, 1, NO_SEAL), *_unit_out(commune)),
    )


def _unit_out(unit: Commune) -> tuple[str | None, ...]:
    until = unit.valid_to.isoformat() if unit.valid_to else None
    since = unit.valid_from.isoformat()
    return unit.id, unit.code, unit.name, unit.district, unit.province, since, until


def _unit_in(row: Row) -> Commune:
    own, code, name, district, province, since, until = row
    ends = date.fromisoformat(until) if until else None
    return Commune(own, code, name, district, province, date.fromisoformat(since), ends)


def settle(cursor: Cursor, villages: Iterable[Village]) -> None:
    """Add `villages` to their communes, after those already there; known ones keep their place."""
    for village in villages:
        known = cursor.one("SELECT count(*) FROM village WHERE commune = ?", (village.commune,))
        position = known[0] if known else 0
        cursor.run(
            "INSERT INTO village (commune, id, name, position) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (commune, id) DO NOTHING",
            (village.commune, village.id, village.name, position),
        )


def served(cursor: Cursor) -> tuple[Commune, ...]:
    return tuple(map(_unit_in, cursor.all(f"{_SERVED} ORDER BY id")))


def by_code(cursor: Cursor, code: str) -> Commune:
    """Return the commune with the state's `code`, one that is served before others, or refuse.

    Codes are used again: the last unit that bore one is meant.
    """
    register = sorted((*thanh_hoa().units, *COMMUNES), key=lambda unit: unit.valid_from)
    for commune in (*served(cursor), *reversed(register)):
        if commune.code == code:
            return commune
    raise Problem(Code.UNKNOWN_COMMUNE, code=code[:20])


def by_id(cursor: Cursor, commune: str) -> Commune:
    """Return a commune that is served, or refuse."""
    if row := cursor.one(f"{_SERVED} WHERE id = ?", (commune,)):
        return _unit_in(row)
    raise Problem(Code.UNKNOWN_COMMUNE, code=commune[:20])


def villages(cursor: Cursor, commune: str) -> tuple[Place, ...]:
    """Return the villages of `commune`, in the commune's own order; not those that were joined to
    another.
    """
    found = cursor.all(
        "SELECT id, name, merged_into FROM village WHERE commune = ? ORDER BY position, id",
        (commune,),
    )
    joined: dict[str, list[str]] = defaultdict(list)
    for old, heir in _heirs([(own, into) for own, _, into in found if into]).items():
        joined[heir].append(old)
    return tuple(
        Place(id=own, name=name, joined=tuple(joined[own]))
        for own, name, into in found
        if into is None
    )


def heirs(cursor: Cursor, commune: str, apart: Container[str] = ()) -> Mapping[str, str]:
    """Return to which village each was joined, where none of `apart` had been yet; those that were
    not are left out.

    One joined to another that was itself joined on belongs to the last of them.
    """
    rows = cursor.all(
        "SELECT id, merged_into FROM village WHERE commune = ? AND merged_into IS NOT NULL",
        (commune,),
    )
    return _heirs([(own, into) for own, into in rows if own not in apart])


def _heirs(joined: Iterable[Row]) -> dict[str, str]:
    into: dict[str, str] = dict(joined)

    def last(village: str) -> str:
        return last(into[village]) if village in into else village

    return {old: last(old) for old in into}


def village_names(cursor: Cursor, commune: str) -> dict[str, str]:
    """Return by its id what each village is called; one that was joined to another, as that is."""
    return names_of(villages(cursor, commune))


def names_of(places: Iterable[Place]) -> dict[str, str]:
    return {own: place.name for place in places for own in (place.id, *place.joined)}


def former_names(cursor: Cursor, commune: str) -> dict[str, str]:
    """Return which village the names of those mean that were joined to another."""
    now = village_names(cursor, commune)
    rows = cursor.all(
        "SELECT id, name FROM village WHERE commune = ? AND merged_into IS NOT NULL", (commune,)
    )
    return {name: now[own] for own, name in rows}


def books(cursor: Cursor, commune: str) -> tuple[str, int]:
    """Return what names a commune's log as it is cut into villages now, and its last entry: what
    was counted of both is good for as long as both are the same.
    """
    row = cursor.one("SELECT history, next_seq - 1 FROM commune WHERE id = ?", (commune,))
    cut = ",".join(f"{old}>{heir}" for old, heir in sorted(heirs(cursor, commune).items()))
    return (f"{row[0]}/{cut}", row[1]) if row else ("", 0)


def village(cursor: Cursor, code: str) -> Village:
    """Return the village with this id, or refuse."""
    row = cursor.one(
        "SELECT commune, id, name FROM village"
        " WHERE commune IN (SELECT id FROM commune) AND id = ? AND merged_into IS NULL",
        (code,),
    )
    if row is None:
        raise Problem(Code.UNKNOWN_VILLAGE, code=code[:40])
    return Village(row[1], row[0], row[2])


def new_villages(commune: Commune, names: Iterable[str], known: Iterable[Place]) -> list[Village]:
    """Return a village for each of `names` that is not `known` yet, numbered on from those."""
    there = list(known)
    taken = {identity(place.name) for place in there}
    # On from the greatest: one that was taken off must not give its id to another.
    ids = (own for place in there for own in (place.id, *place.joined))
    numbers = (re.search(r"-(\d+)$", own) for own in ids)
    last = max((int(number[1]) for number in numbers if number), default=0)
    fresh: list[Village] = []
    for name in names:
        if identity(name) not in taken:
            taken.add(identity(name))
            number = max(last, len(there)) + len(fresh) + 1
            fresh.append(Village(f"{commune.id}-{number:02d}", commune.id, name))
    return fresh
