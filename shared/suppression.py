"""Which cells a public version hides, so that nobody can be picked out nor computed back.

A count under five, or five short of everybody, could point at somebody whom the neighbours know
(Law 91/2025/QH15). What the commune's total leaves of the villages that are shown must leave every
hidden cell at least two values, even for a reader who knows why each was hidden: further villages
are hidden until it does, and the total itself where that is not enough. Each indicator is looked
at by itself: what two different indicators say together is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.tally import Cell

SMALL = 5
HIDDEN = "*"

Hidden = tuple[bool, bool]
"""Whether the numerator (with the rate and the missing) is hidden, and whether the whole is."""


@dataclass(frozen=True, slots=True)
class Veil:
    """What is hidden of one indicator: of the commune's own cell, and of each village's."""

    total: Hidden
    parts: tuple[Hidden, ...]


NOT_HIDDEN: Hidden = (False, False)


def veil(total: Cell, parts: Sequence[Cell], is_needed: bool, held: Sequence[Hidden] = ()) -> Veil:
    """Return what to hide of one indicator's `total` and `parts`; `held` of them stays hidden."""
    if not is_needed:
        return Veil(NOT_HIDDEN, (NOT_HIDDEN,) * len(parts))
    before = dict(enumerate(held))
    few = {at for at, cell in enumerate(parts) if _is_few(cell) or _holds(cell, before, at, 1)}
    wholes = _widened(parts, few, _WHOLES)
    small = {at for at, cell in enumerate(parts) if _is_small(cell) or _holds(cell, before, at, 0)}
    hidden = _widened(parts, small | wholes, _HALVES)
    whole = sum(parts, Cell())
    adds_up = (whole.numerator, whole.denominator) == (total.numerator, total.denominator)
    hides_whole = _is_few(total) or (adds_up and _tells(parts, wholes, _WHOLES))
    hides = hides_whole or _is_small(total) or (adds_up and _tells(parts, hidden, _HALVES))
    return Veil(
        (hides, hides_whole), tuple((at in hidden, at in wholes) for at in range(len(parts)))
    )


def _holds(cell: Cell, before: Mapping[int, Hidden], at: int, which: int) -> bool:
    return cell.denominator > 0 and before.get(at, NOT_HIDDEN)[which]


def _is_few(cell: Cell) -> bool:
    return 0 < cell.denominator < SMALL


def _is_small(cell: Cell) -> bool:
    """Say whether a cell tells too much: few have it, or all but a few."""
    rest = cell.denominator - cell.numerator
    return cell.denominator > 0 and (
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
    """What of cells is hidden: which sums must not tell of a few, and what a reader can deduce."""

    sums: Callable[[Cell], tuple[int, ...]]
    range: Callable[[Cell], Range]


_WHOLES = _Kind(lambda its: (its.denominator,), _whole)
_HALVES = _Kind(lambda its: (its.numerator, its.denominator - its.numerator), _half)


def _tells(cells: Sequence[Cell], hidden: set[int], of: _Kind) -> bool:
    """Say whether the sum of what is hidden tells a part of it: all at its least, or at its most.

    Otherwise one can be more where another is less.
    """
    if not hidden:
        return False
    least, real, most = map(sum, zip(*(of.range(cells[at]) for at in hidden), strict=True))
    return not least < real < most


def _widened(cells: Sequence[Cell], hidden: set[int], of: _Kind) -> set[int]:
    """Return `hidden` with the smallest others added until its sums tell of nobody."""
    wider = set(hidden)
    others = sorted(
        (place for place, cell in enumerate(cells) if cell.denominator and place not in wider),
        key=lambda place: (cells[place].denominator, place),
    )
    for place in others:
        sums = map(sum, zip(*(of.sums(cells[at]) for at in wider), strict=True))
        enough = len(wider) > 1 and min(sums) >= SMALL and not _tells(cells, wider, of)
        if not wider or enough:
            break
        wider.add(place)
    return wider
