"""What the pages observe, and what all pages of one process share.

`Pulse` is one per process: who is enrolled, and the syncs, which no two pages may run at once.
`AppState` is one per page: it wakes the page's components when anything changed, and holds what
the page has to say (a refusal, or what was just saved and can still be undone).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import flet as ft

from app.actions import Actions, Ticked
from app.settings import Settings
from app.store.values import Account
from app.sync.conversation import Outcome
from app.sync.rhythm import Rhythm
from shared.problems import Code, Problem
from shared.quarter import Quarter

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


@dataclass(frozen=True, slots=True)
class Note:
    """What was just saved; `ticked`, where it can be undone. `serial` tells two alike apart."""

    serial: int
    ticked: Ticked | None = None


@dataclass(eq=False)
class AppState(ft.Observable):
    """One page's view of the world. `revision` grows when anything stored or synced changed."""

    pulse: Pulse
    settings: Settings
    today: Callable[[], date]
    revision: int = 0
    village: str | None = None
    problem: Problem | None = None
    note: Note | None = None
    _serial: int = 0

    @property
    def actions(self) -> Actions:
        return self.pulse.actions

    @property
    def account(self) -> Account | None:
        return self.pulse.account

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.today())

    def listen(self) -> Callable[[], None]:
        """Wake this page whenever the process changes; return how to stop.

        Flet finds the page to redraw in the context, and another page's event may be what wakes
        this one, so the page's own context is kept.
        """
        context = copy_context()

        def wake() -> None:
            context.copy().run(self._wake)

        self.pulse.listeners.append(wake)
        return lambda: self.pulse.listeners.remove(wake)

    def _wake(self) -> None:
        self.revision += 1

    async def attempt(self, work: Awaitable[Result]) -> Result | None:
        """Await `work`; a refusal becomes the page's banner, and None is returned."""
        done = await settle(work)
        self.problem = done if isinstance(done, Problem) else None
        return None if isinstance(done, Problem) else done

    async def save(self, work: Awaitable[Result]) -> Result | None:
        """Await a verb that writes; only then say "Đã lưu"."""
        result = await self.attempt(work)
        if self.problem is None:
            self._serial += 1
            self.note = Note(self._serial, result if isinstance(result, Ticked) else None)
            self.pulse.saved()
        return result

    async def undo(self) -> None:
        note = self.note
        if note and note.ticked:
            self.note = None
            if await self.attempt(self.actions.undo(note.ticked)):
                self.pulse.saved()

    def let_go(self, note: Note) -> None:
        if self.note is note:
            self.note = None

    def choose_village(self, village: str | None) -> None:
        self.village = village

    async def sync(self) -> None:
        """Sync because somebody asked to, and so show why it failed if it did."""
        await self.pulse.sync()
        self.problem = self.pulse.problem

    def hush(self) -> None:
        """Take down the banner and the note."""
        self.problem, self.note = None, None


STATE: ft.ContextProvider[AppState | None] = ft.create_context(None)


def use_app() -> AppState:
    """Return the page's state, and draw the calling component again whenever it changes."""
    state = ft.use_context(STATE)
    if state is None:
        raise LookupError("no state: this component is outside of the shell")
    return state


Value = TypeVar("Value")


def use_loaded(load: Callable[[], Awaitable[Value]], *when: object) -> Value | None:
    """Return what `load` read; None until it has, and the last value while it reads again.

    It reads when the component appears and whenever one of `when` differs.
    """
    start: tuple[Value, ...] = ()
    value, set_value = ft.use_state(start)

    async def read() -> None:
        set_value((await load(),))

    ft.use_effect(read, list(when))
    return value[0] if value else None
