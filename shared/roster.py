"""A roster ("danh sách hộ") as a list says it: households, people, and each doubt about a row.

The values only; `shared.roster_reading` makes them from rows, `shared.roster_matching` compares
them with the households that are there already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from shared.problems import Code, Problem
from shared.text import fold
from shared.village_names import Doubt

PEOPLE_LIMIT = 99
"""Slots of a household, as in `shared.records.Member`."""

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
    """What is doubtful in one row (counted from 1, as the spreadsheet does); `is_refused` when the
    row is not taken in.
    """

    row: int
    code: str
    sentence: str
    sheet: str = ""
    is_refused: bool = False

    @classmethod
    def of(cls, problem: Problem, row: int, sheet: str = "", *, is_refused: bool) -> Complaint:
        kind = Code.ROW_OF_SHEET_REFUSED if sheet else Code.ROW_REFUSED
        said = Problem(kind, sheet=sheet, row=row, reason=problem.sentence).sentence
        return cls(row, problem.code, said, sheet, is_refused)


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
