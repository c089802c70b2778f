"""The installed app in Chromium with a whole commune on it: its start, its answers, its memory.

"An empty Flet page of the same kind" is the same release, in which the app's first module shows
one word: the same page around it, the same worker, the same interpreter, the same painter; Flet as
it comes, without what our first module does to make it start sooner.
"""

from __future__ import annotations

import json
import marshal
import math
import re
import shutil
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Playwright, sync_playwright

from app.phone.build import bytecode, packing, pages
from app.phone.build.__main__ import ROOT, build
from app.phone.build.code import bound
from shared.places import CAM_TAN
from sync_server import communes, devices
from sync_server.main import clock
from tests.bench.goals import Line
from tests.bench.hand import at_hand
from tests.bench.workload import Workload
from tests.browser.office import Office
from tests.browser.pocket import CARD, Pocket
from tests.browser.pocket import pocket as any_pocket
from tests.support.browser import PHONE, free_port, see

STARTS, TICKS, KEYS, HOMES = 4, 120, 40, 40
"""So often each is measured; `--quick` halves it."""
EVENING, AT_ONCE, AT_ONE = 2000, 100, 40
"""Ticks of eight hours, how many of them between two looks at the memory, and how many are timed
at the beginning and at the end."""
FIRST = "app/phone/start.py"
pocket = partial(any_pocket, size=PHONE, card=CARD)
"""As a phone has it: with a graphics card, though a feigned one, which makes us slower."""
EMPTY = b"""
import flet as ft


def tell_room(free: int, quota: int) -> None:
    pass


async def main(page: ft.Page) -> None:
    page.add(ft.Text("Ba Kh\xc3\xb4ng"))


ft.run(main)
"""


@dataclass
class Answers:
    """Milliseconds to what was asked for, of every tick, letter and household."""

    ticks: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    homes: list[float] = field(default_factory=list)


