"""The desk's pages as responses: templates, security headers, files, error pages."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.places import CAM_TAN, Commune
from shared.problems import Code, Problem
from shared.recipients import kind_of, lowered, spoken, villages_of
from shared.text import number, percent
from sync_server import qr
from sync_server.communes import heirs
from sync_server.desk import rights, sections, words
from sync_server.desk.access import database

router = APIRouter()

_HERE = Path(__file__).parent
_FILES = {
    path.name: path.read_bytes() for path in sorted((_HERE / "static").iterdir()) if path.is_file()
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# A new edition of a file gets a new address, so browsers may keep the old one for ever.
_EDITION = hashlib.sha256(b"".join(_FILES.values())).hexdigest()[:12]

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it, browsers would send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    # Pages hold numbers of a commune and names of people: not for a shared computer's disk.
    "Cache-Control": "no-store",
}


class _Spoken(FileSystemLoader):
    """Templates in the words of a kind of unit: they are written for a xã and its thôn.

    What they are filled with is data, and stays as it is.
    """

    def __init__(self, of: Commune) -> None:
        super().__init__(_HERE / "templates")
        self.of = of

    def get_source(self, environment: Environment, template: str) -> Any:
        source, *rest = super().get_source(environment, template)
        return spoken(self.of, source), *rest


def pages(of: Commune) -> Environment:
    """Return the templates for a commune; the filter `own` is for what code says in them."""
    kind = kind_of(of)
    if kind not in _PAGES:
        _PAGES[kind] = _environment(of)
    return _PAGES[kind]


_PAGES: dict[str, Environment] = {}


def _environment(of: Commune) -> Environment:
    made = Environment(
        loader=_Spoken(of),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    kept = lru_cache(maxsize=8192)
    made.filters.update(number=number, day=words.day, moment=words.moment)
    made.filters.update(percent=kept(percent), own=partial(spoken, of))
    made.globals.update(may=rights.may, roles=rights.ROLES, menu=sections.menu)
    made.globals.update(lowered=lowered, villages_of=villages_of)
    made.globals.update(words=words, edition=_EDITION, squares=qr.squares, qr_path=qr.path)
    # A page has hundreds of these, nearly all of them those of the page before.
    parts: Any = made.get_template("parts.html").module
    charts: Any = made.get_template("charts.html").module
    made.globals.update(village_cell=kept(parts.village_cell), goal_bar=kept(charts.goal_bar))
    return made


# The sign stays on its number's line; not in attributes, nor in what somebody types.
_PER_CENT = re.compile(r" %(?=[^<>]*<)")
_TYPED = re.compile(r"(<textarea.*?</textarea>)", re.DOTALL)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render `template` inside the layout, for whoever is signed in."""
    state = request.state
    around = {
        "officer": getattr(state, "officer", None),
        "commune": getattr(state, "commune", None),
        "quarter": getattr(state, "quarter", None),
        "successor": getattr(state, "successor", None),
        "path": request.url.path,
    }
    html = (
        pages(getattr(state, "commune", None) or CAM_TAN)
        .get_template(template)
        .render({**around, **values})
    )
    html = "".join(
        part if part.startswith("<textarea") else _PER_CENT.sub("\u00a0%", part)
        for part in _TYPED.split(html)
    )
    return HTMLResponse(html, status_code=status, headers=_HEADERS)


def see_other(address: str) -> RedirectResponse:
    """Send the browser on with a GET, so that reloading a page never repeats a deed."""
    return RedirectResponse(address, status_code=303, headers=_HEADERS)


def problem_page(request: Request, problem: Problem) -> Response:
    """Say a refusal in the desk's own layout; who is not signed in is sent to do so first, and who
    asks for a village that is part of another by now, to that one.
    """
    if problem.kind is Code.NOT_SIGNED_IN and request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return see_other(f"/login?next={quote(request.url.path + query, safe='')}")
    if problem.kind is Code.UNKNOWN_VILLAGE and (there := _by_now(request)):
        return see_other(there)
    response = page(
        request,
        "problem.html",
        problem.kind.status or 500,
        problem=problem,
        title="Chưa thực hiện được",
    )
    if problem.kind.status in (429, 503):
        minutes = problem.details.get("minutes", 1)
        response.headers["Retry-After"] = str(60 * int(minutes))
    return response


def _by_now(request: Request) -> str:
    """Return the address of the village that the one asked for has become part of; "" for none."""
    commune = getattr(request.state, "commune", None)
    if request.method != "GET" or commune is None:
        return ""
    with database(request).reading() as cursor:
        heir = heirs(cursor, commune.id).get(request.query_params.get("village", ""))
    there = request.url.include_query_params(village=heir)
    return f"{there.path}?{there.query}" if heir else ""


@router.get("/desk/{name}")
def static_file(name: str) -> Response:
    if (content := _FILES.get(name)) is None:
        raise Problem(Code.NOT_FOUND)
    return Response(
        content,
        media_type=_TYPES[Path(name).suffix],
        headers={
            "Cache-Control": "public, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )
