"""Merging duplicates: nothing said is lost, nobody is counted twice, and all of it can go back."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions import Actions, NewHousehold, Person, Tick
from app.merging import Merging
from app.store.store import Store
from app.store.values import HouseholdView
from shared.problems import Code, Problem
from shared.questions import BY_KEY, asked_of
from shared.records import Household, Member
from shared.tally import Tally, tabulate
from tests.app.phones import ACCOUNT, a_page, no_courier
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    QUARTER,
    VILLAGE,
    VISIT_DAY,
    an_answer,
    an_id,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def actions(store: Store) -> Actions:
    return _actions(store)


def _actions(store: Store) -> Actions:
    seconds = count(NOW_MS, 1000)
    return Actions(store, lambda: next(seconds), an_id, no_courier)


@pytest.fixture
def merging(actions: Actions) -> Merging:
    return Merging(actions.store, actions.clock)


async def a_house(actions: Actions, *people: Person, **fields: Any) -> Household:
    known = {"village": VILLAGE, "day": VISIT_DAY, "head": "Đặng Thị Hợp"}
    house = await actions.register_household(NewHousehold(**{**known, **fields}))
    for person in people:
        await actions.add_member(house, person, VISIT_DAY)
    return house


async def says(actions: Actions, of: Member | Household, question: str, value: str = "yes") -> None:
    about = "member" if isinstance(of, Member) else "household"
    await actions.answer(Tick(of.village, VISIT_DAY, about, of.id, question, value))  # type: ignore[arg-type]


async def view(actions: Actions, house: Household | UUID) -> HouseholdView:
    found = await actions.store.household(house if isinstance(house, UUID) else house.id)
    assert found
    return found


async def tally(store: Store) -> Tally:
    return tabulate(await store.profiles(None, QUARTER), QUARTER)


async def test_people_of_a_duplicate_household_move_to_the_one_that_stays(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An", 1980))
    twice = await a_house(actions, Person("Lo Van An", 1980), Person("Hà Thị Ly", 1984))

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    found = await view(actions, stays)
    assert [(each.slot, each.name) for each in found.members] == [
        (1, "Lò Văn An"),
        (2, "Hà Thị Ly"),
    ]
    assert (await actions.store.households(None)).total == 1
    assert [each.id for each in (await actions.store.duplicates(stays.id)).households] == [twice.id]


async def test_people_of_other_birth_years_are_two_people(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An", 1980))
    twice = await a_house(actions, Person("Lò Văn Ân", 2004))

    plan = await merging.plan(twice.id, stays.id)
    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    assert (len(plan.twins), len(plan.movers)) == (0, 1)
    assert len((await view(actions, stays)).members) == 2


async def test_blank_slots_are_the_people_of_that_age_who_are_there_already(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An", 1980), Person("Hà Thị Ly", 1984))
    twice = await a_house(actions, people=4, adults=3)

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    members = (await view(actions, stays)).members
    assert [each.age_class for each in members] == [None, None, "adult", "under_15"]


async def test_unnamed_people_who_have_said_something_are_people_of_their_own(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, head="", code="7", people=2, adults=2)
    twice = await a_house(actions, head="", code="7", people=2, adults=2, phones=2)

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    assert [each.slot for each in (await view(actions, stays)).members] == [1, 2, 3, 4]


async def test_the_survivor_has_what_either_said(actions: Actions, merging: Merging) -> None:
    stays = await a_house(actions, Person("Lò Văn An", 1980))
    twice = await a_house(actions, Person("Lò Văn An"))
    (kept,), (other,) = (await view(actions, stays)).members, (await view(actions, twice)).members
    await says(actions, kept, "esign", "no")
    await says(actions, kept, "own_sim", "yes")
    await says(actions, other, "esign", "yes")
    await says(actions, other, "own_sim", "no")
    await says(actions, other, "trained", "yes")
    await says(actions, twice, "electricity_cashless", "yes")

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    said = (await view(actions, stays)).answers
    assert {key: answer.value for (_, key, _), answer in said.items()} == {
        "esign": "yes", "own_sim": "yes", "trained": "yes", "electricity_cashless": "yes",
    }  # fmt: skip


async def test_who_is_added_to_a_household_that_is_merged_already_is_seen_in_the_other(
    actions: Actions, merging: Merging
) -> None:
    stays, twice = await a_house(actions, Person("Lò Văn An", 1980)), await a_house(actions)
    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    late = await actions.add_member(twice, Person("Lò Thị Mai", 1990), VISIT_DAY)
    await says(actions, late, "esign")

    shown = await view(actions, stays)
    assert late.id in [each.id for each in shown.members]
    assert (late.id, "esign", "") in shown.answers
    assert len((await actions.store.households(VILLAGE)).items[0].people) == 2


async def test_of_consent_the_latest_word_stands(actions: Actions, merging: Merging) -> None:
    stays, twice = await a_house(actions), await a_house(actions)
    await says(actions, stays, "consent", "yes")
    await says(actions, twice, "consent", "no")

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    (answer,) = (await view(actions, stays)).answers.values()
    assert answer.value == "no"


async def test_separating_leaves_what_was_said_after_the_merge(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An", 1980))
    twice = await a_house(actions, Person("Lò Văn An", 1980))
    (kept,), (other,) = (await view(actions, stays)).members, (await view(actions, twice)).members
    await says(actions, other, "esign", "yes")
    await says(actions, other, "own_sim", "yes")
    await merging.merge_households(twice.id, stays.id, VISIT_DAY)
    await says(actions, kept, "esign", "yes")

    await merging.separate_household(twice.id, VISIT_DAY)

    said = (await view(actions, stays)).answers
    assert [key for _, key, _ in said] == ["esign"]
    assert len((await view(actions, twice)).answers) == 2


async def test_a_person_corrected_after_the_merge_keeps_the_correction_when_it_is_undone(
    actions: Actions, merging: Merging
) -> None:
    stays, twice = await a_house(actions), await a_house(actions, Person("Lò Văn An"))
    await merging.merge_households(twice.id, stays.id, VISIT_DAY)
    (moved,) = (await view(actions, stays)).members
    await actions.correct_member(moved, Person("Lò Văn Ân", 1999), VISIT_DAY)

    await merging.separate_household(twice.id, VISIT_DAY)

    (back,) = (await view(actions, twice)).members
    assert (back.name, back.birth_year, back.household) == ("Lò Văn Ân", 1999, twice.id)
    assert (await view(actions, stays)).members == ()


async def test_people_merged_by_hand_stay_so_when_their_household_is_separated(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An"))
    twice = await a_house(actions, Person("Lò Văn Anh"), Person("Hà Thị Ly"))
    (kept,) = (await view(actions, stays)).members
    by_hand = (await view(actions, twice)).members[0]
    await merging.merge_members(by_hand, kept, VISIT_DAY)
    before = await tally(actions.store)

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)
    await merging.separate_household(twice.id, VISIT_DAY)

    assert await tally(actions.store) == before
    assert [each.name for each in (await view(actions, twice)).members] == ["Hà Thị Ly"]


async def test_merges_of_merges_can_be_undone_one_after_the_other(
    actions: Actions, merging: Merging
) -> None:
    a, b, c = [await a_house(actions, Person(f"Lò Văn {name}")) for name in ("An", "Ba", "Chi")]
    await merging.merge_households(c.id, b.id, VISIT_DAY)
    await merging.merge_households(b.id, a.id, VISIT_DAY)

    await merging.separate_household(b.id, VISIT_DAY)
    await merging.separate_household(c.id, VISIT_DAY)

    names = [(await view(actions, each)).members[0].name for each in (a, b, c)]
    assert names == ["Lò Văn An", "Lò Văn Ba", "Lò Văn Chi"]


async def test_another_phone_can_undo_a_merge(actions: Actions, merging: Merging) -> None:
    stays = await a_house(actions, Person("Lò Văn An"))
    twice = await a_house(actions, Person("Lò Văn An"), Person("Hà Thị Ly"))
    other = (await view(actions, twice)).members[0]
    await says(actions, other, "esign")
    before = await tally(actions.store)
    await merging.merge_households(twice.id, stays.id, VISIT_DAY)
    there = await Store.open(":memory:")
    await there.enrol(ACCOUNT.__class__(OTHER_PHONE, *_rest_of_account()))
    await there.merge(a_page(await actions.store.batch(1000)))

    await Merging(there, actions.clock).separate_household(twice.id, VISIT_DAY)

    assert await tally(there) == before
    await there.close()


def _rest_of_account() -> tuple[Any, ...]:
    known = ("token", "collector", "commune", "commune_name", "name", "villages")
    return tuple(getattr(ACCOUNT, each) for each in known)


async def test_what_another_phone_said_of_the_survivor_meanwhile_stays(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An"))
    twice = await a_house(actions, Person("Lò Văn An"))
    (kept,), (other,) = (await view(actions, stays)).members, (await view(actions, twice)).members
    await says(actions, other, "esign")
    await merging.merge_households(twice.id, stays.id, VISIT_DAY)
    theirs = an_answer(kept, "esign", "yes", device=OTHER_PHONE, stamp=NOW_MS * 1000 + 10**9)
    await actions.store.merge(a_page([theirs]))

    await merging.separate_household(twice.id, VISIT_DAY)

    assert (await view(actions, stays)).answers[(kept.id, "esign", "")] == theirs


@pytest.mark.parametrize("which", ["itself", "elsewhere", "merged already", "unknown"])
async def test_what_cannot_be_merged_is_refused_and_leaves_nothing(
    actions: Actions, merging: Merging, which: str
) -> None:
    house, third = await a_house(actions), await a_house(actions)
    other = {
        "itself": house.id,
        "elsewhere": (await a_house(actions, village=OTHER_VILLAGE)).id,
        "merged already": third.id,
        "unknown": an_id(),
    }[which]
    await merging.merge_households(third.id, (await a_house(actions)).id, VISIT_DAY)
    before = (await actions.store.outbox()).total

    with pytest.raises(Problem) as refused:
        await merging.merge_households(house.id, other, VISIT_DAY)

    assert refused.value.kind is Code.CANNOT_MERGE
    assert (await actions.store.outbox()).total == before


async def test_a_person_merged_by_mistake_can_be_told_apart_again(
    actions: Actions, merging: Merging
) -> None:
    house = await a_house(actions, Person("Lò Văn An", 1980), Person("Lò Văn Ân", 1980))
    one, other = (await view(actions, house)).members
    await says(actions, other, "esign")
    before = await tally(actions.store)
    await merging.merge_members(other, one, VISIT_DAY)
    (duplicate,) = (await actions.store.duplicates(house.id)).members

    merged = await tally(actions.store)
    await merging.separate_member(duplicate, VISIT_DAY)

    assert merged.cells["CT09"].denominator == before.cells["CT09"].denominator - 1
    assert merged.cells["CT09"].numerator == 1
    assert await tally(actions.store) == before


async def test_namesakes_are_found_without_diacritics_in_the_same_village(
    actions: Actions,
) -> None:
    house = await a_house(actions, Person("Lò Văn An", 1980), head="Đặng Thị Hợp")
    await a_house(actions, head="Đặng Thị Hợp", village=OTHER_VILLAGE)

    async def found(name: str, year: int | None = None) -> list[tuple[UUID, str]]:
        likely = await actions.store.namesakes(VILLAGE, name, year)
        return [(each.household.id, each.member.name if each.member else "") for each in likely]

    assert await found("dang thi hop") == [(house.id, "")]
    assert await found(" lò văn ân ") == [(house.id, "Lò Văn An")]
    assert await found("Lò Văn An", 2001) == []
    assert await found("Đặng") == []


ANSWERS = st.dictionaries(
    st.sampled_from(asked_of("member", "step", "precondition")), st.integers(0, 2), max_size=5
)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["", "Lò Văn An", "Lò Văn Ân", "Hà Thị Ly"]),
        st.sampled_from([None, 1980, 2009]),
        ANSWERS,
    ),
    max_size=3,
)


@settings(max_examples=40)
@given(PEOPLE, PEOPLE, st.booleans())
def test_merging_loses_no_yes_and_undone_leaves_the_counts_as_before(
    ours: list[Any], theirs: list[Any], at_once: bool
) -> None:
    asyncio.run(_merge_and_separate(ours, theirs, at_once))


async def _merge_and_separate(ours: list[Any], theirs: list[Any], at_once: bool) -> None:
    store = await Store.open(":memory:")
    await store.enrol(ACCOUNT)
    actions = _actions(store)
    merging = Merging(store, actions.clock)
    twice, stays = [await _furnished(actions, people) for people in (ours, theirs)]
    before, said = await tally(store), await _done(actions, twice, stays)

    changed = await merging.merge_households(twice.id, stays.id, VISIT_DAY)
    merged = await _done(actions, stays)
    await (
        actions.put_back(changed) if at_once else merging.separate_household(twice.id, VISIT_DAY)
    )

    assert merged >= said
    assert await tally(store) == before
    assert await _done(actions, twice, stays) == said
    await store.close()


async def _furnished(actions: Actions, people: list[Any]) -> Household:
    house = await a_house(actions, *(Person(name, year) for name, year, _ in people))
    members = (await view(actions, house)).members
    for member, (_, _, answers) in zip(members, people, strict=True):
        for asked, choice in answers.items():
            await says(actions, member, asked.key, asked.values[choice % len(asked.values)])
    return house


async def _done(actions: Actions, *houses: Household) -> set[tuple[str, str]]:
    """Return which name has done what; people without a name count as one."""
    found = set()
    for house in houses:
        seen = await view(actions, house)
        names = {each.id: each.name.replace("Â", "A").replace("â", "a") for each in seen.members}
        for (subject, key, _), answer in seen.answers.items():
            if BY_KEY[key].done(answer.value) and subject in names:
                found.add((names[subject], key))
    return found


async def test_the_survivor_takes_over_what_only_the_duplicate_was_known_by(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An"), code="12", head="")
    twice = await a_house(actions, Person("Lò Văn An", 1980), note="nhà cuối thôn")
    (kept,) = (await view(actions, stays)).members

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    found = await view(actions, stays)
    assert [(each.id, each.birth_year) for each in found.members] == [(kept.id, 1980)]
    home = found.household
    assert (home.head, home.code, home.note) == ("Đặng Thị Hợp", "12", "nhà cuối thôn")


async def test_what_a_survivor_took_over_goes_back_when_they_are_told_apart(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An"), code="12", head="")
    twice = await a_house(actions, Person("Lò Văn An", 1980))
    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    await merging.separate_household(twice.id, VISIT_DAY)

    found = await view(actions, stays)
    assert [each.birth_year for each in found.members] == [None]
    assert found.household.head == ""
    assert [each.birth_year for each in (await view(actions, twice)).members] == [1980]


async def test_a_slot_without_a_name_gives_nobody_its_birth_year(
    actions: Actions, merging: Merging
) -> None:
    stays = await a_house(actions, Person("Lò Văn An", age_class="adult"))
    twice = await a_house(actions, Person(birth_year=1980))

    await merging.merge_households(twice.id, stays.id, VISIT_DAY)

    assert [each.birth_year for each in (await view(actions, stays)).members] == [None]
