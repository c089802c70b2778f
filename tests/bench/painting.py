"""When the screen shows what a touch or a key brought about, told by the frames that are painted.

The accessibility tree would tell it too, but laying that tree over the picture takes as long again,
and only who uses a screen reader waits for it. So it is off here, and things are pressed where
they were seen to be while it was on.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page

# Of every frame: when it was painted, and what a part of it looks like, made small and laid beside
# the others of the press. They are looked at twice a second: to look at each as it is painted takes
# as long as to paint it, and no phone does that.
SPY = """(() => {
  const SIDE = 64, ACROSS = 16, DOWN = 32, BYTES = 4 * SIDE * SIDE;
  let part = null, began = 0, shown = null, ink = null, times = [], isFull = false;
  const paint = ImageBitmapRenderingContext.prototype.transferFromImageBitmap;
  ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (...bitmap) {
    const done = paint.apply(this, bitmap), at = performance.now();
    shown = this.canvas;
    if (part) keep(at);
    return done;
  };
  function keep(at) {
    isFull ||= times.length === ACROSS * DOWN;
    if (isFull) return;
    const scale = shown.width / innerWidth;
    ink.drawImage(shown, ...part.map((each) => each * scale), ...place(times.length), SIDE, SIDE);
    times.push(at);
  }
  function place(turn) {
    return [(turn % ACROSS) * SIDE, Math.floor(turn / ACROSS) * SIDE];
  }
  function apart(one, other) {
    let sum = 0;
    for (let i = 0; i < BYTES; i++) sum += Math.abs(one[i] - other[i]);
    return sum;
  }
  for (const kind of ["pointerdown", "keydown"]) {
    // When it was pressed, not when the page came to hear of it.
    addEventListener(kind, (event) => { began ||= event.timeStamp; }, { capture: true });
  }
  self.watchFrames = (of) => {
    // Another each time: one that is read from is kept where it is slow to draw on.
    ink = new OffscreenCanvas(ACROSS * SIDE, DOWN * SIDE).getContext("2d");
    part = of; began = 0; times = []; isFull = false;
    keep(0);
  };
  self.framesSeen = () => {
    if (isFull) throw new Error("more frames than there is room for");
    const seen = times.map((_, turn) => ink.getImageData(...place(turn), SIDE, SIDE).data);
    const before = seen[0], stays = seen.at(-1), whole = apart(before, stays);
    return seen
      .map((look, turn) => [times[turn] - began, whole ? apart(look, stays) / whole : 1, look])
      .filter(([, , look], turn) => turn && apart(look, seen[turn - 1]))
      .map(([at, missing]) => [at, missing]);
  };
})();"""
STILL_MS, PATIENCE_MS = 450, 30_000
"""So long nothing new may be painted before what is there counts as what came of it; and so long
that is waited for."""

Place = tuple[float, float]
Part = tuple[float, float, float, float]
"""Left, top, width and height, in CSS pixels."""


RIPPLE = 0.2
"""Of all that changes, the share that may be missing: what spreads under the thumb and fades."""


class Watch:
    """Looks at a `part` of the page: how long until it shows what a press has brought about."""

    def __init__(self, page: Page, part: Part) -> None:
        self.page, self.part = page, part

    def timed(self, act: Callable[[], object]) -> float:
        """Return the milliseconds from what `act` presses to the first frame after which the part
        stays as it then is, but for a ripple."""
        self.page.evaluate("part => watchFrames(part)", list(self.part))
        act()
        frames = self._until_still()
        late = [turn for turn, (_, missing) in enumerate(frames) if missing > RIPPLE]
        shown = late[-1] + 1 if late else 0
        if shown == len(frames):
            raise AssertionError("what was pressed changed nothing")
        return frames[shown][0]

    def _until_still(self) -> list[tuple[float, float]]:
        """Return of every frame when it was painted, and the share of the change it misses."""
        frames: list[tuple[float, float]] = []
        for _ in range(PATIENCE_MS // STILL_MS):
            self.page.wait_for_timeout(STILL_MS)
            count = len(frames)
            frames = [(at, missing) for at, missing in self.page.evaluate("() => framesSeen()")]
            if frames and len(frames) == count:
                return frames
        raise AssertionError("nothing was painted, or it never came to rest")


def middle(of: Locator) -> Place:
    """Return where `of` is pressed."""
    left, top, width, height = extent(of)
    return left + width / 2, top + height / 2


def extent(*of: Locator) -> Part:
    """Return the part of the page that has all of `of` in it."""
    for each in of:
        each.wait_for(state="attached")
    boxes = [box for each in of if (box := each.bounding_box())]
    left, top = min(box["x"] for box in boxes), min(box["y"] for box in boxes)
    right = max(box["x"] + box["width"] for box in boxes)
    return left, top, right - left, max(box["y"] + box["height"] for box in boxes) - top
