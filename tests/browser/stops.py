"""Every screen of the phone app, and the sheets that open over them: where it is, how it opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.browser.furnished import Furnished
from tests.support.browser import Screen


@dataclass(frozen=True)
class Stop:
    """A screen: its address, what shows that it is there, and what opens a sheet over it."""

    name: str
    path: str
    shows: str | re.Pattern[str]
    opens: str | re.Pattern[str] = ""
    sheet: str | re.Pattern[str] = ""

    def visit(self, screen: Screen) -> None:
        screen.go(self.path)
        screen.sees_heading(self.shows)
        if self.opens:
            screen.press(self.opens)
            screen.sees(self.sheet)

    def leave(self, screen: Screen) -> None:
        if self.opens:
            screen.page.keyboard.press("Escape")
            screen.page.wait_for_timeout(400)


def stops(of: Furnished) -> Iterator[Stop]:
    """Yield every screen of a furnished phone."""
    home, person = of.home, of.people[0].name
    own, at = f"/household/{home.id}", f"/businesses/of/{of.shop}"
    yield Stop("roster", "/", re.compile("Thôn|Danh sách hộ"))
    yield Stop("new-household", "/new", "Thêm hộ")
    yield Stop("household", own, re.compile(f"^{home.head}.*người"))
    yield Stop("household-edit", f"{own}/edit", re.compile("^Sửa hộ"))
    yield Stop("household-merge", f"/household/{of.duplicate}/merge", re.compile("^Gộp hộ trùng"))
    yield Stop("member", of.person, re.compile(f"^{person} Hộ"))
    yield Stop("member-edit", f"{of.person}/edit", re.compile("^Sửa người"))
    yield Stop("member-merge", f"{of.person}/merge", re.compile("^Gộp người trùng"))
    yield Stop("member-add", f"{own}/add", re.compile("^Thêm người"))
    yield Stop("businesses", "/businesses", "Cửa hàng, doanh nghiệp")
    yield Stop("business", at, re.compile("^Quán phở chị Hoa"))
    yield Stop("business-edit", f"{at}/edit", re.compile("^Sửa thông tin cơ sở"))
    yield Stop("business-new", "/businesses/new", "Thêm cơ sở")
    yield Stop("session", "/session", re.compile("^Phiên: Tổ|^Mở phiên"))
    yield Stop("summary", "/session/summary", "Tổng kết phiên")
    yield Stop("progress", "/progress", re.compile("^Tiến độ"))
    yield Stop("remaining", "/progress/CT09", re.compile("^Ai còn thiếu"))
    yield Stop("outbox", "/outbox", "Hộp chờ gửi")
    yield Stop("hand-over", "/hand-over", "Bàn giao bằng tệp")
    yield Stop("volunteers", "/volunteers", "Người dùng máy này")
    yield Stop("help", "/help", "Trợ giúp")
    yield Stop("help-page", "/help/vneid", re.compile("VNeID"))
    yield Stop("missing", "/khong-co", "Ba Không")


def sheets(of: Furnished) -> Iterator[Stop]:
    """Yield the sheets that open over screens."""
    own, person = f"/household/{of.home.id}", of.people[0].name
    head = re.compile(f"^{of.home.head}.*người")
    at = re.compile(f"^{person} Hộ")
    menu, slip = re.compile(f"^Tùy chọn: {person}"), re.compile("^Việc cần làm trước: ")
    yield Stop("sheet-person", own, head, menu, "Tình trạng: Đi làm xa")
    yield Stop("sheet-consent", own, head, re.compile("^Ý kiến chủ hộ"), "Đọc cho người dân nghe")
    yield Stop(
        "sheet-consent-own", of.person, at, re.compile("^Đồng ý cung cấp"), "Đọc cho người dân nghe"
    )
    yield Stop("sheet-slip", of.person, at, slip, "Chép phiếu")
    yield Stop("sheet-help", of.person, at, "Trợ giúp", "Đóng trợ giúp")
