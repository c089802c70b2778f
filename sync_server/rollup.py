"""What stands, counted per village and kept: a read counts again only the subjects that moved.

The log names the subject of every entry, so what moved since the last count is known without
asking what stands; a push pays nothing for it. Everything here can be forgotten at any time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from shared.indicators import EDITION
from shared.plan import Plan
from shared.profile import Profile, join
from shared.quarter import Quarter
from shared.tally import Tally, scale_of, tabulate
from sync_server.communes import books
from sync_server.database import Cursor

# Tokens come in no certain order, so equal subjects may differ in text; nobody minds the order.
_ALL = (
    "SELECT subject, village, {concat} FROM current"
    " WHERE commune = ? AND period IN ('', ?) AND token <> '' GROUP BY village, subject"
)
# With the plus, SQLite reads the few by key instead of a whole index in order.
_FEW = (
    "SELECT subject, village, {concat} FROM current"
    " WHERE commune = ? AND period IN ('', ?) AND token <> '' AND subject IN ({those})"
    " GROUP BY subject, {village}"
)
CONCAT = {True: "group_concat(token, '|')", False: "string_agg(token, '|')"}
_MOVED = "SELECT DISTINCT subject FROM log WHERE commune = ? AND seq > ?"
# So many at once, and everything is counted again: it is one pass over an index.
_MANY = 2000


Marks = dict[str, dict[bytes, int]]
"""Per village, what each of its subjects counts (`shared.tally.Scale`)."""


@dataclass(slots=True)
class Rollup:
    """The villages of a commune as counted when its log stood at `seq`.

    `marks` say who was counted how, None once that was forgotten; `sums` are theirs, per village.
    """

    seq: int = 0
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    marks: Marks | None = None
    sums: dict[str, int] = field(default_factory=dict)


class Rollups:
    """The last counts of many communes; of the latest few also who was counted how."""

    _TALLIES, _MARKS = 2000, 16

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Rollup] = OrderedDict()
        self._lock = Lock()

    def clear(self) -> None:
        self._kept.clear()

    def at(self, cursor: Cursor, quarter: Quarter, plan: Plan) -> Rollup:
        """Return the villages of the plan's commune, counted as `cursor` sees them.

        What is returned stays as it is, whoever counts on; only `marks` and `sums` are shared.
        """
        name, last = books(cursor, plan.commune)
        # A log's history is unique, so databases cannot be confused.
        key = name, quarter, EDITION, plan.ages
        # Whoever asks at the same time waits and has it counted.
        with self._lock:
            kept = self._kept.setdefault(key, Rollup())
            if kept.seq > last:
                # A reader who began before the last push sees its own moment.
                kept = Rollup()
            if kept.seq != last:
                try:
                    _advance(cursor, quarter, plan, kept)
                except BaseException:
                    # Half-way through, so good for nothing.
                    self._kept.pop(key, None)
                    raise
                kept.seq = last
            self._forget(key)
            return replace(kept)

    def _forget(self, latest: tuple[object, ...]) -> None:
        if latest in self._kept:
            self._kept.move_to_end(latest)
        if len(self._kept) > self._MARKS:
            [*self._kept.values()][-self._MARKS - 1].marks = None
        if len(self._kept) > self._TALLIES:
            self._kept.popitem(last=False)


ROLLUPS = Rollups()


def _advance(cursor: Cursor, quarter: Quarter, plan: Plan, kept: Rollup) -> None:
    """Bring `kept` to where the log stands now."""
    moved = None if kept.marks is None else who_moved(cursor, plan.commune, kept.seq)
    if kept.marks is None or moved is None:
        kept.tallies, kept.marks, kept.sums = {}, {}, {}
    scale, marks, sums = scale_of(quarter, plan.ages), kept.marks, kept.sums
    changed = set()
    # Villages are told apart per subject, for a subject's answers may stand in another village.
    for village, of in marks.items():
        for subject in moved or ():
            if (mark := of.pop(subject, None)) is not None:
                sums[village] -= mark
                changed.add(village)
    for subject, village, profile in profiles(cursor, plan.commune, quarter, moved):
        mark = marks.setdefault(village, {})[subject] = scale.marks(profile)
        sums[village] = sums.get(village, 0) + mark
        changed.add(village)
    counted = {village: scale.tally(sums[village]) for village in changed}
    kept.tallies = {
        village: tally for village, tally in {**kept.tallies, **counted}.items() if marks[village]
    }


def who_moved(cursor: Cursor, commune: str, since: int) -> list[bytes] | None:
    """Return of whom the log tells anything since; None where it is nearly everybody."""
    found = cursor.all(f"{_MOVED} LIMIT {_MANY}", (commune, since))
    return [bytes(subject) for (subject,) in found] if len(found) < _MANY else None


def profiles(
    cursor: Cursor, commune: str, quarter: Quarter, moved: list[bytes] | None = None
) -> Iterable[tuple[bytes, str, Profile]]:
    """Return subject, village and profile of all who count, or of those who moved."""
    of = commune, str(quarter)
    concat = CONCAT[cursor.is_sqlite]
    if moved is None:
        rows = cursor.all(_ALL.format(concat=concat), of)
    else:
        village = "+village" if cursor.is_sqlite else "village"
        those = ", ".join("?" * len(moved)) or "NULL"
        few = _FEW.format(concat=concat, those=those, village=village)
        rows = cursor.all(few, (*of, *moved))
    return ((bytes(subject), village, profile) for subject, village, profile in rows)


def by_village(
    told: Iterable[tuple[str, bytes, str]], quarter: Quarter, plan: Plan
) -> dict[str, Tally]:
    """Count every village from nothing: from village, subject and token of all that stands."""
    return {
        village: tabulate(((join(each), 1) for each in of.values()), quarter, plan.ages)
        for village, of in by_subject(told).items()
    }


def by_subject(told: Iterable[tuple[str, bytes, str]]) -> dict[str, dict[bytes, list[str]]]:
    """Group tokens by village, and there by whom they are about."""
    tokens: dict[str, dict[bytes, list[str]]] = {}
    for village, subject, mark in told:
        if mark:
            tokens.setdefault(village, {}).setdefault(subject, []).append(mark)
    return tokens
