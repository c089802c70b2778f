"""The officer's desk, page by page, as a browser would ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from uuid import UUID

import pytest

from shared.kinds import judge
from shared.places import CAM_TAN, CAM_THANH, Village
from shared.plan import CAM_TAN_2025, CAM_THANH_2025
from shared.problems import Problem
from shared.quarter import Quarter
from shared.records import Record
from shared.tally import Cell
from sync_server import devices, intake, log, officers
from sync_server.addresses import Hosts, Ways
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.desk import words
from sync_server.devices import Device
from sync_server.log import Batch
from sync_server.officers import Officer
from tests.support.desk import BOARD, HANH, IN_QUARTER, Office, row_of, text_of
from tests.support.people import (
    NOW_MS,
    PHONE,
    a_household,
    a_member,
    a_slot,
    an_answer,
    numbered,
)
from tests.sync_server.qr_reader import read_svg
from tests.sync_server.test_log import phone_of, push

PASSWORD = "mùa xuân Cẩm Tân"
NOVEMBER_2025_MS, FEBRUARY_2026_MS = 1_763_000_000_000, 1_772_000_000_000
PAGES = (
    "",
    "/trend",
    "/teams",
    "/obstacles",
    "/quota",
    "/poster",
    "/day",
    "/lists",
    "/figures",
    "/devices",
    "/quarantine",
    "/quarantine/decided",
    "/disputes",
    "/backup",
    "/connect",
)


@pytest.fixture
def office(sqlite: Database) -> Iterator[Office]:
    office = Office(sqlite)
    yield office
    office.browser.close()


def an_evening() -> list[Record]:
    """Two adults, one with a smartphone and one nobody asked; a third person of unknown age."""
    house = a_household()
    people = [a_member(house, slot=1), a_member(house, slot=2)]
    unknown = a_slot(house, slot=3, age_class=None)
    return numbered([house, *people, unknown, an_answer(people[0], "smartphone")])


# Signing in.


def test_an_officer_sets_a_password_by_the_link_and_is_in(office: Office) -> None:
    with office.database.writing() as cursor:
        link = officers.invite(cursor, HANH.commune, HANH.username, HANH.name, NOW_MS)
    assert "Phạm Thị Hạnh" in office.page(f"/setup/{link}")

    answer = office.post(f"/setup/{link}", password=PASSWORD, again=PASSWORD)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "Xã Cẩm Tân" in office.page(BOARD)
    assert "BK306" in office.browser.get(f"/setup/{link}").text


def test_a_password_that_is_too_short_is_told_in_its_place_and_the_link_stays(
    office: Office,
) -> None:
    with office.database.writing() as cursor:
        link = officers.invite(cursor, HANH.commune, HANH.username, HANH.name, NOW_MS)

    answer = office.post(f"/setup/{link}", password="ngắn", again="ngắn")

    assert answer.status_code == 422
    assert "Mật khẩu cần ít nhất 10 ký tự." in answer.text
    assert 'name="again"' in answer.text


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_for_our_own_pages_only(office: Office, scheme: str, secure: bool) -> None:
    an_officer_with_password(office)

    answer = office.post(f"{scheme}://testserver/login", username="canbo", password=PASSWORD)

    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert ("secure" in cookie) is secure


def an_officer_with_password(office: Office) -> None:
    with office.database.writing() as cursor:
        link = officers.invite(cursor, HANH.commune, HANH.username, HANH.name, NOW_MS)
        officers.accept(cursor, link, PASSWORD, PASSWORD, NOW_MS)


def test_a_wrong_password_keeps_the_name_and_the_sixth_try_must_wait(office: Office) -> None:
    wrong = [office.post("/login", username="canbo", password="x") for _ in range(6)]

    assert [answer.status_code for answer in wrong] == [403] * 5 + [429]
    assert 'value="canbo"' in wrong[0].text
    assert "BK305" in wrong[5].text


@pytest.mark.parametrize(
    ("onward", "where"),
    [
        (f"{BOARD}{IN_QUARTER}", f"{BOARD}{IN_QUARTER}"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("/communes/@example.org\\", "/"),
    ],
)
def test_signing_in_leads_on_to_pages_of_ours_only(office: Office, onward: str, where: str) -> None:
    an_officer_with_password(office)

    answer = office.post("/login", username="canbo", password=PASSWORD, next=onward)

    assert answer.headers["location"] == where


def test_signing_out_ends_the_session(office: Office) -> None:
    office.signed_in()
    token = office.browser.cookies["bakhong"]

    office.post("/logout")

    office.browser.cookies.set("bakhong", token)
    assert office.browser.get(BOARD).headers["location"].startswith("/login")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_asks_to_sign_in_and_remembers_where_to_go(office: Office, page: str) -> None:
    answer = office.browser.get(f"{BOARD}{page}{IN_QUARTER}")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=%2Fcommunes%2F15178")


@pytest.mark.parametrize("page", ["/figures", "/devices"])
def test_a_form_without_a_session_is_refused(office: Office, page: str) -> None:
    answer = office.post(f"{BOARD}{page}", name="Lan", village="cam-tan-01")

    assert answer.status_code == 401
    assert "BK303" in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_another_communes_pages_are_refused(office: Office, page: str) -> None:
    office.signed_in()

    answer = office.browser.get(f"/communes/{CAM_THANH.code}{page}")

    assert answer.status_code == 403
    assert "BK310" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://testserver"},
    ],
)
@pytest.mark.parametrize("page", ["/login", "/logout", f"{BOARD}/figures", f"{BOARD}/devices"])
def test_a_form_from_another_site_is_refused(
    office: Office, page: str, headers: dict[str, str]
) -> None:
    office.signed_in()

    answer = office.browser.post(page, headers=headers, data={"name": "Lan"})

    assert answer.status_code == 403
    assert "BK309" in answer.text


def test_a_form_of_our_own_is_taken(office: Office) -> None:
    office.signed_in()
    ours = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    form = {"name": "Lan", "village": "cam-tan-01"}

    answer = office.browser.post(f"{BOARD}/devices", headers=ours, data=form)

    assert answer.status_code == 200


def test_a_form_of_any_length_is_not_read(office: Office) -> None:
    answer = office.post("/login", username="x" * 100_000, password="x")

    assert answer.status_code == 413


@pytest.mark.parametrize("page", ["/login", *(f"{BOARD}{page}" for page in PAGES)])
def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline(
    office: Office, page: str
) -> None:
    answer = office.signed_in().browser.get(page)

    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>|(src|href)=\"https?:", answer.text)


# The board.


def test_a_row_shows_its_numbers_and_who_is_missing(office: Office) -> None:
    push(office.database, phone_of(office.database), an_evening())

    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    assert row_of(page, "CT06") == [
        "1", "2 *", "1", "50 %", "50,00 %", "80 %", "✗ Chưa đạt còn thiếu 1 người",
        "Từ lượt thăm hộ",
    ]  # fmt: skip
    assert "1 người chưa rõ tuổi nên chưa xếp được vào mẫu số." in text_of(page)


def test_a_row_without_a_denominator_has_no_rate_and_no_verdict(office: Office) -> None:
    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    assert row_of(page, "CT01") == [
        "–", "–", "", "", "–", "100 %", "– Chưa có số liệu", "Xã chưa kê khai"
    ]  # fmt: skip
    assert "Đạt 0/16 chỉ tiêu; 16 chưa có số liệu" in page


def test_a_declared_row_says_who_declared_it_from_what_and_when(office: Office) -> None:
    office.declare("CT05", 212, 231)
    office.declare("CT01", 24, 24)

    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    assert row_of(page, "CT05")[4:] == [
        "91,77 %", "100 %", "✗ Chưa đạt còn thiếu 19 hồ sơ",
        "Xã kê khai 20/02/2025 hệ thống TD-Office · Lê Thị Mai",
    ]  # fmt: skip
    assert row_of(page, "CT01")[6] == "✓ Đạt"
    assert "Đạt 1/16 chỉ tiêu; 1 chưa đạt; 14 chưa có số liệu" in page


def test_a_rate_that_only_rounds_up_to_the_target_says_how_many_are_short(office: Office) -> None:
    office.declare("CT12", 79_999, 100_000)

    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    assert row_of(page, "CT12")[4:7] == [
        "80,00 %", "80 %", "✗ Chưa đạt còn thiếu 1 doanh nghiệp"
    ]  # fmt: skip


def test_visits_and_declared_numbers_stand_beside_each_other(office: Office) -> None:
    evening = an_evening()
    evening.append(an_answer(evening[1], "trained", number=6))
    push(office.database, phone_of(office.database), numbered(evening))
    office.declare("CT10", 9, 12)

    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    assert row_of(page, "CT10")[:2] == ["10", "15"]
    assert row_of(page, "CT10")[-1].endswith("Từ lượt thăm 1/3; xã kê khai 9/12")


def test_villages_add_up_to_the_commune_and_lead_to_their_own_boards(office: Office) -> None:
    push(office.database, phone_of(office.database), an_evening())

    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    table = re.search(r'<table class="villages">(.*?)</table>', page, re.DOTALL)
    assert table
    lines = [text_of(line) for line in re.findall(r"<tr>(.*?)</tr>", table[1], re.DOTALL)][1:]
    shared = "50,00 % 1/2 đã hỏi 50 %"
    assert lines[0].startswith(f"Thôn Một {shared}")
    assert lines[1].startswith("Thôn Hai –")
    assert lines[-1].startswith(f"Toàn xã {shared}")
    assert f"{BOARD}?quarter=2025-Q1&amp;village=cam-tan-01" in table[1]


def test_the_villages_sum_and_the_reports_number_of_the_commune_are_told_apart(
    office: Office,
) -> None:
    evening = an_evening()
    evening.append(an_answer(evening[1], "trained", number=6))
    push(office.database, phone_of(office.database), numbered(evening))
    before = feet_of(office.signed_in().page(f"{BOARD}{IN_QUARTER}"))
    office.declare("CT10", 9, 12)

    ours, reports = feet_of(office.page(f"{BOARD}{IN_QUARTER}"))

    assert [line[0] for line in before] == ["Toàn xã"]
    assert ours[0] == "Toàn xã riêng lượt thăm hộ"
    assert reports[0] == "Toàn xã số của báo cáo, có phần xã kê khai"
    both = dict(zip(ours, reports, strict=True))
    assert both["33,33 % 1/3 đã hỏi 33 %"] == "66,67 % 10/15"
    assert set(reports[1:]) == {"66,67 % 10/15", "như trên"}


def feet_of(page: str) -> list[list[str]]:
    """Return the last lines of the villages' table, cell by cell."""
    foot = re.search(r'class="villages".*?<tfoot>(.*?)</tfoot>', page, re.DOTALL)
    assert foot
    cells = r"<t[hd][^>]*>(.*?)</t[hd]>"
    return [
        [text_of(cell) for cell in re.findall(cells, line, re.DOTALL)]
        for line in re.findall(r"<tr>(.*?)</tr>", foot[1], re.DOTALL)
    ]


