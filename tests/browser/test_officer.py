"""The officer's days, from an empty laptop to a signed report and its amendment, in Chromium."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page, expect

from app.actions import Actions
from app.inputs import Tick
from app.main import new_id, now_ms
from app.store.store import Store
from app.sync import carrier
from app.sync.carrier import Whose
from app.sync.cipher import LIBRARY
from app.sync.courier import Courier
from shared.records import Member
from shared.stamp import day_of
from sync_server.main import clock
from sync_server.workplace import first_links
from tests.browser.office import Office
from tests.support.browser import chromium, free_port
from tests.support.desk import PASSWORD

pytestmark = pytest.mark.browser

# As published: the annex of a commune's plan, copied with the lines that its pages broke.
PLAN = """Trước ngày 13 hàng quý, các thôn báo cáo kết quả về UBND xã.
TT	Nội dung chỉ tiêu	Chỉ tiêu	Bộ phận thực hiện	Bộ phận phối hợp
I .Đối với chính quyền				
1	Lãnh đạo, cán bộ, công chức trên địa bàn cấp xã chỉ đạo, điều hành, xử lý công việc hoàn toàn trên môi trường điện tử	100%	Công chức VP	Cán bộ, công chức
2	Lãnh đạo, cán bộ, công chức được cấp chứng thư số	100%	Công chức VH	Cán bộ, công chức
3	Văn bản, hồ sơ công việc được tạo lập, xử lý, ký số trên môi trường điện tử (trừ văn bản mật theo quy định)	100%	Công chức VP	Cán bộ, công chức
4	Cán bộ, công chức có hộp thư điện tử công vụ của các cơ quan Nhà nước	100%	Công chức VH	Cán bộ, công chức
5	Tỷ lệ tiếp nhận, giải quyết hồ sơ trực tuyến	100%	Công chức tư pháp	Công chức VP
II. Đối với người dân, tổ chức, doanh nghiệp				
6	Tỷ lệ người dân có điện thoại thông minh	80%	Công chức VH	VNPT; Các thôn
7	Tỷ lệ người dân trên 15 tuổi có tài khoản giao dịch thanh toán tại ngân hàng hoặc tổ chức được phép khác	85%	Công chức VH	VNPT; Ngân hàng

				Agribank; Các thôn
8	Tỷ lệ người dân được cấp tài khoản định danh điện tử	100%	Công an xã	Các thôn
9	Tỷ lệ người dân có chữ ký điện tử cá nhân	65%	Công chức VH	VNPT; Đoàn TN, Các thôn
10	Tỷ lệ người dân/doanh nghiệp được thông tin, tuyên truyền, tập huấn, đào tạo kỹ năng số cơ bản, được hướng dẫn sử dụng dịch vụ công trực tuyến	80%	Công chức VH	Công chức tư pháp
11	Tỷ lệ người dân/doanh nghiệp sử dụng nền tảng số trao đổi thông tin với các cơ quan chính quyền	80%	Công chức VP	Các thôn
12	Tỷ lệ doanh nghiệp sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt	80%	Công chức TP	Công an xã, các thôn
13	Tỷ lệ thuê bao điện thoại thông minh có sử dụng phần mềm an toàn thông tin mạng cơ bản	80%	Công an xã	VNPT; các thôn
14	Tỷ lệ người dân sử dụng dịch vụ công trực tuyến được định danh và xác thực điện tử thông suốt	80%	Công chức TP	Công an xã
15	Tỷ lệ hộ gia đình thanh toán tiền điện bằng	90%	Công chức VH	VNPT –

	phương thức thanh toán không dùng tiền mặt			Agribank; Các thôn
16	Có điểm phát Wifi công cộng tại các địa điểm quan trọng trong xã như UBND xã, nhà văn hóa, các điểm du lịch	100%	Công chức VH	VNPT; Các thôn
"""  # noqa: E501
# What only the office knows: 100 %, 100 %, 100 %, 100 %, 95 %, 85 %, 100 %, as a district reported.
DECLARED = {
    "CT01": ("21", "21"),
    "CT02": ("21", "21"),
    "CT03": ("640", "640"),
    "CT04": ("21", "21"),
    "CT05": ("190", "200"),
    "CT16": ("4", "4"),
}
VILLAGES = ("Thôn Phú Lai", "Thôn Thủy Sơn", "Thôn Quan Phác")
HOMES, PEOPLE = 100, 3


def a_list(folder: Path) -> Path:
    """Write the list of 300 households as a commune keeps it: title rows, card numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["UBND XÃ CẨM TÂN"])
    sheet.append(["DANH SÁCH HỘ"])
    sheet.append(
        ["STT", "Thôn", "Số hộ", "Họ và tên", "Ngày sinh", "Quan hệ với chủ hộ", "Số CCCD"]
    )
    given = ("An", "Ánh", "Dũng", "Huệ", "Ước", "Yến", "Hạnh")
    at = 0
    for village in VILLAGES:
        for home in range(1, HOMES + 1):
            for each in range(PEOPLE):
                at += 1
                name = f"Bùi Thị {given[home % 7]} {given[(home // 7 + each) % 7]}"
                born = f"{home % 28 + 1:02d}/{each + 1:02d}/{1950 + (home + each * 13) % 50}"
                relation = "Con" if each else "Chủ hộ"
                sheet.append([at, village, home, name, born, relation, f"0381{at:08d}"])
    path = folder / "danh sách hộ.xlsx"
    book.save(path)
    return path


