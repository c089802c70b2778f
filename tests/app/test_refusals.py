"""What was refused and then dropped counts on the phone as little as at the commune."""

from __future__ import annotations

import pytest

from app import mending
from app.actions import Actions, Settled
from app.inputs import Tick
from app.store.store import Store
from shared.protocol import Refusal
from shared.records import Answer, Household, Member
from tests.app.phones import a_page, a_receipt, draft
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    QUARTER,
    VILLAGE,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
)

pytestmark = pytest.mark.anyio
HOME = a_household()
PERSON = a_member(HOME)
SAID = Answer.id_for(PERSON.id, "esign", "")


@pytest.fixture
async def actions(actions: Actions) -> Actions:
    """Actions on a phone that knows a household of one."""
    await actions.store.append([draft(HOME), draft(PERSON)], NOW_MS)
    return actions


async def tick(actions: Actions, value: str | None) -> None:
    await actions.answer(Tick(VILLAGE, VISIT_DAY, "member", PERSON.id, "esign", value))


async def refuse(store: Store, number: int) -> None:
    told = Refusal(number=number, code="BK628", sentence="Xã không nhận.")
    await store.keep(a_receipt(through=number, refused=(told,)), NOW_MS)


async def refused_and_dropped(actions: Actions) -> Settled:
    """Drop the newest entry, which the commune refused."""
    newest = await actions.store.made()
    await refuse(actions.store, newest)
    return await mending.drop(actions, newest)


async def counted(store: Store) -> list[str]:
    """Return what is counted of the person's e-signature."""
    profiles = await store.profiles(None, QUARTER)
    return [part for profile, _ in profiles for part in profile.split("|") if "esign" in part]


async def test_a_dropped_answer_counts_nowhere_and_is_asked_again(actions: Actions):
    await tick(actions, "yes")

    await refused_and_dropped(actions)

    view = await actions.store.household(HOME.id)
    assert view
    assert (view.answers, view.uncounted, await counted(actions.store)) == ({}, frozenset(), [])


@pytest.mark.parametrize("before", ["no", None])
async def test_what_this_phone_had_said_before_a_dropped_answer_stands_again(
    actions: Actions, before: str | None
):
    await tick(actions, "no")
    if before is None:
        await tick(actions, None)
    await tick(actions, "yes")

    await refused_and_dropped(actions)

    found = await actions.store.answer(SAID)
    assert found
    assert (None if found.deleted else found.value) == before
    assert await counted(actions.store) == ([f"esign={before}"] if before else [])


async def test_an_answer_that_was_refused_too_does_not_stand_again(actions: Actions):
    await tick(actions, "yes")
    await refuse(actions.store, await actions.store.made())
    await tick(actions, "no")

    await refused_and_dropped(actions)

    assert await counted(actions.store) == []


async def test_what_another_phone_had_said_before_is_read_again_and_stands(actions: Actions):
    theirs = an_answer(PERSON, "esign", "no", device=OTHER_PHONE, stamp=1)
    await actions.store.merge(a_page([theirs], cursor=5))
    await tick(actions, "yes")

    await refused_and_dropped(actions)
    asked = await actions.store.position()
    await actions.store.merge(a_page([theirs], cursor=5))

    assert asked.cursor == 0
    assert await actions.store.answer(SAID) == theirs
    assert await actions.store.conflicts() == ()


async def test_what_was_dropped_contradicts_nobody(actions: Actions):
    theirs = an_answer(PERSON, "esign", "no", device=OTHER_PHONE, stamp=1)
    await tick(actions, "yes")

    await refused_and_dropped(actions)
    await actions.store.merge(a_page([theirs], cursor=5))

    assert await actions.store.answer(SAID) == theirs
    assert await actions.store.conflicts() == ()


async def test_a_drop_that_is_taken_back_leaves_all_as_it_was(actions: Actions):
    await tick(actions, "no")
    await tick(actions, "yes")
    dropped = await refused_and_dropped(actions)

    await dropped.back()

    view = await actions.store.household(HOME.id)
    assert view
    assert [each.value for each in view.answers.values()] == ["yes"]
    assert view.uncounted == {SAID}
    assert len((await actions.store.outbox()).refused) == 1


async def test_a_person_on_whom_answers_hang_stays_until_the_commune_says_who_they_are(
    actions: Actions,
):
    known = PERSON.model_copy(update={"device": OTHER_PHONE, "stamp": 1})
    changed = PERSON.model_copy(update={"name": "Đặng Văn Anh"})
    await actions.store.append([draft(changed)], NOW_MS)
    first = await actions.store.made()
    for number in range(2, first + 1):
        await refuse(actions.store, number)

    await mending.drop(actions, first)
    meanwhile = await actions.store.standing(Member, PERSON.id)
    await actions.store.merge(a_page([known], cursor=5))

    assert meanwhile
    assert meanwhile.name == "Đặng Văn Anh"
    assert await actions.store.standing(Member, PERSON.id) == known
    assert await actions.store.standing(Household, HOME.id)
