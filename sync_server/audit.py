"""Who decided what, when and why: rows that are only ever added, each sealed over the one before.

The seal is keyed like the log's, so whoever lacks the key cannot alter or remove a decision unseen;
what was decided names its row here (`quarantine.decided`), so the last ones cannot be cut off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shared.fields import NOTE_LIMIT
from shared.problems import Code, Problem
from shared.text import accept, clean, number
from sync_server.database import Cursor
from sync_server.entries import NO_SEAL

BACKUP, RESTORE, LOST = "backup", "restore", "lost"
"""A `lost` row says what a restore lost: who had decided what, and when, as it was."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, when, and why; a command at the collector itself has no username."""

    who: str
    name: str
    why: str
    at_ms: int

    def checked(self) -> Decision:
        """Return the decision with its reason as text may be kept, or refuse: there must be one."""
        why = clean(self.why)
        if not why:
            raise Problem(Code.NO_REASON)
        return Decision(self.who, self.name, accept(why, "Lý do", NOTE_LIMIT), self.at_ms)


@dataclass(frozen=True, slots=True)
class Deed:
    """One row: `deed` is a word of ours, `what` tells what it was done to."""

    seq: int
    at_ms: int
    who: str
    name: str
    deed: str
    what: str
    why: str


_ROWS = "SELECT seq, at_ms, who, name, deed, what, why, seal FROM audit WHERE commune = ?"


def lock(cursor: Cursor, commune: str) -> None:
    """Take the commune's lock: whoever else decides or writes waits for this transaction's end."""
    cursor.run("UPDATE commune SET next_seq = next_seq WHERE id = ?", (commune,))


def write(cursor: Cursor, commune: str, deed: str, what: str, by: Decision) -> int:
    """Add a row, under the commune's lock, and return its number."""
    lock(cursor, commune)
    last = cursor.one(
        "SELECT seq, seal FROM audit WHERE commune = ? ORDER BY seq DESC LIMIT 1", (commune,)
    )
    seq, before = (last[0] + 1, bytes(last[1])) if last else (1, NO_SEAL)
    row = (seq, by.at_ms, by.who, by.name, deed, what, by.why)
    cursor.run(
        "INSERT INTO audit (commune, seq, at_ms, who, name, deed, what, why, seal)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (commune, *row, _seal(cursor.seal_key, before, row)),
    )
    return seq


def _seal(key: bytes, before: bytes, row: tuple[Any, ...]) -> bytes:
    text = "\x1f".join(map(str, row))
    return hashlib.blake2b(b"audit" + before + text.encode(), key=key, digest_size=16).digest()


def latest(cursor: Cursor, commune: str, limit: int, *, deeds: tuple[str, ...] = ()) -> list[Deed]:
    """Return the last rows, latest first, of certain deeds or of all."""
    some = f" AND deed IN ({', '.join('?' * len(deeds))})" if deeds else ""
    rows = cursor.all(f"{_ROWS}{some} ORDER BY seq DESC LIMIT ?", (commune, *deeds, limit))
    return [Deed(*row[:-1]) for row in rows]


def findings(cursor: Cursor, commune: str) -> Iterator[str]:
    """Yield what is wrong with the seals of the decisions."""
    before, last = NO_SEAL, 0
    for *row, seal in cursor.all(f"{_ROWS} ORDER BY seq", (commune,)):
        if row[0] != last + 1 or bytes(seal) != _seal(cursor.seal_key, before, tuple(row)):
            yield f"Quyết định thứ {number(row[0])} đã bị sửa, hoặc quyết định trước nó đã bị xóa."
        before, last = bytes(seal), row[0]
