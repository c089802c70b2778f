"""One device, one person: enrolling, enrolling again, and a scope that changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.store.store import Store
from shared.problems import Code, Problem
from shared.protocol import Receipt, Refusal
from tests.app.phones import ACCOUNT, a_page, a_receipt, draft
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    a_household,
)

pytestmark = pytest.mark.anyio


async def test_nobody_records_before_enrolling() -> None:
    store = await Store.open(":memory:")

    with pytest.raises(Problem) as refusal:
        await store.append([draft(a_household())], NOW_MS)

    assert refusal.value.kind is Code.NOT_ENROLLED
    await store.close()


async def test_the_account_comes_back_as_it_was_given(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)
    await store.close()

    again = await Store.open(tmp_path / "phone.sqlite3")

    assert await again.account() == ACCOUNT
    assert ACCOUNT.token not in repr(await again.account())
    await again.close()


@pytest.mark.parametrize(
    "told", [a_receipt(), a_receipt(1), a_receipt(2, missing=((1, 1),))], ids=str
)
async def test_nothing_is_wiped_of_which_a_collector_lacks_an_entry(
    store: Store, told: Receipt
) -> None:
    await store.append([draft(a_household()), draft(a_household())], NOW_MS)
    # What it had at some time is no proof that it has it now.
    await store.keep(a_receipt(through=2), NOW_MS)

    for attempt in (store.enrol(replace(ACCOUNT, device=OTHER_PHONE), told), store.leave(told)):
        with pytest.raises(Problem) as refusal:
            await attempt
        assert refusal.value.kind is Code.OTHER_PERSONS_STORE

    assert await store.account() == ACCOUNT
    assert (await store.outbox()).total == 2


async def test_another_device_starts_afresh_once_the_collector_has_told_to_have_everything(
    store: Store,
) -> None:
    await store.append([draft(a_household())], NOW_MS)
    await store.merge(a_page([a_household(device=OTHER_PHONE)], cursor=9))
    refusal = Refusal(number=1, code="BK101", sentence="…")
    await store.keep(a_receipt(through=1, refused=(refusal,)), NOW_MS)

    await store.enrol(replace(ACCOUNT, device=OTHER_PHONE), a_receipt(1))

    assert (await store.households(None)).total == 0
    assert (await store.outbox()).total == 0
    assert (await store.position()).cursor == 0
    (first,) = await store.append([draft(a_household())], NOW_MS)
    assert (first.device, first.number) == (OTHER_PHONE, 1)


async def test_asking_in_twice_is_asking_as_the_same_device() -> None:
    store = await Store.open(":memory:")

    first = await store.identity(UUID(int=1), "first")
    second = await store.identity(UUID(int=2), "second")

    assert first == second == (UUID(int=1), "first")
    await store.close()


async def test_households_of_a_village_taken_away_leave_the_phone(store: Store) -> None:
    here, there = a_household(), a_household(village=OTHER_VILLAGE)
    await store.merge(a_page([here, there]))

    await store.merge(a_page(villages=ACCOUNT.villages[:1]))

    assert [line.household for line in (await store.households(None)).items] == [here]
    account = await store.account()
    assert account
    assert account.villages == ACCOUNT.villages[:1]
