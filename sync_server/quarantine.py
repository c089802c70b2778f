"""What is kept aside ("chờ duyệt") until an officer decides, so that nobody's work is thrown away.

Valid entries of a revoked device, outside its villages or declared into a closed quarter (but for
what somebody wants done with their name) are on disk, acknowledged and not counted; entries that
fail validation are kept as a person may read them.
An entry about somebody deleted goes into the log like any other (it counts for nothing while the
deletion stands, and all replicas agree); `disputes` shows it to the officer.

Who shows no token that we ever gave out is answered with a refusal and nothing of it is kept: its
word about whose entries they are cannot be trusted, and a stranger could fill the disk. A device is
never removed, only revoked, so its own token always tells who it is; and one device can have no
more kept here than `LIMIT`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.lists import is_wish
from shared.problems import Code, Problem
from shared.protocol import Held, ranges
from shared.quarter import Quarter
from shared.records import Record
from shared.text import mask_id_numbers
from sync_server.database import Cursor
from sync_server.devices import Device
from sync_server.entries import Fresh
from sync_server.issues import closed
from sync_server.judging import Batch

LIMIT = 20_000
"""So many entries of one device are kept aside; the rest stays on the device."""

WAITING, ACCEPTED, REFUSED = "", "accepted", "refused"

Why = tuple[str, str]
"""A code and its sentence, as they were said at the time."""

_KEEP = (
    "INSERT INTO quarantine (commune, device, number, digest, code, sentence, kind, stamp, record,"
    " body, received_ms, state, decided) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0)"
    " ON CONFLICT (commune, device, number, digest) DO NOTHING"
)


_KEPT = (
    "SELECT q.number, q.kind, q.record, q.stamp, q.code, q.sentence, q.state = 'refused', audit.why"
    " FROM quarantine AS q LEFT JOIN audit ON audit.commune = q.commune AND audit.seq = q.decided"
    " WHERE q.commune = ? AND q.device = ? AND q.record <> '' AND q.number IN ({})"
)


_TURNED_DOWN = (
    "SELECT number FROM quarantine WHERE commune = ? AND device = ? AND state = 'refused'"
    " AND number > 0"
)


# Of several under one number the valid one is told; what failed validation no officer can accept.
_ASIDE = (
    "SELECT q.number, q.code, q.sentence, q.record <> '' AND q.state = 'refused', audit.why"
    " FROM quarantine AS q LEFT JOIN audit ON audit.commune = q.commune AND audit.seq = q.decided"
    " WHERE q.commune = ? AND q.device = ? AND q.number > 0 AND q.state <> 'accepted'"
    " ORDER BY q.number, q.record"
)


_AT_HOME = (
    "SELECT subject, village FROM current"
    " WHERE commune = ? AND question = '' AND period = '' AND subject IN ({})"
)


@dataclass(frozen=True, slots=True)
class Aside:
    """One entry to keep aside, and why (code and sentence).

    Without a `record` it failed validation, and `text` is what a person may read of it.
    """

    number: int
    why: Why
    text: str
    record: Record | None = None
    stamp: int = 0


def troubles(cursor: Cursor, device: Device, batch: Batch, fresh: Fresh) -> dict[int, Why]:
    """Return the numbers of `fresh` entries that must wait for an officer, and why."""
    if batch.is_decided or device.is_desk or not fresh:
        return {}
    if device.is_revoked:
        revoked = why_of(Problem(Code.DEVICE_REVOKED))
        return dict.fromkeys((each.number for each, _, _ in fresh), revoked)
    found: dict[int, Why] = {}
    for day in closed(cursor, device.commune, {record.day for record, _, _ in fresh}):
        why = why_of(Problem(Code.QUARTER_CLOSED, quarter=Quarter.of(day).label))
        found |= {each.number: why for each, _, _ in fresh if each.day == day and not is_wish(each)}
    outside = batch.outside | _about_others(cursor, device, fresh)
    return found | dict.fromkeys(outside, why_of(Problem(Code.OUTSIDE_VILLAGE)))


def _about_others(cursor: Cursor, device: Device, fresh: Fresh) -> set[int]:
    """Return the numbers of entries about whom another village has, whatever village they name."""
    subjects = {subject for _, _, (subject, _, _) in fresh}
    rows = cursor.among(_AT_HOME, device.commune, map(bytearray, subjects))
    others = {bytes(of) for of, village in rows if village not in device.villages}
    return {each.number for each, _, (subject, _, _) in fresh if subject in others}


def why_of(problem: Problem) -> Why:
    # A sentence may quote what was typed.
    return problem.code, mask_id_numbers(problem.sentence)


def kept(
    cursor: Cursor, device: Device, numbers: Sequence[int]
) -> dict[int, tuple[tuple[str, str, int], Why]]:
    """Return kind, text and stamp of the valid entries kept aside under these numbers, and why.

    What an earlier receipt acknowledged so stays aside, whatever has changed since, until the
    officer decides; and what was refused does not come in when it is sent once more.
    """
    if not numbers:
        return {}
    rows = cursor.all(
        _KEPT.format(", ".join("?" * len(numbers))), (device.commune, device.id.bytes, *numbers)
    )
    return {number: ((kind, text, stamp), _why(*said)) for number, kind, text, stamp, *said in rows}


def turned_down(cursor: Cursor, commune: str, device: UUID) -> tuple[tuple[int, int], ...]:
    """Return the ranges of a device's entries that an officer refused."""
    rows = cursor.all(_TURNED_DOWN, (commune, device.bytes))
    return ranges({number for (number,) in rows})


