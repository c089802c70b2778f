"""What a roster's line says at a glance: how many were asked, and which steps are lacking. Pure."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from app.ui.words import homes
from shared.profile import Profile, facts
from shared.questions import BY_KEY, asked_of

_SHOWN = 2
"""So many steps fit beside the count on a narrow phone."""
_STEPS = asked_of("member", "step")


def lacking(of: tuple[Profile, ...], year: int) -> str:
    """Say which steps are known not to be done and by how many; the most frequent first."""
    counts = Counter(key for each in of for key in _lacks(each, year))
    first = counts.most_common(_SHOWN)
    parts = tuple(f"{BY_KEY[key].label} {count}" for key, count in first)
    return homes.lacks(parts, len(counts) > _SHOWN) if parts else ""


@lru_cache(maxsize=4096)
def _lacks(of: Profile, year: int) -> tuple[str, ...]:
    known = facts(of, year)
    return tuple(
        each.key
        for each in _STEPS
        if each.span == "standing" and each.key in known and not each.done(str(known[each.key]))
    )
