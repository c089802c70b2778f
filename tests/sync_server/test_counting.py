"""Rates from the log, on SQLite and on PostgreSQL: the roll-up equals the recount, always."""

from __future__ import annotations

from datetime import date

from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.quarter import Quarter
from shared.records import Record
from shared.tally import Cell
from sync_server import counting, intake
from sync_server.database import Database
from sync_server.devices import Device
from tests.support.people import (
    NOW_MS,
    QUARTER,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
    numbered,
)
from tests.sync_server.test_log import an_evening, phone_of, push


def cell(
    database: Database, code: str, quarter: Quarter = QUARTER, village: str | None = None
) -> Cell:
    with database.reading() as cursor:
        report = counting.report(cursor, CAM_TAN, quarter, village)
    return next(row.cell for row in report.rows if row.indicator.code == code)


def test_one_tick_moves_the_rate_of_its_village_and_of_the_commune_by_one(
    database: Database,
) -> None:
    phone, evening = phone_of(database), an_evening()
    push(database, phone, evening)
    before = cell(database, "CT09")
    signed = an_answer(evening[2], "esign", "yes")

    push(database, phone, numbered([signed], start=7))

    assert before == Cell(0, 2, 1)
    assert cell(database, "CT09") == Cell(1, 2, 0)
    assert cell(database, "CT09", village="cam-tan-01") == Cell(1, 2, 0)
    assert cell(database, "CT09", village="cam-tan-02") == Cell()


def test_a_tick_that_is_taken_back_is_missing_again(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()
    taken_back = evening[3].model_copy(update={"deleted": True})
    push(database, phone, [*evening, *numbered([taken_back], start=7)])

    assert cell(database, "CT06") == Cell(0, 2, 2)


def test_the_sum_of_the_villages_is_the_commune(database: Database) -> None:
    phone = phone_of(database, phone_id := an_evening()[0].device, "cam-tan-01", "cam-tan-02")
    houses = [a_household(village=village) for village in ("cam-tan-01", "cam-tan-02") * 3]
    people = [a_member(house, village=house.village) for house in houses]
    ticks = [an_answer(each, village=each.village) for each in people[::2]]
    push(database, phone, numbered([*houses, *people, *ticks], phone_id))

    with database.reading() as cursor:
        whole = counting.report(cursor, CAM_TAN, QUARTER)
        parts = counting.breakdown(cursor, CAM_TAN, QUARTER)

    for place, row in enumerate(whole.rows):
        if row.visits is not None:
            villages = [part.rows[place].visits or Cell() for _, part in parts]
            assert sum(villages, Cell()) == row.visits


def test_the_roll_up_equals_a_recount_from_the_raw_log(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()
    quarterly = [an_answer(evening[1], "trained"), an_answer(evening[2], "dvc_used", "no")]
    push(database, phone, [*evening, *numbered(quarterly, start=7)])

    with database.reading() as cursor:
        rolled = counting.tallies(cursor, CAM_TAN.id, QUARTER, CAM_TAN_2025)
        raw = counting.recount(counting.logged(cursor, CAM_TAN.id), QUARTER, CAM_TAN_2025)

    assert rolled == raw
    assert rolled["cam-tan-01"].cells["CT10"] == Cell(1, 2, 1)


def test_an_answer_of_one_quarter_says_nothing_in_the_next(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()
    push(database, phone, [*evening, *numbered([an_answer(evening[1], "trained")], start=7)])

    assert cell(database, "CT10", QUARTER) == Cell(1, 2, 1)
    assert cell(database, "CT10", QUARTER.next()) == Cell(0, 2, 2)
    assert cell(database, "CT06", QUARTER.next()) == Cell(1, 2, 1)


def test_a_past_quarter_keeps_what_was_declared_by_its_last_day(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()
    push(database, phone, evening)
    after = evening[4].model_copy(update={"value": "yes", "obstacles": (), "day": date(2025, 5, 1)})

    push(database, phone, numbered([after], start=7, stamp=NOW_MS * 1001))

    assert cell(database, "CT09", QUARTER) == Cell(0, 2, 1)
    assert cell(database, "CT09", QUARTER.next()) == Cell(1, 2, 1)


def test_a_declared_figure_is_published_with_its_source(database: Database) -> None:
    told = {
        "code": "CT05", "period": str(QUARTER), "numerator": 415, "denominator": 448,
        "source": "Cổng dịch vụ công", "person": "Công chức tư pháp",
    }  # fmt: skip

    database.write_now(lambda cursor: intake.declare(cursor, CAM_TAN, told, VISIT_DAY, NOW_MS))

    with database.reading() as cursor:
        rows = {row.indicator.code: row for row in counting.report(cursor, CAM_TAN, QUARTER).rows}
    row = rows["CT05"]
    assert (row.cell, row.met, row.source) == (Cell(415, 448), False, "declared")
    assert row.figure is not None
    assert row.figure.person == "Công chức tư pháp"
    assert rows["CT01"].met is None


def test_a_figure_declared_again_replaces_the_first_and_both_stay_in_the_log(
    database: Database,
) -> None:
    for numerator in (10, 12):
        told = {
            "code": "CT02", "period": str(QUARTER), "numerator": numerator, "denominator": 20,
            "source": "Danh sách", "person": "Công chức VH",
        }  # fmt: skip
        database.write_now(
            lambda cursor, told=told: intake.declare(cursor, CAM_TAN, told, VISIT_DAY, NOW_MS)
        )

    assert cell(database, "CT02") == Cell(12, 20)
    with database.reading() as cursor:
        assert len(list(counting.logged(cursor, CAM_TAN.id))) == 2


def test_a_member_of_unknown_age_is_told_apart_from_those_not_asked(database: Database) -> None:
    phone, house = phone_of(database), a_household()
    unknown = a_member(house, birth_year=None, name="Ông Tư")
    records: list[Record] = numbered([house, unknown])

    push(database, phone, records)

    assert cell(database, "CT09") == Cell(0, 0, 0, 1)
    assert cell(database, "CT08") == Cell(0, 1, 1)


def test_a_phone_with_no_village_changes_nothing(database: Database) -> None:
    nowhere = Device("cam-tan", an_evening()[0].device, "Lạc", ())

    receipt = push(database, nowhere, an_evening())

    assert [each.code for each in receipt.quarantined] == ["BK115"]
    assert cell(database, "CT08") == Cell()
