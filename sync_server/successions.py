"""A commune that was merged into another: since when and into which, as its officer put on record.

Nothing that was counted is rewritten: from that day on its villages belong to the successor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.places import Commune
from shared.problems import Code, Problem
from shared.text import clean
from shared.units import Succession
from sync_server import deeds
from sync_server.communes import by_id
from sync_server.database import Cursor
from sync_server.deeds import Hand
from sync_server.units import thanh_hoa

_MERGED = "SELECT id, merged_into, valid_to FROM commune WHERE merged_into <> '' ORDER BY id"


@dataclass(frozen=True, slots=True)
class Merger:
    """What an officer puts on record: into which unit, from which day, and by which decision."""

    into: str
    day: date
    why: str = ""


def merge(cursor: Cursor, hand: Hand, merger: Merger, today: date) -> Commune:
    """End the commune on a day, in favour of another; return that one."""
    commune = by_id(cursor, hand.commune)
    new = _named(merger.into, merger.day)
    if new.id == commune.id:
        raise Problem(Code.UNKNOWN_UNIT)
    if merger.day <= commune.valid_from:
        raise Problem(Code.BAD_DATE, text=f"{merger.day:%d/%m/%Y}")
    # What is counted knows no clock: a merger on record counts as of the quarter's last day.
    if merger.day > today:
        raise Problem(Code.MERGER_AHEAD, text=f"{merger.day:%d/%m/%Y}")
    cursor.run(
        "UPDATE commune SET valid_to = ?, merged_into = ? WHERE id = ?",
        (merger.day.isoformat(), new.id, commune.id),
    )
    what = f"Sáp nhập vào {new.name} ({new.code}) từ ngày {merger.day:%d/%m/%Y}"
    deeds.write(cursor, hand, "commune", what, merger.why)
    return new


def take_back(cursor: Cursor, hand: Hand, why: str) -> None:
    """Take a merger back that was put on record by mistake."""
    if into(cursor, hand.commune) is None:
        return
    cursor.run(
        "UPDATE commune SET valid_to = NULL, merged_into = NULL WHERE id = ?", (hand.commune,)
    )
    deeds.write(cursor, hand, "commune", "Bỏ ghi nhận sáp nhập", why)


def into(cursor: Cursor, commune: str) -> Commune | None:
    """Return the unit that a commune was merged into, if its officer said so."""
    row = cursor.one("SELECT merged_into FROM commune WHERE id = ?", (commune,))
    return thanh_hoa().unit(row[0]) if row and row[0] else None


def successions(cursor: Cursor) -> tuple[Succession, ...]:
    """Return the mergers of the communes that are served here, for counting by their day."""
    return tuple(
        Succession(old, new, date.fromisoformat(day)) for old, new, day in cursor.all(_MERGED)
    )


def _named(text: str, day: date) -> Commune:
    """Return the unit of that day with this code or name, or refuse."""
    said = clean(text)
    there = [unit for unit in thanh_hoa().units if unit.exists_on(day)]
    found = [unit for unit in there if said in (unit.code, unit.name, f"{unit.name} ({unit.code})")]
    if not found and said:
        found = [each.unit for each in thanh_hoa().find(said, day) if not each.by]
    if len(found) != 1:
        raise Problem(Code.UNKNOWN_UNIT)
    return found[0]
