"""The Word file against the decree: asserted from the file's own XML."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date
from functools import cache
from posixpath import normpath
from typing import Any

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from shared.checks import check_document
from shared.dossier import Amendment, Difference, Dossier, Issue, Remark, Signer
from shared.indicators import INDICATORS
from shared.own_words import OwnWords
from shared.questions import WORK_ITEMS
from shared.report import questions_of
from shared.tally import Cell, Tally
from shared.text import percent
from sync_server.documents import DOCUMENT_BYTES
from sync_server.exports import as_docx
from sync_server.word_files import read_docx
from tests.support.dossiers import DAY, a_dossier, of_cells
from tests.sync_server.word_reader import body_tables, open_document, texts_of

CHANGE = Amendment(
    1, DAY, "Phạm Thị Hạnh", "Tổ 2 nộp muộn", 4, 30, 41,
    (Difference("CT09", 9, "Người dân có chữ ký điện tử cá nhân", Cell(4, 21), Cell(5, 21)),),
)  # fmt: skip
CLOSED = Issue(0, 1, "Hạnh", "ab12")
REMARK = Remark("warning", "R_COVERAGE", "11/21", "Còn nhiều người chưa hỏi.", "", "Đi làm ăn xa")


def closed(**more: Any) -> Dossier:
    return replace(a_dossier(**more), issue=CLOSED)


@cache
def plain() -> bytes:
    """The golden commune's report, closed: written once for all who only read it."""
    return as_docx(closed())


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


def test_the_paper_is_a4_with_the_decrees_margins_and_the_villages_lie_across() -> None:
    portrait, landscape = open_document(plain()).sections

    assert (round(portrait.page_width.mm), round(portrait.page_height.mm)) == (210, 297)
    assert 20 <= portrait.top_margin.mm <= 25
    assert 20 <= portrait.bottom_margin.mm <= 25.1
    assert 29.9 <= portrait.left_margin.mm <= 35
    assert 15 <= round(portrait.right_margin.mm, 1) <= 20
    assert landscape.orientation is WD_ORIENT.LANDSCAPE
    assert (round(landscape.page_width.mm), round(landscape.page_height.mm)) == (297, 210)
    assert portrait.orientation is WD_ORIENT.PORTRAIT


def test_every_letter_is_times_new_roman_for_every_script_and_of_the_decrees_size() -> None:
    content = plain()

    body = open_document(content).element.body
    for run in body.iter(qn("w:r")):
        fonts = run.find(f".//{qn('w:rFonts')}")
        assert {fonts.get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "eastAsia", "cs")} == {
            "Times New Roman"
        }
    sizes = {
        int(run.find(f".//{qn('w:sz')}").get(qn("w:val"))) / 2
        for paragraph in body.iterchildren(qn("w:p"))
        for run in paragraph.iter(qn("w:r"))
        if any(words.text for words in run.iter(qn("w:t")))
    }
    assert sizes <= {11, 13, 14}