def test_a_village_where_nobody_was_asked_has_no_rate_of_nought(office: Office) -> None:
    push(office.database, phone_of(office.database), an_evening()[:3])

    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    table = text_of(page.split('class="villages"')[1])
    assert "Thôn Một chưa hỏi 0/2" in table
    assert "0,00 %" not in table


def test_a_villages_board_speaks_of_what_is_counted_by_village(office: Office) -> None:
    push(office.database, phone_of(office.database), an_evening())
    office.declare("CT01", 24, 24)

    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}&village=cam-tan-01")

    assert "Thôn Một" in page
    assert row_of(page, "CT06")[:2] == ["1", "2 *"]
    assert row_of(page, "CT01")[6] == "Tính chung cả xã"
    assert "chỉ tiêu tính theo thôn" in page
    assert 'class="villages"' not in page


def test_an_unknown_village_is_a_problem_in_the_same_layout(office: Office) -> None:
    answer = office.signed_in().browser.get(f"{BOARD}{IN_QUARTER}&village=cam-tan-99")

    assert answer.status_code == 404
    assert "BK209" in answer.text
    assert "Đăng xuất" in answer.text


@pytest.mark.parametrize(
    ("quarter", "code"),
    [
        ("2024-Q4", "BK210"),
        ("2025-Q2", "BK218"),
        ("9998-Q4", "BK218"),
        ("2025-Q5", "BK204"),
        ("<b>", "BK204"),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_a_quarter_without_a_plan_or_sense_or_not_begun_is_a_problem_page(
    office: Office, page: str, quarter: str, code: str
) -> None:
    answer = office.signed_in().browser.get(f"{BOARD}{page}?quarter={quarter}")

    assert code in answer.text
    assert "<b>" not in answer.text


def test_work_done_is_counted_and_what_the_office_has_not_said_is_not_zero(office: Office) -> None:
    evening = an_evening()
    evening.append(an_answer(evening[1], "esign"))
    push(office.database, phone_of(office.database), numbered(evening))
    office.declare("VS2.12", 1240, None)

    page = text_of(office.signed_in().page(f"{BOARD}{IN_QUARTER}"))

    assert "Cấp chữ ký điện tử cá nhân miễn phí 1 người" in page
    assert "Tuyên truyền về mô hình 1.240 lượt" in page
    assert "(tối thiểu 02) – dịch vụ xã chưa kê khai" in page


def test_a_board_nobody_was_asked_for_says_so(office: Office) -> None:
    page = office.signed_in().page(f"{BOARD}{IN_QUARTER}")

    assert "Chưa hỏi được ai trong xã" in page


def test_a_commune_without_villages_says_what_to_do(office: Office) -> None:
    with office.database.writing() as cursor:
        found(cursor, CAM_THANH)
    office.signed_in(Officer(CAM_THANH.id, "canbo", "Bùi Văn Thọ"))

    page = office.page(f"/communes/{CAM_THANH.code}{IN_QUARTER}")

    assert f'href="/communes/{CAM_THANH.code}/settings/villages"' in page
    assert f'href="/communes/{CAM_THANH.code}/roster"' in page
    assert "Đơn vị này đã sáp nhập" not in page


def test_a_commune_that_was_merged_says_so_from_then_on(office: Office) -> None:
    with office.database.writing() as cursor:
        found(cursor, CAM_THANH)
    officer = Officer(CAM_THANH.id, "canbo", "Bùi Văn Thọ")
    office.signed_in(officer).now_ms = NOVEMBER_2025_MS
    with office.database.writing() as cursor:
        token = officers.open_session(cursor, officer, NOVEMBER_2025_MS)
    office.browser.cookies.set("bakhong", token)

    merged = office.page(f"/communes/{CAM_THANH.code}?quarter=2025-Q4")

    assert "Đơn vị này đã sáp nhập từ ngày 01/07/2025" in merged


def test_a_year_without_a_plan_of_its_own_says_which_plan_binds(office: Office) -> None:
    office.signed_in().turn_to(FEBRUARY_2026_MS)

    page = office.page(f"{BOARD}?quarter=2026-Q1")

    assert "Năm 2026 chưa có kế hoạch riêng" in page


def test_the_quarter_is_todays_in_viet_nam(office: Office) -> None:
    office.signed_in()
    # Half past midnight on 1 April in Cẩm Tân is still March in Greenwich.
    office.turn_to(1_743_442_200_000)

    assert "Quý II năm 2025" in office.page(BOARD)


def test_names_are_text_and_never_markup(office: Office) -> None:
    evil = "<script>alert(1)</script>"
    with office.database.writing() as cursor:
        settle(cursor, [Village("cam-tan-09", CAM_TAN.id, f"Thôn {evil}")])
    phone_of(office.database)
    office.declare("CT01", 1, 2, source=f"{evil}\"'", person=evil, note=evil)
    office.signed_in(Officer(CAM_TAN.id, "evil", evil))
    office.post(f"{BOARD}/devices", name=evil, village="cam-tan-09")

    for page in PAGES:
        shown = office.page(f"{BOARD}{page}{IN_QUARTER}")
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


# Words.


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 12, 1), "Còn 12 ngày đến hạn 13/12/2026 (vào ngày 13 hàng quý)"),
        (date(2026, 12, 12), "Còn 1 ngày đến hạn 13/12/2026 (vào ngày 13 hàng quý)"),
        (date(2026, 12, 13), "Hôm nay là hạn báo cáo 13/12/2026 (vào ngày 13 hàng quý)"),
        (date(2026, 12, 16), "Quá hạn 3 ngày, hạn là 13/12/2026 (vào ngày 13 hàng quý)"),
        (date(2027, 12, 16), "Hạn báo cáo là 13/12/2026 (vào ngày 13 hàng quý)"),
    ],
)
def test_the_due_day_before_on_and_after(day: date, said: str) -> None:
    assert words.due(CAM_TAN_2025, Quarter(2026, 4), day) == said


