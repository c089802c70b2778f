"""A roster ("danh sách hộ") as a list says it: households, people, and each doubt about a row.

The values only; `shared.roster_reading` makes them from rows, `shared.roster_matching` compares
them with the households that are there already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from shared.problems import Code, Problem
from shared.text import fold, number
from shared.village_names import Doubt

PEOPLE_LIMIT = 99
"""Slots of a household, as in `shared.records.Member`."""

_MOST_RUNS = 40
_NUMBER_WORDS = re.compile(r"^(ho|so|ma|ho so|so ho|ma ho)\b[ :.]*")
_DOTTED = re.compile(r"\d{1,3}(\.\d{3})+")


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list; without a name, one of the people whom a list only counts."""

    name: str
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class ListedHousehold:
    """A household as the list has it; `head` is one of `members` where the list names it so."""

    village: str
    number: str
    head: str
    members: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is doubtful alike in some rows (counted from 1, as the spreadsheet does) of a sheet;
    `is_refused` when they are not taken in.
    """

    rows: tuple[int, ...]
    code: str
    reason: str
    sheet: str = ""
    is_refused: bool = False

    @property
    def waits(self) -> bool:
        """Say whether the rows are taken in once an officer has chosen their village."""
        return self.code == Code.WHICH_VILLAGE.code

    @property
    def sentence(self) -> str:
        kind = Code.ROW_OF_SHEET_REFUSED if self.sheet else Code.ROW_REFUSED
        return Problem(
            kind, sheet=self.sheet, row=_in_short(self.rows), reason=self.reason
        ).sentence


def grouped(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """Return what is said of many rows alike as one complaint each."""
    rows: dict[Complaint, list[int]] = {}
    for each in complaints:
        rows.setdefault(replace(each, rows=()), []).extend(each.rows)
    return tuple(replace(each, rows=tuple(those)) for each, those in rows.items())


def _count(complaints: Iterable[Complaint]) -> int:
    return len({(each.sheet, row) for each in complaints for row in each.rows})


def _in_short(rows: Sequence[int]) -> str:
    """Write rows as people do: 12–40, 55."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    told = [f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs[:_MOST_RUNS]]
    more = sum(map(len, runs[_MOST_RUNS:]))
    return ", ".join(told) + (f" và {number(more)} dòng nữa" if more else "")


@dataclass(frozen=True, slots=True)
class Roster:
    """What a list says; `left_out` tells which columns and sheets were not read, and why, `silent`
    are the sheets with rows that name no village, `doubts` the villages to be asked about.
    """

    households: tuple[ListedHousehold, ...]
    complaints: tuple[Complaint, ...]
    left_out: tuple[str, ...]
    silent: frozenset[str] = frozenset()
    doubts: tuple[Doubt, ...] = ()

    @property
    def people(self) -> int:
        return sum(len(each.members) for each in self.households)

    @property
    def doubtful(self) -> int:
        """Return how many rows ought to be looked at."""
        return _count(self.complaints)

    @property
    def waiting(self) -> int:
        """Return how many rows wait for an officer to choose their village."""
        return _count(each for each in self.complaints if each.waits)

    @property
    def unreadable(self) -> int:
        """Return how many rows are left out, whatever an officer chooses."""
        return _count(each for each in self.complaints if each.is_refused and not each.waits)

    def by_village(self) -> list[tuple[str, int, int]]:
        """Return each village with its households and people, in the order of the list."""
        counts: dict[str, tuple[str, int, int]] = {}
        for each in self.households:
            name, homes, people = counts.get(each.village, (each.village, 0, 0))
            counts[each.village] = (name, homes + 1, people + len(each.members))
        return list(counts.values())


@lru_cache(maxsize=65536)
def number_key(number: str) -> str:
    """Return what spellings of one household number share: "Hộ 07", "07", "7"."""
    bare = _NUMBER_WORDS.sub("", fold(number))
    bare = bare.replace(".", "") if _DOTTED.fullmatch(bare) else bare
    return re.sub(r"(?<!\d)0+(?=\d)", "", bare).strip(" .:-")
