"""What all pages of one process share: who is enrolled, and the syncs, one at a time."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from app import joining
from app.actions import Actions
from app.calendar import Known, late_after, reading
from app.hand_over import HandOver
from app.merges_meeting import Meeting
from app.room import Room
from app.second_copy import SecondCopy
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
    except Exception as error:
        # Kind and place only: what an error says may be about people.
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("a verb failed: %s\n%s", type(error).__name__, frames)
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
    # When the sync ended that `problem` stopped.
    failed_ms: int = 0
    listeners: list[Callable[[], None]] = field(default_factory=list)
    # What is known of the time without asking anybody.
    known: Known = field(default_factory=Known)
    author: str = ""
    idle_minutes: int = 0
    # Told by whoever can ask the browser; None: nobody can.
    room: Room | None = None
    copy: SecondCopy | None = None
    hand_over: HandOver | None = None
    # What was put right when the store was opened; said until it was read.
    restored: Problem | None = None
    # Where several share the device; None: not looked yet.
    is_locked: bool | None = None
    # A clock that nobody can set, in milliseconds; None: there is none.
    steady: Callable[[], int] | None = None
    _seen: tuple[int, int] | None = None
    # By how much the clock once ran ahead of that one between two looks.
    _ahead_ms: int = 0
    _doubted: date | None = None
    # One conversation with the collector at a time: an enrolment must not cut into a sync.
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def today(self) -> date:
        """Return the day in Vietnam, whatever the phone believes: of its zone nothing, and of its
        clock only what agrees with what is known."""
        return day_of(self.now_ms())

    def now_ms(self) -> int:
        return reading(self.actions.clock(), self.known).now_ms

    @property
    def doubtful_day(self) -> date | None:
        """Return today where it can hardly be, or could be another day."""
        read = reading(self.actions.clock(), self.known)
        return day_of(read.now_ms) if read.is_doubtful else None

    def tell_room(self, room: Room) -> None:
        """Learn how much room is left; pages are woken only when it changes what they say."""
        was_said = self.room is not None and self.room.is_short
        self.room = room
        if room.is_short or was_said:
            self.tell()

    def tell(self) -> None:
        for listener in list(self.listeners):
            listener()

    async def reload(self) -> None:
        """Read again who is enrolled and what is known of the time, and wake all pages."""
        await self._read()
        self.tell()

    async def _read(self) -> None:
        self.account = await self.actions.store.account()
        before, self.known = self.known, await self.actions.store.known_time()
        if before.told_ms != self.known.told_ms:
            # What was told just now is of the clock as it is, however it was set before.
            self._seen = None
        self.synced_ms = await self.actions.store.synced_ms()
        await self._read_crew()

    async def _read_crew(self) -> None:
        crew = self.actions.store.crew
        self.author, self.idle_minutes = await crew.author(), await crew.idle_minutes()
        is_shared = bool(await crew.everybody())
        # Who starts the app has to say who they are.
        self.is_locked = is_shared and self.is_locked is not False

    async def lock(self) -> None:
        """Ask whoever goes on working who they are, if several share the device."""
        self.is_locked = None
        await self.reload()

    async def unlock(self) -> None:
        self.is_locked = False
        await self.reload()

    async def leave(self) -> None:
        """Log out once no sync is under way; refused unless the collector confirms to have all."""
        try:
            async with self._turn:
                await self._copy()
                await joining.leave(self.actions)
                # Only now: had the store refused, the copy would be missing.
                if self.copy:
                    await self.copy.forget()
            self.outcome = self.problem = None
        finally:
            await self.reload()

    async def enrol(self, collector: str, code: str, *, has_moved: bool = False) -> Account:
        """Enrol once no sync is under way; pages learn of it when they are woken (`reload`)."""
        async with self._turn:
            # It may sync first, and before entries leave the device they are copied.
            await self._copy()
            return await self.actions.enrol(collector, code, has_moved=has_moved)

    def saved(self) -> None:
        """Something was saved here: wake all pages, and let a sync follow when it is quiet."""
        self.rhythm = self.rhythm.after_tick(self.actions.clock())
        self.tell()

    def network_came(self) -> None:
        """The device says that it has a network again: the next beat syncs."""
        self.rhythm = self.rhythm.at_once(self.actions.clock())

    async def beat(self) -> None:
        """Keep the second copy up, and sync if it is time."""
        await settle(self._watch_clock())
        await self._copy()
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
                # Before entries leave the device, so that no number is ever given twice.
                await self._copy()
                done = await settle(self.actions.sync_now(self.rhythm.limit))
            self._ended(done)
            await settle(self._read())
            if not isinstance(done, Problem):
                await settle(self._remember())
                if done.pulled:
                    await settle(self._meet())
        finally:
            # Even when the page that asked is gone in the middle, nobody waits for it for ever.
            self.syncing = False
            self.tell()

    async def _watch_clock(self) -> None:
        """Notice that somebody set the clock while the app was running, or that it became
        doubtful."""
        await self._follow_clock()
        before, self._doubted = self._doubted, self.doubtful_day
        if before != self._doubted:
            self.tell()

    async def _follow_clock(self) -> None:
        if self.steady is None:
            return
        now = (self.actions.clock(), self.steady())
        before, self._seen = self._seen or now, now
        jump_ms = now[0] - before[0] - (now[1] - before[1])
        late_ms = self.known.late_ms
        if late_ms is None:
            return
        lacks_ms = late_after(late_ms, jump_ms, self._ahead_ms)
        self._ahead_ms = max(self._ahead_ms, jump_ms)
        if lacks_ms != late_ms:
            await self.actions.store.clock_was_put(lacks_ms)
            await self.reload()

    async def _copy(self) -> None:
        if self.copy:
            await settle(self.copy.keep_up(self.actions.store))

    async def _remember(self) -> None:
        self.synced_ms = self.now_ms()
        await self.actions.store.has_synced(self.synced_ms)

    async def _meet(self) -> None:
        """Put together what this phone and others merged without knowing of each other."""
        meeting = Meeting(self.actions.store, self.actions.clock)
        if await meeting.settle(self.today()):
            self.rhythm = self.rhythm.after_tick(self.actions.clock())

    def _ended(self, done: Outcome | Problem) -> None:
        now_ms = self.actions.clock()
        if isinstance(done, Problem):
            self.problem, self.failed_ms = done, self.now_ms()
            self.rhythm = self.rhythm.after_failure(now_ms, self.chance(), _retry_ms(done))
        else:
            self.outcome, self.problem = done, None
            self.rhythm = self.rhythm.after_success(now_ms)


def _retry_ms(problem: Problem) -> int:
    """Return how long the collector asked to be left alone; what is no number asks nothing."""
    try:
        return int(problem.details.get("retry_after", 0)) * 1000
    except ValueError:
        return 0
