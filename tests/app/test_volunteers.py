"""Several volunteers on one phone: a PIN each, whose name stands in what they record."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions import Actions, Naming, NewHousehold
from app.pulse import Pulse
from app.slow_hash import in_python, slow_hash
from app.store.store import Store
from app.store.values import Volunteer
from app.ui.idling import Watch
from app.volunteers import FREE_TRIES, LONGEST_WAIT_S, Volunteers, seconds_to_wait
from shared.problems import Code, Problem
from shared.records import Household
from tests.app.collectors import CODE, Collector
from tests.app.phones import ACCOUNT, no_courier
from tests.app.test_actions import refusal
from tests.app.test_ui_state import no_network
from tests.support.people import NOW_MS, VILLAGE, VISIT_DAY, an_id

pytestmark = pytest.mark.anyio


class Clock:
    """A clock that a test puts on."""

    def __init__(self) -> None:
        self.ms = NOW_MS

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crew(store: Store, clock: Clock) -> Volunteers:
    return Volunteers(Actions(store, clock, an_id, no_courier), lambda: b"salt" * 4)


async def a_house(crew: Volunteers) -> Household:
    new = NewHousehold(VILLAGE, VISIT_DAY, head="Đặng Thị Hợp")
    return await crew.actions.register_household(new)


async def test_while_nobody_was_added_records_are_the_devices_own(crew: Volunteers) -> None:
    assert (await a_house(crew)).by == ""


async def test_whoever_works_stands_in_what_is_recorded(crew: Volunteers) -> None:
    await crew.add("Lò Thị Mai", "1234", "1234")
    hai = await crew.add("Hà Văn Hải", "567890", "567890")

    first = await a_house(crew)
    await crew.unlock(hai.id, "567890")
    second = await crew.actions.correct_household(first, Naming(first.head, "12"), VISIT_DAY)

    assert (first.by, second.by) == ("Lò Thị Mai", "Hà Văn Hải")


async def test_switching_and_removing_people_touches_no_entry(crew: Volunteers) -> None:
    mai = await crew.add("Lò Thị Mai", "1234", "1234")
    house = await a_house(crew)
    before = await crew.actions.store.batch(100)

    hai = await crew.add("Hà Văn Hải", "5678", "5678")
    await crew.unlock(hai.id, "5678")
    await crew.remove(mai)

    assert await crew.actions.store.batch(100) == before == (house,)


async def test_the_pin_itself_is_nowhere_on_the_device(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)
    crew = Volunteers(Actions(store, lambda: NOW_MS, an_id, no_courier))

    added = await crew.add("Lò Thị Mai", "918273", "918273")
    await store.close()

    assert b"918273" not in _files(tmp_path)
    assert "918273" not in repr(added)
    assert added.pin not in repr(added)


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "١٢٣٤", "12 4"])
async def test_a_pin_has_four_to_six_digits(crew: Volunteers, pin: str) -> None:
    assert await refusal(crew.add("Lò Thị Mai", pin, pin)) is Code.BAD_PIN
    assert await crew.actions.store.crew.everybody() == ()


async def test_a_volunteer_needs_a_name_of_their_own_and_the_same_pin_twice(
    crew: Volunteers,
) -> None:
    await crew.add("Lò Thị Mai", "1234", "1234")

    assert await refusal(crew.add("  ", "1234", "1234")) is Code.NO_USER_NAME
    assert await refusal(crew.add("lo thi mai", "1234", "1234")) is Code.SAME_USER
    assert await refusal(crew.add("Hà Văn Hải", "1234", "1243")) is Code.PINS_DIFFER
    assert await refusal(crew.add("001234567890", "1234", "1234")) is Code.ID_NUMBER_IN_TEXT


async def test_wrong_tries_wait_longer_and_longer(crew: Volunteers, clock: Clock) -> None:
    mai = await crew.add("Lò Thị Mai", "1234", "1234")
    for _ in range(FREE_TRIES - 1):
        assert await refusal(crew.unlock(mai.id, "0000")) is Code.WRONG_PIN

    assert await refusal(crew.unlock(mai.id, "0000")) is Code.PIN_MUST_WAIT
    assert await refusal(crew.unlock(mai.id, "1234")) is Code.PIN_MUST_WAIT
    clock.ms += 5_000
    assert await refusal(crew.unlock(mai.id, "0000")) is Code.PIN_MUST_WAIT
    clock.ms += 5_000
    assert await refusal(crew.unlock(mai.id, "1234")) is Code.PIN_MUST_WAIT
    clock.ms += 5_000

    opened = await crew.unlock(mai.id, "1234")

    assert opened.failures == 0


def test_the_wait_grows_to_a_limit_and_a_clock_put_back_does_not_prolong_it() -> None:
    waits = [seconds_to_wait(_failed(count), NOW_MS) for count in (0, 2, 3, 4, 5, 50)]

    assert waits == [0, 0, 5, 10, 20, LONGEST_WAIT_S]
    assert seconds_to_wait(_failed(3), NOW_MS - 10**9) == 0


def _failed(count: int) -> Volunteer:
    return Volunteer(an_id(), "Lò Thị Mai", "x", count, NOW_MS)


async def test_a_forgotten_pin_is_put_anew_by_another_volunteer(crew: Volunteers) -> None:
    mai = await crew.add("Lò Thị Mai", "1234", "1234")
    house = await a_house(crew)

    await crew.put_pin(mai.id, "4321", "4321")

    assert await refusal(crew.unlock(mai.id, "1234")) is Code.WRONG_PIN
    assert (await crew.unlock(mai.id, "4321")).name == "Lò Thị Mai"
    assert await crew.actions.store.batch(100) == (house,)


async def test_a_new_enrolment_code_takes_pins_off_and_loses_nothing(store: Store) -> None:
    collector = Collector(devices={ACCOUNT.device: ACCOUNT.token})
    crew = Volunteers(Actions(store, lambda: NOW_MS, an_id, collector.courier))
    mai = await crew.add("Lò Thị Mai", "1234", "1234")
    house = await a_house(crew)

    assert await refusal(crew.forget_pins("WRONG")) is Code.CODE_REFUSED
    assert await refusal(crew.forget_pins(" - ")) is Code.CODE_REFUSED
    await crew.forget_pins(CODE.lower())

    assert (await crew.unlock(mai.id, "")).name == "Lò Thị Mai"
    assert await store.batch(100) == (house,)


async def test_a_shared_phone_starts_locked_and_one_of_a_single_person_does_not(
    crew: Volunteers,
) -> None:
    alone = Pulse(crew.actions, lambda: 0.5)
    await alone.reload()
    await crew.add("Lò Thị Mai", "1234", "1234")
    await alone.reload()
    shared = Pulse(crew.actions, lambda: 0.5)

    await shared.reload()

    assert not alone.is_locked
    assert shared.is_locked
    await shared.unlock()
    assert (shared.is_locked, shared.author) == (False, "Lò Thị Mai")
    await shared.lock()
    assert shared.is_locked


def test_a_page_is_idle_once_nothing_has_changed_for_as_long_as_was_chosen() -> None:
    watch = Watch().look("/", NOW_MS)
    later = NOW_MS + 5 * 60_000

    assert watch.look("/", later).is_over(5, later)
    assert not watch.look("/outbox", later).is_over(5, later)
    assert not watch.is_over(0, later)


async def test_leaving_the_device_is_refused_while_anything_is_unsent(crew: Volunteers) -> None:
    store = crew.actions.store
    await a_house(crew)
    pulse = Pulse(replace(crew.actions, make_courier=no_network), lambda: 0.5)

    with pytest.raises(Problem) as refused:
        await pulse.leave()

    assert refused.value.kind is Code.NOT_RECEIVED_YET
    assert await store.account() == ACCOUNT
    assert (await store.outbox()).unsent == 1


async def test_leaving_the_device_leaves_nothing_of_the_village_on_it(crew: Volunteers) -> None:
    store = crew.actions.store
    await crew.add("Lò Thị Mai", "1234", "1234")
    await a_house(crew)
    pulse = Pulse(replace(crew.actions, make_courier=Collector().courier), lambda: 0.5)
    await pulse.reload()

    await pulse.leave()

    assert pulse.account is None
    assert (await store.households(None)).total == 0
    assert await store.crew.everybody() == ()
    assert not pulse.is_locked


def test_the_slow_hash_is_pbkdf2_with_or_without_openssl() -> None:
    known = hashlib.pbkdf2_hmac("sha256", b"1234", b"salt", 1000)

    assert in_python("1234", b"salt", 1000) == known
    assert slow_hash("1234", b"salt", 1000) == known