def apart(work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
    """Run it in a thread of its own: this one belongs to the browser's driver."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


async def tick(actions: Actions, person: Member, question: str, value: str) -> None:
    day = day_of(now_ms())
    await actions.answer(Tick(person.village, day, "member", person.id, question, value))


async def an_evening(address: str, code: str, folder: Path, handed: list[bytes]) -> None:
    """Enrol, ask thirty people and sync; ask ten more, and take these along as a file."""
    store = await Store.open(folder / "phone.db")
    actions = Actions(store, now_ms, new_id, Courier)
    account = await actions.enrol(address, code)
    await actions.sync_now()
    people = await some_people(store, account.villages[0].id)
    for at, person in enumerate(people[:40]):
        await tick(actions, person, "smartphone", "yes")
        await tick(actions, person, "esign", "yes" if at % 2 else "no")
        if at == 29:
            await actions.sync_now()
    unsent = store.spare.unsent()
    handed.append(await carrier.pack(LIBRARY, Whose(account), unsent, now_ms()))
    await store.close()


async def late(folder: Path) -> None:
    """Ask ten more with the same phone, and sync."""
    store = await Store.open(folder / "phone.db")
    actions = Actions(store, now_ms, new_id, Courier)
    account = await store.account()
    assert account is not None
    for person in (await some_people(store, account.villages[0].id))[40:50]:
        await tick(actions, person, "esign", "yes")
    await actions.sync_now()
    await store.close()


async def some_people(store: Store, village: str) -> list[Member]:
    lines = (await store.households(village, limit=20)).items
    views = [await store.household(line.household.id) for line in lines]
    return [member for view in views if view for member in view.members]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(f"^{name}")).first.click()


def to(page: Page, section: str, name: str = "") -> None:
    """Go to a page by the two rows of the navigation."""
    page.get_by_label("Các phần").get_by_role("link", name=section).click()
    if name:
        page.get_by_label(section).get_by_role("link", name=name).click()


def begin(page: Page, link: str) -> None:
    """From the one-time link to a commune with villages, a plan and a second account."""
    page.goto(link)
    page.get_by_label("Tên xã, phường ở Thanh Hóa").fill("cam tan")
    press(page, "Tìm")
    press(page, "Chọn Xã Cẩm Tân")
    page.get_by_label("Họ và tên").fill("Phạm Thị Hạnh")
    page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    press(page, "Đặt mật khẩu và vào")
    page.get_by_label("Danh sách thôn").fill("\n".join(VILLAGES[:2]))
    press(page, "Lưu và sang kế hoạch")
    page.get_by_label("Bảng chỉ tiêu, chép từ Word").fill(PLAN)
    press(page, "Đọc bảng")
    expect(page.get_by_text("Đã nhận ra 16/16 chỉ tiêu, và hạn báo cáo.")).to_be_visible()
    press(page, "Lưu và sang tài khoản")
    page.get_by_label("Họ và tên").first.fill("Hoàng Thị Hợp")
    page.get_by_role("radio", name="Lãnh đạo").check()
    press(page, "Thêm và tạo đường dẫn")
    expect(page.get_by_text("Đường dẫn đặt mật khẩu cho Hoàng Thị Hợp")).to_be_visible()


def take_in(page: Page, file: Path) -> None:
    page.get_by_role("link", name="sang nhập danh sách hộ").click()
    page.get_by_label("Danh sách hộ (").set_input_files(file)
    press(page, "Tải lên và xem trước")
    expect(page.get_by_text("Cột “Số CCCD” không được đọc")).to_be_visible()
    press(page, "Nhập danh sách")
    # The page asks again by itself.
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã nhập xong", timeout=20_000)
    expect(page.get_by_text("Đã nhập 300 hộ, 900 nhân khẩu.")).to_be_visible()


def a_code(page: Page) -> str:
    page.get_by_role("link", name="Đăng ký điện thoại").click()
    page.get_by_label("Họ và tên cộng tác viên").fill("Chị Hoa")
    page.get_by_label(VILLAGES[0]).check()
    press(page, "Tạo mã")
    return page.locator(".secret").inner_text()


def hand_over(page: Page, file: bytes) -> None:
    to(page, "Hằng ngày", "Nhận tệp")
    carried: FilePayload = {"name": "buoi-toi.bakhong", "mimeType": "", "buffer": file}
    page.locator("input[type=file]").set_input_files(carried)
    press(page, "Nhận tệp")
    expect(page.get_by_text("Đã nhận tệp của Chị Hoa")).to_be_visible()
    to(page, "Hằng ngày", "Cuối ngày")
    expect(page.get_by_text("1/1 máy đã nộp")).to_be_visible()
    to(page, "Chỉ tiêu")
    expect(row(page, 9)).to_contain_text("20")


def row(page: Page, number: int) -> Any:
    return page.locator(".sixteen tbody tr:not(.group)").nth(number - 1)


def declare(page: Page, code: str, numerator: str, denominator: str) -> None:
    figure = page.locator(f"#{code}")
    figure.get_by_label("Tử số").fill(numerator)
    figure.get_by_label("Mẫu số").fill(denominator)
    figure.get_by_label("Nguồn").fill("Cổng dịch vụ công")
    figure.get_by_role("button", name="Lưu").click()


def explain(page: Page) -> None:
    for why in page.get_by_label("Giải trình").all():
        if why.is_visible():
            why.fill("Đợt thu thập mới bắt đầu ở một thôn.")


def close(page: Page) -> None:
    to(page, "Báo cáo", "Chốt và tải báo cáo")
    explain(page)
    page.get_by_label("Họ và tên người ký").fill("Hoàng Thị Hợp")
    page.get_by_label("Tôi đã xem số liệu").check()
    press(page, "Chốt số liệu")
    expect(page.get_by_text("✓ Đã chốt")).to_be_visible()


def amend(page: Page) -> None:
    """What came after the closing waits for the officer, and then goes to an amendment."""
    to(page, "Báo cáo", "Chốt và tải báo cáo")
    expect(page.get_by_text("10 bản ghi chờ duyệt")).to_be_visible()
    page.get_by_role("link", name="Xem và duyệt").click()
    page.get_by_label("Lý do").first.fill("Tổ có mặt đúng buổi, điện thoại hết pin.")
    press(page, "Nhận tất cả")
    expect(page.get_by_text("10 bản ghi.")).to_be_visible()
    to(page, "Báo cáo", "Chốt và tải báo cáo")
    expect(page.get_by_text("Bản ghi đến sau khi chốt: 10")).to_be_visible()
    explain(page)
    page.get_by_label("Lý do lập bản bổ sung").fill("Một tổ nộp muộn.")
    page.get_by_label("Tôi đã xem số liệu").check()
    press(page, "Lập bản bổ sung số 1")
    expect(page.get_by_text("Bản bổ sung số 1 ·")).to_be_visible()


def files(page: Page, issue: int) -> dict[str, bytes]:
    """Download what the page offers for one issue, as its links say."""
    links = page.locator(f"#issue-{issue} .files a[href*='/reports/']").all()
    addresses = [link.get_attribute("href") or "" for link in links]
    root = re.sub(r"^(https?://[^/]+).*", r"\1", page.url)
    mine = [each for each in addresses if "public" not in each]
    told = {each: page.request.get(root + each) for each in mine}
    assert all(answer.ok for answer in told.values())
    return {re.findall(r"\.(\w+)\?", each)[0]: told[each].body() for each in mine}


def sixteen(found: dict[str, bytes]) -> None:
    """Row 9 says the same in every file, and the Word file is the whole report."""
    data = json.loads(found["json"])
    nine = next(each for each in data["rows"] if each["code"] == "CT09")
    numerator, denominator = nine["numerator"], nine["denominator"]
    book = openpyxl.load_workbook(io.BytesIO(found["xlsx"]), data_only=True)
    rows = [cells for sheet in book for cells in sheet.iter_rows(values_only=True)]
    written = docx.Document(io.BytesIO(found["docx"]))
    words = [[cell.text for cell in line.cells] for table in written.tables for line in table.rows]
    listed = list(csv.reader(io.StringIO(found["csv"].decode("utf-8-sig")), delimiter=";"))

    assert any(line[0] == 9 and {numerator, denominator} <= set(line) for line in rows)
    assert any(line[0] == "9" and f"{numerator}" in " ".join(line) for line in words)
    assert any(f"{numerator}" in line and f"{denominator}" in line for line in listed)
    assert sum(line[0].isdigit() for line in words) >= 16
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in " ".join(map(" ".join, words))


def test_from_an_empty_laptop_to_a_closed_quarter_and_its_amendment(tmp_path: Path) -> None:
    office = Office(tmp_path / "collector", free_port())
    phone = tmp_path / "phone"
    phone.mkdir()
    handed: list[bytes] = []
    troubles: list[str] = []

    with office.open(), chromium() as browser:
        with office.books() as database:
            link = list(first_links(database, office.address, clock()))[1].strip()
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        page.on("response", lambda told: told.status >= 500 and troubles.append(told.url))
        begin(page, link)
        take_in(page, a_list(tmp_path))
        code = a_code(page)
        apart(lambda: an_evening(office.address, code, phone, handed))
        hand_over(page, handed[0])
        to(page, "Báo cáo", "Khai số liệu")
        for code, (numerator, denominator) in DECLARED.items():
            declare(page, code, numerator, denominator)
        declare(page, "CT12", "20", "17")
        expect(page.get_by_role("alert")).to_contain_text("có thể hai số bị đảo")
        declare(page, "CT12", "17", "20")
        close(page)
        closed = files(page, 0)
        apart(lambda: late(phone))
        amend(page)
        again, amended = files(page, 0), files(page, 1)

    sixteen(closed)
    sixteen(amended)
    assert again == closed
    assert amended["docx"] != closed["docx"]
    assert troubles == []
