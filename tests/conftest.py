"""The PostgreSQL that the tests bring, one for each process that runs them; what runs first."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.support import postgres


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let those with a browser begin: they take minutes, and nobody should wait for one alone."""
    items.sort(key=lambda item: "browser" not in item.path.parts)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL out of a wheel, or the one that TEST_POSTGRES_URL names."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield _own(given, os.environ.get("PYTEST_XDIST_WORKER", ""))
        return
    # Not in a folder of pytest's: another run beside this one would clear it away.
    with postgres.server() as url:
        yield url


def _own(url: str, worker: str) -> str:
    """Return a database of this worker's own on the server at `url`: tests empty it."""
    if not worker:
        return url
    own = f"bakhong_{worker}"
    postgres.sql(url, f"DROP DATABASE IF EXISTS {own}", f"CREATE DATABASE {own}")
    return postgres.at(url, own)
