"""Who works on this device, and how far it has read of which log."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.store import meta
from app.store.connection import transaction
from app.store.outgoing import believe
from app.store.shape import SHAPES
from app.store.values import Account, Position
from shared.plan import Plan, read_written, written
from shared.problems import Code, Problem
from shared.protocol import Place, Receipt


def account(connection: sqlite3.Connection) -> Account | None:
    if (text := meta.get(connection, "account")) is None:
        return None
    plans = _plans(meta.get(connection, "plans") or "{}")
    return replace(read_plain(json.loads(text)), plans=plans)


def enrolled(connection: sqlite3.Connection) -> Account:
    """Return the account, or refuse: without one nothing can be recorded."""
    if (found := account(connection)) is None:
        raise Problem(Code.NOT_ENROLLED)
    return found


def write(connection: sqlite3.Connection, of: Account) -> None:
    meta.put(connection, account=json.dumps(plain(of), ensure_ascii=False))


_ENROLLED = ("token", "collector", "commune", "commune_name", "name")


def plain(of: Account) -> dict[str, Any]:
    """Return what enrolled a device, as JSON takes it; the rest of an account comes with pages."""
    known = {name: getattr(of, name) for name in _ENROLLED}
    villages = [place.model_dump(mode="json", exclude_defaults=True) for place in of.villages]
    return {**known, "device": of.device.hex, "villages": villages}


def read_plain(known: Mapping[str, Any]) -> Account:
    villages = tuple(Place(**place) for place in known["villages"])
    told = {name: known[name] for name in _ENROLLED}
    return Account(device=UUID(known["device"]), villages=villages, **told)


def forgotten(connection: sqlite3.Connection) -> None:
    """Take it that the collector has nothing of this device, for it does not know it any more.

    It came back from a backup older than the enrolment. Everything is unsent again, so nothing is
    wiped, and a new code enrols the same device, which goes on from its last number.
    """
    with transaction(connection):
        believe(connection, Receipt())
        meta.put(connection, forgotten=1, cursor=0)


def identity(connection: sqlite3.Connection, device: UUID, token: str) -> tuple[UUID, str]:
    with transaction(connection):
        if (text := meta.get(connection, "identity")) is None:
            meta.put(connection, identity=json.dumps([device.hex, token]))
            return device, token
    kept, secret = json.loads(text)
    return UUID(kept), secret


def enrol(connection: sqlite3.Connection, of: Account, told: Receipt) -> None:
    """Make this the device of `of`. Another device than the one before starts afresh, and only
    where its collector has just `told` to have every entry of it."""
    known = account(connection)
    with transaction(connection):
        if known and (known.device, known.commune) == (of.device, of.commune):
            # The next page brings what its scope is now, and takes away what is not in it.
            write(connection, replace(of, villages=known.villages))
            meta.put(connection, forgotten=0)
            return
        _wipe(connection, told)
        write(connection, of)


def leave(connection: sqlite3.Connection, told: Receipt) -> None:
    """Be nobody's device again, with nothing on it; refused unless `told` has every entry."""
    with transaction(connection):
        _wipe(connection, told)


def _wipe(connection: sqlite3.Connection, told: Receipt) -> None:
    # Here and not before: between the receipt and this, somebody may have saved something.
    numbers = connection.execute("SELECT number FROM entry").fetchall()
    if not all(told.has(number) for (number,) in numbers):
        raise Problem(Code.OTHER_PERSONS_STORE)
    for table in ("refused", "conflict", "entry", "aside", "volunteer", "meta", *SHAPES):
        connection.execute(f"DELETE FROM {table}")


# Every tick asks for the account, and reading a plan takes a while.
@lru_cache(maxsize=1)
def _plans(text: str) -> tuple[Plan, ...]:
    """Return the plans that the commune keeps itself, as far as the collector has told."""
    return tuple(read_written(each) for each in json.loads(text).values())


def learn_plans(connection: sqlite3.Connection, told: Iterable[Plan]) -> None:
    """Keep what the collector tells of plans; a year's newer plan takes the place of the older."""
    fresh = {str(plan.year): written(plan) for plan in told}
    if fresh:
        known = json.loads(meta.get(connection, "plans") or "{}")
        meta.put(connection, plans=json.dumps(known | fresh, ensure_ascii=False))


def position(connection: sqlite3.Connection) -> Position:
    known = account(connection)
    return Position(
        meta.number(connection, "cursor"),
        meta.get(connection, "history") or "",
        known.villages if known else (),
    )
