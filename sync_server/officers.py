"""Commune officers ("cán bộ xã"): passwords, one-time links, sessions, and how often one may try.

Passwords are kept as argon2 hashes; links and session cookies are random, so their SHA-256 is
enough. A link sets a password once; a new link for the same officer resets a forgotten one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from shared.problems import Code, Problem
from sync_server.database import Cursor, Database
from sync_server.devices import digest

OFFICER_ROLE = "Công chức phụ trách"
"""What the commune officer is called; whoever a command invites is called so until they tell."""
_UNNAMED = (OFFICER_ROLE, "Cán bộ Văn hóa – Xã hội", "")

LINK_LIFE_MS = 24 * 60 * 60 * 1000
SESSION_LIFE_MS = 12 * 60 * 60 * 1000
PASSWORD_LENGTH = 10
# Beyond this it is not a password but an attempt to keep the hasher busy.
_PASSWORD_LIMIT = 512

# OWASP's least profile for Argon2id: it must also run on the old machine of an office, where many
# tries at once would otherwise fill the memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer and the one commune that the account belongs to."""

    commune: str
    username: str
    name: str
    role: str = "officer"

    @property
    def is_unnamed(self) -> bool:
        """Say whether nobody has told yet who this is."""
        return self.name in _UNNAMED


def invite(cursor: Cursor, commune: str, username: str, name: str, now_ms: int) -> str:
    """Make a one-time link's token, with which the officer sets a password within a day.

    A password that is already there stays until the link is used, and so does a role.
    """
    token = secrets.token_urlsafe(32)
    cursor.run(
        "INSERT INTO officer (commune, username, name, role, link_hash, link_expires_ms)"
        " VALUES (?, ?, ?, 'officer', ?, ?) ON CONFLICT (commune, username) DO UPDATE"
        " SET name = excluded.name, link_hash = excluded.link_hash,"
        " link_expires_ms = excluded.link_expires_ms",
        (commune, username, name, digest(token), now_ms + LINK_LIFE_MS),
    )
    return token


def invited(cursor: Cursor, token: str, now_ms: int) -> Officer:
    """Return whose link `token` is, or refuse."""
    row = cursor.one(
        "SELECT commune, username, name, role FROM officer"
        " WHERE commune IN (SELECT id FROM commune) AND link_hash = ? AND link_expires_ms >= ?",
        (digest(token), now_ms),
    )
    if row is None:
        raise Problem(Code.LINK_USED)
    return Officer(*row)


def accept(cursor: Cursor, token: str, password: str, again: str, now_ms: int) -> Officer:
    """Set the password of the officer whose link this is; the link is spent by it.

    Whoever is still signed in with the old password is signed out.
    """
    officer = invited(cursor, token, now_ms)
    if not PASSWORD_LENGTH <= len(password) <= _PASSWORD_LIMIT:
        raise Problem(Code.WEAK_PASSWORD, length=PASSWORD_LENGTH)
    if password != again:
        raise Problem(Code.PASSWORDS_DIFFER)
    cursor.run(
        "UPDATE officer SET password_hash = ?, link_hash = NULL WHERE commune = ? AND username = ?",
        (_HASHER.hash(password), officer.commune, officer.username),
    )
    cursor.run(
        "DELETE FROM officer_session WHERE commune = ? AND username = ?",
        (officer.commune, officer.username),
    )
    return officer


def check_password(cursor: Cursor, username: str, password: str) -> Officer:
    """Return the officer with this name and password, or refuse.

    An unknown name costs as much time as a wrong password, so names cannot be tried out.
    """
    rows = cursor.all(
        "SELECT commune, username, name, role, password_hash FROM officer"
        " WHERE commune IN (SELECT id FROM commune) AND username = ?"
        " AND password_hash IS NOT NULL ORDER BY commune",
        (username,),
    )
    right = [row for row in rows if _verifies(row[4], password)]
    if not rows:
        _verifies(None, password)
    if not right:
        raise Problem(Code.WRONG_PASSWORD)
    return Officer(*right[0][:4])


