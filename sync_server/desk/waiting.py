"""What waits for an officer as the desk lays it out: by device, and by household or business."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.kinds import model_of
from shared.problems import Code
from shared.records import Record
from sync_server import describing
from sync_server.database import Cursor
from sync_server.describing import Names
from sync_server.desk import piles
from sync_server.desk.piles import WAITS, Home, Line, key_of

_REASONS = {
    Code.DEVICE_REVOKED.code: "Máy đã bị thu hồi.",
    Code.OUTSIDE_VILLAGE.code: "Thôn ngoài phạm vi của máy.",
    Code.QUARTER_CLOSED.code: "Quý đã chốt số liệu.",
}


def why(code: str, sentence: str) -> str:
    """Say to an officer why an entry waits; the sentence itself is for the volunteer."""
    return _REASONS.get(code, sentence)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits; without a record it fails validation and cannot be accepted."""

    device: UUID
    maker: str
    number: int
    digest: bytes
    code: str
    sentence: str
    received_ms: int
    record: Record | None
    body: str

    @property
    def why(self) -> str:
        return why(self.code, self.sentence)

    @property
    def key(self) -> str:
        return key_of(self.device, self.number, self.digest)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return an entry that fails validation field by field, or as it came."""
        try:
            content = json.loads(self.body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            return [("", self.body)]
        return [
            (str(name), each if isinstance(each, str) else json.dumps(each, ensure_ascii=False))
            for name, each in content.items()
        ]


@dataclass(frozen=True, slots=True)
class Group:
    """The valid entries of one device that wait, counted, with their reasons and when the latest of
    them came."""

    device: UUID
    maker: str
    count: int
    latest_ms: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Entries that wait under their households, the names they speak of; `total` of all pages."""

    homes: list[tuple[Home, list[Waiting]]]
    names: Names
    start: int
    total: int


_SHOWN = (
    "SELECT number, digest, code, sentence, received_ms, body FROM quarantine"
    " WHERE commune = ? AND decided = 0 AND device = ? AND number IN ({0}) AND digest IN ({0})"
)


def page(cursor: Cursor, commune: str, device: UUID | None, start: int, size: int) -> Page:
    """Return a page of what waits, of one device or of all, the last page if there are fewer."""
    found = piles.homes(cursor, commune, device)
    every = [(home, line) for home in found for line in home.lines]
    start = min(start, max(0, len(every) - 1) // size * size)
    some = every[start : start + size]
    entries = _entries(cursor, commune, [line for _, line in some])
    shown: list[tuple[Home, list[Waiting]]] = []
    for home, line in some:
        if not shown or shown[-1][0] is not home:
            shown.append((home, []))
        shown[-1][1].append(entries[line.key])
    lines = [line for _, line in every]
    return Page(shown, _names(cursor, commune, shown, lines), start, len(every))


def _entries(cursor: Cursor, commune: str, lines: Sequence[Line]) -> dict[str, Waiting]:
    """Return the entries of a page, read whole."""
    by_device: dict[bytes, list[Line]] = {}
    for each in lines:
        by_device.setdefault(each.device, []).append(each)
    found: dict[str, Waiting] = {}
    for device, own in by_device.items():
        sql = _SHOWN.format(", ".join("?" * len(own)))
        keys = *(each.number for each in own), *(each.digest for each in own)
        rows = cursor.all(sql, (commune, device, *keys))
        more = {(number, bytes(digest)): rest for number, digest, *rest in rows}
        for each in own:
            record = model_of(each.kind).model_validate_json(each.text) if each.text else None
            code, sentence, when, body = more[each.number, each.digest]
            key = UUID(bytes=device), each.maker, each.number, each.digest
            found[each.key] = Waiting(*key, code, sentence, when, record, body)
    return found


def _names(
    cursor: Cursor,
    commune: str,
    shown: Sequence[tuple[Home, Sequence[Waiting]]],
    lines: Iterable[Line],
) -> Names:
    """Return the names that a page speaks of: as they stand, or else as other entries say."""
    records = [each.record for _, some in shown for each in some if each.record]
    own = {home.id for home, _ in shown if home.id}
    wanted = own.union(*map(describing.subjects, records))
    ids = {str(each) for each in wanted}
    waiting = {each.id: each for each in lines if each.id in ids}
    told = (model_of(each.kind).model_validate_json(each.text) for each in waiting.values())
    standing = describing.standing(cursor, commune, own).values()
    return {
        **{each.id: describing.name_of(each) for each in told},
        **describing.names(cursor, commune, records),
        **{each.id: describing.name_of(each) for each in standing},
    }


def groups(cursor: Cursor, commune: str) -> list[Group]:
    """Return the devices of which valid entries wait, most first."""
    rows = cursor.all(
        "SELECT q.device, device.name, q.code, q.sentence, count(*), max(q.received_ms)"
        f"{WAITS} AND q.record <> ''"
        " GROUP BY q.device, device.name, q.code, q.sentence ORDER BY count(*) DESC, q.device",
        (commune,),
    )
    found: dict[bytes, Group] = {}
    for own, name, code, sentence, count, latest_ms in rows:
        key = bytes(own)
        before = found.get(key, Group(UUID(bytes=key), name or "?", 0, 0, ()))
        found[key] = Group(
            before.device,
            before.maker,
            before.count + count,
            max(before.latest_ms, latest_ms),
            (*before.reasons, why(code, sentence)),
        )
    return list(found.values())
