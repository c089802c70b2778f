"""A ward ("phường") reads about its own wards and tổ dân phố, never about a xã and its thôn."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shared.places import Village
from shared.plan import CAM_TAN_2025
from shared.quarter import Quarter
from shared.recipients import spoken
from sync_server import exports, intake, issues, plans
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.officers import Officer
from sync_server.units import thanh_hoa
from tests.support.desk import Office, a_session, text_of
from tests.support.people import SEAL_KEY, an_answer
from tests.sync_server.test_province import enter, people
from tests.sync_server.test_rights import DESK
from tests.sync_server.word_reader import texts_of

NOW_MS = 1_795_330_000_000
AUTUMN = date(2026, 10, 5)
WARD = next(unit for unit in thanh_hoa().units if unit.name == "Phường Hàm Rồng")
TRANG = Officer(WARD.id, "trang", "Vũ Thị Trang")
HERE = f"/communes/{WARD.code}"
# Where the words mean others, or a level: a ward's page says these too.
OTHERS = re.compile(r"[Xx]ã, phường|[Xx]ã hội|cấp xã|Kế hoạch (?:số 29/KH-UBND )?của UBND xã Cẩm T")
NOT_ITS_OWN = re.compile(r".{0,40}\b(?:[Xx]ã|[Tt]hôn)\b.{0,40}")
PREFIX = "/communes/{code}"
ROUTES = sorted(
    path.removeprefix(PREFIX)
    for method, path in DESK
    if method == "GET" and path.startswith(PREFIX) and path.count("{") == 1
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The desk of a ward with two tổ dân phố, of which one has people."""
    database = Database(f"sqlite:///{tmp_path / 'collector.db'}", SEAL_KEY)
    database.create()
    with database.writing() as cursor:
        found(cursor, WARD)
        places = [Village(f"{WARD.id}-0{n}", WARD.id, f"Tổ dân phố {n}") for n in (1, 2)]
        settle(cursor, places)
        goals = {
            code: replace(goal, responsible="Công chức Văn hóa", coordinating="")
            for code, goal in CAM_TAN_2025.targets.items()
        }
        plan = replace(CAM_TAN_2025, commune=WARD.id, title="Kế hoạch 2025", targets=goals)
        plans.keep(cursor, Hand(WARD.id, "canbo", "Cán bộ", NOW_MS), plan, 0)
        told = {"code": "CT01", "numerator": 18, "denominator": 20, "period": "2026-Q4"}
        told |= {"source": "TD-Office", "person": "Lê Thị Mai"}
        intake.declare(cursor, WARD, told, AUTUMN, NOW_MS)
    house, *rest = people(WARD.id, AUTUMN, 3, 1)
    slow = {"value": "no", "obstacles": ("OTP_SLOW",), "village": f"{WARD.id}-01", "day": AUTUMN}
    enter(database, WARD.id, [house, *rest, an_answer(rest[0], "esign", **slow)], 1)
    office = Office(database)
    office.now_ms = NOW_MS
    office.browser.cookies.set("bakhong", a_session(database, TRANG, NOW_MS))
    yield office
    office.browser.close()
    database.close()


def not_its_own(said: str) -> list[str]:
    return NOT_ITS_OWN.findall(OTHERS.sub("", said))


def all_that_is_said(page: str) -> str:
    """Return what a page says, to ears too."""
    told = re.findall(r'(?:aria-label|placeholder|title)="([^"]*)"', page)
    return " ".join([text_of(page), *told])


def test_the_pages_are_all_there() -> None:
    assert len(ROUTES) > 20


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("village", ["", "?village=phuong-01"])
def test_no_page_of_a_ward_calls_it_a_xa(office: Office, route: str, village: str) -> None:
    answer = office.browser.get(f"{HERE}{route}{village.replace('phuong', WARD.id)}")

    # A page may lead on, or refuse what is too late: that is said to the ward too.
    assert answer.status_code in (200, 303, 422)
    assert not_its_own(all_that_is_said(answer.text)) == []


def test_a_ward_s_board_speaks_of_the_ward_and_its_to_dan_pho(office: Office) -> None:
    board = text_of(office.page(HERE))

    assert "Toàn phường" in board
    assert "Phường kê khai" in board
    assert "Theo tổ dân phố, từ lượt thăm hộ" in board


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "json"])
def test_no_file_of_a_ward_calls_it_a_xa(office: Office, suffix: str) -> None:
    with office.database.reading() as cursor:
        made = issues.dossier(cursor, WARD, Quarter(2026, 4), AUTUMN)
    content = exports.export(made, suffix)
    if suffix == "docx":
        said = " ".join(texts_of(content))
    elif suffix == "xlsx":
        book = load_workbook(io.BytesIO(content))
        said = " ".join(str(c.value or "") for sheet in book for row in sheet for c in row)
    else:
        said = content.decode()

    assert not_its_own(said) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Phường Hàm Rồng", "Toàn xã", "Toàn phường"),
        ("Phường Hàm Rồng", "Xã chưa có thôn nào", "Phường chưa có tổ dân phố nào"),
        ("Phường Hàm Rồng", "Thôn, bản, khu phố", "Tổ dân phố"),
        ("Phường Hàm Rồng", "cấp xã; xã hội; xã, phường", "cấp xã; xã hội; xã, phường"),
        ("Phường Hàm Rồng", "Không có thôn “Xã Lạ”", "Không có tổ dân phố “Xã Lạ”"),
        ("Đặc khu Vân Đồn", "Theo thôn, toàn xã", "Theo thôn, toàn đặc khu"),
        ("Xã Cẩm Tân", "Theo thôn, toàn xã", "Theo thôn, toàn xã"),
    ],
)
def test_a_text_is_said_in_the_words_of_the_unit(name: str, text: str, said: str) -> None:
    assert spoken(replace(WARD, name=name), text) == said
