"""`verify` finds what was altered behind the collector's back, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.places import CAM_TAN
from sync_server import decisions, devices, intake, verifying
from sync_server.audit import Decision
from sync_server.database import Database
from sync_server.verifying import verify
from tests.support.people import NOW_MS, PHONE, QUARTER, a_household, numbered
from tests.sync_server.test_log import an_evening, phone_of, push


def found(database: Database) -> list[str]:
    with database.reading() as cursor:
        return list(verify(cursor, "cam-tan"))


def meddle(database: Database, sql: str) -> None:
    with database.writing() as cursor:
        assert cursor.run(sql) > 0


@pytest.fixture
def sealed(database: Database) -> Database:
    push(database, phone_of(database), an_evening())
    return database


def test_an_untouched_log_is_whole(sealed: Database) -> None:
    assert found(sealed) == []


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "UPDATE log SET record = replace(record, '\"no\"', '\"yes\"') WHERE seq = 5",
            "Dòng 5 của sổ đã bị sửa, hoặc dòng trước nó đã bị xóa.",
        ),
        ("UPDATE log SET record = 'nonsense' WHERE seq = 2", "Dòng 2 của sổ đã bị sửa"),
        ("UPDATE log SET stamp = stamp + 1 WHERE seq = 4", "Dòng 4 của sổ đã bị sửa"),
        ("UPDATE log SET village = 'cam-tan-02' WHERE seq = 3", "Dòng 3: phần đầu không khớp"),
        ("DELETE FROM log WHERE seq = 3", "Dòng 4 của sổ đã bị sửa, hoặc dòng trước"),
        ("DELETE FROM log WHERE seq = 6", "Cuối sổ không khớp"),
        ("DELETE FROM log WHERE seq = 1", "Dòng 2 của sổ đã bị sửa, hoặc dòng trước"),
        (
            "UPDATE current SET token = 'esign=yes' WHERE token = 'esign=no'",
            "Kết quả hiện hành không khớp với dòng 5 của sổ.",
        ),
        (
            "DELETE FROM current WHERE question = 'smartphone'",
            "Kết quả hiện hành không khớp với dòng 4 của sổ.",
        ),
        ("UPDATE commune SET next_seq = 9", "Cuối sổ không khớp"),
        ("UPDATE commune SET last_day = '2031-01-01'", "Cuối sổ không khớp"),
        ("UPDATE log SET subject = device WHERE seq = 3", "Dòng 3: phần đầu không khớp"),
        ("UPDATE device SET through = 9", "Biên nhận của thiết bị “Chị Hoa” không khớp"),
    ],
)
def test_what_was_altered_is_named(sealed: Database, sql: str, sentence: str) -> None:
    meddle(sealed, sql)

    assert any(finding.startswith(sentence) for finding in found(sealed))


def test_one_altered_row_is_one_broken_seal(sealed: Database) -> None:
    meddle(sealed, "UPDATE log SET received_ms = 1 WHERE seq = 2")

    assert len(found(sealed)) == 1


def test_rows_cannot_be_cut_off_by_who_lacks_the_key(sealed: Database) -> None:
    meddle(sealed, "DELETE FROM log WHERE seq = 6")
    meddle(sealed, "DELETE FROM current WHERE seq = 6")
    meddle(sealed, "UPDATE device SET through = 5")
    meddle(sealed, "UPDATE commune SET next_seq = 6, seal = (SELECT seal FROM log WHERE seq = 5)")

    assert found(sealed) == [
        "Cuối sổ không khớp: có dòng bị xóa hoặc bị thêm, hoặc ngày cuối bị sửa."
    ]


def test_a_figure_declared_after_its_quarter_is_no_finding(sealed: Database) -> None:
    told = {
        "code": "CT05", "period": str(QUARTER), "numerator": 415, "denominator": 448,
        "source": "Cổng dịch vụ công", "person": "Công chức tư pháp",
    }  # fmt: skip
    april = QUARTER.last_day + timedelta(days=5)

    sealed.write_now(lambda cursor: intake.declare(cursor, CAM_TAN, told, april, NOW_MS))

    assert found(sealed) == []


def test_however_much_is_kept_aside_each_altered_entry_is_named_once(
    sealed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_AT_ONCE", 2)
    with sealed.writing() as cursor:
        decisions.revoke(cursor, "cam-tan", PHONE, Decision("canbo", "Hạnh", "mất máy", NOW_MS))
        phone = devices.find(cursor, "cam-tan", PHONE)
    push(sealed, phone, numbered([a_household() for _ in range(5)], start=7))
    before = found(sealed)

    meddle(sealed, "UPDATE quarantine SET stamp = stamp + 1")

    named = [f"Bản ghi giữ riêng số {at} đã bị sửa." for at in range(7, 12)]
    assert (before, found(sealed)) == ([], named)
