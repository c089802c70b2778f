"""Which cells a public version hides, so that nobody can be picked out nor computed back.

A count under five, or five short of everybody, could point at somebody whom the neighbours know
(Law 91/2025/QH15). Where one village alone were hidden, the commune's total would give it away, so
further villages are hidden with it until what is hidden together is five and more. Each indicator
is looked at by itself: what two different indicators say together is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def veil(total: Cell, parts: Sequence[Cell], is_needed: bool) -> Veil:
    """Return what to hide of one indicator's `total` and `parts`."""
    if not is_needed:
        return Veil((False, False), ((False, False),) * len(parts))
    wholes = _widened(parts, {place for place, cell in enumerate(parts) if _is_few(cell)}, _wholes)
    small = {place for place, cell in enumerate(parts) if _is_small(cell)} | wholes
    hidden = _widened(parts, small, _halves)
    total_is_few = _is_few(total)
    return Veil(
        (_is_small(total), total_is_few),
        tuple((place in hidden, place in wholes) for place in range(len(parts))),
    )


def _is_few(cell: Cell) -> bool:
    return 0 < cell.denominator < SMALL


def _is_small(cell: Cell) -> bool:
    """Say whether a cell tells too much: few have it, or all but a few."""
    rest = cell.denominator - cell.numerator
    return cell.denominator > 0 and (
        cell.denominator < SMALL or cell.numerator < SMALL or 0 < rest < SMALL
    )


def _wholes(cells: Sequence[Cell]) -> tuple[int, ...]:
    return (sum(cell.denominator for cell in cells),)


def _halves(cells: Sequence[Cell]) -> tuple[int, ...]:
    having = sum(cell.numerator for cell in cells)
    return having, sum(cell.denominator for cell in cells) - having


def _widened(
    cells: Sequence[Cell], hidden: set[int], sums: Callable[[Sequence[Cell]], tuple[int, ...]]
) -> set[int]:
    """Return `hidden` with the smallest others added until its sums tell of nobody."""
    wider = set(hidden)
    others = sorted(
        (place for place, cell in enumerate(cells) if cell.denominator and place not in wider),
        key=lambda place: (cells[place].denominator, place),
    )
    for place in others:
        if not wider or (len(wider) > 1 and min(sums([cells[at] for at in wider])) >= SMALL):
            break
        wider.add(place)
    return wider
