"""The whole journey, in real Chromium: an evening without a network becomes rates on the desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from app.ui import words
from shared.questions import BY_KEY
from shared.records import Household, Member
from shared.tally import Cell
from tests.browser.office import QUARTER, Office, golden_office, roster, sign_in
from tests.support import golden
from tests.support.browser import Screen, chromium, client, free_port, open_screen

pytestmark = pytest.mark.browser
# Tall enough that a person's whole list of questions is built, so that nothing need be scrolled.
TALL = {"width": 360, "height": 6500}
SCREENS = ("CT06", "CT07", "CT08", "CT09", "CT10", "CT11", "CT13", "CT14", "CT15")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return golden_office(tmp_path / "office")


def test_the_golden_evening_ticked_without_a_network_is_on_the_desk_as_counted_by_hand(
    browser: Browser, tmp_path: Path
) -> None:
    # One village of three, that with people who died or moved and with ticks taken back: the
    # others' evenings came in by other phones.
    here = "vang-02"
    others = {village.id for village in golden.VILLAGES} - {here}
    office = golden_office(tmp_path / "office", asked=others)
    code = office.invite(here)
    ticks = [tick for tick in golden.evening(here) if tick.household]
    half = len(ticks) // 2
    pocket = {"folder": tmp_path / "phone", "port": free_port()}

    with phone(browser, pocket, office) as screen, office.open():
        enrol(screen, code)
        screen.sees("Vi Văn Toàn")
    with phone(browser, pocket, office) as screen:
        tick_all(screen, ticks[:half])
        screen.go("/outbox")
        screen.sees(re.compile("chưa gửi|chờ gửi"))
    # The process is gone; a new one on the same data goes on, still without a network.
    with phone(browser, pocket, office) as screen:
        tick_all(screen, ticks[half:])
        with office.open():
            sync(screen)
            shown = read_desk(sign_in(browser, office), office)

    by_hand = {
        place: {code: replace(cell, unplaced=0) for code, cell in cells.items()}
        for place, cells in golden.expected().items()
    }
    assert shown == by_hand


def test_one_tick_of_an_e_signature_moves_indicator_9_of_that_village_by_one(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    code = office.invite("vang-01", "vang-02")
    pocket = {"folder": tmp_path / "phone", "port": free_port()}

    with office.open(), phone(browser, pocket, office) as screen:
        desk = sign_in(browser, office)
        before = read_desk(desk, office)
        enrol(screen, code)
        find(screen, "bui v thang")
        screen.press(re.compile("^Bùi Văn Thắng, Sinh năm"))
        screen.tick("Chữ ký số: Có")
        screen.sees("Đã lưu")
        screen.press("Quay lại")
        screen.press("Quay lại")
        sync(screen)
        after = read_desk(desk, office)

    moved = {place for place in before if before[place]["CT09"] != after[place]["CT09"]}
    was, now = before["Thôn Một"]["CT09"], after["Thôn Một"]["CT09"]
    assert moved == {"Thôn Một", "Xã"}
    assert (now.numerator, now.missing) == (was.numerator + 1, was.missing - 1)


class phone:
    """A client process and its screen: outside of the block the app is not running."""

    def __init__(self, browser: Browser, pocket: dict[str, object], office: Office) -> None:
        self._browser, self._pocket, self._office = browser, pocket, office

    def __enter__(self) -> Screen:
        folder, port = self._pocket["folder"], self._pocket["port"]
        assert isinstance(folder, Path)
        assert isinstance(port, int)
        self._running = client(folder, port, BAKHONG_COLLECTOR=self._office.address)
        address = self._running.__enter__()
        self._screen = open_screen(self._browser, address, size=TALL)
        return self._screen

    def __exit__(self, *_: object) -> None:
        self._screen.page.context.close()
        self._running.__exit__(None, None, None)


def enrol(screen: Screen, code: str) -> None:
    screen.write("Mã đăng ký", code.lower().replace("-", " "))
    screen.press("Đăng ký")
    screen.sees("Danh sách hộ")


def find(screen: Screen, letters: str) -> None:
    screen.write("Tìm hộ", letters)
    screen.press(re.compile(r"Bùi Văn Thắng, .* người"))


def sync(screen: Screen) -> None:
    screen.go("/")
    screen.press("Đồng bộ ngay")
    screen.sees(re.compile("xã đã nhận đủ"))


def tick_all(screen: Screen, ticks: Iterable[golden.Tick]) -> None:
    """Make `ticks` person by person, as the volunteer goes through a household."""
    routes = addresses()
    for (household, who), own in groupby(ticks, key=lambda tick: tick[:2]):
        screen.go(routes[household, who])
        # The page before has boxes of the same names: wait until this one stands in its place.
        home = f"số {household}" if household.isdecimal() else household
        title = rf"^{who}\s+Hộ {home}" if who else rf"^(Hộ )?{home}\s+.*người"
        heading = screen.page.get_by_role("heading", name=re.compile(title))
        heading.first.wait_for(state="attached")
        for tick in own:
            tick_one(screen, tick)


def tick_one(screen: Screen, tick: golden.Tick) -> None:
    asked = BY_KEY[tick.question]
    name = f"{asked.label}: {asked.word(tick.value)}"
    asks_why = bool(tick.value) and not asked.done(tick.value)
    wait_for_box(screen, name)
    sheet = screen.page.get_by_text("Bỏ qua", exact=True)
    ticked = screen.page.locator('[aria-checked="true"]').and_(screen.box(name))
    for _ in range(5):
        # A sheet that is still closing swallows a press; a thumb would press again. One that opened
        # late covers the box: then there is nothing to press any more, only to wait for.
        with suppress(TimeoutError):
            screen.box(name).click(timeout=3_000)
        with suppress(TimeoutError):
            (sheet if asks_why else ticked).first.wait_for(state="attached", timeout=3_000)
            break
    if asks_why:
        sheet.first.click()
        sheet.first.wait_for(state="detached")
    screen.sees_ticked(name)


def wait_for_box(screen: Screen, name: str) -> None:
    """Wait until the box is there, unfolding the questions that do not count at this age."""
    for _ in range(6):
        with suppress(TimeoutError):
            screen.box(name).wait_for(state="attached", timeout=3_000)
            return
        # The page that is leaving may still show its own; then the press misses, and we try again.
        with suppress(TimeoutError):
            screen.button(re.compile(f"^{words.OTHER_QUESTIONS}")).click(timeout=1_500)


def addresses() -> dict[tuple[str, str], str]:
    """Return where in the app each person of the golden commune is asked."""
    found: dict[tuple[str, str], str] = {}
    homes: dict[object, tuple[str, str]] = {}
    for record in roster():
        match record:
            case Household(id=home, head=head, code=code):
                homes[home] = (head or code, f"/household/{home}")
                found[head or code, ""] = f"/household/{home}"
            case Member(household=home, name=name, slot=slot):
                called, address = homes[home]
                who = name or golden.slot_label(slot)
                found[called, who] = f"{address}/member/{record.id}"
    return found


def read_desk(desk: Page, office: Office) -> dict[str, dict[str, Cell]]:
    """Read numerators, denominators and the missing off the desk's pages, as an officer would."""
    places = {"Xã": "", **{village.name: village.id for village in golden.VILLAGES}}
    shown = {}
    for name, village in places.items():
        desk.goto(f"{office.address}/communes/15178?quarter={QUARTER}&village={village}")
        shown[name] = {code: read_row(desk, code) for code in SCREENS}
    return shown


def read_row(desk: Page, code: str) -> Cell:
    cells = desk.locator(f"tr#{code} td.n").all_inner_texts()
    numerator, denominator, missing = (as_number(text) for text in cells[1:4])
    return Cell(numerator, denominator, missing)


def as_number(text: str) -> int:
    digits = re.sub(r"[^\d]", "", text)
    return int(digits) if digits else 0
