"""Documents that people bring to be checked: read with their tables, bounded, shown, not kept."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from typer.testing import CliRunner, Result

from shared.checks import Finding, Paragraph, Table, check_document
from shared.dossier import Dossier
from shared.problems import Code, Problem
from sync_server import check_command
from sync_server.cli import app
from sync_server.documents import DOCUMENT_BYTES, read_document
from sync_server.exports import export
from tests.support.desk import Office, text_of
from tests.support.dossiers import a_dossier

WRONG = "Tỷ lệ người dân có chữ ký điện tử cá nhân: 5.812/3.901 = 67,12%."
RIGHT = "Tỷ lệ người dân có chữ ký điện tử cá nhân: 3.901/5.812 người, đạt 67,12%."
PAGE = "/communes/15178/check"


def a_docx(fill: Callable[[Document], None]) -> bytes:  # type: ignore[valid-type]
    document = Document()
    fill(document)
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def a_table(document, rows: list[list[str]]):  # type: ignore[no-untyped-def]
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    return table


# Reading.


def test_paragraphs_and_tables_come_in_their_order() -> None:
    def fill(document) -> None:  # type: ignore[no-untyped-def]
        document.add_paragraph("Trước bảng")
        a_table(document, [["TT", "Thôn"], ["1", "Phú Lai"]])
        document.add_paragraph("Sau bảng")

    blocks = read_document("bao-cao.docx", a_docx(fill))

    assert blocks == [
        Paragraph("Trước bảng"),
        Table((("TT", "Thôn"), ("1", "Phú Lai"))),
        Paragraph("Sau bảng"),
    ]


def test_cells_that_were_merged_keep_their_columns() -> None:
    def fill(document) -> None:  # type: ignore[no-untyped-def]
        rows = [
            ["TT", "Thôn", "Số hộ", ""],
            ["", "", "Tổng số", "Đã dùng"],
            ["1", "Phú Lai", "120", "90"],
        ]
        table = a_table(document, rows)
        table.cell(0, 2).merge(table.cell(0, 3))
        table.cell(0, 1).merge(table.cell(1, 1))

    (table,) = read_document("bao-cao.docx", a_docx(fill))

    assert table == Table(
        (
            ("TT", "Thôn", "Số hộ", "Số hộ"),
            ("", "", "Tổng số", "Đã dùng"),
            ("1", "Phú Lai", "120", "90"),
        )
    )


def test_what_was_inserted_is_read_and_what_was_struck_out_is_not() -> None:
    run = "<w:r><w:{tag}>{words}</w:{tag}></w:r>"

    def fill(document) -> None:  # type: ignore[no-untyped-def]
        paragraph = document.add_paragraph("Đạt ")
        for kind, tag, words in (("del", "delText", "70%"), ("ins", "t", "80%")):
            inner = run.format(tag=tag, words=words)
            paragraph._p.append(parse_xml(f'<w:{kind} {nsdecls("w")} w:id="1">{inner}</w:{kind}>'))

    assert read_document("bao-cao.docx", a_docx(fill)) == [Paragraph("Đạt 80%")]


def test_a_fault_in_a_table_of_a_docx_is_found() -> None:
    rows = [
        ["TT", "Thôn", "Tổng số hộ", "Số hộ đã dùng", "Tỷ lệ (%)"],
        ["1", "Phú Lai", "120", "90", "75"],
        ["2", "Thịnh Vạn", "200", "180", "95"],
        ["", "Tổng cộng", "330", "270", "81,82"],
    ]

    blocks = read_document("bao-cao.docx", a_docx(lambda document: a_table(document, rows)))

    assert [each.rule for each in check_document(blocks)] == ["R_RATE_ROUNDING", "R_SUM"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_text_file_is_read_however_it_was_saved(encoding: str) -> None:
    text = "Tỉ lệ hồ sơ trực tuyến: 3.901/5.812 hồ sơ"
    if encoding == "cp1258":
        # As a Windows keyboard types it: a letter, then its tone.
        content = "Ti\u0309 lê\u0323 hô\u0300 sơ: 3.901/5.812".encode("cp1258")
        text = "Tỉ lệ hồ sơ: 3.901/5.812"
    else:
        content = text.encode(encoding)

    assert read_document("bao-cao.txt", content) == [Paragraph(text)]


def a_bomb() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (80 * 1024 * 1024))
    return into.getvalue()


def a_broken_docx() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("word/document.xml", "<not-xml")
    return into.getvalue()


REFUSED: tuple[tuple[str, Callable[[], bytes], Code], ...] = (
    ("a.pdf", lambda: b"%PDF-1.7", Code.NOT_A_DOCUMENT),
    ("a.doc", lambda: b"\xd0\xcf\x11\xe0", Code.NOT_A_DOCUMENT),
    ("a.docx", lambda: b"no zip at all", Code.UNREADABLE_DOCUMENT),
    ("a.docx", a_broken_docx, Code.UNREADABLE_DOCUMENT),
    ("a.docx", a_bomb, Code.DOCUMENT_TOO_LARGE),
    ("a.docx", lambda: a_docx(lambda document: None), Code.EMPTY_DOCUMENT),
    ("a.txt", lambda: b" \n ", Code.EMPTY_DOCUMENT),
    ("a.txt", lambda: b"x" * (DOCUMENT_BYTES + 1), Code.DOCUMENT_TOO_LARGE),
    ("a.txt", lambda: b"word " * 200_000, Code.DOCUMENT_TOO_LONG),
    ("a.txt", lambda: b"a\n" * 30_000, Code.DOCUMENT_TOO_LONG),
    ("a.txt", lambda: b"a\tb\t1\n" * 9_000, Code.DOCUMENT_TOO_LONG),
)


@pytest.mark.parametrize(("name", "content", "code"), REFUSED)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    name: str, content: Callable[[], bytes], code: Code
) -> None:
    with pytest.raises(Problem) as refused:
        read_document(name, content())

    assert refused.value.kind is code
    assert "Hãy" in refused.value.sentence


def test_a_document_of_twenty_pages_is_checked_in_two_seconds() -> None:
    lines = [
        f"{at}. Thôn {at} có {at + 100} hộ, trong đó {at} hộ nghèo; bảo hiểm y tế đạt"
        f" {at % 90 + 5},5% (kế hoạch {at % 50 + 40}%), tập huấn {at + 20} người"
        f" theo Kế hoạch số {at}/KH-UBND."
        for at in range(1, 420)
    ]
    blocks = read_document("dai.txt", "\n".join(lines).encode())
    begun = time.process_time()

    check_command.parts_of([("a.txt", blocks)])

    # Measured at 1.0 s of processor time: every line of these pages is about figures.
    assert time.process_time() - begun < 2.5


HOSTILE: tuple[tuple[str, str], ...] = (
    ("digits and slashes", "12/3/45/6"),
    ("groups of three", "123 "),
    ("a chain of sums", "1+"),
    ("one number without an end", "Luật " + "1" * 1990 + " %1"),
    ("one word without an end", "a"),
    ("quotes", "“"),
    ("figures", "Tỷ lệ người dân có chữ ký số: 3/5 người, đạt khoảng 60,1%; "),
    ("cited days", "Kế hoạch số 1 ngày 01/02/2025 "),
    ("parts of parts", "9 gồm 5; 5 trong đó 5 ; "),
    ("verdicts", "Các chỉ tiêu đều đạt và vượt, dân số 9 người. "),
)


@pytest.mark.parametrize(
    "piece", [piece for _, piece in HOSTILE], ids=[each for each, _ in HOSTILE]
)
def test_no_text_holds_the_desk_up(piece: str) -> None:
    text = (piece * (60_000 // len(piece) + 1))[:60_000]
    begun = time.process_time()

    check_command.parts_of([("a.txt", read_document("a.txt", text.encode()))])

    # Measured at 0.5 s at most; what is quadratic takes 3 s and more. A text may be 2.5 as long.
    assert time.process_time() - begun < 2.5


def test_a_cell_may_be_as_hostile_as_a_line() -> None:
    rows = ("TT\tNội dung\tSố", "1\tA\t5", "2\t" + "1/2 tỷ lệ 3, " * 9_000 + "\t3")
    begun = time.process_time()

    check_command.parts_of([("a.txt", read_document("a.txt", "\n".join(rows).encode()))])

    assert time.process_time() - begun < 2.5


def of_body(body: str) -> bytes:
    """Return a Word file with this between the tags of its body."""
    source, into = zipfile.ZipFile(io.BytesIO(a_docx(lambda document: None))), io.BytesIO()
    with source, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:body>", b"<w:body>" + body.encode(), 1)
            archive.writestr(name, part)
    return into.getvalue()


WORDS = "<w:p><w:r><w:t>12/3 người</w:t></w:r></w:p>"
CELL = f"<w:tbl><w:tr><w:tc>{WORDS}<w:p/></w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize(
    "body",
    ["<w:p/>" * 500_000, f"<w:tbl>{'<w:tr/>' * 200_000}</w:tbl>", CELL * 30_000],
    ids=["paragraphs", "rows", "tables"],
)
def test_a_word_file_of_countless_pieces_is_refused_before_it_is_walked(body: str) -> None:
    content = of_body(body)
    begun = time.process_time()

    with pytest.raises(Problem) as refused:
        read_document("a.docx", content)

    assert refused.value.kind is Code.DOCUMENT_TOO_LARGE
    assert time.process_time() - begun < 2.5


def test_a_cell_that_claims_a_million_columns_is_as_wide_as_a_table_can_be() -> None:
    span = '<w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>'
    body = CELL.replace("<w:tc>", f"<w:tc>{span}", 1)

    (table,) = read_document("a.docx", of_body(body))

    assert isinstance(table, Table)
    assert len(table.rows[0]) == 40


def test_tables_inside_tables_are_read_however_deep() -> None:
    inner = CELL.replace("12/3", "5/9")
    middle = CELL.replace("<w:p/>", f"{inner}<w:p/>").replace("12/3", "4/9")
    body = CELL.replace("<w:p/>", f"{middle}<w:p/>")

    blocks = read_document("a.docx", of_body(body))

    said = [each.rows[0][0] for each in blocks if isinstance(each, Table)]
    assert said == ["12/3 người", "4/9 người", "5/9 người"]


# The command.


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["check", *words])


def test_the_command_prints_findings_and_ends_with_one_for_an_error(tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.txt"
    file.write_text(WRONG, encoding="utf-8")

    result = run(str(file))

    assert result.exit_code == 1
    assert "Lỗi [R_NUM_GT_DEN] “5.812/3.901 = 67,12%”" in result.output
    assert "3.901/5.812 = 67,12 %" in result.output
    assert "1 lỗi" in result.output


def test_the_command_ends_with_nought_where_there_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.txt"
    file.write_text(RIGHT, encoding="utf-8")

    result = run(str(file))

    assert (result.exit_code, result.output) == (0, "Không phát hiện điểm nào cần xem lại.\n")


def test_the_command_writes_a_list_for_scripts(tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.docx"
    file.write_bytes(a_docx(lambda document: document.add_paragraph(WRONG)))

    result = run(str(file), "--json")

    (found,) = json.loads(result.output)
    assert result.exit_code == 1
    assert list(found) == ["level", "rule", "quote", "message", "suggestion"]
    assert (found["level"], found["rule"]) == ("error", "R_NUM_GT_DEN")


def test_a_known_population_bounds_the_counts(tmp_path: Path) -> None:
    file = tmp_path / "bao-cao.txt"
    file.write_text(RIGHT, encoding="utf-8")

    assert "R_POP_MAGNITUDE" in run(str(file), "--population", "4000").output


@pytest.mark.parametrize(
    ("said", "words", "level"),
    [
        ("- Lãnh đạo, công chức được cấp chứng thư số: 5.000/5.000 người.", "công chức", "Lỗi"),
        ("- Doanh nghiệp sử dụng dịch vụ công: 800/900.", "900 doanh nghiệp", "Lỗi"),
        ("- Hộ trả tiền điện không dùng tiền mặt: 150/300 hộ.", "300 hộ", "Lỗi"),
        ("- Điểm phát Wifi công cộng: 800/800 điểm.", "800 địa điểm", "Cảnh báo"),
    ],
)
def test_a_known_population_bounds_whatever_is_counted(
    tmp_path: Path, said: str, words: str, level: str
) -> None:
    file = tmp_path / "bao-cao.txt"
    file.write_text(said, encoding="utf-8")

    output = run(str(file), "--population", "177").output

    assert f"{level} [R_POP_MAGNITUDE]" in output
    assert words in output
    assert "R_POP_MAGNITUDE" not in run(str(file), "--population", "80000").output


# Several documents.

LETTERHEAD = "ỦY BAN NHÂN DÂN\nXÃ CẨM TÂN\nBÁO CÁO\nKết quả mô hình “3 KHÔNG” quý I năm 2025\n"


def two_files(folder: Path) -> list[Path]:
    files = [folder / "gui-huyen" / "bao-cao.txt", folder / "gui-tinh" / "bao-cao.txt"]
    for file, said in zip(files, (RIGHT, RIGHT.replace("3.901", "3.910")), strict=True):
        file.parent.mkdir()
        file.write_text(LETTERHEAD + said, encoding="utf-8")
    return files


def test_several_files_are_checked_alone_and_against_each_other(tmp_path: Path) -> None:
    lines = list(check_command.said(check_command.checked(two_files(tmp_path)), False))

    titles = [line for line in lines if line.startswith("==")]
    assert titles == ["== bao-cao.txt", "== bao-cao.txt (2)", "== Đối chiếu các văn bản"]
    (told,) = [line for line in lines if "R_ACROSS_VALUES" in line]
    assert told.startswith("Lỗi [R_ACROSS_VALUES] bao-cao.txt: “Tỷ lệ người dân")
    assert "; bao-cao.txt (2): “Tỷ lệ người dân" in told
    assert "ghi 3.901/5.812 (67,12 %), “bao-cao.txt (2)” ghi 3.910/5.812" in lines[-3]


def test_a_finding_of_many_places_quotes_three_and_counts_the_rest() -> None:
    one = Finding("error", "R_X", " … ".join("abcde"), "sai")
    few = Finding("error", "R_X", "a … b", "sai")

    lines = list(check_command.as_lines([one, few]))

    assert lines[0] == "Lỗi [R_X] “a”; “b”; “c” … và 2 chỗ khác"
    assert lines[2] == "Lỗi [R_X] “a”; “b”"


def test_the_command_takes_several_files(tmp_path: Path) -> None:
    result = run(*map(str, two_files(tmp_path)))

    assert result.exit_code == 1
    assert "== Đối chiếu các văn bản\nLỗi [R_ACROSS_VALUES]" in result.output


def test_a_list_of_several_says_of_each_finding_whose_words_it_is_about(tmp_path: Path) -> None:
    (text,) = check_command.said(check_command.checked(two_files(tmp_path)), True)

    found = {each["rule"]: each["documents"] for each in json.loads(text)}
    assert found["R_RATE_ROUNDING"] == ["bao-cao.txt (2)"]
    assert found["R_ACROSS_VALUES"] == ["bao-cao.txt", "bao-cao.txt (2)"]


def printed_together(one: Dossier, other: Dossier) -> Sequence[Finding]:
    papers = [
        (name, read_document(name, export(of, "docx")))
        for name, of in (("a.docx", one), ("b.docx", other))
    ]
    return check_command.parts_of(papers)[-1].findings


def test_our_own_printed_reports_do_not_contradict_themselves_or_the_next_quarters() -> None:
    of = a_dossier()
    later = replace(of, report=replace(of.report, quarter=of.report.quarter.next()))

    assert not printed_together(of, of)
    assert not printed_together(of, later)


def test_two_printed_reports_of_one_quarter_differ_where_their_tables_do() -> None:
    of = a_dossier()
    rows = list(of.report.rows)
    rows[8] = replace(rows[8], cell=replace(rows[8].cell, numerator=6))
    changed = replace(of, report=replace(of.report, rows=tuple(rows)))

    (found,) = printed_together(of, changed)

    assert (found.rule, found.level) == ("R_ACROSS_VALUES", "error")
    assert "“a.docx” ghi 5/21 (23,81 %), “b.docx” ghi 6/21 (28,57 %)" in found.message


def test_our_own_printed_report_has_no_error_and_is_numbered_rightly() -> None:
    blocks = read_document("a.docx", export(a_dossier(), "docx"))
    (part,) = check_command.parts_of([("a.docx", blocks)])
    found = part.findings

    assert not [each for each in found if each.level == "error"]
    assert "R_HEADING_NUMBERING" not in {each.rule for each in found}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        check_command.checked([*two_files(tmp_path), tmp_path / "ke-hoach.docx"])

    assert "ke-hoach.docx" in refused.value.sentence


# The page.


def upload(office: Office, name: str, content: bytes) -> tuple[int, str]:
    answer = office.browser.post(PAGE, files={"file": (name, content)})
    return answer.status_code, answer.text


def test_an_officer_uploads_a_report_and_sees_what_to_mend(office: Office) -> None:
    before = "Kết quả quý I: "

    status, page = upload(office, "bao-cao.txt", (before + WRONG).encode())

    assert status == 200
    assert "Lỗi phải sửa (1)" in text_of(page)
    assert "<mark>5.812/3.901 = 67,12%</mark>" in page
    assert "Tử số 5.812 lớn hơn mẫu số 3.901" in page
    assert "Cần làm:" in page


def test_a_right_report_is_said_to_be_right(office: Office) -> None:
    status, page = upload(office, "bao-cao.txt", RIGHT.encode())

    assert (status, "Không phát hiện điểm nào" in page) == (200, True)


def test_two_documents_of_one_upload_are_held_against_each_other(office: Office) -> None:
    files = [
        ("file", ("<quý>.txt", (LETTERHEAD + RIGHT).encode())),
        ("file", ("tỉnh.txt", (LETTERHEAD + RIGHT.replace("3.901", "3.910")).encode())),
    ]

    page = office.browser.post(PAGE, files=files).text

    said = text_of(page)
    places = [said.index(each) for each in ("Đối chiếu các văn bản 1 lỗi", "tỉnh.txt 1 lỗi")]
    assert places == sorted(places)
    assert "<b>&lt;quý&gt;.txt:</b>" in page
    assert "<b>tỉnh.txt:</b>" in page
    assert (
        "<mark>Tỷ lệ người dân có chữ ký điện tử cá nhân: 3.910/5.812 người, đạt 67,12%</mark>"
        in page
    )


def test_a_second_file_that_was_not_chosen_is_none(office: Office) -> None:
    files = [("file", ("bao-cao.txt", RIGHT.encode())), ("file", ("", b""))]

    page = office.browser.post(PAGE, files=files).text

    assert "Kiểm tra văn bản · bao-cao.txt" in text_of(page)
    assert "Đối chiếu các văn bản" not in page


def test_markup_in_a_document_stays_words(office: Office) -> None:
    _, page = upload(office, "<b>.txt", f"<script>alert(1)</script> {WRONG}".encode())

    assert "<script>alert" not in page
    assert "<b>.txt" not in page


def test_nothing_of_a_document_is_kept(office: Office) -> None:
    def rows() -> list[tuple[str, int]]:
        with office.database.reading() as cursor:
            names = cursor.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            return [
                (name, cursor.all(f"SELECT COUNT(*) FROM {name}")[0][0])  # noqa: S608 - our tables
                for (name,) in names
            ]

    before = rows()

    upload(office, "bao-cao.txt", WRONG.encode())

    assert rows() == before


@pytest.mark.parametrize(
    ("name", "content", "code", "status"),
    [("", b"", "BK641", 422), ("a.pdf", b"%PDF", "BK642", 422), ("a.docx", b"?", "BK644", 422)],
)
def test_a_refusal_stands_on_the_page(
    office: Office, name: str, content: bytes, code: str, status: int
) -> None:
    answer, page = upload(office, name, content)

    assert answer == status
    assert code in page
    assert 'type="file"' in page


def test_a_file_beyond_all_bounds_is_refused_before_it_is_read(office: Office) -> None:
    status, page = upload(office, "a.txt", b"x" * (DOCUMENT_BYTES + 200_000))

    assert (status, "BK643" in page) == (413, True)
