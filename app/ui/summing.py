"""What an evening came to, in words to read aloud and to hand over. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.store.evenings import Evening, Waiting
from app.ui import presenting
from app.ui.components.waiting import Parked
from app.ui.words import evening
from shared.obstacles import BY_CODE
from shared.protocol import Place
from shared.questions import BY_KEY, QUESTIONS, WORK_ITEMS
from shared.records import Answer, Session

TOP = 5
"""So many reasons are named; the rest is in the report."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the lines below it."""

    title: str
    lines: tuple[str, ...]


def where(session: Session, places: tuple[Place, ...]) -> str:
    """Say where and when a session is, and at what kind of place."""
    return f"{where_and_when(session, places)} · {evening.PLACES[session.place]}"


def where_and_when(session: Session, places: tuple[Place, ...]) -> str:
    village = next((each.name for each in places if each.id == session.village), session.village)
    return f"{village} · {session.day:%d/%m/%Y}"


def parked(waiting: Waiting) -> Parked:
    return Parked(
        str(waiting.answer.id),
        presenting.person_name(waiting.member),
        presenting.household_title(waiting.household),
        BY_KEY[waiting.answer.question].label,
        waiting.carrier,
        waiting.answer.waiting or 0,
    )


def summary(of: Evening, places: tuple[Place, ...]) -> tuple[Part, ...]:
    """Return the parts of the summary, without those that have nothing to say."""
    lines = [where(of.session, places)]
    if of.guests or not of.called_at:
        lines.append(evening.attendance(len(of.guests), of.households))
        here = {each.member.id for each in of.guests}
        if others := {each.subject for each in of.answers if each.about == "member"} - here:
            lines.append(evening.besides(len(others)))
    if of.called_at:
        lines.append(evening.called_at(of.called_at))
    failed = [each for each in of.answers if _is_failed(each)]
    reasons = Counter(code for each in failed for code in each.obstacles)
    parts = (
        Part(evening.session(of.session.team), tuple(lines)),
        Part(evening.DONE_TITLE, tuple(_done(of.answers)) or (evening.DONE_NOTHING,)),
        Part(evening.FAILED_TITLE, tuple(_by_question(failed))),
        Part(evening.REASONS_TITLE, tuple(_reasons(reasons))),
        Part(evening.WAITING, tuple(map(_waits, of.waiting))),
        Part(
            evening.UNSENT_TITLE,
            (evening.unsent(of.unsent) if of.unsent else evening.UNSENT_NONE,),
        ),
    )
    return tuple(part for part in parts if part.lines)


def text(parts: Iterable[Part]) -> str:
    """Return the summary as a message to send."""
    return "\n\n".join(
        "\n".join((part.title, *(f"- {line}" for line in part.lines))) for part in parts
    )


def is_done_now(answer: Answer) -> bool:
    """Say whether an answer is work of the evening: what happens in a quarter has no "had"."""
    asked = BY_KEY[answer.question]
    return asked.done(answer.value) and (answer.how == "done" or asked.span == "in_quarter")


def _is_failed(answer: Answer) -> bool:
    """Say whether a step was tried and is not done, with or without a reason."""
    asked = BY_KEY[answer.question]
    is_missing = asked.role == "step" and answer.value is not None and not asked.done(answer.value)
    return is_missing or bool(answer.obstacles or answer.waiting)


def _done(answers: Iterable[Answer]) -> Iterator[str]:
    """Yield work items in their order, then whatever else was done."""
    done = Counter(each.question for each in answers if is_done_now(each))
    placed: set[str] = set()
    for item in WORK_ITEMS:
        placed.update(item.questions)
        if count := sum(done[key] for key in item.questions):
            yield evening.count_of(item.title, count, item.unit)
    for asked in QUESTIONS:
        if asked.key not in placed and done[asked.key]:
            yield evening.count_of(asked.label, done[asked.key], _unit(asked.about[0]))


def _by_question(failed: Iterable[Answer]) -> Iterator[str]:
    counts = Counter(each.question for each in failed)
    for asked in QUESTIONS:
        if counts[asked.key]:
            yield evening.count_of(asked.label, counts[asked.key], _unit(asked.about[0]))


def _unit(about: str) -> str:
    return evening.UNITS[about]


def _reasons(counts: Counter[str]) -> Iterator[str]:
    for code, count in counts.most_common(TOP):
        yield evening.count_of(BY_CODE[code].label, count, evening.TIMES)


def _waits(waiting: Waiting) -> str:
    person = parked(waiting)
    return evening.still_waiting(person.name, person.step)
