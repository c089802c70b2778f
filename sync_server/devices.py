"""Devices ("thiết bị"): enrolment by one-time code, tokens, scope.

Codes and tokens are kept as hashes only. The device makes its own id and token, so asking again
with the same ones after a lost reply gets the same answer, and anybody else's second use of the
code is refused.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from uuid import UUID

from shared.problems import Code, Problem
from shared.protocol import Enrolment, EnrolmentRequest, Place, Receipt
from sync_server.communes import by_id, villages
from sync_server.database import Cursor

# No 0 1 I L O U: the code is read out across a room and typed on a small keyboard.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8
CODE_LIFE_MS = 24 * 60 * 60 * 1000

DESK = UUID("0193ba00-0000-7000-8000-0000000de5c0")
"""The device of every commune's office, which enters rosters and declares figures."""


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device and its scope; the desk's own device may write figures."""

    commune: str
    id: UUID
    name: str
    villages: tuple[str, ...]
    is_desk: bool = False


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
    refused: int


def digest(secret: str) -> bytes:
    """Hash a code or token; they are random enough that a plain hash tells nothing."""
    return hashlib.sha256(secret.encode()).digest()


def normal(code: str) -> str:
    """Return a code as printed: capitals, without the spaces and dashes of its groups."""
    return "".join(code.upper().replace("-", " ").split())


def invite(cursor: Cursor, commune: str, scope: tuple[str, ...], name: str, now_ms: int) -> str:
    """Make a one-time code that enrols one device for the villages in `scope`."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    cursor.run(
        "INSERT INTO enrolment_code (commune, code_hash, name, villages, expires_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (commune, digest(code), name, ",".join(scope), now_ms + CODE_LIFE_MS),
    )
    return f"{code[:4]}-{code[4:]}"


def enrol(cursor: Cursor, request: EnrolmentRequest, now_ms: int) -> Enrolment:
    """Enrol the device that brings a valid code, once; the same device may ask again."""
    code = digest(normal(request.code))
    row = cursor.one(
        "SELECT commune, name, villages, expires_ms, device FROM enrolment_code"
        " WHERE commune IN (SELECT id FROM commune) AND code_hash = ?",
        (code,),
    )
    if row is None or row[3] < now_ms or row[4] not in (None, request.device.bytes):
        raise Problem(Code.CODE_REFUSED)
    commune, name, scope = row[0], row[1], row[2]
    spent = cursor.run(
        "UPDATE enrolment_code SET device = ? WHERE commune = ? AND code_hash = ?"
        " AND (device IS NULL OR device = ?)",
        (request.device.bytes, commune, code, request.device.bytes),
    )
    known = cursor.one(
        "SELECT token_hash FROM device WHERE commune = ? AND id = ?",
        (commune, request.device.bytes),
    )
    elsewhere = cursor.one(
        "SELECT 1 FROM device WHERE commune IN (SELECT id FROM commune WHERE id <> ?)"
        " AND (id = ? OR token_hash = ?)",
        (commune, request.device.bytes, digest(request.token)),
    )
    # A device of two communes would send one commune's households to the other.
    if not spent or elsewhere or (known and known[0] != digest(request.token)):
        raise Problem(Code.CODE_REFUSED)
    device = Device(commune, request.device, name, _scope(scope))
    add(cursor, device, now_ms, request.token)
    # A device that is here already may have been given another code, for other villages.
    cursor.run(
        "UPDATE device SET name = ?, villages = ? WHERE commune = ? AND id = ?",
        (name, scope, commune, request.device.bytes),
    )
    own = [place for place in villages(cursor, commune) if place.id in scope.split(",")]
    return Enrolment(
        commune=commune, commune_name=by_id(commune).name, name=name, villages=tuple(own)
    )


def add(cursor: Cursor, device: Device, now_ms: int, token: str | None = None) -> None:
    """Add a device, unless it is there; without a token nobody can push or pull as it."""
    secret = digest(token) if token else secrets.token_bytes(32)
    cursor.run(
        "INSERT INTO device (commune, id, name, villages, token_hash, enrolled_ms, seen_ms,"
        " through, missing) VALUES (?, ?, ?, ?, ?, ?, 0, 0, '[]')"
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
    everywhere = ("", *(place.id for place in villages(cursor, commune)))
    device = Device(commune, DESK, "Bàn làm việc", everywhere, is_desk=True)
    add(cursor, device, now_ms)
    return device


def by_token(cursor: Cursor, token: str) -> Device:
    """Return the device that shows `token`, or refuse."""
    row = cursor.one(
        "SELECT commune, id, name, villages FROM device"
        " WHERE commune IN (SELECT id FROM commune) AND token_hash = ? AND revoked_ms IS NULL",
        (digest(token),),
    )
    if row is None:
        raise Problem(Code.NOT_ENROLLED)
    return Device(row[0], UUID(bytes=bytes(row[1])), row[2], _scope(row[3]))


def scope_of(cursor: Cursor, device: Device) -> tuple[Place, ...]:
    return tuple(place for place in villages(cursor, device.commune) if place.id in device.villages)


def listing(cursor: Cursor, commune: str) -> tuple[DeviceLine, ...]:
    """Return the devices of `commune`, latest enrolled first."""
    rows = cursor.all(
        "SELECT id, name, villages, enrolled_ms, seen_ms, revoked_ms, through, missing,"
        " (SELECT count(*) FROM refused WHERE refused.commune = device.commune"
        "  AND refused.device = device.id)"
        " FROM device WHERE commune = ? ORDER BY enrolled_ms DESC, id",
        (commune,),
    )
    return tuple(
        DeviceLine(
            UUID(bytes=bytes(own)),
            name,
            _scope(scope),
            enrolled,
            seen,
            revoked,
            receipt(through, missing),
            refused,
        )
        for own, name, scope, enrolled, seen, revoked, through, missing, refused in rows
    )


def receipt(through: int, missing: str) -> Receipt:
    return Receipt(through=through, missing=tuple((a, b) for a, b in json.loads(missing)))


def _scope(villages: str) -> tuple[str, ...]:
    return tuple(village for village in villages.split(",") if village)
