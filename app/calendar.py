"""Which days can be: before a collector has said what time it is, a phone's clock may be years off.

A date that can hardly be is flagged, never dropped.
"""

from __future__ import annotations

from datetime import date

from shared.plan import PLANS

BUILT = date(2026, 11, 22)
"""The day of this edition of the app; moved on with each release."""


def first_day(commune: str) -> date:
    """Return the first day of the commune's first plan; nothing was visited before."""
    years = [plan.year for plan in PLANS if plan.commune == commune]
    return date(min(years, default=min(plan.year for plan in PLANS)), 1, 1)


def is_plausible(today: date, commune: str, built: date = BUILT) -> bool:
    """Say whether a clock that nobody has confirmed may be right: up to a year after `built`."""
    return first_day(commune) <= today <= built.replace(year=built.year + 1)
