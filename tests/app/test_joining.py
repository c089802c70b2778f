"""Enrolling again and leaving: what the collector has not just confirmed stays on the device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from app import joining
from app.actions import Actions
from app.pulse import Pulse
from app.second_copy import SecondCopy
from app.store.copy_files import CopyFiles
from app.store.store import Store
from app.sync.cipher import LIBRARY
from app.sync.courier import Courier
from shared.problems import Code, Problem
from shared.protocol import Held, Receipt
from tests.app.collectors import CODE, Collector, reply
from tests.app.phones import ACCOUNT, draft
from tests.app.test_actions import refusal
from tests.app.test_ui_state import no_network
from tests.support.people import NOW_MS, a_household, an_id

pytestmark = pytest.mark.anyio
ELSEWHERE = "http://elsewhere.test"


class World:
    """Two collectors at two addresses, and a way to each that a test may change."""

    def __init__(self) -> None:
        self.own, self.other = Collector(), Collector()
        self.ways: dict[str, Callable[[str, str], Courier]] = {
            ACCOUNT.collector: self.own.courier,
            ELSEWHERE: self.other.courier,
        }

    def courier(self, address: str, token: str) -> Courier:
        return self.ways[address](address, token)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def phone(store: Store, world: World) -> Actions:
    """Return a phone with two entries, both of which its collector had; only later it lost them."""
    actions = Actions(store, lambda: NOW_MS, an_id, world.courier)
    await store.append([draft(a_household()), draft(a_household())], NOW_MS)
    await actions.sync_now()
    return actions


async def total(actions: Actions) -> int:
    return (await actions.store.outbox()).total


async def test_a_new_code_of_its_own_collector_leaves_log_and_identity(
    phone: Actions, world: World
) -> None:
    world.own.receipts.clear()

    account = await phone.enrol(f" {ACCOUNT.collector}/ ", CODE)

    assert (account.device, account.token) == (ACCOUNT.device, ACCOUNT.token)
    assert await total(phone) == 2
    (third,) = await phone.store.append([draft(a_household())], NOW_MS)
    assert third.number == 3


async def test_at_another_collector_a_device_begins_afresh_once_its_own_has_everything(
    phone: Actions, world: World
) -> None:
    account = await phone.enrol(ELSEWHERE, CODE)

    assert account.device != ACCOUNT.device
    assert account.token != ACCOUNT.token
    assert await phone.store.account() == account
    assert await total(phone) == 0


async def test_what_its_own_collector_lost_is_sent_again_before_it_begins_afresh(
    phone: Actions, world: World
) -> None:
    world.own.receipts.clear()

    world.own.log.clear()

    await phone.enrol(ELSEWHERE, CODE)

    assert [each.number for each in world.own.log] == [1, 2]
    assert await total(phone) == 0


async def test_a_collector_that_goes_on_losing_what_it_was_sent_stops_it(
    phone: Actions, world: World
) -> None:
    world.own.receipts.clear()
    world.own.meanwhile = world.own.receipts.clear

    assert await refusal(joining.leave(phone)) is Code.NOT_RECEIVED_YET
    assert await total(phone) == 2


async def test_without_its_own_collector_a_device_begins_nowhere_afresh(
    phone: Actions, world: World
) -> None:
    world.ways[ACCOUNT.collector] = no_network

    with pytest.raises(Problem) as refused:
        await phone.enrol(ELSEWHERE, CODE)

    assert refused.value.kind is Code.NOT_RECEIVED_YET
    assert Problem(Code.NO_NETWORK).sentence in refused.value.sentence
    assert await phone.store.account() == ACCOUNT
    assert await total(phone) == 2
    assert world.other.requests == []


async def test_a_collector_that_has_moved_goes_on_with_the_same_log(
    phone: Actions, world: World
) -> None:
    world.ways[ACCOUNT.collector] = no_network

    account = await phone.enrol(ELSEWHERE, CODE, has_moved=True)

    assert (account.device, account.collector) == (ACCOUNT.device, ELSEWHERE)
    assert await total(phone) == 2


def unknown(address: str, token: str) -> Courier:
    def refuse(_: httpx.Request) -> httpx.Response:
        told = {"code": "BK302", "sentence": "Chưa đăng ký.", "details": {}}
        return httpx.Response(401, json=told)

    return Courier(address, token, httpx.MockTransport(refuse))


@pytest.mark.parametrize("has_moved", [False, True])
async def test_a_device_that_was_forgotten_is_taken_in_again_as_itself(
    phone: Actions, world: World, has_moved: bool
) -> None:
    world.ways[ACCOUNT.collector] = unknown
    assert await refusal(phone.sync_now()) is Code.NOT_ENROLLED
    before = await phone.store.outbox()
    assert await refusal(phone.enrol(ELSEWHERE, CODE)) is Code.NOT_RECEIVED_YET

    world.ways[ACCOUNT.collector] = Collector().courier
    where = ELSEWHERE if has_moved else ACCOUNT.collector
    account = await phone.enrol(where, CODE, has_moved=has_moved)
    await phone.sync_now()

    after = await phone.store.outbox()
    assert account.device == ACCOUNT.device
    assert (before.is_forgotten, before.unsent, before.total) == (True, 2, 2)
    assert (after.is_forgotten, after.unsent, after.total) == (False, 0, 2)


async def test_a_collector_that_knows_the_device_again_is_believed(
    phone: Actions, world: World
) -> None:
    world.ways[ACCOUNT.collector] = unknown
    await refusal(phone.sync_now())

    world.ways[ACCOUNT.collector] = world.own.courier
    await phone.sync_now()

    assert not (await phone.store.outbox()).is_forgotten


async def test_leaving_asks_first_and_sends_what_is_unsent(phone: Actions, world: World) -> None:
    await phone.store.append([draft(a_household())], NOW_MS)

    await joining.leave(phone)

    assert len(world.own.log) == 3
    assert await phone.store.account() is None


@pytest.mark.parametrize("way", [no_network, unknown])
async def test_nobody_leaves_while_the_collector_cannot_say_what_it_has(
    phone: Actions, world: World, way: Callable[[str, str], Courier]
) -> None:
    world.ways[ACCOUNT.collector] = way

    assert await refusal(joining.leave(phone)) is Code.NOT_RECEIVED_YET
    assert await total(phone) == 2


async def test_what_is_saved_while_the_collector_is_asked_is_not_wiped(
    phone: Actions, world: World
) -> None:
    asked: list[int] = []

    class Interrupted(Store):
        async def leave(self, told: Receipt) -> None:
            await self.append([draft(a_household())], NOW_MS)
            asked.append(told.through)
            await super().leave(told)

    phone.store.__class__ = Interrupted

    assert await refusal(joining.leave(phone)) is Code.OTHER_PERSONS_STORE
    assert asked == [2]
    assert await total(phone) == 3


def revoked(own: Collector, aside: tuple[Held, ...] | None = None) -> Callable[[str, str], Courier]:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/pull":
            told = {"code": "BK621", "sentence": "Bị thu hồi.", "details": {}}
            return httpx.Response(403, json=told)
        receipt = Receipt.model_validate_json(own(request).content)
        return reply(receipt.model_copy(update={"aside": aside}))

    return lambda address, token: Courier(address, token, httpx.MockTransport(answer))


async def test_a_revoked_device_may_leave_once_all_it_has_is_handed_over(
    phone: Actions, world: World
) -> None:
    world.ways[ACCOUNT.collector] = revoked(world.own)
    await phone.store.append([draft(a_household())], NOW_MS)

    await joining.leave(phone)

    assert [each.number for each in world.own.log] == [1, 2, 3]
    assert await phone.store.account() is None


async def test_what_was_decided_of_a_revoked_device_it_learns_with_its_receipt(
    phone: Actions, world: World
) -> None:
    waits = Held(code="BK621", sentence="Bị thu hồi.", numbers=((1, 2),))
    await phone.store.keep(Receipt(through=2, quarantined=(waits,)), NOW_MS)
    turned_down = Held(code="BK628", sentence="Trùng.", numbers=((2, 2),))
    world.ways[ACCOUNT.collector] = revoked(world.own, aside=(turned_down,))
    before = await phone.store.outbox()

    assert await refusal(phone.sync_now()) is Code.DEVICE_REVOKED

    after = await phone.store.outbox()
    assert (before.waiting, before.received) == (2, 0)
    assert (after.waiting, after.received, [each.number for each in after.refused]) == (0, 1, [2])


async def test_the_second_copy_is_forgotten_only_after_the_store(
    phone: Actions, world: World, tmp_path: Path
) -> None:
    copy = SecondCopy(CopyFiles(tmp_path / "copy"), LIBRARY)
    pulse = Pulse(replace(phone, make_courier=no_network), lambda: 0.5, copy=copy)
    await phone.store.append([draft(a_household())], NOW_MS)
    await pulse.beat()

    assert await refusal(pulse.leave()) is Code.NOT_RECEIVED_YET
    kept = await copy.read()
    pulse.actions = phone
    await pulse.leave()

    assert kept
    assert [each.number for each in kept.records] == [3]
    assert await copy.read() is None


async def test_asking_again_elsewhere_is_asking_as_the_same_new_device(
    phone: Actions, world: World
) -> None:
    ids = iter([UUID(int=1), UUID(int=2)])
    again = replace(phone, new_id=lambda: next(ids))
    world.ways[ELSEWHERE] = no_network
    assert await refusal(again.enrol(ELSEWHERE, CODE)) is Code.NO_NETWORK

    world.ways[ELSEWHERE] = world.other.courier
    account = await again.enrol(ELSEWHERE, CODE)

    assert account.device == UUID(int=1)