def _verifies(password_hash: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), password[:_PASSWORD_LIMIT])
    except (Argon2Error, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def open_session(cursor: Cursor, officer: Officer, now_ms: int) -> str:
    """Return the token of a new session for an officer who proved to be one."""
    token = secrets.token_urlsafe(32)
    cursor.run(
        "DELETE FROM officer_session WHERE commune = ? AND expires_ms < ?",
        (officer.commune, now_ms),
    )
    cursor.run(
        "INSERT INTO officer_session (commune, token_hash, username, expires_ms)"
        " VALUES (?, ?, ?, ?)",
        (officer.commune, digest(token), officer.username, now_ms + SESSION_LIFE_MS),
    )
    return token


def sign_in(cursor: Cursor, username: str, password: str, now_ms: int) -> str:
    """Check the password and open a session."""
    return open_session(cursor, check_password(cursor, username, password), now_ms)


def sign_out(cursor: Cursor, token: str) -> None:
    cursor.run(
        "DELETE FROM officer_session WHERE commune IN (SELECT id FROM commune) AND token_hash = ?",
        (digest(token),),
    )


def officer_of(cursor: Cursor, token: str, now_ms: int) -> Officer | None:
    """Return who is signed in with the session `token`, if anybody still is."""
    row = cursor.one(
        "SELECT o.commune, o.username, o.name, o.role FROM officer_session s"
        " JOIN officer o ON o.commune = s.commune AND o.username = s.username"
        " WHERE s.commune IN (SELECT id FROM commune) AND s.token_hash = ? AND s.expires_ms >= ?",
        (digest(token), now_ms),
    )
    return Officer(*row) if row else None


class Tries:
    """How often somebody was wrong, per name and per address, in memory.

    Five times, then five minutes of waiting; being right clears the count. Only one may ask, be
    looked at and be counted at a time, or many guesses at the same moment would slip through.
    """

    LIMIT = 5
    WAIT_MS = 5 * 60 * 1000
    _REMEMBERED = 10_000

    def __init__(self) -> None:
        self._tries: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._tries)

    def check(self, names: Iterable[str], now_ms: int) -> None:
        """Refuse when one of `names` was wrong too often."""
        for name in names:
            past = self._recent(name, now_ms)
            if len(past) >= self.LIMIT:
                left = past[-1] + self.WAIT_MS - now_ms
                raise Problem(Code.TOO_MANY_TRIES, minutes=max(1, -(-left // 60_000)))

    def fail(self, names: Iterable[str], now_ms: int) -> None:
        """Count a wrong try under each of `names`."""
        if len(self._tries) > self._REMEMBERED:
            self._tries = {
                name: past for name in self._tries if (past := self._recent(name, now_ms))
            }
        for name in names:
            self._tries[name] = [*self._recent(name, now_ms), now_ms]

    def clear(self, names: Iterable[str]) -> None:
        for name in names:
            self._tries.pop(name, None)

    def _recent(self, name: str, now_ms: int) -> list[int]:
        past = self._tries.get(name, [])
        return past if past and past[-1] + self.WAIT_MS > now_ms else []


class Door:
    """Where passwords are shown, by browsers and scripts alike: one at a time.

    Who is right waits for a moment behind others and is never refused for coming at the same time
    as they; who guesses in parallel gets no more guesses than one after the other. It also bounds
    the memory that hashing takes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tries = Tries()
        self._one_at_a_time = Lock()

    def admit(self, username: str, password: str, address: str, now_ms: int) -> Officer:
        """Return the officer, or refuse. Slow by design: not for the event loop's thread."""
        names = (f"name {username}", f"address {address}")
        with self._one_at_a_time:
            self._tries.check(names, now_ms)
            try:
                with self._database.reading() as cursor:
                    officer = check_password(cursor, username, password)
            except Problem:
                self._tries.fail(names, now_ms)
                raise
            self._tries.clear(names)
        return officer
