"""What all pages of one process share: who is enrolled, and the syncs, one at a time."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from app.actions import Actions
from app.store.values import Account
from app.sync.conversation import Outcome
from app.sync.rhythm import Rhythm
from shared.problems import Code, Problem

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

    def tell(self) -> None:
        for listener in list(self.listeners):
            listener()

    async def reload(self) -> None:
        """Read again who is enrolled: an enrolment or a pull may have changed it."""
        self.account = await self.actions.store.account()
        self.tell()

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
        self.tell()
        done = await settle(self.actions.sync_now(self.rhythm.limit))
        if isinstance(done, Problem):
            self._failed(done)
        else:
            self.outcome, self.problem = done, None
            self.synced_ms = self.actions.clock()
            self.rhythm = self.rhythm.after_success(self.synced_ms)
        self.syncing = False
        await self.reload()

    def _failed(self, problem: Problem) -> None:
        self.problem = problem
        seconds = problem.details.get("retry_after", 0)
        self.rhythm = self.rhythm.after_failure(
            self.actions.clock(), self.chance(), int(seconds) * 1000
        )
