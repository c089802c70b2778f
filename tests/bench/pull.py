"""A new phone's first pull of the whole roster, alone and twenty at once."""

from __future__ import annotations

import json
import threading
import time
from contextlib import ExitStack
from gzip import decompress
from pathlib import Path

from tests.bench.goals import Line, at_most
from tests.bench.serving import serving
from tests.bench.wire import Reply, Wire
from tests.bench.workload import HOUSEHOLDS, PEOPLE, Workload

POUCHDB_ROSTER = 10.0e6
PHONES, ROUNDS = 20, 5


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the lines of G8 and G11."""
    phone = work.devices[-1]
    with serving(folder, prepared, work, warm=False) as served:
        with served.wire(phone) as wire:
            start = time.perf_counter()
            first = wire.pull()
            built = time.perf_counter() - start
        check_roster(first.body)
        with ExitStack() as open_wires:
            wires = [open_wires.enter_context(served.wire(phone)) for _ in range(PHONES)]
            at_once(wires)
            before, start = served.cpu, time.perf_counter()
            for _ in range(ROUNDS):
                replies = at_once(wires)
            cpu = (served.cpu - before) / ROUNDS * 1000
            wall = (time.perf_counter() - start) / ROUNDS * 1000
        assert {reply.body for reply in replies} == {first.body}
    moved = first.up + first.down
    share = moved / POUCHDB_ROSTER * 100
    return [
        Line(
            "G8",
            "first pull of 11,500 records, 1 request",
            f"{moved / 1000:,.0f} kB",
            "PouchDB 10.0 MB",
            share,
            5,
            3.5,
            "%",
        ),
        Line(
            "G11",
            "20 pulls at once, server CPU in all",
            f"{cpu:.0f} ms, {wall:.0f} ms wall",
            f"first build {built * 1000:.0f} ms",
            cpu,
            50,
            15,
            "ms",
        ),
        at_most(
            "G11",
            "20 pulls at once, of the first build",
            (f"{cpu:.0f} ms", f"{built * 1000:.0f} ms"),
            (cpu / built / 1000, 0.25, 0.1),
        ),
    ]


def at_once(wires: list[Wire]) -> list[Reply]:
    replies: list[Reply] = []
    threads = [threading.Thread(target=lambda w=wire: replies.append(w.pull())) for wire in wires]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == len(wires)
    return replies


def check_roster(body: bytes) -> None:
    """Assert that a page from 0 holds the whole roster and is the last one."""
    page = json.loads(decompress(body))
    assert len(page["records"]["household"]["village"]) == HOUSEHOLDS
    assert len(page["records"]["member"]["village"]) == PEOPLE
    assert not page.get("more")
