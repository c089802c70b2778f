"""Records as rows of the log and of what stands, and the seals that chain the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from shared.kinds import model_of
from shared.profile import token
from shared.records import Answer, Record

Place = tuple[bytes, str, str]
"""Where a record stands in `current`: subject, question, period."""

Fresh = list[tuple[Record, str, Place]]
"""Records that are new to the log, each with the text that stands there for ever and its place."""

Rows = list[tuple[Any, ...]]

Cut = tuple[str, Mapping[str, str]]
"""A commune, and which of its villages were joined to which (`communes.heirs`)."""

# What belongs to a village is found by the index of villages; asked for at once, SQLite would read
# everything that stands in the commune.
IN_VILLAGE = (
    "SELECT log.kind, log.stamp, log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.village = ? AND current.question = ''"
    " AND current.period = '' AND current.subject IN"
    " (SELECT subject FROM current WHERE commune = ? AND village = ?)"
)
"""What stands of a village but answers; asks for commune and village, twice."""


def rows_of(cut: Cut, fresh: Fresh, bounded: Mapping[int, int], start: tuple[int, int]) -> Rows:
    """Return the log's rows of what one device sent, numbered and dated from `start`."""
    (commune, heirs), (first, now_ms) = cut, start
    # SQLite's driver takes a bytearray as it is, and asks bytes first for methods they lack: that
    # was a twentieth of a push.
    device = bytearray(fresh[0][0].device.bytes if fresh else b"")
    return [
        (
            commune,
            seq,
            device,
            record.number,
            heirs.get(record.village, record.village),
            bytearray(place[0]),
            record.kind,
            bounded.get(record.number, record.stamp),
            record.day.isoformat(),
            now_ms,
            text,
        )
        for seq, (record, text, place) in enumerate(fresh, start=first)
    ]


def counted_day(row: tuple[Any, ...]) -> str:
    """Return the day of which a row of the log tells; "" for a figure, which is declared when its
    quarter is over.
    """
    village, day = row[4], row[8]
    return day if village else ""


def current_of(row: tuple[Any, ...], record: Record, place: Place) -> tuple[Any, ...]:
    commune, seq, device, number, village, subject, _, stamp = row[:8]
    _, question, period = place
    return (
        commune, subject, question, period, village, token(record), stamp, device, number, seq
    )  # fmt: skip


def text_of(record: Record) -> str:
    """Return the text under which `record` stands in the log for ever."""
    # What `model_dump_json` calls, without its twenty arguments.
    return record.__pydantic_serializer__.to_json(record, exclude_defaults=True).decode()


def record_of(kind: str, stamp: int, text: str) -> Record:
    """Return a logged record with the stamp that counts, which may be a bounded one."""
    record = model_of(kind).model_validate_json(text)
    return record if record.stamp == stamp else record.model_copy(update={"stamp": stamp})


def place_of(record: Record) -> Place:
    if isinstance(record, Answer):
        return record.subject.bytes, record.question, record.period
    return record.id.bytes, "", ""


def seal(key: bytes, last: bytes, rows: Iterable[tuple[Any, ...]]) -> Rows:
    """Return `rows` with their seals: each is keyed and covers the row and the seal before it.

    Who alters, removes or inserts a row behind the collector's back breaks the chain there. The
    columns left out repeat what stands in the record; `verify` compares them.
    """
    sealed = []
    keyed = hashlib.blake2b(key=key, digest_size=16)
    for row in rows:
        _, seq, _, _, _, _, kind, stamp, _, received_ms, record = row
        each = keyed.copy()
        before = f"{seq}\x1f{kind}\x1f{stamp}\x1f{received_ms}\x1f"
        each.update(last + before.encode() + record.encode())
        last = each.digest()
        sealed.append((*row, bytearray(last)))
    return sealed


NO_SEAL = b"\x00" * 16
"""What stands before the first row."""


def end_seal(key: bytes, next_seq: int, last: bytes) -> bytes:
    """Return the seal of a log's end, without which rows could be cut off unseen."""
    return hashlib.blake2b(f"end {next_seq}".encode() + last, key=key, digest_size=16).digest()
