"""The collector over HTTP: who may, what is refused, and that nothing hostile costs much."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from shared.protocol import write, write_batch
from sync_server import devices, officers
from sync_server.database import Database
from sync_server.main import create_app
from tests.support.people import NOW_MS, OTHER_PHONE, PHONE, a_household, numbered
from tests.sync_server.test_log import an_evening

TOKEN = "t" * 43
PASSWORD = "một mật khẩu dài"


@pytest.fixture
def client(sqlite: Database) -> Iterator[TestClient]:
    with TestClient(create_app(sqlite, lambda: NOW_MS), raise_server_exceptions=False) as client:
        yield client


def invite(database: Database) -> str:
    with database.writing() as cursor:
        return devices.invite(cursor, "cam-tan", ("cam-tan-01",), "Chị Hoa", NOW_MS)


def enrol(client: TestClient, code: str, device: Any = PHONE, token: str = TOKEN) -> Any:
    return client.post("/v1/enrolments", json={"code": code, "device": str(device), "token": token})


@pytest.fixture
def phone(client: TestClient, sqlite: Database) -> TestClient:
    """A client that shows the token of an enrolled phone."""
    assert enrol(client, invite(sqlite)).status_code == 200
    client.headers["Authorization"] = f"Bearer {TOKEN}"
    return client


def test_a_code_enrols_one_device_and_tells_it_its_villages(
    client: TestClient, sqlite: Database
) -> None:
    reply = enrol(client, invite(sqlite))

    assert reply.status_code == 200
    assert reply.json() == {
        "commune": "cam-tan",
        "commune_name": "Xã Cẩm Tân",
        "name": "Chị Hoa",
        "villages": [{"id": "cam-tan-01", "name": "Thôn Một", "joined": []}],
    }


def test_a_code_is_read_in_any_case_and_grouping(client: TestClient, sqlite: Database) -> None:
    code = invite(sqlite).lower().replace("-", " ")

    assert enrol(client, code).status_code == 200


def test_the_same_device_may_ask_again_after_a_lost_reply_but_nobody_else(
    client: TestClient, sqlite: Database
) -> None:
    code = invite(sqlite)

    assert enrol(client, code).json() == enrol(client, code).json()
    stolen = enrol(client, code, OTHER_PHONE)
    forged = enrol(client, code, PHONE, "f" * 43)

    assert [stolen.status_code, forged.status_code] == [403, 403]
    assert stolen.json()["code"] == "BK301"


def test_a_second_code_gives_the_same_device_its_new_villages(
    phone: TestClient, sqlite: Database
) -> None:
    with sqlite.writing() as cursor:
        code = devices.invite(cursor, "cam-tan", ("cam-tan-02",), "Chị Lan", NOW_MS)

    told = enrol(phone, code).json()

    assert told["villages"] == [{"id": "cam-tan-02", "name": "Thôn Hai", "joined": []}]
    stray = numbered([a_household(village="cam-tan-02")])
    assert "refused" not in phone.post("/v1/push", content=write_batch(stray)).json()


def test_a_code_expires_after_a_day(sqlite: Database) -> None:
    code = invite(sqlite)

    with TestClient(create_app(sqlite, lambda: NOW_MS + 24 * 3600 * 1000 + 1)) as late:
        assert enrol(late, code).json()["code"] == "BK301"


def test_guessing_codes_is_soon_refused(client: TestClient, sqlite: Database) -> None:
    replies = [enrol(client, f"AAAA-AAA{n}") for n in range(2, 9)]

    assert replies[0].status_code == 403
    assert replies[-1].status_code == 429
    assert "Retry-After" in replies[-1].headers
    assert enrol(client, invite(sqlite)).status_code == 429


def test_neither_code_nor_token_is_stored_as_it_is(phone: TestClient, sqlite: Database) -> None:
    code = invite(sqlite)
    plain = code.replace("-", "")

    with sqlite.reading() as cursor:
        rows = cursor.all("SELECT * FROM device") + cursor.all("SELECT * FROM enrolment_code")

    assert TOKEN not in repr(rows)
    assert plain not in repr(rows)


@pytest.mark.parametrize("path", ["/v1/pull?after=0", "/v1/push"])
@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic eDp5", "Bearer "])
def test_without_a_token_nothing_goes_in_or_out(
    client: TestClient, path: str, header: str | None
) -> None:
    method = "POST" if path.endswith("push") else "GET"
    headers = {"Authorization": header} if header else {}

    reply = client.request(method, path, headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (401, "BK302")


def test_a_batch_pushed_over_http_comes_back_to_another_phone(
    phone: TestClient, sqlite: Database
) -> None:
    pushed = phone.post("/v1/push", content=write_batch(an_evening()))
    enrol(phone, invite(sqlite), OTHER_PHONE, "o" * 43)
    pulled = phone.get("/v1/pull?after=0", headers={"Authorization": f"Bearer {'o' * 43}"})

    assert pushed.json() == {"through": 6, "now_ms": NOW_MS}
    assert pulled.headers["content-encoding"] == "gzip"
    assert pulled.json()["cursor"] == 6
    assert list(pulled.json()["records"]) == ["household", "member", "answer"]


def test_plain_objects_are_taken_as_well_as_columns(phone: TestClient) -> None:
    objects = [{"kind": each.kind, **each.model_dump(mode="json")} for each in an_evening()]

    reply = phone.post("/v1/push", json={"records": objects})

    assert reply.json()["through"] == 6


DEEP = 100_000
HOSTILE: dict[str, bytes] = {
    "not JSON": b"{",
    "nothing": b"",
    "not text": b"\xff\xfe\x00",
    "a list": b"[]",
    "no records": b"{}",
    "records of no kind": b'{"records": 7}',
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"records":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "NaN": b'{"records": [], "x": NaN}',
    "infinity": b'{"records": [], "x": -Infinity}',
    "infinity in disguise": b'{"records": [], "x": 1e999}',
    "an endless number": b'{"x": ' + b"9" * 100_000 + b"}",
    "a protocol from the future": b'{"v": 99, "records": []}',
    "a protocol that is no number": b'{"v": "1", "records": []}',
    "columns of two lengths": b'{"records": {"answer": {"number": [1, 1], "stamp": [1]}}}',
    "a column that is none": b'{"records": {"answer": {"number": 5}}}',
    "differences of words": b'{"records": {"answer": {"number": ["a"]}}}',
    "an unknown kind of columns": b'{"records": {"photo": {"number": [1]}}}',
    "differences that end nowhere": (
        b'{"records": {"answer": {"number": [' + b"9" * 4300 + b", 1]}}}"
    ),
    "gzip cut short": gzip.compress(b'{"records": []}')[:-9],
    "gzip of noise": b"\x1f\x8b" + b"\x00" * 40,
    "a bomb": gzip.compress(b" " * 200_000_000, 9),
    "larger than a batch may be": b" " * 300_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_message_is_refused_quickly_with_a_code(phone: TestClient, body: bytes) -> None:
    begun = time.process_time()

    reply = phone.post("/v1/push", content=body)

    assert 400 <= reply.status_code < 500
    assert reply.json()["code"].startswith("BK2")
    assert reply.json()["sentence"]
    assert time.process_time() - begun < 5


def test_a_body_that_never_ends_is_cut_off(phone: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 65_536
            yield b" " * 65_536

    assert phone.post("/v1/push", content=endless()).json()["code"] == "BK202"


@pytest.mark.parametrize(
    "value", [None, True, -1, 1.5, 10**400, "NaN", [], {}, "\x00", "\ud800", "x" * 70_000, [[[]]]]
)
@pytest.mark.parametrize("field", ["number", "stamp", "village", "subject", "value", "obstacles"])
def test_a_field_of_the_wrong_shape_is_refused_alone(
    phone: TestClient, field: str, value: object
) -> None:
    objects = [{"kind": each.kind, **each.model_dump(mode="json")} for each in an_evening()]
    objects[4][field] = value

    reply = phone.post("/v1/push", content=json.dumps({"records": objects}).encode())

    if reply.status_code == 200:
        told = reply.json()
        refused = told.get("refused", []) + told.get("quarantined", [])
        assert (field, value) == ("obstacles", []) or len(refused) == 1
        assert reply.json()["through"] == 6
    else:
        assert (reply.status_code, value) == (400, 10**400)


def test_a_record_nested_deeper_than_can_be_written_again_blocks_nobody(
    phone: TestClient,
) -> None:
    objects = [{"kind": each.kind, **each.model_dump(mode="json")} for each in an_evening()]
    text = json.dumps({"records": objects}).replace('"OTP_SLOW"', "[" * 900 + "]" * 900)

    reply = phone.post("/v1/push", content=text.encode())

    assert reply.status_code == 200
    assert [each["number"] for each in reply.json()["refused"]] == [5]


def test_more_records_than_a_batch_may_hold_are_refused(phone: TestClient) -> None:
    body = write_batch(numbered([a_household() for _ in range(501)]))

    assert phone.post("/v1/push", content=body).json()["code"] == "BK202"


def test_deflate_without_its_wrapper_is_not_taken_for_json(phone: TestClient) -> None:
    reply = phone.post("/v1/push", content=zlib.compress(b'{"records": []}'))

    assert reply.json()["code"] == "BK201"


def test_what_an_officer_may_see_nobody_else_may(client: TestClient, sqlite: Database) -> None:
    address = "/v1/communes/15178/indicators?quarter=2025-Q1"
    with sqlite.writing() as cursor:
        link = officers.invite(cursor, "cam-tan", "canbo", "Cán bộ", NOW_MS)
        officers.accept(cursor, link, PASSWORD, PASSWORD, NOW_MS)

    assert client.get(address).json()["code"] == "BK303"
    assert client.get(address, auth=("canbo", "sai sai sai sai")).json()["code"] == "BK304"
    right = (b"canbo", PASSWORD.encode())
    reply = client.get(address, auth=right)
    elsewhere = client.get("/v1/communes/15133/indicators?quarter=2025-Q1", auth=right)
    nowhere = client.get("/v1/communes/99999/indicators?quarter=2025-Q1", auth=right)

    assert [row["code"] for row in reply.json()["rows"]] == [f"CT{n:02d}" for n in range(1, 17)]
    assert set(reply.json()["rows"][8]) >= {
        "code", "name", "numerator", "denominator", "missing", "percent", "target", "met", "source",
    }  # fmt: skip
    assert elsewhere.json()["code"] == "BK310"
    assert nowhere.json()["code"] == "BK208"


@pytest.mark.parametrize("quarter", ["2025-Q5", "2025", "", "2025-Q1'--", "２０２５-Q1"])
def test_what_is_no_quarter_is_refused(client: TestClient, sqlite: Database, quarter: str) -> None:
    with sqlite.writing() as cursor:
        link = officers.invite(cursor, "cam-tan", "canbo", "Cán bộ", NOW_MS)
        officers.accept(cursor, link, PASSWORD, PASSWORD, NOW_MS)

    reply = client.get(
        "/v1/communes/15178/indicators",
        params={"quarter": quarter},
        auth=(b"canbo", PASSWORD.encode()),
    )

    assert (reply.status_code, reply.json()["code"]) == (422, "BK204")


def test_health_tells_protocol_and_clock(client: TestClient) -> None:
    reply = client.get("/v1/health").json()

    assert (reply["status"], reply["protocol"], reply["now_ms"]) == ("ok", 1, NOW_MS)


def test_an_unknown_address_answers_with_a_code(client: TestClient) -> None:
    reply = client.get("/v1/nothing")

    assert (reply.status_code, reply.json()["code"]) == (404, "BK207")


def test_an_empty_push_tells_what_the_collector_has(phone: TestClient) -> None:
    phone.post("/v1/push", content=write_batch(an_evening()))

    reply = phone.post("/v1/push", content=write({"v": 1, "records": {}}))

    assert reply.json()["through"] == 6


def test_the_interface_is_documented_without_reaching_outside(client: TestClient) -> None:
    page = client.get("/docs")
    described = client.get("/openapi.json").json()["paths"]

    assert page.status_code == 200
    assert "https://" not in page.text
    assert {"/v1/push", "/v1/pull", "/v1/enrolments", "/v1/health"} <= described.keys()
    assert "/v1/communes/{code}/indicators" in described


def test_a_revoked_phone_hands_over_and_is_told_so_but_reads_nothing(
    phone: TestClient, sqlite: Database
) -> None:
    with sqlite.writing() as cursor:
        devices.revoke(cursor, devices.find(cursor, "cam-tan", PHONE), NOW_MS)

    pushed = phone.post("/v1/push", content=write_batch(an_evening()))
    pulled = phone.get("/v1/pull?after=0")

    (held,) = pushed.json()["quarantined"]
    assert (pushed.status_code, pushed.json()["through"]) == (200, 6)
    assert (held["code"], held["numbers"]) == ("BK621", [[1, 6]])
    assert (pulled.status_code, pulled.json()["code"]) == (403, "BK621")
    assert "vẫn còn nguyên" in pulled.json()["sentence"]


def test_a_phone_that_only_reads_was_here_too(phone: TestClient, sqlite: Database) -> None:
    phone.get("/v1/pull?after=0")

    with sqlite.reading() as cursor:
        assert devices.line(cursor, "cam-tan", PHONE).seen_ms == NOW_MS
