"""When the last backup was made, how to make one, and one to take along."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from shared.problems import Code, Problem
from shared.stamp import local
from sync_server import aftermath, audit, backup, devices
from sync_server.audit import Decision
from sync_server.communes import served
from sync_server.desk.access import AtDesk, Desk, database
from sync_server.desk.devices import by_name
from sync_server.desk.layout import page

router = APIRouter()
_SHOWN = 20


def _is_alone(request: Request) -> bool:
    """Say whether this is the only commune here: a backup has everybody's data."""
    with database(request).reading() as cursor:
        return len(served(cursor)) == 1


def _backup_page(
    request: Request, desk: Desk, status: int = 200, problem: Problem | None = None
) -> Response:
    with database(request).reading() as cursor:
        deeds = (audit.BACKUP, audit.RESTORE)
        past = audit.latest(cursor, desk.commune.id, _SHOWN, deeds=deeds)
        lines = devices.listing(cursor, desk.commune.id)
        after = aftermath.read(cursor, desk.commune.id, lines)
    names = [
        line.name for line in by_name(lines) if line.id in after.unheard and line.revoked_ms is None
    ]
    last = next((each for each in past if each.deed == audit.BACKUP), None)
    age = (desk.now_ms - last.at_ms) // (24 * 60 * 60 * 1000) if last else None
    shown: dict[str, Any] = {"past": past, "last": last, "age": age, "is_alone": _is_alone(request)}
    shown |= {"after": after, "unheard": names}
    return page(request, "backup.html", status, desk=desk, problem=problem, **shown)


@router.get("/communes/{code}/backup")
def backup_page(request: Request, desk: AtDesk) -> Response:
    return _backup_page(request, desk)


@router.post("/communes/{code}/backup")
def download(request: Request, desk: AtDesk) -> Response:
    """Make a backup and send it; it is on record before it leaves."""
    folder: Path | None = getattr(request.app.state, "data", None)
    name = f"sao-luu-{desk.commune.id}-{local(desk.now_ms):%Y%m%d-%H%M}.zip"
    if not _is_alone(request):
        problem = Problem(Code.SEVERAL_COMMUNES)
        return _backup_page(request, desk, problem.kind.status, problem)
    # Beside the data, not where other programs of this machine keep their passing files.
    made_in = Path(tempfile.mkdtemp(dir=folder))
    try:
        made = backup.write(database(request), folder, made_in / name, desk.now_ms)
    except Problem as problem:
        shutil.rmtree(made_in)
        response = _backup_page(request, desk, problem.kind.status, problem)
        response.headers["Retry-After"] = "60"
        return response
    by = Decision(desk.officer.username, desk.officer.name, "", desk.now_ms)
    backup.note(database(request), made, name, by)
    return FileResponse(
        made_in / name,
        media_type="application/zip",
        filename=name,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        background=BackgroundTask(shutil.rmtree, made_in),
    )