def test_the_head_is_two_columns_and_leaves_number_and_date_to_the_clerk() -> None:
    head = body_tables(plain())[0]

    assert [len(row) for row in head] == [2, 2]
    assert head[0][0].split("\n")[:2] == ["ỦY BAN NHÂN DÂN", "XÃ CẨM TÂN"]
    assert head[0][1].split("\n")[:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert head[1] == ["Số: …/BC-UBND", "Cẩm Tân, ngày … tháng … năm 2025"]
    borders = open_document(plain()).tables[0]._tbl.xpath(".//w:p/w:pPr/w:pBdr/w:top")
    assert len(borders) == 2


def test_page_numbers_stand_centred_on_top_from_the_second_page() -> None:
    document = open_document(plain())

    for section in document.sections:
        assert section.different_first_page_header_footer
        header = section.header._element
        assert [each.text for each in header.iter(qn("w:instrText"))] == [" PAGE "]
        assert header.find(f".//{qn('w:jc')}").get(qn("w:val")) == "center"
        assert not list(section.first_page_header._element.iter(qn("w:instrText")))
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_the_sixteen_rows_stand_in_order_with_their_names_and_diacritics() -> None:
    table = body_tables(plain())[1]

    rows = [row for row in table if row[0].isdecimal()]
    assert [row[1] for row in rows] == [row.name for row in INDICATORS]
    assert [int(row[0]) for row in rows] == list(range(1, 17))
    assert len({len(row) for row in rows}) == 1
    heads = " ".join(table[0])
    for name in ("Tử số", "Mẫu số", "Tỷ lệ", "Chỉ tiêu kế hoạch", "Kết quả", "So với quý trước"):
        assert name in heads
    headings = open_document(plain()).tables[1]._tbl.xpath(".//w:trPr/w:tblHeader")
    assert len(headings) == 1


def test_the_text_is_composed_vietnamese_with_the_parts_of_a_report() -> None:
    said = texts_of(as_docx(closed(obstacles={"OTP_SLOW": 3, "NO_SMARTPHONE": 8})))

    whole = "\n".join(said)
    assert unicodedata.is_normalized("NFC", whole)
    order = [
        "BÁO CÁO", "Kính gửi:", "I. KẾT QUẢ THỰC HIỆN", "1. Đánh giá chung",
        "II. KHÓ KHĂN, VƯỚNG MẮC", "Không có điện thoại thông minh: 8 trường hợp",
        "III. ĐỀ XUẤT, KIẾN NGHỊ", "./.", "Nơi nhận:", "TM. ỦY BAN NHÂN DÂN", "KẾT QUẢ THEO THÔN",
    ]  # fmt: skip
    places = [whole.index(each) for each in order]
    assert places == sorted(places)
    assert "- Ủy ban nhân dân huyện Cẩm Thủy;" in said
    assert any("Người trưởng thành là người từ 18 tuổi" in each for each in said)
    assert any("nguồn hệ thống TD-Office" in each for each in said)
    assert any("ab12" in each for each in said)


@pytest.mark.parametrize(
    ("signer", "authority"),
    [
        (Signer(), ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        (
            Signer("PHÓ CHỦ TỊCH", "Hoàng Văn Đạt"),
            ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
        ),
    ],
)
def test_who_signs_in_the_chairmans_place_says_so(signer: Signer, authority: list[str]) -> None:
    foot = body_tables(as_docx(closed(signer=signer)))[2]

    left, right = foot[0]
    lines = right.split("\n")
    assert lines[: len(authority)] == authority
    assert lines[-1] == signer.name
    assert left.split("\n")[0] == "Nơi nhận:"
    assert left.split("\n")[1] == "- Như trên;"
    assert left.endswith("- Lưu: VT, VHXH.")


def test_a_draft_carries_its_watermark_on_every_page_and_what_is_closed_does_not() -> None:
    draft, final = parts_of(as_docx(a_dossier())), parts_of(plain())

    marks = [name for name, text in draft.items() if 'string="DỰ THẢO"' in text]
    assert len(marks) == 2
    assert not any("DỰ THẢO" in text for text in final.values())


def test_a_rate_never_breaks_before_its_sign() -> None:
    content = as_docx(closed(remarks=(REMARK,), amendments=(CHANGE,)))

    said = " ".join([*texts_of(content), str(body_tables(content))])

    assert "\u00a0%" in "".join(texts_of(content))
    assert " %" not in said


def test_the_heading_of_a_group_and_the_last_sentences_keep_with_what_follows() -> None:
    body = open_document(as_docx(closed(obstacles={"OTP_SLOW": 6}))).element.body

    kept = [written(each) for each in body.iter(qn("w:p")) if is_kept(each)]

    for said in ("II. Đối với người dân, tổ chức, doanh nghiệp", "III. ĐỀ XUẤT, KIẾN NGHỊ"):
        assert said in kept
    assert any("mã OTP về chậm" in each for each in kept)
    assert any(each.startswith("Trên đây là báo cáo") for each in kept)


def written(paragraph: Any) -> str:
    return "".join(each.text or "" for each in paragraph.iter(qn("w:t")))


def is_kept(paragraph: Any) -> bool:
    return paragraph.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_villages_and_what_the_office_declares_add_up_to_the_total_in_sight() -> None:
    table = next(each for each in body_tables(as_docx(closed())) if each[-1][0] == "Toàn xã")

    place = next(at for at, head in enumerate(table[0]) if head.startswith("10."))

    counts = [row[place].split("\n")[-1].split("/") for row in table[1:] if "/" in row[place]]
    assert table[-2][0] == "Phần doanh nghiệp xã kê khai"
    assert counts[-2] == ["3", "7"]
    for of in (0, 1):
        assert sum(int(each[of]) for each in counts[:-1]) == int(counts[-1][of])


@pytest.mark.parametrize(
    ("day", "issue", "said"),
    [
        (
            date(2025, 3, 12),
            Issue(0, 1, "Hạnh", "ab"),
            "chốt ngày 12/03/2025, khi quý báo cáo chưa",
        ),
        (date(2025, 4, 2), Issue(0, 1, "Hạnh", "ab"), "hết ngày 31/03/2025; chốt ngày 02/04/2025."),
        (date(2025, 4, 2), Issue(1, 1, "Hạnh", "ab"), "bản bổ sung số 1 lập ngày 02/04/2025."),
        (date(2025, 3, 12), None, "hết ngày 12/03/2025; chưa chốt"),
    ],
)
def test_the_paper_says_up_to_which_day_and_whether_the_quarter_was_over(
    day: date, issue: Issue | None, said: str
) -> None:
    text = "\n".join(texts_of(as_docx(replace(a_dossier(), day=day, issue=issue))))

    assert said in text
    assert ("chưa kết thúc" in text) is (day.month == 3)


def test_a_source_and_an_explanation_are_said_once() -> None:
    again = replace(REMARK, quote="3/9")
    content = as_docx(closed(remarks=(REMARK, again)))

    said = "\n".join(texts_of(content))

    assert len([each for each in said.split("\n") if "nguồn " in each]) == 1
    assert str(body_tables(content)).count("Đi làm ăn xa") == 1
    assert body_tables(content)[-1][2][-1] == "Như dòng 1"


def test_annexes_are_numbered_and_the_text_names_them() -> None:
    of = closed(remarks=(REMARK,), amendments=(CHANGE,))

    content = as_docx(of)

    said = "\n".join(texts_of(content))
    for label in ("Phụ lục I", "Phụ lục II", "Phụ lục III"):
        assert label in said
    assert "(Kèm theo Phụ lục I: kết quả theo thôn" in said
    tables = body_tables(content)
    assert ["1", "11/21", "Còn nhiều người chưa hỏi.", "Đi làm ăn xa"] in tables[-2]
    assert tables[-1][1][2:] == ["4", "5 (+1)", "21", "21 (0)", "19,05\u00a0%", "23,81\u00a0%"]
    sections = open_document(content).sections
    assert [each.orientation for each in sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT
    ]  # fmt: skip


def test_the_public_gets_no_explanations_and_no_differences() -> None:
    of = closed(remarks=(REMARK,), amendments=(CHANGE,), is_public=True)

    said = "\n".join(texts_of(as_docx(of)))

    assert "Đi làm ăn xa" not in said
    assert "nộp muộn" not in said
    assert "Bản công khai" in said


def test_the_file_is_sound_xml_whose_relations_all_lead_somewhere() -> None:
    content = as_docx(a_dossier(remarks=(REMARK,), amendments=(CHANGE,)))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
    relations = parts_of(content)["word/_rels/document.xml.rels"]
    targets = re.findall(r'Target="([^"]+)"', relations)
    assert {normpath(f"word/{each}") for each in targets if "://" not in each} <= names
    used = set(re.findall(r'r:id="(rId\d+)"', parts_of(content)["word/document.xml"]))
    assert used <= set(re.findall(r'Id="(rId\d+)"', relations))


def test_each_cell_ends_with_a_paragraph_and_each_row_fills_its_grid() -> None:
    body = open_document(as_docx(closed(remarks=(REMARK,), amendments=(CHANGE,)))).element.body

    for table in body.iter(qn("w:tbl")):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        for row in table.findall(qn("w:tr")):
            spans = row.findall(f".//{qn('w:gridSpan')}")
            extra = sum(int(each.get(qn("w:val"))) - 1 for each in spans)
            assert len(row.findall(qn("w:tc"))) + extra == columns
        assert all(cell[-1].tag == qn("w:p") for cell in table.iter(qn("w:tc")))
        after = table.getnext()
        # Word joins two tables that nothing stands between.
        assert after is not None
        assert after.tag != qn("w:tbl")


def test_our_own_report_stands_before_our_own_check() -> None:
    content = as_docx(a_dossier(obstacles={"SIM_CMND": 40, "OTP_SLOW": 30}))

    found = check_document(read_docx(content, DOCUMENT_BYTES))

    assert [each for each in found if each.level == "error"] == []


def test_its_annexes_that_say_a_row_again_do_not_contradict_it_before_our_own_check() -> None:
    rows = {row.indicator.code: row for row in a_dossier().report.rows}
    phones, accounts = rows["CT06"], rows["CT07"].cell
    share = f"{accounts.numerator}/{accounts.denominator} người, bằng {percent(accounts.ratio)}"
    own = f"Chỉ tiêu 7: {share}; chỉ tiêu kế hoạch 85 %, chưa đạt."
    remark = Remark("warning", "R_COVERAGE", own, "Còn nhiều người chưa hỏi.", "", "Đi làm ăn xa")
    changed = (Difference("CT06", 6, phones.indicator.short, Cell(2, 21), phones.cell),)
    dossier = closed(remarks=(remark,), amendments=(replace(CHANGE, differences=changed),))

    found = check_document(read_docx(as_docx(dossier), DOCUMENT_BYTES))

    assert [each for each in found if each.level == "error"] == []


ALIKE = [
    (row.code, item.questions[0])
    for row in INDICATORS
    for item in WORK_ITEMS
    if (row.source != "declared" and set(item.questions) & questions_of(row))
    or (row.code, item.code) == ("CT08", "2.3")
]


def repeats(cells: dict[str, Cell], counts: dict[str, int]) -> list[str]:
    content = as_docx(replace(a_dossier({"Thôn Một": Tally(cells, counts)}, {}), issue=CLOSED))
    found = check_document(read_docx(content, DOCUMENT_BYTES))
    return [each.message for each in found if each.rule == "R_REPEATED_COUNT"]


@pytest.mark.parametrize(("code", "question"), ALIKE)
def test_a_row_and_the_work_that_counts_the_same_answers_are_no_repeated_count(
    code: str, question: str
) -> None:
    assert repeats({code: Cell(107, 400)}, {question: 107}) == []


def test_a_work_item_that_equals_another_row_by_chance_is_told_by_its_own_name() -> None:
    (said,) = repeats({"CT15": Cell(107, 400)}, {"dvc_used": 107})

    assert (
        "(hộ trả tiền điện không dùng tiền mặt; người dân dùng dịch vụ công có định danh)" in said
    )


def test_what_people_have_is_not_told_as_done_in_the_quarter() -> None:
    said = texts_of(as_docx(a_dossier()))

    (signed,) = [each for each in said if "Mục 2.6." in each]
    (trained,) = [each for each in said if "Mục 2.10." in each]
    assert signed.endswith("người đang có, tính cả có từ trước.")
    assert trained.endswith("người.")


def test_who_could_not_be_placed_in_a_denominator_is_told_under_the_table() -> None:
    said = texts_of(as_docx(a_dossier(of_cells("CT06", {"Thôn Một": Cell(40, 60, 0, 7)}))))

    assert "- Chỉ tiêu 6: 7 người chưa rõ tuổi nên chưa xếp được vào mẫu số." in said


def test_word_knows_that_it_is_vietnamese_when_it_was_closed_and_shows_its_parts() -> None:
    content = as_docx(replace(closed(), issue=Issue(0, 1_741_800_000_000, "Hạnh", "ab12")))
    document = open_document(content)
    levels = {
        "".join(part.text for part in each.iter(qn("w:t"))): int(level.get(qn("w:val")))
        for each in document.element.body.iter(qn("w:p"))
        for level in each.iter(qn("w:outlineLvl"))
    }

    assert document.core_properties.created.isoformat().startswith("2025-03-12T17:20:00")
    assert 'w:lang w:val="vi-VN"' in parts_of(content)["word/styles.xml"]
    assert "thumbnail" not in " ".join(zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert "thumbnail" not in parts_of(content)["_rels/.rels"]
    assert [text for text, level in levels.items() if level == 0][:4] == [
        "BÁO CÁO",
        "I. KẾT QUẢ THỰC HIỆN",
        "II. KHÓ KHĂN, VƯỚNG MẮC",
        "III. ĐỀ XUẤT, KIẾN NGHỊ",
    ]
    assert levels["1. Đánh giá chung"] == 1


def test_what_the_office_says_itself_stands_in_its_sections_also_for_the_public() -> None:
    words = OwnWords(("Đường xa", "Máy cũ"), ("Cấp thêm máy",))
    for is_public in (False, True):
        said = texts_of(as_docx(replace(closed(), words=words, is_public=is_public)))

        start = said.index("II. KHÓ KHĂN, VƯỚNG MẮC")
        assert said[start + 1 : start + 5] == [
            "- Đường xa;",
            "- Máy cũ.",
            "III. ĐỀ XUẤT, KIẾN NGHỊ",
            "- Cấp thêm máy.",
        ]
        assert "chưa ghi lý do" not in " ".join(said)
        assert "Chưa ghi nhận" not in " ".join(said)


def test_where_nothing_is_recorded_the_sections_say_so() -> None:
    said = texts_of(plain())

    start = said.index("II. KHÓ KHĂN, VƯỚNG MẮC")
    assert said[start + 1 : start + 4] == [
        "Trong kỳ, cộng tác viên chưa ghi lý do vướng mắc nào.",
        "III. ĐỀ XUẤT, KIẾN NGHỊ",
        "Chưa ghi nhận vướng mắc nào cần đề xuất, kiến nghị.",
    ]
