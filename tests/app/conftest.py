"""What the client's tests start from: an event loop, and a store whose device is enrolled."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.actions import Actions
from app.store.store import Store
from tests.app.phones import ACCOUNT, no_courier
from tests.support.people import NOW_MS, an_id


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await Store.open(":memory:")
    await store.enrol(ACCOUNT)
    yield store
    await store.close()


@pytest.fixture
def actions(store: Store) -> Actions:
    return Actions(store, lambda: NOW_MS, an_id, no_courier)
