"""Screens over one another, in the whole app: who is drawn, when, and how much of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import flet as ft
import pytest

from app import businesses
from app.actions import NewHousehold, Person, Tick
from app.businesses import Trade
from app.evening import NewSession, open_session, wait
from app.main import compose
from app.merging import Merging
from app.pulse import Pulse
from app.settings import Settings
from app.state import AppState
from app.store.store import Store
from app.store.values import HouseholdView
from app.ui import presenting, route, words
from app.ui.person_menu import whereabouts
from app.ui.words import evening, help, homes
from shared.obstacles import BY_CODE
from shared.questions import BY_KEY
from shared.records import Member
from tests.app.phones import ACCOUNT
from tests.support.live import Live, open_app
from tests.support.people import VILLAGE, VISIT_DAY

pytestmark = pytest.mark.anyio


async def an_app(folder: Path) -> tuple[Live, Pulse]:
    """Return an enrolled phone on its first screen."""
    settings, pulses = Settings(folder), list[Pulse]()
    store = await Store.open(settings.database)
    await store.enrol(ACCOUNT)
    await store.close()
    page = await open_app(compose(settings, watch=pulses.append))
    return page, pulses[0]


async def a_phone(folder: Path) -> tuple[Live, HouseholdView]:
    """Return an enrolled phone on its first screen, with a household of three."""
    page, pulse = await an_app(folder)
    new = NewHousehold(VILLAGE, VISIT_DAY, head="Đặng Thị Hợp", people=3, adults=3)
    home = await pulse.actions.register_household(new)
    view = await pulse.actions.store.household(home.id)
    assert view
    return page, view


async def test_only_the_screen_on_top_is_drawn_again_and_those_below_when_they_come_up(
    tmp_path: Path,
):
    page, view = await a_phone(tmp_path)
    home, person = view.household.id, view.members[0].id
    await page.go(route.household(home))
    await page.go(route.member(home, person))

    page.press(f"{BY_KEY['esign'].label}: Có")
    await page.settle()

    # Each screen has a note of its own, and the household's has a line for each person.
    below = (page.texts().count(words.SAVED), untouched(page))
    await page.go(route.household(home))
    assert below == (1, 3)
    assert untouched(page) == 2


async def test_the_way_back_from_a_tick_never_stands_below_another_name(tmp_path: Path):
    page, view = await a_phone(tmp_path)
    home, (first, second, _) = view.household.id, view.members
    await page.go(route.member(home, first.id))
    page.press(f"{BY_KEY['esign'].label}: Có")
    await page.settle()
    here = words.UNDO in page.texts()

    await page.go(route.member(home, second.id))

    assert here
    assert words.UNDO not in page.texts()


async def test_a_household_can_be_added_though_one_of_a_like_name_was_found(tmp_path: Path):
    page, _ = await a_phone(tmp_path)
    await page.go(route.HELP)
    await page.go(route.ROSTER)

    page.type(page.find(words.SEARCH)._i, "dang")
    await page.settle()

    assert "Đặng Thị Hợp" in page.texts()
    page.press(words.ADD_HOUSEHOLD)


def untouched(page: Live) -> int:
    """Return how many lines say of a person that nothing was asked."""
    return sum(" · đã hỏi 0/" in text for text in page.texts())


async def test_a_person_may_wait_for_an_otp(tmp_path: Path):
    page, view = await a_phone(tmp_path)

    await page.go(route.member(view.household.id, view.members[0].id))

    assert evening.WAIT in page.texts()


async def test_a_menu_that_shows_an_older_person_changes_the_whereabouts_alone(tmp_path: Path):
    _page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, VISIT_DAY, code="7", people=1, adults=1)
    home = await pulse.actions.register_household(new)
    (shown,) = (await seen(pulse, home.id)).members
    await pulse.actions.correct_member(shown, Person("Nguyễn Đức Thành", 1993), VISIT_DAY)

    await whereabouts(AppState(pulse, Settings(tmp_path), lambda: VISIT_DAY), shown, "away")

    (now,) = (await seen(pulse, home.id)).members
    assert (now.name, now.birth_year, now.status) == ("Nguyễn Đức Thành", 1993, "away")


async def open_menu(page: Live, home: UUID, person: Member) -> None:
    """Open a person's menu on the screen of their household."""
    await page.go(route.household(home))
    page.press(homes.more_about(presenting.person_name(person)))
    await page.settle()


