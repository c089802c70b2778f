"""After a restore the collector knows what it no longer knows, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from shared.places import CAM_TAN
from shared.protocol import Receipt
from sync_server import aftermath, backup, decisions, deeds, devices, intake, restoring, swapping
from sync_server.audit import Decision
from sync_server.closings import CLOSING
from sync_server.communes import served
from sync_server.database import Database
from sync_server.decisions import Entry
from sync_server.deeds import Hand
from sync_server.devices import DeviceLine
from sync_server.opening import open_database
from sync_server.settings import Settings
from sync_server.verifying import verify
from tests.support.desk import BOARD, Office, text_of
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    PHONE,
    SEAL_KEY,
    VISIT_DAY,
    a_household,
    numbered,
)
from tests.sync_server.test_log import an_evening, count, phone_of, push

MINUTE = 60_000
RESTORED = NOW_MS + 60 * MINUTE
LATER = RESTORED + MINUTE
WHY = "ghi nhầm hộ"


class Books:
    """A collector with a backup of an evening's work, and the way back to it."""

    def __init__(self, database_url: str, folder: Path) -> None:
        (folder / "seal.key").write_bytes(SEAL_KEY)
        self.settings = Settings(folder, database_url)
        self.file = folder / "sao-luu.zip"
        self.told: list[str] = []
        self.database = open_database(self.settings)

    def back_up(self) -> None:
        backup.write(self.database, None, self.file, NOW_MS)

    def restore(self, now_ms: int = RESTORED) -> None:
        self.database.close()
        self.told = list(restoring.restore(self.settings, self.file, now_ms, replace=True))
        self.database = open_database(self.settings)

    def decide(self, deed: str, *numbers: int, device: UUID = PHONE) -> None:
        by = Decision("canbo", "Phạm Thị Hạnh", WHY, NOW_MS + MINUTE)
        with self.database.writing() as cursor:
            rows = cursor.all("SELECT device, number, digest FROM quarantine")
            entries = [
                Entry(device, number, bytes(digest))
                for of, number, digest in rows
                if number in numbers and bytes(of) == device.bytes
            ]
            decisions.decide(cursor, CAM_TAN.id, entries, deed, by)

    def revoke(self, device: UUID = PHONE) -> None:
        by = Decision("canbo", "Phạm Thị Hạnh", "máy bị mất", NOW_MS + MINUTE)
        with self.database.writing() as cursor:
            decisions.revoke(cursor, CAM_TAN.id, device, by)

    def take(self, numbers: range, device: UUID = PHONE) -> Receipt:
        """Take in entries of a phone that is who its token says by now."""
        with self.database.reading() as cursor:
            phone = devices.find(cursor, CAM_TAN.id, device)
        return push(self.database, phone, [HOMES[at] for at in numbers], LATER)

    @property
    def line(self) -> DeviceLine:
        with self.database.reading() as cursor:
            return devices.line(cursor, CAM_TAN.id, PHONE)

    @property
    def lost(self) -> list[str]:
        with self.database.reading() as cursor:
            return [each.what for each in aftermath.read(cursor, CAM_TAN.id).lost]

    @property
    def findings(self) -> list[str]:
        with self.database.reading() as cursor:
            return [said for commune in served(cursor) for said in verify(cursor, commune.id)]


HOMES = dict(enumerate(numbered([a_household(f"Hộ {each}") for each in range(20)]), start=1))


@pytest.fixture
def books(database: Database, database_url: str, tmp_path: Path) -> Iterator[Books]:
    phone = phone_of(database)
    push(database, phone, [HOMES[at] for at in range(1, 7)])
    database.close()
    books = Books(database_url, tmp_path)
    books.back_up()
    yield books
    books.database.close()


# What the office decided since.


def test_what_was_refused_since_the_backup_is_not_counted_when_it_is_sent_again(
    books: Books,
) -> None:
    books.revoke()
    books.take(range(7, 13))
    books.decide(decisions.REFUSE, 9, 10)

    books.restore()
    first = books.take(range(7, 13))

    assert count(books.database, "log") == 6
    assert (first.through, first.missing) == (12, ())
    assert {each.code: each.numbers for each in first.quarantined} == {
        "BK621": ((7, 8), (11, 12)),
        "BK628": ((9, 10),),
    }
    with books.database.reading() as cursor:
        rows = cursor.all("SELECT number FROM quarantine WHERE state = 'refused' ORDER BY number")
    assert [number for (number,) in rows] == [9, 10]
    assert books.findings == []
    assert any("đã mang sang 2 quyết định" in line for line in books.told)


def test_a_device_that_was_revoked_since_stays_so_under_the_reason_that_was_given(
    books: Books,
) -> None:
    books.revoke()

    books.restore()

    with books.database.reading() as cursor:
        assert devices.find(cursor, CAM_TAN.id, PHONE).is_revoked
    assert any("Chị Hoa (máy bị mất)" in line for line in books.told)
    assert books.lost == []
    assert books.findings == []


