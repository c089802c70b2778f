"""Every page of the desk in a real Chromium: axe, keyboard, 200 % zoom, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from shared.places import CAM_TAN
from sync_server import deeds
from sync_server.deeds import Hand
from sync_server.main import clock
from tests.browser.office import Office, golden_office, sign_in
from tests.support import golden
from tests.support.browser import chromium

pytestmark = pytest.mark.browser

HAND = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", clock())
ROOT = f"/communes/{CAM_TAN.code}"
VILLAGE = f"village={golden.VILLAGES[0].id}"
PAGES = (
    "",
    f"?{VILLAGE}",
    "/trend",
    "/teams",
    "/obstacles",
    "/quota",
    f"/quota?{VILLAGE}",
    "/day",
    "/lists",
    f"/lists?kind=moi-buoi-toi&{VILLAGE}",
    f"/lists?kind=con-thieu&of=CT15&{VILLAGE}",
    f"/poster?{VILLAGE}",
    "/figures",
    "/closing",
    "/check",
    "/devices",
    "/quarantine",
    "/disputes",
    "/backup",
    "/bundles",
    "/settings",
    "/settings/villages",
    f"/settings/villages/merging?old={golden.VILLAGES[0].id}&into={golden.VILLAGES[1].id}",
    "/settings/plan",
    "/settings/people",
    "/connect",
    f"/cards?{VILLAGE}",
)
# 1366 pixels at 200 %.
ZOOMED = {"width": 683, "height": 384}
# What is right is not listed: that takes longer than finding what is wrong.
_OPTIONS: dict[str, object] = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_OFF_SCREEN = """() => [...document.querySelectorAll('tbody td, tbody th')]
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((each) => each.textContent.trim())"""
_FOCUS = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    return {name: at.tagName + ' ' + (at.textContent || at.name || '').trim().slice(0, 40),
            seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = golden_office(tmp_path_factory.mktemp("office"))
    with office.open():
        yield office


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_axe_finds_nothing_serious_and_nothing_is_lost_at_twice_the_size(
    browser: Browser, office: Office
) -> None:
    page = sign_in(browser, office)
    page.set_viewport_size(ZOOMED)
    found: list[str] = []

    for suffix in PAGES:
        answer = page.goto(f"{office.address}{ROOT}{suffix}")
        assert answer is not None
        found += [f"{suffix}: {answer.status}"] * (answer.status != 200)
        found += [f"{suffix}: {said}" for said in _serious(page)]
        if (wider := page.evaluate(_WIDER)) > 0:
            found.append(f"{suffix}: {wider} pixels wider than the window")

    assert not found, "\n".join(found)


def _serious(page: Page) -> Iterator[str]:
    for each in Axe().run(page, options=_OPTIONS).response["violations"]:
        if each["impact"] in ("serious", "critical"):
            where = "; ".join(node["html"][:120] for node in each["nodes"][:3])
            yield f"{each['id']} ({each['impact']}): {where}"


def test_the_keyboard_alone_gets_past_the_navigation_and_always_sees_where_it_is(
    browser: Browser, office: Office
) -> None:
    page = sign_in(browser, office)
    page.goto(f"{office.address}{ROOT}/quota?{VILLAGE}")

    page.keyboard.press("Tab")
    first = page.evaluate(_FOCUS)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('main') !== null")
    stops = []
    for _ in range(25):
        stops.append(page.evaluate(_FOCUS))
        page.keyboard.press("Tab")

    assert first["name"].startswith("A Đến nội dung chính")
    assert inside
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    assert any(stop["name"].startswith("BUTTON Xem") for stop in stops)


@pytest.mark.parametrize(
    ("suffix", "last"),
    [
        (f"/lists?kind=moi-buoi-toi&{VILLAGE}", ["Hộ", "Cần làm", "Mang theo"]),
        ("/devices", ["Sai mẫu", "Đồng hồ", "Phiên bản"]),
        ("/settings/people", ["Về", "Nội dung", "Lý do"]),
    ],
)
def test_a_list_shows_every_column_on_a_phone_without_pushing_it_aside(
    browser: Browser, office: Office, suffix: str, last: list[str]
) -> None:
    page = sign_in(browser, office)
    with office.books() as database, database.writing() as cursor:
        deeds.write(cursor, HAND, "people", "Thêm tài khoản “lanh.dao”")
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"{office.address}{ROOT}{suffix}")
    hidden = page.evaluate(_OFF_SCREEN)
    cells = page.locator(".stacked tbody tr").first.locator("td[data-of]").all()
    told = [each for each in cells if each.is_visible()]

    assert [each.get_attribute("data-of") for each in told][-3:] == last
    assert hidden == []


def test_a_page_is_read_and_a_form_is_sent_without_javascript(
    browser: Browser, office: Office
) -> None:
    signed = sign_in(browser, office)
    plain = browser.new_context(java_script_enabled=False, locale="vi-VN")
    plain.add_cookies(signed.context.cookies())
    page = plain.new_page()

    page.goto(f"{office.address}{ROOT}/quota?{VILLAGE}")
    page.get_by_label("Tổ làm chỉ tiêu 9", exact=True).fill("Tổ Tân Lập")
    page.get_by_role("button", name="Lưu việc giao").click()
    page.goto(f"{office.address}{ROOT}/trend")

    assert page.get_by_role("img").count() == 16
    page.goto(f"{office.address}{ROOT}/quota")
    assert page.get_by_role("cell", name="Tổ Tân Lập").count() >= 1
    plain.close()
