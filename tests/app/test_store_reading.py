"""What screens read: the roster in Vietnamese order, a household whole, and what counts."""

from __future__ import annotations

from datetime import date

import pytest

from app.store.store import Store
from shared.profile import join, token
from shared.records import Record
from tests.app.phones import a_page
from tests.support.people import (
    OTHER_VILLAGE,
    QUARTER,
    VILLAGE,
    a_business,
    a_household,
    a_member,
    a_slot,
    a_visit,
    an_answer,
    an_id,
)

pytestmark = pytest.mark.anyio


async def heads(store: Store, village: str | None = None, query: str = "") -> list[str]:
    return [line.household.head for line in (await store.households(village, query)).items]


async def told(store: Store, *records: Record) -> None:
    await store.merge(a_page(records))


async def test_the_roster_stands_by_given_name_in_vietnamese_order(store: Store) -> None:
    names = ["Bùi Văn Yến", "Nguyễn Thị Ánh", "Lò Văn An", "Trương Đức Đạt", "Hà Thị Dung"]

    await told(store, *map(a_household, names))

    assert await heads(store) == [
        "Lò Văn An", "Nguyễn Thị Ánh", "Hà Thị Dung", "Trương Đức Đạt", "Bùi Văn Yến",
    ]  # fmt: skip


async def test_a_household_without_a_name_stands_by_its_number(store: Store) -> None:
    await told(store, a_household("", code="K12"), a_household("Lò Văn An"), a_household("Hà Lý"))

    assert await heads(store) == ["Lò Văn An", "", "Hà Lý"]


async def test_pages_of_the_roster_follow_each_other(store: Store) -> None:
    await told(store, *(a_household(f"Lò Văn {letter}") for letter in "ABCDE"))

    page = await store.households(None, limit=2, offset=2)

    assert [line.household.head for line in page.items] == ["Lò Văn C", "Lò Văn D"]
    assert page.total == 5


@pytest.mark.parametrize("query", ["dang hop", "Đặng Hợp", "HỢP", "h 27", "lan", "thị l"])
async def test_search_finds_heads_numbers_and_members_without_diacritics(
    store: Store, query: str
) -> None:
    house = a_household("Đặng Thị Hợp", code="H 27")
    await told(store, house, a_member(house, name="Đặng Thị Lan"), a_household("Lò Văn An"))

    found = await store.households(VILLAGE, query)

    assert [line.household for line in found.items] == [house]
    assert found.total == 1


async def test_words_of_two_people_do_not_make_one_name(store: Store) -> None:
    house = a_household("Đặng Thị Hợp")
    await told(store, house, a_member(house, name="Lò Văn An"))

    assert await heads(store, query="hop an") == []


@pytest.mark.parametrize("query", ["h uom", "huom", "h'uom", "h’ươm", "H'Ươm Niê"])
async def test_search_finds_a_name_with_a_sign_however_the_sign_is_typed(
    store: Store, query: str
) -> None:
    house = a_household("Y-Khoa Niê")
    await told(store, house, a_member(house, name="H’Ươm Niê"), a_household("Hoàng Văn An"))

    assert await heads(store, query=query) == ["Y-Khoa Niê"]


async def named(store: Store, query: str) -> list[str]:
    return [line.named for line in (await store.households(None, query)).items]


async def test_a_line_says_whose_name_was_found_where_it_is_not_its_heads(store: Store) -> None:
    house = a_household("Đặng Thị Hợp", code="12")
    people = [a_member(house, name=name, slot=slot) for slot, name in enumerate(
        ("Đặng Thị Hợp", "Lò Văn An", "Lò Thị Lan"), start=1)]  # fmt: skip
    await told(store, house, *people)

    assert await named(store, "lo") == ["Lò Văn An"]
    assert await named(store, "lan") == ["Lò Thị Lan"]
    assert [await named(store, query) for query in ("", "hop", "dang", "12")] == [[""]] * 4


async def test_of_a_person_written_down_twice_the_line_says_the_name_that_stands(
    store: Store,
) -> None:
    house = a_household("Đặng Thị Hợp")
    twin = a_member(house, name="Lò Văn Ban", slot=2)
    await told(store, house, twin, a_member(house, name="Lò V. Ban", slot=1, same_as=twin.id))

    assert await named(store, "lo ban") == ["Lò Văn Ban"]
    assert await named(store, "lo v.") == ["Lò Văn Ban"]


async def test_whose_name_was_found_is_asked_in_the_statement_that_reads_the_lines(
    store: Store,
) -> None:
    houses = [a_household(f"Đặng Văn {letter}") for letter in "ABC"]
    await told(store, *houses, *(a_member(each, name="Lò Thị Lan") for each in houses))
    statements: list[str] = []
    store._connection.set_trace_callback(statements.append)

    page = await store.households(None, "lan")

    assert [line.named for line in page.items] == ["Lò Thị Lan"] * 3
    assert len(statements) == 2 + 2 * len(houses)