async def test_a_sheet_is_closed_for_who_comes_back_to_its_screen(tmp_path: Path):
    page, view = await a_phone(tmp_path)
    home, person = view.household.id, view.members[0]
    await open_menu(page, home, person)
    opened = page.sheets_open

    await page.go(route.edit_household(home))
    await page.go(route.household(home))

    assert (opened, page.sheets_open) == (1, 0)


@pytest.mark.parametrize("onward", ["back", "forward"])
async def test_what_is_typed_on_a_sheet_is_kept_for_who_goes_elsewhere(tmp_path: Path, onward: str):
    page, pulse = await an_app(tmp_path)
    home = await pulse.actions.register_household(
        NewHousehold(VILLAGE, VISIT_DAY, code="7", people=1, adults=1)
    )
    (person,) = (await seen(pulse, home.id)).members
    await page.go(route.member(home.id, person.id))
    step = BY_KEY["esign"]
    page.press(f"{step.label}: {step.word('no')}")
    await page.settle()
    page.press(BY_CODE["OTHER"].label)
    await page.settle()
    page.type(page.find(evening.NOTE)._i, "hẹn thứ bảy")
    await page.settle()

    to = route.household(home.id) if onward == "back" else route.edit_member(home.id, person.id)
    await page.go(to)
    await page.settle()

    (answer,) = (await seen(pulse, home.id)).answers.values()
    assert (answer.note, page.sheets_open) == ("hẹn thứ bảy", 0)


async def test_a_menu_stays_closed_for_who_went_back_from_it_to_a_person(tmp_path: Path):
    page, view = await a_phone(tmp_path)
    home, person = view.household.id, view.members[0]
    await page.go(route.household(home))
    await page.go(route.member(home, person.id))
    await open_menu(page, home, person)

    await page.go(route.member(home, person.id))
    meanwhile = page.sheets_open
    await page.go(route.household(home))

    assert (meanwhile, page.sheets_open) == (0, 0)


