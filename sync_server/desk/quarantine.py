"""What waits for an officer ("chờ duyệt"): entries kept aside, each or many to be decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.kinds import model_of
from shared.problems import Code, Problem
from shared.records import Record
from sync_server import audit, decisions, describing
from sync_server.audit import Decision
from sync_server.communes import villages
from sync_server.database import Cursor
from sync_server.decisions import ACCEPT, REFUSE
from sync_server.desk.access import AtDesk, Desk, Form, database, field
from sync_server.desk.layout import page, see_other

router = APIRouter()
SHOWN = 100
DEEDS = {
    ACCEPT: "Nhận vào số liệu",
    REFUSE: "Từ chối",
    decisions.REVOKE: "Thu hồi thiết bị",
    decisions.REINSTATE: "Cho thiết bị dùng lại",
    decisions.REVIVE: "Khôi phục người, hộ đã xóa",
    decisions.LEAVE: "Giữ nguyên là đã xóa",
    audit.BACKUP: "Sao lưu",
    audit.RESTORE: "Khôi phục từ bản sao lưu",
}


_REASONS = {
    Code.DEVICE_REVOKED.code: "Máy đã bị thu hồi.",
    Code.OUTSIDE_VILLAGE.code: "Thôn ngoài phạm vi của máy.",
    Code.QUARTER_CLOSED.code: "Quý đã chốt số liệu.",
}


def why(code: str, sentence: str) -> str:
    """Say to an officer why an entry waits; the sentence itself is for the volunteer."""
    return _REASONS.get(code, sentence)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits; without a record it fails validation and cannot be accepted."""

    device: UUID
    maker: str
    number: int
    digest: bytes
    code: str
    sentence: str
    received_ms: int
    record: Record | None
    body: str

    @property
    def why(self) -> str:
        return why(self.code, self.sentence)

    @property
    def key(self) -> str:
        return f"{self.device}.{self.number}.{self.digest.hex()}"

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return an entry that fails validation field by field, or as it came."""
        try:
            content = json.loads(self.body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            return [("", self.body)]
        return [
            (str(name), each if isinstance(each, str) else json.dumps(each, ensure_ascii=False))
            for name, each in content.items()
        ]


@dataclass(frozen=True, slots=True)
class Group:
    """The valid entries of one device that wait, counted, with their reasons."""

    device: UUID
    maker: str
    count: int
    reasons: tuple[str, ...]


_WAITS = (
    " FROM quarantine AS q LEFT JOIN device ON device.commune = q.commune AND device.id = q.device"
    " WHERE q.commune = ? AND q.decided = 0"
)


def waiting(cursor: Cursor, commune: str, start: int, device: UUID | None) -> list[Waiting]:
    """Return a page of what waits, latest first, of one device or of all."""
    of, whose = (" AND q.device = ?", (device.bytes,)) if device else ("", ())
    rows = cursor.all(
        "SELECT q.device, device.name, q.number, q.digest, q.code, q.sentence, q.received_ms,"
        f" q.kind, q.record, q.body{_WAITS}{of}"
        " ORDER BY q.received_ms DESC, q.device, q.number LIMIT ? OFFSET ?",
        (commune, *whose, SHOWN, start),
    )
    found = []
    for own, name, number, digest, code, sentence, when, kind, text, body in rows:
        record = model_of(kind).model_validate_json(text) if text else None
        key = UUID(bytes=bytes(own)), name or "?", number, bytes(digest)
        found.append(Waiting(*key, code, sentence, when, record, body))
    return found


def groups(cursor: Cursor, commune: str) -> list[Group]:
    """Return the devices of which valid entries wait, most first."""
    rows = cursor.all(
        f"SELECT q.device, device.name, q.code, q.sentence, count(*){_WAITS} AND q.record <> ''"
        " GROUP BY q.device, device.name, q.code, q.sentence ORDER BY count(*) DESC, q.device",
        (commune,),
    )
    found: dict[bytes, Group] = {}
    for own, name, code, sentence, count in rows:
        key = bytes(own)
        before = found.get(key, Group(UUID(bytes=key), name or "?", 0, ()))
        found[key] = Group(
            before.device,
            before.maker,
            before.count + count,
            (*before.reasons, why(code, sentence)),
        )
    return list(found.values())


def total(cursor: Cursor, commune: str, device: UUID | None) -> int:
    of, whose = (" AND q.device = ?", (device.bytes,)) if device else ("", ())
    row = cursor.one(f"SELECT count(*){_WAITS}{of}", (commune, *whose))
    return int(row[0]) if row else 0


def decision(desk: Desk, form: Mapping[str, list[str]]) -> Decision:
    """Return who decides, when, and why as typed."""
    return Decision(desk.officer.username, desk.officer.name, field(form, "why"), desk.now_ms)


def read_device(text: str) -> UUID | None:
    """Return the device that an address names, if it names one, or refuse."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Problem(Code.UNKNOWN_DEVICE) from error