def test_before_the_thirteenth_means_the_twelfth() -> None:
    said = words.due(CAM_THANH_2025, Quarter(2025, 1), date(2025, 3, 12))

    assert said == "Hôm nay là hạn báo cáo 12/03/2025 (trước ngày 13 hàng quý)"


@pytest.mark.parametrize(
    ("missing", "said"), [(0, "100 %"), (1, "99 %"), (995, "dưới 1 %"), (1000, "0 %")]
)
def test_coverage_never_says_more_than_was_asked(missing: int, said: str) -> None:
    assert words.coverage(Cell(0, 1000, missing)) == said


# Declared figures.


def test_a_figure_is_declared_shown_and_kept_in_the_history(office: Office) -> None:
    office.signed_in()
    address = f"{BOARD}/figures{IN_QUARTER}"
    form = re.search(r'<form method="post" action="([^"]+)#CT05"', office.page(address))
    assert form

    for numerator in ("212", "3.512"):
        told = {"source": "Cổng dịch vụ công", "person": "Lê Thị Mai", "note": ""}
        answer = office.post(form[1], code="CT05", numerator=numerator, denominator="4 000", **told)
        assert answer.status_code == 303

    page = office.page(answer.headers["location"])
    assert "✓ Đã lưu" in page
    assert (
        'id="CT05-n" name="numerator" inputmode="numeric" autocomplete="off" value="3.512"' in page
    )
    history = text_of(page.split('id="past"')[1])
    assert history.index("3.512 4.000") < history.index("212 4.000")
    assert row_of(office.page(f"{BOARD}{IN_QUARTER}"), "CT05")[4] == "87,80 %"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"numerator": "12o"}, "BK130"),
        ({"numerator": "3,512"}, "BK130"),
        ({"numerator": "100%"}, "BK121"),
        ({"numerator": "98,5", "denominator": ""}, "BK121"),
        ({"numerator": "98,5 %"}, "BK121"),
        ({"numerator": "98.5", "denominator": ""}, "BK121"),
        ({"numerator": "", "denominator": "74 phần trăm"}, "BK121"),
        ({"numerator": "-1"}, "BK111"),
        ({"numerator": "250"}, "BK112"),
        ({"denominator": ""}, "BK130"),
        ({"source": " "}, "BK118"),
        ({"note": "038 012 345 678"}, "BK108"),
        ({"note": "x" * 3000}, "BK106"),
    ],
)
def test_a_refused_figure_keeps_what_was_typed_and_says_why_in_its_place(
    office: Office, typed: dict[str, str], code: str
) -> None:
    form = {"numerator": "212", "denominator": "231", "source": "sổ theo dõi", "person": "Mai"}

    answer = office.signed_in().post(
        f"{BOARD}/figures{IN_QUARTER}", **{"code": "CT05", "note": "", **form, **typed}
    )

    assert answer.status_code == 422
    section = answer.text.split('id="CT05"')[1].split("</section>")[0]
    assert code in section
    assert 'value="Mai"' in section
    for value in typed.values():
        assert f'value="{value}"' in section
    assert "Chưa có số liệu nào được khai" in answer.text


