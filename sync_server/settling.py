"""Villages as the office puts them down: added, ordered, renamed, and taken off while unused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.places import Commune
from shared.problems import Code, Problem
from shared.protocol import Place
from shared.text import accept, clean
from shared.village_names import identity
from sync_server import deeds, devices
from sync_server.communes import new_villages, settle, villages
from sync_server.database import Cursor
from sync_server.deeds import Hand

_MARK = re.compile(r"\s*(?:\d+\s*[.)\-]|[-–•*+])\s+")
_NAME_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What the office wants: a name per village, in its order; ids to take off; names to add."""

    names: Mapping[str, str]
    dropped: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()


def listed(text: str) -> tuple[str, ...]:
    """Return the names in a pasted list, one a line, without numbers and dashes before them."""
    found = []
    for line in text.splitlines():
        cells = [clean(_MARK.sub("", cell, count=1)) for cell in line.split("\t")]
        named = [cell for cell in cells if re.search(r"[^\W\d_]", cell)] or [*filter(None, cells)]
        if named:
            found.append(accept(named[0], "Tên thôn", _NAME_LIMIT))
    return tuple(found)


def arrange(cursor: Cursor, hand: Hand, commune: Commune, wish: Wish) -> int:
    """Bring the villages of `commune` to what is wished, all or nothing; count the changes."""
    there = {place.id: place for place in villages(cursor, commune.id)}
    stay = {
        place: accept(name, "Tên thôn", _NAME_LIMIT)
        for place, name in wish.names.items()
        if place in there and place not in wish.dropped
    }
    _refuse_twins([*stay.values(), *wish.added])
    if not all([*stay.values()]):
        raise Problem(Code.NO_VILLAGE_NAMES)
    dropped = [there[place] for place in there if place in wish.dropped]
    renamed = [(there[place], name) for place, name in stay.items() if there[place].name != name]
    _take_off(cursor, commune, dropped)
    for position, (place, name) in enumerate(stay.items()):
        cursor.run(
            "UPDATE village SET name = ?, position = ? WHERE commune = ? AND id = ?",
            (name, position, commune.id, place),
        )
    fresh = new_villages(commune, wish.added, there.values())
    settle(cursor, fresh)
    said = [f"bỏ “{place.name}”" for place in dropped]
    said += [f"đổi tên “{place.name}” thành “{name}”" for place, name in renamed]
    said += [f"thêm “{village.name}”" for village in fresh]
    if not said and [place for place in there if place in stay] != [*stay]:
        said.append("đổi thứ tự các thôn")
    _put_on_record(cursor, hand, said)
    return len(said)


def add(cursor: Cursor, hand: Hand, commune: Commune, names: Iterable[str], why: str) -> None:
    """Add the villages of these names that are not there yet."""
    fresh = new_villages(commune, names, villages(cursor, commune.id))
    settle(cursor, fresh)
    _put_on_record(cursor, hand, [f"thêm “{village.name}”" for village in fresh], why)


def _put_on_record(cursor: Cursor, hand: Hand, said: Sequence[str], why: str = "") -> None:
    if said:
        sentence = "; ".join(said)
        deeds.write(cursor, hand, "villages", f"{sentence[:1].upper()}{sentence[1:]}", why)


def _refuse_twins(names: Iterable[str]) -> None:
    seen = set()
    for name in names:
        if (key := identity(name)) in seen:
            raise Problem(Code.SAME_VILLAGE, name=name)
        seen.add(key)


def _take_off(cursor: Cursor, commune: Commune, places: Iterable[Place]) -> None:
    # The desk's own device has all villages.
    phones = [line for line in devices.listing(cursor, commune.id) if line.id != devices.DESK]
    for place in places:
        entry = cursor.one(
            "SELECT 1 FROM log WHERE commune = ? AND village = ? LIMIT 1", (commune.id, place.id)
        )
        if entry:
            raise Problem(Code.VILLAGE_IN_USE, name=place.name)
        if held := [line.name for line in phones if place.id in line.villages]:
            raise Problem(Code.VILLAGE_ON_PHONE, name=place.name, phones=", ".join(held))
        # With those that were merged into it: of them there is nothing either.
        cursor.many(
            "DELETE FROM village WHERE commune = ? AND id = ?",
            [(commune.id, each) for each in (place.id, *place.joined)],
        )
