"""A rule of the checks, as a row of a table: name, level, what it says, whose rule it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from shared.checks.claims import Reading
from shared.checks.finding import Finding, Level
from shared.plan import PLANS
from shared.text import decimal_comma, number
from shared.units import Register


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the document: a population, the register of units, targets, the day."""

    population: int | None = None
    register: Register | None = None
    targets: Mapping[str, int] = field(default_factory=dict)
    today: date | None = None

    def target(self, code: str) -> int | None:
        """Return the target of an indicator: the given one, else the least that a plan known asks."""
        if code in self.targets:
            return self.targets[code]
        asked = [plan.targets[code].percent for plan in PLANS if code in plan.targets]
        return min(asked) if asked else None


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
