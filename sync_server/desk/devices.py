"""Enrolment codes for volunteers, the phones of a commune, and each phone by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.fields import NAME_LIMIT
from shared.problems import Code, Problem
from shared.records import short_number
from shared.text import clean, is_printable, name_key
from sync_server import aftermath, decisions, devices, enrolling, quarantine
from sync_server.audit import Decision
from sync_server.communes import names_of, village_names, villages
from sync_server.database import Cursor
from sync_server.desk.access import AtDesk, Desk, Form, database, field, phone_address
from sync_server.desk.connecting import hindrances
from sync_server.desk.layout import page, see_other
from sync_server.desk.quarantine import decision
from sync_server.devices import DeviceLine

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code to hand over: for whom, for which villages, until when, and as a link."""

    code: str
    name: str
    villages: tuple[str, ...]
    expires_ms: int
    link: str


def by_name(lines: Iterable[DeviceLine]) -> list[DeviceLine]:
    """Return the volunteers' devices in the order of their names.

    The desk's own device is no phone, and nobody could lose it.
    """
    phones = (line for line in lines if line.id != devices.DESK)
    return sorted(phones, key=lambda line: device_key(line.name))


def device_key(name: str) -> Any:
    """Return the sorting key of a device's name: "Tổ 2" before "Tổ 10"."""
    return name_key(re.sub(r"\d+", lambda digits: digits[0].zfill(6), name))


def _devices_page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    with database(request).reading() as cursor:
        places = villages(cursor, desk.commune.id)
        lines = by_name(devices.listing(cursor, desk.commune.id))
        after = aftermath.read(cursor, desk.commune.id, lines)
        awaited = enrolling.awaited(cursor, desk.commune.id, desk.now_ms)
    shown = {
        "hindered": hindrances(request),
        "name": "",
        "chosen": [],
        "problem": None,
        "invitation": None,
        **said,
    }
    names = names_of(places)
    shown |= {
        "places": places,
        "lines": lines,
        "names": names,
        "clock": clock_words,
        "short": short_number,
    }
    shown |= {"after": after, "awaited": awaited}
    return page(request, "devices.html", status, desk=desk, **shown)


def clock_words(ahead_ms: int) -> str:
    """Say how far a device's clock is from ours: nhanh 3 phút."""
    minutes = abs(ahead_ms) // 60_000
    if not minutes:
        return "đúng giờ"
    away = f"{minutes} phút"
    if minutes >= 2 * 1440:
        away = f"{round(minutes / 1440)} ngày"
    elif minutes >= 120:
        away = f"{round(minutes / 60)} giờ"
    return f"{'nhanh' if ahead_ms > 0 else 'chậm'} {away}"


@router.get("/communes/{code}/devices")
def devices_page(request: Request, desk: AtDesk) -> Response:
    return _devices_page(request, desk)


@router.post("/communes/{code}/devices")
async def invite(request: Request, desk: AtDesk, form: Form) -> Response:
    """Make a code for a volunteer, or take back one that nobody has used."""
    if field(form, "deed") == enrolling.CANCEL:
        return await _cancel(request, desk, form)
    name, chosen = clean(field(form, "name")), tuple(form.get("village", []))
    try:
        code = await database(request).write(lambda cursor: _invite(cursor, desk, name, chosen))
    except Problem as problem:
        return _devices_page(
            request, desk, problem.kind.status, name=name, chosen=chosen, problem=problem
        )
    link = f"{phone_address(request)}/#/enrol?code={code}"
    expires = desk.now_ms + devices.CODE_LIFE_MS
    invitation = Invitation(code, name, chosen, expires, link)
    return _devices_page(request, desk, invitation=invitation)


async def _cancel(request: Request, desk: Desk, form: Form) -> Response:
    expires = field(form, "expires")
    # More digits than a moment has are none: no database could hold such a number.
    is_moment = expires.isdecimal() and len(expires) < 16
    of = field(form, "name"), int(expires) if is_moment else 0
    by = Decision(desk.officer.username, desk.officer.name, "Chưa dùng", desk.now_ms)
    try:
        await database(request).write(
            lambda cursor: enrolling.cancel(cursor, desk.commune.id, *of, by)
        )
    except Problem as problem:
        return _devices_page(request, desk, problem.kind.status, problem=problem)
    return see_other(f"/communes/{desk.commune.code}/devices")


def _invite(cursor: Cursor, desk: Desk, name: str, chosen: tuple[str, ...]) -> str:
    known = {place.id for place in villages(cursor, desk.commune.id)}
    if not name:
        raise Problem(Code.NO_VOLUNTEER)
    if len(name) > NAME_LIMIT:
        raise Problem(Code.TEXT_TOO_LONG, field="Họ và tên", limit=NAME_LIMIT)
    if not is_printable(name):
        raise Problem(Code.UNPRINTABLE_TEXT, field="Họ và tên")
    if not chosen:
        raise Problem(Code.NO_VILLAGE_CHOSEN)
    for village in chosen:
        if village not in known:
            raise Problem(Code.UNKNOWN_VILLAGE, code=village[:40])
    return devices.invite(cursor, desk.commune.id, chosen, name, desk.now_ms)


def _device_page(
    request: Request, desk: Desk, device: UUID, problem: Problem | None = None
) -> Response:
    with database(request).reading() as cursor:
        line = devices.line(cursor, desk.commune.id, device)
        after = aftermath.read(cursor, desk.commune.id, (line,))
        down = quarantine.turned_down(cursor, desk.commune.id, device)
        names = village_names(cursor, desk.commune.id)
    status = problem.kind.status if problem else 200
    shown = {"line": line, "names": names, "clock": clock_words, "problem": problem}
    shown |= {"after": after, "turned_down": down}
    return page(request, "device.html", status, desk=desk, **shown)


@router.get("/communes/{code}/devices/{device}")
def device_page(request: Request, desk: AtDesk, device: UUID) -> Response:
    return _device_page(request, desk, device)


@router.post("/communes/{code}/devices/{device}")
async def trust(request: Request, desk: AtDesk, device: UUID, form: Form) -> Response:
    """Revoke a device, or give it back its place."""
    verb = decisions.revoke if field(form, "deed") == decisions.REVOKE else decisions.reinstate
    by = decision(desk, form)
    try:
        await database(request).write(lambda cursor: verb(cursor, desk.commune.id, device, by))
    except Problem as problem:
        return _device_page(request, desk, device, problem)
    return see_other(f"/communes/{desk.commune.code}/devices/{device}")
