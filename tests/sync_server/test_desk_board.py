"""The pages around the board as a browser asks for them, and the office's choice of numbers."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook

from shared.places import CAM_TAN
from shared.protocol import write
from shared.records import Record
from shared.stamp import written_moment
from sync_server import counting, devices, log
from sync_server.judging import Batch
from tests.support.desk import BOARD, IN_QUARTER, Office, row_of, text_of
from tests.support.people import (
    NOW_MS,
    PHONE,
    QUARTER,
    a_business,
    a_household,
    a_member,
    an_answer,
    numbered,
)
from tests.sync_server.qr_reader import read_svg
from tests.sync_server.test_log import phone_of, push


def a_street() -> list[Record]:
    """Two adults of one household, one with a signature, one hindered; an enterprise that uses."""
    house = a_household("Hà Thị <i>Tư</i>", code="4")
    people = [a_member(house, slot=1, name="Hà Thị <i>Tư</i>"), a_member(house, slot=2)]
    firm = a_business("Cơ sở may Tân Lập", form="enterprise")
    ticks = [
        an_answer(people[0], "esign"),
        an_answer(people[1], "esign", "no", obstacles=("OTP_SLOW",)),
        an_answer(firm, "dvc_used"),
        an_answer(firm, "trained"),
    ]
    return numbered([house, *people, firm, *ticks])


@pytest.fixture
def street(office: Office) -> list[Record]:
    records = a_street()
    push(office.database, phone_of(office.database), records)
    return records


@pytest.mark.parametrize(
    "page", ["", "/trend", "/poster", "/teams", "/quota", "/figures", "/report", "/closing"]
)
def test_rates_and_targets_are_written_with_one_blank_before_the_sign(
    office: Office, street: list[Record], page: str
) -> None:
    said = office.page(f"{BOARD}{page}{IN_QUARTER}&village=cam-tan-01")

    assert re.search(r"\d(?:<small>)?\u00a0%", said)
    assert not re.search(r"\d%(?![0-9A-F]{2})", said)


# What visits say and what the office declares.


def form(code: str = "CT12", **more: Any) -> dict[str, Any]:
    told = {"numerator": "6", "denominator": "8", "source": "Thuế", "person": "Chị Mai"}
    return {"code": code, **told, "note": "", "chosen": "", "reason": "", **more}


def published(office: Office, code: str) -> tuple[int, int, str]:
    with office.database.reading() as cursor:
        rows = counting.report(cursor, CAM_TAN, QUARTER).rows
    row = next(each for each in rows if each.indicator.code == code)
    return row.cell.numerator, row.cell.denominator, row.source


@pytest.mark.parametrize(
    ("code", "chosen", "expected"),
    [
        ("CT12", "", (6, 8, "declared")),
        ("CT12", "visits", (1, 1, "visits")),
        ("CT10", "", (7, 11, "both")),
        ("CT10", "visits", (1, 3, "visits")),
        ("CT10", "declared", (6, 8, "declared")),
    ],
)
@pytest.mark.usefixtures("street")
def test_the_office_chooses_whose_number_is_published(
    office: Office, code: str, chosen: str, expected: tuple[int, int, str]
) -> None:
    reason = "đã đối chiếu" if chosen else ""

    answer = office.post(f"{BOARD}/figures{IN_QUARTER}", **form(code, chosen=chosen, reason=reason))

    assert answer.status_code == 303
    assert published(office, code) == expected
    if chosen:
        assert f"Xã chọn số này: {reason}" in text_of(office.page(f"{BOARD}{IN_QUARTER}"))


@pytest.mark.usefixtures("street")
def test_both_numbers_stand_beside_each_other_with_their_difference(office: Office) -> None:
    office.post(f"{BOARD}/figures{IN_QUARTER}", **form())

    page = text_of(office.page(f"{BOARD}/figures{IN_QUARTER}"))

    assert "Từ lượt thăm: 1/1 (100,00 %, đã hỏi 100 %) · Xã kê khai: 6/8 (75,00 %)" in page
    assert "Xã kê khai thấp hơn 25,00 điểm · Báo cáo dùng: 6/8" in page


@pytest.mark.usefixtures("street")
def test_visits_can_be_chosen_without_a_number_of_the_offices_own(office: Office) -> None:
    alone = form(numerator="", denominator="", source="", chosen="visits", reason="chưa có số thuế")

    answer = office.post(f"{BOARD}/figures{IN_QUARTER}", **alone)

    assert answer.status_code == 303
    assert published(office, "CT12") == (1, 1, "visits")
    board = office.page(f"{BOARD}{IN_QUARTER}")
    assert row_of(board, "CT12")[4] == "100,00 %"
    assert "xã kê khai 0" not in board


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (form(chosen="visits"), "BK725"),
        (form("CT01", chosen="visits", reason="muốn thế"), "BK724"),
        (form(chosen="mine", reason="muốn thế"), "BK101"),
    ],
)
@pytest.mark.usefixtures("street")
def test_a_choice_without_a_reason_or_without_anything_to_choose_is_refused(
    office: Office, told: dict[str, Any], code: str
) -> None:
    answer = office.post(f"{BOARD}/figures{IN_QUARTER}", **told)

    assert answer.status_code == 422
    assert code in answer.text
    assert published(office, "CT12") == (0, 0, "declared")


# Charts.


@pytest.mark.usefixtures("street")
def test_a_bar_is_hatched_below_the_target_and_full_at_it(office: Office) -> None:
    office.declare("CT01", 20, 20)

    page = office.page(f"{BOARD}{IN_QUARTER}")

    full = page[page.index('id="CT01"') : page.index('id="CT02"')]
    short = page[page.index('id="CT09"') : page.index('id="CT10"')]
    assert 'class="is-met"' in full
    assert 'fill="url(#hatch)"' in short


@pytest.mark.usefixtures("street")
def test_a_trend_is_drawn_and_told_and_stands_in_a_table(office: Office) -> None:
    page = office.page(f"{BOARD}/trend{IN_QUARTER}")

    assert page.count('class="line"') == 16
    assert "<desc>Quý I năm 2025 50,00\u00a0%. Kế hoạch 65\u00a0%</desc>" in page
    assert "50,00 % 1/2 đã hỏi 100 %" in text_of(page)


@pytest.mark.usefixtures("street")
def test_what_nobody_was_asked_is_never_called_missed(office: Office) -> None:
    board = office.page(f"{BOARD}{IN_QUARTER}")
    trend = office.page(f"{BOARD}/trend{IN_QUARTER}")

    assert row_of(board, "CT07")[:2] == ["0", "2"]
    assert row_of(board, "CT07")[6] == "– Chưa thu thập thông tin"
    assert "2 chưa đạt; 6 chưa thu thập thông tin; 8 chưa có số liệu" in text_of(board)
    assert "<desc>Quý I năm 2025 chưa có. Kế hoạch 85\u00a0%</desc>" in trend
    assert "chưa hỏi 0/2 đã hỏi 0 %" in text_of(trend)


@pytest.mark.usefixtures("street")
def test_work_nobody_began_is_late_like_any_other(office: Office) -> None:
    given = {"village": "cam-tan-01", "team-CT07": "Tổ Tân Lập", "due-CT07": "2025-02-10"}

    office.post(f"{BOARD}/quota{IN_QUARTER}", **given)

    page = text_of(office.page(f"{BOARD}/quota{IN_QUARTER}"))
    assert "– Chưa thu thập thông tin Tổ Tân Lập 10/02/2025 quá hạn" in page


@pytest.mark.usefixtures("street")
def test_a_rate_stays_on_one_line_with_its_sign_and_what_is_typed_stays_as_it_was(
    office: Office,
) -> None:
    table = "TT\tChỉ tiêu\n6\tcó điện thoại 80 %"
    plan = f"{BOARD}/settings/plan?year=2026"

    rates = re.findall(r"\d(\s)%", office.page(f"{BOARD}{IN_QUARTER}"))
    typed = office.post(plan, pasted=table, do="read", title="KH 2026")

    assert set(rates) == {"\u00a0"}
    assert "có điện thoại 80 %</textarea>" in typed.text


# Teams, obstacles, work, lists, posters.


@pytest.mark.usefixtures("street")
def test_obstacles_stand_by_village_and_by_carrier(office: Office) -> None:
    page = text_of(office.page(f"{BOARD}/obstacles"))

    assert "1 người, hộ, điểm kinh doanh có vướng mắc." in page
    assert "Mã OTP về chậm hoặc không về Viễn thông 1" in page
    assert "Chưa hỏi nhà mạng" in page


@pytest.mark.usefixtures("street")
def test_work_is_given_out_and_shown_with_who_and_until_when(office: Office) -> None:
    given = {"village": "cam-tan-01", "team-CT09": "Tổ Tân Lập", "due-CT09": "2025-03-01"}

    answer = office.post(f"{BOARD}/quota{IN_QUARTER}", **given)

    assert answer.headers["location"].endswith("village=cam-tan-01&saved=1")
    page = text_of(office.page(f"{BOARD}/quota{IN_QUARTER}"))
    assert "còn thiếu 1 người Tổ Tân Lập 01/03/2025 Công chức VH" in page
    assert "Thôn Một Chỉ tiêu 9 Tổ Tân Lập 01/03/2025 Phạm Thị Hạnh" in page


@pytest.mark.usefixtures("street")
def test_a_team_for_all_work_is_given_what_nobody_has(office: Office) -> None:
    rows = {f"team-{code}": "" for code in ("CT06", "CT09")} | {"team-CT15": "Chị Hoa"}
    for_all = {"all-team": "Tổ 2", "all-due": "5/3/2025"}

    office.post(f"{BOARD}/quota{IN_QUARTER}", village="cam-tan-01", **rows, **for_all)

    page = text_of(office.page(f"{BOARD}/quota{IN_QUARTER}"))
    assert page.count("Tổ 2 05/03/2025 Công chức VH") == 2
    assert "Chị Hoa 05/03/2025" in page


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"team-CT09": "Tổ 1", "due-CT09": "mai"}, "BK721"),
        ({"team-CT09": "", "due-CT09": "2025-03-01"}, "BK722"),
        ({"team-CT09": "T" * 200}, "BK106"),
    ],
)
@pytest.mark.usefixtures("street")
def test_work_that_cannot_be_read_is_told_and_what_was_typed_stays(
    office: Office, given: dict[str, str], code: str
) -> None:
    answer = office.post(f"{BOARD}/quota{IN_QUARTER}", village="cam-tan-01", **given)

    assert answer.status_code == 422
    assert code in answer.text
    assert all(f'value="{value}"' in answer.text for value in given.values() if value)


@pytest.mark.usefixtures("street")
def test_a_list_is_shown_with_what_to_bring_and_leads_to_its_file(office: Office) -> None:
    address = f"{BOARD}/lists?kind=moi-buoi-toi&village=cam-tan-01&evening=2025-02-21&place=NVH"

    page = office.page(address)

    assert "Ngày 21/02/2025 tại NVH" in text_of(page)
    assert "Hà Thị &lt;i&gt;Tư&lt;/i&gt;" in page
    link = re.search(r'href="([^"]+\.xlsx[^"]*)"', page)
    assert link
    file = office.browser.get(link[1].replace("&amp;", "&"))
    sheet = load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    headings, first = list(sheet.iter_rows(values_only=True))[2:4]
    assert headings[:5] == ("TT", "Thôn", "Họ và tên", "Năm sinh", "Hộ")
    assert first[:4] == (1, "Thôn Một", "Hà Thị <i>Tư</i>", 1990)
    assert "moi-buoi-toi-15178-20250220.xlsx" in file.headers["content-disposition"]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("/lists?kind=tat-ca", "BK723"),
        ("/lists?village=cam-tan-99", "BK209"),
        ("/poster?village=cam-tan-99", "BK209"),
        ("/quota?village=cam-tan-99", "BK209"),
        ("/trend?village=cam-tan-99", "BK209"),
        ("/day?day=ngay-mai", "BK721"),
        ("/day?day=2025-02-21", "BK721"),
    ],
)
def test_what_is_not_there_is_said_in_the_same_layout(office: Office, page: str, code: str) -> None:
    answer = office.browser.get(f"{BOARD}{page}")

    assert answer.status_code in (404, 422)
    assert code in answer.text
    assert "Đăng xuất" in answer.text


@pytest.mark.usefixtures("street")
def test_a_poster_leads_to_the_app_and_holds_no_secret(office: Office) -> None:
    page = office.page(f"{BOARD}/poster{IN_QUARTER}&village=cam-tan-01")

    assert read_svg(page) == "http://testserver/app/"
    assert "Hà Thị" not in page


@pytest.mark.usefixtures("street")
def test_a_poster_hides_what_the_public_report_hides_and_says_what_it_leaves_out(
    office: Office,
) -> None:
    page = text_of(office.page(f"{BOARD}/poster{IN_QUARTER}&village=cam-tan-01"))

    assert "trên 2 người" not in page
    assert "* Không ghi: số quá nhỏ" in page
    assert "không ghi chỉ tiêu 1, 2, 3, 4, 5, 11, 12, 16" in page
    assert "đạt 0/0" not in page


def test_a_poster_of_a_village_nobody_has_asked_says_so_once(office: Office) -> None:
    house = a_household()
    people = [a_member(house, slot=slot) for slot in range(1, 9)]
    push(office.database, phone_of(office.database), numbered([house, *people]))

    page = text_of(office.page(f"{BOARD}/poster{IN_QUARTER}&village=cam-tan-01"))

    assert page.count("chưa thu thập") == 1
    assert "số quá nhỏ" not in page


# The end of the day.


@pytest.mark.usefixtures("street")
def test_the_day_says_who_handed_over_and_what_is_missing(office: Office) -> None:
    late = numbered([a_household()], start=12)
    push(office.database, phone_of(office.database), late)
    phone_of(office.database, PHONE.__class__(int=77))

    page = text_of(office.page(f"{BOARD}/day"))

    assert "1/2 máy đã nộp 1 máy chưa liên lạc" in page
    assert "3 bản ghi còn thiếu ở 1 máy" in page
    assert "Thiếu 3 bản ghi số 9–11" in page
    assert "✗ Chưa nộp" in page
    assert "! Đã nộp, còn thiếu" in page


def test_a_phone_that_was_here_and_brought_nothing_has_not_handed_over(office: Office) -> None:
    morning = NOW_MS - 3_600_000
    phone = phone_of(office.database)
    with office.database.writing() as cursor:
        devices.saw(cursor, phone, morning, made=0)

    page = text_of(office.page(f"{BOARD}/day"))

    assert "0/1 máy đã nộp 1 máy đã liên lạc, chưa nộp gì" in page
    assert f"Đã liên lạc lúc {written_moment(morning)}, chưa nộp gì" in page
    assert "máy chưa báo có bản ghi nào" in page
    assert "✓" not in page


@pytest.mark.usefixtures("street")
def test_what_is_all_here_is_so_as_of_the_phones_last_word(office: Office) -> None:
    office.turn_to(NOW_MS + 3_600_000)

    page = text_of(office.page(f"{BOARD}/day"))

    sure = f"tính đến lần liên lạc cuối của mỗi máy, sớm nhất là {written_moment(NOW_MS)}"
    assert f"1/1 máy đã nộp ✓ đủ, {sure}" in page
    assert "phiếu ghi sau lúc đó còn nằm trên điện thoại" in page


def test_entries_that_wait_for_a_decision_were_handed_over_the_day_they_came(
    office: Office,
) -> None:
    phone = phone_of(office.database)
    outside = numbered([a_household(village="cam-tan-02")])
    push(office.database, phone, outside)
    before = text_of(office.page(f"{BOARD}/day"))

    office.turn_to(NOW_MS + 24 * 3_600_000)
    by = {"whole": str(PHONE), "deed": "accept", "why": "Đúng hộ", "until": str(NOW_MS)}
    assert office.post(f"{BOARD}/quarantine", **by).status_code == 303

    assert "1/1 máy đã nộp" in before
    assert "0/1 máy đã nộp" in text_of(office.page(f"{BOARD}/day"))
    assert "1/1 máy đã nộp" in text_of(office.page(f"{BOARD}/day?day=2025-02-20"))


def test_a_phone_of_which_nothing_could_be_read_has_not_handed_over(office: Office) -> None:
    phone = phone_of(office.database)
    bad = {"kind": "household", "device": PHONE.hex, "number": 1, "stamp": -1}
    with office.database.writing() as cursor:
        log.push(cursor, phone, log.read_batch(phone, write({"records": [bad]})), NOW_MS)

    assert "0/1 máy đã nộp" in text_of(office.page(f"{BOARD}/day"))


@pytest.mark.usefixtures("street")
def test_the_day_counts_what_phones_brought_and_not_the_offices_list(office: Office) -> None:
    office.declare("CT01", 1, 2)
    with office.database.writing() as cursor:
        desk = devices.desk_device(cursor, CAM_TAN.id, NOW_MS)
        push_now = numbered([a_household(code="77")], desk.id)
        log.push(cursor, desk, Batch(push_now), NOW_MS)

    page = text_of(office.page(f"{BOARD}/day"))

    assert "8 bản ghi nhận từ các máy trong ngày" in page
    assert "2 người, 1 điểm kinh doanh" in page


@pytest.mark.usefixtures("street")
def test_a_revoked_phone_is_marked_and_not_counted(office: Office) -> None:
    phone = phone_of(office.database)
    with office.database.writing() as cursor:
        devices.revoke(cursor, phone, NOW_MS)

    page = text_of(office.page(f"{BOARD}/day"))

    assert "0/0 máy đã nộp" in page
    assert f"đã thu hồi {written_moment(NOW_MS)}, không tính" in page


def test_who_has_a_code_and_no_phone_is_awaited_until_the_code_is_taken_back(
    office: Office,
) -> None:
    made = office.post(f"{BOARD}/devices", name="Cầm Bá Tuấn", village="cam-tan-01")
    code = re.search(r'class="secret">([A-Z0-9-]+)<', made.text)
    assert code
    until = written_moment(NOW_MS + devices.CODE_LIFE_MS)

    day, before = (text_of(office.page(f"{BOARD}/{each}")) for each in ("day", "devices"))
    form = {"deed": "cancel", "name": "Cầm Bá Tuấn", "expires": NOW_MS + devices.CODE_LIFE_MS}
    answers = [office.post(f"{BOARD}/devices", **form) for _ in range(2)]

    assert f"Cầm Bá Tuấn Thôn Một ✗ Chưa đăng ký máy – mã dùng được đến {until}" in day
    assert "0/0 máy đã nộp 1 người có mã, chưa đăng ký máy" in day
    assert f"Cầm Bá Tuấn : Thôn Một Mã dùng được đến {until}." in before
    assert [each.status_code for each in answers] == [303, 409]
    after = text_of(office.page(f"{BOARD}/devices"))
    assert "Cầm Bá Tuấn" not in after
    asked = {"code": code[1], "device": str(PHONE), "token": "t" * 40}
    assert office.browser.post("/v1/enrolments", json=asked).status_code == 403
    decided = text_of(office.page(f"{BOARD}/quarantine/decided"))
    assert "Hủy mã đăng ký Cầm Bá Tuấn" in decided


@pytest.mark.parametrize("expires", ["9" * 30, "9" * 5000, "-1", ""])
def test_a_code_of_a_time_that_cannot_be_is_gone(office: Office, expires: str) -> None:
    office.post(f"{BOARD}/devices", name="Cầm Bá Tuấn", village="cam-tan-01")

    answer = office.post(f"{BOARD}/devices", deed="cancel", name="Cầm Bá Tuấn", expires=expires)

    assert (answer.status_code, "BK312" in answer.text) == (409, True)


def test_an_expired_code_is_shown_until_its_volunteer_came_in_with_another(
    office: Office,
) -> None:
    office.post(f"{BOARD}/devices", name="Chị Hoa", village="cam-tan-01")
    office.turn_to(NOW_MS + 2 * devices.CODE_LIFE_MS)

    expired = text_of(office.page(f"{BOARD}/devices"))
    phone_of(office.database)

    assert "Mã đã hết hạn 09:00 21/02/2025; hãy tạo mã khác." in expired
    assert "Mã đã hết hạn" not in text_of(office.page(f"{BOARD}/devices"))
