"""The verbs: what a screen asks for becomes records, or a Problem that says why not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.actions import Actions, Naming, NewHousehold, Person, Tick
from app.settings import DEFAULT_COLLECTOR, Settings
from shared.problems import Code, Problem
from shared.records import Answer, Household
from tests.support.people import QUARTER, VILLAGE, VISIT_DAY

pytestmark = pytest.mark.anyio


async def a_house(actions: Actions, **fields: Any) -> Household:
    known = {"village": VILLAGE, "day": VISIT_DAY, "head": "Đặng Thị Hợp", "people": 1, "adults": 1}
    return await actions.register_household(NewHousehold(**{**known, **fields}))


async def an_adult(actions: Actions) -> UUID:
    view = await actions.store.household((await a_house(actions)).id)
    assert view
    return view.members[0].id


def a_tick(subject: UUID, value: str | None = "yes", **fields: Any) -> Tick:
    known = {"village": VILLAGE, "day": VISIT_DAY, "about": "member", "question": "smartphone"}
    return Tick(**{**known, "subject": subject, "value": value, **fields})


async def refusal(of: Any) -> Code:
    with pytest.raises(Problem) as refused:
        await of
    return refused.value.kind


async def test_four_people_three_adults_make_a_slot_of_the_head_and_three_unnamed_ones(
    actions: Actions,
) -> None:
    house = await a_house(actions, people=4, adults=3)

    view = await actions.store.household(house.id)

    assert view
    assert [(member.slot, member.name, member.age_class) for member in view.members] == [
        (1, house.head, "adult"),
        (2, "", "adult"),
        (3, "", "adult"),
        (4, "", "under_15"),
    ]


async def test_people_of_15_to_17_are_told_from_children(actions: Actions) -> None:
    house = await a_house(actions, people=4, adults=2, from_15=1)

    view = await actions.store.household(house.id)

    assert view
    assert [each.age_class for each in view.members] == ["adult", "adult", "from_15", "under_15"]


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        ({"people": 2, "adults": 3}, Code.TOO_MANY_ADULTS),
        ({"people": 2, "adults": 1, "from_15": 2}, Code.TOO_MANY_ADULTS),
        ({"people": 31}, Code.TOO_MANY_PEOPLE),
        ({"people": -1, "adults": 0}, Code.NEGATIVE_COUNT),
        ({"head": "", "code": ""}, Code.NO_NAME),
    ],
)
async def test_a_household_that_cannot_be_leaves_nothing(
    actions: Actions, counts: dict[str, Any], code: Code
) -> None:
    assert await refusal(a_house(actions, **counts)) is code

    assert (await actions.store.outbox()).total == 0


async def test_a_member_gets_the_next_slot_and_can_be_corrected(actions: Actions) -> None:
    house = await a_house(actions, people=2, adults=2)

    added = await actions.add_member(house, Person("Lò Văn An", 2001), VISIT_DAY)
    corrected = await actions.correct_member(added, Person("Lò Văn Ân", 2002), VISIT_DAY)

    view = await actions.store.household(house.id)
    assert view
    assert added.slot == 3
    assert view.members[2] == corrected
    assert (corrected.id, corrected.name, corrected.birth_year) == (added.id, "Lò Văn Ân", 2002)


async def test_a_household_can_be_corrected(actions: Actions) -> None:
    house = await a_house(actions)

    corrected = await actions.correct_household(house, Naming("Đặng Thị Huệ", "12"), VISIT_DAY)

    (line,) = (await actions.store.households(VILLAGE, "hue")).items
    assert line.household == corrected
    assert corrected.id == house.id


async def test_a_household_that_is_removed_takes_its_people_along(actions: Actions) -> None:
    house = await a_house(actions, people=3, adults=3)

    await actions.remove(house, VISIT_DAY)

    assert await actions.store.household(house.id) is None
    assert await actions.store.profiles(None, QUARTER) == []


async def test_a_tick_is_an_answer_that_stands(actions: Actions) -> None:
    subject = await an_adult(actions)

    ticked = await actions.answer(a_tick(subject, "no", obstacles=("SHARED_PHONE",)))

    assert ticked.before is None
    assert isinstance(ticked.answer, Answer)
    assert await actions.store.answer(ticked.answer.id) == ticked.answer
    assert ticked.answer.obstacles == ("SHARED_PHONE",)


async def test_a_question_of_the_quarter_is_answered_for_the_quarter_of_the_visit(
    actions: Actions,
) -> None:
    subject = await an_adult(actions)

    winter = await actions.answer(a_tick(subject, question="trained", day=date(2025, 3, 31)))
    spring = await actions.answer(a_tick(subject, question="trained", day=date(2025, 4, 1)))

    assert winter.answer
    assert spring.answer
    assert (winter.answer.period, spring.answer.period) == ("2025-Q1", "2025-Q2")


async def test_taking_an_answer_back_is_not_the_same_as_no(actions: Actions) -> None:
    subject = await an_adult(actions)
    said = await actions.answer(a_tick(subject, "yes"))

    taken_back = await actions.answer(a_tick(subject, None))

    assert said.answer
    assert taken_back.answer is None
    assert taken_back.before == said.answer
    tombstone = await actions.store.answer(said.answer.id)
    assert tombstone
    assert (tombstone.deleted, tombstone.value) == (True, "yes")
    assert ("member:adult", 1) in await actions.store.profiles(None, QUARTER)


async def test_taking_back_what_was_never_said_makes_no_entry(actions: Actions) -> None:
    subject = await an_adult(actions)
    before = (await actions.store.outbox()).total

    await actions.answer(a_tick(subject, None))

    assert (await actions.store.outbox()).total == before


@pytest.mark.parametrize("first", [None, "no"])
@pytest.mark.parametrize("then", [None, "yes"])
async def test_undo_puts_back_what_stood_before(
    actions: Actions, first: str | None, then: str | None
) -> None:
    subject = await an_adult(actions)
    await actions.answer(a_tick(subject, first))
    before = await actions.store.profiles(None, QUARTER)

    ticked = await actions.answer(a_tick(subject, then))
    undone = await actions.undo(ticked)

    assert await actions.store.profiles(None, QUARTER) == before
    assert (undone.answer.value if undone.answer else None) == first


async def test_undoing_an_undo_brings_the_tick_back(actions: Actions) -> None:
    subject = await an_adult(actions)
    ticked = await actions.answer(a_tick(subject, "yes"))

    again = await actions.undo(await actions.undo(ticked))

    assert again.answer
    assert again.answer.value == "yes"
    assert ("member:adult|smartphone=yes", 1) in await actions.store.profiles(None, QUARTER)


async def test_a_visit_is_kept_with_its_outcome_and_note(actions: Actions) -> None:
    house = await a_house(actions)

    visit = await actions.visit(house, "absent", VISIT_DAY, "hẹn chiều thứ bảy")

    view = await actions.store.household(house.id)
    assert view
    assert view.visit == visit
    assert (visit.outcome, visit.note) == ("absent", "hẹn chiều thứ bảy")


async def test_progress_is_held_against_the_communes_plan(actions: Actions) -> None:
    subject = await an_adult(actions)
    await an_adult(actions)
    await actions.answer(a_tick(subject, "yes", question="esign"))

    progress = await actions.progress(VILLAGE, QUARTER)

    row = next(row for row in progress.rows if row.indicator.code == "CT09")
    assert (row.cell.numerator, row.cell.denominator, row.cell.missing) == (1, 2, 1)
    assert row.target.percent == 65
    assert len(progress.rows) == 16


async def test_settings_come_from_the_environment_or_are_plain() -> None:
    told = Settings.read({"BAKHONG_DATA": "data", "BAKHONG_COLLECTOR": "http://192.168.1.10:8000"})
    plain = Settings.read({"BAKHONG_COLLECTOR": ""})

    assert told == Settings(Path("data"), "http://192.168.1.10:8000")
    assert plain == Settings(Path.home() / ".bakhong", DEFAULT_COLLECTOR)
    assert told.database.parent == Path("data")
