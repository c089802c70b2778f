"""Hand-over files taken in: opened with the device's key, pushed as if they had come by network.

A file is taken in whole, in the caller's transaction, or not at all. What cannot be is kept as it
came, with the reason, until an officer tries again or lets it go.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from shared import bundle
from shared.bundle import Bundle, Header
from shared.problems import Code, Problem
from shared.protocol import Held, Receipt, Refusal
from sync_server import devices, log, quarantine
from sync_server.database import Cursor, Database
from sync_server.deeds import Hand
from sync_server.devices import Device

NO_RECEIPT = Receipt()
_SHOWN = 100
_TOLD = 500
_KEEP = (
    "INSERT INTO bundle (commune, received_ms, digest, name, device, made_ms, fresh, repeated,"
    " waiting, refused, code, sentence, username, officer, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (commune, received_ms, digest) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: how many of its entries were new, were here already, wait for an
    officer, fail validation (`refused`), were turned down by an officer before; and what the
    collector now has of that device, and what it lacks."""

    device: Device
    header: Header
    fresh: int = 0
    repeated: int = 0
    waiting: int = 0
    refused: int = 0
    turned_down: int = 0
    receipt: Receipt = NO_RECEIPT
    lacking: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """A line of the list: a file that was brought. `problem` is why it was kept aside."""

    received_ms: int
    digest: bytes
    name: str
    device: str
    made_ms: int
    fresh: int
    repeated: int
    waiting: int
    refused: int
    code: str
    sentence: str
    officer: str


async def bring(database: Database, hand: Hand, name: str, file: bytes) -> Taken:
    """Take a file in and note who brought it; what cannot be taken in is kept, and refused."""

    def take_in(cursor: Cursor) -> Taken:
        taken = take(cursor, hand.commune, file, hand.now_ms)
        refused = taken.refused + taken.turned_down
        counts = (taken.fresh, taken.repeated, taken.waiting, refused)
        became = (taken.device.name, taken.header.made_ms, *counts, "", "")
        _note(cursor, hand, (name, file), became, None)
        return taken

    def keep(cursor: Cursor, problem: Problem) -> None:
        became = ("", 0, 0, 0, 0, 0, problem.code, problem.sentence)
        _note(cursor, hand, (name, file), became, file)

    try:
        return await database.write(take_in)
    except Problem as problem:
        if problem.kind not in (Code.BUNDLE_TOO_LARGE, Code.NOT_A_BUNDLE):
            await database.write(partial(keep, problem=problem))
        raise


def take(cursor: Cursor, commune: str, file: bytes, now_ms: int) -> Taken:
    """Take every entry of a file into the log, inside the caller's transaction."""
    found = bundle.read(file)
    if found.header.use != "entries":
        raise Problem(Code.NOT_A_BUNDLE)
    device = _device(cursor, commune, found.header)
    text = _opened(devices.token_hash(cursor, device), found)
    taken = Taken(device, found.header)
    for part in bundle.parted(text):
        before = _logged(cursor, device)
        batch = log.read_batch(device, part)
        sent = len(batch.records) + len(batch.refused)
        receipt = log.push(cursor, device, batch, now_ms)
        taken = _adding(taken, sent, _logged(cursor, device) - before, receipt)
    return replace(taken, lacking=devices.line(cursor, commune, device.id).lacking)


def _adding(taken: Taken, sent: int, fresh: int, receipt: Receipt) -> Taken:
    refused = len(receipt.refused)
    aside = _many(receipt.quarantined)
    down = _many(held for held in receipt.quarantined if held.code == Code.TURNED_DOWN.code)
    return replace(
        taken,
        fresh=taken.fresh + fresh,
        waiting=taken.waiting + aside - down,
        refused=taken.refused + refused,
        turned_down=taken.turned_down + down,
        repeated=taken.repeated + max(0, sent - fresh - aside - refused),
        receipt=receipt,
    )


def _many(held: Iterable[Held]) -> int:
    return sum(last - first + 1 for each in held for first, last in each.numbers)


def _device(cursor: Cursor, commune: str, header: Header) -> Device:
    if header.commune != commune:
        raise Problem(Code.BUNDLE_ELSEWHERE, commune=header.commune)
    try:
        return devices.find(cursor, commune, header.device)
    except Problem as problem:
        raise Problem(Code.BUNDLE_OF_NOBODY) from problem


