"""A real Chromium on a real client: finding one, opening a page, pressing what has a name.

Flutter paints a canvas; once asked, it lays its accessibility tree over it as elements, and those
are what is pressed and read here, as a screen reader would.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Locator, Page, Playwright, sync_playwright
from playwright.sync_api import TimeoutError as OutOfTime

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
)
PHONE = {"width": 360, "height": 740}
PATIENCE_MS = 20_000


def find_chromium(playwright: Playwright) -> str:
    """Return the path of a Chromium, installing one if there is none; raise if that fails too."""
    finds = (_named, _on_the_path, lambda: _of_playwright(playwright))
    if found := found_or_installed(finds, _ways_to_install):
        return found
    raise RuntimeError("no Chromium: set BAKHONG_CHROMIUM, or install the package `chromium`")


def found_or_installed(
    finds: Sequence[Callable[[], str | None]], ways: Callable[[], Iterable[list[str]]]
) -> str | None:
    """Return what one of `finds` finds, trying one of `ways` to install it after the other.

    One process at a time: a packager refuses who comes second.
    """

    def found() -> str | None:
        return next((there for find in finds if (there := find())), None)

    if there := found():
        return there
    with one_at_a_time("chromium"):
        if there := found():
            return there
        for command in ways():
            subprocess.run(command, check=False, timeout=600)
            if there := found():
                return there
    return None


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """Wait until no other process does the same: the tests run in several."""
    with Path(tempfile.gettempdir(), f"bakhong-{what}-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _named() -> str | None:
    return os.environ.get("BAKHONG_CHROMIUM") or None


def _on_the_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _of_playwright(playwright: Playwright) -> str | None:
    path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _ways_to_install() -> Iterator[list[str]]:
    yield [sys.executable, "-m", "playwright", "install", "chromium"]
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        yield [*root, "apt-get", "update"]
        yield [*root, "apt-get", "install", "-y", "--no-install-recommends", "chromium"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a running browser, and end it afterwards."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True)
class Screen:
    """One page of the client, seen through its names."""

    page: Page

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("checkbox", name=name, exact=True).first

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button of this name, scrolling to it where a list hides it."""
        self._reach(self.button(name)).click(timeout=PATIENCE_MS)

    def tick(self, name: str) -> None:
        """Tick the box of this name, such as "Chữ ký số: Có", and wait until it shows."""
        self.choose(name)
        self.sees_ticked(name)

    def sees_ticked(self, name: str, ticked: bool = True, patience_ms: float = PATIENCE_MS) -> None:
        said = "true" if ticked else "false"
        wanted = f'[role=checkbox][aria-checked="{said}"]'
        box = self.page.locator(wanted).and_(self.box(name)).first
        box.wait_for(state="attached", timeout=patience_ms)

    def write(self, label: str, text: str) -> None:
        """Type `text` into the field of this label, key by key, as a thumb does."""
        field = self.page.get_by_label(label, exact=True).first
        field.click(timeout=PATIENCE_MS)
        # Flutter takes a field over a moment after the click; what is typed earlier is lost.
        self.page.wait_for_timeout(400)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text, delay=20)

    def sees(self, words: str | re.Pattern[str]) -> Locator:
        """Wait until `words` are somewhere, as text or as the name of something."""
        found = self.named(words)
        found.wait_for(state="attached", timeout=PATIENCE_MS)
        return found

    def sees_no(self, words: str | re.Pattern[str]) -> None:
        """Wait until `words` are nowhere any more."""
        self.named(words).wait_for(state="detached", timeout=PATIENCE_MS)

    def sees_heading(self, name: str | re.Pattern[str]) -> None:
        """Wait until the screen of this title stands there alone."""
        exact = re.compile(f"^{re.escape(name)}$") if isinstance(name, str) else name
        heading = self.page.get_by_role("heading", level=1, name=exact)
        heading.first.wait_for(state="attached", timeout=PATIENCE_MS)

    def choose(self, name: str) -> None:
        """Press the box of this name, scrolling to it; what follows may cover it."""
        self._reach(self.box(name)).click(timeout=PATIENCE_MS)

    def tick_or_press(self, name: str) -> None:
        """Press what has this name, be it a box that is gone once it was pressed."""
        self.box(name).or_(self.button(name)).first.click(timeout=PATIENCE_MS)

    def named(self, words: str | re.Pattern[str]) -> Locator:
        text = self.page.get_by_text(words).or_(self.page.get_by_label(words))
        return text.first

    def go(self, path: str) -> None:
        """Go to an address inside the app, such as /progress."""
        self.page.evaluate("path => { location.hash = path }", path)

    def _reach(self, target: Locator) -> Locator:
        """Scroll down until `target` is drawn: a list builds only what is near the screen."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        patience_ms = 600.0
        while time.monotonic() < deadline:
            with suppress(OutOfTime):
                target.wait_for(state="attached", timeout=patience_ms)
                return target
            size = self.page.viewport_size or PHONE
            self.page.mouse.move(size["width"] / 2, size["height"] / 2)
            self.page.mouse.wheel(0, size["height"] * 0.55)
            patience_ms = 350
        return target


def open_screen(
    browser: Browser,
    address: str,
    *,
    size: Mapping[str, int] = PHONE,
    scheme: Literal["light", "dark"] = "light",
) -> Screen:
    """Open the client at `address` in a browser of its own, with its accessibility tree on."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme=scheme,
        # Nobody looks: what glides would only be waited for.
        reduced_motion="reduce",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    page = context.new_page()
    page.goto(address)
    return see(page)


def see(page: Page) -> Screen:
    """Turn the accessibility tree of an open client on; again after a reload."""
    page.wait_for_selector("flt-semantics-placeholder", state="attached", timeout=60_000)
    page.evaluate(
        "document.querySelector('flt-semantics-placeholder')"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    page.wait_for_selector("flt-semantics-host flt-semantics", state="attached", timeout=60_000)
    return Screen(page)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(command: list[str], address: str, folder: Path, **environ: str) -> Iterator[str]:
    """Run `python -m command` on the data in `folder` until it answers; stop it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "BAKHONG_DATA": str(folder), **environ},
    )
    try:
        wait_until_it_answers(address, process)
        yield address
    finally:
        stop(process)


@contextmanager
def client(folder: Path, port: int | None = None, **environ: str) -> Iterator[str]:
    """Run the client on the data in `folder`; give its address."""
    port = port or free_port()
    command = ["app", "--web", "--port", str(port)]
    with serving(command, f"http://127.0.0.1:{port}/", folder, **environ) as address:
        yield address


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode} before it answered")
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
