"""What the office itself enters: declared figures and rosters, through the log like everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from shared.indicators import BY_CODE
from shared.places import Commune
from shared.problems import Code, Problem
from shared.questions import WORK_ITEMS
from shared.records import Figure, Household, Member, Record, judge
from shared.roster import ListedHousehold, village_key
from shared.stamp import after
from shared.text import fold
from sync_server.communes import villages
from sync_server.database import Cursor
from sync_server.devices import Device, desk_device
from sync_server.log import Batch, push

DECLARED = (
    *(code for code, row in BY_CODE.items() if row.source != "visits"),
    *(item.figure for item in WORK_ITEMS if item.figure),
)
"""The codes of what the office may declare: indicators, and counters of work items."""


class Pen:
    """Writes records as the desk's device: numbers and stamps that go on from its last entry."""

    def __init__(self, cursor: Cursor, device: Device, now_ms: int) -> None:
        row = cursor.one(
            "SELECT max(number), max(stamp) FROM log WHERE commune = ? AND device = ?",
            (device.commune, device.id.bytes),
        )
        self._device, self._now_ms = device, now_ms
        self._number, self._stamp = (row[0] or 0, row[1] or 0) if row else (0, 0)

    def write(self, kind: str, fields: Mapping[str, Any]) -> Record:
        """Return the next record, or raise why it is refused."""
        self._number, self._stamp = self._number + 1, after(self._stamp, self._now_ms)
        own = {"device": self._device.id, "number": self._number, "stamp": self._stamp}
        record = judge(kind, {**fields, **own})
        if isinstance(record, Problem):
            raise record
        return record


def declare(
    cursor: Cursor, commune: Commune, fields: Mapping[str, Any], day: date, now_ms: int
) -> Figure:
    """Take in a declared figure; `fields` are code, period, numbers, source, person and note."""
    code, period = str(fields.get("code", "")), str(fields.get("period", ""))
    if code not in DECLARED:
        raise Problem(Code.UNKNOWN_FIGURE, code=code[:20])
    device = desk_device(cursor, commune.id, now_ms)
    own = {"id": Figure.id_for(code, period), "village": "", "day": day}
    figure = Pen(cursor, device, now_ms).write(Figure.kind, {**fields, **own})
    push(cursor, device, Batch([figure]), now_ms)
    assert isinstance(figure, Figure)  # noqa: S101 - `judge` returns the kind it was asked for
    return figure


def households_of(cursor: Cursor, commune: str, village: str) -> list[Household]:
    """Return the households of a village as they stand, duplicates and deleted ones left out."""
    rows = cursor.all(
        "SELECT log.record FROM current"
        " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
        " WHERE current.commune = ? AND current.village = ? AND current.token = 'household:'",
        (commune, village),
    )
    return [Household.model_validate_json(text) for (text,) in rows]


def without_known(
    cursor: Cursor, commune: Commune, households: Iterable[ListedHousehold]
) -> list[ListedHousehold]:
    """Return the households that the commune does not have yet, so that a list can be taken in
    again: a known one has the same village, number and head.
    """
    places = {village_key(place.name): place.id for place in villages(cursor, commune.id)}
    there = {
        (house.village, house.code, fold(house.head))
        for village in places.values()
        for house in households_of(cursor, commune.id, village)
    }
    return [
        each
        for each in households
        if (places.get(village_key(each.village)), each.number, fold(each.head)) not in there
    ]


def enter_roster(  # noqa: PLR0913, PLR0917 - what, by which ids, and when
    cursor: Cursor,
    commune: Commune,
    households: Iterable[ListedHousehold],
    new_id: Callable[[], UUID],
    day: date,
    now_ms: int,
) -> int:
    """Take in households with their members; return how many people. Villages must be known."""
    device = desk_device(cursor, commune.id, now_ms)
    pen = Pen(cursor, device, now_ms)
    places = {village_key(place.name): place.id for place in villages(cursor, commune.id)}
    records: list[Record] = []
    people = 0
    for household in households:
        common = {"village": places[village_key(household.village)], "day": day}
        house = new_id()
        about = {"id": house, "head": household.head, "code": household.number}
        records.append(pen.write(Household.kind, {**common, **about}))
        for slot, member in enumerate(household.members, start=1):
            person = {"name": member.name, "birth_year": member.birth_year}
            where = {"id": new_id(), "household": house, "slot": slot}
            records.append(pen.write(Member.kind, {**common, **where, **person}))
            people += 1
    push(cursor, device, Batch(records), now_ms)
    return people
