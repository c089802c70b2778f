"""What can be seen of a layout from outside: is anything beside the screen, too small, or on top
of something else? Read from the accessibility tree, whose boxes are those that are painted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.browser import Screen

NARROW = {"width": 320, "height": 2600}
LANDSCAPE = {"width": 740, "height": 360}
TWICE = "32px"
"""The browser's letters at 200 %; Flutter takes the size of the page's root."""
_TOUCH = 47
_SLACK = 1.5

_BOXES = """() => [...document.querySelectorAll('flt-semantics-host flt-semantics')]
  .filter((each) => each.matches('[role=button],[role=checkbox],[role=heading]')
    || (each.children.length === 0 && each.textContent.trim()))
  .map((each) => {
    let { left, top, right, bottom } = each.getBoundingClientRect();
    const role = each.getAttribute('role') ?? 'text';
    const name = (each.getAttribute('aria-label') ?? each.textContent).trim();
    const [high, low, parents] = [top, bottom, []];
    let isAtEdge = false;
    for (let up = each.parentElement; up; up = up.parentElement) {
      parents.push(up.id);
      // What a list has scrolled out of sight is not painted.
      const isNode = up.localName === 'flt-semantics';
      if (!isNode || getComputedStyle(up).overflowY === 'visible') continue;
      const edge = up.getBoundingClientRect();
      // Flutter cuts the box of what is half out of sight: then it ends where the list does.
      isAtEdge ||= high <= edge.top + 1 || low >= edge.bottom - 1;
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    const whole = top === high && bottom === low && !isAtEdge;
    return { id: each.id, role, name, left, top, right, bottom, whole, parents };
  })
  .filter(({ left, right, top, bottom }) => right > left && bottom > top)"""


@contextmanager
def narrow(screen: Screen) -> Iterator[None]:
    """Show the app on the narrowest phone, in the dark, with letters of twice the size."""
    page = screen.page
    before = page.viewport_size or NARROW
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    _letters(screen, TWICE)
    try:
        yield
    finally:
        _letters(screen, "")
        page.set_viewport_size(before)
        page.emulate_media(color_scheme="light")


@contextmanager
def landscape(screen: Screen) -> Iterator[None]:
    before = screen.page.viewport_size or LANDSCAPE
    screen.page.set_viewport_size({"width": LANDSCAPE["width"], "height": LANDSCAPE["height"]})
    try:
        yield
    finally:
        screen.page.set_viewport_size(before)


def _letters(screen: Screen, size: str) -> None:
    screen.page.evaluate("size => { document.documentElement.style.fontSize = size }", size)


def problems(screen: Screen, is_low: bool = False) -> list[str]:
    """Return what is wrong with the screen as it is now; where it is low (`is_low`), what scrolls
    may be half out of sight, which the tree does not tell from being small."""
    for _ in range(4):
        screen.page.wait_for_timeout(250)
        # On a busy machine what was just turned or unfolded may still be on its way.
        if not (wrong := _problems(screen, is_low)):
            break
    return wrong


def _problems(screen: Screen, is_low: bool) -> list[str]:
    size = screen.page.viewport_size or NARROW
    found = screen.page.evaluate(_BOXES)
    wrong = []
    for each in found:
        name = f"{each['role']} {each['name'][:40]!r}"
        if each["left"] < -_SLACK or each["right"] > size["width"] + _SLACK:
            wrong.append(f"{name} is cut at the side")
        is_pressed = each["name"] and each["role"] in ("button", "checkbox")
        # What a list has scrolled half out of sight is no smaller for that.
        is_inside = each["whole"] and each["top"] > 0 and each["bottom"] < size["height"]
        if is_pressed and is_inside and not is_low and not _is_large(each):
            width, height = each["right"] - each["left"], each["bottom"] - each["top"]
            wrong.append(f"{name} is small: {width:.0f} × {height:.0f}, at {each['top']:.0f}")
    # What lies behind a sheet and closes it has no name, and is on top of nothing.
    pressed = [each for each in found if each["role"] in ("button", "checkbox") and each["name"]]
    return [*wrong, *_overlaps(pressed)]


def _is_large(box: dict[str, float]) -> bool:
    return box["right"] - box["left"] >= _TOUCH and box["bottom"] - box["top"] >= _TOUCH


def _overlaps(boxes: list[dict[str, object]]) -> Iterator[str]:
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            is_within = one["id"] in other["parents"] or other["id"] in one["parents"]  # type: ignore[operator]
            if not is_within and _share(one, other):
                yield f"{one['name']!r} overlaps {other['name']!r}"


def _share(one: dict[str, object], other: dict[str, object]) -> bool:
    """Say whether two boxes have more in common than an edge."""
    lows = [max(float(one[a]), float(other[a])) for a in ("left", "top")]  # type: ignore[arg-type]
    highs = [min(float(one[a]), float(other[a])) for a in ("right", "bottom")]  # type: ignore[arg-type]
    return all(high - low > _SLACK for low, high in zip(lows, highs, strict=True))
