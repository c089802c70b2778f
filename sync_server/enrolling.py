"""Enrolment ("đăng ký thiết bị"): a one-time code becomes a device.

The device makes its own id and token, so asking again with the same ones after a lost reply gets
the same answer and changes nothing; anybody else's second use of the code is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.problems import Code, Problem
from shared.protocol import Enrolment, EnrolmentRequest
from sync_server import audit
from sync_server.audit import Decision
from sync_server.communes import by_id, heirs
from sync_server.database import Cursor
from sync_server.decisions import REINSTATE
from sync_server.devices import (
    CODE_LIFE_MS,
    DESK,
    Device,
    add,
    digest,
    revoke,
    scope_named,
    scope_of,
)

CANCEL = "cancel"
# Whoever let a code expire and came in with another is awaited no more, revoked since or not; who
# was revoked first and given a code then is.
_UNUSED = (
    "SELECT name, villages, expires_ms FROM enrolment_code AS code WHERE commune = ?"
    " AND device IS NULL AND (expires_ms >= ? OR NOT EXISTS (SELECT 1 FROM device"
    "  WHERE device.commune = code.commune AND device.name = code.name"
    "  AND (device.revoked_ms IS NULL OR device.revoked_ms > code.expires_ms - ?)))"
    " ORDER BY expires_ms"
)


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody who was given a code and has not used it, and until when it serves."""

    name: str
    villages: tuple[str, ...]
    expires_ms: int


def awaited(cursor: Cursor, commune: str, now_ms: int) -> tuple[Awaited, ...]:
    """Return who has a code and no phone yet; of somebody's expired codes the last one alone."""
    rows = cursor.all(_UNUSED, (commune, now_ms, CODE_LIFE_MS))
    joined = heirs(cursor, commune)
    found = [Awaited(name, scope_named(scope, joined), expires) for name, scope, expires in rows]
    last = {each.name: each for each in found}
    return tuple(each for each in found if each.expires_ms >= now_ms or last[each.name] is each)


def cancel(cursor: Cursor, commune: str, name: str, expires_ms: int, by: Decision) -> None:
    """Take back a code that nobody has used, or refuse: it was used or taken back meanwhile."""
    gone = cursor.run(
        "DELETE FROM enrolment_code WHERE commune = ? AND name = ? AND expires_ms = ?"
        " AND device IS NULL",
        (commune, name, expires_ms),
    )
    if not gone:
        raise Problem(Code.CODE_GONE, name=name)
    # Expired ones that nobody sees beside the last would be shown again in its place.
    cursor.run(
        "DELETE FROM enrolment_code WHERE commune = ? AND name = ? AND expires_ms < ?"
        " AND device IS NULL",
        (commune, name, by.at_ms),
    )
    audit.write(cursor, commune, CANCEL, name, by)


def normal(code: str) -> str:
    """Return a code as printed: capitals, without the spaces and dashes of its groups."""
    return "".join(code.upper().replace("-", " ").split())


def enrol(cursor: Cursor, request: EnrolmentRequest, now_ms: int) -> Enrolment:
    """Enrol the device that brings a valid code, once; the same device may ask again."""
    commune, name, scope, is_again = _spent(cursor, request, now_ms)
    # A code said once more undoes nothing that was decided since: no revocation, no other scope.
    keeps_place = request.keeps_scope or is_again
    known = cursor.one(
        "SELECT token_hash, name, villages, revoked_ms FROM device WHERE commune = ? AND id = ?",
        (commune, request.device.bytes),
    )
    if keeps_place:
        name, scope = known[1:3] if known else ("", "")
    is_other = known[0] != digest(request.token) if known else request.keeps_scope
    if is_other or request.device == DESK:
        raise Problem(Code.CODE_REFUSED)
    if _is_elsewhere(cursor, request, commune):
        raise Problem(Code.CODE_OF_ANOTHER_COMMUNE)
    where = scope_named(scope, heirs(cursor, commune))
    device = Device(commune, request.device, name, where)
    add(cursor, device, now_ms, request.token)
    # A device that is here already may have been given another code, for other villages.
    cursor.run(
        "UPDATE device SET name = ?, villages = ? WHERE commune = ? AND id = ?",
        (name, scope, commune, request.device.bytes),
    )
    # Whoever hands out a code for work trusts the device again.
    if known and known[3] is not None and not keeps_place:
        revoke(cursor, device, None)
        audit.write(cursor, commune, REINSTATE, name, Decision("", name, "Mã đăng ký mới", now_ms))
    own = scope_of(cursor, device)
    return Enrolment(
        commune=commune, commune_name=by_id(cursor, commune).name, name=name, villages=own
    )


def _is_elsewhere(cursor: Cursor, request: EnrolmentRequest, commune: str) -> bool:
    """Say whether a device is another commune's: one of two communes would send the households of
    one to the other. After a restore it may be unknown here, and have that work on it all the same.
    """
    there = cursor.one(
        "SELECT 1 FROM device WHERE commune IN (SELECT id FROM commune WHERE id <> ?)"
        " AND (id = ? OR token_hash = ?)",
        (commune, request.device.bytes, digest(request.token)),
    )
    return there is not None or request.commune not in ("", commune)


def _spent(cursor: Cursor, request: EnrolmentRequest, now_ms: int) -> tuple[str, str, str, bool]:
    """Spend the code, and return its commune, whose it is, for which villages, and whether this
    device had spent it already.
    """
    code = digest(normal(request.code))
    row = cursor.one(
        "SELECT commune, name, villages, expires_ms, device FROM enrolment_code"
        " WHERE commune IN (SELECT id FROM commune) AND code_hash = ?",
        (code,),
    )
    if row is None or row[3] < now_ms or row[4] not in (None, request.device.bytes):
        raise Problem(Code.CODE_REFUSED)
    spent = cursor.run(
        "UPDATE enrolment_code SET device = ? WHERE commune = ? AND code_hash = ?"
        " AND (device IS NULL OR device = ?)",
        (request.device.bytes, row[0], code, request.device.bytes),
    )
    if not spent:
        raise Problem(Code.CODE_REFUSED)
    return row[0], row[1], row[2], row[4] is not None
