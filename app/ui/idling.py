"""How long nobody has touched a page: told from what changes when somebody does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """What was `seen` last, and since when it has not changed."""

    seen: object = None
    since_ms: int = 0

    def look(self, seen: object, now_ms: int) -> Watch:
        return self if seen == self.seen else Watch(seen, now_ms)

    def is_over(self, minutes: int, now_ms: int) -> bool:
        """Say whether `minutes` have passed; 0 minutes never do."""
        return minutes > 0 and now_ms - self.since_ms >= minutes * 60_000