def test_who_has_only_a_rate_is_told_why_counts_are_needed_and_where_the_rate_can_go(
    office: Office,
) -> None:
    told = {"denominator": "", "source": "TD-Office", "person": "Mai", "note": "theo điện thoại"}

    answer = office.signed_in().post(
        f"{BOARD}/figures{IN_QUARTER}", code="CT05", numerator="98,5 %", **told
    )

    section = text_of(answer.text.split('id="CT05"')[1].split("</section>")[0])
    assert "“98,5 %” là tỷ lệ, còn ở đây cần hai số đếm: tử số và mẫu số" in section
    assert "không kiểm tra được, cũng không cộng được" in section
    assert "Những gì đã gõ vẫn còn trong các ô" in section
    assert "ô giải trình" in section


def test_a_counter_has_no_rate_to_speak_of(office: Office) -> None:
    told = {"code": "VS2.12", "numerator": "98,5 %", "source": "sổ", "person": "Lê Hoa"}

    answer = office.signed_in().post(f"{BOARD}/figures{IN_QUARTER}", **told)

    assert "BK130" in answer.text


def test_a_figure_shows_who_supplied_it_and_a_new_one_is_offered_in_the_name_of_who_is_signed_in(
    office: Office,
) -> None:
    office.declare("CT05", 212, 231)

    page = office.signed_in().page(f"{BOARD}/figures{IN_QUARTER}")

    assert 'id="CT05-p" name="person" value="Lê Thị Mai"' in page
    assert 'id="CT04-p" name="person" value="Phạm Thị Hạnh"' in page


