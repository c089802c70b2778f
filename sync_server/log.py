"""The append-only log: push, receipts, seals.

Each record of a batch is judged alone: accepted, repeated, or refused with a code and a sentence;
a refused one is kept. Sequence numbers are handed out under the commune's lock, so they become
visible in order. A receipt is written in the same transaction as the rows that it speaks of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.problems import Code, Problem
from shared.protocol import BATCH_RECORDS, Receipt, Refusal, fields_of, read
from shared.records import Figure, Record, judge
from shared.stamp import GREATEST, bound
from sync_server.database import Cursor
from sync_server.devices import Device, receipt
from sync_server.entries import Fresh, current_of, heads_of, rows_of, seal, text_of

_LOG = (
    "INSERT INTO log (commune, seq, device, number, village, kind, stamp, day, received_ms,"
    " record, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# The merge rule, `shared.records.newer`, as the database says it; a test holds the two together.
_CURRENT = (
    "INSERT INTO current (commune, subject, question, period, village, token, stamp, device,"
    " number, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (commune, subject, question, period) DO UPDATE SET village = excluded.village,"
    " token = excluded.token, stamp = excluded.stamp, device = excluded.device,"
    " number = excluded.number, seq = excluded.seq"
    " WHERE (excluded.stamp, excluded.device, excluded.number)"
    " > (current.stamp, current.device, current.number)"
)
_HEAD = (
    "INSERT INTO head (commune, village, seq, last_day) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (commune, village) DO UPDATE SET seq = excluded.seq, last_day ="
    " CASE WHEN excluded.last_day > head.last_day THEN excluded.last_day ELSE head.last_day END"
)
_NUMBERED = (
    "SELECT number, record, stamp FROM log"
    " WHERE commune = ? AND device = ? AND number BETWEEN ? AND ?"
)
_REFUSED = (
    "INSERT INTO refused (commune, device, number, digest, code, sentence, body, received_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (commune, device, number, digest) DO NOTHING"
)


@dataclass(slots=True)
class Batch:
    """What a device sent, judged as far as that needs no database."""

    records: list[Record] = field(default_factory=list)
    refused: list[tuple[int, Problem, str]] = field(default_factory=list)

    def refuse(self, number: int, problem: Problem, body: Any) -> None:
        text = body if isinstance(body, str) else _written(body)
        # PostgreSQL stores neither NUL nor half a surrogate pair; what was sent must stay readable.
        readable = text.replace("\x00", "\\u0000").encode("utf-8", "backslashreplace").decode()
        self.refused.append((number, problem, readable))


def _written(body: Mapping[str, Any]) -> str:
    try:
        return json.dumps(body, ensure_ascii=False, default=str)
    except RecursionError:
        # Nested deeper than it can be written again: nobody's tick, so its plain fields will do.
        plain = {key: value for key, value in body.items() if isinstance(value, str | int)}
        return json.dumps(plain, ensure_ascii=False)


def read_batch(device: Device, body: bytes) -> Batch:
    """Read the body of a push and judge its records one by one."""
    batch = Batch()
    own = device.id.hex
    for count, (kind, fields) in enumerate(fields_of(read(body))):
        if count >= BATCH_RECORDS:
            raise Problem(Code.TOO_LARGE)
        if fields.get("device") == own:
            fields["device"] = device.id
        judged = judge(kind, fields)
        if isinstance(judged, Record):
            judged = _allowed(device, judged)
        if isinstance(judged, Problem):
            batch.refuse(_number(fields), judged, {"kind": kind, **fields})
        else:
            batch.records.append(judged)
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
    if record.village not in device.villages:
        return Problem(Code.OUTSIDE_VILLAGE)
    return record


def push(cursor: Cursor, device: Device, batch: Batch, now_ms: int) -> Receipt:
    """Take `batch` into the log, inside the caller's transaction, and write its receipt.

    The receipt is true once the transaction is committed.
    """
    seq, last_seal = _lock(cursor, device.commune)
    known = _receipt_of(cursor, device)
    fresh, bounded = _fresh(cursor, device, batch, known)
    latest = bound(GREATEST, now_ms)
    bounded |= {record.number: latest for record, _ in fresh if record.stamp > latest}
    rows = rows_of(device.commune, fresh, bounded, (seq, now_ms))
    sealed = seal(cursor.seal_key, last_seal, rows)
    cursor.many(_LOG, sealed)
    cursor.many(
        _CURRENT, [current_of(row, each) for row, (each, _) in zip(rows, fresh, strict=True)]
    )
    cursor.many(_HEAD, heads_of(device.commune, rows))
    _keep_refused(cursor, device, batch, now_ms)
    numbers = [record.number for record, _ in fresh] + [n for n, _, _ in batch.refused if n]
    written = known.adding(numbers)
    _write_receipt(cursor, device, written, now_ms)
    if sealed:
        cursor.run(
            "UPDATE commune SET next_seq = ?, seal = ? WHERE id = ?",
            (seq + len(sealed), sealed[-1][-1], device.commune),
        )
    refusals = tuple(
        Refusal(number=number, code=problem.code, sentence=problem.sentence)
        for number, problem, _ in batch.refused
    )
    return written.model_copy(update={"refused": refusals, "bounded": bounded, "now_ms": now_ms})


def _lock(cursor: Cursor, commune: str) -> tuple[int, bytes]:
    """Take the commune's lock (a write on its row) and return its next seq and last seal."""
    cursor.run("UPDATE commune SET next_seq = next_seq WHERE id = ?", (commune,))
    row = cursor.one("SELECT next_seq, seal FROM commune WHERE id = ?", (commune,))
    if row is None:
        raise Problem(Code.UNKNOWN_COMMUNE, code=commune)
    return row[0], bytes(row[1])