def test_what_only_a_person_can_do_again_is_told_line_by_line(books: Books) -> None:
    hand = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", NOW_MS + MINUTE)
    books.revoke()
    books.take(range(7, 10))
    books.decide(decisions.ACCEPT, 7)
    with books.database.writing() as cursor:
        deeds.write(cursor, hand, "people", "Thêm tài khoản “lanh.dao”")
        deeds.write(cursor, hand, CLOSING, "2025-Q1 #0 0123456789abcdef", "đủ số liệu")
        deeds.write(cursor, hand, CLOSING, "2025-Q1 #1 fedcba9876543210", "sót một thôn")
        told = {"code": "CT01", "numerator": 9, "denominator": 10, "period": "2025-Q1"}
        told |= {"source": "hệ thống TD-Office", "person": "Lê Thị Mai"}
        intake.declare(cursor, CAM_TAN, told, VISIT_DAY, NOW_MS + MINUTE)
        cursor.run(
            "INSERT INTO assignment (commune, quarter, number, village, code, team, due, username,"
            " officer, at_ms) VALUES (?, '2025-Q1', 1, ?, 'CT06', 'Tổ 2', '2025-03-13', 'canbo',"
            " 'Phạm Thị Hạnh', ?)",
            (CAM_TAN.id, "cam-tan-01", NOW_MS + MINUTE),
        )
    phone_of(books.database, OTHER_PHONE)

    books.restore()

    assert books.lost == [
        "Đăng ký thiết bị: Chị Hoa (cần mã đăng ký mới)",
        "Nhận vào số liệu: Chị Hoa: 7",
        "Tài khoản: Thêm tài khoản “lanh.dao”",
        "Chốt số liệu quý I năm 2025",
        "Bản bổ sung số 1 của quý I năm 2025",
        "Khai số liệu CT01, quý I năm 2025: 9/10",
        "Giao chỉ tiêu quý I năm 2025: 1 việc (CT06 Tổ 2, hạn 13/03/2025)",
    ]
    assert any("Xã Cẩm Tân: hãy làm lại" in line for line in books.told)
    assert any("Khai số liệu CT01" in line for line in books.told)
    assert books.findings == []


def test_refusals_of_a_device_that_the_backup_does_not_know_are_told_with_their_numbers(
    books: Books,
) -> None:
    phone_of(books.database, OTHER_PHONE, "cam-tan-02")
    with books.database.reading() as cursor:
        phone = devices.find(cursor, CAM_TAN.id, OTHER_PHONE)
    push(books.database, phone, numbered([a_household()], OTHER_PHONE))
    books.decide(decisions.REFUSE, 1, device=OTHER_PHONE)

    books.restore()

    assert "đăng ký lại thì bản ghi 1 được tính, cho đến khi bị từ chối lại" in books.lost[1]


def test_restored_once_more_the_same_is_lost_and_the_same_taken_over(books: Books) -> None:
    hand = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", NOW_MS + MINUTE)
    books.revoke()
    books.take(range(7, 10))
    books.decide(decisions.REFUSE, 8)
    with books.database.writing() as cursor:
        deeds.write(cursor, hand, "plan", "Lưu kế hoạch năm 2025")
    books.restore()
    lost = books.lost

    books.restore(LATER)
    books.take(range(7, 10))

    assert books.lost == lost == ["Kế hoạch: Lưu kế hoạch năm 2025"]
    assert count(books.database, "log") == 6
    assert books.findings == []


def test_where_the_old_books_cannot_be_trusted_that_is_said_and_nothing_is_taken_over(
    books: Books,
) -> None:
    books.revoke()
    with books.database.writing() as cursor:
        cursor.run("UPDATE audit SET why = 'khác' WHERE deed = 'revoke'")

    books.restore()

    with books.database.reading() as cursor:
        assert not devices.find(cursor, CAM_TAN.id, PHONE).is_revoked
    (line,) = books.lost
    assert line.startswith("Không có hoặc không đọc được sổ cũ")


def test_books_that_are_no_database_any_more_do_not_stop_a_restore(
    sqlite: Database, tmp_path: Path
) -> None:
    sqlite.close()
    books = Books(f"sqlite:///{tmp_path / 'collector.db'}", tmp_path)
    push(books.database, phone_of(books.database), an_evening())
    books.back_up()
    books.database.close()
    (tmp_path / "collector.db").write_bytes(b"rot" * 5000)

    books.restore()

    assert count(books.database, "log") == 6
    assert len(books.lost) == 1


# Whom nobody has heard of again.


@pytest.fixture
def office(books: Books) -> Iterator[Office]:
    """An office after a restore, a minute later."""
    books.restore()
    office = Office(books.database).signed_in()
    office.turn_to(LATER)
    yield office
    office.browser.close()


UNKNOWN = "máy chưa đồng bộ lại"