def test_who_only_reads_figures_can_type_nothing_and_is_not_said_to_have_supplied_any(
    office: Office,
) -> None:
    office.declare("CT05", 212, 231)
    office.signed_in(Officer(CAM_TAN.id, "chutich", "Phạm Văn Chủ"))
    with office.database.writing() as cursor:
        cursor.run("UPDATE officer SET role = 'leader' WHERE username = 'chutich'")

    page = office.page(f"{BOARD}/figures{IN_QUARTER}")

    assert 'id="CT05-p" name="person" value="Lê Thị Mai" readonly' in page
    assert 'value="Phạm Văn Chủ"' not in page
    fields = re.findall(r'<input id="CT[^>]*>', page)
    assert fields
    assert all(" readonly" in each for each in fields)


@pytest.mark.parametrize(
    ("person", "note", "kept"),
    [
        ("Phạm Thị Hạnh", "sổ giấy", "sổ giấy"),
        ("Lê Thị Mai", "sổ giấy", "sổ giấy; Người nhập: Phạm Thị Hạnh"),
        ("Lê Thị Mai", "", "Người nhập: Phạm Thị Hạnh"),
        ("Lê Thị Mai", "Người nhập: ai đó", "Người nhập: Phạm Thị Hạnh"),
        ("Phạm Thị Hạnh", "sổ giấy; Người nhập: ai đó", "sổ giấy"),
    ],
)
def test_who_was_signed_in_is_kept_beside_another_persons_name(
    office: Office, person: str, note: str, kept: str
) -> None:
    told = {"numerator": "212", "denominator": "231", "source": "sổ", "person": person}

    office.signed_in().post(f"{BOARD}/figures{IN_QUARTER}", code="CT05", note=note, **told)

    page = office.page(f"{BOARD}/figures{IN_QUARTER}")
    assert f" {person} {kept}" in text_of(page.split('id="past"')[1])
    own = note if "Người nhập" not in note else "sổ giấy" if "sổ" in note else ""
    assert f'id="CT05-o" name="note" value="{own}"' in page


