"""A phone in a pocket: a real Chromium whose storage stays, and which can be killed at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Playwright

from app.phone.build.__main__ import QUICK, ROOT, build
from tests.support.browser import Screen, find_chromium, one_at_a_time, see

# Tall enough that what is looked for need not be scrolled to.
TALL = {"width": 360, "height": 6500}
# Without a graphics card, drawing by the processor is quicker than pretending to have one; a phone
# has one, though, and draws with another of Flutter's painters then.
NO_CARD = ("--disable-gpu", "--disable-software-rasterizer")
CARD = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--lang=vi-VN",
)
START_MS = 60_000


def built_app(folder: Path, tell: Callable[[str], None] = lambda _: None) -> Path:
    """Return the installable app, built as quickly as can be; in `folder`, for a test to change."""
    made = ROOT / "build" / "try"
    with one_at_a_time("build"):
        build(made, QUICK, tell)
        return shutil.copytree(made, folder / "built")


@dataclass
class Pocket:
    """A running browser on a profile; `kill` is what a dead battery does."""

    process: subprocess.Popen[bytes]
    page: Page

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def open(self, address: str) -> Screen:
        """Open the app at `address` and wait until it can be used."""
        self.page.goto(address)
        return self.started()

    def started(self, page: Page | None = None) -> Screen:
        page = page or self.page
        page.wait_for_selector("#door", state="hidden", timeout=START_MS)
        return see(page)

    def says(self, words: str, page: Page | None = None) -> None:
        """Wait until the page around the app says `words`."""
        (page or self.page).get_by_text(words).first.wait_for(state="visible", timeout=START_MS)


@contextmanager
def pocket(
    playwright: Playwright,
    profile: Path,
    size: dict[str, int] = TALL,
    card: Sequence[str] = NO_CARD,
) -> Iterator[Pocket]:
    """Run Chromium on `profile`; what is still running afterwards is killed."""
    (profile / "DevToolsActivePort").unlink(missing_ok=True)
    # A group of its own, so that all its processes die at once.
    process = subprocess.Popen(
        [find_chromium(playwright), *FLAGS, *card, "--headless=new", "--remote-debugging-port=0",
         f"--user-data-dir={profile}", "about:blank"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        browser = playwright.chromium.connect_over_cdp(_debugger(profile, process))
        page = browser.contexts[0].pages[0]
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        yield Pocket(process, page)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _debugger(profile: Path, process: subprocess.Popen[bytes]) -> str:
    told = profile / "DevToolsActivePort"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if told.exists() and (lines := told.read_text().split()):
            return f"http://127.0.0.1:{lines[0]}"
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError("the browser did not start")
