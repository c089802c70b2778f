"""The installed app in real Chromium: no network, no mercy, and everything there."""

from __future__ import annotations

import json
import os
import re
import shutil
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from operator import itemgetter
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from playwright.sync_api import Playwright, sync_playwright

from app.phone.build import packing, pages
from app.phone.build.__main__ import QUICK, ROOT
from shared.places import CAM_TAN
from shared.questions import BY_KEY
from shared.text import fold
from sync_server import bundles
from sync_server.main import clock
from tests.browser.office import Office, golden_office
from tests.browser.pocket import CARD, Pocket, built_app, pocket
from tests.browser.test_journey import addresses, sync, wait_for_box
from tests.support import golden
from tests.support.browser import Screen

pytestmark = pytest.mark.browser
KILLS = int(os.environ.get("KILLS", "5"))
HOME = "Bùi Văn Thắng"
# What a killed browser cannot show, for the system keeps its writes: that they reach the disk.
COUNT_FLUSHES = """() => {
  const handle = FileSystemSyncAccessHandle.prototype, { flush } = handle;
  self.flushes = 0;
  handle.flush = function () { self.flushes += 1; return flush.call(this); };
}"""


@dataclass(frozen=True)
class World:
    """The built app and what was `told` meanwhile, an office that serves it, and a phone that has
    been there once."""

    playwright: Playwright
    office: Office
    built: Path
    profile: Path
    told: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{self.office.address}/app/"

    def untouched(self, folder: Path) -> Office:
        """Return, in `folder`, the office as it was once the phone was enrolled."""
        shutil.copytree(self.office.folder.with_name("untouched"), folder / "untouched")
        return replace(self.office, folder=folder / "untouched")

    def phone(self, folder: Path) -> Path:
        """Return a profile of its own, enrolled."""
        return shutil.copytree(self.profile, folder / "profile", symlinks=True)

    def at(self, path: str) -> str:
        return f"{self.address}#{path}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("phone")
    told: list[str] = []
    built = built_app(folder, told.append)
    office = golden_office(folder / "office")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("BAKHONG_PHONE", str(built))
        world = World(playwright, office, built, folder / "profile", tuple(told))
        enrol(world)
        shutil.copytree(office.folder, office.folder.with_name("untouched"))
        yield world


def enrol(world: World) -> None:
    """Visit once with a network, as a volunteer does who scans the code."""
    code = world.office.invite(*(village.id for village in golden.VILLAGES))
    with world.office.open(), pocket(world.playwright, world.profile) as own:
        screen = own.open(world.at(f"/enrol?code={code}"))
        screen.press("Đăng ký")
        screen.sees(HOME)
        own.page.wait_for_timeout(500)
        own.kill()


def test_the_build_tells_each_step_as_it_begins(world: World) -> None:
    assert [line.split()[0] for line in world.told] == ["1/4", "2/4", "3/4", "4/4"]


def test_after_one_visit_the_app_works_without_a_network_and_writes_to_the_disk(
    world: World, tmp_path: Path
) -> None:
    tick = plain_ticks()[0]
    with pocket(world.playwright, world.phone(tmp_path)) as own:
        screen = own.open(world.address)
        screen.sees(HOME)
        screen.go(addresses()[tick.household, tick.who])
        screen.sees(name_of(tick))
        own.page.workers[0].evaluate(COUNT_FLUSHES)
        tick_and_see_saved(screen, tick)
        flushes = own.page.workers[0].evaluate("self.flushes")

    assert flushes >= 1


def test_a_tick_shown_as_saved_survives_a_browser_killed_at_that_moment(
    world: World, tmp_path: Path
) -> None:
    profile = world.phone(tmp_path)
    ticks = plain_ticks()[:KILLS]

    for tick in ticks:
        with pocket(world.playwright, profile) as own:
            screen = own.open(world.at(addresses()[tick.household, tick.who]))
            tick_and_see_saved(screen, tick)
            own.kill()

    # The only test that syncs: the others' phones are copies of the same device.
    with world.office.open(), pocket(world.playwright, profile) as own:
        sync(own.open(world.address))
    assert {(subject(tick), tick.question, tick.value) for tick in ticks} <= received(world)


