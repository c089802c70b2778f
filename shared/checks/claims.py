"""A claim ("số liệu nêu"): one figure of a document with what it counts, where, when and in what."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shared.checks.lexing import Rate
from shared.checks.measures import Measure

Kind = Literal["result", "target", "before", "change", "of_plan"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure. `count` alone is a count; with `of` it is a fraction; `rate` is as printed.

    `quote` is the figure itself, `context` the words around it, both as they stand in the document.
    `also` are further measures that the same words name; `scope` is the unit, `period` the time;
    `verdict` is what the document itself says of a row: met or not; `is_so_far` where a list that
    may not be finished was counted, so there may be more; `is_renewed` where a table of changes
    says it beside what stood before.
    """

    quote: str
    label: str
    measure: Measure | None = None
    also: tuple[Measure, ...] = ()
    count: int | None = None
    of: int | None = None
    rate: Rate | None = None
    unit: str = ""
    scope: str = ""
    period: str = ""
    kind: Kind = "result"
    target: Rate | None = None
    verdict: bool | None = None
    said: str = ""
    sentence: int = 0
    is_listed: bool = False
    is_so_far: bool = False
    is_renewed: bool = False
    context: str = ""

    @property
    def key(self) -> str:
        return self.measure.key if self.measure else ""

    @property
    def ratio(self) -> Fraction | None:
        """Return the ratio of the counts; None without them."""
        return None if self.count is None or not self.of else Fraction(self.count, self.of)

    @property
    def is_share(self) -> bool:
        return self.count is not None and self.of is not None

    @property
    def percent(self) -> Fraction | None:
        """Return the percentage: of the counts if there are any, else as printed."""
        if self.ratio is not None:
            return self.ratio * 100
        return self.rate.value if self.rate else None

    @property
    def achieved(self) -> Fraction | None:
        """Return the percentage that is meant: as printed where the counts make more than all."""
        if self.ratio is not None and self.ratio > 1 and self.rate:
            return self.rate.value
        return self.percent

    @property
    def passage(self) -> str:
        """Return the words to quote: those around the figure, or the figure itself."""
        return self.context or self.quote


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and the parts that must make it up; `is_sure` where they cannot overlap or lack."""

    quote: str
    total: int
    parts: tuple[int, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read from a document; `is_ours` where it is our own report's rows, so
    that what each of them counts is certain.
    """

    sentences: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    sums: tuple[Sum, ...] = ()
    has_table: bool = False
    is_plan: bool = False
    is_report: bool = False
    is_ours: bool = False
    year: int | None = None
    lines: tuple[str, ...] = ()
