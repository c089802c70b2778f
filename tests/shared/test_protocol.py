"""Messages: what is written is read, and what a hostile sender writes is refused, and quickly."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kinds import judge
from shared.problems import Code, Problem
from shared.protocol import (
    BATCH_BYTES,
    BATCH_RECORDS,
    PROTOCOL,
    UNPACKED_BYTES,
    Enrolment,
    EnrolmentRequest,
    Page,
    Place,
    Receipt,
    fields_of,
    read,
    read_as,
    write,
    write_batch,
)
from shared.records import Household, Record
from tests.support.people import PHONE, a_household, a_member, an_answer, numbered
from tests.support.strategies import records


def judged(message: Any) -> list[Record | Problem]:
    return [judge(kind, fields) for kind, fields in fields_of(message)]


@settings(max_examples=40)
@given(st.lists(records(), max_size=10))
def test_a_batch_is_read_as_it_was_written(group: list[Record]):
    read_back = judged(read(write_batch(group)))

    assert sorted(map(repr, read_back)) == sorted(map(repr, group))


@settings(max_examples=30)
@given(st.lists(records(), max_size=6))
def test_plain_objects_are_accepted_as_well(group: list[Record]):
    plain = [{"kind": each.kind, **each.model_dump(mode="json")} for each in group]

    assert judged(read(json.dumps({"records": plain}).encode())) == group


def test_one_batch_is_always_the_same_bytes():
    batch = numbered([a_household(), a_member()])

    assert write_batch(batch) == write_batch(batch)


def test_a_full_batch_of_ticks_is_far_below_the_limit_in_bytes():
    batch = numbered(an_answer(a_member(), "esign", "no") for _ in range(BATCH_RECORDS))

    assert len(write_batch(batch)) < BATCH_BYTES / 10


def _bomb() -> bytes:
    return gzip.compress(b" " * (64 * 1024 * 1024), compresslevel=9)


HOSTILE = {
    "a gzip bomb": (_bomb, Code.TOO_LARGE),
    "plain text too large": (lambda: b" " * (UNPACKED_BYTES + 1), Code.TOO_LARGE),
    "arrays 100,000 deep": (lambda: b"[" * 100_000, Code.BAD_MESSAGE),
    "objects 100,000 deep": (lambda: b'{"a":' * 100_000, Code.BAD_MESSAGE),
    "closed arrays 100,000 deep": (lambda: b"[" * 100_000 + b"]" * 100_000, Code.BAD_MESSAGE),
    "deep in records": (
        lambda: b'{"records":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        Code.BAD_MESSAGE,
    ),
    "NaN": (lambda: b'{"v":1,"records":[{"number":NaN}]}', Code.BAD_MESSAGE),
    "Infinity": (lambda: b'{"now_ms":-Infinity}', Code.BAD_MESSAGE),
    "an infinity written as a number": (lambda: b'{"now_ms":1e999}', Code.BAD_MESSAGE),
    "a number of a million digits": (lambda: b'{"v":' + b"9" * 10**6 + b"}", Code.BAD_MESSAGE),
    "gzip cut short": (lambda: write({"v": 1, "records": []})[:-9], Code.BAD_MESSAGE),
    "gzip with a wrong sum": (lambda: write({})[:-8] + b"\0" * 8, Code.BAD_MESSAGE),
    "gzip of nothing": (lambda: b"\x1f\x8b", Code.BAD_MESSAGE),
    "nothing": (lambda: b"", Code.BAD_MESSAGE),
    "an array": (lambda: b"[]", Code.BAD_MESSAGE),
    "a number": (lambda: b"5", Code.BAD_MESSAGE),
    "null": (lambda: b"null", Code.BAD_MESSAGE),
    "a page of a hotel": (lambda: b"<!DOCTYPE html><title>Wi-Fi</title>", Code.BAD_MESSAGE),
    "bytes that are no text": (lambda: b"\xff\xfe\xfa\x00", Code.BAD_MESSAGE),
    "another protocol": (lambda: b'{"v":%d}' % (PROTOCOL + 1), Code.NEWER_PROTOCOL),
    "a protocol that is true": (lambda: b'{"v":true}', Code.NEWER_PROTOCOL),
    "a protocol that is text": (lambda: b'{"v":"1"}', Code.NEWER_PROTOCOL),
}


@pytest.mark.parametrize(("body", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_message_is_refused_quickly(body: Any, code: Code):
    sent = body()
    began = time.process_time()

    with pytest.raises(Problem) as refused:
        read(sent)

    assert refused.value.kind is code
    assert time.process_time() - began < 1


def test_a_gzip_bomb_is_never_unpacked_beyond_the_limit():
    bomb = _bomb()
    tracemalloc.start()

    with pytest.raises(Problem):
        read(bomb)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * UNPACKED_BYTES


@pytest.mark.parametrize(
    "records",
    [None, 5, "x", True, [5], [None], [[]], {"photo": {}}, {"household": []},
     {"household": {"head": 5}}, {"household": None}],
)  # fmt: skip
def test_records_of_a_wrong_shape_refuse_the_message(records: Any):
    with pytest.raises(Problem) as refused:
        judged({"v": 1, "records": records})

    assert refused.value.kind is Code.BAD_MESSAGE


def test_a_message_without_records_is_refused():
    with pytest.raises(Problem):
        judged({"v": 1})


HOSTILE_NAMES = ["Lò\u0000Dũng", "Lò \ud800", "\udfff", "Lò 038060000123", "x" * 10_000]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_a_poisoned_name_is_refused_and_the_rest_of_the_batch_is_kept(name: str):
    good, bad, last = numbered([a_household(), a_household(), a_household()])
    sent = [each.model_dump(mode="json") | {"kind": "household"} for each in (good, bad, last)]
    sent[1]["head"] = name

    verdicts = judged(read(json.dumps({"records": sent}).encode()))

    assert [isinstance(each, Household) for each in verdicts] == [True, False, True]
    assert isinstance(verdicts[1], Problem)
    assert verdicts[1].sentence.encode()


@pytest.mark.parametrize("kind", ["", "photo", "\ud800", "x" * 10**5, None, 5, {"a": 1}])
def test_a_plain_object_of_an_unknown_kind_is_refused_alone(kind: Any):
    household = a_household().model_dump(mode="json")

    good, bad = judged(
        {"records": [{"kind": "household", **household}, {"kind": kind, **household}]}
    )

    assert isinstance(good, Household)
    assert isinstance(bad, Problem)
    assert len(bad.sentence.encode()) < 500


@settings(max_examples=40)
@given(st.binary(max_size=200) | st.binary(max_size=60).map(gzip.compress))
def test_no_bytes_whatever_make_reading_fail(body: bytes):
    with suppress(Problem):
        assert isinstance(read(body), dict)


NUMBERS = st.lists(st.sets(st.integers(1, 30), max_size=8), max_size=6)


@given(NUMBERS)
def test_a_receipt_is_the_set_of_numbers_on_disk(batches: list[set[int]]):
    receipt, known = Receipt(), set[int]()

    for batch in batches:
        receipt, known = receipt.adding(batch), known | batch

        assert {number for number in range(1, 40) if receipt.has(number)} == known
        assert receipt.through == max(known, default=0)
        assert all(1 <= low <= high < receipt.through for low, high in receipt.missing)


@given(NUMBERS)
def test_batches_may_arrive_in_any_order_and_twice(batches: list[set[int]]):
    there, back = Receipt(), Receipt()

    for batch in [*batches, *batches]:
        there = there.adding(batch)
    for batch in reversed(batches):
        back = back.adding(batch)

    assert sorted(there.missing) == sorted(back.missing)
    assert there.through == back.through


def test_a_receipt_says_what_is_missing():
    receipt = Receipt().adding([1, 2, 5, 9])

    assert (receipt.through, receipt.missing) == (9, ((3, 4), (6, 8)))
    assert receipt.adding([7]).missing == ((3, 4), (6, 6), (8, 8))


def test_receipts_and_pages_are_read_as_they_were_written():
    places = (Place(id="cam-tan-01", name="Thôn Đồi Chông"),)
    receipt = Receipt(through=9, missing=((3, 4),), bounded={5: 4}, now_ms=7)
    page = Page(cursor=3, history="h", villages=places, receipt=receipt)
    enrolment = Enrolment(commune="cam-tan", commune_name="Xã", name="An", villages=places)

    for message in (receipt, page, enrolment):
        assert read_as(type(message), write(message.model_dump(mode="json"))) == message


@pytest.mark.parametrize(
    "changes",
    [{"token": "short"}, {"token": "a b" * 20}, {"code": "x" * 41}, {"device": "me"},
     {"device": None}, {"code": "\ud800"}, {"is_officer": True}],
)  # fmt: skip
def test_an_enrolment_of_a_wrong_shape_is_refused(changes: dict[str, Any]):
    fair = {"code": "ABCD-1234", "device": str(PHONE), "token": "t" * 43}

    assert read_as(EnrolmentRequest, json.dumps(fair).encode()).device == UUID(fair["device"])
    with pytest.raises(Problem) as refused:
        read_as(EnrolmentRequest, json.dumps({**fair, **changes}).encode())

    assert refused.value.kind is Code.BAD_MESSAGE
