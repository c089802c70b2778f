"""A phone without its screen: a real store in a file, real actions, a real courier over sockets."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import httpx

from app.actions import Actions
from app.inputs import NewHousehold, Tick
from app.store.store import Store
from app.sync.conversation import Outcome
from app.sync.courier import Courier
from shared.problems import Problem
from shared.records import Household
from sync_server.main import clock
from tests.support.people import VISIT_DAY

T = TypeVar("T")


@dataclass
class Seen:
    """What came back over the wire: how often each status, and 503s that name no time."""

    statuses: Counter[int] = field(default_factory=Counter)
    impolite: int = 0


class Wire(httpx.AsyncHTTPTransport):
    """The sockets, watched."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen = seen

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        self._seen.statuses[response.status_code] += 1
        if response.status_code == 503 and "Retry-After" not in response.headers:
            self._seen.impolite += 1
        return response


class Walker:
    """A device on the file at `path`; `address` is where it believes the collector to be."""

    def __init__(self, path: Path, ids: Iterator[UUID], seen: Seen) -> None:
        self.path, self._ids, self._seen = path, ids, seen
        self.store = asyncio.run(Store.open(path))
        self.acknowledged: set[int] = set()

    def do(self, verb: Callable[[Actions], Coroutine[Any, Any, T]]) -> T:
        return asyncio.run(verb(self.actions()))

    def actions(self) -> Actions:
        return Actions(
            self.store,
            clock=clock,
            new_id=lambda: next(self._ids),
            make_courier=lambda address, token: Courier(address, token, Wire(self._seen)),
        )

    def enrol(self, address: str, code: str) -> None:
        self.do(lambda actions: actions.enrol(address, code))

    def register(self, village: str, people: int, day: date = VISIT_DAY) -> Household:
        new = NewHousehold(village, day, head="Nguyễn Thị Hợp", people=people, adults=people)
        return self.do(lambda actions: actions.register_household(new))

    def tick(self, of: Tick) -> None:
        self.do(lambda actions: actions.answer(of))

    def sync(self, limit: int = 500) -> Outcome | Problem:
        """Sync once; whatever is acknowledged by then is remembered, to be held against later."""
        try:
            return self.do(lambda actions: actions.sync_now(limit))
        except Problem as problem:
            return problem
        finally:
            self.acknowledged |= papers(self.path).acknowledged

    def members(self, household: UUID) -> list[UUID]:
        view = asyncio.run(self.store.household(household))
        return [member.id for member in view.members] if view else []

    def restart(self) -> None:
        self.store = asyncio.run(Store.open(self.path))

    def close(self) -> None:
        asyncio.run(self.store.close())


@dataclass(frozen=True, slots=True)
class Papers:
    """What lies in a phone's file, read without the app: its entries, and the last receipt."""

    entries: dict[int, dict[str, Any]]
    through: int
    missing: tuple[tuple[int, int], ...]
    rows: dict[str, dict[bytes, tuple[int, bytes, int]]]

    @property
    def acknowledged(self) -> set[int]:
        lacking = {n for low, high in self.missing for n in range(low, high + 1)}
        return {n for n in self.entries if n <= self.through} - lacking


def papers(path: Path) -> Papers:
    """Read the file at `path`; `rows` are, per kind and id, which version stands there."""
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        entries = {
            number: {"kind": kind, **json.loads(text)}
            for number, kind, text in reader.execute("SELECT number, kind, record FROM entry")
        }
        (told,) = reader.execute("SELECT value FROM meta WHERE key = 'receipt'").fetchone() or (
            "{}",
        )
        receipt = json.loads(told)
        kinds = ("household", "member", "answer", "visit")
        rows = {
            kind: {
                bytes(id): (stamp, bytes(device), number)
                for id, stamp, device, number in reader.execute(
                    f"SELECT id, stamp, device, number FROM {kind}"  # noqa: S608 - names of ours
                )
            }
            for kind in kinds
        }
    finally:
        reader.close()
    missing = tuple((low, high) for low, high in receipt.get("missing", ()))
    return Papers(entries, receipt.get("through", 0), missing, rows)