def test_an_unknown_figure_is_refused(office: Office) -> None:
    answer = office.signed_in().post(f"{BOARD}/figures{IN_QUARTER}", code="CT06", numerator="1")

    assert answer.status_code == 422
    assert "BK113" in answer.text


def test_a_counter_needs_no_denominator(office: Office) -> None:
    told = {"code": "VS2.12", "numerator": "1240", "source": "sổ theo dõi", "person": "Lê Hoa"}

    answer = office.signed_in().post(f"{BOARD}/figures{IN_QUARTER}", **told)

    assert answer.status_code == 303


def test_every_figure_that_the_office_may_declare_has_its_form(office: Office) -> None:
    page = office.signed_in().page(f"{BOARD}/figures{IN_QUARTER}")

    assert set(re.findall(r'name="code" value="([^"]+)"', page)) == set(intake.DECLARED)


# Devices and refused entries.


def test_a_code_for_a_volunteer_is_shown_once_with_its_end_and_enrols_a_phone(
    office: Office,
) -> None:
    answer = office.signed_in().post(
        f"{BOARD}/devices", name=" Trần Thị Lan ", village=["cam-tan-01", "cam-tan-03"]
    )

    code = re.search(r'class="secret">([A-Z0-9-]+)<', answer.text)
    assert code
    assert "09:00 21/02/2025" in answer.text
    assert f"http://testserver/app/#/enrol?code={code[1]}" in answer.text
    assert "Thôn Một, Thôn Ba" in text_of(answer.text.split("</section>")[0])
    asked = {"code": code[1], "device": str(PHONE), "token": "t" * 40}
    enrolled = office.browser.post("/v1/enrolments", json=asked).json()
    assert enrolled["name"] == "Trần Thị Lan"
    assert [place["id"] for place in enrolled["villages"]] == ["cam-tan-01", "cam-tan-03"]
    page = office.page(f"{BOARD}/devices")
    assert code[1] not in page
    assert re.search("Trần Thị Lan số [0-9A-F]{4} Thôn Một, Thôn Ba", text_of(page))


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"name": "", "village": "cam-tan-01"}, "BK131"),
        ({"name": "Lan"}, "BK132"),
        ({"name": "Lan", "village": "cam-tan-99"}, "BK209"),
        ({"name": "Lan" * 50, "village": "cam-tan-01"}, "BK106"),
        ({"name": "Lan\x00", "village": "cam-tan-01"}, "BK107"),
    ],
)
def test_a_code_for_nobody_or_nowhere_is_refused_and_the_form_keeps_its_values(
    office: Office, form: dict[str, str], code: str
) -> None:
    answer = office.signed_in().post(f"{BOARD}/devices", **form)

    assert code in answer.text
    assert answer.status_code in (404, 422)
    assert ('value="cam-tan-01" checked' in answer.text) is (form.get("village") == "cam-tan-01")


