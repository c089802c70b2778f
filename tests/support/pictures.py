"""`make pictures`: README's screenshots, of the real client and desk with the seeded commune."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from shared.places import CAM_TAN
from sync_server import devices, officers, workplace
from sync_server.cli import today
from sync_server.main import clock
from tests.browser.office import PASSWORD, Office, sign_in
from tests.support.browser import ROOT, Screen, chromium, client, free_port, open_screen

PICTURES = ROOT / "assets" / "screenshots"


def main() -> None:
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
            link = officers.invite(cursor, CAM_TAN.id, "canbo", "Cán bộ", clock())
            officers.accept(cursor, link, PASSWORD, PASSWORD, clock())
            return devices.invite(cursor, CAM_TAN.id, ("cam-tan-02",), "Nguyễn Thị Lan", clock())


def _phone(browser: Browser, address: str, code: str) -> None:
    screen = open_screen(browser, f"{address}#/enrol?code={code}")
    screen.sees("Đăng ký")
    _take(screen, "phone-enrol")
    screen.press("Đăng ký")
    screen.sees("Danh sách hộ")
    screen.sees(re.compile("Đang hiện"))
    _take(screen, "phone-roster")
    screen.press(re.compile(r", Hộ số .*2 người.*Chưa hỏi"))
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
    screen.sees(re.compile("chưa gửi|chờ gửi|chờ mạng"))
    _take(screen, "phone-outbox")
    screen.page.context.close()


def _take(screen: Screen, name: str) -> None:
    screen.page.mouse.move(5, 5)
    screen.page.wait_for_timeout(1_500)
    screen.page.screenshot(path=PICTURES / f"{name}.png")


def _desk(browser: Browser, office: Office) -> None:
    page = sign_in(browser, office)
    page.screenshot(path=PICTURES / "desk-board.png")
    page.get_by_role("heading", name="Theo thôn").scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / "desk-villages.png")


if __name__ == "__main__":
    main()