@dataclass
class Times:
    """Milliseconds of every round, and megabytes; `heard` with the accessibility tree on."""

    ours: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    seen: Answers = field(default_factory=Answers)
    heard: Answers = field(default_factory=Answers)
    memory: list[float] = field(default_factory=list)


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the lines of the phone; needs what `make phone` builds, and builds what is missing."""
    built, place = _built(), _emptied_folder(folder / "chromium")
    share = 2 if quick else 1
    times = Times()
    with sync_playwright() as playwright:
        profile, address = _visit(playwright, place, prepared, built)
        empty, there = _visit_empty(playwright, place, built)
        for _ in range(STARTS // share):
            times.ours.append(_start(playwright, profile, address))
            times.empty.append(_start(playwright, empty, there))
        with pocket(playwright, profile) as own:
            _use(own, address, times, share)
    return _lines(times, _first_visit(built))


def measure_evening(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return what the ticks of eight hours cost without a network, late and early."""
    built, place = _built(), _emptied_folder(folder / "evening")
    memory: list[float] = []
    with sync_playwright() as playwright:
        profile, address = _visit(playwright, place, prepared, built)
        with pocket(playwright, profile) as own:
            hand = at_hand(own, address)
            first = statistics.median(hand.tick(AT_ONE))
            for _ in range(EVENING // AT_ONCE // (5 if quick else 1)):
                hand.tick_unwatched(AT_ONCE)
                memory.append(_memory(own))
            last = statistics.median(hand.tick(AT_ONE))
    fifth = len(memory) // 5
    early, late = memory[fifth - 1], memory[-1]
    count = len(memory) * AT_ONCE
    return [
        _line(f"memory after {count} ticks, of that after a fifth of them",
              (f"{late:.0f} MB", f"{early:.0f} MB"), (late / early, 1.1, 1.02)),
        _line("the last ticks, of the first", (f"{last:.0f} ms", f"{first:.0f} ms"),
              (last / first, 1.3, 1.1)),
    ]  # fmt: skip


# ---- installing ---------------------------------------------------------------------------------


def _built() -> Path:
    """Return where the app is that a collector serves, built if it was not."""
    built = ROOT / "build" / "phone"
    build(built)
    return built


def _emptied_folder(place: Path) -> Path:
    """Return `place` with nothing in it: a part may be measured again."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return place


def _visit(playwright: Playwright, place: Path, prepared: Path, built: Path) -> tuple[Path, str]:
    """Install the app and take in the whole commune; the office is closed afterwards."""
    office = Office(shutil.copytree(prepared, place / "office"), free_port())
    with office.books() as database, database.writing() as cursor:
        villages = tuple(each.id for each in communes.villages(cursor, CAM_TAN.id))
        code = devices.invite(cursor, CAM_TAN.id, villages, "Chị Hoa", clock())
    profile, address = place / "profile", f"{office.address}/app/"
    serves = office.open(BAKHONG_PHONE=str(built))
    with serves, pocket(playwright, profile) as own:
        screen = own.open(f"{address}#/enrol?code={code}")
        screen.press("Đăng ký")
        # 11,500 records, taken in by Python inside a browser.
        arrived = screen.page.get_by_text(re.compile("Đang hiện")).first
        arrived.wait_for(state="attached", timeout=180_000)
        # All of it, before anything is timed.
        screen.page.wait_for_timeout(3_000)
        screen.sees(re.compile("^Đã gửi|^Ghi được"))
        own.kill()
    return profile, address


def _visit_empty(playwright: Playwright, place: Path, built: Path) -> tuple[Path, str]:
    """Install the page that shows one word."""
    out = place / "empty"
    listed = json.loads((built / "release.json").read_text())["files"]
    files = {name: (built / name).read_bytes() for name in listed if name != packing.WORKER}
    files["modules.bin"] = _emptied(files["modules.bin"], place / "bytecode")
    worker = (pages.WEB / packing.WORKER).read_bytes()
    packing.release(files, worker, out, place / "packed", 1)
    office = Office(place / "nothing", free_port())
    profile, address = place / "profile-empty", f"{office.address}/app/"
    serves = office.open(BAKHONG_PHONE=str(out))
    with serves, pocket(playwright, profile) as own:
        own.page.goto(address)
        own.page.wait_for_selector("#door", state="hidden", timeout=60_000)
        own.page.wait_for_timeout(1_000)
        own.kill()
    return profile, address


def _emptied(archive: bytes, cache: Path) -> bytes:
    """Return the app's archive with another first module."""
    modules, packages = marshal.loads(archive)  # noqa: S302 - built above
    made = bytecode.compiled({FIRST: EMPTY}, pages.ENGINE / "pyodide", cache)
    replaced, _ = marshal.loads(bound(made))  # noqa: S302 - made above
    return marshal.dumps(({**modules, **replaced}, packages), 2)


def _first_visit(built: Path) -> float:
    """Return the megabytes of a first visit: all files that one browser fetches, as packed."""
    listed = json.loads((built / "release.json").read_text())["files"]
    return sum(_packed(built / name) for name in packing.fetched(listed, "wasm")) / 1e6


def _packed(path: Path) -> int:
    small = path.with_name(f"{path.name}.br")
    return (small if small.exists() else path).stat().st_size


# ---- using --------------------------------------------------------------------------------------


def _start(playwright: Playwright, profile: Path, address: str) -> float:
    """Return the milliseconds of a start without a network, until the first screen is painted."""
    with pocket(playwright, profile) as own:
        own.page.goto(address, wait_until="commit")
        own.page.wait_for_selector("#door", state="hidden", timeout=60_000)
        taken: float = own.page.evaluate("performance.now()")
        own.kill()
    return taken


def _use(own: Pocket, address: str, times: Times, share: int) -> None:
    hand = at_hand(own, address)
    times.memory.append(_memory(own))
    times.seen.keys += hand.search(KEYS // share)
    times.seen.homes += hand.open(HOMES // share)
    for _ in range(2):
        times.seen.ticks += hand.tick(TICKS // share // 2)
        times.memory.append(_memory(own))
    see(own.page)
    times.heard.keys += hand.search(KEYS // share // 2)
    times.heard.homes += hand.open(HOMES // share // 2)
    times.heard.ticks += hand.tick(TICKS // share // 3)


def _memory(own: Pocket) -> float:
    """Return the megabytes that the page's processes hold for themselves, garbage collected."""
    session = own.page.context.new_cdp_session(own.page)
    session.send("HeapProfiler.collectGarbage")
    session.detach()
    own.page.wait_for_timeout(500)
    children = psutil.Process(own.process.pid).children(recursive=True)
    pages_ = [each for each in children if "--type=renderer" in each.cmdline()]
    return float(max(each.memory_full_info().uss for each in pages_)) / 1e6


# ---- what came of it ----------------------------------------------------------------------------


def _lines(times: Times, first_visit: float) -> list[Line]:
    ours, empty = statistics.median(times.ours), statistics.median(times.empty)
    begun, half, whole = times.memory
    ticked, seen, heard = f"{len(times.seen.ticks)} ticks", times.seen, times.heard
    return [
        _line("cold start offline, of an empty page",
              (f"{ours / 1000:.2f} s", f"empty {empty / 1000:.2f} s"), (ours / empty, 1.5, 1.2)),
        _line("first visit over the wire", (f"{first_visit:.1f} MB", ""), (first_visit, 12, 10),
              "MB"),
        _speed("tick to durable and painted, p95", seen.ticks, heard.ticks),
        _speed("search, key to list, p95", seen.keys, heard.keys),
        _speed("opening a household, p95", seen.homes, heard.homes),
        _line(f"memory after {ticked}, of that after half of them",
              (f"{whole:.0f} MB", f"{half:.0f} MB; {begun:.0f} at first"),
              (whole / half, 1.1, 1.02)),
    ]  # fmt: skip


def _speed(measure: str, seen: Sequence[float], heard: Sequence[float]) -> Line:
    late, middle_ = _late(seen), statistics.median(seen)
    more = f"p50 {middle_:.0f} ms; read aloud {statistics.median(heard):.0f}, {_late(heard):.0f}"
    return _line(measure, (f"{late:.0f} ms", more), (late, 150, 80), "ms")


def _late(taken: Sequence[float]) -> float:
    return sorted(taken)[math.ceil(len(taken) * 0.95) - 1]


def _line(
    measure: str, said: tuple[str, str], marks: tuple[float, float, float], unit: str = "×"
) -> Line:
    value, gate, ambition = marks
    return Line("phone", measure, *said, value, gate, ambition, unit)
