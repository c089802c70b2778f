"""What is decided about the commune itself, on record: its unit, villages, plan and people."""

from __future__ import annotations

from dataclasses import dataclass

from sync_server import audit
from sync_server.audit import Decision
from sync_server.database import Cursor

ABOUT = {
    "commune": "Xã",
    "villages": "Thôn",
    "plan": "Kế hoạch",
    "people": "Tài khoản",
    "roster": "Danh sách hộ",
}
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Hand:
    """Who decides, for which commune, and when: the account that is signed in."""

    commune: str
    username: str
    name: str
    now_ms: int


def write(cursor: Cursor, hand: Hand, about: str, what: str, why: str = "") -> None:
    """Add a line, in the transaction of what it tells."""
    audit.write(
        cursor, hand.commune, about, what, Decision(hand.username, hand.name, why, hand.now_ms)
    )


def read(cursor: Cursor, commune: str, *about: str) -> list[audit.Deed]:
    """Return the last lines of a commune about these things, or all of them, latest first."""
    return audit.latest(cursor, commune, _SHOWN, deeds=about or tuple(ABOUT))
