"""New people of a list who stand in another village already: mostly one village by two names.

Counted twice they would spoil every denominator, and nothing else would tell: a village is compared
with itself alone. They may stand in another village of the same list too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shared.problems import Code, Problem
from shared.roster_matching import Difference
from shared.text import fold, number
from sync_server.database import Cursor

_PEOPLE = (
    "SELECT current.village, log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question = '' AND current.period = ''"
    " AND current.token LIKE ?"
)
# In a commune some of any twenty share name and year with somebody of a certain village.
_FEW = 5
_SHARE = 3

Named = tuple[str, int]
"""What somebody is told by: their folded name and their year of birth."""


@dataclass(frozen=True, slots=True)
class Echo:
    """How many of the new people of a village stand in another one, by its id."""

    other: str
    same: int
    of: int

    def told(self, name: str, other: str) -> Problem:
        same, of = number(self.same), number(self.of)
        return Problem(Code.VILLAGE_ECHOES, name=name, other=other, same=same, count=of)


def _new_people(difference: Difference) -> set[Named]:
    """Return who would be new, of those with a name and a year."""
    return {
        (fold(str(entry.fields["name"])), entry.fields["birth_year"])
        for home in difference.entries
        for entry in home
        if entry.kind == "member" and entry.deed == "new"
        and entry.fields.get("name") and entry.fields.get("birth_year")
    }  # fmt: skip


def echoes(
    cursor: Cursor, commune: str, changes: Iterable[tuple[str, Difference]]
) -> dict[str, Echo]:
    """Return by the name of its village what of a list stands elsewhere; `changes` are ids, or
    names of villages that are not there yet, with what the list changes in them.
    """
    fresh = {village: _new_people(difference) for village, difference in changes}
    fresh = {village: people for village, people in fresh.items() if len(people) >= _FEW}
    if not fresh:
        return {}
    there = people_by_village(cursor, commune)
    for village, people in fresh.items():
        there.setdefault(village, set()).update(people)
    found = {}
    for village, people in fresh.items():
        met = {other: len(people & those) for other, those in there.items() if other != village}
        other = max(met, key=lambda each: met[each], default="")
        if other and met[other] >= max(_FEW, len(people) / _SHARE):
            found[village] = Echo(other, met[other], len(people))
    return found


def people_by_village(cursor: Cursor, commune: str) -> dict[str, set[Named]]:
    """Return who counts in each village, of those with a name and a year."""
    found: dict[str, set[Named]] = defaultdict(set)
    for village, text in cursor.all(_PEOPLE, (commune, "member:%")):
        told = json.loads(text)
        if told.get("name") and told.get("birth_year"):
            found[village].add((fold(told["name"]), told["birth_year"]))
    return found
