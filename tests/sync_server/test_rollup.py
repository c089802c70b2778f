"""The kept counts equal a recount from the raw log after whatever was pushed and read before."""

from __future__ import annotations

import dataclasses

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.records import Record
from sync_server import counting, rollup
from sync_server.database import Database
from sync_server.rollup import Rollup, Rollups
from tests.support.people import PHONE, QUARTER, a_household, a_member, an_answer, numbered
from tests.sync_server.test_log import phone_of, push

VILLAGES = ("cam-tan-01", "cam-tan-02")
HOUSES = [a_household() for _ in range(2)]
PEOPLE = [a_member(house) for house in HOUSES for _ in range(2)]
TICKS = [
    an_answer(person, question, value)
    for person in PEOPLE
    for question in ("esign", "smartphone", "trained")
    for value in ("yes", "no")
]


@st.composite
def versions(draw: st.DrawFn) -> Record:
    record = draw(st.sampled_from([*HOUSES, *PEOPLE, *TICKS]))
    village, deleted = draw(st.sampled_from(VILLAGES)), draw(st.booleans())
    return record.model_copy(update={"village": village, "deleted": deleted})


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(versions(), max_size=6), min_size=1, max_size=6))
def test_counting_only_who_moved_equals_a_recount_from_the_raw_log(
    database: Database, batches: list[list[Record]]
) -> None:
    forget(database)
    phone, number = phone_of(database, PHONE, *VILLAGES), 1
    kept = Rollups()

    for batch in batches:
        push(database, phone, numbered(batch, start=number))
        number += len(batch)

        with database.reading() as cursor:
            counted = kept.at(cursor, QUARTER, CAM_TAN_2025).tallies
            raw = counting.logged(cursor, CAM_TAN.id)
            assert counted == counting.recount(raw, QUARTER, CAM_TAN_2025)


def test_only_who_moved_is_asked_for_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, kept = phone_of(database), Rollups()
    push(database, phone, numbered([*HOUSES, *PEOPLE]))
    first = at(database, kept).tallies
    push(database, phone, numbered(TICKS[:1], start=7))
    asked: list[object] = []
    real = rollup.profiles
    monkeypatch.setattr(rollup, "profiles", lambda *given: asked.append(given[3]) or real(*given))

    second = at(database, kept).tallies

    assert asked == [[PEOPLE[0].id.bytes]]
    assert first != second
    assert at(database, kept).tallies is second


def test_of_communes_long_unread_only_the_tallies_are_kept(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rollups, "_MARKS", 1)
    phone, kept = phone_of(database), Rollups()
    push(database, phone, numbered([*HOUSES, *PEOPLE]))
    first = at(database, kept).tallies

    with database.reading() as cursor:
        kept.at(cursor, QUARTER.next(), CAM_TAN_2025)
    shed = dataclasses.replace(at(database, kept))
    push(database, phone, numbered(TICKS[:1], start=7))
    again = at(database, kept)

    assert (shed.marks, shed.tallies) == (None, first)
    with database.reading() as cursor:
        raw = counting.logged(cursor, CAM_TAN.id)
        assert again.tallies == counting.recount(raw, QUARTER, CAM_TAN_2025)


def at(database: Database, kept: Rollups) -> Rollup:
    with database.reading() as cursor:
        return kept.at(cursor, QUARTER, CAM_TAN_2025)


def forget(database: Database) -> None:
    with database.writing() as cursor:
        for table in ("log", "current", "device", "quarantine"):
            cursor.run(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        cursor.run("UPDATE commune SET next_seq = 1, last_day = ''")
