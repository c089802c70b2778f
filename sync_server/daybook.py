"""One day of a commune: what arrived from whom, which evenings were held, what was done where."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from shared.questions import BY_KEY, WORK_ITEMS
from shared.stamp import VIETNAM
from sync_server.database import Cursor

_KINDS = ("session", "visit", "answer")
# What an officer let in came on the day on which it was kept aside, not on that of the decision.
_ARRIVED = (
    "SELECT device, count(*) FROM log WHERE commune = ? AND seq >= ? AND village <> ''"
    " AND received_ms >= ? AND received_ms < ? AND NOT EXISTS (SELECT 1 FROM quarantine AS q"
    "  WHERE q.commune = log.commune AND q.device = log.device AND q.number = log.number"
    "  AND q.state = 'accepted') GROUP BY device"
)
# What failed validation is still to be handed over: its volunteer must write it again.
_ASIDE = (
    "SELECT device, count(*) FROM quarantine WHERE commune = ? AND received_ms >= ?"
    " AND received_ms < ? AND record <> '' GROUP BY device"
)
_TOLD = (
    "SELECT device, village, kind, stamp, record FROM log"
    " WHERE commune = ? AND seq >= ? AND day = ? AND kind IN ('session', 'visit', 'answer')"
    " ORDER BY seq"
)
_WORK = {key: item.code for item in WORK_ITEMS for key in item.questions}


@dataclass(slots=True)
class Evening:
    """A session that was held: how many came, and to how many houses the team went."""

    village: str
    team: str
    place: str
    came: set[str] = field(default_factory=set)
    houses: set[str] = field(default_factory=set)


@dataclass(slots=True)
class VillageDay:
    """What was done in a village: calls by outcome, people asked, work done now, by item."""

    visits: Counter[str] = field(default_factory=Counter)
    asked: set[tuple[str, str]] = field(default_factory=set)
    answers: int = 0
    done: Counter[str] = field(default_factory=Counter)

    @property
    def asked_of(self) -> Counter[str]:
        """Return how many people, households and businesses were asked, each by its kind."""
        return Counter(about for about, _ in self.asked)


@dataclass(slots=True)
class Day:
    """Everything that a day's entries tell; `arrived` counts valid entries received, per device,
    those that were kept aside too.
    """

    arrived: Counter[bytes] = field(default_factory=Counter)
    evenings: dict[str, Evening] = field(default_factory=dict)
    villages: dict[str, VillageDay] = field(default_factory=lambda: defaultdict(VillageDay))

    @property
    def work(self) -> Counter[str]:
        return sum((each.done for each in self.villages.values()), Counter())


def bounds(day: date) -> tuple[int, int]:
    """Return when a day begins and ends in Vietnam, in Unix milliseconds."""
    start = datetime.combine(day, time(), VIETNAM)
    return int(start.timestamp() * 1000), int((start + timedelta(days=1)).timestamp() * 1000)


def first_received(cursor: Cursor, commune: str, at_ms: int) -> int:
    """Return the first log number received at or after a moment: numbers follow arrival."""
    row = cursor.one("SELECT next_seq FROM commune WHERE id = ?", (commune,))
    low, high = 1, row[0] if row else 1
    while low < high:
        middle = (low + high) // 2
        found = cursor.one(
            "SELECT seq, received_ms FROM log WHERE commune = ? AND seq >= ? ORDER BY seq LIMIT 1",
            (commune, middle),
        )
        if found is None or found[1] >= at_ms:
            high = middle
        else:
            low = found[0] + 1
    return low


def read(cursor: Cursor, commune: str, day: date) -> Day:
    """Return a day: what arrived on it, and what was declared for it (which may arrive later)."""
    start, end = bounds(day)
    found = Day()
    latest: dict[Any, tuple[Any, ...]] = {}
    # Nothing can be declared for a day before it came; a clock may be a little ahead.
    first = first_received(cursor, commune, start - 2 * 60 * 60 * 1000)
    for device, count in cursor.all(_ARRIVED, (commune, first, start, end)):
        found.arrived[bytes(device)] = count
    for device, count in cursor.all(_ASIDE, (commune, start, end)):
        found.arrived[bytes(device)] += count
    for device, village, kind, stamp, text in cursor.all(_TOLD, (commune, first, day.isoformat())):
        told = json.loads(text)
        version = (stamp, bytes(device), told["number"])
        if told["id"] not in latest or latest[told["id"]][0] < version:
            latest[told["id"]] = (version, kind, village, told)
    for _, kind, village, told in _in_order(latest):
        _enter(found, kind, village, told)
    return found


def _in_order(latest: dict[Any, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield what stands, sessions first, because visits name them."""
    kept = (each for each in latest.values() if not each[3].get("deleted"))
    return iter(sorted(kept, key=lambda each: (_KINDS.index(each[1]), each[0])))


def _enter(day: Day, kind: str, village: str, told: dict[str, Any]) -> None:
    there = day.villages[village]
    if kind == "session":
        day.evenings[told["id"]] = Evening(village, told["team"], told.get("place", "hall"))
    elif kind == "visit":
        evening = day.evenings.get(told.get("session", ""))
        if told.get("member"):
            if evening:
                evening.came.add(told["member"])
        else:
            there.visits[told.get("outcome", "met")] += 1
            if evening:
                evening.houses.add(told["household"])
    else:
        there.asked.add((told["about"], told["subject"]))
        there.answers += 1
        key = told["question"]
        if told.get("how") == "done" and key in _WORK and BY_KEY[key].done(told["value"]):
            there.done[_WORK[key]] += 1
