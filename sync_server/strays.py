"""People of one village who stand in another that is called nearly so, and how they come home.

Before names were told apart by their marks, lists of "Thôn Trung" and "Thôn Trưng" went into one
village. Once both are there, who is not on the list of the one and belongs to the other is moved,
if the officer says so: with what was answered, and gone from where they stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from shared.places import Commune
from shared.protocol import Place
from shared.quarter import Quarter
from shared.records import Answer, Household, Member, Record
from shared.roster_pairing import Home, PersonKey, fold, keys_of
from shared.village_names import are_alike
from sync_server.communes import villages
from sync_server.database import Cursor
from sync_server.devices import desk_device
from sync_server.entries import record_of
from sync_server.intake import Pen
from sync_server.log import Batch, push
from sync_server.rosters import Moment, VillageChange, homes_of

_ANSWERS = (
    "SELECT log.kind, log.stamp, log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question <> '' AND current.token <> ''"
    " AND current.subject IN ({})"
)
_OWN = {"device", "number", "stamp"}


@dataclass(frozen=True, slots=True)
class Strays:
    """Who stands in `place`, is not on its list, and belongs to the village called `village`."""

    place: Place
    village: str
    people: tuple[Member, ...]


def find(cursor: Cursor, commune: str, changes: Sequence[VillageChange]) -> list[Strays]:
    """Return who stands in a village of the list without being on it, and is one of another.

    Who may be one of two others stays: nobody knows of which.
    """
    there = {place.name: place for place in villages(cursor, commune)}
    listed = {each.name: _keys(each) for each in changes}
    found = []
    for each in (one for one in changes if one.place):
        near = [name for name in {**there, **listed} if are_alike(each.name, name)]
        absent = _absent(cursor, commune, each) if near else {}
        own: dict[str, Set[PersonKey]] = {}
        for name in near:
            homes = homes_of(cursor, commune, there[name].id) if name in there else []
            own[name] = listed.get(name, frozenset()) | _once(_people(homes)).keys()
        claims = Counter(key for keys in own.values() for key in keys)
        for name, keys in own.items():
            mine = (m for key, m in absent.items() if key in keys and claims[key] == 1)
            if each.place and (people := tuple(mine)):
                found.append(Strays(each.place, name, people))
    return found


def bring_home(cursor: Cursor, commune: Commune, strays: Strays, at: Moment) -> int:
    """Move people to where they belong; return how many stand there by now and were moved."""
    place = next(each for each in villages(cursor, commune.id) if each.name == strays.village)
    twins = _once(_people(homes_of(cursor, commune.id, place.id)))
    moving = {m.id: twins[_key(m)] for m in strays.people if _key(m) in twins}
    homes = list(_emptied(homes_of(cursor, commune.id, strays.place.id), moving))
    subjects = {
        **{before: twin.id for before, twin in moving.items()},
        **{home.id: new for home, new in homes if new},
    }
    device = desk_device(cursor, commune.id, at.now_ms)
    pen = Pen(cursor, device, at.now_ms)
    records = list(_answers(cursor, pen, commune.id, (subjects, place.id, at)))
    gone = [m for m in strays.people if m.id in moving] + [home for home, _ in homes]
    records += [_removed(pen, each, at) for each in gone]
    push(cursor, device, Batch(records), at.now_ms)
    return len(moving)


def _keys(change: VillageChange) -> frozenset[PersonKey]:
    return frozenset().union(*map(keys_of, change.listed))


def _absent(cursor: Cursor, commune: str, change: VillageChange) -> dict[PersonKey, Member]:
    """Return who of a village is not on its list, where nobody else there is called so."""
    if not change.place:
        return {}
    lost = {home.id for home in change.difference.missing_homes}
    homes = homes_of(cursor, commune, change.place.id) if lost else []
    of_homes = [m for home in homes if home.household.id in lost for m in home.present]
    return _once([*change.difference.missing, *of_homes])


def _people(homes: Iterable[Home]) -> list[Member]:
    return [m for home in homes if not home.is_gone for m in home.living]


def _key(member: Member) -> PersonKey:
    return fold(member.name), member.birth_year


def _once(people: Sequence[Member]) -> dict[PersonKey, Member]:
    """Return those who have a name that nobody else among them has, with that year."""
    times = Counter(map(_key, people))
    return {_key(each): each for each in people if each.name and times[_key(each)] == 1}


def _emptied(
    homes: Sequence[Home], moving: Mapping[UUID, Member]
) -> Iterator[tuple[Household, UUID | None]]:
    """Yield the households that nobody lives in once people are moved, each with the one that all
    of them moved to, if it is one.
    """
    for home in homes:
        if not home.is_gone and home.present and all(m.id in moving for m in home.present):
            new = {moving[m.id].household for m in home.present}
            yield home.household, new.pop() if len(new) == 1 else None


def _answers(
    cursor: Cursor, pen: Pen, commune: str, to: tuple[Mapping[UUID, UUID], str, Moment]
) -> Iterator[Record]:
    """Yield what was answered, said of the new subjects, where nothing newer was said of them.

    What was answered in an earlier quarter stays with who was counted then.
    """
    subjects, village, at = to
    periods = ("", str(Quarter.of(at.day)))
    taken = {each.id for each in _standing(cursor, commune, subjects.values())}
    for each in _standing(cursor, commune, subjects):
        new = subjects[each.subject]
        own = Answer.id_for(new, each.question, each.period)
        if each.period in periods and own not in taken:
            fields = {"id": own, "subject": new, "village": village, "day": at.day}
            yield pen.write("answer", each.model_dump(exclude=_OWN) | fields)


def _standing(cursor: Cursor, commune: str, subjects: Iterable[UUID]) -> list[Answer]:
    rows = cursor.among(_ANSWERS, commune, {each.bytes for each in subjects})
    records = (record_of(*row) for row in rows)
    return [each for each in records if isinstance(each, Answer)]


def _removed(pen: Pen, before: Member | Household, at: Moment) -> Record:
    fields = before.model_dump(exclude={*_OWN, "by"})
    return pen.write(before.kind, {**fields, "deleted": True, "day": at.day})
