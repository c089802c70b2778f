"""An evening on the phone, in real Chromium, by the names that a screen reader says; and every
screen of it at 320 px, with letters of twice the size, in the dark."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest

from tests.browser.furnished import OTHER_VOLUNTEER, PIN, VOLUNTEER, Furnished, furnish
from tests.browser.layout import landscape, narrow, problems
from tests.browser.office import golden_office
from tests.browser.stops import sheets, stops
from tests.support.browser import Screen, chromium, client, open_screen

pytestmark = pytest.mark.browser
SIZE = {"width": 360, "height": 1900}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Screen, Furnished]]:
    """One phone for all: what one test leaves is as good a start for the next."""
    folder = tmp_path_factory.mktemp("evening")
    office = golden_office(folder / "office")
    with office.open():
        code = office.invite("vang-01", "vang-02")
        furnished = asyncio.run(furnish(folder / "phone", office, code))
    with (
        chromium() as browser,
        client(furnished.folder, BAKHONG_COLLECTOR=office.address) as address,
    ):
        yield open_screen(browser, address, size=SIZE), furnished


@pytest.fixture
def screen(evening: tuple[Screen, Furnished]) -> Screen:
    """The phone, unlocked, at its roster."""
    screen = evening[0]
    screen.page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    screen.sees(re.compile("Ai đang làm việc|Danh sách hộ|Quay lại"))
    if screen.named("Ai đang làm việc?").count():
        unlock(screen, VOLUNTEER, PIN)
    screen.go("/")
    screen.sees("Thêm hộ")
    return screen


def unlock(screen: Screen, name: str, pin: str) -> None:
    screen.sees("Ai đang làm việc?")
    screen.tick(name)
    screen.write("Mã PIN", pin)
    screen.press("Mở khóa")


def test_an_evening_from_opening_the_session_to_its_summary(screen: Screen) -> None:
    screen.go("/session")
    screen.press("Kết thúc")
    screen.sees("Tổng kết phiên")
    screen.press("Hoàn tác")
    screen.sees_heading(re.compile("^Phiên: Tổ 1"))
    screen.press("Kết thúc")
    screen.sees("Tổng kết phiên")
    screen.go("/session")
    screen.write("Tên tổ", "Tổ 2")
    screen.press("Mở phiên")
    screen.sees("Chưa có ai trong danh sách")

    # The roll: three letters or so, no diacritics.
    screen.write("Tìm người đến", "pha t nu")
    screen.press(re.compile("^Ghi có mặt: Phạm Thị Nụ"))
    screen.sees("1 người đã đến")
    screen.press(re.compile("^Phạm Thị Nụ, Hộ"))

    # The light says what to ask first; a tick is saved at once and can be undone.
    screen.sees(re.compile("Cần hỏi trước: Căn cước"))
    screen.tick("Căn cước: Có")
    screen.sees("Đã lưu")
    screen.tick("SIM chính chủ: Có")
    screen.tick("Điện thoại thông minh: Có")
    screen.press("Hoàn tác")
    screen.sees_ticked("Điện thoại thông minh: Có", ticked=False)

    # An OTP is awaited; telling the carrier keeps the way back.
    screen.press(re.compile("^Chữ ký số: Chờ mã OTP"))
    screen.tick_or_press("Viettel")
    screen.sees(re.compile("Đang chờ OTP từ"))

    # A step that is not done: why, in one touch.
    screen.choose("Được tập huấn: Chưa")
    screen.tick("Không có thời gian chờ")
    screen.press("Xong")
    screen.sees(re.compile("Được tập huấn: Lý do: Không có thời gian"))

    screen.go("/session")
    screen.sees(re.compile(r"^Viettel · \d người chờ"))
    screen.press("Phạm Thị Nụ: Đã nhận mã")
    # The step stands on top there: who scrolls before the page is drawn passes it.
    screen.sees_heading(re.compile("^Phạm Thị Nụ"))
    screen.tick("Chữ ký số: Có")
    screen.go("/session")
    screen.press("Kết thúc")

    screen.sees("1 người đến, thuộc 1 hộ.")
    screen.sees(re.compile("Đến từng nhà|Nhà văn hóa thôn"))
    screen.sees("Đã làm được")
    screen.press("Chép để gửi")


def test_a_duplicate_is_merged_and_the_merge_taken_back(
    screen: Screen, evening: tuple[Screen, Furnished]
) -> None:
    furnished = evening[1]
    head = furnished.home.head
    screen.go(f"/household/{furnished.duplicate}")
    screen.press("Hộ này bị ghi trùng")
    screen.press(re.compile(f"^{head}, Hộ số"))
    screen.sees(re.compile("^Gộp “"))
    screen.press("Gộp")
    screen.sees("Đã gộp vào hộ này")

    screen.press("Hoàn tác")
    screen.sees_no("Đã gộp vào hộ này")

    screen.go(f"/household/{furnished.duplicate}")
    screen.sees("Hộ này bị ghi trùng")


def test_saying_that_it_is_saved_covers_nothing_and_moves_nothing(
    screen: Screen, evening: tuple[Screen, Furnished]
) -> None:
    furnished = evening[1]
    screen.page.set_viewport_size({"width": 360, "height": 740})
    screen.go(furnished.person)
    screen.sees_heading(re.compile(f"^{furnished.people[0].name} Hộ"))
    screen.sees_no("Đã lưu")
    screen.page.mouse.move(180, 400)
    for _ in range(20):
        screen.page.mouse.wheel(0, 600)
        screen.page.wait_for_timeout(100)
    before = places(screen)

    # A box that gets no taller by its answer.
    screen.tick("Được tập huấn: Có")
    undo = screen.button("Hoàn tác").bounding_box()
    after = places(screen)

    assert len(before) > 3
    assert after == before
    assert undo
    assert min(undo["width"], undo["height"]) >= 48
    assert not problems(screen)


def places(screen: Screen) -> dict[str, tuple[int, int, int, int]]:
    """Return where each box to tick and each button stands, by name, but for the strip's."""
    found = screen.page.evaluate("""() => [...document.querySelectorAll(
      'flt-semantics[role=checkbox], flt-semantics[role=button]')].map((each) => {
        const { left, top, right, bottom } = each.getBoundingClientRect();
        return [each.getAttribute("aria-label") ?? each.textContent, [left, top, right, bottom]];
      })""")
    # The strip is what says it, and a section counts what was asked.
    own, counts = ("Hoàn tác", "Đã gửi"), re.compile(r", đã hỏi \d+/\d+$")
    return {
        counts.sub("", name): tuple(map(round, place))
        for name, place in found
        if not name.startswith(own)
    }


