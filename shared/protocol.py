"""The messages of a sync: batches up, pages down, receipts both ways.

Records travel as columns (`shared.columns`) in gzipped JSON; a list of plain objects is accepted
as well, for other clients and for debugging.
"""

from __future__ import annotations

import gzip
import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.columns import pack, unpack
from shared.kinds import is_kind
from shared.plan import Plan
from shared.problems import Code, Problem
from shared.records import Record
from shared.stamp import GREATEST

PROTOCOL = 1
BATCH_RECORDS = 500
BATCH_BYTES = 256 * 1024
"""A batch as sent: at most so many records, and so many bytes after compression."""
UNPACKED_BYTES = 4 * 1024 * 1024

Shape = TypeVar("Shape", bound=BaseModel)


class Refusal(BaseModel):
    """Why one record of a batch was refused; the collector keeps it all the same."""

    model_config = ConfigDict(frozen=True)
    number: int
    code: str
    sentence: str


class Held(BaseModel):
    """Entries on disk that are kept aside until an officer decides, and why; inclusive ranges."""

    model_config = ConfigDict(frozen=True)
    code: str
    sentence: str
    numbers: tuple[tuple[int, int], ...]


class Sender(BaseModel):
    """What a device says of itself beside its records: the number of its newest entry, its clock,
    the version of its program.
    """

    model_config = ConfigDict(frozen=True)
    made: int = Field(default=0, ge=0, le=GREATEST)
    now_ms: int = Field(default=0, ge=0, le=GREATEST)
    app: str = Field(default="", max_length=40, pattern=r"^[0-9A-Za-z.+_\-]*$")


class Receipt(BaseModel):
    """What the collector has of a device: "everything through n is on disk, except these".

    `missing` are inclusive ranges below `through`. `refused`, `quarantined` and `bounded` speak of
    the batch just pushed; `bounded` gives the stamps that were ahead of the collector's clock and
    what became of them. What is quarantined is on disk too and need not be sent again. `aside`
    speaks of everything of the device that is on disk and does not count, as it is by now: what
    waits for an officer, what was refused; None where that is not told. `now_ms` is the collector's
    clock, from which a device learns its own error.
    """

    model_config = ConfigDict(frozen=True)
    through: int = Field(default=0, ge=0)
    missing: tuple[tuple[int, int], ...] = ()
    refused: tuple[Refusal, ...] = ()
    quarantined: tuple[Held, ...] = ()
    aside: tuple[Held, ...] | None = None
    bounded: dict[int, int] = {}
    now_ms: int = 0

    def has(self, number: int) -> bool:
        return number <= self.through and not any(a <= number <= b for a, b in self.missing)

    def adding(self, numbers: Iterable[int]) -> Receipt:
        """Return the receipt once `numbers` are on disk too."""
        through, missing = self.through, list(self.missing)
        there = sorted(set(numbers))
        for number in there:
            if number > through + 1:
                missing.append((through + 1, number - 1))
            through = max(through, number)
        left = (part for gap in missing for part in _without(gap, there))
        return Receipt(through=through, missing=tuple(left))


