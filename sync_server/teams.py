"""The same people counted by who asked them, and the obstacles that they were told to have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from shared.obstacles import BY_CODE
from shared.plan import Plan
from shared.profile import join
from shared.quarter import Quarter
from shared.questions import BY_KEY
from shared.report import Row, rows
from shared.tally import Tally, scale_of
from sync_server import counting
from sync_server.asking import BOOK, Asked, Asker, Told, as_one, devices_of
from sync_server.database import Cursor
from sync_server.database import Row as Stored
from sync_server.province import TWICE, parts, standing
from sync_server.rollup import ROLLUPS, by_subject

People = tuple[Asked, str, list[tuple[bytes, int]]]
"""What was asked in whose log; a village, and what each of its people counts."""


@dataclass(frozen=True, slots=True)
class Team:
    """Whom one device, or one volunteer on a shared device, asked last; nobody where no one was."""

    device: str
    by: str
    subjects: int
    villages: tuple[str, ...]
    tally: Tally
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        return " – ".join(part for part in (self.device, self.by) if part)


def _logs(cursor: Cursor, quarter: Quarter, plan: Plan) -> tuple[str, ...]:
    return parts(cursor, plan.commune, counting.last_day(cursor, plan.commune, quarter))


def _people(cursor: Cursor, logs: Sequence[str], quarter: Quarter, plan: Plan) -> Iterator[People]:
    """Yield all who count now, village by village; who stands in two logs as if they were one."""
    twice = TWICE.among(cursor, logs)
    books = {each: BOOK.at(cursor, each) for each in logs}
    for each, asked in books.items():
        counted = ROLLUPS.at(cursor, quarter, replace(plan, commune=each))
        # Copied, for another reader may bring it up to date meanwhile.
        for village, of in [*(counted.marks or {}).items()]:
            # Answers about somebody who died or moved away count nowhere.
            those = [(subject, mark) for subject, mark in [*of.items()] if mark]
            yield asked, village, [pair for pair in those if pair[0] not in twice]
    if twice:
        _, stored = standing(cursor, logs, twice, quarter)
        asked = as_one(books, stored)
        for village, those in _marked(stored, quarter, plan).items():
            yield asked, village, those


def _marked(
    stored: Iterable[Stored], quarter: Quarter, plan: Plan
) -> dict[str, list[tuple[bytes, int]]]:
    """Return what each of these subjects counts, village by village, from the rows that stand."""
    scale = scale_of(quarter, plan.ages)
    told = ((village, bytes(of), token) for _, of, _, _, village, token, *_ in stored)
    return {
        village: [
            (subject, mark) for subject, of in those.items() if (mark := scale.marks(join(of)))
        ]
        for village, those in by_subject(told).items()
    }


@dataclass(slots=True)
class _Sum:
    mark: int = 0
    subjects: int = 0
    villages: set[str] = field(default_factory=set)


def by_team(cursor: Cursor, quarter: Quarter, plan: Plan) -> list[Team]:
    """Return what each asker's people say; with those whom nobody asked they are everybody."""
    sums: dict[Asker | None, _Sum] = defaultdict(_Sum)
    logs = _logs(cursor, quarter, plan)
    for asked, village, those in _people(cursor, logs, quarter, plan):
        asker_of, there = asked.askers.get, set[Asker | None]()
        for subject, mark in those:
            asker = asker_of(subject)
            its = sums[asker]
            its.mark += mark
            its.subjects += 1
            there.add(asker)
        for asker in there:
            sums[asker].villages.add(village)
    scale = scale_of(quarter, plan.ages)
    names = {device: name for each in logs for device, name in devices_of(cursor, each).items()}
    found = []
    for asker, its in sums.items():
        tally = scale.tally(its.mark)
        name = (names.get(asker.device, "?"), asker.by) if asker else ("", "")
        where = tuple(sorted(its.villages))
        found.append(Team(*name, its.subjects, where, tally, rows(tally, {}, plan)))
    return found


@dataclass(slots=True)
class Obstacles:
    """How many subjects have each obstacle: in all, by village, by carrier, by question."""

    total: Counter[str] = field(default_factory=Counter)
    by_village: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_carrier: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_question: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    people: int = 0


def obstacles(cursor: Cursor, quarter: Quarter, plan: Plan) -> Obstacles:
    """Count every subject once per obstacle, however many of its answers name it."""
    found, period = Obstacles(), str(quarter)
    for asked, village, those in _people(cursor, _logs(cursor, quarter, plan), quarter, plan):
        told_of, carrier_of = asked.hindered.get, asked.carriers.get
        by_carrier: dict[str, int] = defaultdict(int)
        for subject, _ in those:
            if (told := told_of(subject)) and (mark := _mark(told, period)):
                found.people += 1
                by_carrier[carrier_of(subject, "")] += mark
        for carrier, marks in by_carrier.items():
            _read(found, (village, carrier), marks)
    return found


# Hundreds of thousands of obstacles are counted by adding numbers, each with a field per obstacle
# and a field per obstacle and question. A field holds more people than a commune has.
_FIELD = 24
_PLACES = {
    each: _FIELD * place
    for place, each in enumerate((code, key) for code in BY_CODE for key in ("", *BY_KEY))
}


@lru_cache(maxsize=65_536)
def _mark(told: Told, quarter: str) -> int:
    """Return a one in the field of every obstacle that is named, alone and with its question."""
    named = {
        (code, of)
        for question, period, codes in told.answers
        if period in ("", quarter)
        for code in codes
        for of in ("", question)
    }
    return sum(1 << _PLACES[each] for each in named if each in _PLACES)


def _read(into: Obstacles, where: tuple[str, str], marks: int) -> None:
    """Add what was counted in a village with a carrier."""
    village, carrier = where
    width = _FIELD // 8
    fields = marks.to_bytes(width * len(_PLACES), "little")
    for at, (code, question) in enumerate(_PLACES):
        count = int.from_bytes(fields[at * width : (at + 1) * width], "little")
        if count and question:
            into.by_question[code][question] += count
        elif count:
            into.total[code] += count
            into.by_village[village][code] += count
            into.by_carrier[carrier][code] += count
