"""A commune into which another was merged counts its people from that day on, on every page.

Adults with a smartphone (chỉ tiêu 6), counted by hand; Cẩm Tân is merged into Cẩm Thạch on
15 October 2026:

                      until 30/9   until 14/10   until 31/12
    Cẩm Tân              3/4           4/5           5/5      one found 5/10, one bought 20/10
    Cẩm Thạch            1/4           1/4           1/4
    Cẩm Thạch reports    1/4                         6/9
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import add

import pytest
from httpx import Response

from shared.places import CAM_TAN, Village
from shared.plan import CAM_TAN_2025
from shared.quarter import Quarter
from shared.records import Record
from sync_server import (
    closings,
    counting,
    gathering,
    issues,
    plans,
    recounting,
    teams,
    trends,
)
from sync_server.closings import Deed
from sync_server.communes import by_id, found, served, settle
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.desk.access import Desk
from sync_server.desk.board import read_board
from sync_server.officers import Officer
from sync_server.province import parts
from sync_server.successions import Merger, merge, successions, take_back
from sync_server.units import thanh_hoa
from sync_server.verifying import verify
from tests.support.desk import HANH, Office, a_session, row_of, text_of
from tests.support.people import a_member, an_answer
from tests.sync_server.test_province import enter, nothing, people, smartphones, tallies_on

THIRD, FOURTH = Quarter(2026, 3), Quarter(2026, 4)
DAY, TODAY = date(2026, 10, 15), date(2026, 11, 22)
NOW_MS = 1_795_330_000_000
SUMMER, EARLY, LATE = date(2026, 9, 10), date(2026, 10, 5), date(2026, 10, 20)
CAM_THACH = next(unit for unit in thanh_hoa().units if unit.id == "cam-thach")
TRANG = Officer("cam-thach", "trang", "Vũ Thị Trang")
HAND = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", NOW_MS)
INTO = Merger("Xã Cẩm Thạch (15142)", DAY, "Nghị quyết")
SETTINGS = "/communes/15178/settings"


@pytest.fixture
def two(database: Database) -> Database:
    """Two communes with the people of the table above, not merged yet."""
    return _with_people(database)


@pytest.fixture
def offices(sqlite: Database) -> Iterator[tuple[Office, Office]]:
    """The desks of Cẩm Tân and of Cẩm Thạch on one collector."""
    both = Office(_with_people(sqlite)), Office(sqlite)
    for office, officer in zip(both, (HANH, TRANG), strict=True):
        office.now_ms = NOW_MS
        office.browser.cookies.set("bakhong", a_session(sqlite, officer, NOW_MS))
    yield both
    for office in both:
        office.browser.close()


def _with_people(database: Database) -> Database:
    with database.writing() as cursor:
        found(cursor, CAM_THACH)
        settle(cursor, [Village("cam-thach-01", "cam-thach", "Thôn Một")])
        for commune in ("cam-tan", "cam-thach"):
            plan = replace(CAM_TAN_2025, commune=commune)
            plans.keep(cursor, Hand(commune, "canbo", "Cán bộ", NOW_MS), plan, 0)
    house, *rest = people("cam-tan", SUMMER, 3, 1)
    enter(database, "cam-tan", [house, *rest], 1)
    more = a_member(house.id, slot=9, village="cam-tan-01", day=EARLY)
    enter(database, "cam-tan", [more, an_answer(more, village="cam-tan-01", day=EARLY)], 2)
    bought = an_answer(rest[3], value="yes", village="cam-tan-01", day=LATE)
    slow = {"value": "no", "obstacles": ("OTP_SLOW",), "village": "cam-tan-01", "day": LATE}
    enter(database, "cam-tan", [bought, an_answer(more, "esign", **slow)], 3)
    enter(database, "cam-thach", people("cam-thach", SUMMER, 1, 3), 4)
    return database


def merged(database: Database, told: Merger = INTO) -> Database:
    with database.writing() as cursor:
        merge(cursor, HAND, told, TODAY)
    return database


def shown(database: Database, commune: str, quarter: Quarter) -> tuple[int, int]:
    with database.reading() as cursor:
        cell = counting.report(cursor, by_id(cursor, commune), quarter).rows[5].cell
    return cell.numerator, cell.denominator


def close(database: Database, commune: str, day: date) -> None:
    with database.writing() as cursor:
        unit = by_id(cursor, commune)
        seen = closings.preview(cursor, unit, FOURTH, day, nothing).digest
        deed = Deed(Officer(commune, "canbo", "Hạnh"), day, NOW_MS, seen, {})
        closings.close(cursor, unit, FOURTH, deed, nothing)


def altered(database: Database) -> list[str]:
    with database.reading() as cursor:
        return [said for each in served(cursor) for said in recounting.altered(cursor, each.id)]


# What is counted.


def test_who_was_merged_counts_in_the_other_from_that_day_on(two: Database) -> None:
    merged(two)

    assert (shown(two, "cam-tan", THIRD), shown(two, "cam-thach", THIRD)) == ((3, 4), (1, 4))
    assert shown(two, "cam-tan", FOURTH) == (4, 5)
    assert shown(two, "cam-thach", FOURTH) == (6, 9)


def test_every_way_of_counting_agrees_with_all_logs_read_as_one(two: Database) -> None:
    merged(two)

    with two.reading() as cursor:
        told = successions(cursor)
        plan = replace(CAM_TAN_2025, commune="cam-thach")
        for quarter in (THIRD, FOURTH):
            whole = tallies_on(cursor, quarter, plan, quarter.last_day, told)
            rows = counting.report(cursor, CAM_THACH, quarter).rows
            (point,) = trends.trend(cursor, CAM_THACH, [quarter])
            cells = {row.indicator.code: row.visits for row in rows if row.visits}
            assert cells == whole["cam-thach"].cells
            assert [row.cell for row in point.rows] == [row.cell for row in rows]
        board = counting.breakdown(cursor, CAM_THACH, FOURTH)

    assert [place.name for place, _ in board][:2] == ["Thôn Một", "Thôn Một (Cẩm Tân)"]
    assert [row.rows[5].cell.denominator for _, row in board] == [4, 5, 0, 0]


def test_who_stands_in_both_logs_is_counted_once_where_the_last_entry_says(two: Database) -> None:
    merged(two)
    assert shown(two, "cam-thach", FOURTH) == (6, 9)
    house, member, answer = people("cam-tan", SUMMER, 1, 0)
    enter(two, "cam-tan", [house, member, answer], 7)
    moved = {"village": "cam-thach-01", "day": LATE}
    again: list[Record] = [each.model_copy(update=moved) for each in (house, member, answer)]
    enter(two, "cam-thach", again, 8)

    with two.reading() as cursor:
        plan = replace(CAM_TAN_2025, commune="cam-thach")
        whole = tallies_on(cursor, FOURTH, plan, FOURTH.last_day, successions(cursor))
        counted = counting.tallies(cursor, "cam-thach", FOURTH, plan)
        obstacles = gathering.obstacles(cursor, "cam-thach", FOURTH)

    assert shown(two, "cam-thach", FOURTH) == smartphones(whole["cam-thach"]) == (7, 10)
    assert smartphones(counted["cam-thach-01"]) == (2, 5)
    assert obstacles == {"OTP_SLOW": 1}


def test_a_past_quarter_counts_everybody_of_both_once_too(sqlite: Database) -> None:
    merged(_with_people(sqlite))
    house, member, answer = people("cam-tan", SUMMER, 1, 0)
    enter(sqlite, "cam-tan", [house, member, answer], 7)
    moved = {"village": "cam-thach-01", "day": LATE}
    again: list[Record] = [each.model_copy(update=moved) for each in (house, member, answer)]
    enter(sqlite, "cam-thach", again, 8)
    enter(sqlite, "cam-tan", people("cam-tan", date(2027, 1, 5), 0, 1), 9)

    with sqlite.reading() as cursor:
        points = trends.trend(cursor, CAM_THACH, [THIRD, FOURTH, Quarter(2027, 1)])

    cells = [point.rows[5].cell for point in points]
    assert [(c.numerator, c.denominator) for c in cells] == [(1, 4), (7, 10), (7, 11)]
    assert shown(sqlite, "cam-thach", FOURTH) == (7, 10)


def test_the_trend_breaks_at_the_merger_and_a_village_brings_its_own_past(two: Database) -> None:
    merged(two)

    with two.reading() as cursor:
        whole = trends.trend(cursor, CAM_THACH, [THIRD, FOURTH])
        village = trends.trend(cursor, CAM_THACH, [THIRD, FOURTH], "cam-tan-01")

    def counts(points: tuple[trends.Point, ...]) -> list[tuple[int, int]]:
        cells = [point.rows[5].cell for point in points]
        return [(cell.numerator, cell.denominator) for cell in cells]

    assert [point.broken for point in whole] == [False, True]
    assert counts(whole) == [(1, 4), (6, 9)]
    assert counts(village) == [(3, 4), (5, 5)]


def test_nothing_is_compared_across_a_merger(two: Database) -> None:
    merged(two)

    with two.reading() as cursor:
        assert issues.previous(cursor, CAM_THACH, FOURTH) is None
        assert issues.previous(cursor, CAM_THACH, Quarter(2027, 1)) is not None


def test_a_merger_that_is_taken_back_gives_everybody_back(two: Database) -> None:
    merged(two)
    assert shown(two, "cam-thach", FOURTH) == (6, 9)

    with two.writing() as cursor:
        take_back(cursor, HAND, "Nhầm xã")

    assert (shown(two, "cam-tan", FOURTH), shown(two, "cam-thach", FOURTH)) == ((5, 5), (1, 4))


def test_teams_add_up_to_the_commune_where_somebody_stands_in_two_logs(two: Database) -> None:
    house, member, without = people("cam-thach", SUMMER, 0, 1)
    enter(two, "cam-thach", [house, member, without], 5)
    there = {"village": "cam-tan-01", "day": LATE}
    bought = an_answer(member, value="yes", **there)
    unsigned = an_answer(member, "esign", "no", obstacles=("OTP_SLOW",), **there)
    moved = [each.model_copy(update=there) for each in (house, member)]
    enter(two, "cam-tan", [*moved, bought, unsigned], 6)
    merged(two)

    with two.reading() as cursor:
        plan = replace(CAM_TAN_2025, commune="cam-thach")
        found = teams.by_team(cursor, FOURTH, plan)
        whole = reduce(add, counting.tallies(cursor, "cam-thach", FOURTH, plan).values())
        hindered = teams.obstacles(cursor, FOURTH, plan)

    assert reduce(add, (team.tally for team in found)) == whole
    # Asked last by the sixth phone, where the last entry says; so is who was hindered before.
    assert [team.villages for team in found if team.subjects == 1 and team.device] == [
        ("cam-tan-01",)
    ]
    assert hindered.by_village == {"cam-tan-01": {"OTP_SLOW": 2}}
    assert hindered.total["OTP_SLOW"] == 2


@pytest.mark.parametrize("village", ["", "cam-tan-01"])
def test_a_board_asks_once_who_was_merged_into_the_commune(sqlite: Database, village: str) -> None:
    merged(_with_people(sqlite))
    desk = Desk(TRANG, CAM_THACH, FOURTH, NOW_MS)
    asked: list[str] = []

    with sqlite.reading() as cursor:
        cursor._raw.connection.set_trace_callback(asked.append)
        board = read_board(cursor, desk, village)
        cursor._raw.connection.set_trace_callback(None)

    assert len(board.joined) == 1
    assert sum("merged_into <> ''" in each for each in asked) == 1
    assert sum("SELECT valid_to FROM commune" in each for each in asked) == 1


def test_who_was_merged_twice_is_where_the_last_merger_led(sqlite: Database) -> None:
    merged(_with_people(sqlite))
    with sqlite.writing() as cursor:
        hand = replace(HAND, commune="cam-thach")
        merge(cursor, hand, Merger("Xã Cẩm Tú", date(2026, 11, 1)), TODAY)
        found(cursor, next(unit for unit in thanh_hoa().units if unit.id == "cam-tu"))

        logs = [parts(cursor, "cam-tu", day) for day in (date(2026, 10, 31), date(2026, 11, 1))]

    assert logs == [("cam-tu",), ("cam-tu", "cam-tan", "cam-thach")]
    assert shown(sqlite, "cam-thach", FOURTH) == (6, 9)


# What was closed.


def test_what_was_closed_is_counted_again_from_both_logs(two: Database) -> None:
    merged(two)
    close(two, "cam-thach", TODAY)
    enter(two, "cam-tan", people("cam-tan", LATE, 1, 0), 5)

    with two.reading() as cursor:
        (made,) = closings.issues(cursor, "cam-thach", FOURTH)
        late = closings.late(cursor, made)
        wrong = [said for each in served(cursor) for said in verify(cursor, each.id)]

    assert dict(made.report.joined).keys() == {"cam-tan"}
    assert made.report.rows[5].cell.denominator == 9
    assert made.obstacles == {"OTP_SLOW": 1}
    assert late == 3
    assert (altered(two), wrong) == ([], [])


def test_what_was_closed_before_anybody_knew_of_the_merger_stays_right(two: Database) -> None:
    close(two, "cam-tan", TODAY)
    close(two, "cam-thach", TODAY)
    merged(two)

    with two.reading() as cursor:
        (made,) = closings.issues(cursor, "cam-thach", FOURTH)
        late = closings.late(cursor, made)

    assert (made.report.joined, made.report.rows[5].cell.denominator) == ((), 4)
    assert altered(two) == []
    assert late == 13


# At the desk.


def merge_by_form(office: Office, **other: str) -> Response:
    typed = {"do": "merge", "into": "Xã Cẩm Thạch (15142)", "day": "15/10/2026", "why": "NQ 1"}
    return office.post(SETTINGS, **{**typed, **other})


def test_the_form_puts_a_merger_on_record_and_every_page_says_where_the_figures_are(
    offices: tuple[Office, Office],
) -> None:
    old, _ = offices

    answer = merge_by_form(old)

    assert (answer.status_code, answer.headers["location"]) == (303, SETTINGS)
    settings = text_of(old.page(SETTINGS))
    assert "15/10/2026: đã sáp nhập vào Xã Cẩm Thạch" in settings
    assert "Sáp nhập vào Xã Cẩm Thạch (15142) từ ngày 15/10/2026" in settings
    for page in ("", "/trend", "/quota", "/day", "/devices", "/closing"):
        said = text_of(old.page(f"/communes/15178{page}"))
        assert "đã sáp nhập vào xã Cẩm Thạch (15142) từ ngày 15/10/2026" in said


def test_the_form_takes_a_merger_back(offices: tuple[Office, Office]) -> None:
    old, new = offices
    merge_by_form(old)

    answer = old.post(SETTINGS, do="take-back", why="Nhầm xã")

    assert answer.status_code == 303
    assert "đã sáp nhập" not in text_of(old.page("/communes/15178"))
    assert "(Cẩm Tân)" not in text_of(new.page("/communes/15142"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"into": "Xã Không Có"}, "BK718"),
        ({"into": "Xã Cẩm Tân (15178)"}, "BK718"),
        ({"day": "ngày mai"}, "BK721"),
        ({"day": "23/11/2026"}, "BK728"),
    ],
)
def test_what_the_form_cannot_mean_is_refused_and_nothing_typed_is_lost(
    offices: tuple[Office, Office], typed: dict[str, str], code: str
) -> None:
    old, new = offices

    answer = merge_by_form(old, **typed)

    assert (answer.status_code, code in answer.text) == (422, True)
    assert all(f'value="{text}"' in answer.text for text in typed.values())
    assert "(Cẩm Tân)" not in text_of(new.page("/communes/15142"))


def test_the_other_desk_shows_the_villages_that_came_and_what_they_count(
    offices: tuple[Office, Office],
) -> None:
    old, new = offices
    merge_by_form(old)
    api = "/v1/communes/15142"

    def sixth(address: str) -> tuple[int, int]:
        row = new.browser.get(f"{api}/{address}").json()["rows"][5]
        return row["numerator"], row["denominator"]

    assert sixth("indicators?quarter=2026-Q4") == (6, 9)
    assert sixth("indicators?quarter=2026-Q3") == (1, 4)
    assert sixth("indicators?quarter=2026-Q4&village=cam-tan-01") == (5, 5)
    assert sixth("reports/2026-Q4.json") == (6, 9)
    refused = new.browser.get(f"{api}/indicators?quarter=2026-Q3&village=cam-tan-01")
    assert refused.status_code == 404
    board = text_of(new.page("/communes/15142"))
    assert "Từ ngày 15/10/2026 tính cả các thôn của xã Cẩm Tân cũ" in board
    assert "Thôn Một (Cẩm Tân)" in board
    assert "đổi địa giới" in text_of(new.page("/communes/15142/trend"))
    for page in ("/quota", "/poster", "/obstacles", "/trend"):
        assert "Thôn Một (Cẩm Tân)" in text_of(new.page(f"/communes/15142{page}"))
    village = new.page("/communes/15142?village=cam-tan-01")
    assert row_of(village, "CT06")[:2] == ["5", "5"]


def test_work_is_given_out_in_a_village_that_came(offices: tuple[Office, Office]) -> None:
    old, new = offices
    merge_by_form(old)

    answer = new.post(
        "/communes/15142/quota?quarter=2026-Q4", village="cam-tan-01", **{"team-CT06": "Tổ 1"}
    )

    assert answer.status_code == 303
    assert "Tổ 1" in text_of(new.page("/communes/15142/quota?quarter=2026-Q4"))
