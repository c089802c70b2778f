"""What a page observes: one for what is stored, one for what it has to say, one for its door.

Three, because Flet redraws whatever looks at an observable when any of its fields changes: a note
that comes down must not redraw a roster.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import flet as ft

from app.actions import Actions, Changed, Settled, Ticked
from app.pulse import Pulse, settle
from app.settings import Settings
from app.store.values import Account
from shared.problems import Problem
from shared.protocol import Place
from shared.quarter import Quarter

Result = TypeVar("Result")
Undoable = Ticked | Changed | Settled
UNDO_SECONDS = 10
"""So long "Đã lưu" stays, and with it the way back."""
_TO_DRAW = 3
"""Turns of the loop in which what was asked for first is drawn."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was just saved; `ticked`, where it can be undone. `serial` tells two alike apart.

    With a `path` it is said on that screen alone: the way back from a tick about one person must
    not stand below another's name. `back` is the screen to which undoing leads. It may tell
    as well that what was saved `is_undone`.
    """

    serial: int
    ticked: Undoable | None = None
    path: str = ""
    back: str = ""
    is_undone: bool = False


@dataclass(eq=False)
class Notice(ft.Observable):
    """What the page has to say: a refusal, or that something is saved."""

    problem: Problem | None = None
    note: Note | None = None
    _serial: int = 0

    @property
    def serial(self) -> int:
        """Return how many times something was saved here."""
        return self._serial

    def say_saved(
        self,
        ticked: Undoable | None,
        path: str = "",
        back: str = "",
        *,
        is_undone: bool = False,
    ) -> Note:
        self._serial += 1
        self.note = note = Note(self._serial, ticked, path, back, is_undone)
        return note

    def let_go(self, note: Note) -> None:
        if self.note is note:
            self.note = None

    def hush(self) -> None:
        self.problem, self.note = None, None


@dataclass(eq=False)
class Door(ft.Observable):
    """Whether the device is enrolled, and so may go past the enrolment; `locked` until one of
    those who share it has said who they are."""

    open: bool = False
    locked: bool = False


@dataclass(eq=False)
class AppState(ft.Observable):
    """One page's view of the world: who, where, which quarter. `revision` grows whenever anything
    stored or synced changed, so whoever reads the store reads again."""

    pulse: Pulse
    settings: Settings
    today: Callable[[], date]
    notice: Notice = field(default_factory=Notice)
    door: Door = field(default_factory=Door)
    revision: int = 0
    village: str | None = None
    # Held here, or the loop might forget the tasks.
    _fading: asyncio.Task[None] | None = None
    _following: asyncio.Task[None] | None = None
    _is_left: bool = False
    _failed: Problem | None = None

    @property
    def actions(self) -> Actions:
        return self.pulse.actions

    @property
    def account(self) -> Account | None:
        return self.pulse.account

    @property
    def villages(self) -> tuple[Place, ...]:
        """Return the villages of this device; none before it is enrolled."""
        return self.account.villages if self.account else ()

    @property
    def village_names(self) -> dict[str, str]:
        return {each.id: each.name for each in self.villages}

    @property
    def names_to_tell(self) -> dict[str, str]:
        """Return which village is which, where a line of a list has to say it."""
        return {} if self.village or len(self.villages) < 2 else self.village_names

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.today())

    @property
    def is_left(self) -> bool:
        """Say whether nobody looks at this page any more."""
        return self._is_left

    def listen(self) -> Callable[[], None]:
        """Wake this page now and whenever the process changes; return how to stop.

        Flet finds the page to redraw in the context, and another page's event may be what wakes
        this one, so the page's own context is kept.
        """
        context = copy_context()

        def wake() -> None:
            context.copy().run(self._wake)

        self._wake()

        def leave() -> None:
            self._is_left = True
            self.pulse.listeners.remove(wake)

        self.pulse.listeners.append(wake)
        return leave

    def _wake(self) -> None:
        self.door.open = self.account is not None
        self.door.locked = bool(self.pulse.is_locked)
        if self.village not in (None, *self.village_names):
            # The device works elsewhere by now, and nothing would be listed any more.
            self.village = None
        # A later sync went through: why an earlier one failed is no longer true.
        if self._failed and self.pulse.problem is None:
            if self.notice.problem is self._failed:
                self.notice.problem = None
            self._failed = None
        self.revision += 1

    async def attempt(self, work: Awaitable[Result]) -> Result | None:
        """Await `work`; a refusal becomes the page's banner, and None is returned."""
        done = await settle(work)
        self.notice.problem = done if isinstance(done, Problem) else None
        return None if isinstance(done, Problem) else done

    async def read(self, work: Awaitable[Result]) -> Result | None:
        """Await `work` that nobody asked for: it may add a banner, but not take one down."""
        done = await settle(work)
        if isinstance(done, Problem):
            self.notice.problem = done
            return None
        return done

    async def save(
        self, work: Awaitable[Result], *, path: str = "", back: str = ""
    ) -> Result | None:
        """Await a verb that writes; only then say "Đã lưu".

        With `path`, the screen of that path shows by itself what is saved, before all else follows.
        With `back`, undoing leads to that screen.
        """
        result = await self.attempt(work)
        if self.notice.problem is None:
            ticked = result if isinstance(result, Undoable) else None
            self._fade_out(self.notice.say_saved(ticked, path, back))
            if path:
                self._following = asyncio.create_task(self._follow())
            else:
                self.pulse.saved()
        return result

    async def _follow(self) -> None:
        # In one turn of the loop Flet hears that there is something to draw, in the next it draws.
        for _ in range(_TO_DRAW):
            await asyncio.sleep(0)
        self.pulse.saved()

    def _fade_out(self, note: Note) -> None:
        self._fading = asyncio.create_task(self._fade(note))

    async def _fade(self, note: Note) -> None:
        await asyncio.sleep(UNDO_SECONDS)
        self.notice.let_go(note)

    async def undo(self) -> str:
        """Take back what the note is about; return the screen to which that leads, if to any."""
        note = self.notice.note
        if note is None or note.ticked is None:
            return ""
        self.notice.note = None
        await self.attempt(self._back(note.ticked))
        if self.notice.problem is not None:
            return ""
        # Unless something was saved meanwhile, which has its own way back.
        if self.notice.note is None:
            path = "" if note.back else note.path
            self._fade_out(self.notice.say_saved(None, path, is_undone=True))
        self.pulse.saved()
        return note.back

    def _back(self, done: Undoable) -> Awaitable[object]:
        match done:
            case Changed():
                return self.actions.put_back(done)
            case Settled(back):
                return back()
        return self.actions.undo(done)

    def choose_village(self, village: str | None) -> None:
        self.village = village

    async def sync(self) -> None:
        """Sync because somebody asked to, and so show why it failed if it did."""
        await self.pulse.sync()
        self.notice.problem = self._failed = self.pulse.problem
