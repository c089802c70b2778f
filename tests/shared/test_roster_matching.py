"""A list beside what is there: known again, changed, moved, new, absent; nobody twice."""

from __future__ import annotations

from itertools import count
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.records import Household, Member
from shared.roster import ListedHousehold, Person
from shared.roster_matching import Difference, Entry, compare
from shared.roster_pairing import Home
from tests.support.people import VISIT_DAY
from tests.support.strategies import person_names

VILLAGE = "cam-tan-01"
COMMON = {"village": VILLAGE, "device": UUID(int=9), "day": VISIT_DAY}


def listed(number: str, head: str, *people: tuple[str, int | None]) -> ListedHousehold:
    members = (Person(name, year) for name, year in people or ((head, None),))
    return ListedHousehold("Thôn Một", number, head, tuple(members))


def taken_in(homes: list[Home], found: Difference) -> list[Home]:
    """Return the homes as they stand once all that was found is written."""
    numbers = count(1)
    records: dict[UUID, Household | Member] = {}
    for home in homes:
        records |= {each.id: each for each in (home.household, *home.members)}
    for entry in (each for entries in found.entries for each in entries):
        records[entry.id] = _written(entry, next(numbers))
    return _homes(list(records.values()))


def _written(entry: Entry, number: int) -> Household | Member:
    kind = Household if entry.kind == "household" else Member
    before = entry.before.model_dump() if entry.before else {"id": entry.id, **COMMON}
    return kind(**{**before, **entry.fields, "number": number, "stamp": number})


def _homes(records: list[Household | Member]) -> list[Home]:
    people = [each for each in records if isinstance(each, Member)]
    return [
        Home(home, tuple(m for m in people if m.household == home.id))
        for home in records
        if isinstance(home, Household)
    ]


def after(*lists: list[ListedHousehold]) -> list[Home]:
    homes: list[Home] = []
    for each in lists:
        homes = taken_in(homes, compare(VILLAGE, each, homes))
    return homes


def deeds(found: Difference) -> dict[tuple[str, str], int]:
    return dict(found.counts)


HUONG = listed("1", "Đặng Văn Hưởng", ("Đặng Văn Hưởng", 1960), ("Nguyễn Thị Hợp", 1962))
MUONG = listed("2", "Bùi Thị Mường", ("Bùi Thị Mường", 1980))


def test_the_same_list_again_changes_nothing():
    homes = after([HUONG, MUONG])

    found = compare(VILLAGE, [HUONG, MUONG], homes)

    assert deeds(found) == {}
    assert (found.same, found.missing, found.missing_homes) == (2, [], [])


def test_the_same_list_gives_the_same_ids_wherever_it_is_taken_in():
    one, other = after([HUONG, MUONG]), after([HUONG, MUONG])

    assert [home.household.id for home in one] == [home.household.id for home in other]
    assert [[m.id for m in home.members] for home in one] == [
        [m.id for m in home.members] for home in other
    ]


def test_what_a_newer_list_says_otherwise_is_changed_in_place():
    homes = after([HUONG, MUONG])
    newer = listed(
        "01",
        "Đặng Văn Hướng",
        ("Đặng Văn Hướng", 1960),
        ("Nguyễn Thị Hợp", 1963),
        ("Đặng An", 2024),
    )

    found = compare(VILLAGE, [newer, MUONG], homes)
    there = taken_in(homes, found)

    assert deeds(found) == {
        ("household", "changed"): 1,
        ("member", "changed"): 2,
        ("member", "new"): 1,
    }
    assert [(m.name, m.birth_year, m.slot) for m in there[0].members] == [
        ("Đặng Văn Hướng", 1960, 1),
        ("Nguyễn Thị Hợp", 1963, 2),
        ("Đặng An", 2024, 3),
    ]
    assert {m.id for m in homes[0].members} <= {m.id for m in there[0].members}


def test_capitals_alone_are_no_change():
    homes = after([MUONG])

    found = compare(VILLAGE, [listed("2", "BÙI THỊ MƯỜNG", ("BÙI THỊ MƯỜNG", 1980))], homes)

    assert deeds(found) == {}


