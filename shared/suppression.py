"""Which cells a public version hides, so that nobody can be picked out nor computed back.

A count under five, or five short of everybody, could point at somebody whom the neighbours know
(Law 91/2025/QH15). What the commune's totals leave of the villages that are shown, in this issue
and in those of the quarter before it, must leave every hidden cell at least two values, even for a
reader who knows why each was hidden and which cells no issue changed: further villages are hidden
until it does, and the total itself where that is not enough. Each indicator is looked at by itself:
what two different indicators say together is not, nor what villages had in another quarter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from shared.tally import Cell

SMALL = 5
HIDDEN = "*"

Hidden = tuple[bool, bool]
"""Whether the numerator (with the rate and the missing) is hidden, and whether the whole is."""


@dataclass(frozen=True, slots=True)
class Veil:
    """What is hidden of one indicator: of the commune's own cell, and of each part's, by name."""

    total: Hidden
    parts: Mapping[str, Hidden]


@dataclass(frozen=True, slots=True)
class Print:
    """What the public version of one issue printed of an indicator, and what of it it hid."""

    total: Cell
    parts: Mapping[str, Cell]
    veil: Veil


NOT_HIDDEN: Hidden = (False, False)


def veil(
    total: Cell, parts: Mapping[str, Cell], is_needed: bool, earlier: Sequence[Print] = ()
) -> Veil:
    """Return what to hide of one indicator's `total` and `parts`, with `earlier` issues at hand.

    What they hid stays hidden. That nobody was asked may be said: it is taken to be known.
    """
    if not is_needed:
        return Veil(NOT_HIDDEN, dict.fromkeys(parts, NOT_HIDDEN))
    few = {name for name, cell in parts.items() if _is_few(cell)}
    whole = _widened(_story(total, parts, earlier, _WHOLES), few, _WHOLES)
    small = {
        name
        for name, cell in parts.items()
        if _is_small(cell) or (name in whole.hidden and _HALVES.can_hide(cell))
    }
    half = _widened(_story(total, parts, earlier, _HALVES), small, _HALVES)
    if any(_has_lost_parts(each, parts) for each in earlier):
        # One part may be the sum of two of before by now, which would tell the one that was hidden.
        half, whole = (replace(each, hidden=parts.keys()) for each in (half, whole))
    adds_up = _adds_up(total, parts)
    hides_whole = _is_few(total) or (adds_up and not whole.is_summed)
    hides = hides_whole or _is_small(total) or (adds_up and not half.is_summed)
    hidden = {*half.hidden, *whole.hidden}
    return Veil(
        (hides, hides_whole), {name: (name in hidden, name in whole.hidden) for name in parts}
    )


def _has_lost_parts(earlier: Print, parts: Mapping[str, Cell]) -> bool:
    """Say whether anybody stood in a part that there is not any more."""
    return any(cell.denominator for name, cell in earlier.parts.items() if name not in parts)


def _adds_up(total: Cell, parts: Mapping[str, Cell]) -> bool:
    whole = sum(parts.values(), Cell())
    return (whole.numerator, whole.denominator) == (total.numerator, total.denominator)


def _is_few(cell: Cell) -> bool:
    return 0 < cell.denominator < SMALL


def _is_small(cell: Cell) -> bool:
    """Say whether a cell tells too much: few have it, or all but a few."""
    rest = cell.denominator - cell.numerator
    return _HALVES.can_hide(cell) and (
        cell.denominator < SMALL or cell.numerator < SMALL or 0 < rest < SMALL
    )


Range = tuple[int, int, int]
"""The least that a hidden count can be, what it is, and the most."""


def _whole(cell: Cell) -> Range:
    whole = cell.denominator
    return (1, whole, SMALL - 1) if whole < SMALL else (SMALL, whole, whole + SMALL)


def _half(cell: Cell) -> Range:
    part, whole = cell.numerator, cell.denominator
    if part < SMALL:
        return 0, part, min(SMALL - 1, whole)
    if 0 < whole - part < SMALL:
        return whole - SMALL + 1, part, whole - 1
    return min(SMALL, whole - 1), part, whole


@dataclass(frozen=True, slots=True)
class _Kind:
    """What of cells is hidden: where a `Hidden` says so, of which cells it can be, which sums must
    not tell of a few, what a reader can deduce, and what is the same where nothing changed.
    """

    place: int
    can_hide: Callable[[Cell], bool]
    sums: Callable[[Cell], tuple[int, ...]]
    range: Callable[[Cell], Range]
    same: Callable[[Cell], tuple[int, ...]]


_HALVES = _Kind(
    0,
    lambda its: its.denominator > 0 and not its.is_unasked,
    lambda its: (its.numerator, its.denominator - its.numerator),
    _half,
    lambda its: (its.numerator, its.denominator, its.is_unasked),
)
_WHOLES = _Kind(
    1,
    lambda its: its.denominator > 0,
    lambda its: (its.denominator,),
    _whole,
    lambda its: (its.denominator,),
)


@dataclass(frozen=True, slots=True)
class _Issue:
    """Which counts of one kind an issue hides; with the total told, their sum is told too."""

    cells: Mapping[str, Cell]
    hidden: Collection[str]
    is_summed: bool


def _story(
    total: Cell, parts: Mapping[str, Cell], earlier: Sequence[Print], of: _Kind
) -> list[_Issue]:
    """Return the issues in their order; the last hides so far what those before it did."""
    found = []
    held: set[str] = set()
    for each in earlier:
        hidden = {
            name
            for name, hides in each.veil.parts.items()
            if hides[of.place] and of.can_hide(each.parts[name])
        }
        is_summed = not each.veil.total[of.place] and _adds_up(each.total, each.parts)
        found.append(_Issue(each.parts, hidden, is_summed))
        held |= hidden
    kept = {name for name, cell in parts.items() if of.can_hide(cell) and name in held}
    return [*found, _Issue(parts, kept, is_summed=True)]


def _widened(story: Sequence[_Issue], least: Collection[str], of: _Kind) -> _Issue:
    """Return the last issue with `least` hidden, and the smallest others until its sums tell of
    nobody; where they still would, the sum of all is not told.
    """
    *before, last = story
    wider = replace(last, hidden={*last.hidden, *least})
    others = [name for name in last.cells if name not in wider.hidden and _covers(story, name, of)]
    for name in sorted(others, key=lambda name: last.cells[name].denominator):
        if _tells_of_nobody([*before, wider], of):
            break
        wider = replace(wider, hidden={*wider.hidden, name})
    return replace(wider, is_summed=_tells_of_nobody([*before, wider], of))


def _covers(story: Sequence[_Issue], name: str, of: _Kind) -> bool:
    """Say whether to hide a cell takes anything from a reader: not of what stands elsewhere."""
    *before, last = story
    cell = last.cells[name]
    then = before[-1].cells.get(name) if before else None
    return of.can_hide(cell) and (then is None or of.same(then) != of.same(cell))


def _tells_of_nobody(story: Sequence[_Issue], of: _Kind) -> bool:
    last = story[-1]
    if not last.hidden:
        return True
    sums = map(sum, zip(*(of.sums(last.cells[name]) for name in last.hidden), strict=True))
    counts = _counts(story, of)
    steps = Counter(step for each in counts for step in each.steps)
    return min(sums) >= SMALL and all(_can_differ(each, steps) for each in counts)


@dataclass(frozen=True, slots=True)
class _Count:
    """A hidden count for as long as nothing changed it: from which told sum on, and to which.

    Sums are told of counts that come and go in order: to make one count more by one is to go from
    its `start` to its `end`, to make one less is to go back, and every way round leaves all sums
    as they are.
    """

    start: int
    end: int
    is_least: bool
    is_most: bool

    @property
    def steps(self) -> list[tuple[int, int]]:
        more = [] if self.is_most else [(self.start, self.end)]
        return more if self.is_least else [*more, (self.end, self.start)]


def _counts(story: Sequence[_Issue], of: _Kind) -> list[_Count]:
    """Return what a reader would have to compute: what is hidden, stands nowhere and is summed."""
    told = list(accumulate((each.is_summed for each in story), initial=0))
    found = []
    for name in {name for each in story for name in each.hidden}:
        cells = [each.cells.get(name, Cell()) for each in story]
        for _, run in groupby(enumerate(cells), key=lambda each: of.same(each[1])):
            places = [at for at, _ in run]
            start, end = told[places[0]], told[places[-1] + 1]
            if start < end and all(name in story[at].hidden for at in places):
                least, real, most = of.range(cells[places[0]])
                found.append(_Count(start, end, real == least, real == most))
    return found


def _can_differ(count: _Count, steps: Counter[tuple[int, int]]) -> bool:
    """Say whether other counts can make up for one more of this, or for one less."""
    others = steps - Counter(count.steps)
    return any(_leads(others, end, start) for start, end in count.steps)


def _leads(steps: Collection[tuple[int, int]], start: int, end: int) -> bool:
    reached = {start}
    while more := {to for by, to in steps if by in reached} - reached:
        reached |= more
    return end in reached
