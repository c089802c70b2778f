"""What all pages of one process share: who is enrolled, and the syncs, one at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from app.actions import Actions
from app.store.values import Account
from app.sync.conversation import Outcome
from app.sync.rhythm import Rhythm
from shared.problems import Code, Problem
from shared.stamp import day_of

Result = TypeVar("Result")
_log = logging.getLogger("bakhong")


async def settle(work: Awaitable[Result]) -> Result | Problem:
    """Await `work` and return what came of it, be it a refusal. The one place that catches bugs."""
    try:
        return await work
    except Problem as problem:
        return problem
    except Exception:
        _log.exception("a verb failed")
        return Problem(Code.UNEXPECTED)


@dataclass(eq=False)
class Pulse:
    """The process's account and syncs; `listeners` are the pages to wake."""

    actions: Actions
    chance: Callable[[], float]
    account: Account | None = None
    rhythm: Rhythm = field(default_factory=Rhythm)
    syncing: bool = False
    synced_ms: int | None = None
    outcome: Outcome | None = None
    problem: Problem | None = None
    listeners: list[Callable[[], None]] = field(default_factory=list)
    late_ms: int = 0
    # One conversation with the collector at a time: an enrolment must not cut into a sync.
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def today(self) -> date:
        """Return the day in Vietnam, whatever the phone believes: of its zone nothing, and of its
        clock only until the collector has said how late it is."""
        return day_of(self.actions.clock() + self.late_ms)

    def tell(self) -> None:
        for listener in list(self.listeners):
            listener()

    async def reload(self) -> None:
        """Read again who is enrolled and how late the clock is, and wake all pages."""
        await self._read()
        self.tell()

    async def _read(self) -> None:
        self.account = await self.actions.store.account()
        self.late_ms = await self.actions.store.late_ms()

    async def enrol(self, collector: str, code: str) -> Account:
        """Enrol once no sync is under way; pages learn of it when they are woken (`reload`)."""
        async with self._turn:
            return await self.actions.enrol(collector, code)

    def saved(self) -> None:
        """Something was saved here: wake all pages, and let a sync follow when it is quiet."""
        self.rhythm = self.rhythm.after_tick(self.actions.clock())
        self.tell()

    async def beat(self) -> None:
        """Sync if it is time."""
        if self.account and self.rhythm.due(self.actions.clock()):
            await self.sync()

    async def sync(self) -> None:
        """Sync now, unless a sync is under way; what came of it is kept for the pages to show."""
        if self.syncing:
            return
        self.syncing = True
        try:
            self.tell()
            async with self._turn:
                done = await settle(self.actions.sync_now(self.rhythm.limit))
            self._ended(done)
            await settle(self._read())
        finally:
            # Even when the page that asked is gone in the middle, nobody waits for it for ever.
            self.syncing = False
            self.tell()

    def _ended(self, done: Outcome | Problem) -> None:
        now_ms = self.actions.clock()
        if isinstance(done, Problem):
            self.problem = done
            self.rhythm = self.rhythm.after_failure(now_ms, self.chance(), _retry_ms(done))
        else:
            self.outcome, self.problem, self.synced_ms = done, None, now_ms
            self.rhythm = self.rhythm.after_success(now_ms)


def _retry_ms(problem: Problem) -> int:
    """Return how long the collector asked to be left alone; what is no number asks nothing."""
    try:
        return int(problem.details.get("retry_after", 0)) * 1000
    except ValueError:
        return 0
