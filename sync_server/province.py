"""All communes of a collector as they were cut on a day: what each counts, and the sum of all.

When communes are merged or split, the logs of the old ones stay where they are; who is in which
commune on a day follows from the villages (`shared.units`), so nobody is counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain

from shared.places import Village
from shared.plan import Plan
from shared.quarter import Quarter
from shared.tally import Tally
from shared.units import Succession, recut
from sync_server.communes import served, villages
from sync_server.counting import logged, recount
from sync_server.database import Cursor


def tallies_on(
    cursor: Cursor, quarter: Quarter, plan: Plan, day: date, successions: Sequence[Succession]
) -> dict[str, Tally]:
    """Return the tally of every commune that there was on `day`, by what was declared until then.

    `plan` gives the ages. A person who moved between communes is where the last entry says.
    """
    communes = served(cursor)
    records = chain.from_iterable(logged(cursor, commune.id, day) for commune in communes)
    counted = recount(records, quarter, plan)
    places = [
        Village(place.id, commune.id, place.name)
        for commune in communes
        for place in villages(cursor, commune.id)
    ]
    return recut(counted, places, day, successions)