def read_start(text: str) -> int:
    """Return the line that an address asks to begin with, the first by default."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    query = request.query_params
    device, start = read_device(query.get("device", "")), read_start(query.get("from", ""))
    commune = desk.commune.id
    with database(request).reading() as cursor:
        lines = waiting(cursor, commune, start, device)
        names = describing.names(cursor, commune, (each.record for each in lines if each.record))
        shown = {
            "lines": lines,
            "names": names,
            "groups": groups(cursor, commune),
            "total": total(cursor, commune, device),
            "places": {place.id: place.name for place in villages(cursor, commune)},
        }
    typed = {"problem": None, "chosen": [], "why": "", "done": None, **said}
    where = {"device": device, "start": start, "size": SHOWN}
    return page(
        request,
        "quarantine.html",
        status,
        desk=desk,
        describing=describing,
        **shown,
        **where,
        **typed,
    )


@router.get("/communes/{code}/quarantine")
def quarantine_page(
    request: Request, desk: AtDesk, accepted: int = 0, refused: int = 0
) -> Response:
    done = ("nhận vào số liệu", accepted) if accepted else ("từ chối", refused) if refused else None
    return _page(request, desk, done=done)


@router.get("/communes/{code}/refused")
def refused_page(desk: AtDesk) -> Response:
    """Lead on from where refused entries once were."""
    return see_other(f"/communes/{desk.commune.code}/quarantine")


@router.post("/communes/{code}/quarantine")
async def decide(request: Request, desk: AtDesk, form: Form) -> Response:
    """Accept or refuse the marked entries, or all of one device."""
    deed = field(form, "deed")
    by = decision(desk, form)

    def work(cursor: Cursor) -> int:
        if whole := read_device(field(form, "whole")):
            return decisions.decide_all(cursor, desk.commune.id, whole, deed, by)
        entries = decisions.parse(form.get("entry", []))
        return decisions.decide(cursor, desk.commune.id, entries, deed, by)

    try:
        if deed not in (ACCEPT, REFUSE):
            raise Problem(Code.BAD_REQUEST, field="deed")
        count = await database(request).write(work)
    except Problem as problem:
        chosen, why = form.get("entry", []), field(form, "why")
        return _page(request, desk, problem.kind.status, problem=problem, chosen=chosen, why=why)
    done = "accepted" if deed == ACCEPT else "refused"
    return see_other(f"/communes/{desk.commune.code}/quarantine?{done}={count}")


@router.get("/communes/{code}/quarantine/decided")
def decided_page(request: Request, desk: AtDesk) -> Response:
    """Show who decided what, and why."""
    with database(request).reading() as cursor:
        deeds = audit.latest(cursor, desk.commune.id, 200, deeds=tuple(DEEDS))
    return page(request, "decided.html", desk=desk, deeds=deeds, names=DEEDS)
