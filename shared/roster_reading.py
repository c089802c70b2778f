"""Spreadsheet rows to a roster: what was read, and a sentence for each doubt.

Lists are typed by hand in every commune: merged cells are filled from above, and a doubt is told
with its row number instead of being guessed away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from shared.fields import NAME_LIMIT
from shared.headings import Layout
from shared.problems import Code, Problem
from shared.records import EARLIEST_BIRTH
from shared.roster import (
    PEOPLE_LIMIT,
    Complaint,
    ListedHousehold,
    Person,
    Roster,
    grouped,
    number_key,
)
from shared.roster_rows import Rows, is_mark
from shared.sheet import Cells, count_of, is_no_day, short_year, year_of
from shared.text import accept, clean, fold
from shared.village_names import Doubt, Meaning, Register, understand

_FORMULA = "=+@"


@dataclass(frozen=True, slots=True)
class Listing:
    """One sheet to be read: its rows, what its columns are, and the village where none is told."""

    name: str
    rows: Sequence[Cells]
    layout: Layout
    village: str = ""


def read_lists(listings: Sequence[Listing], this_year: int, register: Register) -> Roster:
    """Read the sheets of one book, one after the other; `register` has the commune's villages."""
    found: dict[tuple[str, str], _Household] = {}
    # What one name means hangs on the others, so they are all read first.
    villages = _Villages(understand(_names(listings), register))
    silent = set()
    complaints: list[Complaint] = []
    left_out: dict[str, None] = {}
    for listing in listings:
        reading = _Reading(listing, this_year, found, villages)
        reading.read()
        silent |= {listing.name} if reading.is_silent else set()
        complaints += reading.complaints
        left_out.update(dict.fromkeys(listing.layout.left_out))
    homes = tuple(_listed(found.values()))
    doubts = tuple(villages.doubts)
    return Roster(homes, grouped(complaints), tuple(left_out), frozenset(silent), doubts)


def _names(listings: Iterable[Listing]) -> Iterator[str]:
    """Return every name of a village that these sheets tell, as it is typed."""
    for listing in listings:
        yield clean(listing.village)
        rows = Rows(listing.rows, listing.layout)
        for cells in (*rows.above(), *(cells for _, cells in rows)):
            if told := rows.section(cells) or rows.village(cells):
                with suppress(Problem):
                    yield _village_name(told)


def _village_name(told: str) -> str:
    return accept(told, "Thôn", NAME_LIMIT).strip(" :.").lstrip(_FORMULA)


