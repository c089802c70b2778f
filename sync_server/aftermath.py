"""What a restore leaves open: which devices were not heard of again, what the office must do again.

A backup's receipts say what was here when it was made. What phones were told was received since is
not in them; where the replaced books could be read, they say how many entries that were, but of a
device that has not been back since the restore nobody knows what else is on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sync_server import audit, devices
from sync_server.audit import LOST, RESTORE, Deed
from sync_server.database import Cursor
from sync_server.devices import DeviceLine

_REMINDED_MS = 14 * 24 * 60 * 60 * 1000
_MOST = 500


@dataclass(frozen=True, slots=True)
class Aftermath:
    """When the books were last restored; who was not heard of since; what the office lost."""

    at_ms: int = 0
    why: str = ""
    unheard: frozenset[UUID] = frozenset()
    awaited: int = 0
    lost: tuple[Deed, ...] = ()

    def is_open(self, now_ms: int) -> bool:
        """Say whether the desk still speaks of it: until everybody was heard of, and of what the
        office must do again for two weeks."""
        return bool(self.awaited or (self.lost and now_ms - self.at_ms < _REMINDED_MS))


NOTHING = Aftermath()


def read(cursor: Cursor, commune: str, lines: Sequence[DeviceLine] | None = None) -> Aftermath:
    """Return what the last restore of a commune left open; `lines` are its devices, if known."""
    last = next(iter(audit.latest(cursor, commune, 1, deeds=(RESTORE,))), None)
    if last is None:
        return NOTHING
    those = devices.listing(cursor, commune) if lines is None else lines
    unheard = [line for line in those if not is_heard(line, last.at_ms)]
    # Whoever was revoked may never come back.
    awaited = sum(line.revoked_ms is None for line in unheard)
    found = audit.latest(cursor, commune, _MOST, deeds=(LOST,))
    lost = tuple(each for each in reversed(found) if each.seq > last.seq)
    own = frozenset(line.id for line in unheard)
    return Aftermath(last.at_ms, last.why, own, awaited, lost)


def is_heard(line: DeviceLine, since_ms: int) -> bool:
    """Say whether a device was here after a restore, or is the office's own, which is no phone."""
    return line.id == devices.DESK or max(line.seen_ms, line.enrolled_ms) >= since_ms
