"""How much room there is left on the phone: a filling disk is announced before it hurts."""

from __future__ import annotations

from dataclasses import dataclass

SHORT_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Room:
    """How much the browser lets this app keep, and how much of it is free, in bytes."""

    free: int
    quota: int

    @property
    def is_short(self) -> bool:
        return self.free < max(SHORT_BYTES, self.quota // 10)