class _Villages:
    """What the names of villages mean, which of them were said already, and which are in doubt."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self._meanings = meanings
        self._said: set[str] = set()
        self.doubts: dict[Doubt, None] = {}

    def of(self, name: str) -> Meaning:
        return self._meanings[name]

    def news(self, name: str) -> Problem | None:
        """Return what is to be said of a name: of one in doubt of each row, else once; refuse a
        row of which nobody knows the village.
        """
        meaning = self._meanings[name]
        if meaning.doubt:
            self.doubts[meaning.doubt] = None
        if meaning.problem and not meaning.village:
            raise meaning.problem
        is_news = name not in self._said
        self._said.add(name)
        return meaning.problem if is_news else None


@dataclass(slots=True)
class _Household:
    village: str
    number: str
    head: str = ""
    head_row: int = 0
    people: list[Person] = field(default_factory=list)
    count: int = 0
    count_row: int = 0


def _listed(homes: Iterable[_Household]) -> Iterator[ListedHousehold]:
    for each in homes:
        if each.people:
            head = each.head or each.people[0].name
            yield ListedHousehold(each.village, each.number, head, tuple(each.people))


class _Reading:
    """What the rows of a sheet have said so far, and which village and household they are about."""

    def __init__(
        self,
        listing: Listing,
        this_year: int,
        found: dict[tuple[str, str], _Household],
        villages: _Villages,
    ) -> None:
        self.rows = Rows(listing.rows, listing.layout)
        self.sheet, self.this_year, self.found = listing.name, this_year, found
        self.villages = villages
        self.named = clean(listing.village)
        self.village = villages.of(self.named).village
        self.is_told = self.is_silent = False
        self.complaints: list[Complaint] = []
        self.current: _Household | None = None
        self.homes: dict[int, _Household] = {}
        self.by_head: dict[tuple[str, str], _Household] = {}
        self.seen: dict[tuple[str, str, int], int] = {}
        self.yearless: list[int] = []

    def complain(self, row: int, problem: Problem, *, is_refused: bool = False) -> None:
        said = Complaint((row,), problem.code, problem.sentence, self.sheet, is_refused)
        self.complaints.append(said)

    def read(self) -> None:
        for above in self.rows.above():
            self._see_section(above)
        if self.rows.is_heads_only and not {"head", "people"} & self.rows.columns.keys():
            self.complain(self.rows.first, Problem(Code.NO_HOUSEHOLD_COLUMN))
        for row, cells in self.rows:
            try:
                self._take(row, cells)
            except Problem as problem:
                self.complain(row, problem, is_refused=True)
                self.yearless = [each for each in self.yearless if each != row]
        # A list without a column of years says so by itself.
        if self.yearless and "birth" in self.rows.columns:
            empty = Problem(Code.NO_BIRTH_YEARS, count=len(self.yearless))
            self.complain(self.yearless[0], empty)
        self._count_people()

    def _see_section(self, cells: Cells) -> bool:
        """Take "Thôn Đồi Chông", alone in its row, for the village of what follows."""
        if village := self.rows.section(cells):
            self._move_to(village)
        return bool(village)

    def _take(self, row: int, cells: Cells) -> None:
        if self._see_section(cells) or self.rows.is_about_nobody(cells):
            return
        name = self.rows.name(cells)
        told = [self.rows.of(key, cells) for key in ("number", "relation", "birth")]
        if not (name or any(told)):
            return
        if village := self.rows.village(cells):
            self._move_to(village)
        self.is_silent |= not self.is_told
        self._note_village(row)
        # The household before the name: were the head refused, the next rows are still at home.
        home, is_head = self._household(row, name, cells)
        self.current = home
        self.homes[id(home)] = home
        if not name:
            if sum(map(bool, told)) > 1:
                raise Problem(Code.NO_NAME_IN_ROW)
            return
        person = Person(_accepted_name(name), self._birth_year(row, cells))
        self._add(row, home, person)
        if is_head:
            self._seat_head(row, home, person.name)
        self._note_count(row, home, cells)

    def _add(self, row: int, home: _Household, person: Person) -> None:
        if len(home.people) == PEOPLE_LIMIT:
            raise Problem(Code.TOO_MANY_PEOPLE, limit=PEOPLE_LIMIT)
        home.people.append(person)
        self._note_twice(row, home, person)

    def _move_to(self, name: str) -> None:
        self.named, self.is_told = _village_name(name), True
        village = self.villages.of(self.named).village
        if village != self.village:
            self.current = None
        self.village = village

    def _note_village(self, row: int) -> None:
        if not self.named:
            raise Problem(Code.NO_VILLAGE_IN_ROW)
        if news := self.villages.news(self.named):
            self.complain(row, news)

    def _household(self, row: int, name: str, cells: Cells) -> tuple[_Household, bool]:
        """Return the household of a row, and whether the row is its head."""
        number, mark, head = (self.rows.of(key, cells) for key in ("number", "mark", "head"))
        number = number.lstrip(f"{_FORMULA}-–")
        if mark and not is_mark(mark):
            head = head or mark
        begins = self.rows.is_heads_only or self.rows.begins_home(cells)
        is_head = begins or self.rows.says_head(cells) or bool(head and fold(head) == fold(name))
        if number_key(number):
            return self._at(number_key(number), number, "" if is_head else head), is_head
        if is_head:
            return self._at(f"{self.sheet} row {row}", "", ""), True
        if head:
            return self._of_head(row, head), False
        if self.current is None:
            raise Problem(Code.NO_HOUSEHOLD_IN_ROW)
        return self.current, False

    def _at(self, key: str, number: str, head: str) -> _Household:
        number = accept(number, "Số hộ", NAME_LIMIT)
        new = _Household(self.village, number, accept(head, "Chủ hộ", NAME_LIMIT))
        home = self.found.setdefault((self.village, key), new)
        if head:
            self.by_head[self.village, fold(head)] = home
        return home

    def _of_head(self, row: int, head: str) -> _Household:
        known = self.by_head.get((self.village, fold(head)))
        return known or self._at(f"{self.sheet} row {row}", "", head)

    def _seat_head(self, row: int, home: _Household, name: str) -> None:
        if home.head_row:
            self.complain(row, Problem(Code.TWO_HEADS, other=home.head_row))
        else:
            home.head, home.head_row = name, row
            self.by_head[home.village, fold(name)] = home

    def _note_twice(self, row: int, home: _Household, person: Person) -> None:
        """Tell of the same name and year in one village, or of a name twice in one household."""
        where = person.birth_year or -id(home)
        first = self.seen.setdefault((self.village, person.name.casefold(), where), row)
        if first != row:
            self.complain(row, Problem(Code.SAME_PERSON, other=first))

    def _note_count(self, row: int, home: _Household, cells: Cells) -> None:
        if not (text := self.rows.of("people", cells)) or home.count_row:
            return
        home.count_row, home.count = row, count_of(text) or 0
        if not 0 < home.count <= PEOPLE_LIMIT:
            home.count = 0
            known = Problem(Code.UNREADABLE_COUNT, text=text[:40], limit=PEOPLE_LIMIT)
            self.complain(row, known)

    def _count_people(self) -> None:
        """Where a list names heads only, the others it counts are people without names; where it
        names everybody, a count that differs is told of.
        """
        names_heads_only = all(len(home.people) < 2 for home in self.homes.values())
        for home in self.homes.values():
            listed = len(home.people)
            if names_heads_only and home.people:
                home.people += [Person("")] * (home.count - listed)
            elif home.count and home.count != listed:
                known = Problem(Code.COUNT_DIFFERS, count=home.count, listed=listed)
                self.complain(home.count_row, known)

    def _birth_year(self, row: int, cells: Cells) -> int | None:
        """Return the year of birth; what is no year is left out and told."""
        key = "birth" if self.rows.of("birth", cells) else "birth_too"
        if not (text := self.rows.of(key, cells)):
            self.yearless.append(row)
            return None
        year = year_of(cells[self.rows.columns[key]], self.this_year)
        if year is not None and EARLIEST_BIRTH <= year <= self.this_year:
            if is_no_day(text):
                self.complain(row, Problem(Code.NO_SUCH_DAY, text=text[:40], year=year))
            return year
        known = Problem(Code.UNREADABLE_BIRTH, text=text[:40])
        if year is not None:
            known = Problem(Code.IMPOSSIBLE_BIRTH, year=year)
        elif (short := short_year(text)) is not None:
            both = {"early": 1900 + short, "late": 2000 + short}
            known = Problem(Code.AMBIGUOUS_YEAR, text=text[:40], **both)
        self.complain(row, known)
        return None


def _accepted_name(name: str) -> str:
    """Return a name that can be kept; what a spreadsheet would calculate is none."""
    if name[0] in _FORMULA:
        raise Problem(Code.FORMULA_IN_NAME, sign=name[0])
    return accept(name, "Họ và tên", NAME_LIMIT)
