"""The report as files: all say the same sixteen numbers; equal reports are equal bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from shared.dossier import Dossier, Issue
from shared.problems import Problem
from shared.tally import Cell, Tally
from shared.text import percent
from sync_server import exports
from sync_server.exports.annexes import work_lines
from tests.support.dossiers import FIGURES, a_dossier, of_cells
from tests.support.golden_table import expected
from tests.support.people import a_figure
from tests.sync_server.word_reader import body_tables, texts_of

BY_HAND = expected()["Xã"]
KEPT = "\u00a0"


def book_of(of: Dossier) -> Workbook:
    return load_workbook(io.BytesIO(exports.export(of, "xlsx")))


def sheet_rows(book: Workbook, name: str = "16 chỉ tiêu") -> Mapping[int, list[Any]]:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return {
        row[0]: list(row) for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)
    }


def csv_rows(of: Dossier) -> list[dict[str, str]]:
    text = exports.export(of, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def published() -> dict[str, Cell]:
    """Return what must be printed: counted by hand from visits, and what the office declared."""
    declared = {code: Cell(each.numerator, each.denominator or 0) for code, each in FIGURES.items()}
    by_hand = {code: Cell(cell.numerator, cell.denominator) for code, cell in BY_HAND.items()}
    return {**by_hand, **declared, "CT10": by_hand["CT10"] + declared["CT10"]}


def test_all_files_and_the_interface_say_the_numbers_that_were_counted_by_hand() -> None:
    of = a_dossier()
    interface = {row["code"]: row for row in exports.as_data(of)["rows"]}
    in_json = {row["code"]: row for row in json.loads(exports.export(of, "json"))["rows"]}
    in_csv = {row["Mã"]: row for row in csv_rows(of)}
    in_xlsx = sheet_rows(book_of(of))
    in_docx = {
        row[0]: row
        for table in body_tables(exports.export(of, "docx"))
        for row in table
        if row[0].isdecimal()
    }

    for number in range(1, 17):
        code = f"CT{number:02d}"
        cell = published().get(code, Cell())
        counts = (cell.numerator, cell.denominator)
        assert (interface[code]["numerator"], interface[code]["denominator"]) == counts
        assert in_json[code] == interface[code]
        whole = cell.denominator
        assert (in_xlsx[number][3] or 0, in_xlsx[number][4] or 0) == counts
        assert in_xlsx[number][5] == pytest.approx(cell.numerator / whole if whole else None)
        written = (str(counts[0]), str(counts[1])) if whole else ("", "")
        assert (in_csv[code]["Tử số"], in_csv[code]["Mẫu số"]) == written
        assert in_csv[code]["Tỷ lệ"] == percent(cell.ratio)
        in_word = (str(counts[0]), str(counts[1])) if whole else ("–", "–")
        assert tuple(in_docx[str(number)][2:5]) == (
            *in_word,
            percent(cell.ratio).replace(" ", KEPT),
        )


def test_no_file_calls_missed_what_nobody_was_asked() -> None:
    cells = of_cells("CT09", {"Thôn Một": Cell(0, 300, 300)})
    of = a_dossier(cells, {}, before={"CT09": Cell(200, 300)})
    rows = [row for table in body_tables(exports.export(of, "docx")) for row in table]

    its = exports.as_data(of)["rows"][8]
    assert (its["numerator"], its["denominator"], its["missing"]) == (0, 300, 300)
    assert (its["percent"], its["met"]) == (None, None)
    assert (csv_rows(of)[8]["Tỷ lệ"], csv_rows(of)[8]["Đánh giá"]) == (
        "–",
        "Chưa thu thập thông tin",
    )
    assert sheet_rows(book_of(of))[9][5] is None
    assert next(row for row in rows if row[0] == "9")[4] == "–"
    assert "Chưa thu thập thông tin" in sheet_rows(book_of(of))[9]
    assert any("Chưa thu thập thông tin" in row for row in rows if row[0] == "9")
    said = " ".join(texts_of(exports.export(of, "docx")))
    assert "chưa thu thập thông tin của 300 người" in said
    assert "Chưa đạt" not in said
    assert "chưa đạt, còn thiếu" not in said


@pytest.mark.parametrize("is_public", [False, True])
def test_every_file_writes_rates_and_targets_with_a_blank_before_the_sign(is_public: bool) -> None:
    of = a_dossier(is_public=is_public)

    cells = [
        cell
        for sheet in book_of(of).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    said = [str(cell.value) for cell in cells if isinstance(cell.value, str)]
    said += [cell.number_format for cell in cells]
    said.append(exports.export(of, "csv").decode("utf-8-sig"))
    said += texts_of(exports.export(of, "docx"))

    assert any("80 %" in each for each in said)
    assert not [each for each in said if re.search(r"\d%", each)]


def test_villages_have_sheets_of_their_own_with_numbers_counted_by_hand() -> None:
    book = book_of(a_dossier())

    for place, cells in expected().items():
        if place != "Xã":
            rows = sheet_rows(book, place)
            found = {f"CT{number:02d}": Cell(row[3], row[4]) for number, row in rows.items()}
            assert found == {
                code: Cell(cell.numerator, cell.denominator) for code, cell in cells.items()
            }


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "json"])
def test_equal_reports_are_equal_bytes_and_public_ones_are_others(suffix: str) -> None:
    first, again = exports.export(a_dossier(), suffix), exports.export(a_dossier(), suffix)

    assert first == again
    assert exports.export(a_dossier(is_public=True), suffix) != first


def test_zips_hold_no_hour_of_their_making() -> None:
    for suffix in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(exports.export(a_dossier(), suffix))) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            core = archive.read("docProps/core.xml").decode()
            # Midnight of the draft's day in Vietnam; of what was closed, the hour of that.
            assert re.findall(r"[\d-]{10}T[\d:]{8}", core) == ["2025-03-11T17:00:00"] * 2
            assert archive.namelist()[0] in ("[Content_Types].xml", "docProps/app.xml")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_what_an_officer_typed_never_becomes_a_formula(start: str) -> None:
    source = f'{start}HYPERLINK("http://example.vn")'
    figures = {"CT01": a_figure(code="CT01", source=source, person=f"{start}1+1")}
    village = f"{start}A1"
    of = a_dossier({village: Tally({"CT06": Cell(7, 9)}, {})}, figures)

    book = book_of(of)

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(
        str(cell.value).startswith((start + "H", start + "A", start + "1")) for cell in cells
    )
    assert not any(
        value.startswith(start) for row in csv_rows(of) for value in row.values() if value
    )


def test_numbers_of_the_workbook_are_numbers_with_formats_and_it_prints_on_a4() -> None:
    book = book_of(a_dossier())
    sheet = book["16 chỉ tiêu"]

    rate = next(row[5] for row in sheet.iter_rows() if row[0].value == 9)
    assert isinstance(rate.value, float)
    assert rate.number_format == "0.00 %"
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == "$2:$2"


def test_a_target_in_the_workbook_is_a_number_and_looks_like_a_rate() -> None:
    sheet = book_of(a_dossier()).worksheets[0]

    cell = next(row[6] for row in sheet.iter_rows() if row[0].value == 9)

    assert (cell.value, cell.number_format) == (0.65, "0 %")


def test_village_names_become_sheet_names_that_excel_accepts() -> None:
    names = [
        "Thôn 1/2: Đông [cũ]?",
        "thôn 1 2  đông  cũ",
        "Khu tập thể nhà máy đường Lam Sơn số hai",
    ]

    of = a_dossier({name: Tally({"CT06": Cell(7, 9)}, {}) for name in names}, {})

    book = book_of(of)
    assert len(book.sheetnames) == 5
    assert len({name.casefold() for name in book.sheetnames}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)


def test_the_csv_opens_in_excel_with_vietnamese_letters_and_columns() -> None:
    content = exports.export(a_dossier(), "csv")

    assert content.startswith(b"\xef\xbb\xbf")
    assert len(csv_rows(a_dossier())) == 16
    assert "điện thoại thông minh" in content.decode("utf-8-sig")


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "json"])
def test_a_public_file_shows_no_small_count_in_any_format(suffix: str) -> None:
    villages = of_cells(
        "CT06", {"Thôn Một": Cell(3, 77), "Thôn Hai": Cell(41, 63), "Thôn Ba": Cell(29, 81)}
    )
    of = a_dossier(villages, {}, is_public=True, obstacles={"OTP_SLOW": 3})

    content = exports.export(of, suffix)

    said = _everything(content, suffix)
    assert "221" in said
    for hidden in ("3/77", "3,90", "41/63", "65,08", "OTP về chậm"):
        assert hidden not in said, hidden
    assert "ẩn" in said
    if suffix == "xlsx":
        assert sheet_rows(load_workbook(io.BytesIO(content)), "Thôn Một")[6][3] == "*"


def _everything(content: bytes, suffix: str) -> str:
    if suffix == "docx":
        return " ".join(texts_of(content))
    if suffix == "xlsx":
        sheets = load_workbook(io.BytesIO(content)).worksheets
        return " ".join(str(value) for sheet in sheets for row in sheet.values for value in row)
    return content.decode("utf-8-sig")


def test_a_file_is_named_by_what_is_inside() -> None:
    closed = replace(a_dossier(), issue=Issue(0, 1, "Hạnh", "ab"))

    assert exports.file_name(a_dossier(), "docx") == "bao-cao-15178-2025-Q1-du-thao.docx"
    assert exports.file_name(closed, "csv") == "bao-cao-15178-2025-Q1.csv"
    amended = replace(closed, issue=Issue(2, 1, "Hạnh", "ab"), is_public=True)
    assert exports.file_name(amended, "xlsx") == "bao-cao-15178-2025-Q1-bo-sung-2-cong-khai.xlsx"


def test_a_suffix_that_nobody_writes_is_refused_with_those_that_are() -> None:
    with pytest.raises(Problem, match="BK213"):
        exports.export(a_dossier(), "pdf")


def test_the_public_paper_tells_no_zero_where_it_hides_a_four() -> None:
    """Else a star would say that there is somebody."""
    of = a_dossier({}, {})

    own, public = (list(work_lines(replace(of, is_public=each))) for each in (False, True))

    asked = [line for line in own if "chưa ghi nhận" in line]
    assert asked
    assert not any("chưa ghi nhận" in line for line in public)
    assert sum(": * " in line for line in public) == len(asked)
