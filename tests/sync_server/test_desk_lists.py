"""The desk's lists where the commune has its people by now, and no plan yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import uuid5

import pytest

from shared.places import Village
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.ids import new_id
from sync_server.officers import Officer
from sync_server.units import thanh_hoa
from tests.support.desk import Office, a_session, text_of
from tests.support.people import a_household, a_member, an_answer
from tests.sync_server.test_province import enter

UNIT = next(unit for unit in thanh_hoa().units if unit.name == "Xã Mường Lát")
DAY = date(2026, 10, 5)
LISTS = f"/communes/{UNIT.code}/lists"
OCTOBER_MS = 1_791_200_000_000


@pytest.fixture
def office(sqlite: Database) -> Iterator[Office]:
    """The desk of a commune without a plan: one person twice, one ageless, one contradictory."""
    with sqlite.writing() as cursor:
        found(cursor, UNIT)
        settle(cursor, [Village(f"{UNIT.id}-01", UNIT.id, "Bản Poọng")])
    where = {"village": f"{UNIT.id}-01", "day": DAY}
    house = a_household(**where)
    listed = a_member(house, name="Lò Văn An", id=uuid5(house.id, "1"), **where)
    written = a_member(house, slot=2, name="Lò Văn An", id=new_id(), **where)
    ageless = a_member(house, slot=3, name="Lò Thị Na", birth_year=None, **where)
    odd = a_member(house, slot=4, name="Hà Thị Tư", **where)
    said = [an_answer(odd, "vneid", "none", **where), an_answer(odd, "vneid_active", **where)]
    enter(sqlite, UNIT.id, [house, listed, written, ageless, odd, *said], 1)
    office = Office(sqlite)
    office.now_ms = OCTOBER_MS
    office.browser.cookies.set(
        "bakhong", a_session(sqlite, Officer(UNIT.id, "trang", "Vũ Thị Trang"), OCTOBER_MS)
    )
    yield office
    office.browser.close()


@pytest.mark.parametrize(
    ("kind", "name", "count"),
    [
        ("co-the-trung", "Lò Văn An", 2),
        ("chua-ro-tuoi", "Lò Thị Na", 1),
        ("mau-thuan", "Hà Thị Tư", 1),
    ],
)
def test_a_list_that_follows_from_no_plan_is_shown_and_printed_without_one(
    office: Office, kind: str, name: str, count: int
) -> None:
    page = office.browser.get(f"{LISTS}?kind={kind}")
    file = office.browser.get(f"{LISTS}/{kind}.xlsx")

    assert page.status_code == 200, text_of(page.text)
    assert f"{count} trường hợp" in text_of(page.text)
    assert page.text.count(f'<th scope="row">{name}</th>') == count
    assert file.status_code == 200


@pytest.mark.parametrize("kind", ["chu-ky-so", "moi-buoi-toi", "con-thieu"])
def test_a_list_that_follows_from_a_plan_says_that_there_is_none(office: Office, kind: str) -> None:
    answer = office.browser.get(f"{LISTS}?kind={kind}")

    assert answer.status_code == 404
    assert "BK210" in answer.text
    assert "Nhập kế hoạch năm" in answer.text


def test_the_lists_begin_with_one_that_can_be_shown(office: Office) -> None:
    page = office.browser.get(LISTS)

    assert page.status_code == 200
    assert '?kind=co-the-trung" aria-current="page"' in page.text
    assert '?kind=chua-ro-tuoi"' in page.text
