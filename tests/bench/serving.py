"""The real collector in a process of its own, with everything on, watched from outside."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from shared.places import CAM_TAN
from sync_server import devices, log
from sync_server.communes import found, settle
from sync_server.main import open_database
from sync_server.settings import Settings
from tests.bench.wire import Wire
from tests.bench.workload import Device, Workload, batches, visits
from tests.support.crew import until_they_answer, workers

NOW_MS = 1_751_000_000_000


@dataclass(frozen=True, slots=True)
class Served:
    """A running collector."""

    port: int
    process: psutil.Process

    def wire(self, device: Device) -> Wire:
        return Wire(self.port, device.token)

    @property
    def cpu(self) -> float:
        """Return the CPU seconds that the collector has used, its workers included."""
        used = [each.cpu_times() for each in (self.process, *workers(self.process.pid))]
        return float(sum(each.user + each.system for each in used))

    @property
    def peak_mib(self) -> float:
        """Return the most memory that the collector ever held (VmHWM)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def prepare(folder: Path, work: Workload, url: str = "") -> Path:
    """Make a data folder whose collector knows the roster and every device; return it.

    `url` is where its database is, if not in the folder.
    """
    data = folder / f"prepared{len(url)}"
    where = {"BAKHONG_DATABASE_URL": url} if url else {}
    database = open_database(Settings.read({"BAKHONG_DATA": str(data), **where}))
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        settle(cursor, work.seed.villages)
        desk = devices.desk_device(cursor, CAM_TAN.id, NOW_MS)
        log.push(cursor, desk, log.Batch(list(work.seed.roster)), NOW_MS)
        everywhere = tuple(village.id for village in work.seed.villages)
        for device in work.devices:
            # One of them walks alone through all villages, for the whole roster and for W by one.
            scope = everywhere if device is work.devices[-1] else (device.village,)
            known = devices.Device(CAM_TAN.id, device.id, "Chị Hoa", scope)
            devices.add(cursor, known, NOW_MS, device.token)
    database.close()
    return data


@contextmanager
def serving(
    folder: Path, prepared: Path, work: Workload, *, warm: bool = True, url: str = "", crew: int = 1
) -> Iterator[Served]:
    """Run a collector over a copy of `prepared`, warm it up, and stop it at the end."""
    data = folder / "served"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(prepared, data)
    port = _free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "sync_server.cli", "serve", "--port", str(port), "--quiet"),
            *("--workers", str(crew)),
        ],
        env={**os.environ, "BAKHONG_DATA": str(data), "BAKHONG_DATABASE_URL": url},
    )
    try:
        _wait(port, process)
        if crew > 1:
            until_they_answer(process.pid, port, crew)
        served = Served(port, psutil.Process(process.pid))
        if warm:
            warm_up(served, work.devices[-1])
        yield served
    finally:
        process.terminate()
        process.wait(20)


def warm_up(served: Served, device: Device) -> None:
    with served.wire(device) as wire:
        for body in batches(list(visits(device, 600)), 200):
            wire.push(body)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        assert process.poll() is None, "the collector did not start"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/health", timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the collector does not answer")
