"""What the desk's pages cost on a large commune: 7,000 households, 26,000 people, a campaign.

Each page is asked for as a browser does, right after a push of 500 ticks; the peer is the same
page of a commune with nobody in it, in the same run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from httpx import ASGITransport, AsyncClient

from shared.places import CAM_TAN
from shared.records import Answer, Record
from shared.stamp import PER_MS
from sync_server import asking, devices, log, officers, trends
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.log import Batch
from sync_server.main import create_app, open_database
from sync_server.officers import Officer
from sync_server.rollup import ROLLUPS
from sync_server.seed import seed_sized
from sync_server.seed.pen import local_ms
from sync_server.settings import Settings
from tests.bench.goals import Line, middle
from tests.bench.workload import NUMBER, QUARTER, Workload

VILLAGES, HOUSEHOLDS, PEOPLE = 26, 7_000, 26_000
TICKS = 500
_HOUR_MS = 3_600_000
NOW_MS = local_ms(QUARTER.last_day, 20)
_OFFICER = Officer(CAM_TAN.id, "canbo", "Cán bộ")
_ROOT = f"/communes/{CAM_TAN.code}"
_PAGES = {
    "board": "",
    "over the quarters": "/trend",
    "by team": "/teams",
    "obstacles": "/obstacles",
    "work given out": "/quota",
    "the end of the day": "/day",
    "invitations of a village": "/lists?kind=moi-buoi-toi&village=cam-tan-01",
    "declared figures": "/figures",
    "before closing": "/closing",
    "written down twice": "/lists?kind=co-the-trung",
}


def measure(folder: Path, _prepared: Path, _work: Workload, quick: bool) -> list[Line]:
    """Return a line per page, and what the board costs when nothing was counted before."""
    for cache in (ROLLUPS, asking.BOOK, trends.PAST):
        cache.clear()
    with _opened(folder / "desk-empty") as empty, _opened(folder / "desk-full") as full:
        ticks = _settled(full)
        return asyncio.run(_pages(full, empty, ticks, 3 if quick else 9))


async def _pages(full: Database, empty: Database, ticks: list[Answer], rounds: int) -> list[Line]:
    lines = []
    async with _browser(full) as ours, _browser(empty) as peers:
        cold = await _timed(ours, "")
        for name, address in _PAGES.items():
            await _timed(ours, address)
            warm, peer = [], []
            for turn in range(rounds):
                _tick(full, ticks, turn)
                warm.append(await _timed(ours, address))
                peer.append(await _timed(peers, address.partition("&village")[0]))
            lines += _lines(name, middle(warm), middle(peer))
    said = f"{PEOPLE:,} people"
    lines.append(Line("desk", "board, from nothing", f"{cold:.0f} ms", said, cold, 1500, 600, "ms"))
    return lines


def _lines(name: str, ours: float, peer: float) -> list[Line]:
    said = (f"{ours:.0f} ms", f"nobody {peer:.0f} ms")
    first = Line("desk", f"{name}, after a push", *said, ours, 300, 150, "ms")
    if name != "board":
        return [first]
    return [first, Line("desk", "board ÷ board of nobody", *said, ours / peer, 12, 6)]


@contextmanager
def _opened(folder: Path) -> Iterator[Database]:
    database = open_database(Settings.read({"BAKHONG_DATA": str(folder)}))
    try:
        with database.writing() as cursor:
            found(cursor, CAM_TAN)
            officers.invite(cursor, CAM_TAN.id, _OFFICER.username, _OFFICER.name, NOW_MS)
        yield database
    finally:
        database.close()


def _settled(database: Database) -> list[Answer]:
    """Take in the commune with its campaign, unless it is there; return ticks to send anew."""
    made = seed_sized(NUMBER, QUARTER, VILLAGES, HOUSEHOLDS, PEOPLE)
    with database.writing() as cursor:
        there = cursor.one("SELECT next_seq FROM commune WHERE id = ?", (CAM_TAN.id,))
        if there and there[0] == 1:
            settle(cursor, made.villages)
            desk = devices.desk_device(cursor, CAM_TAN.id, NOW_MS)
            log.push(cursor, desk, Batch([*made.roster, *made.figures]), NOW_MS)
            for ago, (device, evening) in enumerate(made.evenings.items(), start=1):
                scope = tuple({record.village for record in evening})
                phone = devices.Device(CAM_TAN.id, device, "Chị Hoa", scope)
                devices.add(cursor, phone, NOW_MS)
                log.push(cursor, phone, Batch(list(evening)), NOW_MS - ago * _HOUR_MS * 8)
    largest: tuple[Record, ...] = max(made.evenings.values(), key=len)
    return [each for each in largest if isinstance(each, Answer)][:TICKS]


def _tick(database: Database, ticks: list[Answer], turn: int) -> None:
    """Send 500 answers again as newer ones, as if a team had gone from house to house."""
    phone = devices.Device(CAM_TAN.id, ticks[0].device, "Chị Hoa", (ticks[0].village,))
    with database.writing() as cursor:
        row = cursor.one(
            "SELECT through FROM device WHERE commune = ? AND id = ?",
            (CAM_TAN.id, phone.id.bytes),
        )
        number = row[0] if row else 0
        stamp = (NOW_MS + turn) * PER_MS
        fresh = [
            tick.model_copy(update={"number": number + at, "stamp": stamp + at})
            for at, tick in enumerate(ticks, start=1)
        ]
        log.push(cursor, phone, Batch(list(fresh)), NOW_MS)


def _browser(database: Database) -> AsyncClient:
    with database.writing() as cursor:
        cookie = officers.open_session(cursor, _OFFICER, NOW_MS)
    app = create_app(database, lambda: NOW_MS)
    base = "http://office"
    return AsyncClient(transport=ASGITransport(app), base_url=base, cookies={"bakhong": cookie})


async def _timed(browser: AsyncClient, address: str) -> float:
    # CPU time of this process, threads and all: others on this machine shall not count.
    start = time.process_time()
    answer = await browser.get(f"{_ROOT}{address}")
    milliseconds = (time.process_time() - start) * 1000
    if answer.status_code not in (200, 404):
        raise RuntimeError(f"{address}: {answer.status_code}")
    return milliseconds
