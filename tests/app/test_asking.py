"""Asking at the table: what belongs together is taken back together."""

from __future__ import annotations

import pytest

from app.actions import NewHousehold
from app.state import AppState
from app.store.store import Store
from app.ui.asking import CARRIER, Subject, Talk
from shared.protocol import Receipt, Refusal
from shared.records import Answer, Member
from tests.app.test_ui_state import a_page_of, a_pulse
from tests.support.people import VILLAGE, VISIT_DAY

pytestmark = pytest.mark.anyio


@pytest.fixture
def state(store: Store) -> AppState:
    return a_page_of(a_pulse(store))


async def a_person(state: AppState) -> Member:
    new = NewHousehold(VILLAGE, VISIT_DAY, head="Đặng Thị Hợp", people=1, adults=1)
    home = await state.actions.register_household(new)
    view = await state.actions.store.household(home.id)
    assert view
    return view.members[0]


async def talk_with(state: AppState, person: Member) -> Talk:
    """Return a talk as a screen begins it: with what stands at that moment."""
    view = await state.actions.store.household(person.household)
    assert view
    known = {key: answer for (of, key, _), answer in view.answers.items() if of == person.id}
    return Talk(state, Subject(VILLAGE, "member", person.id, known.get))


async def standing(state: AppState, person: Member) -> dict[str, Answer]:
    view = await state.actions.store.household(person.household)
    assert view
    return {key: answer for (_, key, _), answer in view.answers.items()}


async def test_undo_after_telling_the_carrier_takes_the_waiting_back_too(state: AppState):
    person = await a_person(state)
    talk = await talk_with(state, person)
    parked = await talk.park("esign")
    await talk.tell_carrier("viettel", parked)
    before = await standing(state, person)

    await state.undo()

    assert set(before) == {"esign", CARRIER}
    assert before["esign"].waiting
    assert await standing(state, person) == {}


async def test_who_told_the_carrier_before_is_not_asked_again(state: AppState):
    person = await a_person(state)
    await (await talk_with(state, person)).tell_carrier("viettel", None)

    again = await (await talk_with(state, person)).park("esign")

    assert again is None


async def test_a_note_left_on_the_sheet_is_saved_once(state: AppState):
    person = await a_person(state)
    await (await talk_with(state, person)).answer("esign", "no", "")
    talk = await talk_with(state, person)

    await talk.explain("esign", ("OTHER",), "hẹn thứ bảy")
    await (await talk_with(state, person)).explain("esign", ("OTHER",), "hẹn thứ bảy")

    answer = (await standing(state, person))["esign"]
    assert (answer.obstacles, answer.note) == (("OTHER",), "hẹn thứ bảy")
    assert (await state.actions.store.outbox()).total == 4


async def test_what_is_pressed_before_the_page_has_followed_is_compared_with_what_is_stored(
    state: AppState,
):
    person = await a_person(state)
    talk = await talk_with(state, person)

    await talk.answer("esign", "yes", "had")
    # The page still shows that nobody asked, and so does the talk.
    await talk.answer("esign", None, "")

    assert "esign" not in await standing(state, person)


@pytest.mark.parametrize(
    ("presses", "how"),
    [
        ("no yes", "had"),
        ("had no yes", "had"),
        ("done no yes", "done"),
        ("no … yes", "done"),
        ("no … had no yes", "had"),
        ("no … done", "done"),
        ("no … yes … no … yes", "done"),
        ("no … yes no yes", "done"),
    ],
)
async def test_a_not_yet_that_was_a_slip_of_the_finger_says_nothing_of_how_it_came(
    state: AppState, presses: str, how: str
):
    talk = await talk_with(state, await a_person(state))

    stored: str | None = ""
    for press in presses.split():
        if press == "…":
            state.notice.hush()
        elif press == "no":
            await talk.answer("esign", "no", "")
        else:
            stored = await talk.answer("esign", "yes", "done" if press == "yes" else press)

    answer = await state.actions.store.answer(Answer.id_for(talk.subject.id, "esign", ""))
    assert answer
    assert (answer.how, stored) == (how, how)


async def test_a_slip_at_one_question_says_nothing_of_another(state: AppState):
    talk = await talk_with(state, await a_person(state))
    await talk.answer("esign", "no", "")
    state.notice.hush()
    await talk.answer("vneid", "none", "")

    assert await talk.answer("esign", "yes", "done") == "done"


async def test_the_same_answer_again_is_no_further_entry(state: AppState):
    person = await a_person(state)
    talk = await talk_with(state, person)
    await talk.answer("esign", "yes", "had")
    made = await state.actions.store.made()

    assert await talk.answer("esign", "yes", "had")

    assert await state.actions.store.made() == made


async def test_an_answer_that_was_refused_is_sent_again_by_saying_it_once_more(state: AppState):
    person, store = await a_person(state), state.actions.store
    talk = await talk_with(state, person)
    await talk.answer("esign", "no", "")
    await talk.explain("esign", ("OTP_SLOW",), "hẹn tối mai")
    made = (await store.outbox()).total
    refused = Refusal(number=made, code="BK101", sentence="Xã không nhận.")
    await store.keep(Receipt(through=made, refused=(refused,)), state.pulse.now_ms())

    await talk.answer("esign", "no", "")

    box, said = await store.outbox(), (await standing(state, person))["esign"]
    assert (box.total, box.unsent, box.refused) == (made + 1, 1, ())
    assert (said.obstacles, said.note) == (("OTP_SLOW",), "hẹn tối mai")
