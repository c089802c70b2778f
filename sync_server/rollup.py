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
from shared.profile import Profile
from shared.quarter import Quarter
from shared.tally import Tally, tabulate
from sync_server.database import Cursor

# Tokens come in no certain order, so equal subjects may differ in text; `tabulate` needs no order.
_ALL = (
    "SELECT subject, village, {concat} FROM current"
    " WHERE commune = ? AND period IN ('', ?) AND token <> '' GROUP BY village, subject"
)
_CONCAT = {True: "group_concat(token, '|')", False: "string_agg(token, '|')"}
# Grouped here: SQLite would rather read a whole index in order than a few subjects by key.
_FEW = (
    "SELECT subject, village, token FROM current"
    " WHERE commune = ? AND period IN ('', ?) AND token <> '' AND subject IN ({})"
)
_MOVED = "SELECT DISTINCT subject FROM log WHERE commune = ? AND seq > ?"
# So many at once, and everything is counted again: it is one pass over an index.
_MANY = 2000


@dataclass(slots=True)
class Rollup:
    """The villages of a commune as counted when its log stood at `seq`.

    `people` are the profiles of each village's subjects; None once they were forgotten.
    """

    seq: int = 0
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    people: dict[str, dict[bytes, Profile]] | None = None


class Rollups:
    """The last counts of many communes; of the latest few also who was counted how."""

    _TALLIES, _PEOPLE = 2000, 16

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Rollup] = OrderedDict()
        self._lock = Lock()

    def clear(self) -> None:
        self._kept.clear()

    def at(self, cursor: Cursor, quarter: Quarter, plan: Plan) -> Rollup:
        """Return the villages of the plan's commune, counted as `cursor` sees them.

        What is returned stays as it is, whoever counts on; only `people` are shared.
        """
        history, last = cursor.one(
            "SELECT history, next_seq - 1 FROM commune WHERE id = ?", (plan.commune,)
        ) or ("", 0)
        # A log's history is unique, so databases cannot be confused.
        key = history, quarter, EDITION, plan.ages
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
        if len(self._kept) > self._PEOPLE:
            [*self._kept.values()][-self._PEOPLE - 1].people = None
        if len(self._kept) > self._TALLIES:
            self._kept.popitem(last=False)


ROLLUPS = Rollups()


def _advance(cursor: Cursor, quarter: Quarter, plan: Plan, kept: Rollup) -> None:
    """Bring `kept` to where the log stands now."""
    moved = None if kept.people is None else _who_moved(cursor, plan.commune, kept.seq)
    people = kept.people
    if people is None or moved is None:
        kept.tallies, kept.people = {}, (people := {})
    # Villages are told apart per subject, for a subject's answers may stand in another village.
    changed = set()
    for village, of in people.items():
        for subject in moved or ():
            if of.pop(subject, None) is not None:
                changed.add(village)
    for subject, village, profile in _profiles(cursor, (plan.commune, str(quarter)), moved):
        people.setdefault(village, {})[subject] = profile
        changed.add(village)
    counted = {
        village: tabulate(((each, 1) for each in people[village].values()), quarter, plan.ages)
        for village in changed
    }
    kept.tallies = {
        village: tally for village, tally in {**kept.tallies, **counted}.items() if people[village]
    }


def _who_moved(cursor: Cursor, commune: str, since: int) -> list[bytes] | None:
    found = cursor.all(f"{_MOVED} LIMIT {_MANY}", (commune, since))
    return [bytes(subject) for (subject,) in found] if len(found) < _MANY else None


def _profiles(
    cursor: Cursor, of: tuple[str, str], moved: list[bytes] | None
) -> Iterable[tuple[bytes, str, Profile]]:
    """Yield subject, village and profile of all who count, or of those who moved."""
    if moved is None:
        rows = cursor.all(_ALL.format(concat=_CONCAT[cursor.is_sqlite]), of)
        return ((bytes(subject), village, profile) for subject, village, profile in rows)
    tokens: dict[tuple[bytes, str], list[str]] = {}
    for subject, village, token in cursor.all(
        _FEW.format(", ".join("?" * len(moved)) or "NULL"), (*of, *moved)
    ):
        tokens.setdefault((bytes(subject), village), []).append(token)
    return ((*place, "|".join(each)) for place, each in tokens.items())
