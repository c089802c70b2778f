"""A rule of the checks, as a row of a table: name, level, what it says, whose rule it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from shared.checks.claims import Reading
from shared.checks.finding import Finding, Level
from shared.text import decimal_comma, number
from shared.units import Register


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the document: a population, who counted it, the register of units.

    The population is only known so far where it is the length of a list that may not be finished.
    """

    population: int | None = None
    counted: str = "dân số của đơn vị là"
    is_so_far: bool = False
    register: Register | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `check` gives what it finds in a reading; `source` says where the rule is from."""

    name: str
    level: Level
    says: str
    source: str
    check: Callable[[Reading, Known], Iterable[Finding]]


def shown(value: Fraction, places: int | None = None) -> str:
    """Write a percentage as short as it is exact: 70 %, 45,75 %."""
    if places is None:
        places = 0 if value.denominator == 1 else 1 if (value * 10).denominator == 1 else 2
    return f"{decimal_comma(value, places)} %"


def counts(numerator: int, denominator: int) -> str:
    return f"{number(numerator)}/{number(denominator)}"
