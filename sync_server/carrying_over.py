"""What a restore takes over from the books that it replaces: refusals, revocations, and how many
entries each device is known to have.

The first two only keep entries from counting, so no harm comes of taking them over; without them,
entries that the office refused would be sent again and count. The rest is written down as lost,
line by line, for a person to do again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from shared.protocol import ranges
from sync_server import audit, losses, office_books
from sync_server.audit import LOST, Decision, Deed
from sync_server.database import Cursor, Row
from sync_server.decisions import REFUSE, REVOKE
from sync_server.devices import receipt
from sync_server.office_books import Books
from sync_server.quarantine import REFUSED, digest_of

NOBODY_KNOWS = (
    "Không có hoặc không đọc được sổ cũ, nên không kể ra được: hãy nhớ lại những gì đã duyệt, từ "
    "chối, thu hồi, chốt, kê khai, giao việc, những tài khoản và kế hoạch đã lưu sau lúc sao lưu. "
    "Bản ghi đã từ chối sau lúc đó được tính khi điện thoại gửi lại, cho đến khi bị từ chối lại"
)

_KEEP = (
    "INSERT INTO quarantine (commune, device, number, digest, code, sentence, kind, stamp, record,"
    " body, received_ms, state, decided) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (commune, device, number, digest) DO UPDATE"
    " SET state = excluded.state, decided = excluded.decided"
)


@dataclass(slots=True)
class Outcome:
    """What became of an office's decisions: those taken over, and those to be made again."""

    taken: list[Deed] = field(default_factory=list)
    lost: list[Deed] = field(default_factory=list)


def take_over(cursor: Cursor, commune: str, old: Books | None, by: Decision) -> Outcome:
    """Take over what can be, and write it and what is lost down: the lost ones last."""
    found = Outcome()
    if old is None:
        found.lost.append(Deed(0, by.at_ms, "", by.name, LOST, NOBODY_KNOWS, ""))
    else:
        kept = office_books.read(cursor, commune)
        _expect(cursor, commune, old)
        revoked = _revoke(cursor, commune, old, kept)
        for deed in losses.missing_deeds(old, kept):
            if deed.deed == REVOKE and deed.what in revoked:
                _write(cursor, commune, deed)
                found.taken.append(deed)
            elif deed.deed == REFUSE:
                _refuse(cursor, commune, deed, _refused(old, kept, deed.seq), found)
            else:
                found.lost.append(losses.as_lost(deed))
        found.lost += losses.entered(old, kept)
    found.lost.sort(key=lambda each: each.at_ms)
    for line in found.lost:
        _write(cursor, commune, line)
    return found


def _write(cursor: Cursor, commune: str, deed: Deed) -> int:
    """Write a decision down as it was made: who, when, why."""
    by = Decision(deed.who, deed.name, deed.why, deed.at_ms)
    return audit.write(cursor, commune, deed.deed, deed.what, by)


def _expect(cursor: Cursor, commune: str, old: Books) -> None:
    """Go on knowing how many entries each device has made: what of them the backup lacks is missing
    until the device brings it again, and is known to be, should it never come back."""
    cursor.many(
        "UPDATE device SET made = ? WHERE commune = ? AND id = ? AND made < ? AND through < ?",
        [(of.made, commune, own, of.made, of.made) for own, of in old.devices.items()],
    )


def _revoke(cursor: Cursor, commune: str, old: Books, kept: Books) -> set[str]:
    """Revoke the devices that were revoked since; return whose they are."""
    revoked = set()
    for own, now in kept.devices.items():
        before = old.devices.get(own)
        if before and before.revoked_ms is not None and now.revoked_ms is None:
            revoked.add(before.name)
            cursor.run(
                "UPDATE device SET revoked_ms = ? WHERE commune = ? AND id = ?",
                (before.revoked_ms, commune, own),
            )
    return revoked


def _refused(old: Books, kept: Books, decided: int) -> tuple[list[Row], list[Row]]:
    """Return what was refused by one decision: of devices that are known, and of those that are
    not, because they were enrolled since."""
    rows = [row for row in old.refused if row[-1] == decided]
    known = [row for row in rows if bytes(row[0]) in kept.devices]
    return known, [row for row in rows if bytes(row[0]) not in kept.devices]


def _refuse(
    cursor: Cursor, commune: str, deed: Deed, rows: tuple[list[Row], list[Row]], found: Outcome
) -> None:
    known, away = rows
    if known:
        decided = _write(cursor, commune, deed)
        cursor.many(_KEEP, [_row(cursor.seal_key, commune, row, decided) for row in known])
        _receive(cursor, commune, known)
        found.taken.append(deed)
    if away:
        lost = losses.as_lost(deed)
        numbers = losses.spans(ranges(row[1] for row in away))
        again = f"máy này đăng ký lại thì bản ghi {numbers} được tính, cho đến khi bị từ chối lại"
        found.lost.append(replace(lost, what=f"{lost.what}; {again}"))
    elif not known:
        found.lost.append(losses.as_lost(deed))


def _row(key: bytes, commune: str, row: Row, decided: int) -> Row:
    device, number, stamp, kind, record, body, code, sentence, received_ms, _ = row
    digest = digest_of(key, (number, stamp, kind, record, body))
    entry = commune, bytes(device), number, digest
    return (*entry, code, sentence, kind, stamp, record, body, received_ms, REFUSED, decided)


def _receive(cursor: Cursor, commune: str, rows: Iterable[Row]) -> None:
    """Put on the receipts that these entries are here: sent again, they meet what is kept."""
    numbers: dict[bytes, set[int]] = defaultdict(set)
    for device, number, *_ in rows:
        numbers[bytes(device)].add(number)
    for own, those in numbers.items():
        there = cursor.one(
            "SELECT through, missing FROM device WHERE commune = ? AND id = ?", (commune, own)
        )
        if there:
            known = receipt(*there).adding(those - {0})
            cursor.run(
                "UPDATE device SET through = ?, missing = ? WHERE commune = ? AND id = ?",
                (known.through, json.dumps(known.missing), commune, own),
            )
