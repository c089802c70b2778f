"""A small file as a sequence of QR codes: read in any order, any number of times, by any camera.

    BAKHONG/3/12/AEBAGBAF/JBSWY3DP…

Each says which of how many it is, and of what: the hash of the whole. Only capitals, digits and a
slash: QR codes hold these most densely, and a scanner that types like a keyboard gets them right.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32decode, b32encode
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from shared.problems import Code, Problem

CODE_BYTES = 320
"""So much fits a code that a laptop's camera still reads from a phone's screen."""
MOST_CODES = 40

_FORM = re.compile(r"BAKHONG/(\d{1,3})/(\d{1,3})/([A-Z2-7]{16})/([A-Z2-7]+)")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read so far: the file, once whole; and which of `total` codes are `missing`."""

    file: bytes | None
    total: int = 0
    missing: tuple[int, ...] = ()

    @property
    def have(self) -> int:
        return self.total - len(self.missing)


def cut(file: bytes, size: int = CODE_BYTES) -> tuple[str, ...]:
    """Return the texts of the codes that hold `file`; refuse one that needs too many."""
    parts = [file[at : at + size] for at in range(0, len(file), size)]
    if len(parts) > MOST_CODES:
        raise Problem(Code.TOO_MANY_CODES, limit=MOST_CODES)
    name, total = _name(file), len(parts)
    return tuple(
        f"BAKHONG/{place}/{total}/{name}/{_letters(part)}"
        for place, part in enumerate(parts, start=1)
    )


def gather(texts: Iterable[str]) -> Gathered:
    """Return the file that `texts` hold, or how far they go; of several, the one furthest read.

    What is none of our codes is passed over: a camera sees many things.
    """
    files: dict[tuple[str, int], dict[int, bytes]] = defaultdict(dict)
    for text in texts:
        for place, total, name, letters in _FORM.findall(text.upper()):
            if 1 <= int(place) <= int(total) <= MOST_CODES and (part := _bytes(letters)):
                files[name, int(total)][int(place)] = part
    found = [_joined(name, total, parts) for (name, total), parts in files.items()]
    return max(found, key=lambda each: (each.file is not None, each.have), default=Gathered(None))


def _joined(name: str, total: int, parts: dict[int, bytes]) -> Gathered:
    every = tuple(range(1, total + 1))
    if missing := tuple(place for place in every if place not in parts):
        return Gathered(None, total, missing)
    file = b"".join(parts[place] for place in sorted(parts))
    # One misread code, and none can be told right from wrong: all are read again.
    return Gathered(file, total) if _name(file) == name else Gathered(None, total, every)


def _name(file: bytes) -> str:
    return b32encode(hashlib.sha256(file).digest()[:10]).decode()


def _letters(part: bytes) -> str:
    return b32encode(part).decode().rstrip("=")


def _bytes(letters: str) -> bytes:
    try:
        return b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return b""
