"""A volunteer's thumb and eye in the browser: what is pressed, and when the screen shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from playwright.sync_api import Page

from tests.bench.painting import SPY, Part, Place, Watch, extent, middle
from tests.browser.pocket import Pocket
from tests.support.browser import PHONE

BETWEEN_MS = 150
# Presses one place after the other, as Flutter hears a thumb.
PRESS = """([places, count, between]) => {
  const view = document.querySelector("flutter-view");
  const tell = (kind, [clientX, clientY], buttons) =>
    view.dispatchEvent(new PointerEvent(kind, {
      bubbles: true, cancelable: true, composed: true, clientX, clientY, buttons,
      pointerId: 1, pointerType: "mouse", isPrimary: true,
    }));
  self.pressed = 0;
  const turn = () => {
    const place = places[self.pressed % places.length];
    tell("pointerdown", place, 1);
    setTimeout(() => {
      tell("pointerup", place, 0);
      self.pressed += 1;
      if (self.pressed < count) setTimeout(turn, between);
    }, 30);
  };
  turn();
}"""
LIST_TOP = 300
"""Where the first household of the list is at the latest, from the top; the field is above it."""


@dataclass(frozen=True)
class Hand:
    """A thumb that knows where everything is, and an eye that sees when it has come about."""

    page: Page
    field: Place
    lines: tuple[Place, ...]
    back: Place
    person: Place
    yes: Place
    nobody: Place
    box: Part

    def search(self, count: int) -> list[float]:
        """Type letters of names, one by one, until the list below shows what they find."""
        width, height = PHONE["width"], PHONE["height"]
        watch = Watch(self.page, (0, LIST_TOP, width, height - LIST_TOP - 80))
        self._press(self.field)
        watch.timed(partial(self.page.keyboard.press, "n"))
        # A letter more, and then gone again: each finds other households, and never none at all.
        keys = ["Backspace" if turn % 2 else "g" for turn in range(count)]
        taken = [watch.timed(partial(self.page.keyboard.press, key)) for key in keys]
        for _ in ("g", "n"):
            self.page.keyboard.press("Backspace")
        self.page.wait_for_timeout(1_000)
        return taken

    def open(self, count: int) -> list[float]:
        """Open households from the list, until all that the screen shows of them stands there."""
        watch = Watch(self.page, (0, 0, PHONE["width"], PHONE["height"]))
        taken = []
        for turn in range(count):
            place = self.lines[turn % len(self.lines)]
            taken.append(watch.timed(partial(self.page.mouse.click, *place)))
            self._press(self.back)
        return taken

    def tick(self, count: int) -> list[float]:
        """Tick a box and take it back, again and again; it shows what the disk has."""
        self._press(self.lines[0])
        self._press(self.person)
        watch = Watch(self.page, self.box)
        places = [self.nobody if turn % 2 else self.yes for turn in range(count)]
        taken = [watch.timed(partial(self.page.mouse.click, *place)) for place in places]
        for _ in ("household", "list"):
            self._press(self.back)
        return taken

    def tick_unwatched(self, count: int) -> None:
        """Tick and take back, pressed by the page itself: a driver from outside leaves a script
        behind with every look, and those would be counted as our memory."""
        self._press(self.lines[0])
        self._press(self.person)
        self.page.evaluate(PRESS, [[self.yes, self.nobody], count, BETWEEN_MS])
        while self.page.evaluate("self.pressed") < count:
            self.page.wait_for_timeout(2_000)
        for _ in ("household", "list"):
            self._press(self.back)

    def _press(self, place: Place) -> None:
        self.page.mouse.click(*place)
        self.page.wait_for_timeout(1_000)


def at_hand(own: Pocket, address: str) -> Hand:
    """Open the list of households without the accessibility tree, knowing what is where."""
    own.page.add_init_script(SPY)
    screen = own.open(address)
    screen.sees(re.compile("Đang hiện"))
    field = middle(screen.page.get_by_label("Tìm hộ", exact=True).first)
    lines = screen.page.get_by_role("button", name=re.compile(r"\d\sngười, "))
    places = tuple(middle(lines.nth(turn)) for turn in range(2))
    screen.page.mouse.click(*places[0])
    person = middle(screen.page.get_by_role("button", name=re.compile(", Sinh năm 19")).first)
    back = middle(screen.button("Quay lại"))
    screen.page.mouse.click(*person)
    yes, nobody = screen.box("Căn cước: Có"), screen.box("Căn cước: Chưa hỏi")
    at, box = middle(yes), extent(yes, nobody)
    screen.tick("Căn cước: Có")
    hand = Hand(screen.page, field, places, back, person, at, middle(nobody), box)
    screen.tick("Căn cước: Chưa hỏi")
    screen.go("/")
    screen.page.reload()
    screen.page.wait_for_selector("#door", state="hidden", timeout=60_000)
    screen.page.wait_for_timeout(3_000)
    return hand
