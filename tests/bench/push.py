"""Pushing W: throughput, CPU, repetition, many devices, memory; and how many bytes each costs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.floor import floor, rows_of
from tests.bench.goals import Line, at_least, at_most, middle
from tests.bench.serving import Served, serving
from tests.bench.wire import Reply, Wire
from tests.bench.workload import BATCH, DEVICES, Device, Workload, batches, visits

W = DEVICES * BATCH
# What W costs elsewhere, measured once and fixed: shares of the floor.
COUCHDB, ODK_CENTRAL = 0.12, 0.002
EVENING = 200
REFERENCE_US = 12.5

Sent = list[list[bytes]]
"""Per connection, the bodies that it sends one after the other."""


@dataclass(frozen=True, slots=True)
class Run:
    """W pushed once: records a second, CPU µs per record, and the replies."""

    rate: float
    cpu_us: float
    replies: Sequence[Reply]


def push(served: Served, devices: Sequence[Device], sent: Sent, size: int = BATCH) -> Run:
    """Push what every device sends, in batches of `size`, all devices at once."""
    replies: list[Reply] = []
    with ExitStack() as open_wires:
        wires = [open_wires.enter_context(served.wire(device)) for device in devices]
        raw = [[w.packed(body) for body in own] for w, own in zip(wires, sent, strict=True)]

        def work(wire: Wire, own: list[bytes]) -> None:
            for each in own:
                replies.append(wire.send(each))

        threads = [threading.Thread(target=work, args=job) for job in zip(wires, raw, strict=True)]
        cpu, start = served.cpu, time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, cpu = time.perf_counter() - start, served.cpu - cpu
    count = size * sum(map(len, sent))
    receipts = [json.loads(reply.body) for reply in replies]
    assert len(receipts) == sum(map(len, sent))
    assert not any({"refused", "missing", "bounded"} & receipt.keys() for receipt in receipts)
    return Run(count / wall, cpu / count * 1e6, replies)


@dataclass(slots=True)
class Rounds:
    """The same measures of every round, interleaved."""

    floors: list[float]
    floor_cpu: list[float]
    one: list[Run]
    twenty: list[Run]
    again: list[Run]
    ticks: list[Run]
    peaks: list[float]


def rounds(folder: Path, prepared: Path, work: Workload, count: int) -> Rounds:
    """Measure floor, one device, twenty devices and their repetition, `count` times in turn."""
    found = Rounds([], [], [], [], [], [], [])
    rows = rows_of(work.visits)
    many = work.bodies("visits")
    alone = [batches(list(visits(work.devices[0], W)))]
    evening = [batches(ticks[: 2 * EVENING], EVENING) for ticks in work.ticks[1:]]
    for _ in range(count):
        rate, cpu = floor(folder, rows)
        found.floors.append(rate)
        found.floor_cpu.append(cpu)
        with serving(folder, prepared, work) as served:
            found.twenty.append(push(served, work.devices[:DEVICES], many))
            found.again.append(push(served, work.devices[:DEVICES], many))
            found.peaks.append(served.peak_mib)
        with serving(folder, prepared, work) as served:
            found.one.append(push(served, work.devices[:1], alone))
            found.ticks.append(push(served, work.devices[1:DEVICES], evening, EVENING))
    return found


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the lines of G1 to G7 and of memory through W."""
    found = rounds(folder, prepared, work, 2 if quick else 3)
    return [*speeds(found), *costs(found)]


def speeds(found: Rounds) -> list[Line]:
    rate = middle([run.rate for run in found.twenty])
    # Pairs of one round met the same neighbours on this machine; so ratios are taken in pairs.
    share = middle([t.rate / f for t, f in zip(found.twenty, found.floors, strict=True)])
    again = middle([a.rate / t.rate for a, t in zip(found.again, found.twenty, strict=True)])
    many = middle([t.rate / o.rate for t, o in zip(found.twenty, found.one, strict=True)])
    ours = f"{rate:,.0f} rec/s"
    ground = f"floor {middle(found.floors):,.0f} rec/s"
    repeated = f"{middle([run.rate for run in found.again]):,.0f} rec/s"
    single = f"{middle([run.rate for run in found.one]):,.0f} rec/s"
    odk, couch = share / ODK_CENTRAL, share / COUCHDB
    return [
        at_least("G1", "push by 20 devices, of the floor", (ours, ground), (share, 0.2, 0.45)),
        at_least("G2", "the same, of ODK Central", (ours, "fixed: 0.002 floor"), (odk, 80, 150)),
        at_least("G3", "the same, of CouchDB bulk", (ours, "fixed: 0.12 floor"), (couch, 1.5, 3)),
        at_least("G5", "push again, of first push", (repeated, ours), (again, 1.2, 1.7)),
        at_least("G6", "20 devices, of 1 device", (ours, single), (many, 0.7, 0.9)),
    ]


def costs(found: Rounds) -> list[Line]:
    """Return CPU, bytes both ways (headers and receipt included) and memory."""
    cpu, bare = middle([run.cpu_us for run in found.twenty]), middle(found.floor_cpu)
    # Judged at the reference's speed, where the same floor takes 12.5 µs.
    there = cpu / bare * REFERENCE_US
    says = f"{cpu:.1f} µs here", f"floor {bare:.1f} µs here"
    visit, tick = _both_ways(found.twenty[0], BATCH), _both_ways(found.ticks[0], EVENING)
    peak = middle(found.peaks)
    return [
        Line("G4", "server CPU per record, floor = 12.5 µs", *says, there, 60, 25, "µs"),
        Line("G7", "bytes per visit, batch 500", "both ways", "PouchDB 892 B", visit, 55, 40, "B"),
        Line("10", "bytes per tick, batch 200", "both ways", "", tick, 25, 15, "B"),
        Line("G10", "server peak memory through W", "VmHWM", "", peak, 128, 100, "MiB"),
    ]


def _both_ways(run: Run, size: int) -> float:
    return sum(each.up + each.down for each in run.replies) / (size * len(run.replies))


def measure_tenfold(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Push 10 × W and see whether memory grows or the log slows down; left out when quick."""
    if quick:
        return []
    devices = work.devices[:DEVICES]
    bodies = [batches(list(visits(device, 10 * BATCH))) for device in devices]
    peak = 0.0
    with serving(folder, prepared, work) as served:
        rates = []
        for turn in range(10):
            rates.append(push(served, devices, [own[turn : turn + 1] for own in bodies]).rate)
            peak = peak or served.peak_mib
        ten = served.peak_mib
    first, last = middle(rates[:3]), middle(rates[-3:])
    return [
        at_most(
            "G10",
            "peak memory, 10 × W of W",
            (f"{ten:.0f} MiB", f"{peak:.0f} MiB"),
            (ten / peak, 1.1, 1.0),
        ),
        at_least(
            "G15",
            "last 30,000 of 100,000, of first 30,000",
            (f"{last:,.0f} rec/s", f"{first:,.0f} rec/s"),
            (last / first, 0.7, 0.9),
        ),
    ]
