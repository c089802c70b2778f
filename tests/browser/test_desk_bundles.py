"""The desk takes hand-overs in a real browser: dropped onto the page, or read from a screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from shared import codes
from sync_server import devices
from sync_server.devices import Device
from sync_server.main import clock
from tests.browser.office import Office, golden_office, sign_in
from tests.support import golden
from tests.support.browser import chromium
from tests.support.handing import a_bundle, account_of
from tests.support.people import PHONE, a_household, numbered

pytestmark = pytest.mark.browser

# A camera that sees the codes of another's screen one after the other, and one twice.
CAMERA = """(texts) => {
  let turn = 0;
  self.BarcodeDetector = class {
    static getSupportedFormats = async () => ["qr_code"];
    detect = async () => [{ rawValue: texts[Math.floor(turn++ / 2) % texts.length] }];
  };
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  setInterval(() => pen.fillRect(turn, 0, 9, 9), 40);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
}"""
DROP = """([name, bytes]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], name));
  const drop = document.querySelector("form[data-drop]");
  drop.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, cancelable: true }));
}"""


def an_evening(office: Office, start: int, count: int) -> bytes:
    village = golden.VILLAGES[0].id
    homes = [a_household(f"Hộ {each}", village=village) for each in range(count)]
    phone = Device("cam-tan", PHONE, "Chị Hoa", (village,))
    with office.books() as database, database.writing() as cursor:
        devices.add(cursor, phone, clock(), f"token-of-{PHONE.hex}")
    return a_bundle(account_of(phone), numbered(homes, start=start))


def result(page: Page) -> dict[str, str]:
    page.get_by_text("Đã nhận tệp của Chị Hoa").wait_for()
    facts = page.locator(".bundle-facts")
    names, said = facts.locator("dt").all_inner_texts(), facts.locator("dd").all_inner_texts()
    return dict(zip(names, said, strict=True))


def test_files_are_dropped_and_codes_are_read_and_nothing_is_missing(tmp_path: Path) -> None:
    office = golden_office(tmp_path)
    first, second = an_evening(office, 1, 3), an_evening(office, 4, 30)

    with office.open(), chromium() as browser:
        page = sign_in(browser, office)
        page.get_by_role("link", name="Hằng ngày").click()
        page.get_by_role("link", name="Nhận tệp").click()
        expect(page.get_by_text("Trình duyệt này không đọc được mã QR")).to_be_visible()
        page.evaluate(DROP, ["evening.bakhong", list(first)])
        dropped = result(page)
        texts = json.dumps(codes.cut(second))
        page.add_init_script(f"({CAMERA})({texts})")
        page.goto(page.url)
        expect(page.get_by_text("Trình duyệt này không đọc được mã QR")).to_be_hidden()
        page.get_by_role("button", name="Bật máy ảnh").click()
        read = result(page)

    assert (dropped["Bản ghi mới"], dropped["Còn thiếu"]) == ("3", "Không thiếu")
    assert (read["Bản ghi mới"], read["Còn thiếu"]) == ("30", "Không thiếu")
    assert read["Đã nhận đến bản ghi số"] == "33"
