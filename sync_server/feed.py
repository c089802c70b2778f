"""What a device has not seen yet: pages of its villages' records, oldest first.

A phone that starts from 0 gets the state that stands, in one compressed page, made once per set of
villages and log position and kept ready for the next phone; after that, only what came since.
"""

from __future__ import annotations

import gzip
import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any

from shared.columns import pack
from shared.problems import Code, Problem
from shared.protocol import Page
from shared.records import Record, Session
from sync_server import plans, quarantine
from sync_server.database import Cursor, Row
from sync_server.devices import Device, receipt, scope_of
from sync_server.entries import record_of

PAGE_RECORDS = 2000
_KEPT_SNAPSHOTS = 4

# The stamp that counts is the column's, which may be bounded; the record's own is history.
_STANDING = (
    "SELECT log.kind, log.stamp, log.record, log.village FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.village IN ({}) ORDER BY log.seq"
)
_SINCE = (
    "SELECT kind, stamp, record, village, seq FROM log"
    " WHERE commune = ? AND seq > ? AND device <> ? AND village IN ({}) ORDER BY seq LIMIT ?"
)


class Snapshots:
    """The last few compressed pages from 0, least recently used first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._lock = Lock()

    def page(self, cursor: Cursor, device: Device) -> bytes:
        """Return the gzipped page that a new phone of this device's villages starts from."""
        history, last = _end(cursor, device.commune)
        planned = plans.newest(cursor, device.commune)
        # With the villages' names: one that is renamed adds nothing to the log.
        key = (device.commune, device.villages, scope_of(cursor, device), history, last, planned)
        # Twenty phones at once: the first one builds, the others wait and take the same bytes.
        with self._lock:
            if key not in self._pages:
                self._pages[key] = _snapshot(cursor, device, history, last)
                while len(self._pages) > _KEPT_SNAPSHOTS:
                    self._pages.popitem(last=False)
            self._pages.move_to_end(key)
            return self._pages[key]


def pull(cursor: Cursor, device: Device, after: int, snapshots: Snapshots) -> bytes:
    """Return the gzipped `Page` that follows `after`, without the device's own entries."""
    if after == 0:
        return snapshots.page(cursor, device)
    history, last = _end(cursor, device.commune)
    if not 0 < after < 2**53:
        raise Problem(Code.BAD_CURSOR)
    # One row more than a page tells whether there is another page.
    since = (device.commune, after, device.id.bytes, *device.villages, PAGE_RECORDS + 1)
    found = cursor.all(_SINCE.format(_marks(device)), since)
    rows, more = found[:PAGE_RECORDS], len(found) > PAGE_RECORDS
    known = cursor.one(
        "SELECT through, missing FROM device WHERE commune = ? AND id = ?",
        (device.commune, device.id.bytes),
    )
    # What was decided about its entries meanwhile, a device learns nowhere else.
    aside = {"aside": quarantine.aside(cursor, device)}
    page = Page(
        cursor=rows[-1][-1] if more else last,
        more=more,
        history=history,
        villages=scope_of(cursor, device),
        receipt=receipt(*known).model_copy(update=aside) if known else None,
        plans=plans.stored(cursor, device.commune, after),
        records=pack(_records(rows)),
    )
    return _compress(page)


def _end(cursor: Cursor, commune: str) -> tuple[str, int]:
    row = cursor.one("SELECT history, next_seq FROM commune WHERE id = ?", (commune,))
    if row is None:
        raise Problem(Code.UNKNOWN_COMMUNE, code=commune)
    return row[0], row[1] - 1


def _snapshot(cursor: Cursor, device: Device, history: str, last: int) -> bytes:
    rows = cursor.all(_STANDING.format(_marks(device)), (device.commune, *device.villages))
    # Tombstones too: a phone that was here before also reads from 0, when its scope, the log's
    # history or its own stamps changed, and must learn what was deleted meanwhile.
    page = Page(
        cursor=last,
        history=history,
        villages=scope_of(cursor, device),
        plans=plans.stored(cursor, device.commune),
        records=pack(_records(rows)),
    )
    return _compress(page)


def _marks(device: Device) -> str:
    return ", ".join("?" * len(device.villages)) or "NULL"


def _records(rows: Iterable[Row]) -> Iterator[Record]:
    """Yield records with the villages that they belong to by now.

    An evening of a village that was joined to another stays that village's: its id says so.
    """
    for kind, stamp, text, village, *_ in rows:
        record = record_of(kind, stamp, text)
        if record.village == village:
            yield record
        elif not isinstance(record, Session):
            yield record.model_copy(update={"village": village})


def _compress(page: Page) -> bytes:
    said = page.model_dump(mode="json", exclude_defaults=True)
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)
