"""How a made-up device writes: it numbers and stamps like a real one, by a clock it is given."""

from __future__ import annotations

from datetime import date, datetime, time
from random import Random
from typing import TypedDict
from uuid import UUID

from shared import stamp
from shared.stamp import VIETNAM


def uuid7(rng: Random, ms: int) -> UUID:
    """Return a UUIDv7 of the moment `ms` whose random bits come from `rng`."""
    head = (ms & (2**48 - 1)) << 80 | 0x7 << 76 | rng.getrandbits(12) << 64
    return UUID(int=head | 0b10 << 62 | rng.getrandbits(62))


def local_ms(day: date, hour: int, minute: int = 0) -> int:
    """Return the Unix milliseconds of a time of day in Việt Nam."""
    return int(datetime.combine(day, time(hour, minute), VIETNAM).timestamp() * 1000)


class Envelope(TypedDict):
    """What every record says, whatever else it says."""

    village: str
    device: UUID
    number: int
    stamp: int
    day: date


class Pen:
    """One device's counter and clock: `sign` gives the next number and a later stamp."""

    def __init__(self, device: UUID) -> None:
        self.device = device
        self._number = 0
        self._stamp = 0

    def sign(self, village: str, day: date, ms: int) -> Envelope:
        self._number += 1
        self._stamp = stamp.after(self._stamp, ms)
        return {
            "village": village,
            "device": self.device,
            "number": self._number,
            "stamp": self._stamp,
            "day": day,
        }