def subject(tick: golden.Tick) -> UUID:
    return UUID(addresses()[tick.household, tick.who].rsplit("/", 1)[-1])


def received(world: World) -> set[tuple[UUID, str, str]]:
    """Return what the collector's log says was answered."""
    with world.office.books() as database, database.reading() as cursor:
        rows = cursor.all("SELECT record FROM log WHERE kind = 'answer'")
    answers = [json.loads(record) for (record,) in rows]
    return {(UUID(each["subject"]), each["question"], each["value"]) for each in answers}


def plain_ticks() -> list[golden.Tick]:
    """Return ticks of the golden evening after which nothing more is asked: each person's first
    (it stands on top of the screen), then their second, and so on."""
    turns: Counter[tuple[str, str]] = Counter()
    found = []
    for tick in golden.evening():
        if tick.household and tick.value and BY_KEY[tick.question].done(tick.value):
            turns[tick[:2]] += 1
            found.append((turns[tick[:2]], tick))
    return [tick for _, tick in sorted(found, key=itemgetter(0))]


def name_of(tick: golden.Tick) -> str:
    asked = BY_KEY[tick.question]
    return f"{asked.label}: {asked.word(tick.value)}"


def tick_and_see_saved(screen: Screen, tick: golden.Tick) -> None:
    """Tick, and wait for the note alone: it takes room, so the box itself may slip out of sight."""
    wait_for_box(screen, name_of(tick))
    screen.box(name_of(tick)).click()
    screen.sees("Đã lưu")


# A page and a Python that have a seventh of the time they need.
BUSY = """setInterval(() => {
  for (const start = performance.now(); performance.now() - start < 60;);
}, 70)"""


def test_what_is_typed_quickly_on_a_slow_phone_is_all_there_and_all_looked_for(
    world: World, tmp_path: Path
) -> None:
    typed = fold(HOME)

    with pocket(world.playwright, world.phone(tmp_path)) as own:
        screen = own.open(world.address)
        screen.sees(HOME)
        for place in (own.page, own.page.workers[0]):
            place.evaluate(BUSY)
        field = screen.page.get_by_label("Tìm hộ", exact=True).first
        field.click()
        own.page.wait_for_timeout(2_000)
        own.page.keyboard.type(typed)
        screen.sees(re.compile("^1 hộ$"))
        own.page.wait_for_timeout(1_000)
        held = field.input_value()
        screen.sees(re.compile(f"^{HOME}, "))
        screen.press("Xóa tìm kiếm")
        own.page.wait_for_timeout(3_000)
        own.page.keyboard.type("zzz")
        screen.sees("Không tìm thấy hộ nào")

    assert held == typed


def test_a_sign_that_our_fonts_lack_is_asked_for_once_and_not_for_ever(
    world: World, tmp_path: Path
) -> None:
    with pocket(world.playwright, world.phone(tmp_path)) as own:
        screen = own.open(world.address)
        asked: list[str] = []
        own.page.on("request", lambda request: asked.append(request.url))
        screen.write("Tìm hộ", "🙂→中")
        screen.sees("Không tìm thấy hộ nào")
        own.page.wait_for_timeout(2_000)

    fonts = [each for each in asked if "/noto" in each]
    assert fonts
    assert len(fonts) == len(set(fonts))


def test_a_full_disk_is_said_and_nothing_is_broken_by_it(world: World, tmp_path: Path) -> None:
    profile = world.phone(tmp_path)
    ticks = plain_ticks()[:2]
    route = addresses()[ticks[0].household, ticks[0].who]

    with pocket(world.playwright, profile) as own:
        screen = own.open(world.at(route))
        room = own.page.context.new_cdp_session(own.page)
        used = own.page.evaluate("navigator.storage.estimate().then(({usage}) => usage)")
        origin = world.office.address
        room.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used})
        refused = tick_until_refused(screen, name_of(ticks[0]))
        room.send("Storage.overrideQuotaForOrigin", {"origin": origin})
        tick_and_see_saved(screen, ticks[0])
        own.kill()

    with pocket(world.playwright, profile) as own:
        screen = own.open(world.at(route))
        screen.sees_ticked(name_of(ticks[0]))
    assert refused


