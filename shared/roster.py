"""Spreadsheet rows to households ("danh sách hộ"): what was read, and a sentence for each doubt.

Lists are typed by hand in every commune: merged cells are filled from above, and a doubt is told
with its row number instead of being guessed away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.fields import NAME_LIMIT
from shared.problems import Code, Problem
from shared.records import EARLIEST_BIRTH
from shared.sheet import Cells, Columns, filled, find_header, text_of, year_of
from shared.text import accept, clean, fold

PEOPLE_LIMIT = 99
"""Slots of a household, as in `shared.records.Member`."""


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list."""

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
    """What is doubtful in one row (counted from 1, as the spreadsheet does)."""

    row: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What a list says; `left_out` tells which columns were not read, and why."""

    households: tuple[ListedHousehold, ...]
    complaints: tuple[Complaint, ...]
    left_out: tuple[str, ...]


_PREFIX = re.compile(r"(thon|ban|xom|khu pho|khu|to dan pho|tdp|lang)\b")
# With diacritics: Lang and Tống are families of these villages.
_SECTION = re.compile(r"(thôn|bản|xóm|khu phố|khu|tổ dân phố|tdp|làng)\b")
_NOBODY = re.compile(r"(tổng|cộng|tổng (số|cộng).*|(người lập|xác nhận|danh sách)\b.*)")
_COLUMN_NUMBER = re.compile(r"\(?([A-Za-z]|\d{1,2})\)?")
_MARKS = {"x", "v", "co", "1", "ch", "true"}
_SEXES = {"nam", "nu"}


def village_key(name: str) -> str:
    """Return what two spellings of one village share: "Thôn Đồi Chông" and "doi chong"."""
    folded = fold(name)
    return _PREFIX.sub("", folded, count=1).strip(" .:-") or folded


def read_rows(rows: Sequence[Cells], this_year: int, village: str = "") -> Roster:
    """Read a list; `village` is where its people live if the list does not say so."""
    top, columns, left_out = find_header(rows)
    reading = _Reading(columns, this_year, clean(village))
    for above in rows[:top]:
        reading.see_section(above)
    if reading.is_heads_only and "head" not in columns:
        reading.complain(top + 1, Problem(Code.NO_HOUSEHOLD_COLUMN))
    for row, cells in enumerate(rows[top + 1 :], start=top + 2):
        try:
            reading.take(row, cells)
        except Problem as problem:
            reading.complain(row, problem)
    return Roster(tuple(reading.households()), tuple(reading.complaints), left_out)


def _is_mark(text: str) -> bool:
    return (folded := fold(text)) in _MARKS or f"{folded} ".startswith("chu ho ")


@dataclass(slots=True)
class _Household:
    village: str
    number: str
    head: str = ""
    head_row: int = 0
    people: list[Person] = field(default_factory=list)


class _Reading:
    """What the rows so far have said, and which village and household they were about."""

    def __init__(self, columns: Columns, this_year: int, village: str) -> None:
        self.columns, self.this_year, self.village = columns, this_year, village
        self.is_heads_only = not columns.keys() & {"number", "relation", "mark"} and not (
            columns.keys() >= {"name", "head"}
        )
        self.complaints: list[Complaint] = []
        self.found: dict[tuple[str, str], _Household] = {}
        self.current: _Household | None = None
        self.seen: dict[tuple[str, str, int], int] = {}

    def complain(self, row: int, problem: Problem) -> None:
        sentence = Problem(Code.ROW_REFUSED, row=row, reason=problem.sentence).sentence
        self.complaints.append(Complaint(row, problem.code, sentence))

    def households(self) -> Iterator[ListedHousehold]:
        for each in self.found.values():
            if each.people:
                head = each.head or each.people[0].name
                yield ListedHousehold(each.village, each.number, head, tuple(each.people))

    def see_section(self, cells: Cells) -> bool:
        """Take "Thôn Đồi Chông", alone in its row, for the village of what follows."""
        texts = filled(cells)
        if len(texts) != 1 or not _SECTION.match(texts[0].casefold()):
            return False
        self._move_to(texts[0].partition(",")[0].replace(":", " "))
        return True

    def take(self, row: int, cells: Cells) -> None:
        name = self._name(cells)
        told = [self._of(key, cells) for key in ("number", "relation", "birth")]
        if self._is_about_nobody(name, cells) or not (name or any(told)):
            return
        if village := self._of("village", cells):
            self._move_to(village)
        if not self.village:
            raise Problem(Code.NO_VILLAGE_IN_ROW)
        # The household before the name: were the head refused, the next rows are still at home.
        home, is_head = self._household(row, name, cells)
        self.current = home
        if not name:
            if sum(map(bool, told)) > 1:
                raise Problem(Code.NO_NAME_IN_ROW)
            return
        if len(home.people) == PEOPLE_LIMIT:
            raise Problem(Code.TOO_MANY_PEOPLE, limit=PEOPLE_LIMIT)
        name = accept(name, "Họ và tên", NAME_LIMIT)
        person = Person(name, self._birth_year(row, cells))
        home.people.append(person)
        if is_head:
            self._seat_head(row, home, name)
        self._note_twice(row, home, person)

    def _is_about_nobody(self, name: str, cells: Cells) -> bool:
        """Say whether a row is a section, a total, a signature, or the numbers of columns."""
        return (
            self.see_section(cells)
            or bool(_NOBODY.fullmatch(name.casefold()))
            or all(_COLUMN_NUMBER.fullmatch(text) or fold(text) in _SEXES for text in filled(cells))
        )

    def _move_to(self, village: str) -> None:
        village = accept(village, "Thôn", NAME_LIMIT).strip(" :.")
        if village_key(village) != village_key(self.village):
            self.village, self.current = village, None

    def _name(self, cells: Cells) -> str:
        name = self._of("name" if "name" in self.columns else "head", cells)
        given = self._of("given", cells)
        return name if not given or name.split()[-1:] == [given] else f"{name} {given}".strip()

    def _of(self, key: str, cells: Cells) -> str:
        place = self.columns.get(key, len(cells))
        return text_of(cells[place]) if place < len(cells) else ""

    def _household(self, row: int, name: str, cells: Cells) -> tuple[_Household, bool]:
        """Return the household of a row, and whether the row is its head."""
        number, mark, head = (self._of(key, cells) for key in ("number", "mark", "head"))
        if mark and not _is_mark(mark):
            head = head or mark
        says_so = _is_mark(mark) or _is_mark(self._of("relation", cells))
        is_head = says_so or self.is_heads_only or bool(head and fold(head) == fold(name))
        if number:
            return self._at(number, number, "" if is_head else head), is_head
        if is_head:
            return self._at(f"row {row}", "", ""), True
        if head:
            return self._of_head(row, head), False
        if self.current is None:
            raise Problem(Code.NO_HOUSEHOLD_IN_ROW)
        return self.current, False

    def _at(self, key: str, number: str, head: str) -> _Household:
        number = accept(number, "Số hộ", NAME_LIMIT)
        new = _Household(self.village, number, accept(head, "Chủ hộ", NAME_LIMIT))
        return self.found.setdefault((village_key(self.village), key.casefold()), new)

    def _of_head(self, row: int, head: str) -> _Household:
        for each in reversed(self.found.values()):
            if each.village == self.village and fold(each.head) == fold(head):
                return each
        return self._at(f"row {row}", "", head)

    def _seat_head(self, row: int, home: _Household, name: str) -> None:
        if home.head_row:
            self.complain(row, Problem(Code.TWO_HEADS, other=home.head_row))
        else:
            home.head, home.head_row = name, row

    def _note_twice(self, row: int, home: _Household, person: Person) -> None:
        """Tell of the same name and year in one village, or of a name twice in one household."""
        where = person.birth_year or -id(home)
        first = self.seen.setdefault(
            (village_key(self.village), person.name.casefold(), where), row
        )
        if first != row:
            self.complain(row, Problem(Code.SAME_PERSON, other=first))

    def _birth_year(self, row: int, cells: Cells) -> int | None:
        """Return the year of birth; what is no year is left out and told."""
        key = "birth" if self._of("birth", cells) else "birth_too"
        if not (text := self._of(key, cells)):
            return None
        year = year_of(cells[self.columns[key]])
        if year is not None and EARLIEST_BIRTH <= year <= self.this_year:
            return year
        known = Problem(Code.UNREADABLE_BIRTH, text=text[:40])
        self.complain(row, known if year is None else Problem(Code.BIRTH_YEAR, year=year))
        return None
