"""A village that becomes part of another: because the commune merged them, or because a list was
once taken into a village that there is not.

The log keeps what was recorded, word for word. What is derived from it, whose an entry is by now,
moves at once: rates, lists, pages for phones. Reports that were closed before stay as they were.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.fields import NOTE_LIMIT
from shared.problems import Code, Problem
from shared.protocol import Place
from shared.text import accept, clean, number
from sync_server import audit, deeds, devices
from sync_server.communes import villages
from sync_server.database import Cursor
from sync_server.deeds import Hand
from sync_server.echoes import people_by_village

_COUNTED = (
    "SELECT count(*) FROM current WHERE commune = ? AND village = ? AND question = ''"
    " AND period = '' AND token LIKE ?"
)


@dataclass(frozen=True, slots=True)
class Merging:
    """What goes where if `old` becomes part of `into`; `phones` are those that work in `old`,
    `twice` how many people stand in both by name and year of birth.
    """

    old: Place
    into: Place
    households: int
    people: int
    twice: int
    phones: tuple[str, ...]

    @property
    def sentence(self) -> str:
        whom = f"{number(self.households)} hộ, {number(self.people)} người"
        return f"Gộp “{self.old.name}” vào “{self.into.name}” ({whom})"


def look(cursor: Cursor, commune: str, old: str, into: str) -> Merging:
    """Return what would go where, and change nothing; refuse what are not two villages."""
    there = {place.id: place for place in villages(cursor, commune)}
    if old not in there or into not in there or old == into:
        raise Problem(Code.WHICH_TO_MERGE)
    phones = tuple(
        line.name
        for line in devices.listing(cursor, commune)
        if old in line.villages and line.id != devices.DESK and line.revoked_ms is None
    )
    households, people = (
        _count(cursor, commune, old, token) for token in ("household:%", "member:%")
    )
    named = people_by_village(cursor, commune)
    twice = len(named.get(old, set()) & named.get(into, set()))
    return Merging(there[old], there[into], households, people, twice, phones)


def _count(cursor: Cursor, commune: str, village: str, token: str) -> int:
    row = cursor.one(_COUNTED, (commune, village, token))
    return row[0] if row else 0


def merge(cursor: Cursor, hand: Hand, old: str, into: str, why: str) -> Merging:
    """Make one village part of another, on record and with a reason; nobody can part them again."""
    reason = accept(clean(why), "Lý do", NOTE_LIMIT)
    if not reason:
        raise Problem(Code.NO_REASON)
    # Whoever hands over meanwhile waits, and is then told apart by what is written here.
    audit.lock(cursor, hand.commune)
    merging = look(cursor, hand.commune, old, into)
    cursor.run(
        "UPDATE village SET merged_into = ? WHERE commune = ? AND id = ?",
        (into, hand.commune, old),
    )
    for derived in ("log", "current"):
        cursor.run(
            f"UPDATE {derived} SET village = ? WHERE commune = ? AND village = ?",  # noqa: S608
            (into, hand.commune, old),
        )
    deeds.write(cursor, hand, "villages", merging.sentence, reason)
    return merging
