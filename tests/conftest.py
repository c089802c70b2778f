"""The PostgreSQL that the tests bring, one for each process; what runs first; how hard hypothesis
tries."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from tests.support import postgres

# A busy office computer is no reason to fail a law. `make test` tries the same examples each time:
# a change fails for its own sake. `make hunt` tries others; what it finds becomes an @example.
settings.register_profile(
    "laws",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "hunt",
    settings.get_profile("laws"),
    max_examples=300,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
)
settings.load_profile("laws")

_LONGEST = ("test_phone.py", "test_journey.py")
"""Files that take minutes; a file stays in one process."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let those with a browser begin, the longest first: nobody should wait for one alone."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if "browser" not in item.path.parts:
        return len(_LONGEST) + 1
    return _LONGEST.index(item.path.name) if item.path.name in _LONGEST else len(_LONGEST)


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
