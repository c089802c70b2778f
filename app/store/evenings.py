"""The evening on this device: which session is open, who came, who waits, what was done."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from app.store import enrolling, guests, meta, outgoing
from app.store.connection import transaction
from app.store.guests import END, Guest
from app.store.shape import SHAPES
from shared.records import Answer, Household, Member, Session, Visit
from shared.stamp import GREATEST

_SESSION = SHAPES[Session.kind]
_ANSWER = SHAPES[Answer.kind]

_CARRIER = """
    (SELECT value FROM answer AS told WHERE told.subject = member.id
        AND told.question = 'carrier' AND NOT told.deleted)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person parked until an OTP comes; `carrier` is "" while nobody asked."""

    answer: Answer
    member: Member
    household: Household
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """The session that is open here, and how many came and wait."""

    session: Session
    came: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Evening:
    """What a session came to: who came, of how many `households`, at how many doors a team
    `called_at`, which answers this device wrote, what is not sent yet."""

    session: Session
    guests: tuple[Guest, ...]
    households: int
    called_at: int
    answers: tuple[Answer, ...]
    waiting: tuple[Waiting, ...]
    unsent: int


class Evenings:
    """The queries of an evening; which session is open is known on this device only."""

    def __init__(
        self, connection: sqlite3.Connection, durable: Callable[[], Awaitable[None]]
    ) -> None:
        self._connection = connection
        self._durable = durable

    async def session(self, id: UUID) -> Session | None:
        """Return a session, one that was taken back (`deleted`) too."""
        return _session(self._connection, id)

    async def current(self) -> Session | None:
        return _current(self._connection)

    async def last(self) -> UUID | None:
        """Return the session that is open here, or was last."""
        id = meta.get(self._connection, "last_session")
        return UUID(id) if id else None

    async def at(self, village: str, day: date) -> UUID | None:
        """Return the session that something on `day` in `village` belongs to, if one is open."""
        session = _current(self._connection)
        is_it = session and (session.village, session.day) == (village, day)
        return session.id if session and is_it else None

    async def team(self) -> str:
        """Return the team that last opened a session here."""
        return meta.get(self._connection, "team") or ""

    async def turn_to(self, session: Session | None) -> None:
        """Remember which session is open here, or that none is."""
        with transaction(self._connection):
            meta.put(self._connection, session=session.id.hex if session else "")
            if session:
                meta.put(self._connection, team=session.team, last_session=session.id.hex)
        await self._durable()

    async def glance(self) -> Glance | None:
        if (session := _current(self._connection)) is None:
            return None
        (came,) = self._connection.execute(
            "SELECT count(*) FROM visit WHERE session = ? AND member NOT NULL AND NOT deleted",
            (session.id.bytes,),
        ).fetchone()
        return Glance(session, came, len(_waiting(self._connection, session)))

    async def find(self, session: Session, query: str, limit: int) -> tuple[Guest, ...]:
        """Return people of the session's village whom `query` finds, by own name first."""
        return guests.find(self._connection, session, query, limit)

    async def guests(self, session: Session, limit: int = -1) -> tuple[Guest, ...]:
        """Return who came, the latest first."""
        return guests.guests(self._connection, session, limit)

    async def visit(self, session: UUID, member: UUID) -> Visit | None:
        """Return a person's coming to a session, one that was taken back (`deleted`) too."""
        return guests.visit(self._connection, Visit.id_for(session, member))

    async def waiting(self, session: Session) -> tuple[Waiting, ...]:
        """Return who waits for an OTP since the day of a session, the longest first.

        Who is left from another evening waits no more, whatever was written down then.
        """
        return _waiting(self._connection, session)

    async def evening(self, id: UUID) -> Evening | None:
        session = _session(self._connection, id)
        if session is None or session.deleted:
            return None
        households, called_at = self._connection.execute(
            "SELECT count(DISTINCT CASE WHEN member NOT NULL THEN household END),"
            " count(DISTINCT CASE WHEN member IS NULL THEN household END)"
            " FROM visit WHERE session = ? AND NOT deleted",
            (id.bytes,),
        ).fetchone()
        return Evening(
            session,
            guests.guests(self._connection, session, -1),
            households,
            called_at,
            _written(self._connection, session),
            _waiting(self._connection, session),
            outgoing.unsent(self._connection),
        )


def _session(connection: sqlite3.Connection, id: UUID) -> Session | None:
    row = connection.execute(
        f"SELECT {_SESSION.select} FROM session WHERE id = ?", (id.bytes,)
    ).fetchone()
    return cast(Session, _SESSION.record(row)) if row else None


def _current(connection: sqlite3.Connection) -> Session | None:
    id = meta.get(connection, "session")
    session = _session(connection, UUID(id)) if id else None
    return session if session and not session.deleted else None


def _waiting(connection: sqlite3.Connection, session: Session) -> tuple[Waiting, ...]:
    rows = connection.execute(
        f"SELECT {guests.PERSON}, {_ANSWER.select}, {_CARRIER} FROM answer "
        "JOIN member ON member.id = answer.subject "
        "JOIN household ON household.id = member.household "
        f"WHERE answer.waiting NOT NULL AND NOT answer.deleted AND {guests.AT_HOME} "
        "AND answer.village = ? AND answer.day >= ? ORDER BY answer.waiting, answer.id",
        (session.village, session.day.isoformat()),
    )
    return tuple(
        Waiting(cast(Answer, _ANSWER.record(row[END:-1])), *guests.person(row), row[-1] or "")
        for row in rows
    )


def _written(connection: sqlite3.Connection, session: Session) -> tuple[Answer, ...]:
    """Return what this device wrote down in a session: of several of its own on one day in one
    village, from the opening of each to the opening of the next; before the first, it is the
    first's.
    """
    own = enrolling.enrolled(connection).device.bytes
    there = (session.village, session.day.isoformat(), own)
    opened = connection.execute(
        "SELECT stamp FROM session WHERE NOT deleted AND village = ? AND day = ? AND device = ?",
        there,
    )
    stamps = [stamp for (stamp,) in opened]
    begins = session.stamp if min(stamps, default=session.stamp) < session.stamp else 0
    ends = min((stamp for stamp in stamps if stamp > session.stamp), default=GREATEST)
    rows = connection.execute(
        f"SELECT {_ANSWER.select} FROM answer WHERE NOT deleted AND village = ? AND day = ? "
        "AND device = ? AND stamp BETWEEN ? AND ? ORDER BY stamp",
        (*there, begins, ends),
    )
    return tuple(cast(Answer, _ANSWER.record(row)) for row in rows)
