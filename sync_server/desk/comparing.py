"""What visits say beside what the office declares, and how far the two lie apart."""

from __future__ import annotations

from dataclasses import dataclass

from shared.report import Row, declared_of
from shared.tally import Cell
from shared.text import decimal_comma


@dataclass(frozen=True, slots=True)
class Compared:
    """What visits and the office say of one indicator, side by side, and how they differ."""

    visits: Cell | None
    declared: Cell | None
    published: Cell

    @property
    def difference(self) -> str:
        """Say how far the office's rate lies from the visits', in points; "" without both."""
        if not self.visits or not self.declared or self.visits.is_unasked:
            return ""
        ours, theirs = self.declared.ratio, self.visits.ratio
        if ours is None or theirs is None:
            return ""
        points = (ours - theirs) * 100
        more = "cao hơn" if points > 0 else "thấp hơn"
        return "bằng nhau" if not points else f"{more} {decimal_comma(abs(points))} điểm"


def compare(row: Row) -> Compared:
    """Return a row's two numbers beside each other."""
    visits = row.visits if row.visits and row.visits.denominator else None
    return Compared(visits, declared_of(row.figure), row.cell)
