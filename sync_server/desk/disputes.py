"""Where devices say different things: both values, who said them, and who was deleted meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.problems import Code, Problem
from sync_server import decisions, describing, devices, disputes
from sync_server.communes import village_names
from sync_server.database import Cursor
from sync_server.desk.access import AtDesk, Desk, Form, database, field
from sync_server.desk.layout import page, see_other
from sync_server.desk.quarantine import decision, read_start

router = APIRouter()
SHOWN = 50
FOLLOWED = "followed"
"""What the address asks for, to see those that a later visit has answered."""


def _page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    start = read_start(request.query_params.get("from", ""))
    followed = request.query_params.get("visits") == FOLLOWED
    commune = desk.commune.id
    with database(request).reading() as cursor:
        every = disputes.conflicts(cursor, commune)
        those = [each for each in every if each.is_followed == followed]
        found = those[start : start + SHOWN]
        gone = disputes.gone(cursor, commune, SHOWN)
        records = [v.record for each in found for v in each.versions]
        records += [each.record for each in gone]
        shown = {
            "names": describing.names(cursor, commune, records),
            "makers": {line.id: line.name for line in devices.listing(cursor, commune)},
            "places": village_names(cursor, commune),
        }
    where: dict[str, Any] = {"start": start, "more": len(those) > start + SHOWN, "size": SHOWN}
    where |= {"followed": followed, "others": len(every) - len(those), "problem": None, **said}
    return page(
        request,
        "disputes.html",
        status,
        desk=desk,
        describing=describing,
        conflicts=found,
        gone=gone,
        **shown,
        **where,
    )


@router.get("/communes/{code}/disputes")
def disputes_page(request: Request, desk: AtDesk) -> Response:
    return _page(request, desk)


@router.post("/communes/{code}/disputes")
async def settle(request: Request, desk: AtDesk, form: Form) -> Response:
    """Bring back who was deleted, or leave them deleted."""
    deed, by = field(form, "deed"), decision(desk, form)

    def work(cursor: Cursor) -> None:
        disputes.settle(cursor, desk.commune.id, UUID(field(form, "subject")), deed, by)

    try:
        if deed not in (decisions.REVIVE, decisions.LEAVE):
            raise Problem(Code.BAD_REQUEST, field="deed")
        await database(request).write(work)
    except Problem as problem:
        return _page(request, desk, problem.kind.status, problem=problem)
    except ValueError as error:
        raise Problem(Code.BAD_REQUEST, field="subject") from error
    return see_other(f"/communes/{desk.commune.code}/disputes")
