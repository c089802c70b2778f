"""The `bakhong` command, as a script would use it: real processes on a data folder of their own."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from shared.quarter import Quarter
from sync_server.cli import today
from tests.sync_server.qr_reader import read_blocks

THIS_QUARTER = str(Quarter.of(today()))
Command = Callable[..., subprocess.CompletedProcess[str]]

ROSTER = """\
DANH SÁCH HỘ DÂN THÔN PHÚ LAI;;;;
Thôn;Số hộ;Họ và tên;Năm sinh;Số CCCD
Thôn Phú Lai;01;Nguyễn Thị Hợp;1970;038170000001
Thôn Phú Lai;01;Đặng Văn An;1968;
Thôn Phú Lai;02;Bùi Văn Mường;3068;
Thôn Do Thượng;01;Vi Thị Lả;02/05/1999;
"""


@pytest.fixture
def bakhong(tmp_path: Path) -> Command:
    """Run the command in a data folder of its own."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sync_server.cli", *map(str, words)],
            env={**os.environ, "BAKHONG_DATA": str(tmp_path / "data"), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "danh-sach.csv"
    path.write_text(ROSTER, encoding="utf-8-sig")
    return path


def test_a_roster_is_taken_in_and_doubts_are_told_by_row(bakhong: Command, roster: Path) -> None:
    done = bakhong("import", roster, "--commune", "15178")

    assert done.returncode == 0, done.stderr
    assert "Xã Cẩm Tân: đã nhập 3 hộ, 4 nhân khẩu." in done.stdout
    assert "Dòng 5" in done.stdout
    assert "Số CCCD" in done.stdout
    assert "038170000001" not in done.stdout
    assert "cam-tan-01  Thôn Phú Lai" in done.stdout


def test_a_roster_is_read_from_excel_too(bakhong: Command, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(ROSTER), delimiter=";"):
        book.active.append(row)
    book.save(tmp_path / "danh-sach.xlsx")

    done = bakhong("import", tmp_path / "danh-sach.xlsx", "--commune", "15178")

    assert "đã nhập 3 hộ, 4 nhân khẩu" in done.stdout


def test_the_demo_is_made_once_and_prints_how_to_begin(bakhong: Command) -> None:
    first, again = bakhong("demo"), bakhong("demo")

    assert "10 thôn, 6.000 nhân khẩu" in first.stdout
    assert "Dữ liệu mẫu đã có sẵn." in again.stdout
    for done in (first, again):
        assert done.returncode == 0, done.stderr
        assert re.search(r"/setup/[\w\-]{43}", done.stdout)
        assert re.search(r"Mã đăng ký .*: [2-9A-Z]{4}-[2-9A-Z]{4}", done.stdout)
    report = bakhong("report", "--commune", "15178", "--quarter", THIS_QUARTER, "-o", "/dev/null")
    assert report.returncode == 1
    assert "Hãy dùng: .docx, .xlsx, .csv, .json" in report.stderr


def test_a_code_is_printed_with_link_and_qr(
    bakhong: Command, roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAKHONG_PUBLIC_URL", "https://xa.example.vn")
    bakhong("import", roster, "--commune", "15178")

    done = bakhong("enrol", "--village", "cam-tan-02", "--name", "Chị Lả")

    code = re.search(r"([2-9A-Z]{4}-[2-9A-Z]{4})", done.stdout)
    assert code
    assert f"https://xa.example.vn/app/#/enrol?code={code[1]}" in done.stdout
    assert read_blocks(done.stdout) == f"https://xa.example.vn/app/#/enrol?code={code[1]}"


def test_a_link_that_only_this_machine_can_open_is_no_qr_and_says_how_phones_get_in(
    bakhong: Command, roster: Path
) -> None:
    bakhong("import", roster, "--commune", "15178")

    done = bakhong("enrol", "--village", "cam-tan-02", "--name", "Chị Lả")

    assert re.search(r"http://127.0.0.1:8000/app/#/enrol\?code=[2-9A-Z-]{9}", done.stdout)
    assert "█" not in done.stdout
    assert "bakhong serve --https" in done.stdout
    assert bakhong("enrol", "--village", "nowhere", "--name", "x").returncode == 1


def test_a_report_is_written_in_every_format_that_its_suffix_names(
    bakhong: Command, roster: Path, tmp_path: Path
) -> None:
    bakhong("import", roster, "--commune", "15178")

    for suffix in ("json", "csv", "docx", "xlsx"):
        target = tmp_path / f"bao-cao.{suffix}"
        asked = ("--commune", "15178", "--quarter", THIS_QUARTER, "-o", target)
        done = bakhong("report", *asked, *(["--public"] if suffix == "xlsx" else []))
        assert done.returncode == 0, done.stderr
        assert target.stat().st_size > 1000

    data = json.loads((tmp_path / "bao-cao.json").read_text(encoding="utf-8"))
    eighth = data["rows"][7]
    assert (eighth["code"], eighth["numerator"], eighth["denominator"]) == ("CT08", 0, 4)
    assert (data["rows"][0]["percent"], data["rows"][0]["met"]) == (None, None)
    text = (tmp_path / "bao-cao.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 17
    assert rows[8][6] == "–"
    assert rows[1][6] == "–"


def test_verify_finds_a_row_altered_behind_its_back(
    bakhong: Command, roster: Path, tmp_path: Path
) -> None:
    bakhong("import", roster, "--commune", "15178")
    whole = bakhong("verify")
    with sqlite3.connect(tmp_path / "data" / "collector.db") as connection:
        connection.execute("UPDATE log SET record = replace(record, '1970', '1971')")
    connection.close()

    altered = bakhong("verify")

    assert (whole.returncode, altered.returncode) == (0, 1)
    assert "Không phát hiện sai lệch." in whole.stdout
    assert re.search(r"Dòng \d+ của sổ đã bị sửa", altered.stdout)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import", "nowhere.csv", "--commune", "15178"), "Không tìm thấy tệp “nowhere.csv”"),
        (("import", "nowhere.xlsx", "--commune", "15178"), "Không tìm thấy tệp “nowhere.xlsx”"),
        (("import", "x.csv", "--commune", "99999"), "Không có xã nào mang mã “99999”"),
        (
            ("report", "--commune", "15178", "--quarter", "Q1", "-o", "x.json"),
            "không phải là một quý",
        ),
    ],
)
def test_a_refusal_is_a_sentence_with_a_code_and_exit_1(
    bakhong: Command, words: tuple[str, ...], sentence: str
) -> None:
    done = bakhong(*words)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert re.search(r"\(BK\d{3}\)", done.stderr)
    assert "Traceback" not in done.stderr


def test_a_backup_taken_and_restored_is_verified_at_the_end(
    bakhong: Command, roster: Path, tmp_path: Path
) -> None:
    bakhong("import", roster, "--commune", "15178")
    target = tmp_path / "sao-luu.zip"

    saved = bakhong("backup", target)
    unasked = bakhong("restore", target)
    done = bakhong("restore", target, "--replace")

    assert saved.returncode == 0, saved.stderr
    assert "dữ liệu cá nhân" in saved.stdout
    assert (unasked.returncode, "BK632" in unasked.stderr) == (1, True)
    assert done.returncode == 0, done.stderr
    assert "cất ở" in done.stdout
    assert "Không phát hiện sai lệch." in done.stdout