def test_devices_stand_in_the_order_of_names_without_the_desks_own(office: Office) -> None:
    names = ["Tổ 10", "Nguyễn Văn Đức", "Bùi Thị Ân", "Tổ 2", "Lê Thị Dung"]
    with office.database.writing() as cursor:
        devices.desk_device(cursor, CAM_TAN.id, NOW_MS)
        for place, name in enumerate(names):
            device = Device(CAM_TAN.id, UUID(int=place + 1), name, ("cam-tan-01",))
            devices.add(cursor, device, NOW_MS + place)

    page = office.signed_in().page(f"{BOARD}/devices")

    listed = [text_of(each) for each in re.findall(r'<th scope="row">(<a .*?</a>)', page)]
    assert listed == ["Tổ 2", "Tổ 10", "Bùi Thị Ân", "Lê Thị Dung", "Nguyễn Văn Đức"]
    assert "Bàn làm việc" not in text_of(page.split('id="devices"')[1])


def test_the_qr_of_a_code_holds_its_link_and_nothing_else(office: Office) -> None:
    answer = office.signed_in().post(f"{BOARD}/devices", name="Lan", village="cam-tan-01")

    code = re.search(r'class="secret">([A-Z0-9-]+)<', answer.text)
    assert code
    assert read_svg(answer.text) == f"http://testserver/app/#/enrol?code={code[1]}"


def test_forms_leave_it_to_us_to_say_in_vietnamese_what_is_missing(office: Office) -> None:
    with office.database.writing() as cursor:
        link = officers.invite(cursor, CAM_TAN.id, "moi", "Cán bộ mới", NOW_MS)

    office.signed_in()
    for address in ("/login", f"/setup/{link}", f"{BOARD}/devices"):
        for form in re.findall(r"<form(?! class=\"out\")[^>]*post[^>]*>", office.page(address)):
            assert "novalidate" in form
    for _ in range(6):
        answer = office.post("/login", username="canbo", password="")
        assert (answer.status_code, "BK311" in answer.text) == (422, True)


def test_a_phone_with_a_gap_shows_what_is_missing(office: Office) -> None:
    phone, evening = phone_of(office.database), an_evening()
    push(office.database, phone, [*evening[:2], *numbered(evening[2:], start=6)])

    page = text_of(office.signed_in().page(f"{BOARD}/devices"))

    assert "Chị Hoa số 000A Thôn Một 09:00 20/02/2025 8 8 3–5 0 0" in page


def test_a_refused_entry_is_shown_with_its_reason_and_content(office: Office) -> None:
    phone, batch = phone_of(office.database), Batch()
    fields = {**a_household().model_dump(mode="json"), "head": "<i>038012345678</i>", "number": 7}
    problem = judge("household", fields)
    assert isinstance(problem, Problem)
    batch.refuse(7, problem, "household", fields)
    office.database.write_now(lambda cursor: log.push(cursor, phone, batch, NOW_MS))

    page = office.signed_in().page(f"{BOARD}/quarantine")

    assert "Chị Hoa" in page
    assert "BK108" in page
    assert "&lt;i&gt;••••••••••••&lt;/i&gt;" in page
    assert "Sai mẫu" in office.page(f"{BOARD}/devices")


def test_pages_with_nothing_to_list_say_so(office: Office) -> None:
    office.signed_in()

    assert "Không có bản ghi nào chờ duyệt." in office.page(f"{BOARD}/quarantine")
    assert "Chưa có thiết bị nào." in office.page(f"{BOARD}/devices")
    assert "Chưa có số liệu nào được khai" in office.page(f"{BOARD}/figures")


def test_an_unknown_page_is_a_page_of_ours(office: Office) -> None:
    answer = office.browser.get("/no-such-page")

    assert answer.status_code == 404
    assert "BK207" in answer.text


def test_files_of_the_desk_are_served_and_nothing_else(office: Office) -> None:
    style = office.browser.get("/desk/desk.css")

    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    assert office.browser.get("/desk/..%2Flayout.py").status_code == 404


# Scripts.


