"""Who works on this device, and how far it has read of which log."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from uuid import UUID

from app.store import meta
from app.store.connection import transaction
from app.store.outgoing import unsent
from app.store.shape import SHAPES
from app.store.values import Account, Position
from shared.problems import Code, Problem
from shared.protocol import Place


def account(connection: sqlite3.Connection) -> Account | None:
    if (text := meta.get(connection, "account")) is None:
        return None
    known = json.loads(text)
    villages = tuple(Place(**place) for place in known.pop("villages"))
    return Account(**{**known, "device": UUID(known["device"]), "villages": villages})


def enrolled(connection: sqlite3.Connection) -> Account:
    """Return the account, or refuse: without one nothing can be recorded."""
    if (found := account(connection)) is None:
        raise Problem(Code.NOT_ENROLLED)
    return found


def write(connection: sqlite3.Connection, of: Account) -> None:
    villages = [place.model_dump() for place in of.villages]
    known = {**asdict(of), "device": of.device.hex, "villages": villages}
    meta.put(connection, account=json.dumps(known, ensure_ascii=False))


def identity(connection: sqlite3.Connection, device: UUID, token: str) -> tuple[UUID, str]:
    with transaction(connection):
        _refuse_with_unsent(connection)
        if (text := meta.get(connection, "identity")) is None:
            meta.put(connection, identity=json.dumps([device.hex, token]))
            return device, token
    kept, secret = json.loads(text)
    return UUID(kept), secret


def enrol(connection: sqlite3.Connection, of: Account) -> None:
    """Start afresh for `of`: what another person's scope gave this device does not stay on it."""
    with transaction(connection):
        _refuse_with_unsent(connection)
        _wipe(connection)
        write(connection, of)


def leave(connection: sqlite3.Connection) -> None:
    """Be nobody's device again, with nothing on it; refused while entries are unsent."""
    with transaction(connection):
        _refuse_with_unsent(connection)
        _wipe(connection)


def _wipe(connection: sqlite3.Connection) -> None:
    for table in ("refused", "conflict", "entry", "aside", "volunteer", "meta", *SHAPES):
        connection.execute(f"DELETE FROM {table}")


def _refuse_with_unsent(connection: sqlite3.Connection) -> None:
    if unsent(connection):
        raise Problem(Code.OTHER_PERSONS_STORE)


def position(connection: sqlite3.Connection) -> Position:
    known = account(connection)
    return Position(
        meta.number(connection, "cursor"),
        meta.get(connection, "history") or "",
        known.villages if known else (),
    )
