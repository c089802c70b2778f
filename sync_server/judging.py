"""What a device sent, judged record by record before any database is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from shared.fields import NOTE_LIMIT
from shared.kinds import judge
from shared.problems import Code, Problem
from shared.protocol import BATCH_RECORDS, Sender, fields_of, read, sender_of
from shared.records import KINDS, Figure, Record
from shared.stamp import GREATEST
from shared.text import mask_id_numbers
from sync_server.devices import Device

_MOST_FIELDS = 40
"""No form has so many; of a record that has more, the first are shown."""
_BEGINNING = 64
"""Characters of a text by which a person knows it again."""


@dataclass(slots=True)
class Batch:
    """What a device sent, judged as far as that needs no database.

    Of the valid `records`, those whose numbers are in `outside` belong to villages that are not the
    device's. Once an officer has decided (`is_decided`), nothing is held back any more; `stamps`
    are those that count where they differ from the records' own.
    """

    records: list[Record] = field(default_factory=list)
    refused: list[tuple[int, Problem, str]] = field(default_factory=list)
    outside: set[int] = field(default_factory=set)
    stamps: dict[int, int] = field(default_factory=dict)
    sender: Sender = field(default_factory=Sender)
    is_decided: bool = False

    def refuse(self, number: int, problem: Problem, kind: str, fields: Mapping[str, Any]) -> None:
        self.refused.append((number, problem, _readable(kind, fields)))


def _readable(kind: str, fields: Mapping[str, Any]) -> str:
    """Return a refused record as a person may read it, and as every database can keep it.

    Never more than a form can hold, however much was sent; no values of fields that we do not
    know; no number that looks like an identity card's.
    """
    known, room = KINDS.get(kind, Record).model_fields, 2 * NOTE_LIMIT
    short = {}
    for key, value in islice(fields.items(), _MOST_FIELDS):
        # One long text, or several that are as long together; of each its beginning.
        said = short[key[:64]] = _short(value, max(room, _BEGINNING)) if key in known else "…"
        room -= len(str(said))
    text = json.dumps({"kind": kind[:64], **short}, ensure_ascii=False)
    # PostgreSQL stores neither NUL nor half a surrogate pair.
    return mask_id_numbers(text).encode("utf-8", "backslashreplace").decode()


def _short(value: Any, room: int) -> Any:
    match value:
        case str():
            return value[:room]
        case bool() | float() | None:
            return value
        case int():
            return value if abs(value) <= GREATEST else "…"
        case list() | tuple():
            some = value[: min(20, room // _BEGINNING)]
            return [each[:_BEGINNING] if isinstance(each, str) else "…" for each in some]
        case dict():
            return "…"
    return str(value)[:_BEGINNING]


def read_batch(device: Device, body: bytes) -> Batch:
    """Read the body of a push and judge its records one by one."""
    message = read(body)
    batch = Batch(sender=sender_of(message))
    own = device.id.hex
    for count, (kind, fields) in enumerate(fields_of(message)):
        if count >= BATCH_RECORDS:
            raise Problem(Code.TOO_LARGE)
        if fields.get("device") == own:
            fields["device"] = device.id
        judged = judge(kind, fields)
        if isinstance(judged, Record):
            judged = _allowed(device, judged)
        if isinstance(judged, Problem):
            batch.refuse(_number(fields), judged, kind, fields)
        else:
            batch.records.append(judged)
            if judged.village not in device.villages:
                batch.outside.add(judged.number)
    return batch


def _number(fields: Mapping[str, Any]) -> int:
    """Return the number that a refused record claims; 0 when it claims none that can be."""
    number = fields.get("number")
    return number if type(number) is int and 0 < number <= GREATEST else 0


def _allowed(device: Device, record: Record) -> Record | Problem:
    if record.device is not device.id and record.device != device.id:
        return Problem(Code.BAD_RECORD, field="device")
    if isinstance(record, Figure) and not device.is_desk:
        return Problem(Code.NOT_ALLOWED_HERE, kind=record.kind)
    return record
