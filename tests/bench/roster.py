"""What importing a commune's roster costs: 26,000 rows of .xlsx, looked at, first, and again."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import openpyxl

from shared.places import CAM_TAN
from shared.roster_book import Book, Choices, read_book
from sync_server import devices, log
from sync_server.communes import found
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.entries import record_of
from sync_server.main import open_database
from sync_server.rosters import Moment, Progress, changes, pieces, prepare, take_some
from sync_server.settings import Settings
from sync_server.spreadsheets import read_sheets
from tests.bench.goals import Line
from tests.bench.serving import NOW_MS
from tests.bench.workload import Workload

VILLAGES, HOMES, PEOPLE = 20, 325, 4
ROWS = VILLAGES * HOMES * PEOPLE
AT = Moment(date(2025, 6, 1), NOW_MS)
HAND = Hand(CAM_TAN.id, "", "Lệnh bakhong", NOW_MS)
T = TypeVar("T")


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the lines of the roster's import: CPU seconds, and a ratio to the bare log."""
    file = _file()
    databases = [_opened(folder / f"roster-{at}") for at in range(2)]
    try:
        ours, peer = databases
        book_s, book = timed(lambda: _read(file))
        look_s, _ = timed(lambda: _looked(ours, book))
        write_s, _ = timed(lambda: _taken_in(ours, book))
        again_s, _ = timed(lambda: _taken_in(ours, book))
        bare_s = _bare(ours, peer)
    finally:
        for each in databases:
            each.close()
    return list(_lines(book_s + look_s, book_s + write_s, book_s + again_s, bare_s))


def _lines(look_s: float, first_s: float, again_s: float, bare_s: float) -> Iterator[Line]:
    said = f"{ROWS:,} rows"
    for what, seconds, gate, wish in (
        ("preview of a commune's roster", look_s, 10, 5),
        ("import of a commune's roster", first_s, 20, 10),
        ("the same roster again", again_s, 15, 8),
    ):
        yield Line("5", what, f"{seconds:.1f} s", said, seconds, gate, wish, "s")
    ratio, peer = first_s / bare_s, f"bare log {bare_s:.1f} s"
    yield Line("5", "import, to pushing its records", f"{first_s:.1f} s", peer, ratio, 8, 5)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds that `work` took on this thread's CPU, and what it gave."""
    start = time.thread_time()
    gave = work()
    return time.thread_time() - start, gave


def _file() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(
        ["STT", "Thôn", "Số hộ", "Họ và tên", "Ngày sinh", "Quan hệ với chủ hộ", "Số CCCD"]
    )
    for at, row in enumerate(_rows(), start=1):
        sheet.append([at, *row, f"0381{at:08d}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows() -> Iterator[list[Any]]:
    given = ("An", "Ánh", "Dũng", "Đào", "Hợp", "Huệ", "Ước", "Yến", "Thủy", "Hạnh")
    for village in range(1, VILLAGES + 1):
        for home in range(1, HOMES + 1):
            for each in range(PEOPLE):
                name = f"Nguyễn Thị {given[home % 10]} {given[(home // 10 + each) % 10]}"
                born = f"{home % 28 + 1:02d}/{each + 1:02d}/{1940 + (home + each * 17) % 80}"
                relation = "Con" if each else "Chủ hộ"
                yield [f"Thôn {village}", home, name, born, relation]


def _opened(data: Path) -> Database:
    shutil.rmtree(data, ignore_errors=True)
    database = open_database(Settings.read({"BAKHONG_DATA": str(data)}))
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
    return database


def _read(file: bytes) -> Book:
    return read_book(read_sheets(file, "ds.xlsx"), AT.day.year, Choices())


def _looked(database: Database, book: Book) -> None:
    with database.reading() as cursor:
        changes(cursor, CAM_TAN.id, book.roster)


def _taken_in(database: Database, book: Book) -> None:
    with database.writing() as cursor:
        prepare(cursor, HAND, CAM_TAN, book.roster, "ds.xlsx")
    work = pieces(book.roster, Progress(len(book.roster.households)))
    listed = next(work, None)
    while listed:
        with database.writing() as cursor:
            taken = take_some(cursor, CAM_TAN, listed, AT)
        try:
            listed = work.send(taken)
        except StopIteration:
            break


def _bare(ours: Database, peer: Database) -> float:
    """Return the seconds that the log alone takes for the records that the import made."""
    with ours.reading() as cursor:
        rows = cursor.all("SELECT kind, stamp, record FROM log ORDER BY seq")
    records = [record_of(*row) for row in rows]
    size = len(records) // VILLAGES

    def push() -> None:
        for start in range(0, len(records), size):
            with peer.writing() as cursor:
                desk = devices.desk_device(cursor, CAM_TAN.id, NOW_MS)
                log.push(cursor, desk, log.Batch(records[start : start + size]), NOW_MS)

    return timed(push)[0]
