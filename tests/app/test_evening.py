"""The evening: sessions that phones share, a roll without doubles, and people who wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import evening
from app.actions import Actions, Changed, NewHousehold, Person, Tick
from app.evening import NewSession
from app.ui import summing
from shared.problems import Problem
from shared.records import Answer, Household, Member, Session
from tests.support.people import NOW_MS, OTHER_VILLAGE, VILLAGE, VISIT_DAY

pytestmark = pytest.mark.anyio


async def a_session(actions: Actions, team: str = "Tổ 1") -> Session:
    return await evening.open_session(actions, NewSession(VILLAGE, VISIT_DAY, team))


async def a_home(
    actions: Actions, head: str = "Trần Văn Bình", village: str = VILLAGE
) -> Household:
    return await actions.register_household(NewHousehold(village, VISIT_DAY, head=head))


async def a_person(actions: Actions, name: str = "Nguyễn Thị Hợp", **home: str) -> Member:
    person = Person(name, 1980)
    return await actions.add_member(await a_home(actions, **home), person, VISIT_DAY)


def a_step(person: Member, question: str = "esign", value: str | None = None) -> Tick:
    return Tick(VILLAGE, VISIT_DAY, "member", person.id, question, value)


def answer_of(changed: Changed) -> Answer:
    (answer,) = (each for each, _ in changed.steps if isinstance(each, Answer))
    return answer


async def test_an_open_session_is_known_again_and_its_team_remembered(actions: Actions) -> None:
    session = await a_session(actions)

    assert await actions.store.evenings.current() == session
    assert await actions.store.evenings.team() == "Tổ 1"


async def test_opening_the_session_of_the_teams_other_phone_makes_no_second_one(
    actions: Actions,
) -> None:
    session = await a_session(actions)
    entries = (await actions.store.outbox()).total

    again = await a_session(actions, "tổ 1")

    assert again == session
    assert (await actions.store.outbox()).total == entries


async def test_a_session_without_a_team_is_refused_and_none_is_open(actions: Actions) -> None:
    with pytest.raises(Problem) as refused:
        await a_session(actions, " ")

    assert refused.value.code == "BK134"
    assert await actions.store.evenings.current() is None


async def test_a_closed_session_can_still_be_summed_up(actions: Actions) -> None:
    session = await a_session(actions)

    await evening.close_session(actions)

    assert await actions.store.evenings.current() is None
    assert await actions.store.evenings.last() == session.id


async def test_closing_a_session_can_be_undone_and_nothing_of_it_is_lost(actions: Actions) -> None:
    session, person = await a_session(actions), await a_person(actions)
    await evening.came(actions, session, person, VISIT_DAY)
    await evening.wait(actions, a_step(person), NOW_MS)
    before = await actions.store.evenings.glance()
    entries = (await actions.store.outbox()).total

    closed = await evening.close_session(actions)
    after = await actions.store.evenings.glance()
    await closed.back()

    assert after is None
    assert await actions.store.evenings.glance() == before
    assert await actions.store.evenings.last() == session.id
    assert await actions.store.evenings.team() == session.team
    assert (await actions.store.outbox()).total == entries


async def test_each_of_two_sessions_of_one_phone_and_day_sums_up_its_own_ticks(
    actions: Actions,
) -> None:
    person = await a_person(actions)
    first = await a_session(actions)
    await actions.answer(a_step(person, "esign", "yes"))
    await evening.close_session(actions)
    second = await a_session(actions, "Tổ 2")
    await actions.answer(a_step(person, "smartphone", "no"))

    said = [await actions.store.evenings.evening(each.id) for each in (first, second)]

    asked = [[answer.question for answer in each.answers] for each in said if each]
    assert asked == [["esign"], ["smartphone"]]


async def test_a_few_letters_without_diacritics_find_a_person(actions: Actions) -> None:
    session = await a_session(actions)
    wanted = await a_person(actions)
    await a_person(actions, "Nguyễn Thị Lan")

    found = await actions.store.evenings.find(session, "ng t hop", 8)

    assert [guest.member.id for guest in found] == [wanted.id]


async def test_people_without_names_are_found_by_the_head_of_their_household(
    actions: Actions,
) -> None:
    session = await a_session(actions)
    new = NewHousehold(VILLAGE, VISIT_DAY, head="Đặng Văn An", people=2, adults=2)
    await actions.register_household(new)

    found = await actions.store.evenings.find(session, "dang an", 8)

    assert [guest.member.slot for guest in found] == [1, 2]


async def test_people_of_another_village_are_not_found(actions: Actions) -> None:
    session = await a_session(actions)
    await a_person(actions, village=OTHER_VILLAGE)

    assert await actions.store.evenings.find(session, "hop", 8) == ()


async def test_somebody_written_down_twice_came_once(actions: Actions) -> None:
    session, person = await a_session(actions), await a_person(actions)

    await evening.came(actions, session, person, VISIT_DAY)
    await evening.came(actions, session, person, VISIT_DAY)

    glance = await actions.store.evenings.glance()
    assert glance
    assert glance.came == 1


async def test_taking_somebody_off_the_roll_can_be_undone(actions: Actions) -> None:
    session, person = await a_session(actions), await a_person(actions)
    await evening.came(actions, session, person, VISIT_DAY)
    (guest,) = await actions.store.evenings.guests(session)
    assert guest.visit

    gone = await evening.did_not_come(actions, guest.visit)
    after = await actions.store.evenings.guests(session)
    await actions.put_back(gone)

    assert after == ()
    assert [each.member.id for each in await actions.store.evenings.guests(session)] == [person.id]


async def test_coming_can_be_undone_and_that_too(actions: Actions) -> None:
    session, person = await a_session(actions), await a_person(actions)
    here = await evening.came(actions, session, person, VISIT_DAY)

    undone = await actions.put_back(here)
    after = await actions.store.evenings.guests(session)
    await actions.put_back(undone)

    assert isinstance(undone, Changed)
    assert after == ()
    assert len(await actions.store.evenings.guests(session)) == 1


async def test_a_call_at_a_house_belongs_to_the_session_that_is_open(actions: Actions) -> None:
    session, home = await a_session(actions), await a_home(actions)
    elsewhere = await a_home(actions, village=OTHER_VILLAGE)

    here = await actions.visit(home, "met", VISIT_DAY)
    there = await actions.visit(elsewhere, "met", VISIT_DAY)
    later = await actions.visit(home, "met", VISIT_DAY + timedelta(days=1))

    assert [each.session for each in (here, there, later)] == [session.id, None, None]


async def test_households_of_who_came_are_told_apart_from_those_a_team_went_to(
    actions: Actions,
) -> None:
    session, person = await a_session(actions), await a_person(actions)
    await evening.came(actions, session, person, VISIT_DAY)
    for head in ("Lê Văn Ba", "Hà Thị Tư"):
        await actions.visit(await a_home(actions, head), "met", VISIT_DAY)

    found = await actions.store.evenings.evening(session.id)

    assert found
    assert (len(found.guests), found.households, found.called_at) == (1, 1, 2)
    said = summing.summary(found, ())[0].lines
    assert said[1:] == ("1 người đến, thuộc 1 hộ.", "Đã đến 2 hộ.")


async def test_who_is_parked_waits_with_slow_otp_as_the_reason(actions: Actions) -> None:
    person = await a_person(actions)

    parked = answer_of(await evening.wait(actions, a_step(person), NOW_MS))

    assert (parked.value, parked.waiting) == ("no", NOW_MS)
    assert parked.obstacles == ("OTP_SLOW",)
    assert [
        each.member.id for each in await actions.store.evenings.waiting(await a_session(actions))
    ] == [person.id]


async def test_parking_keeps_what_was_said_of_the_step(actions: Actions) -> None:
    person = await a_person(actions)
    known = Tick(
        VILLAGE, VISIT_DAY, "member", person.id, "vneid", "none",
        obstacles=("FACE_FAIL",), note="thử lại",
    )  # fmt: skip
    await actions.answer(known)

    parked = answer_of(await evening.wait(actions, a_step(person, "vneid"), NOW_MS))

    assert parked.obstacles == ("FACE_FAIL", "OTP_SLOW")
    assert parked.note == "thử lại"


async def test_who_is_parked_is_on_the_roll_once(actions: Actions) -> None:
    session, known, new = (
        await a_session(actions),
        await a_person(actions),
        await a_person(actions, "Lê Thị Mai"),
    )
    await evening.came(actions, session, known, VISIT_DAY)
    entries = (await actions.store.outbox()).total

    for person in (known, new):
        await evening.wait(actions, a_step(person), NOW_MS)

    guests = await actions.store.evenings.guests(session)
    assert {each.member.id for each in guests} == {known.id, new.id}
    assert (await actions.store.outbox()).total == entries + 3


async def test_parking_can_be_undone(actions: Actions) -> None:
    person, session = await a_person(actions), await a_session(actions)

    await actions.put_back(await evening.wait(actions, a_step(person), NOW_MS))

    assert await actions.store.evenings.waiting(session) == ()
    assert await actions.store.evenings.guests(session) == ()


async def test_who_waits_longest_comes_first_with_their_carrier(actions: Actions) -> None:
    late, early = await a_person(actions, "Lê Thị Mai"), await a_person(actions)
    await evening.wait(actions, a_step(late), NOW_MS + 60_000)
    await evening.wait(actions, a_step(early), NOW_MS)
    await actions.answer(a_step(early, "carrier", "viettel"))

    waiting = await actions.store.evenings.waiting(await a_session(actions))

    assert [(each.member.id, each.carrier) for each in waiting] == [
        (early.id, "viettel"),
        (late.id, ""),
    ]


async def test_a_step_that_gets_done_ends_the_wait(actions: Actions) -> None:
    person = await a_person(actions)
    await evening.wait(actions, a_step(person), NOW_MS)

    await actions.answer(a_step(person, "esign", "yes"))

    assert await actions.store.evenings.waiting(await a_session(actions)) == ()


async def test_giving_up_keeps_the_reason_and_an_arrival_drops_it(actions: Actions) -> None:
    first, second = await a_person(actions), await a_person(actions, "Lê Thị Mai")
    await evening.wait(actions, a_step(first), NOW_MS)
    await evening.wait(actions, a_step(second), NOW_MS + 1)
    one, two = await actions.store.evenings.waiting(await a_session(actions))

    given_up = await evening.give_up(actions, one, VISIT_DAY)
    arrived = await evening.arrived(actions, two, VISIT_DAY)

    assert given_up.answer
    assert arrived.answer
    assert (given_up.answer.obstacles, arrived.answer.obstacles) == (("OTP_SLOW",), ())
    assert await actions.store.evenings.waiting(await a_session(actions)) == ()


async def test_the_evening_holds_what_this_device_wrote_that_day_in_that_village(
    actions: Actions,
) -> None:
    session, person = await a_session(actions), await a_person(actions)
    await evening.came(actions, session, person, VISIT_DAY)
    done = await actions.answer(a_step(person, "esign", "yes"))
    other_day = a_step(person, "vneid", "2")
    await actions.answer(
        Tick(VILLAGE, VISIT_DAY - timedelta(days=1), "member", person.id, "vneid", other_day.value)
    )

    found = await actions.store.evenings.evening(session.id)

    assert found
    assert (len(found.guests), found.households) == (1, 1)
    assert found.answers == (done.answer,)
    assert found.unsent == (await actions.store.outbox()).unsent


async def test_who_is_left_from_another_evening_waits_no_more(actions: Actions) -> None:
    person = await a_person(actions)
    before = VISIT_DAY - timedelta(days=30)
    await evening.wait(actions, Tick(VILLAGE, before, "member", person.id, "esign", None), NOW_MS)

    await a_session(actions)

    glance = await actions.store.evenings.glance()
    assert glance
    assert glance.waiting == 0
