"""The report as a value: sixteen rows and the work done, before any layout.

A published report is a pure function of quarter, cursor, edition and plan; pages and files lay it
out and compute nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from shared.conditions import words_of
from shared.indicators import EDITION, Indicator, indicators
from shared.plan import Plan, Target
from shared.quarter import Quarter
from shared.questions import WORK_ITEMS, WorkItem
from shared.records import Figure
from shared.tally import Cell, Tally


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: the published cell, where it comes from, and what it is held to.

    `visits` and `figure` stand beside each other whatever is published; `figure` is what the
    office declared, with its source and person, and which of the two it chose. `met` is None
    where there is no rate, and where nobody was asked yet: missing is never "no".
    """

    indicator: Indicator
    target: Target
    cell: Cell
    visits: Cell | None
    figure: Figure | None
    source: str

    @property
    def met(self) -> bool | None:
        ratio = self.cell.ratio
        return None if ratio is None or self.cell.is_unasked else self.target.met_by(ratio)

    @property
    def asked(self) -> Cell | None:
        """Return the cell whose coverage stands beside the rate; None where the office told it."""
        return None if self.source == "declared" else self.cell

    @property
    def need(self) -> int:
        """Return which numerator would meet the target."""
        return ceil(Fraction(self.target.percent * self.cell.denominator, 100))

    @property
    def short_by(self) -> int:
        """Return how many more would meet the target; 0 when it is met or there is no rate."""
        return max(0, self.need - self.cell.numerator)


@dataclass(frozen=True, slots=True)
class Report:
    """Sixteen rows of one commune, or of one of its villages: a pure function of its arguments.

    `joined` are the communes that were merged into it, each with the last entry that counts.
    """

    commune: str
    quarter: Quarter
    cursor: int
    plan: Plan
    rows: tuple[Row, ...]
    work: tuple[tuple[WorkItem, int | None], ...]
    village: str | None = None
    edition: str = EDITION
    joined: tuple[tuple[str, int], ...] = ()


def rows(tally: Tally, figures: Mapping[str, Figure], plan: Plan) -> tuple[Row, ...]:
    """Return the sixteen rows from what was counted and what the office declared."""
    return tuple(
        _row(row, plan.targets[row.code], tally.cells.get(row.code), figures.get(row.code))
        for row in indicators(plan.ages)
    )


def _row(row: Indicator, target: Target, visits: Cell | None, figure: Figure | None) -> Row:
    declared = declared_of(figure)
    source = (figure.chosen if figure else "") or row.source
    match source:
        case "declared":
            cell = declared or Cell()
        case "visits":
            cell = visits or Cell()
        case "both":
            cell = (visits or Cell()) + (declared or Cell())
    published = source if source != "both" or declared else "visits"
    return Row(row, target, cell, visits, figure, published)


def declared_of(figure: Figure | None) -> Cell | None:
    """Return what a figure declares of an indicator; None where it is a choice alone."""
    if figure is None or figure.denominator is None:
        return None
    return Cell(figure.numerator, figure.denominator)


def work_done(
    tally: Tally, figures: Mapping[str, Figure]
) -> tuple[tuple[WorkItem, int | None], ...]:
    """Return what was done per work item (2.1 to 2.12); None where the office has not said."""
    return tuple((item, _done(item, tally, figures)) for item in WORK_ITEMS)


def _done(item: WorkItem, tally: Tally, figures: Mapping[str, Figure]) -> int | None:
    if item.figure is None:
        return sum(tally.counts.get(question, 0) for question in item.questions)
    return declared.numerator if (declared := figures.get(item.figure)) else None


def questions_of(row: Indicator) -> frozenset[str]:
    """Return the questions that a row of the table needs asked."""
    parts = [*row.of.values(), *([row.who] if row.who else [])]
    return frozenset().union(*(words_of(part) for part in parts)) - {"age", "form"}
