"""The verbs of an evening ("phiên"): open and close it, write down who came, let people wait for
an OTP. Whatever can be put back is handed out as `Changed`, `Settled` or `Ticked`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from app.actions import Actions, Changed, Settled, Ticked
from app.inputs import Tick
from app.store.evenings import Waiting
from shared.questions import question
from shared.records import Answer, Member, Record, Session, Visit

Place = Literal["hall", "houses"]
SLOW = "OTP_SLOW"


@dataclass(frozen=True, slots=True)
class NewSession:
    """An evening as it is opened: where, when, by which team."""

    village: str
    day: date
    team: str = ""
    place: Place = "hall"


async def open_session(actions: Actions, new: NewSession) -> Session:
    """Open a session, or step into the one that the team's other phone has opened."""
    id = Session.id_for(new.village, new.day, new.team)
    session = await actions.store.evenings.session(id)
    if session is None or session.deleted or session.place != new.place:
        fields = {
            "id": id,
            "village": new.village,
            "day": new.day,
            "team": new.team,
            "place": new.place,
        }
        (made,) = await actions.store.append([(Session, fields)], actions.clock())
        session = cast(Session, made)
    await actions.store.evenings.turn_to(session)
    return session


async def close_session(actions: Actions) -> Settled:
    """Close the session on this device; the record stays, and other phones may go on."""
    evenings = actions.store.evenings
    session = await evenings.current()
    await evenings.turn_to(None)
    return Settled(lambda: evenings.turn_to(session))


async def came(actions: Actions, session: Session, member: Member, day: date) -> Changed:
    """Write down that a person came; two phones that do so write one record."""
    before = await actions.store.evenings.visit(session.id, member.id)
    fields = {
        "id": Visit.id_for(session.id, member.id),
        "village": member.village,
        "day": day,
        "household": member.household,
        "session": session.id,
        "member": member.id,
    }
    (visit,) = await actions.store.append([(Visit, fields)], actions.clock())
    return Changed(((visit, before),))


async def did_not_come(actions: Actions, visit: Visit) -> Changed:
    """Take a person off the roll."""
    gone = {**dict(visit), "deleted": True}
    (made,) = await actions.store.append([(Visit, gone)], actions.clock())
    return Changed(((made, visit),))


async def wait(actions: Actions, tick: Tick, now_ms: int) -> Changed:
    """Park a person at a step until the OTP comes; what was said of the step before is kept.

    Who waits at a session has come to it, and is put on its roll.
    """
    found = await actions.store.answer(tick.answer)
    before = found if found and not found.deleted else None
    asked = question(tick.question)
    not_done = next(value for value, _ in asked.choices if not asked.done(value))
    parked = Tick(
        tick.village,
        tick.day,
        tick.about,
        tick.subject,
        tick.question,
        before.value if before else not_done,
        obstacles=_with_slow(before.obstacles if before else ()),
        waiting=now_ms,
        note=before.note if before else "",
    )
    ticked = await actions.answer(parked)
    steps = ((ticked.answer, before),) if ticked.answer else ()
    return Changed((*steps, *await _on_roll(actions, tick)))


async def _on_roll(actions: Actions, tick: Tick) -> tuple[tuple[Record, Record | None], ...]:
    """Write down that a person came, at an open session of that village and day; nothing if it is
    known."""
    store = actions.store
    id = await store.evenings.at(tick.village, tick.day)
    session = await store.evenings.session(id) if id else None
    member = await store.member(tick.subject)
    if session is None or member is None:
        return ()
    visit = await store.evenings.visit(session.id, member.id)
    is_known = visit is not None and not visit.deleted
    return () if is_known else (await came(actions, session, member, tick.day)).steps


async def arrived(actions: Actions, waiting: Waiting, day: date) -> Ticked:
    """The OTP is here: nobody waits any more, and it was not too slow."""
    rest = tuple(code for code in waiting.answer.obstacles if code != SLOW)
    return await _stop(actions, waiting.answer, day, rest)


async def give_up(actions: Actions, waiting: Waiting, day: date) -> Ticked:
    """Stop waiting; that the OTP was slow stays the reason why the step is not done."""
    return await _stop(actions, waiting.answer, day, waiting.answer.obstacles)


async def _stop(actions: Actions, answer: Answer, day: date, obstacles: tuple[str, ...]) -> Ticked:
    return await actions.answer(Tick(
        answer.village, day, answer.about, answer.subject, answer.question, answer.value,
        obstacles=obstacles, note=answer.note,
    ))  # fmt: skip


def _with_slow(obstacles: tuple[str, ...]) -> tuple[str, ...]:
    others = tuple(code for code in obstacles if code != SLOW)
    return (*others[:7], SLOW)
