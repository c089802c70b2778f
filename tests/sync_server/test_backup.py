"""A backup is whole or it is none, and a collector restored from it is what it was."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from shared.problems import Code, Problem
from sync_server import audit, backup, decisions, restoring, running
from sync_server.audit import Decision
from sync_server.backup import tables
from sync_server.communes import served
from sync_server.database import Database
from sync_server.opening import open_database
from sync_server.settings import Settings
from sync_server.verifying import verify
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    SEAL_KEY,
    a_household,
    numbered,
)
from tests.sync_server.conftest import serve_cam_tan
from tests.sync_server.test_log import an_evening, count, phone_of, push

LATER = NOW_MS + 3_600_000
BY = Decision("", "bakhong backup", "", NOW_MS)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A data folder of its own, with the key and certificates of a collector."""
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates" / "server.pem").write_text("a certificate")
    (tmp_path / "seal.key").write_bytes(SEAL_KEY)
    return Settings(tmp_path, database_url)


@pytest.fixture
def worked(database: Database, settings: Settings) -> Database:
    """A collector with an evening in its log, something kept aside and a decision on record."""
    push(database, phone_of(database), an_evening())
    other = phone_of(database, OTHER_PHONE)
    push(database, other, numbered([a_household(village=OTHER_VILLAGE)], OTHER_PHONE))
    with database.writing() as cursor:
        decisions.revoke(
            cursor, "cam-tan", OTHER_PHONE, Decision("canbo", "Hạnh", "mất máy", NOW_MS)
        )
    return database


def contents(database: Database, *left_out: str) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    with database.reading() as cursor:
        return {
            table.name: sorted(
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in cursor.all(f"SELECT * FROM {table.name}")  # noqa: S608 - our names
            )
            for table in tables()
            if table.name not in left_out
        }


def restored(settings: Settings, source: Path, *, replace: bool = True) -> list[str]:
    return list(restoring.restore(settings, source, LATER, replace=replace))


def reopened(settings: Settings) -> Database:
    return Database(settings.database_url, (settings.data / "seal.key").read_bytes())


def findings(database: Database) -> list[str]:
    with database.reading() as cursor:
        return [said for commune in served(cursor) for said in verify(cursor, commune.id)]


