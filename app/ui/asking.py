"""Asking one subject: a tick is saved at once, "not yet" is asked why, an OTP may be awaited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal
from uuid import UUID

import flet as ft

from app.actions import Changed, Tick, Ticked
from app.evening import wait
from app.state import AppState, Undoable
from app.ui.components.reasons import ReasonActs, Reasons
from app.ui.components.sheet import use_sheet
from app.ui.components.tick import Box, OnAnswer, OnWait, TickBox
from app.ui.components.waiting import Carriers
from app.ui.using import use_held, use_lines, use_steady
from shared.questions import BY_KEY, About
from shared.records import Answer

CARRIER = "carrier"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom we ask, and `stands`: the answer to a question that stood when it was drawn, if any."""

    village: str
    about: About
    id: UUID
    stands: Callable[[str], Answer | None]


@dataclass(frozen=True, slots=True)
class Asking:
    """What the boxes call: `answer` with a tick, `explain` to open the sheet of reasons, `wait` to
    park a person until an OTP comes; the waiting room is of people only."""

    answer: OnAnswer
    explain: Callable[[str], None]
    wait: OnWait | None


@dataclass(frozen=True, slots=True)
class Talk:
    """What the boxes and sheets do, on the screen of a `path`."""

    state: AppState
    subject: Subject
    path: str = ""

    async def answer(self, key: str, value: str | None, likely: str) -> str | None:
        """Save a tick, if it says anything new; return how it is stored, None if it is not."""
        note = self.state.notice.note
        how = how_it_came(likely, self._tick(key, value).answer, note.ticked if note else None)
        tick = replace(self._tick(key, value), how=_HOWS.get(how, ""))
        before = await self._stored(tick)
        is_said = (value, how) == (before.value, before.how) if before else value is None
        if is_said:
            if before is None or not await self._is_refused(before):
                return how
            # What was refused is insisted on by saying it once more, with all that was said of it.
            told, waiting = before.obstacles, before.waiting
            tick = replace(tick, obstacles=told, waiting=waiting, note=before.note)
        return None if await self._save(tick) else how

    async def explain(self, key: str, obstacles: tuple[str, ...], note: str) -> str:
        """Save reasons; return why they were refused, or ""."""
        before = await self._stored(self._tick(key, None))
        if before is None or (obstacles, note) == (before.obstacles, before.note):
            return ""
        tick = self._tick(key, before.value)
        again = replace(tick, obstacles=obstacles, waiting=before.waiting, note=note)
        return await self._save(again)

    async def park(self, key: str) -> Changed | None:
        """Let the person wait at a step, or wait no more; return it if a carrier is to be asked."""
        state, before = self.state, await self._stored(self._tick(key, None))
        if before and before.waiting:
            tick = self._tick(key, before.value)
            await self._save(replace(tick, obstacles=before.obstacles, note=before.note))
            return None
        now_ms = state.pulse.now_ms()
        parked = await state.save(wait(state.actions, self._tick(key, None), now_ms))
        return None if await self._stored(self._tick(CARRIER, None)) else parked

    async def tell_carrier(self, value: str, parked: Changed | None) -> None:
        await self.state.save(self._told(value, parked))

    async def _told(self, value: str, parked: Changed | None) -> Changed:
        """Save the carrier; taking it back takes back the waiting too, of which it is a part."""
        told = await self.state.actions.answer(self._tick(CARRIER, value))
        step = ((told.answer, told.before),) if told.answer else ()
        return Changed((*step, *(parked.steps if parked else ())))

    def _tick(self, key: str, value: str | None) -> Tick:
        of = self.subject
        return Tick(of.village, self.state.today(), of.about, of.id, key, value)

    async def _stored(self, tick: Tick) -> Answer | None:
        """Return what stands now: what was drawn may be older than the last tick."""
        found = await self.state.read(self.state.actions.store.answer(tick.answer))
        return found if found and not found.deleted else None

    async def _is_refused(self, said: Answer) -> bool:
        box = await self.state.actions.store.outbox()
        return any(each.record == said for each in box.refused)

    async def _save(self, tick: Tick) -> str:
        await self.state.save(self.state.actions.answer(tick), path=self.path)
        problem = self.state.notice.problem
        return problem.sentence if problem else ""


