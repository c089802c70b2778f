"""The append-only log: push, receipts, seals.

Each record of a batch is judged alone: accepted, repeated, kept aside until an officer decides, or
refused with a code and a sentence; what is refused is kept as well (`quarantine`). Sequence numbers
are handed out under the commune's lock, so they become visible in order. A receipt is written in
the same transaction as the rows that it speaks of.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from shared.kinds import judge
from shared.problems import Code, Problem
from shared.protocol import Receipt, Refusal, Sender
from shared.records import Record
from shared.stamp import GREATEST, bound
from sync_server import quarantine
from sync_server.audit import lock
from sync_server.communes import heirs
from sync_server.database import Cursor, Insert
from sync_server.devices import FAR, Device, by_now, receipt
from sync_server.entries import (
    NO_SEAL,
    Fresh,
    Place,
    Rows,
    counted_day,
    current_of,
    end_seal,
    place_of,
    rows_of,
    seal,
    text_of,
)
from sync_server.judging import Batch, read_batch
from sync_server.quarantine import LIMIT, Aside, Why, keep, kept, told, troubles, why_of

__all__ = ["Batch", "push", "read_batch"]

_LOG = Insert(
    "log",
    "commune, seq, device, number, village, subject, kind, stamp, day, received_ms, record, seal",
)
# The merge rule, `shared.records.newer`, as the database says it; a test holds the two together.
_CURRENT = Insert(
    "current",
    "commune, subject, question, period, village, token, stamp, device, number, seq",
    "ON CONFLICT (commune, subject, question, period) DO UPDATE SET village = excluded.village,"
    " token = excluded.token, stamp = excluded.stamp, device = excluded.device,"
    " number = excluded.number, seq = excluded.seq"
    " WHERE (excluded.stamp, excluded.device, excluded.number)"
    " > (current.stamp, current.device, current.number)",
)
_VERSION = slice(6, 9)
"""Where in a row of `current` stamp, device and number are."""
_END = (
    "UPDATE commune SET next_seq = ?, seal = ?,"
    " last_day = CASE WHEN ? > last_day THEN ? ELSE last_day END WHERE id = ?"
)
_NUMBERED = (
    "SELECT number, kind, record, stamp FROM log"
    " WHERE commune = ? AND device = ? AND number IN ({})"
)


def push(cursor: Cursor, device: Device, batch: Batch, now_ms: int) -> Receipt:
    """Take `batch` into the log, inside the caller's transaction, and write its receipt.

    The receipt is true once the transaction is committed.
    """
    # Before the lock, for which others of the commune wait.
    said = [(record, text_of(record), place_of(record)) for record in batch.records]
    seq, last_seal = _lock(cursor, device.commune)
    # Who waited for the lock may have read the device's villages before two of them became one.
    joined = heirs(cursor, device.commune)
    device = by_now(device, joined)
    known = _receipt_of(cursor, device)
    found = _sorted_out(cursor, device, batch, said, known)
    latest = bound(GREATEST, now_ms)
    ahead = {record.number: latest for record, _, _ in found.fresh if record.stamp > latest}
    found.bounded |= ahead | batch.stamps
    aside = _keep_aside(cursor, device, batch, found, now_ms)
    rows = rows_of((device.commune, joined), found.fresh, found.bounded, (seq, now_ms))
    sealed = seal(cursor.seal_key, last_seal, rows)
    cursor.insert(_LOG, sealed)
    cursor.insert(_CURRENT, _newest(rows, found.fresh))
    _go_on(cursor, sealed)
    numbers = [record.number for record, _, _ in found.fresh]
    written = known.adding([*numbers, *filter(None, aside)])
    if not batch.is_decided:
        _write_receipt(cursor, device, batch.sender, written, now_ms)
    more = {**_told(batch, found), "now_ms": now_ms}
    if device.is_revoked:
        # It may not read, so what was decided of its entries it learns here.
        more["aside"] = quarantine.aside(cursor, device)
    return written.model_copy(update=more)


def _go_on(cursor: Cursor, sealed: Rows) -> None:
    """Let the log end with these rows."""
    if sealed:
        commune, last, *_, end = sealed[-1]
        last_day = max(map(counted_day, sealed))
        seal_of_end = end_seal(cursor.seal_key, last + 1, end)
        cursor.run(_END, (last + 1, seal_of_end, last_day, last_day, commune))


def _newest(rows: Rows, fresh: Fresh) -> Rows:
    """Return the rows for `current`: of several about one thing the one that stands."""
    newest: dict[Place, tuple[Any, ...]] = {}
    for row, (record, _, place) in zip(rows, fresh, strict=True):
        mine = current_of(row, record, place)
        other = newest.setdefault(place, mine)
        if mine[_VERSION] > other[_VERSION]:
            newest[place] = mine
    return [*newest.values()]


def _told(batch: Batch, found: Found) -> dict[str, Any]:
    """Return what a receipt says of the batch just pushed."""
    refused = tuple(
        Refusal(number=number, code=problem.code, sentence=problem.sentence)
        for number, problem, _ in batch.refused
    )
    return {"refused": refused, "quarantined": told(found.held), "bounded": found.bounded}


def _keep_aside(
    cursor: Cursor, device: Device, batch: Batch, found: Found, now_ms: int
) -> list[int]:
    """Keep what is refused or must wait for an officer; return the numbers that are on disk.

    Takes what must wait out of what is fresh, and names it in `found.held`.
    """
    whys = troubles(cursor, device, batch, found.fresh)
    asides = [Aside(number, why_of(why), body) for number, why, body in batch.refused]
    if whys:
        waiting = [each for each in found.fresh if each[0].number in whys]
        found.fresh = [each for each in found.fresh if each[0].number not in whys]
        asides += [
            Aside(at.number, whys[at.number], text, at, found.bounded.get(at.number, at.stamp))
            for at, text, _ in waiting
        ]
    if not asides:
        return []
    stored = keep(cursor, device, asides, now_ms)
    full = Problem(Code.QUARANTINE_FULL, limit=LIMIT)
    for each in asides[len(stored) :]:
        if each.record:
            batch.refuse(each.number, full, each.record.kind, json.loads(each.text))
    found.held |= {each.number: each.why for each in stored if each.record}
    return [each.number for each in stored]


def _lock(cursor: Cursor, commune: str) -> tuple[int, bytes]:
    """Take the commune's lock and return its next seq and last row's seal."""
    lock(cursor, commune)
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


def _write_receipt(
    cursor: Cursor, device: Device, sender: Sender, written: Receipt, now_ms: int
) -> None:
    # Who tells no time is an older app, or a file that was under way: it knows of nothing newer.
    ahead_ms = sender.now_ms - now_ms if sender.now_ms else None
    made = min(sender.made, written.through + FAR)
    cursor.run(
        "UPDATE device SET through = ?, missing = ?, seen_ms = ?,"
        " made = CASE WHEN ? > 0 OR ? > made THEN ? ELSE made END,"
        " ahead_ms = COALESCE(?, ahead_ms), app = CASE WHEN ? = '' THEN app ELSE ? END"
        " WHERE commune = ? AND id = ?",
        (
            *(written.through, json.dumps(written.missing), now_ms),
            *(sender.now_ms, made, made, ahead_ms),
            *(sender.app, sender.app, device.commune, device.id.bytes),
        ),
    )


@dataclass(slots=True)
class Found:
    """A batch sorted out: what the log lacks, each with its text for ever; the stamps that count
    where they differ from the records' own; and what is aside, with the reason.
    """

    fresh: Fresh = field(default_factory=list)
    bounded: dict[int, int] = field(default_factory=dict)
    held: dict[int, Why] = field(default_factory=dict)


def _sorted_out(cursor: Cursor, device: Device, batch: Batch, said: Fresh, known: Receipt) -> Found:
    """Sort out what is here already of what was `said`. Refuse other content under a number.

    What is here is said again, with how it was bounded: the receipt that said so may be lost.
    """
    found, far = Found(), known.through + FAR
    there = _there(cursor, device, batch, known, found)
    batch.refused = [(at if at <= far else 0, why, text) for at, why, text in batch.refused]
    for record, mine, place in said:
        if record.number > far:
            batch.refuse(0, Problem(Code.BAD_RECORD, field="number"), record.kind, json.loads(mine))
            continue
        kind, text, stamp = there.setdefault(record.number, (record.kind, mine, record.stamp))
        if text is mine:
            found.fresh.append((record, mine, place))
        elif kind != record.kind or (text != mine and not _is_said(record, text)):
            other = Problem(Code.SAME_NUMBER, number=record.number)
            batch.refuse(record.number, other, record.kind, json.loads(mine))
        elif stamp != record.stamp:
            found.bounded[record.number] = stamp
    return found


def _is_said(record: Record, text: str) -> bool:
    """Say whether `text` says what `record` says, written by a program that knew less of it."""
    return judge(record.kind, json.loads(text)) == record


def _there(
    cursor: Cursor, device: Device, batch: Batch, known: Receipt, found: Found
) -> dict[int, tuple[str, str, int]]:
    """Return kind, text and stamp of the batch's numbers that are in the log or kept aside."""
    old = [record.number for record in batch.records if record.number <= known.through]
    if not old:
        return {}
    rows = cursor.all(
        _NUMBERED.format(", ".join("?" * len(old))), (device.commune, device.id.bytes, *old)
    )
    there = {number: (kind, text, stamp) for number, kind, text, stamp in rows}
    if len(there) < len(old) and not batch.is_decided:
        aside = kept(cursor, device, [number for number in old if number not in there])
        there |= {number: said for number, (said, _) in aside.items()}
        found.held |= {number: why for number, (_, why) in aside.items()}
    return there
