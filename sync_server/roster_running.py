"""The import that runs while the officer watches: piece by piece, so that phones get in between.

Each piece is a transaction of its own. Whatever breaks an import off, one button goes on with it:
what stands already is seen to stand.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.places import Commune
from shared.problems import Code, Problem
from shared.records import Household, Member
from shared.roster import ListedHousehold
from shared.roster_book import Book, Choices, read_book
from sync_server import roster_imports
from sync_server.communes import former_names, villages
from sync_server.database import Cursor, Database
from sync_server.deeds import Hand
from sync_server.roster_imports import Upload, content, path_of
from sync_server.roster_words import doubt
from sync_server.rosters import (
    Counts,
    Moment,
    Progress,
    VillageChange,
    changes,
    pieces,
    prepare,
    take_some,
)
from sync_server.spreadsheets import read_sheets

_LOG = logging.getLogger("bakhong")
_KEPT = 500
"""Complaints and absent people that a result goes on telling after the file is gone."""


@dataclass(frozen=True, slots=True)
class Job:
    """One upload of one commune, and where its file lies."""

    database: Database
    folder: Path
    commune: Commune
    upload: Upload
    hand: Hand
    at: Moment


@dataclass(frozen=True, slots=True)
class _Against:
    """What an upload is read against: the choices of its officer, the villages that there are."""

    upload: str
    choices: Choices
    known: Sequence[str]
    former: Mapping[str, str]


def _against(job: Job) -> _Against:
    with job.database.reading() as cursor:
        known = [place.name for place in villages(cursor, job.commune.id)]
        former = former_names(cursor, job.commune.id)
        choices = roster_imports.remembering(cursor, job.commune.id, job.upload.choices)
    return _Against(job.upload.id, choices, known, former)


class Runs:
    """The imports that this process is at; one that no process is at was broken off."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._last: tuple[_Against, Book] | None = None

    def read(self, job: Job) -> Book:
        """Read an upload as its officer chose, or refuse; the one just looked at is still at hand,
        if it would be read alike.
        """
        by, last = _against(job), self._last
        if last is None or last[0] != by:
            sheets = read_sheets(content(job.folder, job.upload), job.upload.name)
            book = read_book(sheets, job.at.day.year, by.choices, by.known, by.former)
            self._last = last = (by, book)
        return last[1]

    def preview(self, job: Job) -> tuple[Book, list[VillageChange]]:
        """Return what the list says and what it would change."""
        book = self.read(job)
        with job.database.reading() as cursor:
            return book, changes(cursor, job.commune.id, book.roster)

    def forget(self) -> None:
        """Let go of what was read: it may hold what nobody shall keep."""
        self._last = None

    def is_running(self, database: Database, upload: str) -> bool:
        return self._is_here(upload) or database.is_claimed(_key(upload))

    def _is_here(self, upload: str) -> bool:
        task = self._tasks.get(upload)
        return task is not None and not task.done()

    async def start(self, job: Job, book: Book, begin: Callable[[Cursor], None]) -> None:
        """Begin an import, unless this or another process is at it."""
        upload = job.upload.id
        with ExitStack() as claim:
            if self._is_here(upload) or not claim.enter_context(job.database.claim(_key(upload))):
                return
            await job.database.write(begin)
            if not self._is_here(upload):
                self.forget()
                self._tasks[upload] = asyncio.create_task(_run(job, book, claim.pop_all()))


def _key(upload: str) -> int:
    """Return the name of an import as a lock's; so many bits that no two at once are alike."""
    return int(upload[:7], 16)


async def _run(job: Job, book: Book, claim: ExitStack) -> None:
    with claim:
        await _run_on(job, book)


async def _run_on(job: Job, book: Book) -> None:
    try:
        await _take_all(job, book)
    except Exception as error:
        # Whatever it was, the page must say so and offer to go on.
        problem = error if isinstance(error, Problem) else Problem(Code.INTERNAL)
        # Kind and place only: what an error says may be about people.
        frames = "".join(traceback.format_tb(error.__traceback__))
        _LOG.error("roster import broke off: %s\n%s", type(error).__name__, frames)
        said = str(problem)
        await job.database.write(lambda cursor: roster_imports.stop(cursor, job.upload, said))


async def _take_all(job: Job, book: Book) -> None:
    progress = Progress(len(book.roster.households), counts=job.upload.counts)
    await job.database.write(_founding(job, book))
    work = pieces(book.roster, progress)
    listed = next(work, None)
    while listed:
        taken = await job.database.write(_piece(job, listed))
        try:
            listed = work.send(taken)
        except StopIteration:
            listed = None
        await job.database.write(
            lambda cursor: roster_imports.advance(cursor, job.upload, progress)
        )
    told = await asyncio.to_thread(_result, job, book, progress)
    await job.database.write(
        lambda cursor: roster_imports.finish(cursor, job.upload, told, job.at.now_ms)
    )
    path_of(job.folder, job.upload.id).unlink(missing_ok=True)


def _founding(job: Job, book: Book) -> Callable[[Cursor], None]:
    def write(cursor: Cursor) -> None:
        prepare(cursor, job.hand, job.commune, book.roster, job.upload.name)

    return write


def _piece(job: Job, listed: Sequence[ListedHousehold]) -> Any:
    def write(cursor: Cursor) -> tuple[int, Counts]:
        return take_some(cursor, job.commune, listed, job.at)

    return write


def _result(job: Job, book: Book, progress: Progress) -> dict[str, Any]:
    """Return what the page tells afterwards: the file will be gone by then."""
    with job.database.reading() as cursor:
        after = changes(cursor, job.commune.id, book.roster)
    absent = [(each.name, member) for each in after for member in each.difference.missing]
    homes = [(each.name, home) for each in after for home in each.difference.missing_homes]
    return {
        "counts": roster_imports.told_counts(progress.counts),
        "villages": [(each.name, len(each.listed), each.people) for each in after],
        "absent": [_absent(name, member) for name, member in absent[:_KEPT]],
        "absent_count": len(absent),
        "homes": [_home(name, home) for name, home in homes[:_KEPT]],
        "homes_count": len(homes),
        "complaints": [*map(doubt, book.roster.complaints[:_KEPT])],
        "complaints_count": book.roster.doubtful,
        "waiting": book.roster.waiting,
        "left_out": list(book.roster.left_out),
    }


def _absent(village: str, member: Member) -> tuple[str, str, str]:
    return village, member.name, str(member.birth_year or "")


def _home(village: str, home: Household) -> tuple[str, str, str]:
    return village, home.code, home.head
