"""Which household or business waiting entries belong to, and what its box on a form names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from pydantic_core import from_json

from shared.problems import Code, Problem
from shared.records import Answer, Business, Household, Member, Visit
from sync_server.database import Cursor

WAITS = (
    " FROM quarantine AS q LEFT JOIN device ON device.commune = q.commune AND device.id = q.device"
    " WHERE q.commune = ? AND q.decided = 0"
)
_MEMBERS = (
    "SELECT log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question = '' AND current.period = ''"
    " AND log.kind = 'member' AND current.subject IN ({})"
)
# In which field an entry says whom it is about.
_ABOUT = {
    Answer.kind: "subject",
    Member.kind: "household",
    Visit.kind: "household",
    Household.kind: "id",
    Business.kind: "id",
}


class Line(NamedTuple):
    """An entry that waits, read as far as it takes to find its household: many may wait."""

    device: bytes
    maker: str
    number: int
    digest: bytes
    kind: str
    text: str
    id: str
    about: str
    is_of_business: bool

    @property
    def key(self) -> str:
        return key_of(UUID(bytes=self.device), self.number, self.digest)


def key_of(device: UUID, number: int, digest: bytes) -> str:
    return f"{device}.{number}.{digest.hex()}"


_NOUNS = ("hộ", "điểm kinh doanh")


@dataclass(frozen=True, slots=True)
class Home:
    """What waits of one device about one household or business; without `id` about neither."""

    device: UUID
    id: UUID | None
    lines: tuple[Line, ...]

    @property
    def maker(self) -> str:
        return self.lines[0].maker

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def noun(self) -> str:
        return _NOUNS[any(each.is_of_business for each in self.lines)]

    @property
    def key(self) -> str:
        """Return what its box says: which household, and which entries the officer was shown."""
        seen = "".join(f"{each.number}.{each.digest.hex()}" for each in self.lines)
        seal = hashlib.blake2b(seen.encode(), digest_size=8).hexdigest()
        return f"{self.device}.{self.id or ''}.{seal}"


def homes(cursor: Cursor, commune: str, device: UUID | None) -> list[Home]:
    """Return what waits by household: that with the latest entry first, its entries as made.

    Who belongs to which household is told by the same device and by what stands, never by another
    device's entries: a box holds the same entries whichever devices a page shows.
    """
    lines = _lines(cursor, commune, device)
    told = {
        (each.device, each.id): each.about
        for each in sorted(lines, key=lambda line: line.number)
        if each.kind == Member.kind
    }
    asked = {
        each.about
        for each in lines
        if each.kind == Answer.kind and (each.device, each.about) not in told
    }
    standing = _standing(cursor, commune, asked)
    groups: dict[tuple[bytes, str], list[Line]] = {}
    for each in lines:
        home = told.get((each.device, each.about)) or standing.get(each.about, each.about)
        groups.setdefault((each.device, home), []).append(each)
    return [
        Home(
            UUID(bytes=of),
            UUID(home) if home else None,
            tuple(sorted(some, key=lambda line: (line.number, line.digest))),
        )
        for (of, home), some in groups.items()
    ]


def _lines(cursor: Cursor, commune: str, device: UUID | None) -> list[Line]:
    """Return what waits, of one device or of all, latest received first."""
    of, whose = (" AND q.device = ?", (device.bytes,)) if device else ("", ())
    rows = cursor.all(
        f"SELECT q.device, device.name, q.number, q.digest, q.kind, q.record{WAITS}{of}"
        " ORDER BY q.received_ms DESC, q.device, q.number",
        (commune, *whose),
    )
    return [
        Line(bytes(own), name or "?", number, bytes(digest), kind, text, *_subject(kind, text))
        for own, name, number, digest, kind, text in rows
    ]


def _subject(kind: str, text: str) -> tuple[str, str, bool]:
    """Return an entry's id, whom it is about, and whether that is a business."""
    if not text:
        return "", "", False
    # Thousands may wait: judging each anew would take ten times as long.
    told = from_json(text)
    is_of_business = Business.kind in (kind, told.get("about"))
    return told["id"], told.get(_ABOUT.get(kind, ""), ""), is_of_business


def _standing(cursor: Cursor, commune: str, people: Iterable[str]) -> dict[str, str]:
    """Return the households of people as they stand."""
    rows = cursor.among(_MEMBERS, commune, (UUID(each).bytes for each in people))
    found = (from_json(text) for (text,) in rows)
    return {each["id"]: each["household"] for each in found}


def chosen(cursor: Cursor, commune: str, keys: Sequence[str]) -> list[str]:
    """Return the keys of the entries that a form names by their households' boxes, or refuse: since
    the page was shown something came to one of them, or went.
    """
    found: dict[str, Home] = {}
    for device in {_device_of(key) for key in keys}:
        found |= {home.key: home for home in homes(cursor, commune, device)}
    if not found.keys() >= set(keys):
        raise Problem(Code.PILE_CHANGED)
    return [line.key for key in keys for line in found[key].lines]


def _device_of(key: str) -> UUID:
    try:
        return UUID(key.partition(".")[0])
    except ValueError as error:
        raise Problem(Code.BAD_REQUEST, field="home") from error
