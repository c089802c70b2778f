"""Does the log still say what it said? Rebuild everything from it and compare.

Each finding is a Vietnamese sentence that names the row. The chain of seals finds a row that was
altered, inserted or removed by whoever lacks the key; the projections are rebuilt with `newer`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shared.profile import token
from shared.records import Record, newer
from shared.text import number
from sync_server import audit
from sync_server.communes import heirs
from sync_server.database import Cursor, Row
from sync_server.devices import receipt
from sync_server.entries import NO_SEAL, counted_day, end_seal, place_of, record_of, seal
from sync_server.quarantine import ACCEPTED, digest_of

_COLUMNS = (
    "commune, seq, device, number, village, subject, kind, stamp, day, received_ms, record, seal"
)
_AT_ONCE = 5000


def verify(cursor: Cursor, commune: str) -> Iterator[str]:
    """Yield what is wrong with the log of `commune` and what is derived from it."""
    standing: dict[tuple[bytes, str, str], tuple[Record, int]] = {}
    held: dict[bytes, set[int]] = {}
    last, last_day = NO_SEAL, ""
    count, now = 0, heirs(cursor, commune)
    for row in _rows(cursor, commune):
        count += 1
        if seal(cursor.seal_key, last, [row[:-1]])[0][-1] != row[-1]:
            yield f"Dòng {number(row[1])} của sổ đã bị sửa, hoặc dòng trước nó đã bị xóa."
        # Go on from the seal that is there, so that one altered row is one finding.
        last = row[-1]
        try:
            record = _moved(record_of(row[6], row[7], row[10]), now)
        except Exception:  # noqa: S112 - an altered row may hold anything; it was named above
            continue
        yield from _envelope(row, record)
        last_day = max(last_day, counted_day(row))
        held.setdefault(row[2], set()).add(row[3])
        place = place_of(record)
        ours = standing.get(place, (record, row[1]))
        wins = newer(ours[0], record) is record
        standing[place] = (record, row[1]) if wins else ours
    yield from _end(cursor, commune, (count + 1, last_day), last)
    yield from _projection(cursor, commune, standing)
    yield from _kept_aside(cursor, commune, held)
    yield from audit.findings(cursor, commune)
    yield from _receipts(cursor, commune, held)


def _rows(cursor: Cursor, commune: str) -> Iterator[tuple[Any, ...]]:
    last = 0
    while found := cursor.all(
        f"SELECT {_COLUMNS} FROM log WHERE commune = ? AND seq > ? ORDER BY seq LIMIT {_AT_ONCE}",  # noqa: S608 - fixed names
        (commune, last),
    ):
        for row in found:
            last = row[1]
            yield tuple(bytes(part) if isinstance(part, memoryview) else part for part in row)


def _moved(record: Record, heirs: Mapping[str, str]) -> Record:
    """Return a record with the village that it belongs to by now."""
    heir = heirs.get(record.village)
    return record.model_copy(update={"village": heir}) if heir else record


def _envelope(row: tuple[Any, ...], record: Record) -> Iterator[str]:
    maker = record.device.bytes, record.number
    about = record.village, place_of(record)[0], record.kind, record.day.isoformat()
    if (*maker, *about) != (*row[2:7], row[8]):
        yield f"Dòng {number(row[1])}: phần đầu không khớp với nội dung bản ghi."


def _end(cursor: Cursor, commune: str, end: tuple[int, str], last: bytes) -> Iterator[str]:
    row = cursor.one("SELECT next_seq, last_day, seal FROM commune WHERE id = ?", (commune,))
    if row and (row[:2], bytes(row[2])) != (end, end_seal(cursor.seal_key, end[0], last)):
        yield "Cuối sổ không khớp: có dòng bị xóa hoặc bị thêm, hoặc ngày cuối bị sửa."


def _projection(
    cursor: Cursor, commune: str, standing: dict[tuple[bytes, str, str], tuple[Record, int]]
) -> Iterator[str]:
    there = {
        (bytes(subject), question, period): (village, mark, stamp, seq)
        for subject, question, period, village, mark, stamp, seq in cursor.all(
            "SELECT subject, question, period, village, token, stamp, seq FROM current"
            " WHERE commune = ?",
            (commune,),
        )
    }
    for place, (record, seq) in standing.items():
        if there.pop(place, None) != (record.village, token(record), record.stamp, seq):
            yield f"Kết quả hiện hành không khớp với dòng {number(seq)} của sổ."
    if there:
        yield f"Có {number(len(there))} kết quả hiện hành không có trong sổ."


def _kept_aside(cursor: Cursor, commune: str, held: dict[bytes, set[int]]) -> Iterator[str]:
    """Yield what is wrong with entries kept aside: altered, counted before anybody decided, or
    decided by nobody. An accepted one stands in the log under its own number.
    """
    deeds = {seq for (seq,) in cursor.all("SELECT seq FROM audit WHERE commune = ?", (commune,))}
    for device, at, digest, stamp, kind, record, body, state, decided in _aside(cursor, commune):
        where = f"Bản ghi giữ riêng số {number(at)}"
        if bytes(digest) != digest_of(cursor.seal_key, (at, stamp, kind, record, body)):
            yield f"{where} đã bị sửa."
        is_valid, is_logged = bool(record), at in held.get(bytes(device), set())
        if is_valid and is_logged != (state == ACCEPTED):
            yield f"{where} không khớp với sổ: {'đã' if is_logged else 'chưa'} được tính."
        if decided and decided not in deeds:
            yield f"{where} ghi là đã quyết định mà không có quyết định nào."


def _aside(cursor: Cursor, commune: str) -> Iterator[Row]:
    """Yield the entries kept aside, some at a time: there may be thousands of each device."""
    columns = "device, number, digest, stamp, kind, record, body, state, decided"
    page = f"SELECT {columns} FROM quarantine WHERE commune = ?"  # noqa: S608 - fixed names
    end = f" ORDER BY device, number, digest LIMIT {_AT_ONCE}"
    found = cursor.all(f"{page}{end}", (commune,))
    while found:
        yield from found
        after = f"{page} AND (device, number, digest) > (?, ?, ?){end}"
        found = cursor.all(after, (commune, *found[-1][:3]))


def _receipts(cursor: Cursor, commune: str, held: dict[bytes, set[int]]) -> Iterator[str]:
    aside: dict[bytes, set[int]] = {}
    for device, at in cursor.all(
        "SELECT device, number FROM quarantine WHERE commune = ?", (commune,)
    ):
        aside.setdefault(bytes(device), set()).add(at)
    for device, name, through, missing in cursor.all(
        "SELECT id, name, through, missing FROM device WHERE commune = ?", (commune,)
    ):
        own = held.get(bytes(device), set()) | aside.get(bytes(device), set())
        said = receipt(through, missing)
        absent = sum(b - a + 1 for a, b in said.missing)
        if said.through - absent > len(own - {0}) or any(at > said.through for at in own):
            yield f"Biên nhận của thiết bị “{name}” không khớp với sổ."