def tick_until_refused(screen: Screen, name: str) -> bool:
    """Tick and take back until the disk is full: what was reserved before is used up first."""
    sentence = screen.page.get_by_text("hết chỗ trống nên chưa lưu được")
    for _ in range(60):
        screen.box(name).click()
        screen.page.wait_for_timeout(120)
        if sentence.count():
            return screen.page.get_by_text("Đã lưu", exact=True).count() == 0
    return False


def test_a_second_tab_declines_and_takes_over_when_the_first_is_closed(
    world: World, tmp_path: Path
) -> None:
    with pocket(world.playwright, world.phone(tmp_path)) as own:
        first = own.open(world.address)
        first.sees(HOME)
        second = own.page.context.new_page()
        second.goto(world.at("/outbox"))
        own.says("Ứng dụng đang mở ở một thẻ khác.", second)
        shown = own.page.evaluate("location.hash")
        own.page.close()
        screen = own.started(second)

        screen.sees(re.compile("Hộp chờ gửi|xã đã nhận đủ"))
    assert shown == "#/outbox"


def test_an_update_arrives_whole_at_the_next_start_and_opens_the_old_database(
    world: World, tmp_path: Path
) -> None:
    profile = world.phone(tmp_path)
    mark = "/* bản mới */"

    with released(world, mark), world.office.open(), pocket(world.playwright, profile) as own:
        own.open(world.address).sees(HOME)
        wait_for_update(own)
        while_open = style(own)
        own.kill()
    with pocket(world.playwright, profile) as own:
        own.open(world.address).sees(HOME)
        afterwards = style(own)

    assert (mark in while_open, mark in afterwards) == (False, True)


def test_a_browser_that_learns_to_draw_quicker_does_so_once_it_was_there_with_a_network(
    world: World, tmp_path: Path
) -> None:
    profile, tick = world.phone(tmp_path), plain_ticks()[5]
    drew = []

    for office in (nullcontext(), world.office.open(), nullcontext()):
        with office, pocket(world.playwright, profile, card=CARD) as own:
            screen = own.open(world.at(addresses()[tick.household, tick.who]))
            screen.sees(name_of(tick))
            drew.append(own.page.evaluate("self._flutter_skwasmInstance ? 'wasm' : 'script'"))
            if len(drew) == 2:
                wait_for_update(own)
            if len(drew) == 3:
                tick_and_see_saved(screen, tick)
            own.kill()

    assert drew == ["script", "script", "wasm"]


def test_a_browser_whose_card_fails_says_so_and_draws_otherwise_once_it_was_there_with_a_network(
    world: World, tmp_path: Path
) -> None:
    profile = world.phone(tmp_path)
    with world.office.open():
        with pocket(world.playwright, profile, card=CARD) as own:
            own.open(world.address).sees(HOME)
            wait_for_update(own)
            own.kill()
        with pocket(world.playwright, profile, card=CARD) as own:
            own.open(world.address).sees(HOME)
            own.kill()

    with pocket(world.playwright, profile) as own:
        own.page.goto(world.address)
        own.says("Trình duyệt đang không vẽ được màn hình (WebGL bị tắt).")
        with world.office.open():
            own.page.reload()
            own.says("Trình duyệt đang không vẽ được màn hình (WebGL bị tắt).")
            wait_for_update(own)
        own.page.get_by_role("button", name="Thử lại").click()
        own.started().sees(HOME)


