"""A village that becomes part of another: chosen, looked at, and only then done."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.problems import Problem
from sync_server import merging
from sync_server.desk.access import AtDesk, Desk, Form, database, field
from sync_server.desk.layout import page, see_other
from sync_server.desk.villages import villages_page

router = APIRouter()


def _page(request: Request, desk: Desk, old: str, into: str, **said: Any) -> Response:
    try:
        with database(request).reading() as cursor:
            told = merging.look(cursor, desk.commune.id, old, into)
    except Problem as which:
        return villages_page(request, desk, which.kind.status, problem=which, merging=(old, into))
    problem: Problem | None = said.get("problem")
    status = problem.kind.status if problem else 200
    shown = {"problem": None, "why": "", **said}
    return page(request, "merging.html", status, desk=desk, merging=told, **shown)


@router.get("/communes/{code}/settings/villages/merging")
def merging_page(request: Request, desk: AtDesk, old: str = "", into: str = "") -> Response:
    return _page(request, desk, old, into)


@router.post("/communes/{code}/settings/villages/merging")
async def merge(request: Request, desk: AtDesk, form: Form) -> Response:
    old, into, why = field(form, "old"), field(form, "into"), field(form, "why")
    try:
        await database(request).write(
            lambda cursor: merging.merge(cursor, desk.hand, old, into, why)
        )
    except Problem as problem:
        return _page(request, desk, old, into, why=why, problem=problem)
    return see_other(f"/communes/{desk.commune.code}/settings/villages?saved=1")
