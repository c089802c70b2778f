"""What stood at the end of past quarters is what reading the whole log says stood."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain
from random import Random

import pytest

from shared.places import CAM_TAN, Village
from shared.plan import CAM_TAN_2025
from shared.quarter import Quarter
from shared.records import Household, Member, Record
from sync_server import counting
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.hindsight import Moment, tallies_at
from tests.support.people import a_household, a_member, an_answer
from tests.sync_server.test_province import WHOLE, enter

FIRST = date(2025, 1, 10)
QUARTERS = [Quarter(2025, each) for each in (1, 2, 3, 4)]
SEEDS = range(6)


def some_day(draw: Random) -> date:
    return FIRST + timedelta(days=draw.randrange(340))


def entries(draw: Random, village: str, people: list[Member]) -> list[Record]:
    """Return what a year brings: answers again and again, people who move, die and come back."""
    made: list[Record] = []
    for _ in range(60):
        who, where = draw.choice(people), {"village": village, "day": some_day(draw)}
        match draw.randrange(6):
            case 0:
                status = draw.choice(["resident", "moved", "died", "away"])
                made.append(who.model_copy(update={"status": status, **where}))
            case 1:
                period = str(Quarter.of(where["day"]))  # type: ignore[arg-type]
                made.append(an_answer(who, "trained", "yes", period=period, **where))
            case _:
                asked = draw.choice(["smartphone", "esign"])
                made.append(an_answer(who, asked, draw.choice(["yes", "no"]), **where))
    return made


def households(village: str) -> tuple[Household, list[Member]]:
    house = a_household(village=village, day=FIRST)
    return house, [a_member(house, slot=n, village=village, day=FIRST) for n in range(1, 6)]


def read_as_one(database: Database, communes: list[str], quarter: Quarter) -> object:
    with database.reading() as cursor:
        records = chain.from_iterable(counting.logged(cursor, each) for each in communes)
        return counting.recount(records, quarter, CAM_TAN_2025)


def at_once(database: Database, communes: list[str]) -> list[object]:
    moments = [Moment(each, CAM_TAN_2025, each.last_day) for each in QUARTERS]
    with database.reading() as cursor:
        return [*tallies_at(cursor, communes, moments)]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_quarter_is_what_the_whole_log_says(sqlite: Database, seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - an invented year
    house, people = households("cam-tan-01")
    enter(sqlite, CAM_TAN.id, [house, *people, *entries(draw, "cam-tan-01", people)], 1)

    counted = at_once(sqlite, [CAM_TAN.id])

    assert counted == [read_as_one(sqlite, [CAM_TAN.id], each) for each in QUARTERS]


@pytest.mark.parametrize("seed", SEEDS)
def test_two_logs_are_read_as_one(database: Database, seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - an invented year
    with database.writing() as cursor:
        found(cursor, WHOLE)
        settle(cursor, [Village("whole-01", "whole", "Thôn Một")])
    house, people = households("cam-tan-01")
    enter(database, CAM_TAN.id, [house, *people, *entries(draw, "cam-tan-01", people)], 1)
    enter(database, "whole", entries(draw, "whole-01", people), 2)
    both = [CAM_TAN.id, "whole"]

    counted = at_once(database, both)

    assert counted == [read_as_one(database, both, each) for each in QUARTERS]


def test_nothing_is_counted_where_nothing_was_declared_yet(sqlite: Database) -> None:
    with sqlite.reading() as cursor:
        moment = Moment(QUARTERS[0], CAM_TAN_2025, date(2024, 12, 31))

        assert tallies_at(cursor, [CAM_TAN.id], [moment]) == [{}]