def _receipt_of(cursor: Cursor, device: Device) -> Receipt:
    row = cursor.one(
        "SELECT through, missing FROM device WHERE commune = ? AND id = ?",
        (device.commune, device.id.bytes),
    )
    return receipt(*row) if row else Receipt()


def _write_receipt(cursor: Cursor, device: Device, written: Receipt, now_ms: int) -> None:
    cursor.run(
        "UPDATE device SET through = ?, missing = ?, seen_ms = ? WHERE commune = ? AND id = ?",
        (written.through, json.dumps(written.missing), now_ms, device.commune, device.id.bytes),
    )


def _fresh(
    cursor: Cursor, device: Device, batch: Batch, known: Receipt
) -> tuple[Fresh, dict[int, int]]:
    """Return the records that the log lacks, each with its text for ever, and how those it has
    were bounded: the receipt that said so may have been lost. Refuse other content under a number.
    """
    there: dict[int, tuple[str, int]] = {}
    old = [record.number for record in batch.records if record.number <= known.through]
    if old:
        found = cursor.all(_NUMBERED, (device.commune, device.id.bytes, min(old), max(old)))
        there.update((number, (text, stamp)) for number, text, stamp in found)
    fresh: Fresh = []
    bounded: dict[int, int] = {}
    for record in batch.records:
        mine = text_of(record)
        text, stamp = there.setdefault(record.number, (mine, record.stamp))
        if text is mine:
            fresh.append((record, mine))
        elif text != mine:
            batch.refuse(record.number, Problem(Code.SAME_NUMBER, number=record.number), mine)
        elif stamp != record.stamp:
            bounded[record.number] = stamp
    return fresh, bounded


def _keep_refused(cursor: Cursor, device: Device, batch: Batch, now_ms: int) -> None:
    rows = []
    for number, problem, body in batch.refused:
        digest = hashlib.blake2b(body.encode(), digest_size=16).digest()
        why = (problem.code, problem.sentence, body, now_ms)
        rows.append((device.commune, device.id.bytes, number, digest, *why))
    cursor.many(_REFUSED, rows)
