"""What an officer decides about entries kept aside: each and many, with a reason, on record.

An accepted entry goes into the log through the ordinary push, as the entry of its own device under
its own number, so seals, receipts and `verify` hold for it like for any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.kinds import model_of
from shared.problems import Code, Problem
from shared.protocol import BATCH_RECORDS, ranges
from shared.records import Record
from sync_server import audit, devices, log
from sync_server.audit import Decision
from sync_server.communes import villages
from sync_server.database import Cursor, Row
from sync_server.devices import Device
from sync_server.judging import Batch
from sync_server.quarantine import ACCEPTED, REFUSED

ACCEPT, REFUSE = "accept", "refuse"
REVOKE, REINSTATE = "revoke", "reinstate"
REVIVE, LEAVE = "revive", "leave"


@dataclass(frozen=True, slots=True)
class Entry:
    """The key of one entry kept aside."""

    device: UUID
    number: int
    digest: bytes


_WAITING = (
    "SELECT device, number, digest, kind, stamp, record FROM quarantine"
    " WHERE commune = ? AND decided = 0 AND device = ?"
)
_DECIDE = (
    "UPDATE quarantine SET state = ?, decided = ?"
    " WHERE commune = ? AND device = ? AND number = ? AND digest = ?"
)


def decide(cursor: Cursor, commune: str, entries: Sequence[Entry], deed: str, by: Decision) -> int:
    """Accept or refuse entries; return how many. What is decided already stays as it is."""
    wanted: dict[UUID, set[tuple[int, bytes]]] = {}
    for each in entries:
        wanted.setdefault(each.device, set()).add((each.number, each.digest))
    if not wanted:
        raise Problem(Code.NOTHING_CHOSEN)
    by, count = by.checked(), 0
    # Before it is read what waits: on PostgreSQL another officer may be deciding the same.
    audit.lock(cursor, commune)
    for device, keys in wanted.items():
        rows = cursor.all(_WAITING, (commune, device.bytes))
        chosen = [row for row in rows if (row[1], bytes(row[2])) in keys]
        count += _decide(cursor, devices.find(cursor, commune, device), chosen, deed, by)
    return count


def decide_all(cursor: Cursor, commune: str, device: UUID, deed: str, by: Decision) -> int:
    """Accept or refuse all valid entries of a device that wait; return how many."""
    by = by.checked()
    audit.lock(cursor, commune)
    rows = cursor.all(f"{_WAITING} AND record <> ''", (commune, device.bytes))
    return _decide(cursor, devices.find(cursor, commune, device), rows, deed, by)


def _decide(cursor: Cursor, device: Device, rows: Sequence[Row], deed: str, by: Decision) -> int:
    if not rows:
        return 0
    if deed == ACCEPT:
        _enter(cursor, device, rows, by.at_ms)
    numbers = ranges(number for _, number, *_ in rows)
    what = f"{device.name}: {', '.join(f'{a}–{b}' if b > a else str(a) for a, b in numbers)}"
    seq = audit.write(cursor, device.commune, deed, what, by)
    state = ACCEPTED if deed == ACCEPT else REFUSED
    key = (device.commune, device.id.bytes)
    cursor.many(_DECIDE, [(state, seq, *key, number, digest) for _, number, digest, *_ in rows])
    return len(rows)


def _enter(cursor: Cursor, device: Device, rows: Sequence[Row], now_ms: int) -> None:
    """Put entries into the log as their own device's."""
    known = {place.id for place in villages(cursor, device.commune)}
    records: list[Record] = []
    for _, _, _, kind, _, text in rows:
        if not text:
            raise Problem(Code.CANNOT_BE_ACCEPTED)
        records.append(model_of(kind).model_validate_json(text))
        if records[-1].village not in known:
            raise Problem(Code.UNKNOWN_VILLAGE, code=records[-1].village)
    stamps = {row[1]: row[4] for row in rows}
    for start in range(0, len(records), BATCH_RECORDS):
        some = records[start : start + BATCH_RECORDS]
        log.push(cursor, device, Batch(some, stamps=stamps, is_decided=True), now_ms)


def revoke(cursor: Cursor, commune: str, device: UUID, by: Decision) -> None:
    """Revoke a device: what it sends from now on waits for an officer, and it reads no more."""
    found, by = devices.find(cursor, commune, device), by.checked()
    devices.revoke(cursor, found, by.at_ms)
    audit.write(cursor, commune, REVOKE, found.name, by)


def reinstate(cursor: Cursor, commune: str, device: UUID, by: Decision) -> None:
    """Give a revoked device back its place; what waits goes on waiting for a decision."""
    found, by = devices.find(cursor, commune, device), by.checked()
    devices.revoke(cursor, found, None)
    audit.write(cursor, commune, REINSTATE, found.name, by)


def parse(values: Iterable[str]) -> list[Entry]:
    """Return the entries that a form names, or refuse what is no name of one."""
    found = []
    for value in values:
        device, _, rest = value.partition(".")
        number, _, digest = rest.partition(".")
        try:
            found.append(Entry(UUID(device), int(number), bytes.fromhex(digest)))
        except ValueError as error:
            raise Problem(Code.BAD_REQUEST, field="entry") from error
    return found
