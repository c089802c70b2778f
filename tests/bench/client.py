"""What the phone does: take in a roster, write a batch, keep a tick."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel, create_engine

from app.store.shape import EXTRAS
from app.store.store import Store
from app.store.tables import ROWS
from app.store.values import Account
from shared.columns import pack
from shared.protocol import Page, Place, write_batch
from shared.records import Record
from tests.bench.floor import durable
from tests.bench.goals import Line, at_least, at_most, middle
from tests.bench.serving import NOW_MS
from tests.bench.workload import BATCH, Workload

REFERENCE_MS = 2.8
_ROW_OF = {row.__tablename__: row for row in ROWS}


@dataclass(slots=True)
class Times:
    """Milliseconds of every round."""

    merge: list[float] = field(default_factory=list)
    orm: list[float] = field(default_factory=list)
    encode: list[float] = field(default_factory=list)
    parse: list[float] = field(default_factory=list)
    tick: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the lines of G14 and of a tick's way to the disk."""
    times = Times()
    for turn in range(2 if quick else 3):
        place = folder / f"client-{time.monotonic_ns()}-{turn}"
        place.mkdir()
        asyncio.run(_phone(place, work, times))
        times.orm.append(_by_orm(place, work.seed.roster))
        times.bare += _bare(place, 200)
    merge, orm, encode = middle(times.merge), middle(times.orm), middle(times.encode)
    ticks, bare = sorted(times.tick), sorted(times.bare)
    (tick, late), (floor, floor_late) = _percentiles(ticks), _percentiles(bare)
    parse = middle(times.parse)
    # Judged at the reference's speed, where reading 500 records of W as JSON takes 2.8 ms.
    there = encode / parse * REFERENCE_MS
    says = f"{encode:.1f} ms here", f"json.loads {parse:.1f} ms here"
    pairs = [o / m for o, m in zip(times.orm, times.merge, strict=True)]
    return [
        at_least(
            "G14",
            "roster into the phone, of SQLModel add_all",
            (f"{merge:.0f} ms", f"add_all {orm:,.0f} ms"),
            (middle(pairs), 10, 17),
        ),
        Line("G14", "500 entries encoded, json.loads = 2.8 ms", *says, there, 8, 3, "ms"),
        at_most(
            "tick",
            "tap to disk, p50 (p95)",
            (f"{tick:.2f} ({late:.2f}) ms", f"bare FULL {floor:.2f} ({floor_late:.2f}) ms"),
            (tick / floor, 10, 5),
        ),
    ]


def _percentiles(ordered: Sequence[float]) -> tuple[float, float]:
    return ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]


async def _phone(folder: Path, work: Workload, times: Times) -> None:
    villages = tuple(Place(id=each.id, name=each.name) for each in work.seed.villages)
    store = await Store.open(folder / "phone.db")
    phone = work.devices[0].id
    await store.enrol(Account(phone, "t" * 32, "http://x", "cam-tan", "Cẩm Tân", "Hoa", villages))
    page = Page(cursor=11_500, history="h", villages=villages, records=pack(work.seed.roster))
    start = time.perf_counter()
    await store.merge(page)
    times.merge.append((time.perf_counter() - start) * 1000)
    for record in work.ticks[0]:
        draft = (type(record), _chosen(record))
        start = time.perf_counter()
        await store.append([draft], NOW_MS)
        times.tick.append((time.perf_counter() - start) * 1000)
    for _ in range(5):
        start = time.thread_time()
        body = write_batch(await store.batch(BATCH))
        times.encode.append((time.thread_time() - start) * 1000)
        times.parse.append(_parsing(work))
    assert len(body) < BATCH * 20
    await store.close()


def _parsing(work: Workload) -> float:
    """Return the milliseconds that the library's own JSON takes for 500 objects of 541 bytes."""
    texts = []
    for visit in work.visits[0]:
        fields = {**visit.model_dump(mode="json"), "person": str(visit.device)}
        fields["ticks"] = dict.fromkeys(("a", "b", "c", "d", "e", "f", "g", "h"), "yes")
        fields["note"] = ""
        missing = 541 - len(json.dumps(fields))
        texts.append(json.dumps({**fields, "note": "x" * missing}))
    start = time.thread_time()
    for text in texts:
        json.loads(text)
    return (time.thread_time() - start) * 1000


def _chosen(record: Record) -> dict[str, Any]:
    return record.model_dump(exclude={"device", "number", "stamp"})


def _by_orm(folder: Path, roster: Sequence[Record]) -> float:
    """Return the milliseconds of `add_all` of the same rows into equal tables."""
    engine = create_engine(f"sqlite:///{folder / 'orm.db'}")
    SQLModel.metadata.create_all(engine, tables=[row.__table__ for row in ROWS])  # type: ignore[attr-defined]
    start = time.perf_counter()
    with Session(engine) as session:
        session.add_all([_row(record) for record in roster if record.kind in _ROW_OF])
        session.commit()
    taken = (time.perf_counter() - start) * 1000
    engine.dispose()
    return taken


def _row(record: Record) -> SQLModel:
    fields = dict(record)
    for name, (sources, make) in EXTRAS.get(type(record), {}).items():
        fields[name] = make(*(fields[source] for source in sources))
    return _ROW_OF[record.kind](**fields)


def _bare(folder: Path, count: int) -> list[float]:
    """Return the milliseconds of single rows in their own durable transactions."""
    connection = durable(folder / "bare.db")
    connection.execute("CREATE TABLE entry (number INTEGER PRIMARY KEY, record TEXT)")
    times = []
    for number in range(count):
        start = time.perf_counter()
        connection.execute("INSERT INTO entry VALUES (?, ?)", (number, "x" * 300))
        times.append((time.perf_counter() - start) * 1000)
    connection.close()
    return times
