"""Enrolment ("đăng ký thiết bị"): a one-time code becomes a device.

The device makes its own id and token, so asking again with the same ones after a lost reply gets
the same answer and changes nothing; anybody else's second use of the code is refused.
"""

from __future__ import annotations

from shared.problems import Code, Problem
from shared.protocol import Enrolment, EnrolmentRequest
from sync_server import audit
from sync_server.audit import Decision
from sync_server.communes import by_id
from sync_server.database import Cursor
from sync_server.decisions import REINSTATE
from sync_server.devices import DESK, Device, add, digest, revoke, scope_named, scope_of


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
    device = Device(commune, request.device, name, scope_named(scope))
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
