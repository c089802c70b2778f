"""The desk's pages about what waits, what devices say differently, devices and backups."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID
from zipfile import ZipFile

import pytest

from shared.places import CAM_THANH
from shared.protocol import Sender, write_batch
from shared.records import Record, Session, short_number
from shared.stamp import PER_MS
from sync_server import backup, decisions, devices, log
from sync_server.communes import found
from sync_server.database import Cursor, Database
from sync_server.desk.devices import clock_words
from sync_server.verifying import verify
from tests.support.desk import BOARD, Office, text_of
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    PHONE,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
    numbered,
)
from tests.sync_server.test_log import an_evening, count, phone_of, push

WAITS = f"{BOARD}/quarantine"
DISPUTES = f"{BOARD}/disputes"
BACKUP = f"{BOARD}/backup"
THE_DEVICE = f"{BOARD}/devices/{PHONE}"


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    office = Office(database).signed_in()
    yield office
    office.browser.close()


def send(
    office: Office,
    records: Sequence[Record],
    sender: Sender | None = None,
    now_ms: int = NOW_MS,
) -> None:
    body = write_batch(records, sender)

    def take(cursor: Cursor) -> None:
        phone = devices.find(cursor, "cam-tan", records[0].device)
        log.push(cursor, phone, log.read_batch(phone, body), now_ms)

    office.database.write_now(take)


def boxes(page: str) -> list[str]:
    return re.findall(r'name="entry" value="([^"]+)"', page)


def whole(office: Office) -> bool:
    with office.database.reading() as cursor:
        return list(verify(cursor, "cam-tan")) == []


def test_an_officer_revokes_a_device_with_a_reason_and_takes_it_back(office: Office) -> None:
    phone_of(office.database)

    silent = office.post(THE_DEVICE, deed="revoke", why="")
    office.post(THE_DEVICE, deed="revoke", why="mất điện thoại")
    revoked = office.page(THE_DEVICE)
    office.post(THE_DEVICE, deed="reinstate", why="tìm lại được")

    assert (silent.status_code, "BK624" in silent.text) == (422, True)
    assert "đã thu hồi" in revoked
    assert "đã thu hồi" not in office.page(THE_DEVICE)
    decided = office.page(f"{WAITS}/decided")
    assert "mất điện thoại" in decided
    assert "Phạm Thị Hạnh" in decided


def test_the_marked_entries_are_accepted_and_the_rest_waits(office: Office) -> None:
    phone_of(office.database)
    office.post(THE_DEVICE, deed="revoke", why="mất điện thoại")
    send(office, an_evening())
    page = office.page(WAITS)
    keys = boxes(page)

    answer = office.post(WAITS, deed="accept", why="đúng là chị Hoa làm", entry=keys[:4])

    assert "Nguyễn Thị Hợp" in page
    assert "Chữ ký số" in page
    assert (len(keys), answer.status_code) == (6, 303)
    assert "Đã nhận vào số liệu 4 bản ghi" in office.page(answer.headers["location"])
    assert count(office.database, "log") == 4
    assert len(boxes(office.page(WAITS))) == 2
    assert "đúng là chị Hoa làm" in office.page(f"{WAITS}/decided")
    assert whole(office)


def test_everything_of_one_device_is_refused_at_once(office: Office) -> None:
    phone_of(office.database)
    office.post(THE_DEVICE, deed="revoke", why="mất điện thoại")
    send(office, an_evening())

    (until,) = re.findall(r'name="until" value="(\d+)"', office.page(WAITS))
    every = {"deed": "refuse", "why": "người lạ bấm", "whole": str(PHONE)}
    unread = office.post(WAITS, **every)
    answer = office.post(WAITS, **every, until=until)

    assert unread.status_code == 422
    assert "Đã từ chối 6 bản ghi" in office.page(answer.headers["location"])
    assert (count(office.database, "log"), boxes(office.page(WAITS))) == (0, [])
    assert whole(office)


def test_without_reason_or_choice_nothing_is_decided_and_what_was_marked_stays_so(
    office: Office,
) -> None:
    phone_of(office.database)
    send(office, numbered([a_household(village=OTHER_VILLAGE), a_household(village="nowhere")]))
    keys = boxes(office.page(WAITS))

    silent = office.post(WAITS, deed="accept", why=" ", entry=keys[:1])
    nothing = office.post(WAITS, deed="accept", why="được")
    nonsense = office.post(WAITS, deed="accept", why="được", entry="x.y.z")
    strange = office.post(WAITS, deed="burn", why="được", entry=keys[:1])

    assert [each.status_code for each in (silent, nothing, nonsense, strange)] == [422] * 4
    assert f'value="{keys[0]}" checked' in silent.text
    assert "BK624" in silent.text
    assert "BK625" in nothing.text
    assert len(boxes(office.page(WAITS))) == 2


def test_all_that_waits_about_a_household_is_chosen_by_one_box(office: Office) -> None:
    phone_of(office.database)
    office.post(THE_DEVICE, deed="revoke", why="mất điện thoại")
    homes = [
        a_household(name, code=code) for name, code in (("Hà Văn Hường", "7"), ("Lò Thị", "8"))
    ]
    people = [a_member(home, slot=slot) for slot in (1, 2) for home in homes]
    ticks = [an_answer(each, "esign") for each in people]
    send(office, numbered([*homes, *people, *ticks]))
    page = office.page(WAITS)
    keys = re.findall(r'name="home" value="([^"]+)"', page)

    silent = office.post(WAITS, deed="accept", why="", home=keys[0])
    answer = office.post(WAITS, deed="accept", why="đã hỏi lại hộ", home=keys[0])

    said = text_of(page)
    assert len(keys) == 2
    assert "Hà Văn Hường · hộ số 7 · máy Chị Hoa Chọn tất cả 5 bản ghi của hộ này" in said
    assert said.index("hộ số 7 · máy") < said.index("hộ số 8 · máy")
    numbers = [int(key.split(".")[1]) for key in boxes(page)]
    assert numbers == [1, 3, 5, 7, 9, 2, 4, 6, 8, 10]
    assert f'value="{keys[0]}" checked' in silent.text
    assert "Đã nhận vào số liệu 5 bản ghi" in office.page(answer.headers["location"])
    assert count(office.database, "log") == 5
    assert len(boxes(office.page(WAITS))) == 5
    assert whole(office)


def a_session(team: str) -> Session:
    said = a_household().model_dump(include={"village", "device", "number", "stamp", "day"})
    return Session(id=Session.id_for(said["village"], said["day"], team), team=team, **said)


def home_boxes(page: str) -> list[str]:
    return re.findall(r'name="home" value="([^"]+)"', page)


def test_a_household_that_something_came_to_since_is_not_decided_by_its_box(
    office: Office,
) -> None:
    phone_of(office.database)
    office.post(THE_DEVICE, deed="revoke", why="mất điện thoại")
    home, neighbour = a_household("Hà Văn Hường", code="7"), a_household("Lò Thị", code="8")
    *made, late = numbered([home, neighbour, an_answer(home, "electricity_cashless")])
    send(office, made)
    keys = home_boxes(office.page(WAITS))
    send(office, [late])

    answer = office.post(WAITS, deed="accept", why="đã hỏi lại hộ", home=keys)

    assert (answer.status_code, "BK629" in answer.text) == (409, True)
    assert count(office.database, "log") == 0
    assert len(home_boxes(answer.text)) == 2
    assert re.findall(r'name="home" value="([^"]+)" checked', answer.text) == keys[1:]


def test_what_belongs_to_no_household_and_came_since_is_not_decided_either(
    office: Office,
) -> None:
    phone_of(office.database)
    office.post(THE_DEVICE, deed="revoke", why="mất điện thoại")
    first, second = numbered([a_session("Tổ 1"), a_session("Tổ 2")])
    send(office, [first])
    keys = home_boxes(office.page(WAITS))
    send(office, [second])

    answer = office.post(WAITS, deed="accept", why="đúng", home=keys)

    assert (answer.status_code, count(office.database, "log")) == (409, 0)


def test_a_box_names_the_same_entries_on_the_page_of_one_device_and_on_that_of_all(
    office: Office,
) -> None:
    phone_of(office.database)
    phone_of(office.database, OTHER_PHONE)
    for device in (PHONE, OTHER_PHONE):
        office.post(f"{BOARD}/devices/{device}", deed="revoke", why="mất điện thoại")
    home = a_household("Hà Văn Hường", code="7")
    person = a_member(home)
    send(office, numbered([home, an_answer(person, "esign")]))
    send(office, numbered([person], OTHER_PHONE))
    keys = home_boxes(office.page(f"{WAITS}?device={PHONE}"))
    of_all = home_boxes(office.page(WAITS))

    answer = office.post(f"{WAITS}?device={PHONE}", deed="accept", why="đúng", home=keys[1])

    assert set(keys) <= set(of_all)
    assert "Đã nhận vào số liệu 1 bản ghi" in office.page(answer.headers["location"])


@pytest.mark.parametrize("key", ["x", "x.y.z", f"{PHONE}.{PHONE}", f"{PHONE}..00"])
def test_a_box_that_no_page_showed_decides_nothing(office: Office, key: str) -> None:
    phone_of(office.database)
    send(office, numbered([a_household(village=OTHER_VILLAGE)]))

    answer = office.post(WAITS, deed="accept", why="đúng", home=key)

    assert answer.status_code in (409, 422)
    assert len(boxes(office.page(WAITS))) == 1


def test_a_household_that_goes_on_on_the_next_page_is_named_there_too(office: Office) -> None:
    phone_of(office.database)
    office.post(THE_DEVICE, deed="revoke", why="mất điện thoại")
    home = a_household("Hà Văn Hường", code="7")
    person = a_member(home, name="Lò Thị Pâng")
    made = [home, person, *(an_answer(person, "esign") for _ in range(120))]
    send(office, numbered(made))

    page = office.page(f"{WAITS}?from=100")

    said = text_of(page)
    assert len(boxes(page)) == 22
    assert "Hà Văn Hường · hộ số 7 · máy Chị Hoa Chọn tất cả 122 bản ghi của hộ này" in said
    assert "Lò Thị Pâng, 1990" in said


def test_a_refused_press_shows_the_page_it_was_made_on_with_its_marks(office: Office) -> None:
    phone_of(office.database)
    send(office, numbered([a_household(village=OTHER_VILLAGE) for _ in range(130)]))
    page = office.page(f"{WAITS}?from=100")
    action = re.findall(r'<form method="post" action="([^"]*from=[^"]*)"', page)
    key = boxes(page)[0]

    silent = office.post(action[0].replace("&amp;", "&"), deed="accept", why="", entry=key)

    assert silent.status_code == 422
    assert f'value="{key}" checked' in silent.text


def test_a_page_past_the_end_shows_the_last_entries_that_wait(office: Office) -> None:
    phone_of(office.database)
    send(office, numbered([a_household(village=OTHER_VILLAGE) for _ in range(3)]))

    assert len(boxes(office.page(f"{WAITS}?from=100"))) == 3


def test_many_entries_are_paged(office: Office) -> None:
    phone_of(office.database)
    send(office, numbered([a_household(village=OTHER_VILLAGE) for _ in range(130)]))

    first, second = office.page(WAITS), office.page(f"{WAITS}?from=100&device={PHONE}")

    assert (len(boxes(first)), len(boxes(second))) == (100, 30)
    assert not set(boxes(first)) & set(boxes(second))
    assert "Trang sau" in first
    assert "Trang trước" in second


def test_a_page_of_what_waits_judges_no_more_than_it_shows(office: Office) -> None:
    phone_of(office.database)
    send(office, numbered([a_household(village=OTHER_VILLAGE) for _ in range(130)]))
    nameless = "UPDATE quarantine SET record = replace(record, 'head', 'was') WHERE number = 130"
    with office.database.writing() as cursor:
        cursor.run(nameless)

    assert len(boxes(office.page(WAITS))) == 100


def test_the_devices_page_tells_what_is_made_received_lacking_and_waiting(office: Office) -> None:
    phone_of(office.database)
    evening = an_evening()
    stray = numbered([a_household(village=OTHER_VILLAGE)], start=7)
    sender = Sender(made=12, now_ms=NOW_MS + 300_000, app="0.1.0")

    send(office, [*evening[:2], *evening[4:], *stray], sender)

    # As the phone calls another device, of which it has no name.
    assert f"số {short_number(PHONE)}" in office.page(f"{BOARD}/devices")
    for page in (office.page(f"{BOARD}/devices"), office.page(THE_DEVICE)):
        assert "3–4, 8–12" in page
        assert "nhanh 5 phút" in page
        assert "0.1.0" in page
        assert f"{WAITS}?device={PHONE}" in page


@pytest.mark.parametrize(
    ("ahead_ms", "said"),
    [
        (0, "đúng giờ"),
        (-59_000, "đúng giờ"),
        (61_000, "nhanh 1 phút"),
        (-3 * 3_600_000, "chậm 3 giờ"),
        (400 * 86_400_000, "nhanh 400 ngày"),
        (365 * 86_400_000 - 20_000, "nhanh 365 ngày"),
    ],
)
def test_a_clock_is_told_in_words(ahead_ms: int, said: str) -> None:
    assert clock_words(ahead_ms) == said


# What devices say differently.


def two_phones(office: Office) -> list[Record]:
    """Return a household and its member, as both phones know them."""
    first = phone_of(office.database)
    phone_of(office.database, OTHER_PHONE)
    house = a_household()
    known = numbered([house, a_member(house)])
    push(office.database, first, known)
    return list(known)


def other(record: Record, start: int = 1, later_ms: int = 1000) -> list[Record]:
    return numbered([record], OTHER_PHONE, start=start, stamp=(NOW_MS + later_ms) * PER_MS)


def test_two_devices_that_answer_differently_are_listed_with_both_values(office: Office) -> None:
    _, person = two_phones(office)
    send(office, numbered([an_answer(person, "smartphone", "yes", by="Bùi Thị Lan")], start=3))
    send(office, other(an_answer(person, "smartphone", "no")))
    same = an_answer(person, "esign", "yes")
    send(office, numbered([same], start=4))
    send(office, other(same, start=2))

    page = office.page(DISPUTES)

    assert page.count('<tbody class="pair-of">') == 1
    assert "Đặng Văn An" in page
    assert "Bùi Thị Lan" in page
    assert page.index("không</span>") < page.index("đang tính</span>")


LATER_MS = 14 * 86_400_000


@pytest.mark.parametrize(
    ("values", "days", "came_ms", "is_followed"),
    [
        ("no yes", 14, NOW_MS, True),
        ("no yes", 0, NOW_MS, False),
        ("no yes", 14, NOW_MS + 2 * LATER_MS, False),
        ("yes no", 14, NOW_MS, False),
    ],
    ids=["helped later", "on the same day", "not knowing of the earlier", "had it and has it not"],
)
def test_what_a_later_visit_helped_with_is_listed_apart_from_disputes(
    office: Office, values: str, days: int, came_ms: int, is_followed: bool
) -> None:
    _, person = two_phones(office)
    before, now = (an_answer(person, "smartphone", value) for value in values.split())
    send(office, numbered([before], start=3), now_ms=came_ms)
    now = now.model_copy(update={"day": VISIT_DAY + timedelta(days)})
    send(office, other(now, later_ms=LATER_MS), now_ms=3 * LATER_MS + NOW_MS)

    disputes, visits = office.page(DISPUTES), office.page(f"{DISPUTES}?visits=followed")

    assert ("Đặng Văn An" in disputes, "Đặng Văn An" in visits) == (not is_followed, is_followed)
    assert ("Lần thăm sau ghi khác: 1 mục" in disputes) == is_followed


def test_who_agrees_with_a_later_visit_does_not_make_a_dispute_of_it(office: Office) -> None:
    _, person = two_phones(office)
    third = UUID(int=77)
    phone_of(office.database, third)
    before, now = (an_answer(person, "smartphone", value) for value in ("no", "yes"))
    later = now.model_copy(update={"day": VISIT_DAY + timedelta(14)})
    stamp = (NOW_MS + 2 * LATER_MS) * PER_MS
    send(office, numbered([before], start=3))
    send(office, other(later, later_ms=LATER_MS), now_ms=3 * LATER_MS + NOW_MS)
    send(office, numbered([later], third, stamp=stamp), now_ms=3 * LATER_MS + NOW_MS)

    assert "Đặng Văn An" not in office.page(DISPUTES)


def test_who_changes_an_own_answer_disagrees_with_nobody(office: Office) -> None:
    _, person = two_phones(office)
    changed = [an_answer(person, "smartphone", value) for value in ("yes", "no")]
    send(office, numbered(changed, start=3))

    assert "Không có mục nào" in office.page(DISPUTES)


def test_work_on_somebody_deleted_is_shown_and_they_can_be_brought_back(office: Office) -> None:
    _, person = two_phones(office)
    gone = person.model_copy(update={"deleted": True})
    send(office, other(gone))
    send(office, numbered([an_answer(person, "smartphone")], start=3))
    page = office.page(DISPUTES)

    answer = office.post(DISPUTES, deed="revive", subject=str(person.id), why="xóa nhầm")

    assert "Đặng Văn An" in page
    assert "Khôi phục" in page
    assert answer.status_code == 303
    assert "Khôi phục</button>" not in office.page(DISPUTES)
    with office.database.reading() as cursor:
        (token,) = cursor.one(
            "SELECT token FROM current WHERE subject = ? AND question = ''", (person.id.bytes,)
        ) or ("",)
    assert token
    decided = office.page(f"{WAITS}/decided")
    assert "xóa nhầm" in decided
    assert ">Đặng Văn An, 1990</td>" in decided
    assert whole(office)


def test_who_is_left_deleted_is_not_asked_about_again(office: Office) -> None:
    _, person = two_phones(office)
    send(office, other(person.model_copy(update={"deleted": True})))
    send(office, numbered([an_answer(person, "smartphone")], start=3))

    silent = office.post(DISPUTES, deed="leave", subject=str(person.id), why="")
    office.post(DISPUTES, deed="leave", subject=str(person.id), why="đã chuyển đi")

    assert silent.status_code == 422
    assert "Khôi phục</button>" not in office.page(DISPUTES)
    assert whole(office)


def test_work_that_the_deleting_device_knew_of_is_no_dispute(office: Office) -> None:
    _, person = two_phones(office)
    send(office, numbered([an_answer(person, "smartphone")], start=3))
    send(office, other(person.model_copy(update={"deleted": True}), later_ms=60_000))

    assert "Khôi phục</button>" not in office.page(DISPUTES)


# Backups.


def test_the_desk_says_when_the_last_backup_was_and_gives_one_to_take_along(
    office: Office,
) -> None:
    phone_of(office.database)
    before = office.page(BACKUP)

    answer = office.post(BACKUP)

    assert "Chưa sao lưu lần nào." in before
    assert answer.headers["content-type"] == "application/zip"
    assert "sao-luu-cam-tan-" in answer.headers["content-disposition"]
    names = ZipFile(io.BytesIO(answer.content)).namelist()
    assert names[-1] == backup.MANIFEST
    assert "Sao lưu gần nhất" in office.page(BACKUP)


def test_where_several_communes_are_served_nobody_takes_everybodys_data_home(
    office: Office,
) -> None:
    with office.database.writing() as cursor:
        found(cursor, CAM_THANH)

    answer = office.post(BACKUP)

    assert (answer.status_code, "BK635" in answer.text) == (403, True)
    assert "Tải bản sao lưu" not in office.page(BACKUP)


def test_a_leader_sees_neither_what_waits_nor_backups(office: Office) -> None:
    with office.database.writing() as cursor:
        cursor.run("UPDATE officer SET role = 'leader' WHERE username = 'canbo'")

    for address in (WAITS, f"{WAITS}/decided", DISPUTES, BACKUP):
        assert office.browser.get(address).status_code == 403
    assert office.post(THE_DEVICE, deed=decisions.REVOKE, why="x").status_code == 403