def _why(code: str, sentence: str, is_refused: bool, why: str | None) -> Why:
    """Return why an entry is aside by now: an officer's word comes before what was said first."""
    if not is_refused:
        return code, sentence
    return why_of(Problem(Code.TURNED_DOWN, why=" ".join((why or "").split()).rstrip(".")))


def aside(cursor: Cursor, device: Device) -> tuple[Held, ...]:
    """Return everything of a device that is kept and does not count, and why: what waits, what
    failed validation, what an officer turned down."""
    whys: dict[int, Why] = {}
    for number, *said in cursor.all(_ASIDE, (device.commune, device.id.bytes)):
        whys[number] = _why(*said)
    return told(whys)


def keep(cursor: Cursor, device: Device, asides: list[Aside], now_ms: int) -> list[Aside]:
    """Keep entries aside, each once; return those that there was room for."""
    there = cursor.one(
        "SELECT count(*) FROM quarantine WHERE commune = ? AND device = ?",
        (device.commune, device.id.bytes),
    )
    held = asides[: max(0, LIMIT - (there[0] if there else 0))]
    cursor.many(_KEEP, [_row(cursor.seal_key, device, each, now_ms) for each in held])
    return held


def _row(key: bytes, device: Device, of: Aside, now_ms: int) -> tuple[object, ...]:
    record, body = (of.text, "") if of.record else ("", of.text)
    kind = of.record.kind if of.record else ""
    digest = digest_of(key, (of.number, of.stamp, kind, record, body))
    entry = device.commune, device.id.bytes, of.number, digest
    return (*entry, *of.why, kind, of.stamp, record, body, now_ms)


def digest_of(key: bytes, content: tuple[int, int, str, str, str]) -> bytes:
    """Return the seal of what is kept: number, stamp, kind, record and body."""
    text = "\x1f".join(map(str, content))
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).digest()


def told(whys: Mapping[int, Why]) -> tuple[Held, ...]:
    """Return what a receipt says of entries kept aside: those of one reason together."""
    numbers: dict[Why, list[int]] = {}
    for number, why in whys.items():
        numbers.setdefault(why, []).append(number)
    return tuple(
        Held(code=code, sentence=sentence, numbers=ranges(of))
        for (code, sentence), of in numbers.items()
    )
