"""The desk's pages as responses: templates, security headers, files, error pages."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.problems import Code, Problem
from shared.recipients import lowered
from shared.text import number, percent
from sync_server import qr
from sync_server.desk import rights, sections, words

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

_PAGES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters.update(number=number, percent=percent, day=words.day, moment=words.moment)
_PAGES.globals.update(may=rights.may, roles=rights.ROLES, lowered=lowered, menu=sections.menu)
_PAGES.globals.update(words=words, edition=_EDITION, squares=qr.squares, qr_path=qr.path)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Render `template` inside the layout, for whoever is signed in."""
    state = request.state
    around = {
        "officer": getattr(state, "officer", None),
        "commune": getattr(state, "commune", None),
        "quarter": getattr(state, "quarter", None),
        "path": request.url.path,
    }
    html = _PAGES.get_template(template).render({**around, **values})
    return HTMLResponse(html, status_code=status, headers=_HEADERS)


def see_other(address: str) -> RedirectResponse:
    """Send the browser on with a GET, so that reloading a page never repeats a deed."""
    return RedirectResponse(address, status_code=303, headers=_HEADERS)


def problem_page(request: Request, problem: Problem) -> Response:
    """Say a refusal in the desk's own layout; who is not signed in is sent to do so first."""
    if problem.kind is Code.NOT_SIGNED_IN and request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return see_other(f"/login?next={quote(request.url.path + query, safe='')}")
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
