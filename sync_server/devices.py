"""Devices ("thiết bị"): one-time codes, tokens, scope, and what is known of each.

Codes and tokens are kept as hashes only. A device is never removed, only revoked.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from shared.problems import Code, Problem
from shared.protocol import Place, Receipt
from shared.stamp import GREATEST
from sync_server.communes import heirs, village_names, villages
from sync_server.database import Cursor, Row

# No 0 1 I L O U: the code is read out across a room and typed on a small keyboard.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8
CODE_LIFE_MS = 24 * 60 * 60 * 1000
FAR = 100_000
"""A device sends its oldest entries first, so a number so far past what is here is nobody's."""

# A revoked device is known as such: what it sends is not thrown away.
HOLDER = (
    "SELECT commune, id, name, villages, revoked_ms FROM device"
    " WHERE commune IN (SELECT id FROM commune) AND token_hash = ?"
)

DESK = UUID("0193ba00-0000-7000-8000-0000000de5c0")
"""The device of every commune's office, which enters rosters and declares figures."""


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device and its scope; the desk's own device may write figures. What a revoked one
    sends waits for an officer.
    """

    commune: str
    id: UUID
    name: str
    villages: tuple[str, ...]
    is_desk: bool = False
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as the desk lists it."""

    id: UUID
    name: str
    villages: tuple[str, ...]
    enrolled_ms: int
    seen_ms: int
    revoked_ms: int | None
    receipt: Receipt
    made: int
    ahead_ms: int
    app: str
    refused: int
    waiting: int

    @property
    def expected(self) -> int:
        """Return the number of the newest entry that is known to exist."""
        return max(self.made, self.receipt.through)

    @property
    def lacking(self) -> tuple[tuple[int, int], ...]:
        """Return the ranges of entries that exist on the device and are not on disk here."""
        end = ((self.receipt.through + 1, self.made),) if self.made > self.receipt.through else ()
        return (*self.receipt.missing, *end)


def digest(secret: str) -> bytes:
    """Hash a code or token; they are random enough that a plain hash tells nothing."""
    return hashlib.sha256(secret.encode()).digest()


def invite(cursor: Cursor, commune: str, scope: tuple[str, ...], name: str, now_ms: int) -> str:
    """Make a one-time code that enrols one device for the villages in `scope`."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    cursor.run(
        "INSERT INTO enrolment_code (commune, code_hash, name, villages, expires_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (commune, digest(code), name, ",".join(scope), now_ms + CODE_LIFE_MS),
    )
    return f"{code[:4]}-{code[4:]}"


def add(cursor: Cursor, device: Device, now_ms: int, token: str | None = None) -> None:
    """Add a device, unless it is there; without a token nobody can push or pull as it."""
    secret = digest(token) if token else secrets.token_bytes(32)
    cursor.run(
        "INSERT INTO device (commune, id, name, villages, token_hash, enrolled_ms, seen_ms,"
        " through, missing, made, ahead_ms, app) VALUES (?, ?, ?, ?, ?, ?, 0, 0, '[]', 0, 0, '')"
        " ON CONFLICT (commune, id) DO NOTHING",
        (
            device.commune,
            device.id.bytes,
            device.name,
            ",".join(device.villages),
            secret,
            now_ms,
        ),
    )


def desk_device(cursor: Cursor, commune: str, now_ms: int) -> Device:
    """Return the desk's own device of `commune`, made on first use; no token opens it."""
    everywhere = ("", *village_names(cursor, commune))
    device = Device(commune, DESK, "Bàn làm việc", everywhere, is_desk=True)
    add(cursor, device, now_ms)
    return device


def by_token(cursor: Cursor, token: str) -> Device:
    """Return the device that shows `token`, a revoked one too, or refuse."""
    row = cursor.one(HOLDER, (digest(token),))
    if row is None:
        raise Problem(Code.NOT_ENROLLED)
    return _device(cursor, row)


def find(cursor: Cursor, commune: str, device: UUID) -> Device:
    """Return a device of `commune`, a revoked one too, or refuse."""
    row = cursor.one(
        "SELECT commune, id, name, villages, revoked_ms FROM device WHERE commune = ? AND id = ?",
        (commune, device.bytes),
    )
    if row is None:
        raise Problem(Code.UNKNOWN_DEVICE)
    return _device(cursor, row)


def token_hash(cursor: Cursor, device: Device) -> bytes:
    """Return what opens and seals the bundles of a device."""
    row = cursor.one(
        "SELECT token_hash FROM device WHERE commune = ? AND id = ?",
        (device.commune, device.id.bytes),
    )
    return bytes(row[0]) if row else b""


def _device(cursor: Cursor, row: Row) -> Device:
    commune, own, name, scope, revoked = row
    device, joined = UUID(bytes=bytes(own)), heirs(cursor, commune)
    villages = scope_named(scope, joined)
    found = Device(commune, device, name, villages, device == DESK, revoked is not None)
    return by_now(found, joined)


def by_now(device: Device, joined: Mapping[str, str]) -> Device:
    """Return a device with the villages that its own are part of by now, and with those that are
    part of them: what it recorded there before is its work as well.
    """
    now = dict.fromkeys(joined.get(village, village) for village in device.villages)
    then = (old for old, heir in joined.items() if heir in now)
    return replace(device, villages=(*now, *then))


def may_read(device: Device) -> Device:
    """Return the device if it may see its villages' records: a revoked one may only hand over."""
    if device.is_revoked:
        raise Problem(Code.DEVICE_REVOKED)
    return device


def revoke(cursor: Cursor, device: Device, now_ms: int | None) -> None:
    """Revoke a device from now on, or give it back its place (None)."""
    cursor.run(
        "UPDATE device SET revoked_ms = ? WHERE commune = ? AND id = ?",
        (now_ms, device.commune, device.id.bytes),
    )


def saw(
    cursor: Cursor, device: Device, now_ms: int, after: int = 0, made: int | None = None
) -> None:
    """Note that a device was here, though it had nothing to hand over.

    Whoever says how many entries it has `made` is known by that to have some which a restored log
    lost, also when it is cut off before it sends them again. Of one that does not say (an older
    app) only this is known: if it has read further (`after`) than the log goes, it has not noticed
    yet that the log was restored.
    """
    told = min(made or 0, GREATEST)
    cursor.run(
        "UPDATE device SET seen_ms = ?, made = CASE WHEN made >= ? THEN made"
        " WHEN through + ? < ? THEN through + ? ELSE ? END"
        " WHERE commune = ? AND id = ? AND seen_ms < ? AND (? OR EXISTS"
        " (SELECT 1 FROM commune WHERE commune.id = device.commune AND next_seq > ?))",
        (
            *(now_ms, told, FAR, told, FAR, told),
            *(device.commune, device.id.bytes, now_ms, made is not None, after),
        ),
    )


def scope_of(cursor: Cursor, device: Device) -> tuple[Place, ...]:
    return tuple(place for place in villages(cursor, device.commune) if place.id in device.villages)


_LISTED = (
    "SELECT id, name, villages, enrolled_ms, seen_ms, revoked_ms, through, missing, made, ahead_ms,"
    " app, (SELECT count(*) FROM quarantine AS q WHERE q.commune = device.commune"
    "  AND q.decided = 0 AND q.device = device.id AND q.record = ''),"
    " (SELECT count(*) FROM quarantine AS q WHERE q.commune = device.commune"
    "  AND q.decided = 0 AND q.device = device.id AND q.record <> '')"
    " FROM device WHERE commune = ?"
)


def listing(cursor: Cursor, commune: str) -> tuple[DeviceLine, ...]:
    """Return the devices of `commune`, latest enrolled first."""
    rows = cursor.all(f"{_LISTED} ORDER BY enrolled_ms DESC, id", (commune,))
    joined = heirs(cursor, commune)
    return tuple(_line(row, joined) for row in rows)


def line(cursor: Cursor, commune: str, device: UUID) -> DeviceLine:
    """Return one device of `commune` as the desk lists it, or refuse."""
    row = cursor.one(f"{_LISTED} AND id = ?", (commune, device.bytes))
    if row is None:
        raise Problem(Code.UNKNOWN_DEVICE)
    return _line(row, heirs(cursor, commune))


def _line(row: Row, joined: Mapping[str, str]) -> DeviceLine:
    own, name, scope, enrolled, seen, revoked, through, missing, *rest = row
    times = enrolled, seen, revoked
    where = scope_named(scope, joined)
    return DeviceLine(UUID(bytes=bytes(own)), name, where, *times, receipt(through, missing), *rest)


def receipt(through: int, missing: str) -> Receipt:
    return Receipt(through=through, missing=tuple((a, b) for a, b in json.loads(missing)))


def scope_named(villages: str, joined: Mapping[str, str]) -> tuple[str, ...]:
    """Return the villages that a scope means by now, where some were `joined` to others."""
    named = (village for village in villages.split(",") if village)
    return tuple(dict.fromkeys(joined.get(village, village) for village in named))
