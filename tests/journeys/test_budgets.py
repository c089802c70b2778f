"""Budgets that noise cannot move: bytes, requests, and how often a condition is worked out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared import tally
from shared.conditions import Condition, Facts, holds
from shared.places import CAM_TAN
from shared.profile import join, token
from shared.protocol import PROTOCOL, Receipt, write_batch
from shared.records import Answer, Record
from sync_server import devices, feed, log
from sync_server.communes import found, settle
from sync_server.database import Cursor, Database
from tests.bench.pull import POUCHDB_ROSTER, check_roster
from tests.bench.serving import NOW_MS
from tests.bench.workload import BATCH, QUARTER, Device, Workload, workload
from tests.support.people import SEAL_KEY

EVENING = 200
HEADERS = 600
"""What HTTP adds to one exchange, both ways: counted on the wire by the bench, rounded up."""


@pytest.fixture(scope="module")
def work() -> Workload:
    return workload()


@pytest.fixture(scope="module")
def database(work: Workload, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A collector that knows the roster of W."""
    folder: Path = tmp_path_factory.mktemp("budgets")
    database = Database(f"sqlite:///{folder / 'collector.db'}", SEAL_KEY)
    database.create()
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        settle(cursor, work.seed.villages)
        desk = devices.desk_device(cursor, CAM_TAN.id, NOW_MS)
        log.push(cursor, desk, log.Batch(list(work.seed.roster)), NOW_MS)
    yield database
    database.close()


def exchanged(database: Database, device: Device, records: tuple[Record, ...]) -> int:
    """Push `records` as one batch and return the bytes that went both ways."""
    phone = devices.Device(CAM_TAN.id, device.id, "Chị Hoa", (device.village,))
    body = write_batch(records)

    def take(cursor: Cursor) -> Receipt:
        devices.add(cursor, phone, NOW_MS, device.token)
        return log.push(cursor, phone, log.read_batch(phone, body), NOW_MS)

    receipt = database.write_now(take)
    assert (receipt.refused, receipt.missing) == ((), ())
    return len(body) + len(receipt.model_dump_json(exclude_defaults=True)) + HEADERS


def test_a_tick_costs_at_most_25_bytes_in_batches_of_200(
    database: Database, work: Workload
) -> None:
    evenings = [ticks[:EVENING] for ticks in work.ticks[:10]]

    sizes = [exchanged(database, *pair) for pair in zip(work.devices, evenings, strict=False)]

    assert max(sizes) / EVENING <= 25


def test_a_visit_with_its_note_costs_at_most_55_bytes_in_batches_of_500(
    database: Database, work: Workload
) -> None:
    last = work.devices[10:20]

    sizes = [exchanged(database, *pair) for pair in zip(last, work.visits[10:], strict=True)]

    assert max(sizes) / BATCH <= 55


def test_a_new_phone_gets_the_whole_roster_in_one_request_of_half_a_megabyte(
    database: Database, work: Workload
) -> None:
    everywhere = tuple(village.id for village in work.seed.villages)
    phone = devices.Device(CAM_TAN.id, work.devices[-1].id, "Chị Hoa", everywhere)

    with database.reading() as cursor:
        page = feed.pull(cursor, phone, 0, feed.Snapshots())

    check_roster(page)
    assert len(page) + HEADERS <= POUCHDB_ROSTER * 0.05


def test_a_condition_is_worked_out_once_per_combination_that_it_asks_about(
    work: Workload, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[Condition, Facts]] = []

    def counting(condition: Condition, facts: Facts) -> bool | None:
        calls.append((condition, facts))
        return holds(condition, facts)

    monkeypatch.setattr(tally, "holds", counting)
    tally._scale.cache_clear()
    everyone = profiles(work)

    tally.tabulate(everyone, QUARTER)
    first = len(calls)
    tally.tabulate(everyone, QUARTER)

    assert len(everyone) > 11_000
    assert 0 < first < 1_000
    assert len(calls) == first


def profiles(work: Workload) -> list[tuple[str, int]]:
    """Return the profile of every subject in the middle of the campaign."""
    tokens: dict[Any, list[str]] = {record.id: [token(record)] for record in work.seed.roster}
    for evening in work.seed.evenings.values():
        for record in evening:
            if isinstance(record, Answer):
                tokens[record.subject].append(token(record))
    return [(join(each), 1) for each in tokens.values()]


def test_a_batch_says_each_thing_that_its_ticks_share_only_once(work: Workload) -> None:
    ticks = work.ticks[0][:EVENING]

    message = json.loads(gzip.decompress(write_batch(ticks)))

    columns = message["records"]["answer"]
    assert message["v"] == PROTOCOL
    assert columns["device"] == [ticks[0].device.hex, *[0] * (EVENING - 1)]
    assert columns["village"] == [ticks[0].village, *[0] * (EVENING - 1)]
    assert "id" not in columns
