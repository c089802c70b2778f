"""What devices say differently: both values of one question, and work on who was deleted meanwhile.

Read from the log when the officer looks; a push pays nothing for it. Only the last `_WINDOW`
entries are looked through, which is a commune's work of many weeks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from shared.kinds import model_of
from shared.problems import Code, Problem
from shared.questions import BY_KEY
from shared.records import Answer, Record, newer
from shared.stamp import PER_MS
from sync_server import audit, devices, log
from sync_server.audit import Decision
from sync_server.database import Cursor
from sync_server.decisions import LEAVE, REVIVE
from sync_server.describing import name_of
from sync_server.entries import place_of, record_of
from sync_server.intake import Pen
from sync_server.judging import Batch

_WINDOW = 200_000
_MANY = 500

_SEVERAL = (
    "SELECT subject FROM log WHERE commune = ? AND seq > ? AND kind = 'answer'"
    " GROUP BY subject HAVING count(DISTINCT device) > 1 ORDER BY max(seq) DESC LIMIT ?"
)
_SAID = (
    "SELECT kind, stamp, record, received_ms FROM log"
    " WHERE commune = ? AND seq > ? AND kind = 'answer' AND subject IN ({}) ORDER BY seq"
)
# What was deleted by one device and ticked by another: known by the rows that stand.
_GONE = (
    "SELECT gone.subject, gone.device, gone.number, log.kind, log.record, log.received_ms"
    " FROM current AS gone JOIN log ON log.commune = gone.commune AND log.seq = gone.seq"
    " WHERE gone.commune = ? AND gone.question = '' AND gone.token = ''"
    " AND log.kind IN ('household', 'member', 'business')"
    " AND log.record LIKE ?"
    " AND EXISTS (SELECT 1 FROM current AS said WHERE said.commune = gone.commune"
    "  AND said.subject = gone.subject AND said.question <> '' AND said.device <> gone.device"
    "  AND (said.seq > gone.seq OR said.stamp > gone.stamp))"
    " ORDER BY gone.seq DESC LIMIT ?"
)
_WORK_ON = (
    "SELECT log.kind, log.stamp, log.record, log.received_ms FROM current AS said"
    " JOIN log ON log.commune = said.commune AND log.seq = said.seq"
    " WHERE said.commune = ? AND said.subject = ? AND said.question <> '' AND said.device <> ?"
    " ORDER BY log.seq"
)


@dataclass(frozen=True, slots=True)
class Version:
    """What a device said, and when it arrived."""

    record: Record
    received_ms: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One question about one subject to which devices gave different answers; `stands` counts."""

    versions: tuple[Version, ...]
    stands: Record

    @property
    def unaware(self) -> bool:
        """Say whether of two that differ the later was surely made without knowing of the earlier:
        before it was here."""
        made = sorted(self.versions, key=lambda each: each.record.stamp)
        return any(
            later.record.stamp // PER_MS < earlier.received_ms
            for earlier, later in combinations(made, 2)
            if _differ((earlier, later))
        )

    @property
    def is_followed(self) -> bool:
        """Say whether what stands is that something is done, and was said at a later visit than all
        that differs: who had nothing then was helped since. Who had it and has it no more is
        disputed."""
        stands = _value(self.stands)
        others = [each.record for each in self.versions if _value(each.record) != stands]
        asked = BY_KEY.get(getattr(self.stands, "question", ""))  # a newer app may know others
        is_done = asked is not None and asked.done(stands)
        return is_done and not self.unaware and all(each.day < self.stands.day for each in others)


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody deleted on one device whom others worked on without knowing, and that work."""

    record: Record
    deleted_ms: int
    work: tuple[Version, ...]


def conflicts(cursor: Cursor, commune: str) -> list[Conflict]:
    """Return the conflicts about the latest subjects, the latest first."""
    row = cursor.one("SELECT next_seq FROM commune WHERE id = ?", (commune,))
    since = max(0, (row[0] if row else 0) - _WINDOW)
    subjects = [of for (of,) in cursor.all(_SEVERAL, (commune, since, _MANY))]
    return _differing(cursor, commune, since, subjects)


def _differing(cursor: Cursor, commune: str, since: int, subjects: list[bytes]) -> list[Conflict]:
    if not subjects:
        return []
    marks = ", ".join("?" * len(subjects))
    places: dict[tuple[bytes, str, str], dict[UUID, Version]] = {}
    for kind, stamp, text, when in cursor.all(_SAID.format(marks), (commune, since, *subjects)):
        record = record_of(kind, stamp, text)
        of = places.setdefault(place_of(record), {})
        before = of.get(record.device)
        if before is None or newer(before.record, record) is record:
            of[record.device] = Version(record, when)
    found = [_conflict(tuple(of.values())) for of in places.values() if _differ(of.values())]
    return sorted(found, key=lambda each: -max(v.received_ms for v in each.versions))


def _differ(versions: Iterable[Version]) -> bool:
    return len({_value(each.record) for each in versions}) > 1


def _value(record: Record) -> str | None:
    return record.value if isinstance(record, Answer) and not record.deleted else None


def _conflict(versions: tuple[Version, ...]) -> Conflict:
    stands = versions[0].record
    for each in versions:
        stands = newer(stands, each.record)
    return Conflict(versions, stands)


def gone(cursor: Cursor, commune: str, size: int) -> list[Gone]:
    """Return who was deleted while others worked on them, where no officer has decided yet."""
    settled = audit.latest(cursor, commune, 5000, deeds=(LEAVE,))
    decided = {each.what.rpartition("[")[2] for each in settled}
    found = []
    for subject, device, number, kind, text, when in cursor.all(
        _GONE, (commune, '%"deleted":true%', _MANY)
    ):
        if _name(UUID(bytes=bytes(device)), number) in decided:
            continue
        rows = cursor.all(_WORK_ON, (commune, subject, device))
        work = tuple(Version(record_of(k, stamp, each), at) for k, stamp, each, at in rows)
        found.append(Gone(model_of(kind).model_validate_json(text), when, work))
    return found[:size]


def _name(device: UUID, number: int) -> str:
    """Return the name of a deletion, with which a decision about it ends."""
    return f"{device} {number}]"


def settle(cursor: Cursor, commune: str, subject: UUID, deed: str, by: Decision) -> None:
    """Bring back who was deleted, in the office's own hand, or leave them deleted."""
    by = by.checked()
    row = cursor.one(
        "SELECT log.kind, log.stamp, log.record FROM current"
        " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
        " WHERE current.commune = ? AND current.subject = ? AND current.question = ''",
        (commune, subject.bytes),
    )
    record = record_of(*row) if row else None
    if record is None or not record.deleted:
        raise Problem(Code.NOTHING_CHOSEN)
    if deed == REVIVE:
        desk = devices.desk_device(cursor, commune, by.at_ms)
        fields = {**dict(record), "deleted": False, "by": by.name}
        # Whoever deleted may have had a clock somewhat ahead of ours.
        since_ms = max(by.at_ms, record.stamp // PER_MS + 1)
        alive = Pen(cursor, desk, since_ms).write(record.kind, fields)
        log.push(cursor, desk, Batch([alive]), by.at_ms)
    what = f"{name_of(record)} [{_name(record.device, record.number)}"
    audit.write(cursor, commune, deed, what, by)
