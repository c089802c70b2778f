"""Fifty phones that meet the network at the same moment, while the officer reads the desk."""

from __future__ import annotations

import asyncio
import threading
import time
from uuid import UUID

import httpx

from app.inputs import Tick
from app.store.store import Store
from app.sync.courier import Courier, run
from shared.places import CAM_TAN
from shared.problems import Problem
from shared.records import Answer
from sync_server.main import clock
from tests.soak.campaign import TICKS, VILLAGE, Count, Office
from tests.soak.walker import Wire
from tests.support.desk import PASSWORD, let_in
from tests.support.people import QUARTER, VISIT_DAY


def come_at_once(place: Office, count: Count, *, devices: int, entries: int) -> None:
    """Let `devices` phones with `entries` each sync at once; the desk must go on answering."""
    for _ in range(devices - len(place.walkers)):
        place.hire_one()
    asyncio.run(_load(place, entries))
    with place.books() as database, database.writing() as cursor:
        let_in(cursor, clock())
    stop = threading.Event()
    waits: list[float] = []
    reader = threading.Thread(target=_read_the_desk, args=(place, stop, waits))
    reader.start()
    start = time.perf_counter()
    asyncio.run(_all_at_once(place))
    wall = time.perf_counter() - start
    stop.set()
    reader.join()
    count.faults = devices
    slow = sorted(waits)[int(len(waits) * 0.95) - 1] if waits else 0.0
    count.notes.append(
        f"{devices * entries / wall:,.0f} entries/s with their pulls; desk p95 {slow * 1000:.0f} ms"
        f" of {len(waits)} readings"
    )
    if len(waits) < 3:
        count.wrong.append("the desk did not answer meanwhile")


async def _load(place: Office, entries: int) -> None:
    """Give each phone an evening of its own."""
    for walker in place.walkers:
        drafts = [_draft(place, turn) for turn in range(entries)]
        await walker.store.append(drafts, clock())


def _draft(place: Office, turn: int) -> tuple[type[Answer], dict[str, object]]:
    question, value = place.chance.choice(TICKS[:4])
    person: UUID = place.chance.choice(place.people)
    made = Tick(VILLAGE.id, VISIT_DAY, "member", person, question, value)
    return Answer, {
        "id": Answer.id_for(person, question, ""),
        "village": made.village,
        "day": made.day,
        "about": "member",
        "subject": person,
        "question": question,
        "value": value,
        "note": f"lần {turn}",
    }


async def _all_at_once(place: Office) -> None:
    async def home(store: Store) -> None:
        account = await store.account()
        assert account
        for _ in range(60):
            async with Courier(place.lives.address, account.token, Wire(place.seen)) as courier:
                try:
                    await run(store, courier, clock)
                except Problem:
                    await asyncio.sleep(0.5)
                else:
                    return

    await asyncio.gather(*(home(walker.store) for walker in place.walkers))


def _read_the_desk(place: Office, stop: threading.Event, waits: list[float]) -> None:
    address = f"{place.lives.address}/v1/communes/{CAM_TAN.code}/indicators?quarter={QUARTER}"
    with httpx.Client(auth=("canbo", PASSWORD), timeout=60) as client:
        while not stop.is_set():
            start = time.perf_counter()
            if client.get(address).status_code == 200:
                waits.append(time.perf_counter() - start)
            time.sleep(0.05)
