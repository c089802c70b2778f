"""The people who may sign in to a commune's desk: added, given a role, sent a new link, dismissed.

Whoever is dismissed stays on the list: the lines of what was decided name them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.fields import NAME_LIMIT
from shared.problems import Code, Problem
from shared.text import accept, fold, name_key
from sync_server import deeds
from sync_server.database import Cursor
from sync_server.deeds import Hand
from sync_server.devices import digest
from sync_server.officers import LINK_LIFE_MS, Officer, invite

GONE = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the desk; `link_until_ms` is 0 where no link waits to be used."""

    username: str
    name: str
    role: str
    has_password: bool
    link_until_ms: int


def people(cursor: Cursor, commune: str) -> Sequence[Person]:
    """Return the accounts of `commune` by name, dismissed ones at the end."""
    rows = cursor.all(
        "SELECT username, name, role, password_hash IS NOT NULL, link_hash IS NOT NULL,"
        " link_expires_ms FROM officer WHERE commune = ?",
        (commune,),
    )
    found = [
        Person(username, name, role, bool(password), until if link else 0)
        for username, name, role, password, link, until in rows
    ]
    return sorted(found, key=lambda each: (each.role == GONE, name_key(each.name)))


def username_for(name: str) -> str:
    """Return the name to sign in with that a person's name suggests: Phạm Thị Hạnh, phamthihanh."""
    return "".join(re.findall(r"[a-z0-9]+", fold(name)))[:32]


def add(cursor: Cursor, hand: Hand, person: Person, role_name: str) -> str:
    """Add an account without a password; return the token of the link that sets one."""
    name, username = _named(person.name), person.username.strip() or username_for(person.name)
    if not re.fullmatch(r"[a-z0-9][a-z0-9.\-]{2,31}", username, re.ASCII):
        raise Problem(Code.BAD_USERNAME)
    # A name opens one desk only, whatever the password.
    if cursor.one("SELECT 1 FROM officer WHERE username = ?", (username,)):
        raise Problem(Code.USERNAME_TAKEN, name=username)
    token = secrets.token_urlsafe(32)
    cursor.run(
        "INSERT INTO officer (commune, username, name, role, link_hash, link_expires_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (hand.commune, username, name, person.role, digest(token), hand.now_ms + LINK_LIFE_MS),
    )
    deeds.write(cursor, hand, "people", f"Thêm tài khoản “{username}” ({name}): {role_name}")
    return token


def renew(cursor: Cursor, hand: Hand, username: str) -> str:
    """Return the token of a new link; a password that is there stays until it is used."""
    person = _known(cursor, hand.commune, username)
    token = invite(cursor, hand.commune, username, person.name, hand.now_ms)
    deeds.write(cursor, hand, "people", f"Tạo đường dẫn đặt mật khẩu cho “{username}”")
    return token


def change(cursor: Cursor, hand: Hand, person: Person, role_name: str) -> None:
    """Give an account another name or role."""
    before = _known(cursor, hand.commune, person.username)
    name = _named(person.name)
    if before.role == "officer" != person.role:
        _refuse_last(cursor, hand.commune, person.username)
    cursor.run(
        "UPDATE officer SET name = ?, role = ? WHERE commune = ? AND username = ?",
        (name, person.role, hand.commune, person.username),
    )
    if (before.name, before.role) != (name, person.role):
        said = f"Sửa tài khoản “{person.username}”: {name}, {role_name}"
        deeds.write(cursor, hand, "people", said)


def introduce(cursor: Cursor, officer: Officer, name: str, now_ms: int) -> None:
    """Take down who an officer is whom a command invited by the role alone."""
    said = accept(name, "Họ và tên", NAME_LIMIT)
    if (told := replace(officer, name=said)).is_unnamed:
        raise Problem(Code.NO_OWN_NAME)
    cursor.run(
        "UPDATE officer SET name = ? WHERE commune = ? AND username = ?",
        (said, officer.commune, officer.username),
    )
    hand = Hand(officer.commune, officer.username, told.name, now_ms)
    deeds.write(cursor, hand, "people", f"Nhận tài khoản “{officer.username}”: {told.name}")


def dismiss(cursor: Cursor, hand: Hand, username: str) -> None:
    """End an account: its password, link and sessions are gone at once."""
    before = _known(cursor, hand.commune, username)
    if before.role == "officer":
        _refuse_last(cursor, hand.commune, username)
    cursor.run(
        "UPDATE officer SET role = ?, password_hash = NULL, link_hash = NULL"
        " WHERE commune = ? AND username = ?",
        (GONE, hand.commune, username),
    )
    cursor.run(
        "DELETE FROM officer_session WHERE commune = ? AND username = ?", (hand.commune, username)
    )
    deeds.write(cursor, hand, "people", f"Khóa tài khoản “{username}” ({before.name})")


def _named(name: str) -> str:
    if not (said := accept(name, "Họ và tên", NAME_LIMIT)):
        raise Problem(Code.NO_PERSON_NAME)
    return said


def _known(cursor: Cursor, commune: str, username: str) -> Person:
    for person in people(cursor, commune):
        if person.username == username:
            return person
    raise Problem(Code.NOT_FOUND)


def _refuse_last(cursor: Cursor, commune: str, username: str) -> None:
    others = cursor.one(
        "SELECT 1 FROM officer WHERE commune = ? AND username <> ? AND role = 'officer'"
        " AND password_hash IS NOT NULL",
        (commune, username),
    )
    if others is None:
        raise Problem(Code.LAST_OFFICER)
