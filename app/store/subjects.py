"""Whom a record is about, and the household where it is to be seen, as far as this device knows."""

from __future__ import annotations

import sqlite3
from uuid import UUID

from app.store.merging import standing
from shared.records import Answer, Household, Member, Record, Visit


def home_of(connection: sqlite3.Connection, record: Record) -> UUID | None:
    """Return the household that a record is about, if it is on this device."""
    match record:
        case Household(id=home) | Member(household=home) | Visit(household=home):
            return _there(connection, home)
        case Answer(about="household", subject=home):
            return _there(connection, home)
        case Answer(about="member", subject=person):
            row = connection.execute(
                "SELECT household FROM member WHERE id = ? AND NOT deleted", (person.bytes,)
            ).fetchone()
            return _there(connection, UUID(bytes=row[0])) if row else None
    return None


def _there(connection: sqlite3.Connection, home: UUID) -> UUID | None:
    query = "SELECT 1 FROM household WHERE id = ? AND NOT deleted"
    return home if connection.execute(query, (home.bytes,)).fetchone() else None


def about(connection: sqlite3.Connection, record: Record) -> tuple[Record, ...]:
    """Return whom a record is about, and in which household they are."""
    of = _above(connection, record)
    return (of, *about(connection, of)) if of else ()


def _above(connection: sqlite3.Connection, record: Record) -> Record | None:
    match record:
        case Answer(about=kind, subject=of):
            return standing(connection, kind, of)
        case Visit(member=UUID() as person):
            return standing(connection, Member.kind, person)
        case Visit(household=home) | Member(household=home):
            return standing(connection, Household.kind, home)
    return None