async def test_who_has_received_the_code_goes_on_at_that_step(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    home = await pulse.actions.register_household(
        NewHousehold(VILLAGE, pulse.today(), code="7", people=1, adults=1)
    )
    (person,) = (await seen(pulse, home.id)).members
    await open_session(pulse.actions, NewSession(VILLAGE, pulse.today(), "Tổ 1"))
    step, name = BY_KEY["portal_account"], presenting.person_name(person)
    parked = Tick(VILLAGE, pulse.today(), "member", person.id, step.key, None)
    await wait(pulse.actions, parked, pulse.now_ms())
    await page.go(route.SESSION)

    page.press(f"{name}: {evening.ARRIVED}")
    await page.settle()
    await page.follow()

    said, section, box = page.body()[:3]
    assert isinstance(said, ft.Text)
    assert said.value == evening.DO_IT_NOW
    assert isinstance(section, ft.Semantics)
    assert str(section.label).startswith(words.SECTIONS["identity"])
    assert box.key == step.key
    assert not page.is_checked(f"{step.label}: {words.NOT_ASKED}")


@pytest.mark.parametrize("turns", range(4))
async def test_a_menu_is_closed_for_who_goes_back_twice_faster_than_the_phone_draws(
    tmp_path: Path, turns: int
):
    page, view = await a_phone(tmp_path)
    home, person = view.household.id, view.members[0]
    await open_menu(page, home, person)
    opened = page.sheets_open

    await page.go(route.member(home, person.id), turns)
    await page.go(route.household(home))

    assert (opened, page.sheets_open) == (1, 0)


async def test_who_was_opened_from_the_session_leads_back_to_it(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, pulse.today(), code="7", people=1, adults=1)
    home = await pulse.actions.register_household(new)
    (person,) = (await seen(pulse, home.id)).members

    await page.go(route.edit_member(home.id, person.id, route.FROM_SESSION))
    page.press(words.SAVE_MEMBER)
    await page.settle()
    await page.follow()
    page.press(evening.BACK_TO_SESSION)
    await page.settle()
    from_session = page.wire.led[-1]
    await page.go(route.member(home.id, person.id))
    page.press(words.BACK_TO_HOUSEHOLD)
    await page.settle()

    assert [from_session, page.wire.led[-1]] == [route.SESSION, route.household(home.id)]


async def test_a_year_of_birth_and_an_age_class_cannot_contradict_each_other(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, pulse.today(), code="7", people=1, adults=1)
    home = await pulse.actions.register_household(new)
    (person,) = (await seen(pulse, home.id)).members
    await page.go(route.edit_member(home.id, person.id))
    before = words.AGE_CLASS in page.texts()

    page.type(page.find(words.BIRTH_YEAR)._i, "2015")
    await page.settle()

    shown = words.AGE_CLASS in page.texts()
    page.press(words.SAVE_MEMBER)
    await page.settle()

    (saved,) = (await seen(pulse, home.id)).members
    assert (before, shown) == (True, False)
    assert (saved.birth_year, saved.age_class) == (2015, None)


async def test_a_person_not_asked_yet_is_told_of_a_household_that_did_not_consent(tmp_path: Path):
    page, view = await a_phone(tmp_path)
    home, person = view.household, view.members[0]
    await page.go(route.household(home.id))

    page.press(homes.consent_line(homes.CONSENT_NOT_ASKED, "household"))
    await page.settle()
    page.press(homes.CONSENT_NO_BUTTON)
    await page.settle()
    await page.go(route.member(home.id, person.id))

    assert homes.consent_line(homes.CONSENT_HOME_NO, "member") in page.names()


async def test_a_menu_stays_open_while_a_sync_brings_news(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, VISIT_DAY, code="7", people=1, adults=1)
    home = await pulse.actions.register_household(new)
    await page.go(route.household(home.id))
    page.press(homes.more_about(words.person(1)))
    await page.settle()

    pulse.saved()
    await page.settle()

    assert page.sheets_open == 1


async def test_a_link_to_a_person_who_was_removed_says_so_and_leads_to_the_household(
    tmp_path: Path,
):
    page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, VISIT_DAY, code="7", people=2, adults=2)
    home = await pulse.actions.register_household(new)
    person = (await seen(pulse, home.id)).members[0]
    await pulse.actions.remove(person, VISIT_DAY)

    await page.go(route.member(home.id, person.id))
    said = page.texts()
    page.press(homes.OPEN_THIS)
    await page.settle()

    assert homes.PERSON_GONE in said
    assert page.wire.led == [route.household(home.id)]


async def test_an_evenings_summary_is_there_whole_when_its_screen_is(tmp_path: Path):
    """A page put in its place would lose a press that came in between."""
    page, pulse = await an_app(tmp_path)
    await open_session(pulse.actions, NewSession(VILLAGE, pulse.today(), "Tổ 1"))
    await page.go(route.SESSION)
    page.wire.patches.clear()

    await page.go(route.SUMMARY)

    first = next(str(each) for each in page.wire.patches if evening.SUMMARY_TITLE in str(each))
    assert evening.UNSENT_TITLE in first


async def test_help_opens_on_a_screen_that_was_reached_from_one_above_it(tmp_path: Path):
    page, _ = await an_app(tmp_path)
    await page.go(f"{route.PROGRESS}/CT08")
    await page.go(route.PROGRESS)

    page.press(help.TITLE)
    await page.settle()
    await page.settle()

    assert page.sheets_open == 1


