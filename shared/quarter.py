"""A quarter of a year: the span that the commune reports ("quý")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.problems import Code, Problem

_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter; `str()` gives `2025-Q1`, the form used in addresses, answers and files."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and 2000 <= self.year <= 9998):
            raise Problem(Code.BAD_QUARTER, text=f"{self.year}-Q{self.number}")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read `2025-Q1`; anything else is a Problem."""
        if not (found := re.fullmatch(r"(\d{4})-Q([1-4])", text, re.ASCII)):
            raise Problem(Code.BAD_QUARTER, text=text[:20])
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        year, month = self.year + self.number // 4, 3 * self.number % 12 + 1
        return date(year, month, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        return f"Quý {_ROMAN[self.number - 1]} năm {self.year}"

    @property
    def short(self) -> str:
        return f"Quý {_ROMAN[self.number - 1]}/{self.year % 100:02d}"

    def next(self) -> Quarter:
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> Quarter:
        return Quarter(self.year - (self.number == 1), (self.number + 2) % 4 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"
