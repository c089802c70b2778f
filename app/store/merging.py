"""What merging duplicates reads: members wherever they stand, traces, namesakes."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import sqlite3
from typing import Any, cast
from uuid import UUID

from app.store.shape import SHAPES, folded
from app.store.values import Duplicates, Namesake
from shared.records import Answer, Household, Member, Record

_HOUSEHOLD, _MEMBER, _ANSWER = (SHAPES[kind.kind] for kind in (Household, Member, Answer))
_FEW = 3
"""So many namesakes fit above a keyboard."""


def standing(connection: sqlite3.Connection, kind: str, id: UUID) -> Record | None:
    """Return the version of a record that stands, a tombstone too."""
    row = connection.execute(
        f"SELECT {SHAPES[kind].select} FROM {kind} WHERE id = ?", (id.bytes,)
    ).fetchone()
    return SHAPES[kind].record(row) if row else None


def member(connection: sqlite3.Connection, id: UUID) -> Member | None:
    """Return a member, a duplicate too."""
    found = _members(connection, "id = ? AND NOT deleted", id.bytes)
    return found[0] if found else None


def duplicates(connection: sqlite3.Connection, household: UUID) -> Duplicates:
    """Return what was merged into a household, and which of its people into one another."""
    homes = connection.execute(
        f"SELECT {_HOUSEHOLD.select} FROM household WHERE same_as = ? AND NOT deleted "
        "ORDER BY sort, id",
        (household.bytes,),
    )
    return Duplicates(
        tuple(cast(Household, _HOUSEHOLD.record(row)) for row in homes),
        _members(connection, "household = ? AND same_as NOT NULL AND NOT deleted", household.bytes),
    )


def answers_about(connection: sqlite3.Connection, subject: UUID) -> tuple[Answer, ...]:
    """Return every answer about a subject, those taken back too."""
    rows = connection.execute(
        f"SELECT {_ANSWER.select} FROM answer WHERE subject = ? ORDER BY question, period",
        (subject.bytes,),
    )
    return tuple(cast(Answer, _ANSWER.record(row)) for row in rows)


def namesakes(
    connection: sqlite3.Connection, village: str, name: str, birth_year: int | None
) -> tuple[Namesake, ...]:
    """Return who in a village goes by `name`, diacritics aside: heads first, then members.

    Two known birth years that differ tell two people apart.
    """
    known = {"village": village, "name": folded(name), "year": birth_year}
    heads = connection.execute(
        f"SELECT {_HOUSEHOLD.select} FROM household WHERE village = :village "
        f"AND head_fold = :name AND NOT deleted AND same_as IS NULL ORDER BY id LIMIT {_FEW}",
        known,
    ).fetchall()
    found = {row[0]: Namesake(cast(Household, _HOUSEHOLD.record(row)), None) for row in heads}
    people = _members(
        connection,
        "village = :village AND name_fold = :name AND NOT deleted AND same_as IS NULL "
        "AND (birth_year IS NULL OR :year IS NULL OR birth_year = :year) "
        f"ORDER BY id LIMIT {_FEW}",
        known,
    )
    for person in people:
        home = connection.execute(
            f"SELECT {_HOUSEHOLD.select} FROM household WHERE id = ? AND NOT deleted "
            "AND same_as IS NULL",
            (person.household.bytes,),
        ).fetchone()
        if home is not None:
            found[home[0]] = Namesake(cast(Household, _HOUSEHOLD.record(home)), person)
    return tuple(found.values())[:_FEW]


def _members(connection: sqlite3.Connection, where: str, known: Any) -> tuple[Member, ...]:
    arguments = known if isinstance(known, dict | tuple) else (known,)
    rows = connection.execute(f"SELECT {_MEMBER.select} FROM member WHERE {where}", arguments)
    return tuple(cast(Member, _MEMBER.record(row)) for row in rows)


def said_of_duplicates(connection: sqlite3.Connection) -> tuple[tuple[Answer, UUID], ...]:
    """Return every answer that stands about a duplicate, with the survivor it belongs to."""
    rows = connection.execute(
        f"SELECT {_ANSWER.select}, twice.same_as FROM (SELECT id, same_as FROM household "
        "WHERE same_as NOT NULL AND NOT deleted UNION ALL SELECT id, same_as FROM member "
        "WHERE same_as NOT NULL AND NOT deleted) AS twice "
        "JOIN answer ON answer.subject = twice.id WHERE NOT answer.deleted ORDER BY answer.stamp"
    )
    return tuple(
        (cast(Answer, _ANSWER.record(row[:-1])), UUID(bytes=row[-1])) for row in rows.fetchall()
    )


def moved(connection: sqlite3.Connection) -> tuple[tuple[Member, Member], ...]:
    """Return who stands where a merge moved them, each with the trace in the place before."""
    traces = _members(
        connection,
        "same_as NOT NULL AND NOT deleted AND EXISTS (SELECT 1 FROM member AS person "
        "WHERE person.id = member.same_as AND person.household <> member.household "
        "AND person.same_as IS NULL AND NOT person.deleted) ORDER BY id",
        (),
    )
    people = ((member(connection, each.same_as), each) for each in traces if each.same_as)
    return tuple((person, trace) for person, trace in people if person)