def test_an_update_that_comes_during_a_hand_over_is_not_taken_until_the_app_is_opened_anew(
    world: World, tmp_path: Path
) -> None:
    profile, tick = world.phone(tmp_path), plain_ticks()[6]
    mark = "/* bản mới khi bàn giao */"

    with released(world, mark), pocket(world.playwright, profile) as own:
        screen = own.open(world.at(addresses()[tick.household, tick.who]))
        tick_and_see_saved(screen, tick)
        screen.go("/hand-over")
        screen.press("Hiện mã QR")
        screen.sees(re.compile(r"^Mã 1/"))
        own.page.evaluate("self.isThatPage = true")
        with website(world):
            own.page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
            wait_for_update(own)
            # What is opened beside it would take the update, were it let in.
            other = own.page.context.new_page()
            other.goto(world.address)
            own.says("Ứng dụng đang mở ở một thẻ khác.", other)
            other.close()
        screen.sees(re.compile(r"^Mã \d+/"))
        during_codes = style(own), own.page.evaluate("self.isThatPage")
        screen.press("Thôi hiện mã QR")
        with own.page.expect_download() as download:
            screen.press("Lưu tệp vào máy")
        download.value.save_as(tmp_path / "evening.bakhong")
        screen.sees(re.compile("Đã xuất tệp lúc"))
        during_file = style(own), own.page.evaluate("self.isThatPage")
        own.kill()
    with pocket(world.playwright, profile) as own:
        own.open(world.address)
        afterwards = style(own)

    assert [(mark in text, same) for text, same in (during_codes, during_file)] == [
        (False, True)
    ] * 2
    assert mark in afterwards
    assert (tmp_path / "evening.bakhong").stat().st_size > 0


@contextmanager
def website(world: World) -> Iterator[None]:
    """Serve the app where the office does, and nothing else: it has no collector to send to."""
    folder = world.built.parent / "website"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "app").symlink_to(world.built)
    files = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", world.office.port), files) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield
        finally:
            server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_broken_update_leaves_the_version_that_works(world: World, tmp_path: Path) -> None:
    profile = world.phone(tmp_path)
    mark = "/* bản hỏng */"

    with released(world, mark), world.office.open():
        for copy in world.built.glob("page.css*"):
            copy.write_bytes(copy.read_bytes()[:-7])
        with pocket(world.playwright, profile) as own:
            own.open(world.address).sees(HOME)
            own.page.evaluate(
                "navigator.serviceWorker.getRegistration()"
                ".then((each) => each.update()).catch(() => {})"
            )
            own.page.wait_for_timeout(2_000)
            own.kill()
    with pocket(world.playwright, profile) as own:
        own.open(world.address).sees(HOME)

        assert mark not in style(own)


@contextmanager
def released(world: World, mark: str) -> Iterator[None]:
    """Let the office serve another version for a while."""
    kept = world.built.with_name("kept")
    shutil.copytree(world.built, kept)
    release = json.loads((world.built / "release.json").read_text())
    files = {
        name: (world.built / name).read_bytes()
        for name in release["files"]
        if name != packing.WORKER
    }
    files["page.css"] += mark.encode()
    worker = (pages.WEB / packing.WORKER).read_bytes()
    packing.release(files, worker, world.built, ROOT / "build" / "cache" / "packed", QUICK)
    try:
        yield
    finally:
        shutil.rmtree(world.built)
        kept.rename(world.built)


def wait_for_update(own: Pocket) -> None:
    """Wait until the new version lies ready beside the one that runs."""
    for _ in range(60):
        own.page.wait_for_timeout(500)
        if own.page.evaluate(
            "navigator.serviceWorker.getRegistration().then((each) => Boolean(each.waiting))"
        ):
            return
    raise AssertionError("no update")


def style(own: Pocket) -> str:
    found: str = own.page.evaluate("fetch('page.css').then((reply) => reply.text())")
    return found


# Writes into the phone's disk from a page of the same address on which the app does not run.
# All of both files: what is left of the journal would put the database right.
SPOIL = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("bakhong");
  for (const name of ["phone.sqlite3", "phone.sqlite3-wal"]) {
    const file = await folder.getFileHandle(name);
    const { size } = await file.getFile();
    for (let patience = 50; ; patience -= 1) {
      try {
        const writer = await file.createWritable();
        await writer.write(new Uint8Array(Math.max(size, 9000)).fill(255));
        await writer.close();
        break;
      } catch (error) {
        // The app that has just gone still holds it.
        if (!patience || error.name !== "NoModificationAllowedError") throw error;
        await new Promise((resume) => setTimeout(resume, 100));
      }
    }
  }
}"""
SIZES = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("bakhong");
  const sizes = {};
  for await (const [name, file] of folder.entries()) sizes[name] = (await file.getFile()).size;
  return sizes;
}"""