def test_who_is_not_on_the_new_list_is_told_and_stays():
    homes = after([HUONG, MUONG])

    found = compare(VILLAGE, [listed("1", HUONG.head, ("Đặng Văn Hưởng", 1960))], homes)

    assert [m.name for m in found.missing] == ["Nguyễn Thị Hợp"]
    assert [h.head for h in found.missing_homes] == ["Bùi Thị Mường"]
    assert deeds(found) == {}


def test_running_numbers_dealt_out_anew_do_not_make_one_house_of_another():
    homes = after([HUONG, MUONG])
    fresh = listed("1", "Vi Thị Lả", ("Vi Thị Lả", 1999))
    moved_on = [
        ListedHousehold(h.village, str(n), h.head, h.members)
        for n, h in enumerate((HUONG, MUONG), start=2)
    ]

    found = compare(VILLAGE, [fresh, *moved_on], homes)
    there = taken_in(homes, found)

    assert deeds(found) == {
        ("household", "new"): 1,
        ("member", "new"): 1,
        ("household", "changed"): 2,
    }
    assert {(h.household.code, h.household.head) for h in there} == {
        ("1", "Vi Thị Lả"),
        ("2", "Đặng Văn Hưởng"),
        ("3", "Bùi Thị Mường"),
    }


def test_who_moved_next_door_is_moved_with_all_that_is_known():
    homes = after([HUONG, MUONG])
    married = listed("2", "Bùi Thị Mường", ("Bùi Thị Mường", 1980), ("Nguyễn Thị Hợp", 1962))
    left = listed("1", "Đặng Văn Hưởng", ("Đặng Văn Hưởng", 1960))

    found = compare(VILLAGE, [left, married], homes)
    there = taken_in(homes, found)

    assert deeds(found) == {("member", "moved"): 1}
    assert found.missing == []
    hop = homes[0].members[1]
    assert [m.id for m in there[1].members if m.name == hop.name] == [hop.id]


def test_a_person_without_a_name_gets_one_before_anybody_is_added():
    homes = after([listed("1", "Lò An", ("Lò An", None), ("", None), ("", None))])
    named = listed("1", "Lò An", ("Lò An", 1960), ("Lò Bình", 1990))

    found = compare(VILLAGE, [named], homes)
    there = taken_in(homes, found)

    assert deeds(found) == {("member", "changed"): 2}
    assert [m.name for m in there[0].members] == ["Lò An", "Lò Bình", ""]


def test_a_household_that_was_deleted_is_not_brought_back():
    homes = after([HUONG])
    gone = [Home(homes[0].household.model_copy(update={"deleted": True}), homes[0].members)]

    found = compare(VILLAGE, [HUONG], gone)

    assert (deeds(found), found.gone) == ({}, 1)


def test_who_died_or_moved_away_is_not_asked_after():
    homes = after([HUONG])
    him, her = homes[0].members
    homes = [Home(homes[0].household, (him, her.model_copy(update={"status": "died"})))]

    found = compare(VILLAGE, [listed("1", HUONG.head, ("Đặng Văn Hưởng", 1960))], homes)

    assert found.missing == []


_PEOPLE = st.lists(
    st.tuples(st.just("") | person_names(), st.none() | st.integers(1930, 2024)),
    min_size=1,
    max_size=5,
)
_HOUSES = st.builds(
    lambda number, people: listed(number, people[0][0] or "Lò An", *people),
    st.sampled_from(["", "1", "2", "03", "Hộ 4"]),
    _PEOPLE,
)


@given(st.lists(_HOUSES, max_size=6), st.lists(_HOUSES, max_size=6))
@settings(max_examples=80)
def test_a_list_stands_after_it_was_taken_in_whatever_stood_before(
    first: list[ListedHousehold], second: list[ListedHousehold]
):
    homes = after(first)

    there = taken_in(homes, compare(VILLAGE, second, homes))

    assert deeds(compare(VILLAGE, second, there)) == {}
    assert {home.household.id for home in homes} <= {home.household.id for home in there}
    for home in there:
        slots = [m.slot for m in home.members]
        assert len(slots) == len(set(slots))
