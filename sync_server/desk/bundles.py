"""Handing over by file or by QR codes: where the officer brings them, and what became of each."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from shared import bundle, codes
from shared.problems import Code, Problem
from shared.text import fold
from sync_server import bundles, deeds, devices
from sync_server.bundles import Taken
from sync_server.database import Cursor
from sync_server.desk.access import AtDesk, Desk, Form, database, field, phone_address
from sync_server.desk.layout import page, see_other

router = APIRouter()
_FILES = 20
_SHORT = 700
"""A link of more letters makes a code that phones no longer read well."""
_DIGEST = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: taken in, with a receipt to carry back, or the reason why not."""

    name: str
    taken: Taken | None = None
    problem: Problem | None = None
    link: str = ""


@router.get("/communes/{code}/bundles")
def bundles_page(request: Request, desk: AtDesk) -> Response:
    return _page(request, desk)


def _page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    with database(request).reading() as cursor:
        lines = bundles.brought(cursor, desk.commune.id)
    shown: dict[str, Any] = {"results": (), "problem": None, "codes": "", "unread": None, **said}
    return page(request, "bundles.html", status, desk=desk, lines=lines, **shown)


@router.post("/communes/{code}/bundles")
async def take_files(request: Request, desk: AtDesk) -> Response:
    try:
        files = [each async for each in _uploaded(request)]
    except Problem as problem:
        return _page(request, desk, problem.kind.status, problem=problem)
    results = [await _brought(request, desk, name, file) for name, file in files]
    return _results_page(request, desk, results)


def _results_page(request: Request, desk: Desk, results: Sequence[Result]) -> Response:
    refused = next((each.problem for each in results if each.problem), None)
    return _page(request, desk, refused.kind.status if refused else 200, results=results)


async def _uploaded(request: Request) -> AsyncIterator[tuple[str, bytes]]:
    """Yield names and contents of the files of a form; no more than could be ours."""
    limit = bundle.BUNDLE_BYTES
    announced = request.headers.get("content-length", "")
    if not announced.isdecimal() or int(announced) > 2 * limit:
        raise Problem(Code.BUNDLE_TOO_LARGE, limit=limit // 1024 // 1024)
    async with request.form(max_files=_FILES, max_fields=_FILES) as form:
        chosen = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
        if not any(each.filename for each in chosen):
            raise Problem(Code.NO_BUNDLE_CHOSEN)
        for each in chosen:
            yield each.filename or "", await each.read()


async def _brought(request: Request, desk: Desk, name: str, file: bytes) -> Result:
    try:
        taken = await bundles.bring(database(request), desk.hand, name, file)
    except Problem as problem:
        return Result(name, problem=problem)
    return Result(name, taken, link=_link(request, desk, taken.device.id))


def _link(request: Request, desk: Desk, device: UUID) -> str:
    """Return a link that brings the receipt to the phone, if it is short enough for a QR code."""
    with database(request).reading() as cursor:
        short = bundles.receipt_file(cursor, desk.commune.id, device, desk.now_ms, is_short=True)
    told = urlsafe_b64encode(short).decode().rstrip("=")
    link = f"{phone_address(request)}/#/hand-over?receipt={told}"
    return link if len(link) <= _SHORT else ""


@router.post("/communes/{code}/bundles/codes")
async def take_codes(request: Request, desk: AtDesk, form: Form) -> Response:
    """Take in what a camera or a scanner read; what is still missing can be read on."""
    text = field(form, "codes")
    read = codes.gather(text.split())
    if read.file is None:
        missing = ", ".join(map(str, read.missing))
        told = Problem(Code.CODES_MISSING, have=read.have, total=read.total, missing=missing)
        unread = told if read.total else Problem(Code.NO_CODE_READ)
        return _page(request, desk, unread.kind.status, codes=text, unread=unread)
    result = await _brought(request, desk, f"{read.total} mã QR", read.file)
    return _results_page(request, desk, (result,))


@router.post("/communes/{code}/bundles/{digest}/again")
async def try_again(request: Request, desk: AtDesk, digest: str) -> Response:
    """Try a file that was kept aside once more: its device may be enrolled by now."""
    with database(request).reading() as cursor:
        name, file = bundles.kept(cursor, desk.commune.id, _digest(digest))
    return _results_page(request, desk, (await _brought(request, desk, name, file),))


@router.post("/communes/{code}/bundles/{digest}/drop")
async def drop(request: Request, desk: AtDesk, digest: str) -> Response:
    """Let a file that was kept aside go; who did it is written down."""
    wanted = _digest(digest)
    with database(request).reading() as cursor:
        name, _ = bundles.kept(cursor, desk.commune.id, wanted)

    def let_go(cursor: Cursor) -> None:
        if bundles.drop(cursor, desk.commune.id, wanted):
            deeds.write(cursor, desk.hand, "bundle", f"Bỏ tệp bàn giao “{name}”")

    await database(request).write(let_go)
    return see_other(f"/communes/{desk.commune.code}/bundles")


def _digest(text: str) -> bytes:
    if not _DIGEST.fullmatch(text):
        raise Problem(Code.NOT_FOUND)
    return bytes.fromhex(text)


@router.get("/communes/{code}/bundles/receipts/{device}")
def receipt(request: Request, desk: AtDesk, device: UUID) -> Response:
    """Return the receipt of a device as a file to carry back to it."""
    with database(request).reading() as cursor:
        file = bundles.receipt_file(cursor, desk.commune.id, device, desk.now_ms)
        name = fold(devices.find(cursor, desk.commune.id, device).name)
    plain = re.sub(r"[^a-z0-9]+", "-", name).strip("-") or "thiet-bi"
    return Response(
        file,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="bien-nhan-{plain}{bundle.SUFFIX}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