def _without(gap: tuple[int, int], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield what is left of `gap` without `numbers`, which are in order."""
    low, high = gap
    for number in numbers[bisect_left(numbers, low) : bisect_right(numbers, high)]:
        if low < number:
            yield low, number - 1
        low = number + 1
    if low <= high:
        yield low, high


class Place(BaseModel):
    """A village within a device's scope; `joined` are the ids of those that became part of it."""

    model_config = ConfigDict(frozen=True)
    id: str
    name: str
    joined: tuple[str, ...] = ()


class EnrolmentRequest(BaseModel):
    """A device asks in: identity and token are made on the device, so asking again is harmless.

    A device that is in already may spend a code on showing only that its commune trusts whoever
    holds it (`keeps_scope`): its name and its villages stay as they are. One that has work of a
    `commune` on it is let in there alone, also where it is not known any more.
    """

    model_config = ConfigDict(extra="forbid")
    code: str = Field(max_length=40)
    device: UUID
    token: str = Field(min_length=32, max_length=128, pattern=r"^[A-Za-z0-9_\-]+$")
    keeps_scope: bool = False
    commune: str = Field(default="", max_length=40)


class Enrolment(BaseModel):
    """What a device learns when it is enrolled."""

    model_config = ConfigDict(frozen=True)
    commune: str
    commune_name: str
    name: str
    villages: tuple[Place, ...]


class Page(BaseModel):
    """Records that a device has not seen, oldest first, and where to go on.

    `history` names the collector's log: when it changes, the log was restored from a backup and a
    device reads from 0 again. `villages` is the device's scope at that moment. A page read from 0
    is kept ready-made for every phone of these villages, so it carries no receipt. `plans` are the
    commune's own that the device may not have yet, one a year.
    """

    model_config = ConfigDict(frozen=True)
    cursor: int = Field(ge=0)
    more: bool = False
    history: str
    villages: tuple[Place, ...]
    receipt: Receipt | None = None
    plans: tuple[Plan, ...] = ()
    records: dict[str, dict[str, list[Any]]] = {}


def fields_of(message: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield kind and fields of every record in a message, columns or plain objects alike."""
    records = message.get("records")
    if isinstance(records, dict):
        for kind, columns in records.items():
            if not is_kind(kind) or not isinstance(columns, dict):
                raise Problem(Code.BAD_MESSAGE)
            for fields in unpack(kind, columns):
                yield kind, fields
    elif isinstance(records, list):
        for each in records:
            if not isinstance(each, dict):
                raise Problem(Code.BAD_MESSAGE)
            fields = dict(each)
            yield str(fields.pop("kind", "")), fields
    else:
        raise Problem(Code.BAD_MESSAGE)


def write(message: Mapping[str, Any]) -> bytes:
    """Return a message as gzipped JSON."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def write_batch(records: Sequence[Record], sender: Sender | None = None) -> bytes:
    """Return `records` of one device as the body of a push."""
    of = {"sender": sender.model_dump()} if sender else {}
    return write({"v": PROTOCOL, **of, "records": pack(records)})


def sender_of(message: Mapping[str, Any]) -> Sender:
    """Return what a batch says of its device: older clients say nothing, nonsense is nothing."""
    try:
        return Sender.model_validate(message.get("sender", {}))
    except ValidationError:
        return Sender()


def ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return `numbers` as inclusive ranges, in order."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return tuple(found)


def read(body: bytes, *, limit: int = UNPACKED_BYTES) -> dict[str, Any]:
    """Read a message, gzipped or plain, never unpacking more than `limit` bytes.

    Too large, too deep, not JSON, NaN and infinities, another protocol: each is a Problem.
    """
    try:
        text = _inflate(body, limit) if body[:2] == b"\x1f\x8b" else body
        if len(text) > limit:
            raise Problem(Code.TOO_LARGE)
        message = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError, zlib.error) as error:
        raise Problem(Code.BAD_MESSAGE) from error
    if not isinstance(message, dict):
        raise Problem(Code.BAD_MESSAGE)
    if type(protocol := message.get("v", PROTOCOL)) is not int or protocol > PROTOCOL:
        raise Problem(Code.NEWER_PROTOCOL)
    return message


def read_as(model: type[Shape], body: bytes, *, limit: int = UNPACKED_BYTES) -> Shape:
    """Read a message of a fixed shape."""
    message = read(body, limit=limit)
    message.pop("v", None)
    try:
        return model.model_validate(message)
    except ValidationError as error:
        raise Problem(Code.BAD_MESSAGE) from error


def _inflate(body: bytes, limit: int) -> bytes:
    machine = zlib.decompressobj(wbits=31)
    text = machine.decompress(body, limit + 1)
    if len(text) > limit:
        raise Problem(Code.TOO_LARGE)
    if not machine.eof:
        raise ValueError("cut short")
    return text


def _finite(text: str) -> float:
    if not isfinite(value := float(text)):
        raise ValueError(text)
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
