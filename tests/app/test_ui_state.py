"""The page's state over a real store: what is said, when it is said, and who is woken."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app import evening
from app import state as state_module
from app.actions import Actions, NewHousehold, Settled, Tick
from app.evening import NewSession
from app.pulse import Pulse, settle
from app.settings import Settings
from app.state import AppState
from app.store.store import Store
from app.sync.courier import Courier
from shared.problems import Code, Problem
from tests.app.collectors import CODE, Collector
from tests.app.phones import ACCOUNT
from tests.support.people import NOW_MS, QUARTER, VILLAGE, VISIT_DAY, an_id

pytestmark = pytest.mark.anyio
MakeCourier = Callable[[str, str], Courier]


def no_network(address: str, token: str) -> Courier:
    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    return Courier(address, token, httpx.MockTransport(fail))


def a_pulse(store: Store, make_courier: MakeCourier = no_network) -> Pulse:
    actions = Actions(store, lambda: NOW_MS, an_id, make_courier)
    return Pulse(actions, lambda: 0.5, ACCOUNT)


def a_page_of(pulse: Pulse) -> AppState:
    state = AppState(pulse, Settings(Path()), lambda: VISIT_DAY)
    state.listen()
    return state


async def a_tick(state: AppState, value: str | None = "yes") -> Tick:
    house = NewHousehold(VILLAGE, VISIT_DAY, head="Đặng Thị Hợp", people=1, adults=1)
    home = await state.actions.register_household(house)
    view = await state.actions.store.household(home.id)
    assert view
    return Tick(VILLAGE, VISIT_DAY, "member", view.members[0].id, "esign", value)


async def test_what_an_error_says_of_people_is_in_no_log(caplog: pytest.LogCaptureFixture):
    async def fail() -> None:
        int("Đặng Thị Hợp")

    done = await settle(fail())

    assert isinstance(done, Problem)
    assert "ValueError" in caplog.text
    assert "invalid literal" not in caplog.text


async def test_saved_is_said_only_after_the_write_has_returned(store: Store):
    state = a_page_of(a_pulse(store))
    tick = await a_tick(state)
    said_meanwhile = []

    async def write() -> object:
        done = await state.actions.answer(tick)
        said_meanwhile.append(state.notice.note)
        return done

    await state.save(write())

    assert said_meanwhile == [None]
    assert state.notice.note
    assert state.notice.note.ticked


async def test_a_refusal_is_shown_and_nothing_is_called_saved(store: Store):
    state = a_page_of(a_pulse(store))

    await state.save(state.actions.register_household(NewHousehold(VILLAGE, VISIT_DAY)))

    assert state.notice.problem
    assert state.notice.problem.code == "BK110"
    assert state.notice.note is None


async def test_a_bug_becomes_a_sentence_that_says_what_is_safe(
    store: Store, caplog: pytest.LogCaptureFixture
):
    state = a_page_of(a_pulse(store))

    async def bug() -> None:
        raise ZeroDivisionError

    await state.save(bug())

    assert state.notice.problem
    assert "Đã lưu" in state.notice.problem.sentence
    assert state.notice.note is None
    assert "ZeroDivisionError" in caplog.text


async def test_undo_takes_a_tick_back_and_its_note_down(store: Store):
    state = a_page_of(a_pulse(store))
    tick = await a_tick(state)
    await state.save(state.actions.answer(tick))

    await state.undo()

    standing = await store.answer(tick.answer)
    assert standing is None or standing.deleted
    assert state.notice.note
    assert (state.notice.note.ticked, state.notice.note.is_undone) == (None, True)


async def test_a_session_that_was_ended_can_be_taken_up_again_while_the_note_stays(store: Store):
    state = a_page_of(a_pulse(store))
    opened = await state.save(
        evening.open_session(state.actions, NewSession(VILLAGE, VISIT_DAY, "Tổ 1"))
    )
    await state.save(evening.close_session(state.actions))
    note, between = state.notice.note, await store.evenings.current()

    await state.undo()

    assert note
    assert note.ticked
    assert between is None
    assert await store.evenings.current() == opened


async def test_undoing_leads_back_to_where_it_was_done_unless_it_is_refused(store: Store):
    state = a_page_of(a_pulse(store))

    async def refuse() -> None:
        raise Problem(Code.BUSY)

    async def back_after(undo: Callable[[], Awaitable[object]]) -> str:
        async def done() -> Settled:
            return Settled(undo)

        await state.save(done(), back="/session")
        return await state.undo()

    assert await back_after(store.outbox) == "/session"
    assert await back_after(refuse) == ""
    assert await state.undo() == ""


async def test_the_note_comes_down_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(state_module, "UNDO_SECONDS", 0)
    state = a_page_of(a_pulse(store))

    await state.save(state.actions.answer(await a_tick(state)))
    await asyncio.sleep(0.01)

    assert state.notice.note is None


async def test_whatever_one_page_saves_wakes_the_others(store: Store):
    pulse = a_pulse(store)
    here, there = a_page_of(pulse), a_page_of(pulse)
    before = there.revision

    await here.save(here.actions.answer(await a_tick(here)))

    assert there.revision > before
    assert there.notice.note is None


async def test_a_page_that_was_left_is_not_woken(store: Store):
    pulse = a_pulse(store)
    state = AppState(pulse, Settings(Path()), lambda: VISIT_DAY)
    leave = state.listen()
    before = state.revision

    leave()
    pulse.tell()

    assert state.revision == before
    assert state.is_left


async def test_a_sync_sends_what_is_waiting_and_says_when(store: Store):
    collector = Collector()
    pulse = a_pulse(store, collector.courier)
    state = a_page_of(pulse)
    await a_tick(state)

    await state.sync()

    assert (await store.outbox()).unsent == 0
    assert pulse.synced_ms == NOW_MS
    assert state.notice.problem is None


async def test_two_pages_never_sync_at_once(store: Store):
    collector = Collector()

    def slowly(address: str, token: str) -> Courier:
        async def answer(request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(0.01)
            return collector(request)

        return Courier(address, token, httpx.MockTransport(answer))

    pulse = a_pulse(store, slowly)

    await asyncio.gather(pulse.sync(), pulse.sync())

    pulls = [each for each in collector.requests if each.url.path == "/v1/pull"]
    assert len(pulls) == 1


async def test_without_network_the_page_says_so_only_when_asked_to_sync(store: Store):
    pulse = a_pulse(store)
    state = a_page_of(pulse)

    await pulse.beat()
    quietly = state.notice.problem
    await state.sync()

    assert quietly is None
    assert isinstance(state.notice.problem, Problem)
    assert state.notice.problem.code == "BK401"
    assert not pulse.syncing
    assert pulse.rhythm.failures == 2


async def test_reading_again_does_not_take_a_failure_down(store: Store):
    state = a_page_of(a_pulse(store))
    await state.sync()

    await state.read(state.actions.progress(None, state.quarter))

    assert state.notice.problem
    assert state.notice.problem.code == "BK401"


async def test_a_sync_that_is_broken_off_does_not_stay_under_way(store: Store):
    def never(address: str, token: str) -> Courier:
        async def wait(_: httpx.Request) -> httpx.Response:
            await asyncio.sleep(60)
            raise AssertionError("nobody waits so long")

        return Courier(address, token, httpx.MockTransport(wait))

    pulse = a_pulse(store, never)
    syncing = asyncio.create_task(pulse.sync())
    await asyncio.sleep(0.01)

    syncing.cancel()
    with suppress(asyncio.CancelledError):
        await syncing

    assert not pulse.syncing


@pytest.mark.parametrize("told", ["soon", "", "9" * 5000, "1.5"])
async def test_a_collector_that_says_no_number_of_seconds_is_asked_again(store: Store, told: str):
    def busy(address: str, token: str) -> Courier:
        raise Problem(Code.BUSY, retry_after=told)

    pulse = a_pulse(store, busy)

    await pulse.sync()

    assert pulse.problem
    assert pulse.problem.kind is Code.BUSY
    assert pulse.rhythm.failures == 1


async def test_a_phone_a_year_ahead_knows_the_day_after_one_sync(store: Store):
    collector = Collector()
    ahead = NOW_MS + 365 * 24 * 3_600_000
    actions = Actions(store, lambda: ahead, an_id, collector.courier)
    pulse = Pulse(actions, lambda: 0.5, ACCOUNT)
    state = AppState(pulse, Settings(Path()), pulse.today)
    before = state.today()
    await a_tick(state)

    await state.sync()

    assert before.year == VISIT_DAY.year + 1
    assert state.today() == VISIT_DAY
    assert state.quarter == QUARTER


async def test_enrolling_waits_for_a_sync_to_end(store: Store):
    collector = Collector()
    paths: list[str] = []

    def slowly(address: str, token: str) -> Courier:
        async def answer(request: httpx.Request) -> httpx.Response:
            paths.append(request.url.path)
            await asyncio.sleep(0.01)
            paths.append(request.url.path)
            return collector(request)

        return Courier(address, token, httpx.MockTransport(answer))

    pulse = a_pulse(store, slowly)

    await asyncio.gather(pulse.sync(), pulse.enrol("http://collector.test", CODE))

    enrolling = "/v1/enrolments"
    assert paths[-2:] == [enrolling, enrolling]
    assert paths[:2] == ["/v1/pull", "/v1/pull"]
    assert enrolling not in paths[:-2]


async def test_a_device_that_is_not_enrolled_does_not_try_to_sync():
    store = await Store.open(":memory:")
    pulse = a_pulse(store)
    pulse.account = None
    state = a_page_of(pulse)

    await pulse.beat()

    assert pulse.problem is None
    assert not state.door.open
    await store.close()


async def test_enrolling_opens_the_door_of_every_page():
    collector = Collector()
    store = await Store.open(":memory:")
    pulse = a_pulse(store, collector.courier)
    pulse.account = None
    here, there = a_page_of(pulse), a_page_of(pulse)

    await here.attempt(here.actions.enrol("http://collector.test", "AB12CD34"))
    await pulse.reload()

    assert here.door.open
    assert there.door.open
    await store.close()


async def test_a_village_that_is_not_the_devices_any_more_is_not_what_is_listed(store: Store):
    pulse = a_pulse(store)
    state = a_page_of(pulse)
    state.choose_village(VILLAGE)
    pulse.saved()
    assert state.village == VILLAGE

    assert pulse.account
    pulse.account = replace(pulse.account, villages=ACCOUNT.villages[1:])
    pulse.saved()

    assert state.village is None
