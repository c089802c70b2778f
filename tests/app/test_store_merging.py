"""Merging pages: the table says what `newer` says, and what is broken stops nothing."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.store import reading
from app.store.connection import connect
from app.store.enrolling import enrol, leave
from app.store.schema import prepare
from app.store.store import Store
from app.store.writing import merge
from shared.records import Answer, Record, newer, version
from tests.app.phones import ACCOUNT, a_page, a_receipt, draft
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    a_figure,
    a_household,
    a_member,
    an_answer,
)

SUBJECT = a_member()
DEVICES = st.sampled_from([UUID(int=1), UUID(int=2**127), UUID(int=2**128 - 1)])


def _version(known: dict[str, Any]) -> Answer:
    return an_answer(SUBJECT, **known)


def versions() -> st.SearchStrategy[list[Answer]]:
    """Return versions of one answer, no entry twice, in which every tie turns up."""
    fields = st.fixed_dictionaries(
        {"device": DEVICES, "number": st.integers(1, 3), "stamp": st.integers(1, 3)},
        optional={"value": st.sampled_from(["yes", "no"]), "deleted": st.booleans()},
    )
    made = fields.map(_version)
    return st.lists(made, min_size=1, unique_by=lambda each: (each.device, each.number))


@lru_cache
def _made() -> sqlite3.Connection:
    connection = connect(":memory:")
    prepare(connection)
    enrol(connection, ACCOUNT, a_receipt())
    return connection


def _empty() -> sqlite3.Connection:
    """Return the one store of all examples, emptied: enrolling starts afresh."""
    connection = _made()
    leave(connection, a_receipt())
    enrol(connection, ACCOUNT, a_receipt())
    return connection


@settings(max_examples=50)
@given(versions(), st.data())
def test_the_table_says_what_newer_says_in_any_order_and_any_pages(
    made: list[Answer], data: st.DataObject
) -> None:
    connection = _empty()
    again = data.draw(st.permutations([*made, *made]))
    cut = data.draw(st.integers(0, len(again)))

    for part in (again[:cut], again[cut:]):
        merge(connection, a_page(part))

    standing: Record = made[0]
    for each in made:
        standing = newer(standing, each)
    assert reading.answer(connection, made[0].id) == standing
    assert version(standing) == max(map(version, made))


@pytest.mark.anyio
async def test_the_collectors_bounded_stamp_stands_for_the_same_entry(store: Store) -> None:
    (ours,) = await store.append([draft(an_answer(SUBJECT))], NOW_MS)
    bounded = ours.model_copy(update={"stamp": ours.stamp - 5})

    await store.merge(a_page([bounded]))

    assert await store.answer(ours.id) == bounded


@pytest.mark.anyio
async def test_what_a_page_says_again_is_no_news(store: Store) -> None:
    house, other = a_household(device=OTHER_PHONE), a_household(device=OTHER_PHONE)
    newer = {"head": "Lò Thị Én", "stamp": house.stamp + 1, "number": house.number + 1}
    again = house.model_copy(update=newer)

    news = [await store.merge(a_page(those)) for those in ([house, other], [house, other], [again])]

    assert news == [2, 0, 1]


@pytest.mark.anyio
async def test_own_stamps_go_on_from_the_newest_that_was_read(store: Store) -> None:
    theirs = a_household(device=OTHER_PHONE, stamp=NOW_MS * 1000 + 10**9)
    await store.merge(a_page([theirs]))

    (ours,) = await store.append([draft(theirs)], NOW_MS)

    assert ours.stamp == theirs.stamp + 1


@pytest.mark.anyio
async def test_the_place_in_the_log_moves_with_the_page(store: Store) -> None:
    await store.merge(a_page(cursor=17, history="second", receipt=a_receipt(3)))

    position = await store.position()

    assert (position.cursor, position.history) == (17, "second")
    assert position.villages == ACCOUNT.villages


BROKEN = [
    ("id", "no id"),
    ("id", "ab " * 10 + "ab"),
    ("device", 7),
    ("day", "30/02/2025"),
    ("deleted", 1),
    ("head", ["Hợp"]),
    ("head", "\ud800"),
    ("village", None),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("field", "value"), BROKEN)
async def test_one_broken_row_is_kept_aside_and_stops_nothing(
    store: Store, field: str, value: Any
) -> None:
    houses = [a_household("Bùi Đức An"), a_household(), a_household("Vi Thị Yến")]
    page = a_page(houses)
    told = {"id": lambda each: each.id.hex, "device": lambda each: each.device.hex}
    told |= {"day": lambda each: each.day.isoformat()}
    cells = [told.get(field, lambda each: getattr(each, field))(house) for house in houses]
    page.records["household"][field] = [cells[0], value, cells[2]]

    await store.merge(page)

    heads = [line.household.head for line in (await store.households(None)).items]
    assert heads == ["Bùi Đức An", "Vi Thị Yến"]
    assert store._connection.execute("SELECT kind FROM aside").fetchall() == [("household",)]
    assert (await store.position()).cursor == 1


@pytest.mark.anyio
async def test_a_stamp_beyond_any_clock_is_kept_aside_and_stops_nothing(store: Store) -> None:
    page = a_page([a_household("Bùi Đức An"), a_household("Vi Thị Yến")])
    page.records["household"]["stamp"][1] = 2**70

    await store.merge(page)

    heads = [line.household.head for line in (await store.households(None)).items]
    assert "Vi Thị Yến" not in heads
    assert store._connection.execute("SELECT kind FROM aside").fetchall() == [("household",)]
    assert (await store.position()).cursor == 1


@pytest.mark.anyio
async def test_a_column_that_adds_up_to_nothing_is_kept_aside_whole(store: Store) -> None:
    page = a_page([a_household(), a_household(), member := a_member()])
    page.records["household"]["number"][1] = "seven"

    await store.merge(page)

    assert (await store.households(None)).total == 0
    assert store._connection.execute("SELECT id FROM member").fetchall() == [(member.id.bytes,)]
    assert store._connection.execute("SELECT count(*) FROM aside").fetchone() == (1,)


@pytest.mark.anyio
async def test_kinds_that_phones_do_not_keep_are_passed_over(store: Store) -> None:
    page = a_page([a_figure(), a_household()])
    page.records["poem"] = {"id": ["x"]}

    await store.merge(page)

    assert (await store.households(None)).total == 1


@pytest.mark.anyio
async def test_a_field_of_a_newer_collector_is_passed_over(store: Store) -> None:
    page = a_page([a_household(), a_member()])
    page.records["member"]["shoe_size"] = [43]

    await store.merge(page)

    assert (await store.households(None)).total == 1
    assert store._connection.execute("SELECT count(*) FROM member").fetchone() == (1,)
    assert store._connection.execute("SELECT kind FROM aside").fetchall() == []


@pytest.mark.anyio
async def test_own_entries_and_those_of_others_meet_in_one_row(store: Store) -> None:
    await store.append([draft(an_answer(SUBJECT, value="yes"))], NOW_MS)
    theirs = an_answer(SUBJECT, value="no", device=OTHER_PHONE, stamp=NOW_MS * 1000 + 50)

    await store.merge(a_page([theirs]))

    assert store._connection.execute("SELECT value FROM answer").fetchall() == [("no",)]
