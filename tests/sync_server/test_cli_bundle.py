"""`bakhong bundle`: a hand-over file taken in without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.bundle import SUFFIX
from shared.places import CAM_TAN
from shared.problems import Code, Problem
from sync_server import cli
from sync_server.communes import found, settle
from sync_server.main import open_database
from sync_server.settings import Settings
from tests.support.handing import a_bundle, account_of, receipt_in
from tests.sync_server.conftest import VILLAGES
from tests.sync_server.test_bundles import homes
from tests.sync_server.test_log import phone_of


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one phone, and what it brings."""
    monkeypatch.setenv("BAKHONG_DATA", str(tmp_path))
    database = open_database(Settings.read({"BAKHONG_DATA": str(tmp_path)}))
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        settle(cursor, VILLAGES)
    file = tmp_path / f"evening{SUFFIX}"
    file.write_bytes(a_bundle(account_of(phone_of(database)), homes(5)))
    database.close()
    return file


def test_it_says_what_became_of_each_entry_and_writes_a_receipt(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = made.with_name("receipt.bakhong")

    cli.bundle(made, receipt)
    first = capsys.readouterr().out
    cli.bundle(made, None)
    second = capsys.readouterr().out

    assert "mới: 5, đã có: 0" in first
    assert "còn thiếu: không" in first
    assert "mới: 0, đã có: 5" in second
    database = open_database(Settings.read({"BAKHONG_DATA": str(made.parent)}))
    phone = phone_of(database)
    database.close()
    assert receipt_in(account_of(phone), receipt.read_bytes()).through == 5


def test_a_damaged_file_is_refused_with_a_sentence(made: Path) -> None:
    made.write_bytes(made.read_bytes()[:-3])

    with pytest.raises(Problem) as refused:
        cli.bundle(made, None)

    assert refused.value.kind is Code.BUNDLE_BROKEN


def test_a_file_that_is_not_there_is_said(made: Path) -> None:
    with pytest.raises(Problem) as refused:
        cli.bundle(made.with_name("none"), None)

    assert refused.value.kind is Code.NO_FILE
