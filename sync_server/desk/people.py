"""The people of the desk: officers, leaders and whoever leads the volunteers, each with a role."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.problems import Code, Problem
from shared.text import clean
from sync_server import deeds, staff
from sync_server.beginning import begun
from sync_server.database import Cursor
from sync_server.desk.access import AtDesk, Desk, Form, database, field, ways
from sync_server.desk.layout import page
from sync_server.desk.rights import ROLES, SAYS
from sync_server.officers import LINK_LIFE_MS
from sync_server.staff import Person

router = APIRouter()


def _people_page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    with database(request).reading() as cursor:
        everyone = staff.people(cursor, desk.commune.id)
        so_far = begun(cursor, desk.commune.id, desk.quarter)
        lines = deeds.read(cursor, desk.commune.id, "people")
    shown = {"typed": Person("", "", "", False, 0), "problem": None, "about_whom": "", "link": ""}
    return page(
        request,
        "people.html",
        status,
        desk=desk,
        people=everyone,
        begun=so_far,
        roles=ROLES,
        says=SAYS,
        lines=lines,
        about=deeds.ABOUT,
        unreachable=ways(request).is_local,
        until=desk.now_ms + LINK_LIFE_MS,
        **shown | said,
    )


@router.get("/communes/{code}/settings/people")
def people_page(request: Request, desk: AtDesk) -> Response:
    return _people_page(request, desk)


@router.post("/communes/{code}/settings/people")
async def decide(request: Request, desk: AtDesk, form: Form) -> Response:
    """Add somebody, or do with an account what the pressed button says."""
    told = {name: clean(field(form, name)) for name in ("username", "name", "role")}
    person = Person(told["username"], told["name"], told["role"], False, 0)
    deed = field(form, "do")
    try:
        token = await database(request).write(lambda cursor: _do(cursor, desk, deed, person))
    except Problem as problem:
        whom = "" if deed == "add" else person.username
        typed = {"typed": person} if deed == "add" else {}
        return _people_page(
            request, desk, problem.kind.status, problem=problem, about_whom=whom, **typed
        )
    link = f"{ways(request).addresses[0]}/setup/{token}" if token else ""
    name = person.name or person.username
    return _people_page(request, desk, link=link, for_whom=name, about_whom=person.username)


def _do(cursor: Cursor, desk: Desk, deed: str, person: Person) -> str:
    """Do it; return the token of a new link where there is one."""
    if deed in ("add", "change") and person.role not in ROLES:
        raise Problem(Code.UNKNOWN_ROLE)
    match deed:
        case "add":
            return staff.add(cursor, desk.hand, person, ROLES[person.role])
        case "renew":
            return staff.renew(cursor, desk.hand, person.username)
        case "change":
            staff.change(cursor, desk.hand, person, ROLES[person.role])
        case "dismiss":
            staff.dismiss(cursor, desk.hand, person.username)
        case _:
            raise Problem(Code.BAD_REQUEST, field="do")
    return ""
