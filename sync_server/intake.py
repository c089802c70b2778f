"""What the office itself enters, through the log like everything: its pen, declared figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.indicators import BY_CODE
from shared.kinds import judge
from shared.places import Commune
from shared.problems import Code, Problem
from shared.questions import WORK_ITEMS
from shared.records import Figure, Household, Record
from shared.stamp import after
from sync_server.database import Cursor
from sync_server.devices import Device, desk_device
from sync_server.entries import IN_VILLAGE
from sync_server.log import Batch, push

DECLARED = (
    *(code for code, row in BY_CODE.items() if row.source != "visits"),
    *(item.figure for item in WORK_ITEMS if item.figure),
)
"""The codes of what the office may declare: indicators, and counters of work items."""


class Pen:
    """Writes records as the desk's device: numbers and stamps that go on from its last entry."""

    def __init__(self, cursor: Cursor, device: Device, now_ms: int) -> None:
        # The desk's stamps grow with its numbers.
        row = cursor.one(
            "SELECT number, stamp FROM log WHERE commune = ? AND device = ?"
            " ORDER BY number DESC LIMIT 1",
            (device.commune, device.id.bytes),
        )
        self._device, self._now_ms = device, now_ms
        self._number, self._stamp = row or (0, 0)

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
    if fields.get("chosen") and not (code in BY_CODE and BY_CODE[code].of):
        raise Problem(Code.NO_VISITS_TO_CHOOSE)
    device = desk_device(cursor, commune.id, now_ms)
    own = {"id": Figure.id_for(code, period), "village": "", "day": day}
    figure = Pen(cursor, device, now_ms).write(Figure.kind, {**fields, **own})
    push(cursor, device, Batch([figure]), now_ms)
    assert isinstance(figure, Figure)  # noqa: S101 - `judge` returns the kind it was asked for
    return figure


def households_of(cursor: Cursor, commune: str, village: str) -> list[Household]:
    """Return the households of a village as they stand, duplicates and deleted ones left out."""
    rows = cursor.all(
        f"{IN_VILLAGE} AND current.token = 'household:'", (commune, village, commune, village)
    )
    return [Household.model_validate_json(text) for _, _, text in rows]
