"""Who works on this device: volunteers with the hashes of their PINs, and who of them does now.

Nothing of this leaves the device but the name, which goes into `Record.by`.
"""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import astuple, dataclass
from uuid import UUID

from app.store import meta
from app.store.connection import transaction
from app.store.values import Volunteer

_COLUMNS = "id, name, pin, failures, failed_ms"


def author(connection: sqlite3.Connection) -> str:
    """Return who works now; "" where nobody was added."""
    return meta.get(connection, "by") or ""


def write(connection: sqlite3.Connection, volunteer: Volunteer) -> None:
    id, *known = astuple(volunteer)
    connection.execute(
        f"INSERT OR REPLACE INTO volunteer ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)", (id.bytes, *known)
    )


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who share the device. What they recorded stays, whatever happens to them here."""

    connection: sqlite3.Connection
    durable: Callable[[], Awaitable[None]]

    async def everybody(self) -> tuple[Volunteer, ...]:
        rows = self.connection.execute(f"SELECT {_COLUMNS} FROM volunteer ORDER BY name, id")
        return tuple(Volunteer(UUID(bytes=id), *known) for id, *known in rows)

    async def put(self, volunteer: Volunteer) -> None:
        with transaction(self.connection):
            write(self.connection, volunteer)
        await self.durable()

    async def remove(self, id: UUID) -> None:
        await self._run("DELETE FROM volunteer WHERE id = ?", id.bytes)

    async def forget_pins(self) -> None:
        await self._run("UPDATE volunteer SET pin = '', failures = 0, failed_ms = 0")

    async def author(self) -> str:
        return author(self.connection)

    async def choose(self, name: str) -> None:
        """Make `name` the author of what is recorded from now on; "": the device's own."""
        await self._put(by=name)

    async def idle_minutes(self) -> int:
        """Return after how many minutes of nothing the app locks itself; 0: never."""
        return meta.number(self.connection, "idle_minutes")

    async def lock_after(self, minutes: int) -> None:
        await self._put(idle_minutes=minutes)

    async def _put(self, **values: str | int) -> None:
        with transaction(self.connection):
            meta.put(self.connection, **values)
        await self.durable()

    async def _run(self, statement: str, *arguments: object) -> None:
        with transaction(self.connection):
            self.connection.execute(statement, arguments)
        await self.durable()