def test_a_restore_drill(worked: Database, settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "sao-luu.zip"
    before = contents(worked, "commune", "audit")
    (old,) = contents(worked)["commune"]

    told = list(backup.save(worked, settings.data, target, BY))
    push(worked, phone_of(worked), numbered([a_household()], start=7), LATER)
    worked.close()
    lines = restored(settings, target)
    again = reopened(settings)

    try:
        assert contents(again, "commune", "audit") == before
        (new,) = contents(again)["commune"]
        assert [a == b for a, b in zip(old, new, strict=True)].count(False) == 1
        with again.reading() as cursor:
            assert [each.deed for each in audit.latest(cursor, "cam-tan", 9)] == [
                "restore",
                "revoke",
            ]
        assert findings(again) == []
    finally:
        again.close()
    assert "7 dòng" not in told[0]
    assert "6 dòng" in lines[0]
    assert any("cất ở" in line for line in lines)
    assert (tmp_path / "certificates" / "server.pem").read_text() == "a certificate"


def test_a_backup_is_for_its_owner_only_and_the_desk_knows_of_it(
    worked: Database, settings: Settings, tmp_path: Path
) -> None:
    target = tmp_path / "sao-luu.zip"

    list(backup.save(worked, settings.data, target, BY))

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.part")] == []
    with worked.reading() as cursor:
        (deed,) = audit.latest(cursor, "cam-tan", 1, deeds=(audit.BACKUP,))
    assert (deed.at_ms, deed.what) == (NOW_MS, "sao-luu.zip")


def test_a_backup_from_either_kind_of_database_restores_into_either(
    settings: Settings, sqlite: Database, tmp_path: Path
) -> None:
    push(sqlite, phone_of(sqlite), an_evening())
    backup.write(sqlite, None, tmp_path / "a.zip", NOW_MS)
    sqlite.close()
    elsewhere = Settings(tmp_path / "elsewhere", settings.database_url)

    restored(elsewhere, tmp_path / "a.zip")
    there = reopened(elsewhere)

    try:
        assert count(there, "log") == 6
        assert findings(there) == []
        assert push(there, phone_of(there), an_evening()[:0]).through == 6
    finally:
        there.close()


def test_a_backup_of_a_working_collector_is_of_one_moment(
    worked: Database, settings: Settings, tmp_path: Path
) -> None:
    phone, done = phone_of(worked), threading.Event()

    def work() -> None:
        for start in range(7, 2000, 10):
            if done.is_set():
                return
            push(worked, phone, numbered([a_household() for _ in range(10)], start=start))

    thread = threading.Thread(target=work)
    thread.start()
    for turn in range(3):
        backup.write(worked, settings.data, tmp_path / f"{turn}.zip", NOW_MS)
    done.set()
    thread.join()
    worked.close()
    restored(settings, tmp_path / "2.zip")
    again = reopened(settings)

    try:
        assert count(again, "log") >= 6
        assert findings(again) == []
    finally:
        again.close()


@pytest.fixture
def whole(sqlite: Database, tmp_path: Path) -> Path:
    push(sqlite, phone_of(sqlite), an_evening())
    backup.write(sqlite, None, tmp_path / "whole.zip", NOW_MS)
    return tmp_path / "whole.zip"


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """A place where there is no collector yet."""
    return Settings(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'collector.db'}")


def refusal(settings: Settings, source: Path) -> Code:
    with pytest.raises(Problem) as refused:
        restored(settings, source)
    return refused.value.kind


def test_a_backup_cut_short_anywhere_is_none(whole: Path, place: Settings, tmp_path: Path) -> None:
    content = whole.read_bytes()
    short = tmp_path / "short.zip"

    for end in {*range(0, len(content), max(1, len(content) // 150)), len(content) - 1}:
        short.write_bytes(content[:end])
        assert refusal(place, short) is Code.BACKUP_BROKEN

    assert not place.data.exists()


def test_a_backup_altered_anywhere_says_the_same_or_is_none(
    whole: Path, place: Settings, tmp_path: Path
) -> None:
    content = whole.read_bytes()
    altered, refused = tmp_path / "altered.zip", 0

    for at in range(0, len(content), max(1, len(content) // 150)):
        altered.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        with suppress(Problem):
            opened = restoring.open_checked(altered)
            assert opened.key == SEAL_KEY
            opened.close()
            continue
        refused += 1

    assert refused > 100
    assert not place.data.exists()


def test_what_is_no_backup_is_refused(place: Settings, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("không phải bản sao lưu")

    assert refusal(place, tmp_path / "text.zip") is Code.BACKUP_BROKEN
    assert refusal(place, tmp_path / "nowhere.zip") is Code.NO_FILE


def test_a_backup_with_a_table_that_we_do_not_know_is_not_restored_without_it(
    whole: Path, place: Settings, tmp_path: Path
) -> None:
    member, rows = "tables/tomorrow.jsonl", b'["commune"]\n["cam-tan"]\n'
    with ZipFile(whole) as old, ZipFile(tmp_path / "newer.zip", "w") as newer:
        *names, last = old.namelist()
        said = json.loads(old.read(last))
        said["members"][member] = hashlib.sha256(rows).hexdigest()
        for name in names:
            newer.writestr(name, old.read(name))
        newer.writestr(member, rows)
        newer.writestr(last, json.dumps(said))

    assert refusal(place, tmp_path / "newer.zip") is Code.NEWER_BACKUP
    assert not place.data.exists()


def test_a_collector_that_was_only_started_gives_way(
    sqlite: Database, database_url: str, tmp_path: Path
) -> None:
    backup.write(sqlite, None, tmp_path / "a.zip", NOW_MS)
    data = tmp_path / "new"
    url = database_url.replace(f"{tmp_path}", f"{data}")
    open_database(Settings(data, url)).close()

    restored(Settings(data, url), tmp_path / "a.zip")

    again = reopened(Settings(data, url))
    assert findings(again) == []
    again.close()


def test_an_existing_collector_is_not_replaced_unasked(
    worked: Database, settings: Settings, tmp_path: Path
) -> None:
    backup.write(worked, None, tmp_path / "a.zip", NOW_MS)

    with pytest.raises(Problem) as refused:
        restored(settings, tmp_path / "a.zip", replace=False)

    assert refused.value.kind is Code.DATA_THERE
    assert count(worked, "log") == 6


def test_nothing_is_restored_under_a_running_collector(
    worked: Database, settings: Settings, tmp_path: Path
) -> None:
    backup.write(worked, None, tmp_path / "a.zip", NOW_MS)

    with running.serving(settings), running.serving(settings):
        assert refusal(settings, tmp_path / "a.zip") is Code.COLLECTOR_RUNNING
    with running.alone(settings), pytest.raises(Problem), running.serving(settings):
        pass

    assert count(worked, "log") == 6


def test_where_nothing_can_be_written_the_old_backup_stays(
    sqlite: Database, tmp_path: Path
) -> None:
    with pytest.raises(Problem) as refused:
        backup.write(sqlite, None, tmp_path / "no" / "such" / "a.zip", NOW_MS)

    assert refused.value.kind is Code.BACKUP_FAILED


_SLOWLY = """
import sys, time
from pathlib import Path
from sync_server import backup
from sync_server.database import Database
lines = backup._lines
def slowly(cursor, table):
    for part in lines(cursor, table):
        yield part
        time.sleep(0.2)
backup._lines = slowly
database = Database(sys.argv[1], b"k" * 32)
backup.write(database, None, Path(sys.argv[2]), 0)
"""


def test_a_backup_killed_on_the_way_leaves_the_old_one_and_is_never_taken_for_whole(
    place: Settings, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'collector.db'}"
    database = Database(url, SEAL_KEY)
    serve_cam_tan(database)
    target = tmp_path / "sao-luu.zip"
    backup.write(database, None, target, NOW_MS)
    database.close()
    old = target.read_bytes()
    slow = subprocess.Popen([sys.executable, "-c", _SLOWLY, url, str(target)])

    def parts() -> list[Path]:
        return [each for each in tmp_path.glob(".sao-luu.zip.*.part") if each.stat().st_size]

    deadline = time.monotonic() + 60
    while not parts() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(slow.pid, signal.SIGKILL)
    slow.wait()

    assert target.read_bytes() == old
    (part,) = parts()
    assert refusal(place, part) is Code.BACKUP_BROKEN