def test_a_spoilt_database_comes_back_from_the_second_copy_and_leaves_as_a_file(
    world: World, tmp_path: Path
) -> None:
    profile = world.phone(tmp_path)
    tick = plain_ticks()[5]

    with pocket(world.playwright, profile) as own:
        screen = own.open(world.at(addresses()[tick.household, tick.who]))
        before = size_of_copy(own)
        tick_and_see_saved(screen, tick)
        wait_for_copy(own, before)
        own.page.goto(f"{world.address}manifest.webmanifest")
        own.page.evaluate(SPOIL)
        screen = own.open(world.at("/hand-over"))
        screen.sees(re.compile("dựng lại từ bản sao: giữ được 1 bản ghi"))
        with own.page.expect_download() as download:
            screen.press("Lưu tệp vào máy")
        download.value.save_as(tmp_path / "evening.bakhong")
        screen.sees(re.compile("Đã xuất tệp lúc"))
        sizes = own.page.evaluate(SIZES)
        own.kill()

    with world.untouched(tmp_path).books() as database, database.writing() as cursor:
        file = (tmp_path / "evening.bakhong").read_bytes()
        taken = bundles.take(cursor, CAM_TAN.id, file, clock())
    assert (taken.fresh, taken.lacking) == (1, ())
    assert sizes["phone.broken.sqlite3"] >= 9000
    assert sizes["phone.broken.sqlite3-wal"] >= 9000


def test_the_receipt_comes_back_as_a_file_and_by_a_code_while_the_page_that_asks_for_it_is_open(
    world: World, tmp_path: Path
) -> None:
    profile, office = world.phone(tmp_path), world.untouched(tmp_path)
    first, second = plain_ticks()[7:9]

    with pocket(world.playwright, profile) as own:
        screen = own.open(world.at(addresses()[first.household, first.who]))
        tick_and_see_saved(screen, first)
        device, _ = carried(own, screen, office, tmp_path / "first.bakhong")
        with office.books() as database, database.reading() as cursor:
            file = bundles.receipt_file(cursor, CAM_TAN.id, device, clock())
        (tmp_path / "bien-nhan.bakhong").write_bytes(file)
        with own.page.expect_file_chooser() as chooser:
            screen.press("Chọn tệp biên nhận")
        chooser.value.set_files(tmp_path / "bien-nhan.bakhong")
        screen.sees(re.compile("Xã xác nhận đã nhận đến bản ghi số .*, đã nhận đủ"))
        screen.sees(re.compile("Không còn gì"))

        screen.go(addresses()[second.household, second.who])
        tick_and_see_saved(screen, second)
        device, taken = carried(own, screen, office, tmp_path / "second.bakhong")
        with office.books() as database, database.reading() as cursor:
            short = bundles.receipt_file(cursor, CAM_TAN.id, device, clock(), is_short=True)
        screen.go(f"/hand-over?receipt={urlsafe_b64encode(short).decode().rstrip('=')}")
        screen.sees(re.compile(f"đến bản ghi số {taken}, đã nhận đủ"))


def carried(own: Pocket, screen: Screen, office: Office, path: Path) -> tuple[UUID, int]:
    """Carry what is unsent to the office as a file; return whose it was and the last number."""
    screen.go("/hand-over")
    with own.page.expect_download() as download:
        screen.press("Lưu tệp vào máy")
    download.value.save_as(path)
    with office.books() as database, database.writing() as cursor:
        taken = bundles.take(cursor, CAM_TAN.id, path.read_bytes(), clock())
    assert (taken.fresh, taken.lacking) == (1, ())
    return taken.device.id, taken.receipt.through


def size_of_copy(own: Pocket) -> int:
    sizes: dict[str, int] = own.page.evaluate(SIZES)
    return sum(size for name, size in sizes.items() if name.startswith("second-"))


def wait_for_copy(own: Pocket, before: int) -> None:
    """Wait for the beat of the app that copies what was ticked."""
    for _ in range(60):
        if size_of_copy(own) > before:
            return
        own.page.wait_for_timeout(250)
    raise AssertionError("no copy")
