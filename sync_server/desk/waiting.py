"""What waits for an officer as the desk lays it out: by device, and by household or business."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.kinds import model_of
from shared.problems import Code
from shared.records import Answer, Business, Household, Member, Record, Visit
from sync_server import describing
from sync_server.database import Cursor
from sync_server.describing import Names

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
        return f"{self.device}.{self.number}.{self.digest.hex()}"

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
    """The valid entries of one device that wait, counted, with their reasons."""

    device: UUID
    maker: str
    count: int
    reasons: tuple[str, ...]


_NOUNS = ("hộ", "điểm kinh doanh")


@dataclass(frozen=True, slots=True)
class Home:
    """What waits of one device about one household or business (`noun`); without `id` neither."""

    maker: str
    device: UUID
    id: UUID | None
    count: int
    noun: str

    @property
    def key(self) -> str:
        return f"{self.device}.{self.id or ''}"


@dataclass(frozen=True, slots=True)
class Pile:
    """Everything that waits, what is about one household together; the names it speaks of."""

    entries: tuple[tuple[Home, Waiting], ...]
    names: Names

    def page(self, start: int, size: int) -> list[tuple[Home, list[Waiting]]]:
        """Return a page of entries under their households; a household may go on on the next."""
        found: list[tuple[Home, list[Waiting]]] = []
        for home, each in self.entries[start : start + size]:
            if not found or found[-1][0] != home:
                found.append((home, []))
            found[-1][1].append(each)
        return found


_WAITS = (
    " FROM quarantine AS q LEFT JOIN device ON device.commune = q.commune AND device.id = q.device"
    " WHERE q.commune = ? AND q.decided = 0"
)


def waiting(cursor: Cursor, commune: str, device: UUID | None) -> list[Waiting]:
    """Return what waits, of one device or of all, latest received first."""
    of, whose = (" AND q.device = ?", (device.bytes,)) if device else ("", ())
    rows = cursor.all(
        "SELECT q.device, device.name, q.number, q.digest, q.code, q.sentence, q.received_ms,"
        f" q.kind, q.record, q.body{_WAITS}{of} ORDER BY q.received_ms DESC, q.device, q.number",
        (commune, *whose),
    )
    found = []
    for own, name, number, digest, code, sentence, when, kind, text, body in rows:
        record = model_of(kind).model_validate_json(text) if text else None
        key = UUID(bytes=bytes(own)), name or "?", number, bytes(digest)
        found.append(Waiting(*key, code, sentence, when, record, body))
    return found


def pile(cursor: Cursor, commune: str, device: UUID | None) -> Pile:
    """Return what waits by household: that with the latest entry first, its entries as made."""
    found = waiting(cursor, commune, device)
    records = [each.record for each in found if each.record]
    people = {each.id: each.household for each in records if isinstance(each, Member)}
    subjects = {each.subject for each in records if isinstance(each, Answer)} - people.keys()
    for each in describing.standing(cursor, commune, subjects).values():
        if isinstance(each, Member):
            people[each.id] = each.household
    groups: dict[tuple[UUID, UUID | None], list[Waiting]] = {}
    for one in found:
        groups.setdefault((one.device, _home_of(one.record, people)), []).append(one)
    homes = {home for _, home in groups if home}
    names = {
        **describing.names(cursor, commune, records),
        **{
            key: describing.name_of(each)
            for key, each in describing.standing(cursor, commune, homes).items()
        },
    }
    firms = {_home_of(each, people) for each in records if _is_of_business(each)}
    entries = tuple(
        (Home(some[0].maker, device, home, len(some), _NOUNS[home in firms]), each)
        for (device, home), some in groups.items()
        for each in sorted(some, key=lambda one: one.number)
    )
    return Pile(entries, names)


def _is_of_business(record: Record) -> bool:
    return isinstance(record, Business) or getattr(record, "about", "") == Business.kind


def _home_of(record: Record | None, people: dict[UUID, UUID]) -> UUID | None:
    """Return the household or business that an entry is about."""
    match record:
        case Answer(subject=subject):
            return people.get(subject, subject)
        case Member(household=home) | Visit(household=home):
            return home
        case Household(id=own) | Business(id=own):
            return own
    return None


def chosen(cursor: Cursor, commune: str, keys: Sequence[str]) -> list[str]:
    """Return the keys of the entries that wait in households which a form names by theirs."""
    if not keys:
        return []
    return [each.key for home, each in pile(cursor, commune, None).entries if home.key in keys]


def groups(cursor: Cursor, commune: str) -> list[Group]:
    """Return the devices of which valid entries wait, most first."""
    rows = cursor.all(
        f"SELECT q.device, device.name, q.code, q.sentence, count(*){_WAITS} AND q.record <> ''"
        " GROUP BY q.device, device.name, q.code, q.sentence ORDER BY count(*) DESC, q.device",
        (commune,),
    )
    found: dict[bytes, Group] = {}
    for own, name, code, sentence, count in rows:
        key = bytes(own)
        before = found.get(key, Group(UUID(bytes=key), name or "?", 0, ()))
        found[key] = Group(
            before.device,
            before.maker,
            before.count + count,
            (*before.reasons, why(code, sentence)),
        )
    return list(found.values())
