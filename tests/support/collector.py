"""A real collector in this process, phones that talk to it, and a network that can fail.

No sockets: httpx carries each message into the ASGI application. `Network` decides what happens to
it on the way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID

import httpx

from app.actions import Actions
from app.store.store import Store
from app.sync.courier import Courier
from shared.places import CAM_TAN, Village
from sync_server import devices
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.main import create_app
from tests.support.people import NOW_MS, SEAL_KEY

Fate = Literal["arrives", "lost", "reply lost", "twice", "late"]
"""What the network does to a message: `late` ones arrive when nobody waits for them any more."""

ADDRESS = "http://collector.test"
VILLAGE = Village("cam-tan-01", CAM_TAN.id, "Thôn Một")
T = TypeVar("T")


class Network(httpx.AsyncBaseTransport):
    """The way to the collector, with a fate for each of the next messages."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self.fates: list[Fate] = []
        self.late: list[httpx.Request] = []
        self.sent: list[tuple[str, int, int]] = []
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        fate = self.fates.pop(0) if self.fates else "arrives"
        await request.aread()
        if self.meanwhile is not None:
            work, self.meanwhile = self.meanwhile, None
            await work()
        if fate == "lost":
            raise httpx.ConnectError("lost", request=request)
        if fate == "late":
            self.late.append(request)
            raise httpx.ReadTimeout("late", request=request)
        if fate == "twice":
            await self._deliver(request)
        response = await self._deliver(request)
        if fate == "reply lost":
            raise httpx.ReadError("reply lost", request=request)
        return response

    async def deliver_late(self) -> None:
        """Let messages that nobody waits for arrive now, the last one first."""
        while self.late:
            await self._deliver(self.late.pop())

    async def _deliver(self, request: httpx.Request) -> httpx.Response:
        response = await self._collector.transport.handle_async_request(request)
        body = b"".join([part async for part in response.aiter_raw()])
        self.sent.append((request.url.path, len(request.content), len(body)))
        assert response.status_code < 500, body
        return httpx.Response(
            response.status_code, headers=response.headers, stream=httpx.ByteStream(body)
        )


class Collector:
    """A collector on a file of its own; `restart` is what a power cut leaves of it."""

    def __init__(self, folder: Path, villages: tuple[Village, ...]) -> None:
        self._url = f"sqlite:///{folder / 'collector.db'}"
        self.now_ms = NOW_MS
        self.database = self._open()
        with self.database.writing() as cursor:
            found(cursor, CAM_TAN)
            settle(cursor, villages)

    def _open(self) -> Database:
        database = Database(self._url, SEAL_KEY)
        database.create()
        app = create_app(database, lambda: self.now_ms)
        self.transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        return database

    def restart(self) -> None:
        self.database.close()
        self.reopen()

    def reopen(self) -> None:
        self.database = self._open()

    def invite(self, *villages: str) -> str:
        with self.database.writing() as cursor:
            return devices.invite(cursor, CAM_TAN.id, villages, "Chị Hoa", self.now_ms)

    def close(self) -> None:
        self.database.close()


def new_ids() -> Iterator[UUID]:
    number = 0
    while True:
        number += 1
        yield UUID(f"01950002-0000-7000-8000-{number:012x}")


class Phone:
    """A real client without its screen: store, actions and courier, over a failing network."""

    def __init__(self, collector: Collector, path: Path, ids: Iterator[UUID]) -> None:
        self._collector, self._path, self._ids = collector, path, ids
        self.network = Network(collector)
        self.skew_ms = 0
        self.store = asyncio.run(Store.open(path))

    def enrol(self, village: Village = VILLAGE) -> None:
        """Enrol with a new code for `village`."""
        code = self._collector.invite(village.id)
        self.do(lambda actions: actions.enrol(ADDRESS, code))

    def restart(self) -> None:
        """Kill the app and start it again on the same file."""
        asyncio.run(self.store.close())
        self.store = asyncio.run(Store.open(self._path))

    def do(self, verb: Callable[[Actions], Coroutine[Any, Any, T]]) -> T:
        """Do what a screen would ask for."""
        return asyncio.run(verb(self.actions()))

    def actions(self) -> Actions:
        return Actions(
            self.store,
            clock=self.clock,
            new_id=lambda: next(self._ids),
            make_courier=lambda address, token: Courier(address, token, self.network),
        )

    def clock(self) -> int:
        return self._collector.now_ms + self.skew_ms

    def see(self, look: Callable[[Store], Coroutine[Any, Any, T]]) -> T:
        return asyncio.run(look(self.store))

    def close(self) -> None:
        asyncio.run(self.store.close())