def test_a_script_reads_the_same_numbers_with_its_password(office: Office) -> None:
    an_officer_with_password(office)
    push(office.database, phone_of(office.database), an_evening())
    address = f"/v1{BOARD}/indicators{IN_QUARTER}"

    answer = office.browser.get(address, auth=("canbo", PASSWORD))

    row = next(row for row in answer.json()["rows"] if row["code"] == "CT06")
    assert (row["numerator"], row["denominator"], row["missing"]) == (1, 2, 1)
    assert office.browser.get(address).status_code == 401
    wrong = [office.browser.get(address, auth=("canbo", "x")).status_code for _ in range(6)]
    assert wrong == [403] * 5 + [429]


@pytest.mark.parametrize(("quarter", "code"), [("2025-Q2", "BK218"), ("2024-Q4", "BK210")])
@pytest.mark.parametrize("path", ["indicators?quarter={}", "reports/{}.csv"])
def test_a_script_asking_for_a_quarter_that_cannot_be_is_refused(
    office: Office, path: str, quarter: str, code: str
) -> None:
    answer = office.signed_in().browser.get(f"/v1{BOARD}/{path.format(quarter)}")

    assert answer.json()["code"] == code


# How phones get here.


LAPTOP = Hosts((), (ip_address("192.168.1.5"), ip_address("192.168.137.1")))
TRUSTING = Ways(
    "https",
    8443,
    look=lambda: LAPTOP,
    bound="0.0.0.0",  # noqa: S104
    trust_port=8080,
    fingerprint="AB12 CD34",
)


@pytest.mark.parametrize(
    ("at", "host"), [("", "192.168.1.5"), ("?at=1", "192.168.137.1"), ("?at=7", "192.168.1.5")]
)
def test_a_phone_is_led_to_trust_first_and_then_to_the_app(
    office: Office, at: str, host: str
) -> None:
    office.app.state.ways = TRUSTING

    page = office.signed_in().page(f"{BOARD}/connect{at}")

    first, second = page.split('class="way"')[1:]
    assert read_svg(first) == f"http://{host}:8080/"
    assert read_svg(second) == f"https://{host}:8443/app/"
    assert "AB12 CD34" in text_of(first)


def test_an_officer_on_the_laptop_itself_gets_codes_for_the_laptops_address(
    office: Office,
) -> None:
    office.app.state.ways = TRUSTING

    answer = office.signed_in().post(f"{BOARD}/devices", name="Lan", village="cam-tan-01")

    assert (read_svg(answer.text) or "").startswith("https://192.168.1.5:8443/app/#/enrol?code=")


@pytest.mark.parametrize("is_for_all", [False, True])
def test_whatever_carries_the_apps_address_warns_when_no_phone_could_open_it(
    office: Office, tmp_path: Path, *, is_for_all: bool
) -> None:
    office.app.state.ways = TRUSTING if is_for_all else Ways("http", 8000, bound="127.0.0.1")
    office.app.state.phone = tmp_path
    office.browser.go_to("http://127.0.0.1:8000")
    push(office.database, phone_of(office.database), numbered([a_household()]))

    pages = [
        office.signed_in().page(f"{BOARD}/poster?village=cam-tan-01"),
        office.page(f"{BOARD}/cards?village=cam-tan-01"),
        office.post(f"{BOARD}/devices", name="Lan", village="cam-tan-01").text,
    ]

    for page in pages:
        assert ("chỉ nhận kết nối từ chính máy này" in page) is not is_for_all
        assert "chưa có ứng dụng cho điện thoại" in page
    (tmp_path / "release.json").write_text("{}")
    assert "chưa có ứng dụng" not in office.page(f"{BOARD}/cards?village=cam-tan-01")


def test_a_collector_for_this_machine_alone_says_that_phones_cannot_come(office: Office) -> None:
    office.app.state.ways = Ways("http", 8000, bound="127.0.0.1")
    office.browser.go_to("http://127.0.0.1:8000")

    page = office.signed_in().page(f"{BOARD}/connect")

    assert "Điện thoại chưa vào được" in page
    assert "<svg" not in page


def test_behind_a_proxy_nobody_told_us_of_the_officers_own_way_is_taken(office: Office) -> None:
    office.app.state.ways = Ways("http", 8000, bound="127.0.0.1")

    page = office.signed_in().page(f"{BOARD}/connect")

    assert read_svg(page) == "http://testserver/app/"
    assert "Chưa có HTTPS" in page
