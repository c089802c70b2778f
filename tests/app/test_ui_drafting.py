"""A form's refusal is on the page as long as it is true: until the text is mended, or left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from app.actions import Person
from app.state import AppState
from app.store.businesses import BusinessView
from app.store.store import Store
from app.store.values import HouseholdView
from app.ui import words
from app.ui.components.reasons import OTHER, ReasonActs, Reasons
from app.ui.drafting import use_draft
from app.ui.screens.business import ShopForm
from app.ui.screens.businesses import NewBusinessScreen
from app.ui.screens.enrol import EnrolScreen
from app.ui.screens.household_form import HouseholdForm
from app.ui.screens.lock import LockScreen
from app.ui.screens.new_household import NewHouseholdScreen
from app.ui.screens.person_form import Form
from app.ui.screens.session import OpenForm
from app.ui.screens.volunteers import Draft, DraftForm
from app.ui.using import HELD, Held
from app.ui.words import evening, homes, shops
from app.volunteers import Volunteers
from shared.problems import Code, Problem
from tests.app.phones import draft
from tests.app.test_ui_state import a_page_of, a_pulse
from tests.support.live import Live, live
from tests.support.people import NOW_MS, a_business, a_household, a_member

pytestmark = pytest.mark.anyio
NUMBER = "001090012345"
HOME = a_household("Đặng Thị Hợp")
PERSON = a_member(HOME)
SHOP = a_business()
VIEW = HouseholdView(HOME, (PERSON,), {}, None)

Screen = Callable[[], Any]
FORMS: list[tuple[Screen, str, str]] = [
    (lambda: HouseholdForm(VIEW), words.HEAD, words.SAVE_NAMING),
    (NewHouseholdScreen, words.HEAD, words.SAVE_HOUSEHOLD),
    (lambda: Form(VIEW, PERSON), words.MEMBER_NAME, words.SAVE_MEMBER),
    (lambda: Form(VIEW, None), words.MEMBER_NAME, words.SAVE_MEMBER),
    (lambda: ShopForm(BusinessView(SHOP, {})), shops.NAME, shops.SAVE),
    (NewBusinessScreen, shops.NAME, shops.SAVE),
    (lambda: OpenForm(""), evening.TEAM, evening.OPEN),
    (lambda: DraftForm(Draft(), lambda: None), homes.USER_NAME, homes.SAVE_USER),
    (EnrolScreen, words.ENROL_CODE, words.ENROL_BUTTON),
]
NAMES = [
    "household", "new household", "person", "new person", "business", "new business", "session",
    "volunteer", "enrolment",
]  # fmt: skip


async def a_page(store: Store) -> AppState:
    await store.append([draft(each) for each in (HOME, PERSON, SHOP)], NOW_MS)
    return a_page_of(a_pulse(store))


async def shown(state: AppState, screen: Screen) -> Live:
    return await live(lambda: HELD(Held(state), screen))


@pytest.mark.parametrize(("screen", "label", "button"), FORMS, ids=NAMES)
async def test_a_refusal_comes_down_as_soon_as_the_text_it_was_about_is_mended(
    store: Store, screen: Screen, label: str, button: str
):
    state = await a_page(store)
    page = await shown(state, screen)
    field = page.find(label)._i
    page.type(field, NUMBER)
    await page.settle()
    page.press(button)
    await page.settle()
    refused = state.notice.problem

    page.type(field, "Lò Văn An")
    await page.settle()

    assert refused
    assert state.notice.problem is None


switches: list[Callable[[bool], None]] = []
edits: list[Callable[[str], None]] = []


@ft.component
def Typing() -> ft.Control:
    text, edit = use_draft("")
    edits[:] = [edit]
    return ft.Text(text)


@ft.component
def Way() -> ft.Control:
    is_form, switch = ft.use_state(True)
    switches[:] = [switch]
    return Typing() if is_form else ft.Text("")


async def test_a_refusal_comes_down_when_the_form_is_left(store: Store):
    state = await a_page(store)
    page = await shown(state, Way)
    await state.save(state.actions.add_member(HOME, Person(NUMBER), HOME.day))
    refused = state.notice.problem

    switches[0](False)
    await page.settle()

    assert refused
    assert refused.kind is Code.ID_NUMBER_IN_TEXT
    assert state.notice.problem is None


async def test_a_refusal_stays_while_nothing_of_the_text_has_changed(store: Store):
    state = await a_page(store)
    page = await shown(state, Way)
    edits[0](NUMBER)
    await state.save(state.actions.add_member(HOME, Person(NUMBER), HOME.day))

    edits[0](NUMBER)
    await page.settle()

    assert state.notice.problem
    assert state.notice.problem.kind is Code.ID_NUMBER_IN_TEXT


async def test_what_was_said_before_a_form_was_opened_stays_while_one_types(store: Store):
    state = await a_page(store)
    state.notice.problem = earlier = Problem(Code.UNEXPECTED)
    page = await shown(state, Way)

    edits[0]("Lò Văn An")
    switches[0](False)
    await page.settle()

    assert state.notice.problem is earlier


async def test_why_a_sync_failed_is_nothing_that_typing_could_mend(store: Store):
    state = await a_page(store)
    page = await shown(state, Way)
    await state.sync()

    edits[0]("Lò Văn An")
    switches[0](False)
    await page.settle()

    assert state.notice.problem
    assert state.notice.problem.kind is Code.NO_NETWORK


async def test_a_refused_reason_comes_down_from_sheet_and_page_once_the_note_is_mended(
    store: Store,
):
    state = await a_page(store)

    async def save(codes: tuple[str, ...], note: str) -> str:
        await state.attempt(state.actions.add_member(HOME, Person(note), HOME.day))
        return state.notice.problem.sentence if state.notice.problem else ""

    acts = ReasonActs(save, lambda codes, note: None, lambda: None)
    page = await shown(state, lambda: Reasons("Chữ ký số", (), ((OTHER,), ""), acts))
    field = page.find(evening.NOTE)._i
    page.type(field, NUMBER)
    await page.settle()
    page.press(evening.REASONS_DONE)
    await page.settle()
    refused = page.find(evening.NOTE).error

    page.type(field, "hẹn thứ bảy")
    await page.settle()

    assert refused == Code.ID_NUMBER_IN_TEXT.sentence
    assert page.find(evening.NOTE).error is None
    assert state.notice.problem is None


async def test_a_wrong_pin_is_said_until_somebody_types_again(store: Store):
    state = await a_page(store)
    await Volunteers(state.actions).add("Lò Thị Mai", "5678", "5678")
    await state.pulse.reload()
    page = await shown(state, LockScreen)
    page.press("Lò Thị Mai")
    await page.settle()
    page.type(page.find(homes.PIN)._i, "0000")
    await page.settle()

    page.press(homes.UNLOCK)
    await page.settle()

    assert state.notice.problem
    assert state.notice.problem.kind is Code.WRONG_PIN
    page.type(page.find(homes.PIN)._i, "5")
    await page.settle()
    assert state.notice.problem is None
