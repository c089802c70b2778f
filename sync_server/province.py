"""All communes of a collector as they were cut on a day: what each counts, and the sum of all.

When communes are merged, the logs of the old ones stay where they are; whose a village is on a day
follows from the successions (`shared.units`). Who stands in the logs of two is counted once, where
the last entry says.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock

from shared.places import Commune, Village
from shared.plan import Plan
from shared.protocol import Place
from shared.quarter import Quarter
from shared.tally import Cell, Tally
from shared.units import Succession, commune_of
from sync_server.communes import by_id, villages
from sync_server.database import Cursor, Row
from sync_server.rollup import ROLLUPS, by_village, who_moved
from sync_server.successions import successions

_IN_BOTH = (
    "SELECT DISTINCT subject FROM current AS one WHERE commune = ? AND EXISTS"
    " (SELECT 1 FROM current WHERE commune = ? AND subject = one.subject)"
)
_STANDING = (
    "SELECT commune, subject, question, period, village, token, stamp, device, number FROM current"
    " WHERE commune = ? AND subject IN ({})"
)
_END = "SELECT history, next_seq - 1 FROM commune WHERE id = ?"


def joined(cursor: Cursor, commune: str, day: date) -> tuple[Succession, ...]:
    """Return the mergers by which others had become this commune until `day`."""
    told = successions(cursor)
    return tuple(
        each
        for each in told
        if each.old != commune and commune_of(Village("", each.old, ""), day, told) == commune
    )


def parts(cursor: Cursor, commune: str, day: date) -> tuple[str, ...]:
    """Return whose logs tell of the commune's people on `day`: its own first."""
    return commune, *(each.old for each in joined(cursor, commune, day))


def villages_on(cursor: Cursor, commune: str, day: date) -> tuple[Place, ...]:
    """Return the villages of a commune on `day`; those that came with another bear its name."""
    return villages_with(cursor, commune, joined(cursor, commune, day))


def villages_with(cursor: Cursor, commune: str, others: Iterable[Succession]) -> tuple[Place, ...]:
    """Return the villages of a commune and of those others that were merged into it."""
    found = list(villages(cursor, commune))
    for each in others:
        name = short_name(by_id(cursor, each.old))
        found += [
            Place(id=place.id, name=f"{place.name} ({name})")
            for place in villages(cursor, each.old)
        ]
    return tuple(found)


def short_name(unit: Commune) -> str:
    """Return a unit's name as its people say it within a list: Cẩm Tân."""
    return unit.name.partition(" ")[2] or unit.name


class _Twice:
    """Who stands in the logs of more than one commune, kept for the latest few groups of them."""

    _KEPT = 64

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], tuple[list[int], frozenset[bytes]]] = OrderedDict()
        self._lock = Lock()

    def among(self, cursor: Cursor, communes: Sequence[str]) -> frozenset[bytes]:
        """Return the subjects that more than one of these logs tells of."""
        if len(communes) < 2:
            return frozenset()
        ends = [cursor.one(_END, (each,)) or ("", 0) for each in communes]
        key, now = tuple(history for history, _ in ends), [last for _, last in ends]
        with self._lock:
            since, known = self._kept.get(key, ([0] * len(now), frozenset[bytes]()))
            if since != now:
                # Who is in it and should not be any more costs time, and changes no count.
                known |= _met(cursor, communes, _fresh(cursor, communes, since))
                self._kept[key] = now, known
                self._kept.move_to_end(key)
            if len(self._kept) > self._KEPT:
                self._kept.popitem(last=False)
            return known


def _fresh(cursor: Cursor, communes: Sequence[str], since: Sequence[int]) -> set[bytes] | None:
    """Return of whom the logs tell anything since; None where that is nearly everybody."""
    fresh: set[bytes] = set()
    for commune, before in zip(communes, since, strict=True):
        if (told := who_moved(cursor, commune, before)) is None:
            return None
        fresh.update(told)
    return fresh


def _met(cursor: Cursor, communes: Sequence[str], among: set[bytes] | None) -> frozenset[bytes]:
    if among is None:
        pairs = ((one, two) for at, one in enumerate(communes) for two in communes[at + 1 :])
        return frozenset(
            bytes(subject) for pair in pairs for (subject,) in cursor.all(_IN_BOTH, pair)
        )
    where: dict[bytes, set[str]] = {}
    for row in _standing(cursor, communes, among):
        where.setdefault(bytes(row[1]), set()).add(row[0])
    return frozenset(subject for subject, those in where.items() if len(those) > 1)


def _standing(
    cursor: Cursor, communes: Sequence[str], subjects: Collection[bytes]
) -> Iterable[Row]:
    """Yield all that stands of these subjects, commune by commune."""
    for commune in communes:
        yield from cursor.among(_STANDING, commune, subjects)


TWICE = _Twice()


def tallies_now(
    cursor: Cursor, communes: Sequence[str], quarter: Quarter, plan: Plan
) -> dict[str, Tally]:
    """Return the villages of several communes as they stand now, as if they had one log."""
    found: dict[str, Tally] = {}
    for each in communes:
        found |= ROLLUPS.at(cursor, quarter, replace(plan, commune=each)).tallies
    if not (twice := TWICE.among(cursor, communes)):
        return found
    rows, newest = standing(cursor, communes, twice, quarter)
    alone, together = _counted(rows, quarter, plan), _counted(newest, quarter, plan)
    for village in alone.keys() | together.keys():
        own = found.get(village, Tally({}, {})) + together.get(village, Tally({}, {}))
        found[village] = _less(own, alone.get(village, Tally({}, {})))
    return found


def standing(
    cursor: Cursor, communes: Sequence[str], subjects: Collection[bytes], quarter: Quarter
) -> tuple[list[Row], list[Row]]:
    """Return all that the logs tell of these subjects, and what of it stands in all of them read
    as one: commune, subject, question, period, village, token, stamp, device, number.
    """
    rows = [row for row in _standing(cursor, communes, subjects) if row[3] in ("", str(quarter))]
    newest: dict[tuple[object, ...], Row] = {}
    for row in sorted(rows, key=lambda row: (row[6], bytes(row[7]), row[8])):
        newest[row[1:4]] = row
    return rows, list(newest.values())


def _counted(rows: Iterable[Row], quarter: Quarter, plan: Plan) -> dict[str, Tally]:
    told = ((village, bytes(of), mark) for _, of, _, _, village, mark, *_ in rows)
    return by_village(told, quarter, plan)


def _less(whole: Tally, part: Tally) -> Tally:
    """Return what `whole` counts without `part`."""
    cells = {code: _minus(cell, part.cells.get(code, Cell())) for code, cell in whole.cells.items()}
    return Tally(cells, {key: n - part.counts.get(key, 0) for key, n in whole.counts.items()})


def _minus(one: Cell, other: Cell) -> Cell:
    return Cell(
        one.numerator - other.numerator,
        one.denominator - other.denominator,
        one.missing - other.missing,
        one.unplaced - other.unplaced,
    )
