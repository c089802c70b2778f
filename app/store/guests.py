"""People with their households: found by a few letters, and those who came to a session."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from app.store.searching import NAMED, wanted
from app.store.shape import SHAPES
from shared.records import Household, Member, Session, Visit
from shared.text import fold

_VISIT = SHAPES[Visit.kind]
_MEMBER = SHAPES[Member.kind]
_HOUSEHOLD = SHAPES[Household.kind]
_MIDDLE = len(_MEMBER.fields)
END = _MIDDLE + len(_HOUSEHOLD.fields)
"""Where in a row the person ends."""

PERSON = f"{_MEMBER.select}, {_HOUSEHOLD.select}"
AT_HOME = """
    NOT member.deleted AND member.same_as IS NULL AND NOT household.deleted
"""
_HERE = "NOT deleted AND same_as IS NULL AND status IN ('resident', 'away')"
_BY_NAME = f"""
    SELECT id FROM member WHERE village = :village AND {_HERE} AND {NAMED.format("name_fold")}
        ORDER BY name_fold, id LIMIT :limit
"""
_BY_HOME = f"""
    SELECT id FROM member WHERE {_HERE} AND household IN (SELECT id FROM household
        WHERE village = :village AND (code_fold = :query OR {NAMED.format("head_fold")})
        ORDER BY sort, id LIMIT :limit)
"""
_OF = f"""
    SELECT {PERSON} FROM member JOIN household ON household.id = member.household
        WHERE member.id IN ({{}}) AND {AT_HOME}
        ORDER BY member.name_fold, household.sort, household.id, member.slot LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Guest:
    """A person of the village; `visit`, where they came to the session that was asked about."""

    member: Member
    household: Household
    visit: Visit | None = None


def visit(connection: sqlite3.Connection, id: UUID) -> Visit | None:
    row = connection.execute(
        f"SELECT {_VISIT.select} FROM visit WHERE id = ?", (id.bytes,)
    ).fetchone()
    return cast(Visit, _VISIT.record(row)) if row else None


def person(row: tuple[Any, ...]) -> tuple[Member, Household]:
    member = cast(Member, _MEMBER.record(row[:_MIDDLE]))
    return member, cast(Household, _HOUSEHOLD.record(row[_MIDDLE:END]))


def find(
    connection: sqlite3.Connection, session: Session, query: str, limit: int
) -> tuple[Guest, ...]:
    """Return people of the session's village whom `query` finds: by their own names, then by the
    head or the number of their household, which is how people without names are found."""
    folded = fold(query)
    if not folded:
        return ()
    arguments = {
        "village": session.village,
        "query": folded,
        **wanted(folded),
        "limit": limit,
    }
    found: dict[UUID, Guest] = {}
    for ids in (_BY_NAME, _BY_HOME):
        if len(found) < limit:
            for row in connection.execute(_OF.format(ids), arguments).fetchall():
                guest = _guest(connection, session, row)
                found.setdefault(guest.member.id, guest)
    return tuple(found.values())[:limit]


def _guest(connection: sqlite3.Connection, session: Session, row: tuple[Any, ...]) -> Guest:
    member, household = person(row)
    came = visit(connection, Visit.id_for(session.id, member.id))
    return Guest(member, household, came if came and not came.deleted else None)


def guests(connection: sqlite3.Connection, session: Session, limit: int) -> tuple[Guest, ...]:
    rows = connection.execute(
        f"SELECT {PERSON}, {_VISIT.select} FROM visit JOIN member ON member.id = visit.member "
        "JOIN household ON household.id = member.household "
        f"WHERE visit.session = ? AND NOT visit.deleted AND {AT_HOME} "
        "ORDER BY visit.stamp DESC LIMIT ?",
        (session.id.bytes, limit),
    )
    return tuple(Guest(*person(row), cast(Visit, _VISIT.record(row[END:]))) for row in rows)
