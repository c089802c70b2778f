"""What the office itself adds to sections II and III of a report: items typed a line each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.text import accept, clean

LIMIT = 2_000
"""How many letters one field may have, all its lines together."""
# What people type before an item of a list, or bring along when they copy one; "1.200" is a count.
_BULLET = re.compile(r"^(?:[-–—•·*+]+\s*|(?:\d{1,2}[.)]|[a-zđ]\))\s+)+")
_STOPS = " .;,"
# After these no stop can stand; a colon leads to the items below it.
_ENDED = (":", "!", "?", "…")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What stood in the way, and what is asked for, as the office puts it: no machine's count."""

    difficulties: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


NO_WORDS = OwnWords()


def items_of(typed: str, field: str) -> tuple[str, ...]:
    """Return the items of a field, one a line, or refuse what no field may hold."""
    # Judged as a whole: a card's number is one in two lines too.
    accept(typed, field, LIMIT)
    lines = (_BULLET.sub("", clean(line)) for line in typed.splitlines())
    return tuple(line for line in lines if line.strip(_STOPS))


def ended(items: Sequence[str], between: str = ";") -> list[str]:
    """Return the items of a list with a stop after each, whatever stop they were typed with."""
    last = len(items)
    return [
        _stopped(each, "." if place == last else between)
        for place, each in enumerate(items, start=1)
    ]


def _stopped(item: str, stop: str) -> str:
    return item if item.endswith(_ENDED) else item.rstrip(_STOPS) + stop
