"""What waits for an officer ("chờ duyệt"): entries kept aside, each or many to be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from shared.problems import Code, Problem
from sync_server import audit, decisions, describing, enrolling
from sync_server.audit import Decision
from sync_server.communes import village_names
from sync_server.database import Cursor
from sync_server.decisions import ACCEPT, REFUSE, Whole
from sync_server.desk import piles, waiting
from sync_server.desk.access import AtDesk, Desk, Form, database, field
from sync_server.desk.layout import page, see_other

router = APIRouter()
SHOWN = 100
DEEDS = {
    ACCEPT: "Nhận vào số liệu",
    REFUSE: "Từ chối",
    decisions.REVOKE: "Thu hồi thiết bị",
    decisions.REINSTATE: "Cho thiết bị dùng lại",
    enrolling.CANCEL: "Hủy mã đăng ký",
    decisions.REVIVE: "Khôi phục người, hộ đã xóa",
    decisions.LEAVE: "Giữ nguyên là đã xóa",
    audit.BACKUP: "Sao lưu",
    audit.RESTORE: "Khôi phục từ bản sao lưu",
}


def decision(desk: Desk, form: Mapping[str, list[str]]) -> Decision:
    """Return who decides, when, and why as typed."""
    return Decision(desk.officer.username, desk.officer.name, field(form, "why"), desk.now_ms)


def read_device(text: str) -> UUID | None:
    """Return the device that an address names, if it names one, or refuse."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Problem(Code.UNKNOWN_DEVICE) from error


def read_whole(form: Mapping[str, list[str]]) -> Whole | None:
    """Return of which device all are to be decided, if a form says so, or refuse."""
    if (device := read_device(field(form, "whole"))) is None:
        return None
    until = field(form, "until")
    if not (until.isdecimal() and until.isascii() and len(until) < 16):
        raise Problem(Code.BAD_REQUEST, field="until")
    return Whole(device, int(until))


def read_start(text: str) -> int:
    """Return the line that an address asks to begin with, the first by default."""
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def _page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    query = request.query_params
    device, start = read_device(query.get("device", "")), read_start(query.get("from", ""))
    commune = desk.commune.id
    with database(request).reading() as cursor:
        found = waiting.page(cursor, commune, device, start, SHOWN)
        shown = {
            "homes": found.homes,
            "names": found.names,
            "groups": waiting.groups(cursor, commune),
            "total": found.total,
            "places": village_names(cursor, commune),
        }
    typed = {"problem": None, "chosen": [], "taken": [], "why": "", "done": None, **said}
    where = {"device": device, "start": found.start, "size": SHOWN}
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


def _of_homes(request: Request, desk: Desk, keys: Sequence[str]) -> list[str]:
    if not keys:
        return []
    with database(request).reading() as cursor:
        return piles.chosen(cursor, desk.commune.id, keys)


@router.post("/communes/{code}/quarantine")
async def decide(request: Request, desk: AtDesk, form: Form) -> Response:
    """Accept or refuse the marked entries, those of marked households, or all of one device."""
    deed = field(form, "deed")
    by = decision(desk, form)

    def work(cursor: Cursor) -> int:
        if whole := read_whole(form):
            return decisions.decide_all(cursor, desk.commune.id, whole, deed, by)
        return decisions.decide(cursor, desk.commune.id, entries, deed, by)

    try:
        if deed not in (ACCEPT, REFUSE):
            raise Problem(Code.BAD_REQUEST, field="deed")
        # Read before there is writing, so that no push waits: what comes meanwhile is not chosen.
        of_homes = await run_in_threadpool(_of_homes, request, desk, form.get("home", []))
        entries = decisions.parse([*form.get("entry", []), *of_homes])
        count = await database(request).write(work)
    except Problem as problem:
        marked: dict[str, Any] = {"chosen": form.get("entry", []), "taken": form.get("home", [])}
        marked |= {"why": field(form, "why")}
        return await run_in_threadpool(
            _page, request, desk, problem.kind.status, problem=problem, **marked
        )
    done = "accepted" if deed == ACCEPT else "refused"
    return see_other(f"/communes/{desk.commune.code}/quarantine?{done}={count}")


@router.get("/communes/{code}/quarantine/decided")
def decided_page(request: Request, desk: AtDesk) -> Response:
    """Show who decided what, and why."""
    with database(request).reading() as cursor:
        deeds = audit.latest(cursor, desk.commune.id, 200, deeds=tuple(DEEDS))
    return page(request, "decided.html", desk=desk, deeds=deeds, names=DEEDS)
