"""The floor: plain `executemany` into SQLite, as durable as ours and with nothing around it.

Visits as columns with ids of 16 bytes and three indexes, 20 transactions of 500, WAL and
synchronous=FULL: whatever a collector does besides comes on top.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from shared.records import Record, Visit

_SCHEMA = """
CREATE TABLE visit (
  commune INTEGER NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, household BLOB NOT NULL,
  stamp INTEGER NOT NULL, day TEXT NOT NULL, outcome TEXT NOT NULL, ticks TEXT NOT NULL,
  note TEXT NOT NULL, PRIMARY KEY (commune, id));
CREATE INDEX by_seq ON visit (commune, seq);
CREATE INDEX by_household ON visit (commune, household, day);
"""
_INSERT = (
    "INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (commune, id) DO NOTHING"
)
Rows = list[tuple[Any, ...]]


def rows_of(visits: tuple[tuple[Record, ...], ...]) -> list[Rows]:
    """Return the rows of each device's batch."""
    seq = 0
    found: list[Rows] = []
    for batch in visits:
        rows: Rows = []
        for record in batch:
            assert isinstance(record, Visit)
            seq += 1
            ids = (record.id.bytes, seq, record.household.bytes)
            what = (record.outcome, "12012012", record.note)
            rows.append((15178, *ids, record.stamp, record.day.isoformat(), *what))
        found.append(rows)
    return found


def floor(folder: Path, batches: list[Rows]) -> tuple[float, float]:
    """Write `batches` to a new file, a transaction each; return records a second and CPU µs."""
    path = folder / f"floor-{time.monotonic_ns()}.db"
    connection = durable(path)
    connection.executescript(_SCHEMA)
    cpu, start = time.process_time(), time.perf_counter()
    for rows in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_INSERT, rows)
        connection.execute("COMMIT")
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    connection.close()
    path.unlink()
    count = sum(map(len, batches))
    return count / wall, cpu / count * 1e6


def durable(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection
