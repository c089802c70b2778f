"""What the client's tests start from: an event loop, and a store whose device is enrolled."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from app.store.store import Store
from tests.app.phones import ACCOUNT


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await Store.open(":memory:")
    await store.enrol(ACCOUNT)
    yield store
    await store.close()
