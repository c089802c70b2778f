"""A five-word language for indicators, as data: Is, AtLeast, All, AnyOf, Not.

Conditions are three-valued, because "not asked" is never "no": `holds` answers True, False, or
None for "nobody knows". An indicator written in them can be printed in Vietnamese (`describe`),
asked which questions it needs (`words_of`), and evaluated alike on phone and collector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Facts = Mapping[str, str | tuple[int, int]]
"""What is known of a subject: answers by question key, and intervals such as `age`."""


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to `word` is `value`."""

    word: str
    value: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number `word`, known as an interval, is `number` or more."""

    word: str
    number: int


@dataclass(frozen=True, slots=True, init=False)
class All:
    """Every part holds; of no parts, yes."""

    parts: tuple[Condition, ...]

    def __init__(self, *parts: Condition) -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """At least one part holds; of no parts, no."""

    parts: tuple[Condition, ...]

    def __init__(self, *parts: Condition) -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = Is | AtLeast | All | AnyOf | Not
EVERYONE = All()


def holds(condition: Condition, facts: Facts) -> bool | None:
    """Return whether `condition` holds of a subject, or None when the facts do not tell."""
    match condition:
        case Is(word, value):
            return None if (known := facts.get(word)) is None else known == value
        case AtLeast(word, number):
            return _at_least(facts.get(word), number)
        case All(parts):
            return _first(False, (holds(part, facts) for part in parts))
        case AnyOf(parts):
            return _first(True, (holds(part, facts) for part in parts))
        case Not(part):
            inner = holds(part, facts)
            return None if inner is None else not inner


def _at_least(known: str | tuple[int, int] | None, number: int) -> bool | None:
    if not isinstance(known, tuple):
        return None
    low, high = known
    return True if low >= number else False if high < number else None


def _first(decisive: bool, verdicts: Iterator[bool | None]) -> bool | None:
    """Fold three-valued verdicts: `decisive` settles all, otherwise one None leaves it open."""
    unknown = False
    for verdict in verdicts:
        if verdict is decisive:
            return decisive
        unknown = unknown or verdict is None
    return None if unknown else not decisive


def words_of(condition: Condition) -> frozenset[str]:
    """Return the questions and numbers that `condition` looks at."""
    match condition:
        case Is(word, _) | AtLeast(word, _):
            return frozenset({word})
        case All(parts) | AnyOf(parts):
            return frozenset().union(*(words_of(part) for part in parts))
        case Not(part):
            return words_of(part)


def describe(condition: Condition, say: Callable[[str, str], str]) -> str:
    """Say `condition` in Vietnamese; `say(word, value)` words one question and its answer."""
    match condition:
        case Is(word, value):
            return say(word, value)
        case AtLeast(word, number):
            return f"{say(word, '')} từ {number} trở lên"
        case All(parts):
            return " và ".join(describe(part, say) for part in parts) or "tất cả"
        case AnyOf(parts):
            return " hoặc ".join(describe(part, say) for part in parts) or "không ai"
        case Not(part):
            return f"không phải ({describe(part, say)})"