async def test_the_next_person_is_one_who_is_at_home(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, VISIT_DAY, code="7", people=5, adults=5)
    home = await pulse.actions.register_household(new)
    first, *others = (await seen(pulse, home.id)).members
    for person, status in zip(others, ("away", "moved", "died"), strict=False):
        await pulse.actions.correct_member(person, Person(status=status), VISIT_DAY)

    await page.go(route.member(home.id, first.id))
    after_first = page.texts()
    await page.go(route.member(home.id, others[3].id))
    after_last = page.texts()

    assert f"{words.NEXT_PERSON}: {words.person(5)}" in after_first
    assert words.BACK_TO_HOUSEHOLD in after_last


async def test_who_moved_or_died_is_counted_neither_in_the_roster_nor_in_the_household(
    tmp_path: Path,
):
    page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, VISIT_DAY, code="7", people=4, adults=4)
    home = await pulse.actions.register_household(new)
    people = (await seen(pulse, home.id)).members
    for person, status in zip(people, ("away", "moved", "died"), strict=False):
        await pulse.actions.correct_member(
            person, Person(birth_year=1980, status=status), VISIT_DAY
        )
    pulse.saved()
    await page.settle()
    roster = page.texts()

    await page.go(route.household(home.id))

    assert any(words.people(2) in said for said in roster)
    assert any(said.endswith(f" · {words.people(2)}") for said in page.texts())


async def test_a_merge_that_is_taken_back_is_told_no_more_though_nobody_had_moved_over(
    tmp_path: Path,
):
    page, pulse = await an_app(tmp_path)
    new = NewHousehold(VILLAGE, VISIT_DAY, head="Lò Văn An", people=1, adults=1)
    stays, twice = [await pulse.actions.register_household(new) for _ in range(2)]
    merging = Merging(pulse.actions.store, pulse.actions.clock)
    merged = await merging.merge_households(twice.id, stays.id, VISIT_DAY)
    await page.go(route.household(stays.id))
    told = homes.MERGED in page.texts()

    await pulse.actions.put_back(merged)
    pulse.saved()
    await page.settle()

    assert told
    assert homes.MERGED not in page.texts()