def test_two_volunteers_share_the_phone_with_a_pin_each(screen: Screen) -> None:
    screen.press("Người dùng máy này")
    screen.press("Đổi người, khóa máy")
    unlock(screen, OTHER_VOLUNTEER, "0000")
    screen.sees(re.compile("Mã PIN không đúng"))

    screen.write("Mã PIN", "5678")
    screen.press("Mở khóa")

    screen.sees(re.compile(f"^{OTHER_VOLUNTEER}, Đang làm việc"))
    screen.press("Đổi người, khóa máy")
    unlock(screen, VOLUNTEER, PIN)
    screen.sees(re.compile(f"^{VOLUNTEER}, Đang làm việc"))


def test_no_screen_is_cut_or_overlaps_at_320_px_with_letters_of_twice_the_size(
    screen: Screen, evening: tuple[Screen, Furnished]
) -> None:
    found: list[str] = []
    with narrow(screen):
        for stop in stops(evening[1]):
            stop.visit(screen)
            found += [f"{stop.name}: {each}" for each in problems(screen)]
            stop.leave(screen)

    # A sheet is the highest thing there is, and a phone on its side the lowest.
    with landscape(screen):
        for stop in sheets(evening[1]):
            stop.visit(screen)
            found += [f"{stop.name}, on its side: {each}" for each in problems(screen, True)]
            stop.leave(screen)
    assert not found, "\n".join(found)
