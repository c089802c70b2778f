"""The verbs that talk to the collector: enrolling and syncing."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from app.actions import Actions
from app.store.store import Store
from app.sync.courier import Courier
from shared.problems import Code
from shared.quarter import Quarter
from tests.app.collectors import CODE, Collector
from tests.app.phones import ACCOUNT, PLACES, no_courier
from tests.app.test_actions import a_house, refusal
from tests.support.people import NOW_MS, an_id

pytestmark = pytest.mark.anyio


async def test_enrolling_keeps_who_where_and_how_to_reach_the_collector() -> None:
    store, collector = await Store.open(":memory:"), Collector()
    actions = Actions(store, lambda: NOW_MS, lambda: UUID(int=9), collector.courier)

    account = await actions.enrol("  http://collector.test/ ", f" {CODE} ")

    assert await store.account() == account
    assert (account.device, account.collector) == (UUID(int=9), "http://collector.test")
    assert account.villages == PLACES
    assert collector.devices == {UUID(int=9): account.token}
    assert "authorization" not in collector.requests[0].headers
    await store.close()


async def test_asking_again_after_a_lost_reply_enrols_the_same_device() -> None:
    store, collector = await Store.open(":memory:"), Collector()
    ids = iter([UUID(int=1), UUID(int=2)])

    def loses(request: httpx.Request) -> httpx.Response:
        collector(request)
        raise httpx.ReadError("gone")

    def bad_line(address: str, token: str) -> Courier:
        return Courier(address, token, httpx.MockTransport(loses))

    actions = Actions(store, lambda: NOW_MS, lambda: next(ids), bad_line)
    assert await refusal(actions.enrol(ACCOUNT.collector, CODE)) is Code.NO_NETWORK
    assert await store.account() is None

    account = await replace(actions, make_courier=collector.courier).enrol(ACCOUNT.collector, CODE)

    assert account.device == UUID(int=1)
    assert collector.devices == {UUID(int=1): account.token}
    await store.close()


@pytest.mark.parametrize("code", ["", "WRONG", "A" * 500])
async def test_a_wrong_code_enrols_nobody(code: str) -> None:
    store = await Store.open(":memory:")
    actions = Actions(store, lambda: NOW_MS, an_id, Collector().courier)

    assert await refusal(actions.enrol(ACCOUNT.collector, code)) is Code.CODE_REFUSED
    assert await store.account() is None
    await store.close()


async def test_syncing_carries_what_was_done(actions: Actions) -> None:
    collector = Collector()
    await a_house(actions, people=2, adults=2)

    outcome = await replace(actions, make_courier=collector.courier).sync_now()

    assert outcome.pushed == 3
    assert (await actions.store.outbox()).unsent == 0


async def test_nobody_syncs_or_counts_before_enrolling() -> None:
    store = await Store.open(":memory:")
    actions = Actions(store, lambda: NOW_MS, an_id, no_courier)

    assert await refusal(actions.sync_now()) is Code.NOT_ENROLLED
    assert await refusal(actions.progress(None, Quarter(2025, 1))) is Code.NOT_ENROLLED
    await store.close()
