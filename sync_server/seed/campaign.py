"""Invented evenings of a campaign half-way through: who called where, and what was ticked.

Villages differ: the first is nearly done, one has not begun, the others lie between. A volunteer
goes out on some evenings of the quarter's first two thirds, between 18:00 and 21:30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from random import Random
from typing import Literal, NamedTuple
from uuid import UUID

from shared.quarter import Quarter
from shared.questions import BY_KEY, NO, About
from shared.records import Answer, Business, Record, Visit
from sync_server.seed import facts
from sync_server.seed.pen import Pen, local_ms, uuid7
from sync_server.seed.people import Home, Person

NEARLY_DONE, NOT_BEGUN = 0.97, 0.0
_CALLS_PER_VOLUNTEER = 120
_CALLS_PER_EVENING = 5
_EVENING_MS = int(3.5 * 3_600_000)
# What a volunteer often does on the spot, rather than only writing down.
_DONE_NOW = {
    "vneid_active", "portal_account", "province_app", "esign", "payment_app", "safety_app",
    "qr_payment",
}  # fmt: skip
Outcome = Literal["met", "absent", "refused"]


class _Call(NamedTuple):
    """A door to knock at: a home, whether somebody opens, or a shop."""

    at: Home | Business
    outcome: Outcome = "met"


@dataclass(frozen=True, slots=True)
class _Tick:
    """An answer before it is signed."""

    about: About
    subject: UUID
    question: str
    value: str
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Evening:
    """The volunteer's hand on one day, with the time of the household at hand."""

    rng: Random
    pen: Pen
    quarter: Quarter
    day: date
    ms: int = 0


def progress(rng: Random, villages: int) -> list[float]:
    """Return which share of its households each village has been called at."""
    if villages < 3:
        return [0.55] * villages
    between = villages - 2
    shares = [0.40 + 0.55 * place / between for place in range(between)]
    shares.append(NOT_BEGUN)
    rng.shuffle(shares)
    return [NEARLY_DONE, *shares]


def evenings(
    rng: Random,
    villages: Sequence[tuple[Sequence[Home], Sequence[Business]]],
    quarter: Quarter,
    today: date,
) -> dict[UUID, tuple[Record, ...]]:
    """Return the records of every volunteer's device, each numbered 1 to n, until yesterday."""
    made: dict[UUID, tuple[Record, ...]] = {}
    two_thirds = (quarter.last_day - quarter.first_day).days * 2 // 3
    if (span := min(two_thirds, (today - quarter.first_day).days - 1)) < 1:
        return made
    enrolled = local_ms(quarter.first_day, 10)
    for (homes, shops), share in zip(villages, progress(rng, len(villages)), strict=True):
        calls = _calls(rng, homes, shops, share)
        volunteers = ceil(len(calls) / _CALLS_PER_VOLUNTEER)
        for place in range(volunteers):
            device = uuid7(rng, enrolled)
            made[device] = tuple(_log(rng, device, calls[place::volunteers], quarter, span))
    return made


def _calls(
    rng: Random, homes: Sequence[Home], shops: Sequence[Business], share: float
) -> list[_Call]:
    outcomes: tuple[Outcome, ...] = ("met", "absent", "refused")
    calls = [
        _Call(home, rng.choices(outcomes, (90, 7, 3))[0])
        for home in rng.sample(homes, round(share * len(homes)))
    ]
    calls += [_Call(shop) for shop in shops if rng.random() < share]
    rng.shuffle(calls)
    # Half of those who were out are found in on a later evening.
    again = [_Call(at) for at, outcome in calls if outcome == "absent" and rng.random() < 0.5]
    return calls + again


def _log(
    rng: Random, device: UUID, calls: Sequence[_Call], quarter: Quarter, span: int
) -> Iterator[Record]:
    """Yield what one device writes within `span` days, evening by evening."""
    pen = Pen(device)
    nights = min(span, ceil(len(calls) / _CALLS_PER_EVENING))
    each = ceil(len(calls) / nights)
    for night, after in enumerate(sorted(rng.sample(range(1, span + 1), nights))):
        evening = _Evening(rng, pen, quarter, quarter.first_day + timedelta(days=after))
        tonight = calls[night * each : (night + 1) * each]
        for place, call in enumerate(tonight):
            start = local_ms(evening.day, 18) + place * _EVENING_MS // len(tonight)
            yield from _signed(replace(evening, ms=start), call, _EVENING_MS // len(tonight))


def _signed(evening: _Evening, call: _Call, length: int) -> Iterator[Record]:
    """Yield the visit and the answers of one call, within its `length` in milliseconds."""
    rng = evening.rng
    if isinstance(call.at, Business):
        ticks = list(_shop_ticks(rng, call.at))
    else:
        yield _visit(evening, call.at, call.outcome)
        ticks = list(_home_ticks(rng, call.at)) if call.outcome == "met" else []
    moments = sorted(rng.randrange(60_000, length * 9 // 10) for _ in ticks)
    village = call.at.village if isinstance(call.at, Business) else call.at.record.village
    for tick, moment in zip(ticks, moments, strict=True):
        yield _answer(evening, village, tick, evening.ms + moment)


def _visit(evening: _Evening, home: Home, outcome: Outcome) -> Visit:
    return Visit(
        id=uuid7(evening.rng, evening.ms),
        household=home.record.id,
        outcome=outcome,
        **evening.pen.sign(home.record.village, evening.day, evening.ms),
    )


def _answer(evening: _Evening, village: str, tick: _Tick, ms: int) -> Answer:
    asked = BY_KEY[tick.question]
    period = str(evening.quarter) if asked.span == "in_quarter" else ""
    how: Literal["", "done", "had"] = ""
    if asked.done(tick.value):
        share = 0.4 if tick.question in _DONE_NOW else 1.0 if tick.question == "trained" else 0.0
        how = "done" if evening.rng.random() < share else "had"
    may_wait = tick.question in _DONE_NOW and "OTP_SLOW" in tick.obstacles
    waits = may_wait and evening.rng.random() < 0.5
    return Answer(
        id=Answer.id_for(tick.subject, tick.question, period),
        about=tick.about,
        subject=tick.subject,
        question=tick.question,
        period=period,
        value=tick.value,
        how=how,
        obstacles=tick.obstacles,
        waiting=ms if waits else None,
        **evening.pen.sign(village, evening.day, ms),
    )


def _home_ticks(rng: Random, home: Home) -> Iterator[_Tick]:
    """Yield the household's own answers, then its people's; of those away the family knows less."""
    told = {
        person.record.id: facts.heard(rng, facts.of_person(rng, person.age))
        for person in home.people
        if rng.random() < (0.55 if person.record.status == "away" else 0.95)
    }
    yield from _ticks(rng, "household", home.record.id, facts.of_home(rng, [*told.values()]))
    for person in home.people:
        yield from _ticks(rng, "member", person.record.id, told.get(person.record.id, {}), person)


def _shop_ticks(rng: Random, shop: Business) -> Iterator[_Tick]:
    return _ticks(rng, "business", shop.id, facts.of_business(rng))


def _ticks(
    rng: Random,
    about: About,
    subject: UUID,
    known: Mapping[str, str],
    person: Person | None = None,
) -> Iterator[_Tick]:
    age = person.age if person else 0
    is_away = person is not None and person.record.status == "away"
    for key, value in known.items():
        why: tuple[str, ...] = ()
        if value in (NO, "none"):
            why = facts.obstacles(rng, BY_KEY[key], dict(known), age=age, is_away=is_away)
        yield _Tick(about, subject, key, value, why)
