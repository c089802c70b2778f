"""Who is looking at the desk, from which form, at which commune and quarter."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from shared.places import Commune
from shared.problems import Code, Problem
from shared.protocol import Place
from shared.quarter import Quarter
from shared.text import clean
from sync_server import counting, plans, successions
from sync_server.addresses import Ways, is_loopback
from sync_server.communes import by_code, by_id
from sync_server.database import Cursor, Database
from sync_server.deeds import Hand
from sync_server.desk import rights
from sync_server.desk.words import today
from sync_server.officers import Door, Officer, officer_of

COOKIE = "bakhong"
_FORM_BYTES = 64 * 1024
_PASTED_BYTES = 1024 * 1024
_FORM_FIELDS = 500
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


def database(request: Request) -> Database:
    found: Database = request.app.state.database
    return found


def now_ms(request: Request) -> int:
    return int(request.app.state.clock())


def door(request: Request) -> Door:
    found: Door = request.app.state.door
    return found


def address(request: Request) -> str:
    return request.client.host if request.client else ""


def ways(request: Request) -> Ways:
    """Return how others get here: as `bakhong serve` knows, or else as the officer came."""
    known: Ways | None = getattr(request.app.state, "ways", None)
    url = request.url
    came_by = f"{url.scheme}://{url.netloc}"
    if known is None:
        return Ways(url.scheme, url.port or 0, public=came_by)
    # A proxy may have brought the officer here under a name that nobody told us.
    if known.public or is_loopback(url.hostname or "") or came_by in known.addresses:
        return known
    return replace(known, public=came_by, trust_port=None) if known.is_local else known


def phone_address(request: Request) -> str:
    """Return where phones find the app."""
    known = ways(request)
    return known.phone or f"{known.addresses[0]}/app"


def own_form(request: Request) -> None:
    """Refuse a form that another site sent in the officer's name.

    The cookie is SameSite=Strict already; this is the second lock. Browsers name the origin of
    every POST; over plain http, as in an office, they send no Sec-Fetch-Site.
    """
    if request.method in ("GET", "HEAD"):
        return
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if site not in ("same-origin", "none") or elsewhere:
        raise Problem(Code.FOREIGN_FORM)


async def fields(request: Request) -> Mapping[str, list[str]]:
    """Read a form, never more of it than a page of ours can send."""
    return await _read_form(request, _FORM_BYTES)


async def pasted(request: Request) -> Mapping[str, list[str]]:
    """Read a form into which a whole document may have been pasted."""
    return await _read_form(request, _PASTED_BYTES)


async def _read_form(request: Request, limit: int) -> Mapping[str, list[str]]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Problem(Code.TOO_LARGE)
    try:
        return parse_qs(
            body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_FORM_FIELDS
        )
    except ValueError as error:
        raise Problem(Code.BAD_REQUEST, field="form") from error


def field(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[-1]


def read_day(text: str) -> date:
    """Read a day as a browser sends it, 2025-12-31, or as people write it, 31/12/2025."""
    bare = clean(text)
    try:
        if found := _DAY.fullmatch(bare):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(bare)
    except ValueError as error:
        raise Problem(Code.BAD_DATE, text=bare[:20]) from error


async def uploaded(
    request: Request, limit: int, too_large: Problem, nothing: Problem
) -> tuple[str, bytes]:
    """Return name and content of the file that a form brings, or refuse with one of the two."""
    (file,) = await uploads(request, 1, limit, too_large, nothing)
    return file


async def uploads(
    request: Request, many: int, limit: int, too_large: Problem, nothing: Problem
) -> list[tuple[str, bytes]]:
    """Return the files that a form brings, so many of `limit` bytes at most, or refuse."""
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal() or int(announced) > limit * many + _FORM_BYTES:
        raise too_large
    async with request.form(max_files=many, max_fields=4) as form:
        chosen = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
        files = [(each.filename, await each.read()) for each in chosen if each.filename]
    if not files:
        raise nothing
    return files


def signed_in(request: Request) -> Officer:
    """Return who the session cookie belongs to, or refuse; also what is not for their role."""
    token = request.cookies.get(COOKIE, "")
    officer = None
    if token:
        with database(request).reading() as cursor:
            officer = officer_of(cursor, token, now_ms(request))
    if officer is None:
        raise Problem(Code.NOT_SIGNED_IN)
    request.state.officer = officer
    rights.check(officer.role, request.method, request.scope["route"].path)
    return officer


def caller(request: Request) -> Officer:
    """Return who asks: a script by HTTP Basic, or a browser by its cookie."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return signed_in(request)
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Problem(Code.WRONG_PASSWORD) from error
    username, _, password = text.partition(":")
    officer = door(request).admit(username, password, address(request), now_ms(request))
    rights.check(officer.role, request.method, request.scope["route"].path)
    return officer


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer at work: whose desk, which commune, which quarter, and what day it is.

    `since` is the year of the commune's first plan.
    """

    officer: Officer
    commune: Commune
    quarter: Quarter
    now_ms: int
    since: int = 2025

    @property
    def hand(self) -> Hand:
        """Return who answers for what is decided here."""
        return Hand(self.commune.id, self.officer.username, self.officer.name, self.now_ms)


def at_desk(
    code: str,
    request: Request,
    officer: Annotated[Officer, Depends(signed_in)],
    quarter: str = "",
) -> Desk:
    """Return the desk of the commune with this state code, if it is the officer's own."""
    now = now_ms(request)
    day = today(now)
    with database(request).reading() as cursor:
        commune = own_commune(cursor, officer, code)
        request.state.commune = commune
        chosen = Quarter.of(day)
        if quarter:
            chosen = counting.open_quarter(cursor, commune, quarter, day)
        since = plans.first_year(cursor, commune.id)
        request.state.successor = successions.into(cursor, commune.id)
    request.state.quarter = chosen
    return Desk(officer, commune, chosen, now, since)


def own_commune(cursor: Cursor, officer: Officer, code: str) -> Commune:
    """Return the commune with this state code, if it is the officer's own."""
    own = by_id(cursor, officer.commune)
    if own.code != code:
        by_code(cursor, code)
        raise Problem(Code.NOT_YOUR_COMMUNE)
    return own


def quarters(desk: Desk) -> Sequence[Quarter]:
    """Return the quarters to choose from: from the commune's first plan until today's."""
    each, last = Quarter(desk.since, 1), Quarter.of(today(desk.now_ms))
    choice = [each]
    while each < last:
        choice.append(each := each.next())
    return sorted({*choice, desk.quarter}, reverse=True)


def chosen_place(places: Sequence[Place], village: str) -> Place | None:
    """Return the village that an address asks for, None for the whole commune, or refuse."""
    place = next((each for each in places if each.id == village), None)
    if village and place is None:
        raise Problem(Code.UNKNOWN_VILLAGE, code=village[:40])
    return place


AtDesk = Annotated[Desk, Depends(at_desk)]
SignedIn = Annotated[Officer, Depends(signed_in)]
Form = Annotated[Mapping[str, list[str]], Depends(fields)]
PastedForm = Annotated[Mapping[str, list[str]], Depends(pasted)]
