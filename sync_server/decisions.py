"""What an officer decides about entries kept aside: each and many, with a reason, on record.

An accepted entry goes into the log through the ordinary push, as the entry of its own device under
its own number, so seals, receipts and `verify` hold for it like for any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from shared.kinds import model_of
from shared.problems import Code, Problem
from shared.protocol import BATCH_RECORDS, ranges
from sync_server import audit, devices, log
from sync_server.audit import Decision
from sync_server.communes import village_names
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


Chosen = tuple[Device, Sequence[Row]]
"""Rows of what waits of one device."""

_WAITING = (
    "SELECT device, number, digest, kind, stamp, record FROM quarantine"
    " WHERE commune = ? AND decided = 0 AND device = ?"
)
_DECIDE = (
    "UPDATE quarantine SET state = ?, decided = ?"
    " WHERE commune = ? AND device = ? AND number = ? AND digest = ?"
)


def decide(cursor: Cursor, commune: str, entries: Sequence[Entry], deed: str, by: Decision) -> int:
    """Accept or refuse entries; return how many. What is decided already stays as it is, and what
    cannot be accepted goes on waiting; refused only if nothing else was chosen."""
    wanted: dict[UUID, set[tuple[int, bytes]]] = {}
    for each in entries:
        wanted.setdefault(each.device, set()).add((each.number, each.digest))
    if not wanted:
        raise Problem(Code.NOTHING_CHOSEN)
    by, chosen = by.checked(), []
    # Before it is read what waits: on PostgreSQL another officer may be deciding the same.
    audit.lock(cursor, commune)
    for device, keys in wanted.items():
        rows = cursor.all(_WAITING, (commune, device.bytes))
        own = [row for row in rows if (row[1], bytes(row[2])) in keys]
        chosen.append((devices.find(cursor, commune, device), own))
    return _decide(cursor, commune, chosen, deed, by)


@dataclass(frozen=True, slots=True)
class Whole:
    """All valid entries of a device that wait and had come by a moment: those that an officer was
    shown, not those that came while they read."""

    device: UUID
    until_ms: int


def decide_all(cursor: Cursor, commune: str, whole: Whole, deed: str, by: Decision) -> int:
    """Accept or refuse all of a device; return how many."""
    by = by.checked()
    audit.lock(cursor, commune)
    rows = cursor.all(
        f"{_WAITING} AND record <> '' AND received_ms <= ?",
        (commune, whole.device.bytes, whole.until_ms),
    )
    device = devices.find(cursor, commune, whole.device)
    return _decide(cursor, commune, [(device, rows)], deed, by)


def _decide(cursor: Cursor, commune: str, chosen: Sequence[Chosen], deed: str, by: Decision) -> int:
    known = village_names(cursor, commune).keys()
    count, problem = 0, None
    for device, rows in chosen:
        some = list(rows)
        if deed == ACCEPT:
            whys = [_in_the_way(row, known) for row in rows]
            problem = next(filter(None, whys), problem)
            some = [row for row, why in zip(rows, whys, strict=True) if why is None]
            _enter(cursor, device, some, by.at_ms)
        if some:
            _note(cursor, device, some, deed, by)
        count += len(some)
    if problem and not count:
        raise problem
    return count


def _in_the_way(row: Row, known: Set[str]) -> Problem | None:
    """Return why an entry cannot be accepted, if it cannot."""
    _, _, _, kind, _, text = row
    if not text:
        return Problem(Code.CANNOT_BE_ACCEPTED)
    village = model_of(kind).model_validate_json(text).village
    return None if village in known else Problem(Code.UNKNOWN_VILLAGE, code=village)


def _note(cursor: Cursor, device: Device, rows: Sequence[Row], deed: str, by: Decision) -> None:
    """Put a decision on record, and with each entry that it was made."""
    numbers = ranges(number for _, number, *_ in rows)
    what = f"{device.name}: {', '.join(f'{a}–{b}' if b > a else str(a) for a, b in numbers)}"
    seq = audit.write(cursor, device.commune, deed, what, by)
    state = ACCEPTED if deed == ACCEPT else REFUSED
    key = (device.commune, device.id.bytes)
    cursor.many(_DECIDE, [(state, seq, *key, number, digest) for _, number, digest, *_ in rows])


def _enter(cursor: Cursor, device: Device, rows: Sequence[Row], now_ms: int) -> None:
    """Put entries into the log as their own device's."""
    records = [model_of(kind).model_validate_json(text) for *_, kind, _, text in rows]
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
