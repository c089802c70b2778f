"""The log's contract, on SQLite and on PostgreSQL: what a push promises."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from shared.protocol import Receipt, write, write_batch
from shared.records import Record, newer
from shared.stamp import PER_MS, TOLERANCE_MS
from sync_server import devices, log
from sync_server.database import Cursor, Database, Insert
from sync_server.devices import Device
from sync_server.verifying import verify
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    PHONE,
    VILLAGE,
    a_figure,
    a_household,
    a_member,
    an_answer,
    numbered,
)


def phone_of(database: Database, device: UUID = PHONE, *villages: str) -> Device:
    """Return an enrolled phone of the first village, or of the given ones."""
    phone = Device("cam-tan", device, "Chị Hoa", villages or (VILLAGE,))
    with database.writing() as cursor:
        devices.add(cursor, phone, NOW_MS, f"token-of-{device.hex}")
    return phone


def push(
    database: Database, phone: Device, records: Sequence[Record], now_ms: int = NOW_MS
) -> Receipt:
    body = write_batch(records)
    return database.write_now(
        lambda cursor: log.push(cursor, phone, log.read_batch(phone, body), now_ms)
    )


def count(database: Database, table: str) -> int:
    with database.reading() as cursor:
        row = cursor.one(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of ours
    return int(row[0]) if row else 0


def an_evening() -> list[Record]:
    """One household, two members, three ticks."""
    house = a_household()
    mother, son = a_member(house, slot=1), a_member(house, slot=2, birth_year=2001)
    ticks = [
        an_answer(mother, "smartphone"),
        an_answer(mother, "esign", "no", obstacles=("OTP_SLOW",)),
        an_answer(son, "vneid", "2"),
    ]
    return numbered([house, mother, son, *ticks])


def test_an_accepted_batch_is_on_disk_and_the_receipt_says_through_where(
    database: Database,
) -> None:
    phone = phone_of(database)

    receipt = push(database, phone, an_evening())

    assert (receipt.through, receipt.missing, receipt.refused) == (6, (), ())
    assert count(database, "log") == 6


def test_a_batch_sent_again_changes_nothing_and_is_acknowledged_again(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()

    first = push(database, phone, evening)
    again = push(database, phone, evening, NOW_MS + 60_000)

    assert again.through == first.through
    assert again.refused == ()
    assert count(database, "log") == 6


def test_a_gap_in_the_numbers_is_named_until_it_is_filled(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()

    early = push(database, phone, [*evening[:1], *evening[3:]])
    late = push(database, phone, evening[1:3])

    assert (early.through, early.missing) == (6, ((2, 3),))
    assert (late.through, late.missing) == (6, ())


def test_the_same_number_with_other_content_is_refused_and_kept_and_the_rest_accepted(
    database: Database,
) -> None:
    phone, evening = phone_of(database), an_evening()
    push(database, phone, evening[:4])
    other = evening[3].model_copy(update={"value": "no"})

    receipt = push(database, phone, [other, *evening[4:]])

    assert [(each.number, each.code) for each in receipt.refused] == [(4, "BK116")]
    assert receipt.through == 6
    assert count(database, "log") == 6
    with database.reading() as cursor:
        kept = cursor.all("SELECT number, code, body FROM quarantine")
    assert kept[0][:2] == (4, "BK116")
    assert '"value": "no"' in kept[0][2]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda fields: fields.update(question="telepathy"), "BK102"),
        (lambda fields: fields.update(value="maybe"), "BK103"),
        (lambda fields: fields.update(period="2025-Q1"), "BK104"),
        (lambda fields: fields.update(obstacles=["MOON"]), "BK105"),
        (lambda fields: fields.update(note="x" * 3000), "BK106"),
        (lambda fields: fields.update(note="a\x00b"), "BK107"),
        (lambda fields: fields.update(note="số 038099012345"), "BK108"),
        (lambda fields: fields.update(stamp=-1), "BK101"),
        (lambda fields: fields.update(stamp="now"), "BK101"),
        (lambda fields: fields.update(subject=None), "BK101"),
        (lambda fields: fields.update(day=20250220), "BK101"),
        (lambda fields: fields.update(device=OTHER_PHONE.hex), "BK101"),
        (lambda fields: fields.update(ethnicity="Thái"), "BK101"),
        (lambda fields: fields.update(kind="photo"), "BK114"),
    ],
)
def test_a_bad_record_is_refused_and_kept_and_never_blocks_the_others(
    database: Database, spoil: Callable[[dict[str, Any]], None], code: str
) -> None:
    phone, evening = phone_of(database), an_evening()
    objects = [{"kind": record.kind, **record.model_dump(mode="json")} for record in evening]
    spoil(objects[4])

    receipt = database.write_now(
        lambda cursor: log.push(
            cursor, phone, log.read_batch(phone, write({"v": 1, "records": objects})), NOW_MS
        )
    )

    assert [(each.number, each.code) for each in receipt.refused] == [(5, code)]
    assert (receipt.through, receipt.missing) == (6, ())
    assert count(database, "log") == 5
    assert count(database, "quarantine") == 1


def test_a_refused_record_sent_again_is_kept_once(database: Database) -> None:
    phone = phone_of(database)
    stray = numbered([a_household(village=OTHER_VILLAGE)])

    push(database, phone, stray)
    push(database, phone, stray)

    assert count(database, "quarantine") == 1


def test_what_is_kept_of_a_refused_record_is_short_and_shows_no_identity_number(
    database: Database,
) -> None:
    phone = phone_of(database)
    house = a_household().model_dump(mode="json")
    bad = {"kind": "household", **house, "device": PHONE.hex, "number": 1}
    bad |= {"head": "x" * 400_000, "note": "số 038099012345", "cccd": "038099012345"}

    database.write_now(
        lambda cursor: log.push(
            cursor, phone, log.read_batch(phone, write({"records": [bad] * 3})), NOW_MS
        )
    )

    with database.reading() as cursor:
        (body,) = {row[0] for row in cursor.all("SELECT body FROM quarantine")}
    assert len(body) < 10_000
    assert "038099012345" not in body
    assert "cccd" in body


def send_raw(database: Database, message: dict[str, Any]) -> Receipt:
    phone, body = phone_of(database), json.dumps(message).encode()
    return database.write_now(
        lambda cursor: log.push(cursor, phone, log.read_batch(phone, body), NOW_MS)
    )


def bodies(database: Database) -> list[tuple[str, str]]:
    with database.reading() as cursor:
        rows = cursor.all("SELECT sentence, body FROM quarantine")
    return [(sentence, body) for sentence, body in rows]


def test_of_a_kind_that_we_do_not_know_no_secret_is_kept(database: Database) -> None:
    made = a_household().model_dump(mode="json", include={"id", "village", "stamp", "day"})
    party = {"kind": "tea_party", **made, "device": PHONE.hex, "number": 1, "password": "bí mật"}

    send_raw(database, {"records": [party]})

    ((_, body),) = bodies(database)
    assert "password" in body
    assert "bí mật" not in body


def test_a_sentence_that_quotes_an_identity_number_is_kept_without_it(database: Database) -> None:
    answer = an_answer().model_dump(mode="json") | {"value": "038099012345", "number": 1}

    send_raw(database, {"records": [{"kind": "answer", **answer}]})

    ((sentence, body),) = bodies(database)
    assert "038099012345" not in sentence + body
    assert "•" in sentence


@pytest.mark.parametrize("columns", [10, 400])
def test_a_small_batch_cannot_keep_the_one_writer_busy_nor_fill_the_disk(
    sqlite: Database, columns: int
) -> None:
    rows = 400
    texts = {f"c{at:03d}": ["x" * (3_000_000 // columns)] + [0] * (rows - 1)
             for at in range(columns)}  # fmt: skip
    house = a_household().model_dump(mode="json", include={"id", "village", "stamp", "day"})
    envelope = {name: [value] * rows for name, value in house.items()}
    envelope |= {"number": [1] * rows, "device": [PHONE.hex] * rows}
    envelope["stamp"] = [house["stamp"], *[1] * (rows - 1)]

    start = time.thread_time()
    receipt = send_raw(sqlite, {"records": {"tea_party": texts | envelope}})

    assert time.thread_time() - start < 3
    assert len(receipt.refused) == rows
    assert sum(len(body) for _, body in bodies(sqlite)) < 4_000 * rows


def test_what_an_older_program_logged_is_the_same_entry_once_it_knows_the_kind(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Party(Record):
        kind: ClassVar[str] = "tea_party"
        household: UUID

    made = a_household().model_dump(mode="json", include={"id", "village", "stamp", "day"})
    party = {"kind": "tea_party", **made, "device": PHONE.hex, "number": 1}
    message = {"records": [{**party, "household": OTHER_PHONE.hex}]}
    send_raw(database, message)

    monkeypatch.setattr("sync_server.log.judge", lambda _, fields: Party.model_validate(fields))
    monkeypatch.setattr("sync_server.judging.judge", lambda _, fields: Party.model_validate(fields))
    receipt = send_raw(database, message)

    assert (receipt.through, receipt.refused, count(database, "log")) == (1, (), 1)


def test_a_bad_record_with_a_number_far_past_what_is_here_makes_no_receipt_wrong(
    database: Database,
) -> None:
    bad = {**a_household().model_dump(mode="json"), "head": 7, "number": 10**7}

    receipt = send_raw(database, {"records": [{"kind": "household", **bad}]})

    with database.reading() as cursor:
        assert list(verify(cursor, "cam-tan")) == []
    assert (receipt.through, [each.number for each in receipt.refused]) == (0, [0])


def test_a_number_far_past_what_is_here_is_refused_and_makes_no_gap(database: Database) -> None:
    phone = phone_of(database)

    receipt = push(database, phone, numbered([a_household()], start=200_000))

    assert [each.code for each in receipt.refused] == ["BK101"]
    assert (receipt.through, receipt.missing) == (0, ())


def test_a_phone_may_not_declare_the_offices_figures(database: Database) -> None:
    phone = phone_of(database)

    receipt = push(database, phone, numbered([a_figure()]))

    assert [each.code for each in receipt.refused] == ["BK114"]


def test_a_stamp_from_the_future_is_bounded_and_the_receipt_says_so(database: Database) -> None:
    phone = phone_of(database)
    year_ahead = (NOW_MS + 365 * 24 * 3600 * 1000) * PER_MS
    house = a_household()

    receipt = push(database, phone, numbered([house], stamp=year_ahead))

    latest = (NOW_MS + TOLERANCE_MS) * PER_MS
    assert receipt.bounded == {1: latest}
    other = phone_of(database, OTHER_PHONE)
    later = (NOW_MS + TOLERANCE_MS + 1) * PER_MS
    mended = numbered([house.model_copy(update={"head": "Lê Hoa"})], OTHER_PHONE, stamp=later)
    push(database, other, mended, NOW_MS + TOLERANCE_MS + 1)
    assert standing(database)[0][0] == OTHER_PHONE.bytes


def test_a_phone_whose_receipt_was_lost_learns_later_how_it_was_bounded(
    database: Database,
) -> None:
    phone = phone_of(database)
    ahead = numbered([a_household()], stamp=(NOW_MS + 10**9) * PER_MS)

    lost = push(database, phone, ahead)
    again = push(database, phone, ahead, NOW_MS + 60_000)

    assert lost.bounded
    assert again.bounded == lost.bounded


def test_two_bounded_versions_of_one_record_keep_their_order(database: Database) -> None:
    phone = phone_of(database)
    ahead = (NOW_MS + 10**9) * PER_MS
    house = a_household(head="Trước")
    both = [house, house.model_copy(update={"head": "Sau"})]

    push(database, phone, numbered(both, stamp=ahead))

    assert standing(database) == [(PHONE.bytes, 2)]


def standing(database: Database) -> list[tuple[bytes, int]]:
    with database.reading() as cursor:
        rows = cursor.all("SELECT device, number FROM current ORDER BY subject, question, period")
    return [(bytes(device), number) for device, number in rows]


VERSIONS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from([PHONE, OTHER_PHONE])), min_size=1, max_size=6
)


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(VERSIONS, st.randoms(use_true_random=False))
def test_the_version_that_stands_is_the_newer_one_in_whatever_order_it_came(
    database: Database, versions: list[tuple[int, UUID]], chance: Any
) -> None:
    house = a_household()
    with database.writing() as cursor:
        for table in ("log", "current", "device", "quarantine"):
            cursor.run(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    made = dict.fromkeys((PHONE, OTHER_PHONE), 0)
    records = []
    for stamp, device in versions:
        made[device] += 1
        update = {"device": device, "number": made[device], "stamp": stamp}
        records.append(house.model_copy(update=update))
    expected = records[0]
    for record in records:
        expected = newer(expected, record)  # type: ignore[assignment]
    phones = {device: phone_of(database, device) for device in made}

    chance.shuffle(records)
    for record in records:
        push(database, phones[record.device], [record])

    assert standing(database) == [(expected.device.bytes, expected.number)]


def test_the_same_batch_five_times_at_once_leaves_one_copy(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()

    with ThreadPoolExecutor(5) as pool:
        receipts = list(pool.map(lambda _: push(database, phone, evening), range(5)))

    assert {receipt.through for receipt in receipts} == {6}
    assert not any(receipt.refused for receipt in receipts)
    assert count(database, "log") == 6


def test_sequence_numbers_have_no_gaps_whoever_pushes_at_the_same_time(database: Database) -> None:
    phones = [phone_of(database, UUID(int=device)) for device in range(1, 6)]
    batches = [numbered([a_household() for _ in range(20)], phone.id) for phone in phones]

    def straight(pair: tuple[Device, list[Record]]) -> None:
        # Not through the one writer's queue: two workers of PostgreSQL would write like this.
        with database.writing(beside=True) as cursor:
            batch = log.read_batch(pair[0], write_batch(pair[1]))
            log.push(cursor, pair[0], batch, NOW_MS)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(straight, zip(phones, batches, strict=True)))

    with database.reading() as cursor:
        seqs = [row[0] for row in cursor.all("SELECT seq FROM log ORDER BY seq")]
    assert seqs == list(range(1, 101))


def test_batches_of_one_transaction_all_stand_and_the_newer_wins(database: Database) -> None:
    phones = [phone_of(database, UUID(int=device)) for device in (1, 2)]
    house, others = a_household(), [a_household() for _ in range(3)]
    renamed = house.model_copy(update={"head": "Lò Thị Én", "stamp": house.stamp + 1})
    batches = [numbered([house, *others], phones[0].id), numbered([renamed], phones[1].id)]

    with database.writing() as cursor:
        for phone, records in zip(phones, batches, strict=True):
            log.push(cursor, phone, log.read_batch(phone, write_batch(records)), NOW_MS)

    with database.reading() as cursor:
        stands = cursor.all("SELECT subject, device FROM current")
    assert {bytes(subject): bytes(device) for subject, device in stands} == {
        each.id.bytes: each.device.bytes for each in (*batches[0][1:], *batches[1])
    }
    assert count(database, "log") == 5


def test_a_push_asks_for_as_many_statements_for_five_hundred_records_as_for_five(
    sqlite: Database,
) -> None:
    phone = phone_of(sqlite)
    seen: list[str] = []

    def counted(records: Sequence[Record]) -> int:
        with sqlite.writing() as cursor:
            connection = cursor._raw.connection
            seen.clear()
            batch = log.read_batch(phone, write_batch(records))
            recorder = _Recorder(cursor, seen)
            log.push(recorder, phone, batch, NOW_MS)
            assert isinstance(connection, sqlite3.Connection)
        return len(seen)

    few = counted(numbered([a_household() for _ in range(5)]))
    many = counted(numbered([a_household() for _ in range(500)], start=6))

    assert few == many
    assert many <= 12


class _Recorder(Cursor):
    """A cursor that notes each statement it is asked for."""

    def __init__(self, cursor: Cursor, seen: list[str]) -> None:
        super().__init__(cursor._raw, "?", cursor.seal_key)
        self._seen = seen

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self._seen.append(sql)
        return super().all(sql, parameters)

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        self._seen.append(sql)
        return super().one(sql, parameters)

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        self._seen.append(sql)
        return super().run(sql, parameters)

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        self._seen.append(sql)
        super().many(sql, rows)

    def insert(self, into: Insert, rows: Sequence[Sequence[Any]]) -> None:
        self._seen.append(into.sql(1))
        super().insert(into, rows)


def test_the_hot_path_makes_no_instance_of_a_table_class(database: Database) -> None:
    from sync_server.tables import CurrentRow, LogRow  # noqa: PLC0415 - only to listen to them

    made: list[object] = []
    phone = phone_of(database)
    for row in (LogRow, CurrentRow):
        event.listen(row, "init", lambda target, *_: made.append(target))
        event.listen(row, "load", lambda target, *_: made.append(target))

    push(database, phone, an_evening())

    assert made == []
