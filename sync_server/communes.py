"""The communes that this collector serves, and their villages."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from shared.places import COMMUNES, Commune, Village
from shared.problems import Code, Problem
from shared.protocol import Place
from shared.roster import village_key
from sync_server.database import Cursor
from sync_server.entries import NO_SEAL, end_seal


def found(cursor: Cursor, commune: Commune, history: str = "") -> None:
    """Begin to serve `commune`; its log starts empty, under a name of its own."""
    name = f"{history}{secrets.token_hex(8)}"
    cursor.run(
        "INSERT INTO commune (id, history, next_seq, seal, last_day) VALUES (?, ?, 1, ?, '')"
        " ON CONFLICT (id) DO NOTHING",
        (commune.id, name, end_seal(cursor.seal_key, 1, NO_SEAL)),
    )


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


def by_code(code: str) -> Commune:
    """Return the commune with the state's `code`, or refuse."""
    for commune in COMMUNES:
        if commune.code == code:
            return commune
    raise Problem(Code.UNKNOWN_COMMUNE, code=code[:20])


def by_id(commune: str) -> Commune:
    for each in COMMUNES:
        if each.id == commune:
            return each
    raise Problem(Code.UNKNOWN_COMMUNE, code=commune[:20])


def served(cursor: Cursor) -> tuple[Commune, ...]:
    return tuple(by_id(row[0]) for row in cursor.all("SELECT id FROM commune ORDER BY id"))


def villages(cursor: Cursor, commune: str) -> tuple[Place, ...]:
    """Return the villages of `commune`, in the commune's own order."""
    found = cursor.all(
        "SELECT id, name FROM village WHERE commune = ? ORDER BY position, id", (commune,)
    )
    return tuple(Place(id=each, name=name) for each, name in found)


def village(cursor: Cursor, code: str) -> Village:
    """Return the village with this id, or refuse."""
    row = cursor.one(
        "SELECT commune, id, name FROM village"
        " WHERE commune IN (SELECT id FROM commune) AND id = ?",
        (code,),
    )
    if row is None:
        raise Problem(Code.UNKNOWN_VILLAGE, code=code[:40])
    return Village(row[1], row[0], row[2])


def new_villages(commune: Commune, names: Iterable[str], known: Iterable[Place]) -> list[Village]:
    """Return a village for each of `names` that is not `known` yet, numbered on from those."""
    there = list(known)
    taken = {village_key(place.name) for place in there}
    fresh: list[Village] = []
    for name in names:
        if village_key(name) not in taken:
            taken.add(village_key(name))
            number = len(there) + len(fresh) + 1
            fresh.append(Village(f"{commune.id}-{number:02d}", commune.id, name))
    return fresh
