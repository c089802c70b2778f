"""Taking a roster into a commune: what it would change, and some households after the other.

Every piece compares the list with what stands at that moment, so that an import which was broken
off goes on where it was, and the same list taken in again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import starmap
from uuid import UUID

from shared.places import Commune
from shared.problems import Problem
from shared.protocol import Place
from shared.records import Household, Member, Record
from shared.roster import ListedHousehold, Roster
from shared.roster_matching import Difference, Entry, compare
from shared.roster_pairing import Home
from shared.village_names import Identity, identity
from sync_server.communes import former_names, found, names_of, villages
from sync_server.database import Cursor
from sync_server.deeds import Hand
from sync_server.devices import desk_device
from sync_server.echoes import echoes
from sync_server.entries import IN_VILLAGE, record_of
from sync_server.intake import Pen
from sync_server.log import Batch, push
from sync_server.settling import add

AT_ONCE = 400
"""Households in one transaction: the phones that hand over meanwhile wait for no more."""
# A list that never agreed with what it had just written would be written for ever.
_TURNS = 1000

Counts = Counter[tuple[str, str]]
"""How many records of a kind ("household", "member") were new, changed or moved."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is taken in: the declared day, and what the clock says."""

    day: date
    now_ms: int


@dataclass(frozen=True, slots=True)
class VillageChange:
    """What a list changes in one village; `place` is None for one that is not there yet; `echo`
    warns that its new people stand in another village.
    """

    name: str
    place: Place | None
    listed: Sequence[ListedHousehold]
    difference: Difference
    echo: Problem | None = None

    @property
    def people(self) -> int:
        return sum(len(each.members) for each in self.listed)


@dataclass(slots=True)
class Progress:
    """How far an import has come."""

    total: int
    done: int = 0
    counts: Counts = field(default_factory=Counter)


def by_village(roster: Roster) -> dict[Identity, list[ListedHousehold]]:
    listed: dict[Identity, list[ListedHousehold]] = {}
    for each in roster.households:
        listed.setdefault(identity(each.village), []).append(each)
    return listed


def changes(cursor: Cursor, commune: str, roster: Roster) -> list[VillageChange]:
    """Return what the list would change, village by village, and change nothing."""
    places = {identity(place.name): place for place in villages(cursor, commune)}
    names = names_of(places.values())
    found = []
    for key, listed in by_village(roster).items():
        place = places.get(key)
        homes = homes_of(cursor, commune, place.id) if place else []
        told = compare(place.id if place else str(key), listed, homes)
        found.append(VillageChange(place.name if place else listed[0].village, place, listed, told))
    met = echoes(cursor, commune, ((_id(each), each.difference) for each in found))
    return [
        replace(each, echo=echo.told(each.name, names.get(echo.other, echo.other)))
        if (echo := met.get(_id(each)))
        else each
        for each in found
    ]


def _id(change: VillageChange) -> str:
    return change.place.id if change.place else change.name


def prepare(cursor: Cursor, hand: Hand, commune: Commune, roster: Roster, file: str) -> None:
    """Found the villages of the list that are not there yet; `file` is what the list is called."""
    found(cursor, commune)
    former = set(map(identity, former_names(cursor, commune.id)))
    listed = (each.village for each in roster.households)
    names = [name for name in listed if identity(name) not in former]
    add(cursor, hand, commune, names, f"Theo danh sách hộ “{file}”")


def take_some(
    cursor: Cursor, commune: Commune, listed: Sequence[ListedHousehold], at: Moment
) -> tuple[int, Counts]:
    """Take in the next households of one village that differ from what stands.

    Return how many of the listed ones stand now as the list has them, and what was written.
    """
    place = _place_of(cursor, commune.id, listed[0].village)
    found = compare(place.id, listed, homes_of(cursor, commune.id, place.id))
    entries = [home for home in found.entries if home]
    device = desk_device(cursor, commune.id, at.now_ms)
    pen = Pen(cursor, device, at.now_ms)
    now = [entry for home in entries[:AT_ONCE] for entry in home]
    records = [_record(pen, place.id, entry, at.day) for entry in now]
    push(cursor, device, Batch(records), at.now_ms)
    waiting = len(entries[AT_ONCE:])
    return len(listed) - waiting, Counter((entry.kind, entry.deed) for entry in now)


def _place_of(cursor: Cursor, commune: str, name: str) -> Place:
    """Return the village of a list, also where it became part of another since it was read."""
    named = {identity(place.name): place for place in villages(cursor, commune)}
    former = {identity(old): heir for old, heir in former_names(cursor, commune).items()}
    return named.get(identity(name)) or named[identity(former[identity(name)])]


def pieces(
    roster: Roster, progress: Progress
) -> Generator[Sequence[ListedHousehold], tuple[int, Counts], None]:
    """Yield the list of each village until it stands; send in what `take_some` returned."""
    for listed in by_village(roster).values():
        before = progress.done
        for _ in range(_TURNS):
            stands, counts = yield listed
            progress.done = before + stands
            progress.counts.update(counts)
            if stands == len(listed) or not counts:
                break
        progress.done = before + len(listed)


def _record(pen: Pen, village: str, entry: Entry, day: date) -> Record:
    own = {"id", "village", "device", "number", "stamp", "day", "by"}
    before = entry.before.model_dump(exclude=own) if entry.before else {}
    fields = {**before, **entry.fields, "id": entry.id, "village": village, "day": day}
    return pen.write(entry.kind, fields)


def homes_of(cursor: Cursor, commune: str, village: str) -> list[Home]:
    """Return the households of a village with their people, the merged and the deleted too."""
    rows = cursor.all(
        f"{IN_VILLAGE} AND log.kind IN ('household', 'member') ORDER BY current.seq",
        (commune, village, commune, village),
    )
    people: dict[UUID, list[Member]] = {}
    households: list[Household] = []
    for record in starmap(record_of, rows):
        if isinstance(record, Member):
            people.setdefault(record.household, []).append(record)
        elif isinstance(record, Household):
            households.append(record)
    return [Home(each, tuple(people.get(each.id, ()))) for each in households]
