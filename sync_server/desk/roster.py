"""Nhập danh sách hộ: upload a list, see what it would do, confirm, watch, and read what it did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from shared.headings import FIELDS
from shared.problems import Code, Problem
from shared.roster_book import Book
from shared.text import mask_id_numbers
from sync_server import roster_imports
from sync_server.communes import villages
from sync_server.desk.access import AtDesk, Desk, Form, database, field, uploaded
from sync_server.desk.layout import page, see_other
from sync_server.desk.roster_files import folder_of
from sync_server.desk.roster_form import choices, is_as_shown
from sync_server.desk.words import today
from sync_server.roster_imports import Upload
from sync_server.roster_running import Job, Runs
from sync_server.roster_words import CODE_CHOICES, CODES, change, doubt, summary
from sync_server.rosters import Counts, Moment, VillageChange
from sync_server.spreadsheets import MOST_BYTES, MOST_MB

router = APIRouter()
_SHOWN = 100
_FIRST = 8


@dataclass(frozen=True, slots=True)
class Totals:
    """What a list would do to the whole commune."""

    changes: list[VillageChange]

    @property
    def counts(self) -> Counts:
        return sum((each.difference.counts for each in self.changes), start=Counter())

    @property
    def summary(self) -> str:
        return summary(self.counts)

    @property
    def same(self) -> int:
        return sum(each.difference.same for each in self.changes)

    @property
    def gone(self) -> int:
        return sum(each.difference.gone for each in self.changes)

    @property
    def changed(self) -> list[tuple[str, Any]]:
        """Return the entries about somebody who is there already, each with the village's name."""
        return [
            (each.name, entry)
            for each in self.changes
            for home in each.difference.entries
            for entry in home
            if entry.before
        ]

    @property
    def absent(self) -> list[tuple[str, Any]]:
        return [(each.name, member) for each in self.changes for member in each.difference.missing]

    @property
    def absent_homes(self) -> list[tuple[str, Any]]:
        return [(each.name, h) for each in self.changes for h in each.difference.missing_homes]


def _runs(request: Request) -> Runs:
    state = request.app.state
    if not hasattr(state, "roster_runs"):
        state.roster_runs = Runs()
    found: Runs = state.roster_runs
    return found


def _job(request: Request, desk: Desk, upload: Upload) -> Job:
    at = Moment(today(desk.now_ms), desk.now_ms)
    return Job(database(request), folder_of(request), desk.commune, upload, desk.hand, at)


@router.get("/communes/{code}/roster")
def roster_page(request: Request, desk: AtDesk) -> Response:
    return _upload_page(request, desk)


def _upload_page(request: Request, desk: Desk, problem: Problem | None = None) -> Response:
    with database(request).reading() as cursor:
        past = roster_imports.latest(cursor, desk.commune.id)
    status = problem.kind.status if problem else 200
    return page(
        request, "roster.html", status, desk=desk, past=past, problem=problem, limit=MOST_MB
    )


@router.post("/communes/{code}/roster")
async def take_file(request: Request, desk: AtDesk) -> Response:
    """Keep a list until the officer has looked at what it would do; what is no list is not kept."""
    try:
        too_large, nothing = Problem(Code.FILE_TOO_BIG, limit=MOST_MB), Problem(Code.NO_FILE_CHOSEN)
        name, data = await uploaded(request, MOST_BYTES, too_large, nothing)
        folder, hand = folder_of(request), desk.hand

        def keep(cursor: Any) -> str:
            roster_imports.sweep(cursor, folder, desk.now_ms)
            return roster_imports.keep(cursor, folder, hand, name, data)

        upload = await database(request).write(keep)
    except Problem as problem:
        return _upload_page(request, desk, problem)
    return see_other(f"/communes/{desk.commune.code}/roster/{upload}")


@router.get("/communes/{code}/roster/{upload}")
def import_page(request: Request, desk: AtDesk, upload: str, again: bool = False) -> Response:
    """Show a list as far as it is: what it would do, how far it is, or what it did."""
    with database(request).reading() as cursor:
        found = roster_imports.find(cursor, desk.commune.id, upload)
    if found.state == "waiting":
        return _preview_page(request, desk, found, again=again)
    if found.state == "importing":
        return _progress_page(request, desk, found)
    return page(request, "roster_done.html", desk=desk, upload=found, result=found.result)


def _progress_page(request: Request, desk: Desk, upload: Upload) -> Response:
    is_running = _runs(request).is_running(database(request), upload.id)
    response = page(
        request, "roster_progress.html", desk=desk, upload=upload, is_running=is_running
    )
    if is_running:
        # The browser asks again by itself, without a script.
        response.headers["Refresh"] = "2"
    return response


def _preview_page(
    request: Request,
    desk: Desk,
    upload: Upload,
    problem: Problem | None = None,
    *,
    again: bool = False,
) -> Response:
    try:
        book, changes = _runs(request).preview(_job(request, desk, upload))
    except Problem as unreadable:
        status = unreadable.kind.status
        return page(
            request, "roster_unread.html", status, desk=desk, upload=upload, problem=unreadable
        )
    with database(request).reading() as cursor:
        places = villages(cursor, desk.commune.id)
    return page(
        request,
        "roster_preview.html",
        problem.kind.status if problem else 200,
        desk=desk,
        upload=upload,
        book=book,
        totals=Totals(changes),
        places=places,
        problem=problem,
        again=again,
        fields=FIELDS,
        codes=CODES,
        code_choices=CODE_CHOICES,
        mask=mask_id_numbers,
        change=change,
        doubt=doubt,
        shown=_SHOWN,
        first=_FIRST,
    )


@router.post("/communes/{code}/roster/{upload}")
async def decide(request: Request, desk: AtDesk, form: Form, upload: str) -> Response:
    """Look again with other columns, take the list in, go on with it, or let it go."""
    with database(request).reading() as cursor:
        found = roster_imports.find(cursor, desk.commune.id, upload)
    here = f"/communes/{desk.commune.code}/roster"
    wish = field(form, "do")
    if wish == "drop" and found.state == "waiting":
        folder, hand = folder_of(request), desk.hand
        _runs(request).forget()
        await database(request).write(
            lambda cursor: roster_imports.drop(cursor, folder, found, hand)
        )
        return see_other(here)
    if not found.is_open:
        return see_other(f"{here}/{upload}")
    job = _job(request, desk, found)
    try:
        book = await run_in_threadpool(_runs(request).read, job)
        if found.state == "waiting":
            wanted = choices(form, book)
            if wish != "import" or not is_as_shown(wanted, book, found.choices):
                await database(request).write(
                    lambda cursor: roster_imports.choose(cursor, found, wanted)
                )
                return see_other(
                    f"{here}/{upload}?again=1" if wish == "import" else f"{here}/{upload}"
                )
        await _begin(request, desk, job, book)
    except Problem as problem:
        if found.state == "importing":
            raise
        return await run_in_threadpool(_preview_page, request, desk, found, problem)
    return see_other(f"{here}/{upload}")


async def _begin(request: Request, desk: Desk, job: Job, book: Book) -> None:
    if not book.roster.households:
        raise Problem(Code.NOBODY_LISTED)
    await _runs(request).start(
        job, book, lambda cursor: roster_imports.begin(cursor, job.upload, desk.hand, book.roster)
    )
