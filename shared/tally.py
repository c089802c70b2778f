"""The only arithmetic: `tabulate` counts profiles with multiplicities into cells.

The phone feeds it members one by one and the collector feeds it `GROUP BY` rows, so the
volunteer's progress bar and the chairman's report cannot disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import islice
from operator import or_
from typing import get_args

from shared.conditions import EVERYONE, Condition, Facts, holds, words_of
from shared.fields import AgeClass, Form
from shared.indicators import DEFAULT_AGES, Ages, Indicator, indicators
from shared.profile import OLDEST, Profile, fact
from shared.quarter import Quarter
from shared.questions import BY_KEY, QUESTIONS, WORK_ITEMS, YES


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator over some subjects. Cells add up; rates do not.

    `missing` of the denominator were never asked (or not enough to tell); `unplaced` could not be
    placed in or out of the denominator, because their age or phone is unknown.
    """

    numerator: int = 0
    denominator: int = 0
    missing: int = 0
    unplaced: int = 0

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.missing + other.missing,
            self.unplaced + other.unplaced,
        )

    @property
    def ratio(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def is_unasked(self) -> bool:
        """Say whether there is somebody to ask and nobody was: the rate of 0 then says nothing."""
        return 0 < self.denominator == self.missing

    @property
    def coverage(self) -> Fraction | None:
        """Return asked ÷ eligible; None when nobody is eligible."""
        asked = self.denominator - self.missing
        return Fraction(asked, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Tally:
    """What one `tabulate` counted: a cell per indicator, a count per work item's question."""

    cells: Mapping[str, Cell]
    counts: Mapping[str, int]

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            {
                code: self.cells.get(code, Cell()) + other.cells.get(code, Cell())
                for code in {**self.cells, **other.cells}
            },
            {
                key: self.counts.get(key, 0) + other.counts.get(key, 0)
                for key in {**self.counts, **other.counts}
            },
        )


def tabulate(
    profiles: Iterable[tuple[Profile, int]],
    quarter: Quarter,
    ages: Ages = DEFAULT_AGES,
) -> Tally:
    """Count `profiles`, each so many times, at the end of `quarter`."""
    scale = scale_of(quarter, ages)
    return scale.tally(sum(scale.marks(each) * times for each, times in profiles))


def scale_of(quarter: Quarter, ages: Ages = DEFAULT_AGES) -> Scale:
    """Return what counts at the end of `quarter`: for who keeps a sum and brings it up to date.

    `scale.tally(scale.marks(a) + scale.marks(b))` is `tabulate` of both, and what was added can be
    taken away again.
    """
    return _scale(quarter.year, ages)


_IN, _OUT, _UNKNOWN, _UNPLACED, _ELSEWHERE = range(5)
_WIDTH = 32
"""Bits of one counter. A tally in the making is one number with all counters side by side: to
count a subject is to add its number, and many alike are one multiplication."""


def _mark(field: int) -> int:
    return 1 << field * _WIDTH


class _Column(dict[int, int]):
    """The mark that one indicator gives, worked out once per combination of the facts it looks at.

    Thousands of subjects differ in something, but few differ in what one indicator asks: a fact is
    a bit, `mask` holds those that matter here, and `holds` is called once per masked combination.
    """

    def __init__(self, row: Indicator, place: int, facts_of: Callable[[int], Facts]) -> None:
        super().__init__()
        self.row, self.first, self.mask, self.facts_of = row, 4 * place, 0, facts_of
        self.of: dict[str, Condition] = {str(about): part for about, part in row.of.items()}
        self.words = {"about"}.union(
            *(words_of(part) for part in [*row.of.values(), row.who or EVERYONE])
        )

    def __missing__(self, bits: int) -> int:
        known = self.facts_of(bits)
        verdict = self._judge(str(known.get("about")), known)
        mark = self[bits] = 0 if verdict == _ELSEWHERE else _mark(self.first + verdict)
        return mark

    def _judge(self, about: str, known: Facts) -> int:
        if (of := self.of.get(about)) is None:
            return _ELSEWHERE
        eligible = holds(of, known)
        if not eligible:
            return _UNPLACED if eligible is None else _ELSEWHERE
        verdict = holds(self.row.who or EVERYONE, known)
        return _UNKNOWN if verdict is None else _IN if verdict else _OUT


_ITEMS = tuple(key for item in WORK_ITEMS for key in item.questions)


class Scale(dict[str, int]):
    """The bits of all facts that there can be, and the columns that look at them."""

    def __init__(self, year: int, ages: Ages) -> None:
        super().__init__()
        self.year, self.ages = year, ages
        self.known: list[Facts] = []
        self.subjects = 0
        self.kinds: dict[str, int] = defaultdict(int)
        # A village is counted again when little of it has changed.
        self.marks = lru_cache(maxsize=16_384)(self._marks)
        self.marks_of = lru_cache(maxsize=16_384)(self._marks_of)
        self.relevant = lru_cache(maxsize=16)(self._relevant)
        rows = [row for row in indicators(ages) if row.who]
        self.columns = [_Column(row, place, self.facts_of) for place, row in enumerate(rows)]
        for each in self._tokens():
            self._give_a_bit(self._coarse(fact(each, year)))
        # Once per person or point of sale, never both: a work item counts the first kind of subject
        # that its question is about.
        self.worked = [
            (self[f"{key}={YES}"], self.kinds[BY_KEY[key].about[0]], _mark(field))
            for field, key in enumerate(_ITEMS, start=4 * len(self.columns))
        ]

    def _give_a_bit(self, known: Facts) -> None:
        if known in self.known:
            return
        bit = 1 << len(self.known)
        self.known.append(known)
        for column in self.columns:
            if column.words & known.keys():
                column.mask |= bit
        if "about" in known:
            self.subjects |= bit
            self.kinds[str(known["about"])] |= bit

    def _tokens(self) -> Iterator[str]:
        """Yield a token for every fact there can be."""
        yield from (f"{asked.key}={value}" for asked in QUESTIONS for value in asked.values)
        yield from (f"business:{form}" for form in get_args(Form))
        yield "household:"
        yield from ("member:", *(f"member:{kind}" for kind in get_args(AgeClass)))
        yield from (f"member:{self.year - age}" for age in range(-1, OLDEST))

    def __missing__(self, each: str) -> int:
        """Return the bit of a token; one that says nothing we know has none.

        Threads share a scale: nothing but this answer, always the same, is written after `init`.
        """
        known = self._coarse(fact(each, self.year))
        bit = self[each] = 1 << self.known.index(known) if known in self.known else 0
        return bit

    def _coarse(self, known: Facts) -> Facts:
        """Return `known` with its age as a band: only which side of the two ages matters."""
        if not isinstance(age := known.get("age"), tuple):
            return known
        low, high = age
        marks = (0, self.ages.account, self.ages.adult)
        return {
            **known,
            "age": (
                max(mark for mark in marks if mark <= max(low, 0)),
                min((mark - 1 for mark in marks if mark > high), default=OLDEST),
            ),
        }

    def _marks(self, each: Profile) -> int:
        return self.marks_of(reduce(or_, map(self.__getitem__, each.split("|"))))

    def _marks_of(self, bits: int) -> int:
        """Return a one in every counter that a subject with these facts counts in."""
        columns, worked = self.relevant(bits & self.subjects)
        marks = 0
        for column in columns:
            marks += column[bits & column.mask]
        for yes, mark in worked:
            if bits & yes:
                marks += mark
        return marks

    def _relevant(self, kinds: int) -> tuple[list[_Column], list[tuple[int, int]]]:
        """Return the columns and the work items in which subjects of these kinds can count."""
        columns = [
            each for each in self.columns if any(self.kinds[about] & kinds for about in each.of)
        ]
        return columns, [(yes, mark) for yes, kind, mark in self.worked if kind & kinds]

    def tally(self, marks: int) -> Tally:
        """Read the counters of `marks`, a sum of what `marks` gave for each subject."""
        fields = range(4 * len(self.columns) + len(_ITEMS))
        counts = (marks >> field * _WIDTH & (1 << _WIDTH) - 1 for field in fields)
        cells = {}
        for column in self.columns:
            yes, no, unknown, unplaced = islice(counts, 4)
            cells[column.row.code] = Cell(yes, yes + no + unknown, unknown, unplaced)
        return Tally(cells, dict(zip(_ITEMS, counts, strict=True)))

    def facts_of(self, bits: int) -> Facts:
        known: dict[str, str | tuple[int, int]] = {}
        for place, each in enumerate(self.known):
            if bits >> place & 1:
                known.update(each)
        return known


@lru_cache(maxsize=8)
def _scale(year: int, ages: Ages) -> Scale:
    return Scale(year, ages)