async def test_a_search_may_hold_what_sql_and_patterns_use(store: Store) -> None:
    await told(store, a_household("Đặng Thị Hợp"))

    assert await heads(store, query="%' OR 1=1 --") == []
    assert await heads(store, query="   ") == ["Đặng Thị Hợp"]


async def test_the_roster_of_a_village_leaves_out_others_and_tombstones(store: Store) -> None:
    await told(
        store,
        a_household("Lò Văn An"),
        a_household("Hà Lý", village=OTHER_VILLAGE),
        a_household("Vi Mơ", deleted=True),
    )

    assert await heads(store, VILLAGE) == ["Lò Văn An"]
    assert await heads(store) == ["Lò Văn An", "Hà Lý"]


async def test_a_line_tells_what_people_at_home_have_answered(store: Store) -> None:
    house = a_household()
    asked, trained, unasked, died = (a_member(house, slot=slot) for slot in (1, 2, 3, 4))
    await told(
        store,
        house,
        asked,
        trained,
        unasked,
        died.model_copy(update={"status": "died"}),
        an_answer(asked),
        an_answer(trained, "trained"),
        an_answer(unasked, deleted=True),
        an_answer(house, "electricity_cashless", "no"),
        a_visit(house, day=date(2025, 1, 9)),
        a_visit(house, day=date(2025, 2, 3)),
    )

    (standing,) = (await store.households(None)).items
    (in_quarter,) = (await store.households(None, quarter=QUARTER)).items

    assert standing.own == in_quarter.own == "electricity_cashless=no|household:"
    assert standing.people == ("member:1990|smartphone=yes", "member:1990", "member:1990")
    assert in_quarter.people[1] == "member:1990|trained=yes"
    assert not standing.refuses


async def test_the_roster_tells_who_turned_the_team_away_until_they_are_met_again(
    store: Store,
) -> None:
    house, other = a_household(code="1"), a_household(code="2")
    away = [a_visit(each, day=date(2025, 2, 3), outcome="refused") for each in (house, other)]
    met = a_visit(other, day=date(2025, 2, 4))
    await store.merge(a_page([house, other, *away, met]))

    lines = (await store.households(None)).items

    assert {each.household.code: each.refuses for each in lines} == {"1": True, "2": False}


async def test_a_household_is_read_whole_and_equal_to_what_was_written(store: Store) -> None:
    house = a_household("Đặng Thị Hợp", note="Nhà cuối thôn")
    second, first = a_slot(house, slot=2, age_class="from_15"), a_member(house, slot=1)
    gone = a_member(house, slot=3, deleted=True)
    ticks = [
        an_answer(first, "vneid", "2", how="done"),
        an_answer(second, "esign", "no", obstacles=("OTP_SLOW", "FACE_FAIL"), waiting=5),
        an_answer(house, "electricity_cashless"),
    ]
    other = a_member(a_household())
    visits = a_visit(house, day=date(2025, 1, 3)), a_visit(house, day=date(2025, 2, 3), note="gặp")
    await told(store, house, second, first, gone, *ticks, *visits, other, an_answer(other))

    view = await store.household(house.id)

    assert view
    assert view.household == house
    assert view.members == (first, second)
    assert view.answers == {(each.subject, each.question, each.period): each for each in ticks}
    assert view.visit == visits[1]


async def test_a_household_that_is_not_there_is_none(store: Store) -> None:
    gone = a_household(deleted=True)
    await told(store, gone)

    assert await store.household(gone.id) is None
    assert await store.household(an_id()) is None


async def test_profiles_say_what_the_core_says_of_the_same_records(store: Store) -> None:
    house, shop = a_household(), a_business(form="household_business")
    person, slot = a_member(house), a_slot(house, slot=2)
    groups = [
        [house, an_answer(house, "electricity_cashless", "no")],
        [person, an_answer(person, "esign"), an_answer(person, "trained")],
        [slot, an_answer(slot, "esign", "no")],
        [shop, an_answer(shop, "qr_payment")],
    ]
    await told(store, *(record for group in groups for record in group))

    profiles = await store.profiles(None, QUARTER)

    assert sorted(profiles) == sorted((join(map(token, group)), 1) for group in groups)


async def test_profiles_count_alike_subjects_together_and_leave_out_the_rest(store: Store) -> None:
    one, other, gone = (a_slot(slot=slot) for slot in (1, 2, 3))
    late = an_answer(one, "trained").model_copy(update={"period": str(QUARTER.next())})
    elsewhere = a_slot(village=OTHER_VILLAGE)
    moved = gone.model_copy(update={"status": "moved"})
    await told(store, one, other, moved, elsewhere, an_answer(other, deleted=True))
    await store.merge(a_page([late]))

    profiles = await store.profiles(VILLAGE, QUARTER)

    assert [(profile, count) for profile, count in profiles if profile] == [("member:adult", 2)]