def how_it_came(likely: str, of: UUID, undoable: Undoable | None) -> str:
    """Return how the answer `of` came about: as is `likely`, for what is done was missing before.

    Where "not yet" was said so shortly before that it can still be undone, that was a slip of the
    finger, and what stood before it matters.
    """
    match undoable:
        case Ticked(Answer(id=id, question=key, value=slip), before) if (likely, id) == (
            "done",
            of,
        ) and not BY_KEY[key].done(slip):
            if before is None:
                return "had"
            return before.how if BY_KEY[key].done(before.value) else likely
    return likely


_HOWS: Mapping[str, Literal["done", "had"]] = {"done": "done", "had": "had"}


def use_asking(subject: Subject) -> Asking:
    """Return how to record answers about `subject`, showing a sheet when it is time.

    The sheet is of reasons for a question, or of carriers for `CARRIER`.
    """
    talk = Talk(use_held(), subject, ft.use_view_path())
    sheet, show = ft.use_state("")
    parked, typed = _use_kept()

    async def answer(key: str, value: str | None, likely: str) -> str | None:
        how = await talk.answer(key, value, likely)
        show(key if _asks_why(key, value) else "")
        return how

    async def park(key: str) -> None:
        parked[:] = [await talk.park(key)]
        show(CARRIER if parked[0] else "")

    async def choose_carrier(value: str) -> None:
        show("")
        await talk.tell_carrier(value, parked[0])

    _use_sheet(talk, sheet, show, choose_carrier, typed)
    parking = use_steady(park)
    return Asking(
        use_steady(answer), use_steady(show), parking if subject.about == "member" else None
    )


def use_ticks(asking: Asking, boxes: Sequence[Box]) -> list[ft.Control]:
    """Return the boxes to tick; one of which nothing is new is the very same as before.

    A box shows what it was answered before the page hears of it: once answered it is drawn anew,
    also when the page says of it what it said before. `boxes` are made anew at each drawing.
    """
    times: Counter[str] = ft.use_memo(Counter, [])

    async def answer(key: str, value: str | None, likely: str) -> str | None:
        times[key] += 1
        return await asking.answer(key, value, likely)

    answered = use_steady(answer)
    return use_lines(
        [(box, times[box.key]) for box in boxes],
        lambda each: TickBox(each[0], answered, asking.explain, asking.wait, key=each[0].key),
    )


def _asks_why(key: str, value: str | None) -> bool:
    """Say whether reasons are asked for: it was asked, and is not done."""
    asked = BY_KEY[key]
    return value is not None and asked.role != "detail" and not asked.done(value)


Given = tuple[tuple[str, ...], str]
"""Reasons and a note, as they were typed."""


def _use_sheet(
    talk: Talk,
    sheet: str,
    show: Callable[[str], None],
    choose_carrier: Callable[[str], Awaitable[None]],
    typed: dict[str, Given],
) -> None:
    """Show the sheet of carriers, or of reasons for the question `sheet`."""

    def close() -> None:
        typed.clear()
        show("")

    async def leave() -> None:
        """A sheet that is left keeps what was typed on it as well."""
        left = dict(typed)
        close()
        for key, given in left.items():
            await talk.explain(key, *given)

    content: ft.Control | None = None
    if sheet == CARRIER:
        content = Carriers(choose_carrier, close)
    elif sheet:
        content = _reasons(talk, sheet, typed, close)
    use_sheet(content, leave, is_long=sheet != CARRIER)


def _use_kept() -> tuple[list[Changed | None], dict[str, Given]]:
    """Return what outlives a drawing: who was parked last, what is typed and not yet saved."""
    nobody: list[Changed | None] = [None]
    nothing: dict[str, Given] = {}
    kept = ft.use_ref((nobody, nothing)).current
    return kept or (nobody, nothing)


def _reasons(
    talk: Talk, key: str, typed: dict[str, Given], on_close: Callable[[], None]
) -> ft.Control:
    asked, before = BY_KEY[key], talk.subject.stands(key)
    given = (before.obstacles, before.note) if before else ((), "")

    def keep(codes: tuple[str, ...], note: str) -> None:
        typed[key] = codes, note

    acts = ReasonActs(partial(talk.explain, key), keep, on_close)
    control: ft.Control = Reasons(asked.label, asked.likely_obstacles, given, acts)
    return control
