"""Signing in and out of the desk, and the one-time link that sets a password."""

from __future__ import annotations

import asyncio
import re
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.problems import Code, Problem
from shared.text import clean
from sync_server import officers, staff
from sync_server.beginning import is_awaited
from sync_server.communes import by_id, villages
from sync_server.database import Cursor
from sync_server.desk.access import COOKIE, Form, SignedIn, address, database, door, field, now_ms
from sync_server.desk.layout import page, see_other
from sync_server.desk.rights import ROLES

router = APIRouter()
_LENGTH = officers.PASSWORD_LENGTH

# Only our own pages: an address from elsewhere in `next` would make us somebody's signpost.
_OURS = re.compile(r"/communes/[\w\-/?=&%]*", re.ASCII)


@router.get("/")
def home(request: Request, officer: SignedIn) -> Response:
    """Lead to the board, or to setting up while the commune has no village."""
    with database(request).reading() as cursor:
        commune = by_id(cursor, officer.commune)
        is_new = officer.role == "officer" and not villages(cursor, commune.id)
    return see_other(f"/communes/{commune.code}{'/settings/villages' if is_new else ''}")


@router.get("/login")
def login_page(request: Request, next: str = "") -> Response:
    return page(request, "login.html", next=next, username="", problem=None)


@router.post("/login")
async def login(request: Request, form: Form) -> Response:
    username, onward = clean(field(form, "username")), field(form, "next")
    now = now_ms(request)
    password = field(form, "password")
    try:
        if not (username and password):
            raise Problem(Code.NO_CREDENTIALS)
        officer = await asyncio.to_thread(
            door(request).admit, username, password, address(request), now
        )
    except Problem as problem:
        return page(
            request,
            "login.html",
            problem.kind.status,
            next=onward,
            username=username,
            problem=problem,
        )
    return await _enter(request, officer, onward if _OURS.fullmatch(onward) else "/")


async def _enter(request: Request, officer: officers.Officer, onward: str) -> Response:
    """Open a session and send its cookie along."""
    token = await database(request).write(
        partial(officers.open_session, officer=officer, now_ms=now_ms(request))
    )
    response = see_other(onward)
    response.set_cookie(
        COOKIE,
        token,
        max_age=officers.SESSION_LIFE_MS // 1000,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/logout")
async def logout(request: Request) -> Response:
    if token := request.cookies.get(COOKIE):
        await database(request).write(partial(officers.sign_out, token=token))
    response = see_other("/login")
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


@router.get("/setup/{token}")
def setup_page(request: Request, token: str) -> Response:
    with database(request).reading() as cursor:
        if is_awaited(cursor, token, now_ms(request)):
            return see_other(f"/start/{token}")
        invited = officers.invited(cursor, token, now_ms(request))
    return _setup_page(request, invited)


def _setup_page(
    request: Request, invited: officers.Officer, name: str = "", problem: Problem | None = None
) -> Response:
    return page(
        request,
        "setup.html",
        problem.kind.status if problem else 200,
        invited=invited,
        role=ROLES.get(invited.role, invited.role),
        name=name,
        problem=problem,
        length=_LENGTH,
    )


@router.post("/setup/{token}")
async def setup(request: Request, token: str, form: Form) -> Response:
    now = now_ms(request)
    password, again = field(form, "password"), field(form, "again")
    name = clean(field(form, "name"))

    def write(cursor: Cursor) -> officers.Officer:
        if (invited := officers.invited(cursor, token, now)).is_unnamed:
            staff.introduce(cursor, invited, name, now)
        return officers.accept(cursor, token, password, again, now)

    try:
        officer = await database(request).write(write)
    except Problem as problem:
        with database(request).reading() as cursor:
            invited = officers.invited(cursor, token, now)
        return _setup_page(request, invited, name, problem)
    return await _enter(request, officer, "/")
