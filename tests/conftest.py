"""How the tests share two cores: modules with something costly of their own stay together."""

from __future__ import annotations

import pytest

TOGETHER = ("tests/browser/", "tests/journeys/test_budgets", "tests/sync_server/test_trust")
"""Whose fixtures (a built app, a browser, a phone with a whole roster) are made once a module."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        module = item.nodeid.partition("::")[0]
        if module.startswith(TOGETHER):
            item.add_marker(pytest.mark.xdist_group(module))
