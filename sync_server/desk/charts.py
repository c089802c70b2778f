"""What a chart is drawn from: geometry in whole numbers of a small grid, nothing of its looks.

Pure. Templates draw it as SVG (`charts.html`); what a chart says always stands beside it as text
or as a table, so that nobody has to see it, or to see colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from shared.tally import Cell

# A line chart: the plot lies between these, within a grid of 240 × 120.
LEFT, RIGHT, TOP, BOTTOM = 34, 228, 12, 96
BAR = 100
"""A bar is as wide as a hundred per cent."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate against its target: done, not asked (drawn from the far end), and where to get."""

    done: int
    unasked: int
    goal: int
    is_met: bool


@lru_cache(maxsize=8192)
def bar(cell: Cell, percent: int) -> Bar | None:
    """Return the bar of `cell` against a target of `percent`; None where there is no rate."""
    if (ratio := cell.ratio) is None:
        return None
    return Bar(
        done=_share(ratio),
        unasked=_share(Fraction(cell.missing, cell.denominator)),
        goal=min(BAR, percent),
        is_met=ratio * 100 >= percent,
    )


def _share(ratio: Fraction) -> int:
    """Return a width: nothing only for nothing, and full only for all."""
    width = round(ratio * BAR)
    return min(max(width, 1), BAR - 1) if 0 < ratio < 1 else min(width, BAR)


def lengths(counts: Sequence[int]) -> list[int]:
    """Return counts as widths beside each other: the largest is full, something is never 0."""
    most = max(counts, default=0)
    return [max(1, round(Fraction(count * BAR, most))) if count else 0 for count in counts]


@dataclass(frozen=True, slots=True)
class Mark:
    """One quarter of a line: where it stands, or only its place when there is no rate."""

    x: int
    y: int | None
    is_met: bool
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A rate over the quarters: pieces without gaps, marks, the target, and where it breaks."""

    pieces: tuple[str, ...]
    marks: tuple[Mark, ...]
    goal: int
    breaks: tuple[int, ...]


def line(
    ratios: Sequence[Fraction | None], labels: Sequence[str], percent: int, broken: Sequence[bool]
) -> Line:
    """Return the line through `ratios`; it is cut where a rate is missing or a break stands."""
    steps = max(1, len(ratios) - 1)
    marks = tuple(
        Mark(
            x=LEFT + (RIGHT - LEFT) * at // steps if len(ratios) > 1 else (LEFT + RIGHT) // 2,
            y=None if ratio is None else _height(ratio),
            is_met=ratio is not None and ratio * 100 >= percent,
            label=label,
        )
        for at, (ratio, label) in enumerate(zip(ratios, labels, strict=True))
    )
    return Line(
        pieces=_pieces(marks, broken),
        marks=marks,
        goal=_height(Fraction(percent, 100)),
        breaks=tuple(
            (marks[at - 1].x + marks[at].x) // 2 for at, cut in enumerate(broken) if cut and at
        ),
    )


def _height(ratio: Fraction) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * min(ratio, Fraction(1)))


def _pieces(marks: Sequence[Mark], broken: Sequence[bool]) -> tuple[str, ...]:
    pieces: list[list[str]] = [[]]
    for mark, cut in zip(marks, broken, strict=True):
        if cut or mark.y is None:
            pieces.append([])
        if mark.y is not None:
            pieces[-1].append(f"{mark.x},{mark.y}")
    return tuple(" ".join(piece) for piece in pieces if len(piece) > 1)
