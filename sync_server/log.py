"""The append-only log: push, receipts, seals.

Each record of a batch is judged alone: accepted, repeated, or refused with a code and a sentence;
a refused one is kept. Sequence numbers are handed out under the commune's lock, so they become
visible in order. A receipt is written in the same transaction as the rows that it speaks of.
"""

from __future__ import annotations

import hashlib
import json

from shared.problems import Code, Problem
from shared.protocol import Receipt, Refusal
from shared.stamp import GREATEST, bound
from sync_server.database import Cursor
from sync_server.devices import Device, receipt
from sync_server.entries import (
    NO_SEAL,
    Fresh,
    counted_day,
    current_of,
    end_seal,
    rows_of,
    seal,
    text_of,
)
from sync_server.judging import Batch, read_batch

__all__ = ["Batch", "push", "read_batch"]

_LOG = (
    "INSERT INTO log (commune, seq, device, number, village, subject, kind, stamp, day,"
    " received_ms, record, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
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
_END = (
    "UPDATE commune SET next_seq = ?, seal = ?,"
    " last_day = CASE WHEN ? > last_day THEN ? ELSE last_day END WHERE id = ?"
)
_NUMBERED = (
    "SELECT number, record, stamp FROM log WHERE commune = ? AND device = ? AND number IN ({})"
)
# A device sends its oldest entries first, so a number far past what is here is nobody's.
_FAR = 100_000
_REFUSED = (
    "INSERT INTO refused (commune, device, number, digest, code, sentence, body, received_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (commune, device, number, digest) DO NOTHING"
)


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
    _keep_refused(cursor, device, batch, now_ms)
    far = known.through + _FAR
    numbers = [record.number for record, _ in fresh]
    numbers += [number for number, _, _ in batch.refused if 0 < number <= far]
    written = known.adding(numbers)
    _write_receipt(cursor, device, written, now_ms)
    if sealed:
        next_seq = seq + len(sealed)
        last_day = max(map(counted_day, rows))
        end = end_seal(cursor.seal_key, next_seq, sealed[-1][-1])
        cursor.run(_END, (next_seq, end, last_day, last_day, device.commune))
    refusals = tuple(
        Refusal(number=number, code=problem.code, sentence=problem.sentence)
        for number, problem, _ in batch.refused
    )
    return written.model_copy(update={"refused": refusals, "bounded": bounded, "now_ms": now_ms})


def _lock(cursor: Cursor, commune: str) -> tuple[int, bytes]:
    """Take the commune's lock (a write on its row) and return its next seq and last row's seal."""
    cursor.run("UPDATE commune SET next_seq = next_seq WHERE id = ?", (commune,))
    row = cursor.one(
        "SELECT next_seq, (SELECT log.seal FROM log WHERE log.commune = commune.id"
        " AND log.seq = next_seq - 1) FROM commune WHERE id = ?",
        (commune,),
    )
    if row is None:
        raise Problem(Code.UNKNOWN_COMMUNE, code=commune)
    return row[0], bytes(row[1] or NO_SEAL)


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
        numbered = _NUMBERED.format(", ".join("?" * len(old)))
        found = cursor.all(numbered, (device.commune, device.id.bytes, *old))
        there.update((number, (text, stamp)) for number, text, stamp in found)
    fresh: Fresh = []
    bounded: dict[int, int] = {}
    for record in batch.records:
        mine = text_of(record)
        if record.number > known.through + _FAR:
            batch.refuse(0, Problem(Code.BAD_RECORD, field="number"), record.kind, json.loads(mine))
            continue
        text, stamp = there.setdefault(record.number, (mine, record.stamp))
        if text is mine:
            fresh.append((record, mine))
        elif text != mine:
            other = Problem(Code.SAME_NUMBER, number=record.number)
            batch.refuse(record.number, other, record.kind, json.loads(mine))
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
