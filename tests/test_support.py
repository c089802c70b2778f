"""What the tests themselves stand on, where it can break: the browser that they install."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.browser import found_or_installed


def test_processes_that_miss_a_browser_at_once_install_it_once_and_all_find_it(
    tmp_path: Path,
) -> None:
    browser, tries = tmp_path / "chromium", tmp_path / "tries"
    install = ["sh", "-c", f"echo once >> {tries}; sleep 0.2; touch {browser}"]

    def find() -> str | None:
        return str(browser) if browser.exists() else None

    with ThreadPoolExecutor(3) as workers:
        asked = [workers.submit(found_or_installed, (find,), lambda: [install]) for _ in range(3)]

    assert [each.result() for each in asked] == [str(browser)] * 3
    assert tries.read_text().split() == ["once"]
