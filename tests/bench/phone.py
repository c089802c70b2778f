"""The installed app in Chromium with a whole commune on it: its start, its answers, its memory.

"An empty Flet page of the same kind" is the same release, in which the app's first module shows
one word: the same page around it, the same worker, the same interpreter, the same painter.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import statistics
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Playwright, sync_playwright

from app.phone.build import packing, pages
from app.phone.build.__main__ import ROOT, build
from shared.places import CAM_TAN
from sync_server import devices
from sync_server.main import clock
from tests.bench.goals import Line
from tests.bench.workload import Workload
from tests.browser.office import Office
from tests.browser.pocket import Pocket, pocket
from tests.support.browser import PHONE, Screen, free_port

STARTS, TICKS, KEYS, HOMES = 4, 300, 30, 20
"""So often each is measured; `--quick` halves it."""
EVENING, AT_ONE = 2000, 40
"""Ticks of eight hours, and how many of them before the list is gone back to."""
FIRST = "app/phone/start.py"
EMPTY = b"""
import flet as ft


def tell_room(free: int, quota: int) -> None:
    pass


async def main(page: ft.Page) -> None:
    page.add(ft.Text("Ba Kh\xc3\xb4ng"))


ft.run(main)
"""
# From what the thumb or the key does to the frame after the tree shows what came of it.
STOPWATCH = """() => {
  self.timed = (event, shows) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`never seen: ${shows}`)), 30_000);
    let start = 0;
    const began = () => { start ||= performance.now(); };
    addEventListener(event, began, { capture: true, once: true });
    const look = () => {
      if (!start || !shows()) return;
      watcher.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
  });
}"""


@dataclass
class Times:
    """Milliseconds of every round, and megabytes."""

    ours: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)
    homes: list[float] = field(default_factory=list)
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
        with pocket(playwright, profile, PHONE) as own:
            _use(own, address, times, share)
    return _lines(times, _first_visit(built))


def measure_evening(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return what the ticks of eight hours cost without a network, late and early."""
    built, place = _built(), _emptied_folder(folder / "evening")
    memory: list[float] = []
    ticks: list[float] = []
    with sync_playwright() as playwright:
        profile, address = _visit(playwright, place, prepared, built)
        with pocket(playwright, profile, PHONE) as own:
            screen = _opened(own, address)
            for _ in range(EVENING // AT_ONE // (5 if quick else 1)):
                ticks += _tick(screen, AT_ONE)
                for _ in ("household", "list"):
                    screen.press("Quay lại")
                    screen.page.wait_for_timeout(300)
                memory.append(_memory(own))
    fifth = len(memory) // 5
    early, late = statistics.median(memory[fifth - 2 : fifth + 1]), statistics.median(memory[-3:])
    fifth = len(ticks) // 5
    first, last = statistics.median(ticks[:fifth]), statistics.median(ticks[-fifth:])
    return [
        _line(f"memory after {len(ticks)} ticks, of that after a fifth of them",
              (f"{late:.0f} MB", f"{early:.0f} MB"), (late / early, 1.1, 1.02)),
        _line("the last fifth's tick, of the first's",
              (f"{last:.0f} ms", f"{first:.0f} ms"), (last / first, 1.3, 1.1)),
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
        villages = tuple(each.id for each in devices.villages(cursor, CAM_TAN.id))
        code = devices.invite(cursor, CAM_TAN.id, villages, "Chị Hoa", clock())
    profile, address = place / "profile", f"{office.address}/app/"
    serves = office.open(BAKHONG_PHONE=str(built))
    with serves, pocket(playwright, profile, PHONE) as own:
        screen = own.open(f"{address}#/enrol?code={code}")
        screen.press("Đăng ký")
        # 11,500 records, taken in by Python inside a browser.
        arrived = screen.page.get_by_text(re.compile("Đang hiện")).first
        arrived.wait_for(state="attached", timeout=180_000)
        # All of it, before anything is timed.
        screen.page.wait_for_timeout(3_000)
        screen.sees(re.compile("^Đã gửi|^Không còn gì"))
        own.kill()
    return profile, address


def _visit_empty(playwright: Playwright, place: Path, built: Path) -> tuple[Path, str]:
    """Install the page that shows one word."""
    out = place / "empty"
    listed = json.loads((built / "release.json").read_text())["files"]
    files = {name: (built / name).read_bytes() for name in listed if name != packing.WORKER}
    files["app.zip"] = _emptied(files["app.zip"])
    worker = (pages.WEB / packing.WORKER).read_bytes()
    packing.release(files, worker, out, place / "packed", 1)
    office = Office(place / "nothing", free_port())
    profile, address = place / "profile-empty", f"{office.address}/app/"
    serves = office.open(BAKHONG_PHONE=str(out))
    with serves, pocket(playwright, profile, PHONE) as own:
        own.page.goto(address)
        own.page.wait_for_selector("#door", state="hidden", timeout=60_000)
        own.page.wait_for_timeout(1_000)
        own.kill()
    return profile, address


def _emptied(archive: bytes) -> bytes:
    """Return the app's archive with another first module."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            if not info.filename.startswith(FIRST):
                new.writestr(info, old.read(info))
        new.writestr(FIRST, EMPTY)
    return made.getvalue()


def _first_visit(built: Path) -> float:
    """Return the megabytes of a first visit: all files that one browser fetches, as packed."""
    listed = json.loads((built / "release.json").read_text())["files"]
    other = packing.PAINTERS["full"]
    names = [n for n in listed if n not in packing.UNCACHED and not n.startswith(other)]
    return sum(_packed(built / name) for name in names) / 1e6


def _packed(path: Path) -> int:
    small = path.with_name(f"{path.name}.br")
    return (small if small.exists() else path).stat().st_size


# ---- using --------------------------------------------------------------------------------------


def _start(playwright: Playwright, profile: Path, address: str) -> float:
    """Return the milliseconds of a start without a network, until the first screen is painted."""
    with pocket(playwright, profile, PHONE) as own:
        own.page.goto(address, wait_until="commit")
        own.page.wait_for_selector("#door", state="hidden", timeout=60_000)
        taken: float = own.page.evaluate("performance.now()")
        own.kill()
    return taken


def _opened(own: Pocket, address: str) -> Screen:
    """Return the list of households, with the stopwatch at hand."""
    screen = own.open(address)
    screen.sees(re.compile("Đang hiện"))
    screen.page.evaluate(STOPWATCH)
    return screen


def _use(own: Pocket, address: str, times: Times, share: int) -> None:
    screen = _opened(own, address)
    times.memory.append(_memory(own))
    times.keys += _search(screen, KEYS // share)
    times.homes += _open(screen, HOMES // share)
    for _ in range(2):
        times.ticks += _tick(screen, TICKS // share // 2)
        times.memory.append(_memory(own))


def _search(screen: Screen, count: int) -> list[float]:
    """Type letters of names, one by one; the list says how many it found."""
    said = screen.page.get_by_text(re.compile(r"\d+ hộ$")).first
    everybody = said.inner_text()
    screen.write("Tìm hộ", "n")
    screen.sees_no(everybody)
    taken = []
    for turn in range(count):
        now = said.inner_text()
        shows = (
            "[...document.querySelectorAll('flt-semantics-host span')].some((each) =>"
            f" /\\d hộ$/.test(each.textContent) && each.textContent !== {now!r})"
        )
        # A letter more, and then gone again: each finds another number, and never none at all.
        key = "Backspace" if turn % 2 else "g"
        taken.append(_timed(screen, "keydown", shows, partial(screen.page.keyboard.press, key)))
        screen.page.wait_for_timeout(150)
    screen.press("Xóa tìm kiếm")
    return taken


def _open(screen: Screen, count: int) -> list[float]:
    """Open households from the list, until their people stand there."""
    taken = []
    for turn in range(count):
        line = screen.page.get_by_role("button", name=re.compile(r" người đã hỏi")).nth(turn % 3)
        line.wait_for(state="attached")
        shows = (
            "[...document.querySelectorAll('flt-semantics-host *')].some((each) =>"
            " each.textContent === 'Người trong hộ')"
        )
        taken.append(_timed(screen, "pointerdown", shows, line.click))
        screen.press("Quay lại")
        screen.page.wait_for_timeout(300)
    return taken


def _tick(screen: Screen, count: int) -> list[float]:
    """Tick a box and take it back, again and again; it shows what the disk has."""
    if not screen.page.get_by_role("checkbox", name="Căn cước: Có", exact=True).count():
        screen.press(re.compile(r"[1-9]\d* người đã hỏi"))
        screen.press(re.compile(r", Sinh năm 19"))
    taken = []
    for turn in range(count):
        name = f"Căn cước: {'Chưa hỏi' if turn % 2 else 'Có'}"
        box = screen.box(name)
        box.wait_for(state="attached")
        shows = (
            "[...document.querySelectorAll('[role=checkbox][aria-checked=true]')].some((each) =>"
            f" each.ariaLabel === {name!r})"
        )
        taken.append(_timed(screen, "pointerdown", shows, box.click))
    return taken


def _timed(screen: Screen, event: str, shows: str, act: Callable[[], None]) -> float:
    """Return the milliseconds from `event`, which `act` causes, until `shows` is painted."""
    # As a function: the page's own rules let nothing turn text into code later.
    screen.page.evaluate(f"event => {{ self.taken = self.timed(event, () => {shows}); }}", event)
    act()
    taken: float = screen.page.evaluate("self.taken")
    return taken


def _memory(own: Pocket) -> float:
    """Return the megabytes that the page's processes hold for themselves, garbage collected."""
    session = own.page.context.new_cdp_session(own.page)
    session.send("HeapProfiler.collectGarbage")
    session.detach()
    own.page.wait_for_timeout(500)
    children = psutil.Process(own.process.pid).children(recursive=True)
    pages_ = [each for each in children if "--type=renderer" in each.cmdline()]
    return max(each.memory_full_info().uss for each in pages_) / 1e6


# ---- what came of it ----------------------------------------------------------------------------


def _lines(times: Times, first_visit: float) -> list[Line]:
    ours, empty = statistics.median(times.ours), statistics.median(times.empty)
    begun, half, whole = times.memory
    ticked = f"{len(times.ticks)} ticks"
    return [
        _line("cold start offline, of an empty page",
              (f"{ours / 1000:.2f} s", f"empty {empty / 1000:.2f} s"), (ours / empty, 1.5, 1.2)),
        _line("first visit over the wire", (f"{first_visit:.1f} MB", ""), (first_visit, 12, 10),
              "MB"),
        _speed("tick to durable and painted, p95", times.ticks),
        _speed("search, key to list, p95", times.keys),
        _speed("opening a household, p95", times.homes),
        _line(f"memory after {ticked}, of that after half of them",
              (f"{whole:.0f} MB", f"{half:.0f} MB; {begun:.0f} at first"),
              (whole / half, 1.1, 1.02)),
    ]  # fmt: skip


def _speed(measure: str, taken: Sequence[float]) -> Line:
    ordered = sorted(taken)
    late, middle = ordered[len(ordered) * 95 // 100], statistics.median(ordered)
    return _line(measure, (f"{late:.0f} ms", f"p50 {middle:.0f} ms"), (late, 150, 80), "ms")


def _line(
    measure: str, said: tuple[str, str], marks: tuple[float, float, float], unit: str = "×"
) -> Line:
    value, gate, ambition = marks
    return Line("phone", measure, *said, value, gate, ambition, unit)
