"""The same people counted by who asked them, and the obstacles that they were told to have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.plan import Plan
from shared.quarter import Quarter
from shared.report import Row, rows
from shared.tally import Tally, scale_of
from sync_server.asking import BOOK, Asker, devices_of
from sync_server.database import Cursor
from sync_server.rollup import ROLLUPS


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


def _people(cursor: Cursor, quarter: Quarter, plan: Plan) -> Iterator[tuple[str, bytes, int]]:
    """Yield village, subject and what it counts of all who count now."""
    counted = ROLLUPS.at(cursor, quarter, plan)
    # Copied, for another reader may bring it up to date meanwhile.
    for village, those in [*(counted.marks or {}).items()]:
        for subject, mark in [*those.items()]:
            # Answers about somebody who died or moved away count nowhere.
            if mark:
                yield village, subject, mark


@dataclass(slots=True)
class _Sum:
    mark: int = 0
    subjects: int = 0
    villages: set[str] = field(default_factory=set)


def by_team(cursor: Cursor, quarter: Quarter, plan: Plan) -> list[Team]:
    """Return what each asker's people say; with those whom nobody asked they are everybody."""
    asked = BOOK.at(cursor, plan.commune)
    names = devices_of(cursor, plan.commune)
    sums: dict[Asker | None, _Sum] = defaultdict(_Sum)
    for village, subject, mark in _people(cursor, quarter, plan):
        its = sums[asked.askers.get(subject)]
        its.mark += mark
        its.subjects += 1
        its.villages.add(village)
    scale = scale_of(quarter, plan.ages)
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
    asked = BOOK.at(cursor, plan.commune)
    periods = ("", str(quarter))
    where: Counter[tuple[str, str, str]] = Counter()
    found = Obstacles()
    for village, subject, _ in _people(cursor, quarter, plan):
        told = asked.hindered.get(subject, ())
        named = {(code, e.question) for e in told if e.period in periods for code in e.obstacles}
        if not named:
            continue
        found.people += 1
        carrier = asked.carriers.get(subject, "")
        for code in {code for code, _ in named}:
            where[village, carrier, code] += 1
        for code, question in named:
            found.by_question[code][question] += 1
    for (village, carrier, code), count in where.items():
        found.total[code] += count
        found.by_village[village][code] += count
        found.by_carrier[carrier][code] += count
    return found