async def test_of_two_people_of_one_name_the_merge_tells_which_one_stays(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    today = pulse.today()
    homes_ = [
        await pulse.actions.register_household(NewHousehold(VILLAGE, today, code=code))
        for code in ("7", "12")
    ]
    first = await pulse.actions.add_member(homes_[0], Person("Lò Văn An", 1980), today)
    second = await pulse.actions.add_member(homes_[1], Person("Lò Văn An"), today)
    for key, value in (("esign", "yes"), ("vneid", "none"), ("vneid", None)):
        await pulse.actions.answer(Tick(VILLAGE, today, "member", first.id, key, value))
    await page.go(route.merge_member(homes_[1].id, second.id))

    page.press(f"Lò Văn An, {words.born(1980)} · Hộ số 7")
    await page.settle()

    said = page.texts()
    by = homes.written_by(f"Máy này, {ACCOUNT.name}")
    stays, goes = said.index(homes.MERGE_STAYS), said.index(homes.MERGE_GOES)
    assert said[stays + 2 : stays + 4] == [f"{words.born(1980)} · Hộ số 7 · {homes.answers(1)}", by]
    assert said[goes + 2 : goes + 4] == [
        f"{words.AGE_UNKNOWN} · Hộ số 12 · {homes.answers(0)}", by,
    ]  # fmt: skip
    page.press(homes.MERGE_NOW)
    await page.settle()
    assert (await seen(pulse, homes_[1].id)).members == ()
    assert [each.id for each in (await seen(pulse, homes_[0].id)).members] == [first.id]


async def test_a_merge_offers_the_namesake_first_and_doubts_another_name(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    today = pulse.today()
    home = await pulse.actions.register_household(NewHousehold(VILLAGE, today, code="7"))
    other = await pulse.actions.register_household(NewHousehold(VILLAGE, today, code="12"))
    person = await pulse.actions.add_member(home, Person("Lò Văn An", 1980), today)
    await pulse.actions.add_member(home, Person("Vi Thị Mơ", 1982), today)
    await pulse.actions.add_member(other, Person("Lo Van An", 1980), today)
    await page.go(route.merge_member(home.id, person.id))
    offered = [name for name in page.names() if " · Hộ số " in name]

    page.press(offered[1])
    await page.settle()
    of_another = homes.MERGE_DOUBTFUL in page.texts()
    page.press(homes.MERGE_OTHER)
    await page.settle()
    page.press(offered[0])
    await page.settle()

    assert [name.partition(",")[0] for name in offered] == ["Lo Van An", "Vi Thị Mơ"]
    assert (of_another, homes.MERGE_DOUBTFUL in page.texts()) == (True, False)


async def test_of_two_households_of_one_name_the_merge_tells_which_one_stays(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    today = pulse.today()
    new = NewHousehold(VILLAGE, today, head="Lò Văn An", code="7", people=2, adults=2)
    first = await pulse.actions.register_household(new)
    again = replace(new, code="", people=1, adults=1)
    second = await pulse.actions.register_household(again)
    await page.go(route.merge_household(first.id))

    page.press(
        next(name for name in page.names() if name.startswith(f"Lò Văn An, {words.people(1)}"))
    )
    await page.settle()

    said = page.texts()
    stays, goes = said.index(homes.MERGE_STAYS), said.index(homes.MERGE_GOES)
    assert said[stays + 2] == f"Hộ số 7 · {words.people(2)} · {homes.answers(0)}"
    assert said[goes + 2] == f"{words.people(1)} · {homes.answers(0)}"
    assert str(second.id) > str(first.id)


async def seen(pulse: Pulse, home: UUID) -> HouseholdView:
    view = await pulse.actions.store.household(home)
    assert view
    return view


async def test_a_business_waits_for_no_otp_for_the_waiting_room_is_of_people(tmp_path: Path):
    page, pulse = await an_app(tmp_path)
    shop = await businesses.add(pulse.actions, Trade("Quán phở", "enterprise"), VILLAGE, VISIT_DAY)

    await page.go(route.business(shop.id))

    assert BY_KEY["dvc_used"].label in page.texts()
    assert evening.WAIT not in page.texts()


async def test_what_lies_below_the_first_screenful_follows_by_itself(tmp_path: Path):
    page, view = await a_phone(tmp_path)

    await page.go(route.member(view.household.id, view.members[0].id))

    assert set(words.SECTIONS.values()) <= set(page.texts())


async def test_an_evening_of_ticks_leaves_nothing_behind_on_the_page(tmp_path: Path):
    page, view = await a_phone(tmp_path)
    home = view.household.id
    held = []

    for person in view.members:
        await page.go(route.member(home, person.id))
        for value in ("Có", words.NOT_ASKED) * 5:
            page.press(f"{BY_KEY['esign'].label}: {value}")
            await page.settle()
        await page.go(route.ROSTER)
        held.append(len(page.session.index))

    assert held == [held[0]] * 3


@pytest.mark.parametrize("days", [-365, 0, 365])
async def test_the_visit_written_down_last_is_shown_with_its_day_though_another_has_a_later_one(
    tmp_path: Path, days: int
):
    page, pulse = await an_app(tmp_path)
    today = pulse.today()
    home = await pulse.actions.register_household(NewHousehold(VILLAGE, today, head="Vi Thị Lả"))
    await pulse.actions.visit(home, "absent", today)
    await pulse.actions.visit(home, "met", today + timedelta(days=days))

    await page.go(route.household(home.id))

    met = f"{words.VISIT_TITLE}: {words.VISIT_MET}"
    absent = f"{words.VISIT_TITLE}: {words.VISIT_ABSENT}"
    day = f"{today + timedelta(days=days):%d/%m/%Y}"
    assert (page.is_checked(met), page.is_checked(absent)) == (days == 0, False)
    assert (homes.last_visit(words.VISIT_MET, day) in page.texts()) == (days != 0)
