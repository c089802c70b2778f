"""A backup is whole or it is none, and a collector restored from it is what it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import cast
from zipfile import ZipFile

import pytest

from shared.problems import Code, Problem
from sync_server import audit, backup, decisions, restoring, running
from sync_server.archive import open_checked
from sync_server.audit import Decision
from sync_server.backup import tables
from sync_server.communes import served
from sync_server.database import Database
from sync_server.opening import open_database
from sync_server.settings import Settings
from sync_server.tables import CollectorTable
from sync_server.upgrading import UPGRADES, latest
from sync_server.verifying import verify
from tests.support import postgres, released
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
LATEST = latest()
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
        with again.writing() as cursor:
            # The one thing that is known more: a seventh entry was there, and is on its phone.
            assert cursor.run("UPDATE device SET made = 0 WHERE made = 7") == 1
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

    some = range(0, len(content), max(1, len(content) // 150))
    # And everywhere where it says what lies where.
    for at in (*some, *range(len(content) - 600, len(content))):
        altered.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        with suppress(Problem):
            opened = open_checked(altered)
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


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_data_that_nobody_uses_any_more_is_free_at_that_moment(
    database: Database, settings: Settings
) -> None:
    held = []
    for hold in (running.serving, running.alone) * 25:
        with database.reading() as cursor:
            with suppress(KeyError), hold(settings):
                raise KeyError
            held += cursor.all("SELECT mode FROM pg_locks WHERE locktype = 'advisory'")

    assert held == []


def not_written(database: Database, target: Path) -> Problem:
    with pytest.raises(Problem) as refused:
        backup.write(database, None, target, NOW_MS)
    return refused.value


def test_a_folder_that_is_not_there_is_named(sqlite: Database, tmp_path: Path) -> None:
    problem = not_written(sqlite, tmp_path / "no" / "such" / "a.zip")

    assert problem.kind is Code.NO_SUCH_FOLDER
    assert str(tmp_path / "no" / "such") in problem.sentence


def test_where_nothing_can_be_written_the_old_backup_stays(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.zip"
    backup.write(sqlite, None, target, NOW_MS)
    old = target.read_bytes()

    def full(_: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", full)

    assert not_written(sqlite, target).kind is Code.BACKUP_FAILED
    assert target.read_bytes() == old
    assert [each.name for each in tmp_path.glob("*.part")] == []


def test_the_backup_that_had_the_name_is_kept_and_the_one_before_it_makes_room(
    sqlite: Database, tmp_path: Path
) -> None:
    target = tmp_path / "sao-luu.zip"
    list(backup.save(sqlite, tmp_path, target, BY))
    first = target.read_bytes()

    told = list(backup.save(sqlite, tmp_path, target, BY))
    second = target.read_bytes()
    list(backup.save(sqlite, tmp_path, target, BY))

    assert any("sao-luu-truoc.zip" in line for line in told)
    assert first != second
    assert (tmp_path / "sao-luu-truoc.zip").read_bytes() == second
    assert len([*tmp_path.glob("*.zip")]) == 2


def test_something_else_that_has_the_name_is_not_overwritten(
    sqlite: Database, tmp_path: Path
) -> None:
    (tmp_path / "bao-cao.zip").write_text("báo cáo quý")

    problem = not_written(sqlite, tmp_path / "bao-cao.zip")

    assert problem.kind is Code.BACKUP_NAME_TAKEN
    assert (tmp_path / "bao-cao.zip").read_text() == "báo cáo quý"


def test_what_killed_backups_left_goes_with_the_next_and_one_under_way_stays(
    sqlite: Database, tmp_path: Path
) -> None:
    for name in (".sao-luu.zip.4711.part", ".other.zip.4712.part", ".seal.key.4713.part"):
        (tmp_path / name).write_text("một nửa")

    with backup._private(tmp_path / ".under-way.zip.4714.part"):
        backup.write(sqlite, None, tmp_path / "sao-luu.zip", NOW_MS)

    left = sorted(each.name for each in tmp_path.glob(".*.part"))
    assert left == [".seal.key.4713.part", ".under-way.zip.4714.part"]


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


@pytest.mark.parametrize("has_filled", [False, True])
@pytest.mark.parametrize("is_new", [False, True])
def test_a_restore_killed_on_the_way_is_done_or_not_and_the_key_fits_the_rows(
    *,
    worked: Database,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_filled: bool,
    is_new: bool,
) -> None:
    backup.write(worked, settings.data, tmp_path / "a.zip", NOW_MS)
    worked.close()
    url = settings.database_url
    if not url.startswith("sqlite"):
        url = postgres.emptied(url.replace("postgresql+psycopg://", "postgresql://", 1))
    place = Settings(tmp_path / "other", url.replace(f"{tmp_path}", f"{tmp_path / 'other'}"))
    if not is_new:
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "seal.key").write_bytes(b"o" * 32)
        other = Database(place.database_url, b"o" * 32)
        serve_cam_tan(other)
        push(other, phone_of(other), an_evening()[:2])
        other.close()
    fill = restoring._fill

    def killed(*given: object) -> None:
        if has_filled:
            fill(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_fill", killed)
        with pytest.raises(KeyboardInterrupt):
            restored(place, tmp_path / "a.zip")
    there = open_database(place)
    found, entries = findings(there), count(there, "log")
    there.close()
    list(restoring.restore(place, tmp_path / "a.zip", LATER + 60_000, replace=True))
    again = reopened(place)

    assert (found, entries in (0 if is_new else 2, 6)) == ([], True)
    assert (findings(again), count(again, "log")) == ([], 6)
    again.close()


@pytest.mark.parametrize("step", range(1, 7))
def test_a_restore_killed_while_things_change_places_is_finished_by_whoever_opens_next(
    worked: Database,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
) -> None:
    backup.write(worked, settings.data, tmp_path / "a.zip", NOW_MS)
    push(worked, phone_of(worked), numbered([a_household()], start=7), LATER)
    worked.close()
    move, moved = shutil.move, []

    def killed(old: Path, new: Path) -> object:
        moved.append(old)
        if len(moved) == step:
            raise KeyboardInterrupt
        return move(old, new)

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(shutil, "move", killed)
        restored(settings, tmp_path / "a.zip")
    again = open_database(settings)

    try:
        assert (findings(again), count(again, "log")) == ([], 6)
        assert again.seal_key == SEAL_KEY
        assert (tmp_path / "certificates" / "server.pem").read_text() == "a certificate"
        (aside,) = tmp_path.glob("truoc-khoi-phuc-*")
        assert {"certificates", "seal.key"} <= {each.name for each in aside.iterdir()}
        assert not (tmp_path / ".restored").exists()
    finally:
        again.close()


def backup_of(rows: sqlite3.Connection, target: Path, left_out: frozenset[str]) -> Path:
    """Write the backup that a program would have written which knew the tables and columns of
    `rows` and no others; `left_out` are columns that it did not know either."""
    members = {"seal.key": SEAL_KEY}
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_version'"
    for (table,) in rows.execute(listed).fetchall():
        names = [name for _, name, *_ in rows.execute(f"PRAGMA table_info({table})")]
        names = [name for name in names if f"{table}.{name}" not in left_out]
        found = rows.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()  # noqa: S608
        lines = [names, *([_as_told(cell) for cell in row] for row in found)]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        members[f"tables/{table}.jsonl"] = text.encode()
    ends = dict(rows.execute("SELECT id, next_seq - 1 FROM commune").fetchall())
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}
    said = {"format": 1, "made_ms": NOW_MS, "communes": ends, "members": digests}
    with ZipFile(target, "w") as archive:
        for name, content in (members | {"manifest.json": json.dumps(said).encode()}).items():
            archive.writestr(name, content)
    return target


def _as_told(cell: object) -> object:
    return b64encode(cell).decode() if isinstance(cell, bytes) else cell


# Of what came later a table says what older rows get, so any of these may be missing.
LATER_COLUMNS = frozenset(
    f"{model.__tablename__}.{name}"
    for model in CollectorTable.__subclasses__()
    for name, field in model.model_fields.items()
    if not field.is_required()
)


@pytest.mark.parametrize("fixture", released.fixtures("collector"), ids=lambda each: each.stem)
@pytest.mark.parametrize("left_out", [frozenset(), LATER_COLUMNS], ids=["as it was", "as before"])
def test_a_backup_of_any_released_version_restores_and_what_it_did_not_know_has_its_default(
    fixture: Path, left_out: frozenset[str], settings: Settings, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(":memory:")) as old:
        old.executescript(fixture.read_text(encoding="utf-8"))
        (entries,) = old.execute("SELECT count(*) FROM log").fetchone()
        source = backup_of(old, tmp_path / "old.zip", left_out)

    restored(settings, source)
    again = reopened(settings)

    with again.reading() as cursor:
        ((through, made, missing),) = cursor.all(
            "SELECT through, made, missing FROM device WHERE name <> 'Bàn làm việc'"
        )
    assert (count(again, "log"), entries) == (entries, 8)
    if left_out:
        assert (through, made, missing) == (0, 0, "[]")
    else:
        assert findings(again) == []
    again.close()


def test_rows_of_an_older_backup_go_through_what_upgrades_did_to_rows(
    worked: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "sao-luu.zip"
    backup.write(worked, None, source, NOW_MS)
    worked.close()
    step = ("CREATE TABLE mark (sign {bytes})", "UPDATE device SET app = '0.1' WHERE app = ''")
    monkeypatch.setitem(cast(dict[int, object], UPGRADES), LATEST, step)

    restored(settings, source)
    again = reopened(settings)
    with again.reading() as cursor:
        older = {app for (app,) in cursor.all("SELECT app FROM device")}
    with again.writing() as cursor:
        cursor.run("UPDATE device SET app = ''")
    backup.write(again, None, source, NOW_MS)
    again.close()
    restored(settings, source)
    again = reopened(settings)
    with again.reading() as cursor:
        newest = {app for (app,) in cursor.all("SELECT app FROM device")}
    again.close()

    assert (older, newest) == ({"0.1"}, {""})


def test_a_backup_of_a_newer_schema_is_not_restored(
    worked: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "sao-luu.zip"
    with monkeypatch.context() as patch:
        patch.setitem(cast(dict[int, object], UPGRADES), LATEST, ())
        backup.write(worked, None, source, NOW_MS)
    worked.close()

    assert refusal(settings, source) is Code.NEWER_BACKUP


def test_of_several_who_open_the_books_of_a_killed_restore_one_finishes_it(
    whole: Path, place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "move", killed)
        with pytest.raises(KeyboardInterrupt):
            restored(place, whole)

    with ThreadPoolExecutor(4) as openers:
        opened = list(openers.map(lambda _: open_database(place), range(4)))

    assert [count(each, "log") for each in opened] == [6] * 4
    assert findings(opened[0]) == []
    for each in opened:
        each.close()