def test_no_device_is_called_complete_before_it_was_heard_of_again(
    books: Books, office: Office
) -> None:
    before = [text_of(office.page(f"{BOARD}{page}")) for page in ("", "/devices", "/day")]
    device = text_of(office.page(f"{BOARD}/devices/{PHONE}"))
    books.take(range(7, 9))
    after = [text_of(office.page(f"{BOARD}{page}")) for page in ("", "/devices", "/day")]

    assert all("Sổ vừa phục hồi lúc" in page for page in before)
    assert UNKNOWN in before[1]
    assert UNKNOWN in device
    assert "không thiếu" not in device
    assert all("✓ đủ" not in page for page in before)
    assert not any("Sổ vừa phục hồi" in page or UNKNOWN in page for page in after)
    assert "✓ đủ" in after[1]


def test_what_a_phone_was_told_is_received_is_missing_until_it_brings_it_again(
    books: Books,
) -> None:
    books.take(range(7, 13))

    books.restore()
    before = books.line.lacking
    books.take(range(7, 10))

    assert before == ((7, 12),)
    assert books.line.lacking == ((10, 12),)
    assert books.findings == []


@pytest.mark.parametrize(("made", "expected"), [(12, 12), (0, 6), (2**60, 6 + devices.FAR)])
def test_a_phone_that_only_reads_tells_how_many_entries_it_has(
    books: Books, made: int, expected: int
) -> None:
    books.restore()

    with books.database.writing() as cursor:
        phone = devices.find(cursor, CAM_TAN.id, PHONE)
        devices.saw(cursor, phone, LATER, after=40, made=made)

    assert (books.line.seen_ms, books.line.expected) == (LATER, expected)


def test_a_device_that_reads_further_than_the_log_goes_has_not_noticed_the_restore(
    books: Books, office: Office
) -> None:
    with books.database.writing() as cursor:
        phone = devices.find(cursor, CAM_TAN.id, PHONE)
        devices.saw(cursor, phone, LATER, after=40)
    before = text_of(office.page(f"{BOARD}/devices"))
    with books.database.writing() as cursor:
        devices.saw(cursor, phone, LATER, after=6)

    assert UNKNOWN in before
    assert UNKNOWN not in text_of(office.page(f"{BOARD}/devices"))


def test_the_backup_page_names_who_is_awaited_and_what_is_to_be_done_again(
    books: Books,
) -> None:
    phone_of(books.database, OTHER_PHONE)
    books.restore()
    office = Office(books.database).signed_in()
    office.turn_to(LATER)

    page = text_of(office.page(f"{BOARD}/backup"))
    office.browser.close()

    assert "Chưa đồng bộ lại: 1 máy. Chị Hoa." in page
    assert "Đăng ký thiết bị: Chị Hoa (cần mã đăng ký mới)" in page


# What a killed restore leaves.


def killed(
    books: Books, monkeypatch: pytest.MonkeyPatch, step: str, now_ms: int = RESTORED
) -> None:
    """Begin a restore that is killed when it comes to `step`."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    books.database.close()
    with monkeypatch.context() as patch:
        patch.setattr(step, stop)
        with pytest.raises(KeyboardInterrupt):
            list(restoring.restore(books.settings, books.file, now_ms, replace=True))


def test_what_a_restore_under_way_has_put_ready_is_left_alone(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = restoring._fill

    def looked_at_meanwhile(database: Database, work: restoring.Work) -> None:
        swapping.finish(books.settings)
        filled(database, work)

    monkeypatch.setattr(restoring, "_fill", looked_at_meanwhile)

    books.restore()

    assert (books.settings.data / "seal.key").read_bytes() == SEAL_KEY
    assert len([*books.settings.data.glob("truoc-khoi-phuc-*/sao-luu.zip")]) == (
        0 if books.database.is_sqlite else 1
    )
    assert [*books.settings.data.glob(".resto*")] == []
    assert books.findings == []


def test_a_key_whose_rows_are_restored_is_kept_though_somebody_wrote_with_another(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(books, monkeypatch, "sync_server.swapping._finish")
    if not books.settings.database_url.startswith("sqlite"):
        other = Database(books.settings.database_url, b"o" * 32)
        push(other, phone_of(other), [HOMES[7]])
        other.close()

    swapping.finish(books.settings)
    books.database = Database(books.settings.database_url, SEAL_KEY)

    kept = [*books.settings.data.glob(".restored/seal.key")]
    assert len(kept) == (0 if books.database.is_sqlite else 1)


def test_killed_restores_leave_nothing_behind_and_put_nothing_aside(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(3):
        killed(books, monkeypatch, "sync_server.restoring._fill", RESTORED + turn * MINUTE)
        books.database = open_database(books.settings)

    aside = [*books.settings.data.glob("truoc-khoi-phuc-*")]
    building = [*books.settings.data.glob(".resto*")]
    books.restore(RESTORED + 10 * MINUTE)

    assert (aside, building) == ([], [])
    assert len([*books.settings.data.glob("truoc-khoi-phuc-*")]) == 1
    assert count(books.database, "log") == 6
    assert books.findings == []
