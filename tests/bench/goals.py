"""A goal is a ratio with a gate, which must hold, and an ambition, which may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One measured goal: ours beside its peer, and `value`, which is judged."""

    goal: str
    measure: str
    ours: str
    peer: str
    value: float
    gate: float
    ambition: float
    unit: str = "×"
    at_least: bool = False

    def reaches(self, mark: float) -> bool:
        return self.value >= mark if self.at_least else self.value <= mark

    @property
    def verdict(self) -> str:
        if not self.reaches(self.gate):
            return "MISSED"
        return "ambition met" if self.reaches(self.ambition) else "gate met"

    @property
    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        marks = (f"{sign} {_short(mark)} {self.unit}" for mark in (self.gate, self.ambition))
        value = f"{_short(self.value)} {self.unit}"
        return self.goal, self.measure, self.ours, self.peer, value, *marks, self.verdict

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict}


def at_least(goal: str, measure: str, said: tuple[str, str], marks: Sequence[float]) -> Line:
    """Return a ratio that should be large; `marks` are value, gate, ambition."""
    ours, peer = said
    value, gate, ambition = marks
    return Line(goal, measure, ours, peer, value, gate, ambition, at_least=True)


def at_most(goal: str, measure: str, said: tuple[str, str], marks: Sequence[float]) -> Line:
    """Return a ratio that should be small; `marks` are value, gate, ambition."""
    ours, peer = said
    value, gate, ambition = marks
    return Line(goal, measure, ours, peer, value, gate, ambition)


def _short(number: float) -> str:
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.3g}"


HEADINGS = ("goal", "measure", "ours", "peer", "value", "gate", "ambition", "verdict")


def table(lines: Sequence[Line]) -> str:
    """Return `lines` as a table for a terminal."""
    rows = [HEADINGS, *(line.cells for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def middle(values: Sequence[float]) -> float:
    return float(median(values))