def _opened(token_hash: bytes, found: Bundle) -> bytes:
    # A cipher's library loads with the first file that somebody brings.
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    key = bundle.key_for(token_hash, found.header)
    try:
        return AESGCM(key).decrypt(found.nonce, found.sealed, found.lead)
    except InvalidTag as error:
        raise Problem(Code.BUNDLE_FORGED) from error


def _logged(cursor: Cursor, device: Device) -> int:
    row = cursor.one(
        "SELECT count(*) FROM log WHERE commune = ? AND device = ?",
        (device.commune, device.id.bytes),
    )
    return int(row[0]) if row else 0


def receipt_file(
    cursor: Cursor, commune: str, device: UUID, now_ms: int, *, is_short: bool = False
) -> bytes:
    """Return the receipt of a device as a file for it alone: what is here, and what was refused or
    waits; a short one, for a QR code, only what is here."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    known = devices.find(cursor, commune, device)
    there = devices.line(cursor, commune, device).receipt
    told = there if is_short else there.model_copy(update=_told(cursor, known))
    header = Header(
        version=bundle.VERSION, use="receipt", commune=commune, device=device, made_ms=now_ms
    )
    begun, nonce = bundle.lead(header), secrets.token_bytes(bundle.NONCE_BYTES)
    text = told.model_copy(update={"now_ms": now_ms}).model_dump_json(exclude_defaults=True)
    key = bundle.key_for(devices.token_hash(cursor, known), header)
    sealed = AESGCM(key).encrypt(nonce, bundle.joined([text.encode()]), begun)
    return bundle.write(begun, nonce, sealed)


def _told(cursor: Cursor, device: Device) -> dict[str, Sequence[Refusal] | Sequence[Held]]:
    """Return what of a device was refused or waits, as a push would have said it; and all of it,
    as a page says it."""
    rows = cursor.all(
        "SELECT number, code, sentence, record FROM quarantine"
        " WHERE commune = ? AND device = ? AND decided = 0 AND number > 0"
        " ORDER BY number DESC LIMIT ?",
        (device.commune, device.id.bytes, _TOLD),
    )
    refused = tuple(
        Refusal(number=of, code=code, sentence=why) for of, code, why, record in rows if not record
    )
    held = {of: (code, why) for of, code, why, record in rows if record}
    aside = quarantine.aside(cursor, device)
    return {"refused": refused, "quarantined": quarantine.told(held), "aside": aside}


def _note(
    cursor: Cursor,
    hand: Hand,
    file: tuple[str, bytes],
    became: Iterable[object],
    body: bytes | None,
) -> None:
    name, content = file
    digest = hashlib.sha256(content).digest()[:16]
    # What was kept of the same file is settled by what became of it now.
    drop(cursor, hand.commune, digest)
    row = (hand.commune, hand.now_ms, digest, name[:120], *became, hand.username, hand.name, body)
    cursor.many(_KEEP, [row])


def brought(cursor: Cursor, commune: str) -> Sequence[Brought]:
    """Return the files that were brought, latest first."""
    rows = cursor.all(
        "SELECT received_ms, digest, name, device, made_ms, fresh, repeated, waiting, refused,"
        " code, sentence, officer FROM bundle WHERE commune = ?"
        " ORDER BY received_ms DESC, digest LIMIT ?",
        (commune, _SHOWN),
    )
    return [Brought(when, bytes(digest), *rest) for when, digest, *rest in rows]


def kept(cursor: Cursor, commune: str, digest: bytes) -> tuple[str, bytes]:
    """Return name and content of a file that was kept aside, or refuse."""
    row = cursor.one(
        "SELECT name, body FROM bundle WHERE commune = ? AND digest = ? AND body IS NOT NULL",
        (commune, digest),
    )
    if row is None:
        raise Problem(Code.NOT_FOUND)
    return row[0], bytes(row[1])


def drop(cursor: Cursor, commune: str, digest: bytes) -> int:
    """Let go of a file that was kept aside."""
    return cursor.run(
        "DELETE FROM bundle WHERE commune = ? AND digest = ? AND body IS NOT NULL",
        (commune, digest),
    )
