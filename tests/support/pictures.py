"""`make pictures`: screenshots of the real client and desk with the seeded commune.

README's own, and every screen of the phone app, light and dark, in a folder of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser

from shared.places import CAM_TAN
from sync_server import devices, workplace
from sync_server.cli import today
from sync_server.main import clock
from tests.browser.furnished import PIN, Furnished, furnish
from tests.browser.office import Office, sign_in
from tests.browser.stops import sheets, stops
from tests.support.browser import ROOT, Screen, chromium, client, free_port, open_screen
from tests.support.desk import let_in

PICTURES = ROOT / "assets" / "screenshots"
SCREENS = PICTURES / "phone"
COLOURS = 96
"""So many are enough for flat colours and letters, and make a third of the file."""
ACROSS, THUMB, BETWEEN = 7, (180, 370), 10
"""The sheet that shows them all: so many in a row, so large, so far apart."""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--only", choices=["readme", "phone"])
    only = words.parse_args().only
    if only != "phone":
        _readme()
    if only != "readme":
        _every_screen()


def _every_screen() -> None:
    """Take every screen and sheet of the phone app, light and dark."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = Office(folder / "office", free_port())
        code = _furnish(office)
        with office.open():
            furnished = asyncio.run(furnish(folder / "phone", office, code))
        with chromium() as browser:
            for scheme in SCHEMES:
                with client(folder / f"new-{scheme}") as address:
                    _take_first(browser, address, scheme)
                # Each on a start of its own: an app that several share begins with its lock.
                with client(furnished.folder, BAKHONG_COLLECTOR=office.address) as address:
                    _take_all(browser, address, furnished, scheme)
    every = [each.name for each in [*stops(furnished), *sheets(furnished)]]
    names = ["enrol", "lock", *(name for name in every if name != "missing")]
    for scheme in SCHEMES:
        _put_together([SCREENS / f"{name}-{scheme}.png" for name in names], scheme)


def _put_together(taken: list[Path], scheme: str) -> None:
    """Make one picture of all screens of a scheme, for README."""
    wide, high = (size + BETWEEN for size in THUMB)
    rows = -(-len(taken) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * wide + BETWEEN, rows * high + BETWEEN), "#7d8791")
    for place, path in enumerate(taken):
        row, column = divmod(place, ACROSS)
        small = Image.open(path).convert("RGB").resize(THUMB, Image.Resampling.LANCZOS)
        sheet.paste(small, (BETWEEN + column * wide, BETWEEN + row * high))
    # The few pixels of green that say yes count as much as the many of the paper.
    few = sheet.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(PICTURES / f"phone-all-{scheme}.png", optimize=True)


def _take_first(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    screen = open_screen(browser, address, scheme=scheme)
    screen.sees("Đăng ký")
    _take(screen, f"phone/enrol-{scheme}")
    screen.page.context.close()


def _take_all(
    browser: Browser, address: str, of: Furnished, scheme: Literal["light", "dark"]
) -> None:
    screen = open_screen(browser, address, scheme=scheme)
    screen.sees("Mã PIN")
    _take(screen, f"phone/lock-{scheme}")
    screen.write("Mã PIN", PIN)
    screen.press("Mở khóa")
    screen.sees("Thêm hộ")
    for stop in [*stops(of), *sheets(of)]:
        stop.visit(screen)
        _take(screen, f"phone/{stop.name}-{scheme}")
        stop.leave(screen)
    screen.page.context.close()


def _readme() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        office = Office(folder / "office", free_port())
        code = _furnish(office)
        with office.open(), client(folder / "phone", BAKHONG_COLLECTOR=office.address) as address:
            _phone(browser, address, code)
            _desk(browser, office)


def _furnish(office: Office) -> str:
    """Seed the commune and an officer; return a code for a phone of the first village."""
    with office.books() as database:
        list(workplace.demo(database, today(), clock()))
        with database.writing() as cursor:
            let_in(cursor, clock())
            return devices.invite(cursor, CAM_TAN.id, ("cam-tan-02",), "Nguyễn Thị Lan", clock())


def _phone(browser: Browser, address: str, code: str) -> None:
    screen = open_screen(browser, f"{address}#/enrol?code={code}")
    screen.sees("Đăng ký")
    _take(screen, "phone-enrol")
    screen.press("Đăng ký")
    screen.sees("Danh sách hộ")
    screen.sees(re.compile("Đang hiện"))
    _take(screen, "phone-roster")
    screen.press(re.compile(r", Hộ số .*2\sngười.*Chưa hỏi"))
    screen.sees("Người trong hộ")
    _take(screen, "phone-household")
    screen.press(re.compile(r", Sinh năm 19.*đã hỏi 0"))
    screen.tick("Điện thoại thông minh: Có")
    screen.sees("Đã lưu")
    _take(screen, "phone-member")
    screen.go("/progress")
    screen.sees(re.compile("Tiến độ"))
    _take(screen, "phone-progress")
    screen.go("/outbox")
    screen.sees(re.compile("chưa gửi|chờ gửi|chờ có mạng"))
    _take(screen, "phone-outbox")
    screen.page.context.close()


def _take(screen: Screen, name: str) -> None:
    screen.page.mouse.move(5, 5)
    screen.page.wait_for_timeout(1_500)
    path = PICTURES / f"{name}.png"
    screen.page.screenshot(path=path)
    if path.parent == SCREENS:
        Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _desk(browser: Browser, office: Office) -> None:
    page = sign_in(browser, office)
    page.screenshot(path=PICTURES / "desk-board.png")
    page.get_by_role("heading", name="Theo thôn").scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "desk-villages.png")


if __name__ == "__main__":
    main()
