"""What the board's pages count, on SQLite and on PostgreSQL: teams, obstacles, quarters, a day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import reduce
from operator import add
from random import Random

import pytest

from shared.places import CAM_TAN, CAM_THANH
from shared.plan import CAM_TAN_2025
from shared.protocol import Place
from shared.quarter import Quarter
from shared.records import Answer, Record, Session, Visit
from sync_server import counting, daybook, quotas, teams, trends
from sync_server.database import Database
from sync_server.officers import Officer
from sync_server.quotas import Assignment
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    QUARTER,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
    an_id,
    numbered,
)
from tests.sync_server.test_closings import close
from tests.sync_server.test_log import an_evening, phone_of, push

VILLAGES = ("cam-tan-01", "cam-tan-02")


def two_phones(database: Database) -> list[Record]:
    """Two phones ask in two villages; one is shared by two volunteers, and somebody is left out."""
    rng = Random(7)  # noqa: S311 - the same evening again
    records = []
    for village in VILLAGES:
        house = a_household(village=village)
        records += [house, *(a_member(house, slot=n, village=village) for n in range(1, 7))]
    people = [each for each in records if each.kind == "member"]
    mine, theirs = [], []
    for person in people[:-2]:
        for key in ("smartphone", "esign", "id_document"):
            asked = an_answer(person, key, rng.choice(["yes", "no"]), village=person.village)
            if rng.random() < 0.5:
                mine.append(asked.model_copy(update={"by": rng.choice(["Lan", "Hoa"])}))
            else:
                theirs.append(asked)
    first = phone_of(database, records[0].device, *VILLAGES)
    second = phone_of(database, OTHER_PHONE, *VILLAGES)
    push(database, first, numbered([*records, *mine]))
    push(database, second, numbered(theirs, OTHER_PHONE, stamp=NOW_MS * 1000 + 500_000))
    return records


def test_teams_and_those_whom_nobody_asked_add_up_to_the_commune(database: Database) -> None:
    two_phones(database)

    with database.reading() as cursor:
        found = teams.by_team(cursor, QUARTER, CAM_TAN_2025)
        whole = reduce(add, counting.tallies(cursor, "cam-tan", QUARTER, CAM_TAN_2025).values())

    assert reduce(add, (team.tally for team in found)) == whole
    nobody = next(team for team in found if not team.name)
    assert nobody.subjects == 4


def test_a_later_answer_moves_a_person_to_the_team_that_asked_last(database: Database) -> None:
    house = a_household()
    member = a_member(house)
    push(database, phone_of(database), numbered([house, member, an_answer(member, by="Lan")]))
    with database.reading() as cursor:
        before = teams.by_team(cursor, QUARTER, CAM_TAN_2025)
    later = an_answer(member, "esign")

    push(
        database,
        phone_of(database, OTHER_PHONE),
        numbered([later], OTHER_PHONE, stamp=NOW_MS * 1000 + 900_000),
    )

    with database.reading() as cursor:
        after = teams.by_team(cursor, QUARTER, CAM_TAN_2025)
    assert {(team.name, team.subjects) for team in before} == {("Chị Hoa – Lan", 1), ("", 1)}
    assert {(team.name, team.subjects) for team in after} == {("Chị Hoa", 1), ("", 1)}


def test_an_obstacle_counts_a_person_once_by_village_and_by_carrier_until_it_is_done(
    database: Database,
) -> None:
    phone = phone_of(database)
    house = a_household()
    member, other = a_member(house, slot=1), a_member(house, slot=2)
    push(
        database,
        phone,
        numbered(
            [
                house,
                member,
                other,
                an_answer(member, "esign", "no", obstacles=("OTP_SLOW",)),
                an_answer(member, "vneid", "none", obstacles=("OTP_SLOW", "NO_CCCD")),
                an_answer(member, "carrier", "viettel"),
                an_answer(other, "esign", "no", obstacles=("OTP_SLOW",)),
            ]
        ),
    )
    with database.reading() as cursor:
        before = teams.obstacles(cursor, QUARTER, CAM_TAN_2025)
    assert (before.total["OTP_SLOW"], before.total["NO_CCCD"], before.people) == (2, 1, 2)
    assert before.by_village["cam-tan-01"]["OTP_SLOW"] == 2
    assert (before.by_carrier["viettel"]["OTP_SLOW"], before.by_carrier[""]["OTP_SLOW"]) == (1, 1)
    assert before.by_question["OTP_SLOW"]["esign"] == 2

    push(database, phone, numbered([an_answer(other, "esign", "yes")], start=8))

    with database.reading() as cursor:
        assert teams.obstacles(cursor, QUARTER, CAM_TAN_2025).total["OTP_SLOW"] == 1


def test_who_died_hinders_nobody(database: Database) -> None:
    house = a_household()
    dead = a_member(house, status="died")
    ticks = [an_answer(dead, "esign", "no", obstacles=("OTP_SLOW",))]
    push(database, phone_of(database), numbered([house, dead, *ticks]))

    with database.reading() as cursor:
        assert not teams.obstacles(cursor, QUARTER, CAM_TAN_2025).total


# Quarters.


def four_quarters(database: Database) -> list[Quarter]:
    """A year in which somebody gets a phone in spring, dies in autumn, and others come in."""
    house = a_household(day=date(2025, 1, 5))
    member = a_member(house, day=date(2025, 1, 5))
    again = member.model_copy(update={"status": "died", "day": date(2025, 8, 3)})
    newcomer = a_member(house, slot=2, day=date(2025, 5, 1))
    records = [
        house,
        member,
        an_answer(member, "smartphone", "no", day=date(2025, 1, 6)),
        an_answer(member, "smartphone", "yes", day=date(2025, 4, 6)),
        newcomer,
        an_answer(newcomer, "esign", day=date(2025, 11, 1)),
        again,
        an_answer(newcomer, "trained", period="2025-Q2", day=date(2025, 5, 2)),
    ]
    push(database, phone_of(database), numbered(records), NOW_MS + 365 * 86_400_000)
    return [Quarter(2025, number) for number in (1, 2, 3, 4)]


def test_each_quarter_of_a_trend_is_the_recount_at_its_end(database: Database) -> None:
    quarters = four_quarters(database)

    with database.reading() as cursor:
        points = trends.trend(cursor, CAM_TAN, quarters)
        expected = [counting.report(cursor, CAM_TAN, quarter).rows for quarter in quarters]

    assert [point.quarter for point in points] == quarters
    assert [point.rows for point in points] == expected
    phones = [next(r.cell for r in p.rows if r.indicator.code == "CT06") for p in points]
    assert [(each.numerator, each.denominator) for each in phones] == [
        (0, 1),
        (1, 2),
        (0, 1),
        (0, 1),
    ]


def test_a_late_entry_for_a_past_quarter_is_counted_in_it(database: Database) -> None:
    quarters = four_quarters(database)
    with database.reading() as cursor:
        trends.trend(cursor, CAM_TAN, quarters)
    house = a_household(day=date(2025, 1, 9), village="cam-tan-02")
    phone = phone_of(database, OTHER_PHONE, "cam-tan-02")

    push(database, phone, numbered([house], OTHER_PHONE), NOW_MS + 366 * 86_400_000)

    with database.reading() as cursor:
        points = trends.trend(cursor, CAM_TAN, quarters)
        expected = counting.report(cursor, CAM_TAN, quarters[0]).rows
    assert points[0].rows == expected


def test_a_closed_quarter_stays_in_the_trend_as_it_was_closed(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()
    push(database, phone, evening)
    close(database)
    with database.reading() as cursor:
        closed = counting.report(cursor, CAM_TAN, QUARTER).rows

    after = an_answer(evening[2], "esign", day=date(2025, 3, 20))
    push(database, phone, numbered([after], start=7), NOW_MS + 41 * 86_400_000)

    with database.reading() as cursor:
        (point,) = trends.trend(cursor, CAM_TAN, [QUARTER])
        (village,) = trends.trend(cursor, CAM_TAN, [QUARTER], "cam-tan-01")
        assert counting.report(cursor, CAM_TAN, QUARTER).rows != closed
    assert point.issue
    assert point.issue.number == 0
    assert [row.cell for row in point.rows] == [row.cell for row in closed]
    assert next(r.cell.numerator for r in village.rows if r.indicator.code == "CT09") == 0


def test_a_trend_breaks_where_the_units_changed(database: Database) -> None:
    with database.reading() as cursor:
        points = trends.trend(cursor, CAM_TAN, [Quarter(2025, n) for n in (1, 2, 3, 4)])

    assert [point.broken for point in points] == [False, False, True, False]


def test_the_end_of_a_commune_is_a_change(database: Database) -> None:
    with database.reading() as cursor:
        days = trends.changes(cursor, CAM_THANH)

    assert days == (CAM_THANH.valid_from, CAM_THANH.valid_to)


# Work given out.

LAN = Officer("cam-tan", "lan", "Chị Lan")


def test_the_latest_decision_stands_and_all_are_kept(database: Database) -> None:
    due, later = date(2025, 3, 1), date(2025, 3, 10)
    work = ("cam-tan-01", "CT09")

    changed = [
        database.write_now(
            lambda cursor, team=team, day=day: quotas.assign(  # type: ignore[misc]
                cursor, LAN, QUARTER, {work: (team, day)}, NOW_MS
            )
        )
        for team, day in [("Tổ 1", due), ("Tổ 1", due), ("Tổ 2", later), ("", later), ("", later)]
    ]

    with database.reading() as cursor:
        past = quotas.history(cursor, "cam-tan", QUARTER)
    assert changed == [1, 0, 1, 1, 0]
    assert [each.team for each in past] == ["", "Tổ 2", "Tổ 1"]
    assert quotas.standing(past, {})[work].team == ""
    assert past[-1] == Assignment("cam-tan-01", "CT09", "Tổ 1", due, "Chị Lan", NOW_MS)


def test_a_village_needs_its_share_of_the_target_and_is_late_after_its_day(
    database: Database,
) -> None:
    house = a_household()
    people = [a_member(house, slot=n) for n in (1, 2, 3)]
    push(database, phone_of(database), numbered([house, *people, an_answer(people[0], "esign")]))
    given = Assignment("cam-tan-01", "CT09", "Tổ 1", VISIT_DAY, "Chị Lan", NOW_MS)

    with database.reading() as cursor:
        dealt = quotas.quotas(
            counting.breakdown(cursor, CAM_TAN, QUARTER), {("cam-tan-01", "CT09"): given}
        )

    place, mine = dealt[0]
    signature = next(each for each in mine if each.row.indicator.code == "CT09")
    phone = next(each for each in mine if each.row.indicator.code == "CT06")
    assert place == Place(id="cam-tan-01", name="Thôn Một")
    # 65 % of three people are two.
    assert (signature.row.need, signature.row.short_by, signature.team) == (2, 1, "Tổ 1")
    assert signature.is_late(VISIT_DAY + timedelta(days=1))
    assert not signature.is_late(VISIT_DAY)
    assert (phone.team, phone.due) == ("", date(2025, 3, 13))
    assert dealt[1][1] == []


# A day.


def a_day(village: str = "cam-tan-01") -> list[Record]:
    house = a_household(village=village)
    member = a_member(house, village=village)
    evening = Session(
        **{**dict(house_fields(house)), "id": Session.id_for(village, VISIT_DAY, "Tổ 1")},
        team="Tổ 1",
    )
    came = Visit(
        **{**dict(house_fields(house)), "id": Visit.id_for(evening.id, member.id)},
        household=house.id,
        session=evening.id,
        member=member.id,
    )
    met = Visit(**{**dict(house_fields(house)), "id": an_id()}, household=house.id)
    out = Visit(
        **{**dict(house_fields(house)), "id": an_id()}, household=house.id, outcome="absent"
    )
    signed = an_answer(member, "esign", how="done", village=village)
    before = an_answer(member, "smartphone", day=VISIT_DAY - timedelta(days=1), village=village)
    return numbered([house, member, evening, came, met, out, signed, before])


def house_fields(record: Record) -> dict[str, object]:
    names = ("village", "device", "number", "stamp", "day")
    return {name: getattr(record, name) for name in names}


def test_a_day_tells_what_arrived_who_came_and_what_was_done(database: Database) -> None:
    phone = phone_of(database)
    push(database, phone, a_day())

    with database.reading() as cursor:
        found = daybook.read(cursor, "cam-tan", VISIT_DAY)

    (evening,) = found.evenings.values()
    there = found.villages["cam-tan-01"]
    assert found.arrived[phone.id.bytes] == 8
    assert (evening.team, len(evening.came)) == ("Tổ 1", 1)
    assert there.visits == {"met": 1, "absent": 1}
    assert (len(there.asked), there.answers) == (1, 1)
    assert found.work == {"2.6": 1}


def test_what_is_handed_over_later_still_belongs_to_its_day(database: Database) -> None:
    push(database, phone_of(database), a_day(), NOW_MS + 3 * 86_400_000)

    with database.reading() as cursor:
        that_day = daybook.read(cursor, "cam-tan", VISIT_DAY)
        arrival = daybook.read(cursor, "cam-tan", VISIT_DAY + timedelta(days=3))

    assert (that_day.arrived.total(), that_day.work["2.6"]) == (0, 1)
    assert (arrival.arrived.total(), arrival.work["2.6"]) == (8, 0)


def test_an_answer_given_twice_in_a_day_is_one(database: Database) -> None:
    records = a_day()
    signed = next(each for each in records if isinstance(each, Answer))
    push(database, phone_of(database), [*records, *numbered([signed], start=9)])

    with database.reading() as cursor:
        assert daybook.read(cursor, "cam-tan", VISIT_DAY).work["2.6"] == 1


@pytest.mark.parametrize("days", [-1, 0, 1, 2])
def test_a_moment_is_found_in_the_log_by_its_arrival(database: Database, days: int) -> None:
    phone = phone_of(database)
    for number in (1, 2):
        house = numbered([a_household()], start=number)
        push(database, phone, house, NOW_MS + (number - 1) * 86_400_000)

    with database.reading() as cursor:
        first = daybook.first_received(cursor, "cam-tan", NOW_MS + days * 86_400_000)

    assert first == {-1: 1, 0: 1, 1: 2, 2: 3}[days]
