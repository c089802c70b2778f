"""What rates cost: after a push, when nothing moved, from nothing, and `tabulate` by itself."""

from __future__ import annotations

import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from shared.places import CAM_TAN
from shared.plan import Plan, plan_for
from shared.profile import Profile
from shared.tally import tabulate
from sync_server import counting, devices, log, rollup
from sync_server.database import Cursor, Database
from sync_server.main import open_database
from sync_server.settings import Settings
from tests.bench.goals import Line, middle
from tests.bench.serving import NOW_MS
from tests.bench.workload import PEOPLE, QUARTER, Workload, batches

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the milliseconds that `work` took on this thread's CPU, and what it gave."""
    start = time.thread_time()
    found = work()
    return (time.thread_time() - start) * 1000, found


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the lines of G12, G13 and `tabulate`."""
    data = folder / "rates"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(prepared, data)
    database = open_database(Settings.read({"BAKHONG_DATA": str(data)}))
    try:
        _campaign(database, work)
        return [*after_a_push(database, work), *alone(database)]
    finally:
        database.close()


def _campaign(database: Database, work: Workload) -> None:
    """Let the seeded volunteers' evenings arrive, so that profiles are those of a campaign."""
    with database.writing() as cursor:
        for device, evening in work.seed.evenings.items():
            phone = devices.Device(CAM_TAN.id, device, "Chị Hoa", (evening[0].village,))
            devices.add(cursor, phone, NOW_MS)
            log.push(cursor, phone, log.Batch(list(evening)), NOW_MS)


def after_a_push(database: Database, work: Workload) -> list[Line]:
    """Push a batch for one village after the other and read all rates after each."""
    plan = plan_for(CAM_TAN.id, QUARTER)
    pushes, reads, idle = [], [], []
    with database.reading() as cursor:
        rebuild = middle([timed(lambda: _rebuilt(cursor, plan))[0] for _ in range(5)])
    for device, ticks in zip(work.devices, work.ticks, strict=False):
        phone = devices.Device(CAM_TAN.id, device.id, "Chị Hoa", (device.village,))
        (body,) = batches(ticks)

        def take(phone: devices.Device = phone, body: bytes = body) -> None:
            database.write_now(
                lambda cursor: log.push(cursor, phone, log.read_batch(phone, body), NOW_MS)
            )

        pushes.append(timed(take)[0])
        with database.reading() as cursor:
            reads.append(timed(lambda: counting.tallies(cursor, CAM_TAN.id, QUARTER, plan))[0])
            idle.append(timed(lambda: counting.tallies(cursor, CAM_TAN.id, QUARTER, plan))[0])
    push, read, still = middle(pushes), middle(reads), middle(idle)
    share = middle([(r - i) / p * 100 for r, i, p in zip(reads, idle, pushes, strict=True)])
    return [
        Line(
            "G12",
            "rates after a 500 batch: its village again",
            f"{read - still:.2f} ms",
            f"push {push:.1f} ms",
            share,
            10,
            4,
            "%",
        ),
        Line("G12", "all villages read, nothing moved", f"{still:.2f} ms", "", still, 20, 10, "ms"),
        Line(
            "G13",
            "all rates from nothing, 9,000 people",
            f"{rebuild:.0f} ms",
            "",
            rebuild,
            100,
            50,
            "ms",
        ),
    ]


def _rebuilt(cursor: Cursor, plan: Plan) -> None:
    rollup.ROLLUPS.clear()
    counting.tallies(cursor, CAM_TAN.id, QUARTER, plan)


def alone(database: Database) -> list[Line]:
    """Tabulate all people and one village, from profiles of the campaign."""
    ages = plan_for(CAM_TAN.id, QUARTER).ages
    with database.reading() as cursor:
        of_village: dict[str, Counter[Profile]] = defaultdict(Counter)
        for _, village, profile in rollup.profiles(cursor, CAM_TAN.id, QUARTER):
            of_village[village][profile] += 1
    by_village = [list(those.items()) for those in of_village.values()]
    together = sum(of_village.values(), Counter[Profile]())
    assert sum(together.values()) >= PEOPLE
    everyone = [(profile, 1) for profile in together.elements()]
    largest = max(by_village, key=len)
    times = [
        middle([timed(partial(tabulate, those, QUARTER, ages))[0] for _ in range(9)])
        for those in (everyone, [*together.items()], largest)
    ]
    said = f"{len(everyone):,} one by one"
    return [
        Line(
            "10",
            "tabulate, subjects one by one",
            f"{times[0]:.1f} ms",
            said,
            times[0],
            50,
            25,
            "ms",
        ),
        Line(
            "10",
            "tabulate, grouped as the collector does",
            f"{times[1]:.1f} ms",
            f"{len(together):,} profiles",
            times[1],
            50,
            25,
            "ms",
        ),
        Line(
            "10",
            "tabulate, the largest village",
            f"{times[2]:.2f} ms",
            f"{len(largest):,} profiles",
            times[2],
            5,
            2,
            "ms",
        ),
    ]
