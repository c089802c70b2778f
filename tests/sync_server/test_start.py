"""The first start at the desk, step by step, and the same pages later on."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from httpx import Response

from shared.indicators import INDICATORS
from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.problems import Code, Problem
from shared.quarter import Quarter
from sync_server import beginning, communes, deeds, devices, officers, plans, workplace
from sync_server.database import Database
from sync_server.desk import rights
from tests.support.desk import Office, text_of
from tests.support.people import NOW_MS, SEAL_KEY, a_household
from tests.sync_server.test_log import phone_of, push

PASSWORD = "mùa xuân Cẩm Tân"
NOW_2026_MS = 1_795_000_000_000
SETTINGS = "/communes/15178/settings"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Office]:
    """An office whose collector was just started on an empty folder."""
    database = Database(f"sqlite:///{tmp_path / 'collector.db'}", SEAL_KEY)
    database.create()
    office = Office(database)
    office.now_ms = NOW_2026_MS
    yield office
    office.browser.close()
    database.close()


def first_link(office: Office) -> str:
    lines = [*workplace.first_links(office.database, "http://desk", office.now_ms)]
    return lines[-1].strip().removeprefix("http://desk")


def form_of(answer: Response) -> dict[str, str]:
    """Return the fields of a page as a browser would send them back."""
    page = answer.text
    fields = re.sub(r'<input type="(?:checkbox|radio)"[^>]*>', "", page)
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', fields))
    found |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>([^<]*)<', page))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: html.unescape(text) for name, text in found.items()}


def pasted_table() -> str:
    rows = [
        f"{row.number}\t{row.name}\t{target.text}\t{target.responsible}\t{target.coordinating}"
        for row in INDICATORS
        for target in [CAM_TAN_2025.targets[row.code]]
    ]
    return "\n".join(("TT\tNội dung chỉ tiêu\tChỉ tiêu\tThực hiện\tPhối hợp", *rows))


# Choosing the commune.


def test_from_an_empty_folder_to_a_board_with_its_own_plan(empty: Office) -> None:
    link = first_link(empty)
    start = empty.browser.get(link).headers["location"]
    assert "Xã Cẩm Thạch" in empty.page(f"{start}?q=huyện Cẩm Thủy")

    empty.post(start, unit="cam-thach")
    answer = empty.post(link, name="Phạm Thị Hạnh", password=PASSWORD, again=PASSWORD)
    villages = empty.browser.get(answer.headers["location"]).headers["location"]
    answer = empty.post(villages, more="1. Thôn Bình Yên\n2. Thôn Sau\n", onward="1")
    plan = answer.headers["location"]
    read = empty.post(f"{plan}?year=2026", pasted=pasted_table(), do="read", title="KH 2026")
    answer = empty.post(f"{plan}?year=2026", **form_of(read) | {"do": "keep-onward"})

    assert "Đã nhận ra 16/16 chỉ tiêu" in text_of(read.text)
    assert answer.headers["location"] == "/communes/15142/settings/people"
    board = text_of(empty.page("/communes/15142"))
    assert "Xã Cẩm Thạch" in board
    assert "Thôn Bình Yên" in board
    assert "Còn" in board
    record = text_of(empty.page("/communes/15142/settings"))
    assert "Lưu kế hoạch năm 2026" in record
    assert "Chọn Xã Cẩm Thạch (15142)" in record
    assert "Nhận tài khoản “canbo”: Phạm Thị Hạnh" in record
    assert "Phạm Thị Hạnh" in text_of(empty.page("/communes/15142/figures").split("<h1>")[0])
    assert 'name="person" value="Phạm Thị Hạnh"' in empty.page("/communes/15142/figures")


def test_who_is_called_by_the_role_alone_is_asked_for_a_name(empty: Office) -> None:
    link = first_link(empty)
    empty.post(link.replace("/setup/", "/start/"), unit="cam-tan")
    asked = text_of(empty.page(link))

    for name in ("", "Công chức phụ trách"):
        answer = empty.post(link, name=name, password=PASSWORD, again=PASSWORD)
        assert (answer.status_code, "BK720" in answer.text) == (422, True)
    kept = empty.post(link, name="Phạm Thị Hạnh", password="ngắn", again="ngắn")

    assert "vai trò: Công chức phụ trách" in asked
    assert "Họ và tên" in asked
    assert 'name="name" value="Phạm Thị Hạnh"' in kept.text
    assert len({officers.OFFICER_ROLE, rights.ROLES["officer"]}) == 1


def test_a_forgotten_password_does_not_take_the_name_away(empty: Office) -> None:
    link = first_link(empty)
    empty.post(link.replace("/setup/", "/start/"), unit="cam-tan")
    empty.post(link, name="Phạm Thị Hạnh", password=PASSWORD, again=PASSWORD)

    *_, line = workplace.first_links(empty.database, "", empty.now_ms, anew=True)
    page = empty.page(line.strip())

    assert "Chào Phạm Thị Hạnh." in page
    assert 'name="name"' not in page


def test_the_link_goes_on_where_it_was_left(empty: Office) -> None:
    link = first_link(empty)
    start = empty.browser.get(link).headers["location"]
    empty.post(start, unit="cam-tan")

    assert empty.browser.get(start).headers["location"] == link
    assert "Đặt mật khẩu và vào" in empty.page(link)
    assert "mật khẩu" in next(iter(workplace.first_links(empty.database, "", empty.now_ms)))


def test_a_commune_elsewhere_is_typed_by_hand(empty: Office) -> None:
    start = first_link(empty).replace("/setup/", "/start/")
    typed = {"kind": "Phường", "name": "Trường Vinh", "province": "Tỉnh Nghệ An", "code": "16690"}

    empty.post(start, **typed)

    with empty.database.reading() as cursor:
        (commune,) = communes.served(cursor)
    assert (commune.id, commune.name) == ("truong-vinh-16690", "Phường Trường Vinh")
    assert (commune.code, commune.province) == ("16690", "Tỉnh Nghệ An")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, Code.UNKNOWN_UNIT),
        ({"unit": "cam-thanh"}, Code.UNKNOWN_UNIT),
        ({"name": "Quỳnh Anh", "province": "", "code": "17000"}, Code.NO_UNIT_NAME),
        ({"name": "Quỳnh Anh", "province": "Tỉnh Nghệ An", "code": "17"}, Code.BAD_UNIT_CODE),
    ],
)
def test_what_is_no_commune_is_told_and_nothing_typed_is_lost(
    empty: Office, typed: dict[str, str], why: Code
) -> None:
    answer = empty.post(first_link(empty).replace("/setup/", "/start/"), **typed)

    assert why.code in answer.text
    assert f'value="{typed.get("name", "")}"' in html.unescape(answer.text)
    with empty.database.reading() as cursor:
        assert communes.served(cursor) == ()


def test_a_strangers_link_chooses_nothing(empty: Office) -> None:
    first_link(empty)

    answer = empty.post("/start/guessed", unit="cam-tan")

    assert (answer.status_code, "BK306" in answer.text) == (403, True)


def test_an_old_link_opens_nobody_elses_desk(empty: Office) -> None:
    start = first_link(empty).replace("/setup/", "/start/")
    with empty.database.writing() as cursor:
        communes.found(cursor, CAM_TAN)
        token = officers.invite(cursor, CAM_TAN.id, "canbo", "Phạm Thị Hạnh", NOW_2026_MS)
        officers.accept(cursor, token, PASSWORD, PASSWORD, NOW_2026_MS)

    assert "BK306" in empty.post(start, unit="cam-tan").text

    empty.post(start, unit="cam-tu")
    with empty.database.reading() as cursor:
        beside = cursor.all("SELECT commune, username FROM officer ORDER BY commune")
    assert beside == [("cam-tan", "canbo"), ("cam-tu", "canbo-15148")]


def test_a_wrong_choice_is_taken_back_with_all_that_was_set_up(empty: Office) -> None:
    link = first_link(empty)
    empty.post(link.replace("/setup/", "/start/"), unit="cam-thach")
    empty.post(link, name="Phạm Thị Hạnh", password=PASSWORD, again=PASSWORD)
    empty.post("/communes/15142/settings/villages", more="Thôn Một")
    form = {"do": "from:cam-tan-2025", "title": "KH 2026"}
    page = empty.post("/communes/15142/settings/plan?year=2026", **form)
    empty.post("/communes/15142/settings/plan?year=2026", **form_of(page) | {"do": "keep"})

    answer = empty.post("/communes/15142/settings/commune", unit="cam-tu")

    assert answer.headers["location"] == "/communes/15148/settings"
    assert "Xã Cẩm Tú" in empty.page("/communes/15148/settings")
    with empty.database.reading() as cursor:
        assert [unit.name for unit in communes.served(cursor)] == ["Xã Cẩm Tú"]
        assert [place.id for place in communes.villages(cursor, "cam-tu")] == ["cam-tu-01"]
        assert plans.plan_of(cursor, "cam-tu", Quarter(2026, 1)).commune == "cam-tu"
        assert officers.check_password(cursor, "canbo", PASSWORD).commune == "cam-tu"


def test_a_commune_with_entries_stays_what_it_is(office: Office) -> None:
    push(office.database, phone_of(office.database), [a_household(number=1)])
    office.turn_to(NOW_2026_MS)

    answer = office.post(f"{SETTINGS}/commune", unit="cam-tu")

    assert "BK772" in answer.text
    assert "BK772" in office.browser.get(f"{SETTINGS}/commune").text
    assert "không chọn lại đơn vị được nữa" in office.page(SETTINGS)


def test_a_served_commune_may_not_be_chosen_twice(office: Office) -> None:
    office.turn_to(NOW_2026_MS)
    with office.database.writing() as cursor:
        communes.found(cursor, beginning.chosen("cam-tu", {}, date(2026, 11, 22)))

    assert "BK772" in office.post(f"{SETTINGS}/commune", unit="cam-tu").text


# Villages.


def names_of(office: Office) -> list[str]:
    with office.database.reading() as cursor:
        return [place.name for place in communes.villages(cursor, "cam-tan")]


def test_villages_are_added_renamed_ordered_and_taken_off_at_once(office: Office) -> None:
    form = form_of(office.browser.get(f"{SETTINGS}/villages"))
    form |= {"name-cam-tan-01": "Thôn Một Mới", "order-cam-tan-03": "1", "drop": "cam-tan-02"}

    office.post(f"{SETTINGS}/villages", **form | {"more": "- Bản Bốn\n2\tThôn Năm\t120\n\n"})

    assert names_of(office) == ["Thôn Ba", "Thôn Một Mới", "Bản Bốn", "Thôn Năm"]
    with office.database.reading() as cursor:
        assert deeds.read(cursor, "cam-tan", "villages")[0].what == (
            "Bỏ “Thôn Hai”; đổi tên “Thôn Một” thành “Thôn Một Mới”;"
            " thêm “Bản Bốn”; thêm “Thôn Năm”"
        )
        ids = [place.id for place in communes.villages(cursor, "cam-tan")]
    assert ids == ["cam-tan-03", "cam-tan-01", "cam-tan-04", "cam-tan-05"]


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ({"01": "3"}, ["Thôn Hai", "Thôn Ba", "Thôn Một"]),
        ({"03": "2"}, ["Thôn Một", "Thôn Ba", "Thôn Hai"]),
        ({"01": "x", "02": ""}, ["Thôn Một", "Thôn Hai", "Thôn Ba"]),
    ],
)
def test_a_village_goes_where_its_number_says(
    office: Office, orders: dict[str, str], expected: list[str]
) -> None:
    form = form_of(office.browser.get(f"{SETTINGS}/villages"))

    office.post(
        f"{SETTINGS}/villages", **form | {f"order-cam-tan-{n}": to for n, to in orders.items()}
    )

    assert names_of(office) == expected


def test_two_villages_of_one_name_are_refused_and_nothing_typed_is_lost(office: Office) -> None:
    answer = office.post(f"{SETTINGS}/villages", more="Thôn Bốn\nthôn hai")

    assert (answer.status_code, "BK708" in answer.text) == (422, True)
    assert "Thôn Bốn\nthôn hai" in answer.text
    assert names_of(office) == ["Thôn Một", "Thôn Hai", "Thôn Ba"]


def test_a_village_with_entries_or_a_phone_is_not_taken_off(office: Office) -> None:
    push(office.database, phone_of(office.database), [a_household(number=1)])
    with office.database.writing() as cursor:
        phone = devices.Device("cam-tan", a_household().id, "Chị Hoa", ("cam-tan-02",))
        devices.add(cursor, phone, NOW_MS)

    full, lent = (
        text_of(office.post(f"{SETTINGS}/villages", drop=village).text)
        for village in ("cam-tan-01", "cam-tan-02")
    )

    assert "“Thôn Một” đã có số liệu nên không bỏ được" in full
    assert "hãy dùng mục “Gộp thôn”" in full
    assert "BK716" in full
    assert "“Thôn Hai” đang giao cho điện thoại của Chị Hoa nên chưa bỏ được" in lent
    assert "BK773" in lent
    assert len(names_of(office)) == 3


def test_a_village_is_not_merged_into_another_by_taking_its_name(office: Office) -> None:
    form = form_of(office.browser.get(f"{SETTINGS}/villages"))

    answer = office.post(f"{SETTINGS}/villages", **form | {"name-cam-tan-02": "Thôn Một"})

    assert "“Thôn Một” bị trùng tên" in text_of(answer.text)
    assert names_of(office) == ["Thôn Một", "Thôn Hai", "Thôn Ba"]


# The plan.


def test_what_was_typed_is_there_again_after_the_page_was_left(office: Office) -> None:
    form = form_of(office.browser.get(f"{SETTINGS}/plan?year=2026"))

    office.post(f"{SETTINGS}/plan?year=2026", **form | {"t-CT06": "81%", "do": "lay"})

    page = office.browser.get(f"{SETTINGS}/plan?year=2026")
    assert form_of(page)["t-CT06"] == "81%"
    assert "chưa lưu thành kế hoạch" in page.text
    office.post(f"{SETTINGS}/plan?year=2026", do="again")
    assert form_of(office.browser.get(f"{SETTINGS}/plan?year=2026"))["t-CT06"] == ""


def test_a_target_that_is_none_is_marked_in_its_row_and_nothing_is_lost(office: Office) -> None:
    form = form_of(office.post(f"{SETTINGS}/plan?year=2026", do="from:cam-tan-2025"))

    answer = office.post(
        f"{SETTINGS}/plan?year=2026", **form | {"t-CT06": "tám mươi", "do": "keep"}
    )

    assert (answer.status_code, "BK702" in answer.text) == (422, True)
    assert '<tr id="CT06" class="wrong">' in answer.text
    assert form_of(answer)["r-CT08"] == "Công an xã"
    assert form_of(office.browser.get(f"{SETTINGS}/plan?year=2026"))["t-CT06"] == "tám mươi"


def test_rows_that_are_still_empty_are_named(office: Office) -> None:
    answer = office.post(f"{SETTINGS}/plan?year=2026", **{"do": "keep", "t-CT01": "100%"})

    assert "Chưa có tỷ lệ của chỉ tiêu 2, 3, 4" in answer.text


def test_a_text_without_a_table_stays_in_its_field(office: Office) -> None:
    answer = office.post(f"{SETTINGS}/plan?year=2026", pasted="Kính gửi các thôn", do="read")

    assert "BK707" in answer.text
    assert form_of(answer)["pasted"] == "Kính gửi các thôn"


def test_a_whole_document_may_be_pasted(office: Office) -> None:
    prose = "Thực hiện Kế hoạch của Ủy ban nhân dân huyện năm 2026, trước ngày 13 hàng quý.\n" * 900

    answer = office.post(f"{SETTINGS}/plan?year=2026", pasted=prose + pasted_table(), do="read")

    assert "Đã nhận ra 16/16 chỉ tiêu, và hạn báo cáo" in text_of(answer.text)
    assert form_of(answer)["due_rule"] == "before"


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"due_day": "31"}, "BK704"), ({"adult": "mười tám"}, "BK705"), ({"due_day": ""}, "BK704")],
)
def test_a_rule_that_makes_no_sense_is_refused(
    office: Office, changed: dict[str, str], why: str
) -> None:
    form = form_of(office.post(f"{SETTINGS}/plan?year=2026", do="from:cam-tan-2025"))

    answer = office.post(f"{SETTINGS}/plan?year=2026", **form | changed | {"do": "keep"})

    assert why in answer.text


def test_two_officers_do_not_cover_each_others_plan(office: Office) -> None:
    form = form_of(office.post(f"{SETTINGS}/plan?year=2026", do="from:cam-tan-2025"))
    office.post(f"{SETTINGS}/plan?year=2026", **form | {"do": "keep", "seen": "0"})

    late = office.post(
        f"{SETTINGS}/plan?year=2026", **form | {"do": "keep", "seen": "0", "t-CT06": "82%"}
    )

    assert (late.status_code, "BK719" in late.text) == (409, True)
    assert form_of(late)["t-CT06"] == "82%"
    again = office.post(f"{SETTINGS}/plan?year=2026", **form_of(late) | {"do": "keep"})
    assert again.status_code == 303


def test_an_older_years_plan_does_not_tick_the_step(office: Office) -> None:
    of_the_year = office.page(SETTINGS)

    office.turn_to(NOW_2026_MS)
    with_the_old = office.page(SETTINGS)

    assert "Các bước thiết lập" not in of_the_year
    steps = re.findall(r"<li(?: [^>]*)?>.*?</li>", with_the_old, re.DOTALL)
    (step,) = (each for each in steps if "Kế hoạch năm" in each and "/plan" in each)
    assert "mới có năm 2025" in step
    assert "is-done" not in step


def test_without_a_plan_every_page_says_where_to_enter_one(office: Office) -> None:
    with office.database.writing() as cursor:
        cursor.run("UPDATE commune SET id = 'x' WHERE id = 'cam-tan'")
        cursor.run("UPDATE officer SET commune = 'x'")
        cursor.run("UPDATE officer_session SET commune = 'x'")

    answer = office.browser.get("/communes/15178")

    assert answer.status_code == 404
    assert "Xã Cẩm Tân chưa có kế hoạch" in answer.text
    assert f'href="{SETTINGS}/plan"' in answer.text


@pytest.mark.parametrize("year", ["abc", "1999", "99999"])
def test_a_year_that_is_none_is_refused(office: Office, year: str) -> None:
    answer = office.browser.get(f"{SETTINGS}/plan?year={year}")

    assert "BK706" in answer.text


# People.


def link_in(answer: Response) -> str:
    found = re.search(r"/setup/[\w\-]+", answer.text)
    assert found, answer.text
    return found[0]


def test_a_leader_is_added_sets_a_password_and_only_reads(office: Office) -> None:
    added = office.post(f"{SETTINGS}/people", do="add", name="Phạm Văn Thắng", role="leader")
    office.browser.cookies.clear()
    office.post(link_in(added), password=PASSWORD, again=PASSWORD)

    page = office.page("/communes/15178")

    assert "Phạm Văn Thắng (Lãnh đạo: xem và duyệt)" in text_of(page)
    assert f'href="{SETTINGS}/people"' not in office.page(SETTINGS)
    refused = office.post("/communes/15178/figures", code="CT01")
    assert (refused.status_code, "BK701" in refused.text) == (403, True)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"name": "", "username": "lan", "role": "clerk"}, "BK717"),
        ({"name": "Lan", "username": "l", "role": "clerk"}, "BK712"),
        ({"name": "Lan", "username": "Lê Lan", "role": "clerk"}, "BK712"),
        ({"name": "Lan", "username": "canbo", "role": "clerk"}, "BK713"),
        ({"name": "Lan", "username": "lan", "role": ""}, "BK715"),
        ({"name": "Lan", "username": "lan", "role": "chairman"}, "BK715"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_all_that_was_typed(
    office: Office, form: dict[str, str], why: str
) -> None:
    answer = office.post(f"{SETTINGS}/people", do="add", **form)

    assert (answer.status_code, why in answer.text) == (422, True)
    assert f'value="{form["name"]}"' in answer.text


def test_who_is_dismissed_is_out_at_once(office: Office) -> None:
    with office.database.writing() as cursor:
        link = officers.invite(cursor, "cam-tan", "canbo", "Phạm Thị Hạnh", NOW_MS)
        officers.accept(cursor, link, PASSWORD, PASSWORD, NOW_MS)
    office.signed_in()
    added = office.post(f"{SETTINGS}/people", do="add", name="Lê Lan", role="officer")
    with office.database.writing() as cursor:
        token = link_in(added).removeprefix("/setup/")
        officers.accept(cursor, token, PASSWORD + "!", PASSWORD + "!", NOW_MS)
        session = officers.sign_in(cursor, "lelan", PASSWORD + "!", NOW_MS)

    office.post(f"{SETTINGS}/people", do="dismiss", username="lelan")

    with office.database.reading() as cursor:
        assert officers.officer_of(cursor, session, NOW_MS) is None
        with pytest.raises(Problem):
            officers.check_password(cursor, "lelan", PASSWORD + "!")
        assert deeds.read(cursor, "cam-tan", "people")[0].what.startswith("Khóa tài khoản “lelan”")


@pytest.mark.parametrize("form", [{"do": "dismiss"}, {"do": "change", "role": "leader"}])
def test_the_last_officer_can_neither_go_nor_become_a_leader(
    office: Office, form: dict[str, str]
) -> None:
    answer = office.post(f"{SETTINGS}/people", username="canbo", name="Hạnh", **form)

    assert "BK714" in answer.text


def test_a_role_that_is_changed_counts_from_the_next_page_on(office: Office) -> None:
    office.post(f"{SETTINGS}/people", do="add", name="Lê Lan", username="lan", role="leader")
    with office.database.writing() as cursor:
        lan = officers.Officer("cam-tan", "lan", "Lê Lan", "leader")
        session = officers.open_session(cursor, lan, NOW_MS)

    office.post(f"{SETTINGS}/people", do="change", username="lan", name="Lê Thị Lan", role="clerk")

    with office.database.reading() as cursor:
        lan = officers.officer_of(cursor, session, NOW_MS)
    assert lan == officers.Officer("cam-tan", "lan", "Lê Thị Lan", "clerk")


def test_a_new_link_leaves_the_password_until_it_is_used(office: Office) -> None:
    with office.database.writing() as cursor:
        token = officers.invite(cursor, "cam-tan", "lan", "Lê Lan", NOW_MS)
        officers.accept(cursor, token, PASSWORD, PASSWORD, NOW_MS)

    link = link_in(office.post(f"{SETTINGS}/people", do="renew", username="lan"))

    with office.database.writing() as cursor:
        assert officers.check_password(cursor, "lan", PASSWORD).username == "lan"
        officers.accept(cursor, link.removeprefix("/setup/"), PASSWORD * 2, PASSWORD * 2, NOW_MS)
        with pytest.raises(Problem):
            officers.check_password(cursor, "lan", PASSWORD)


@pytest.mark.parametrize(
    ("name", "province", "named", "above"),
    [
        ("xã Yên Bình", "Lào Cai", "Xã Yên Bình", "Tỉnh Lào Cai"),
        ("Yên Bình", "tỉnh Lào Cai", "Xã Yên Bình", "Tỉnh Lào Cai"),
        ("phường Hải Châu", "TP. Đà Nẵng", "Phường Hải Châu", "Thành phố Đà Nẵng"),
        ("Phường Hải Châu", "Đà Nẵng", "Phường Hải Châu", "Thành phố Đà Nẵng"),
    ],
)
def test_a_unit_typed_by_hand_is_named_as_a_letter_names_it(
    name: str, province: str, named: str, above: str
) -> None:
    typed = {"name": name, "province": province, "code": "04375"}

    unit = beginning.chosen("", typed, date(2026, 1, 1))

    assert (unit.name, unit.province) == (named, above)
