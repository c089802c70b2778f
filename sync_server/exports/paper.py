"""The report as .docx, laid out as Nghị định 30/2020/NĐ-CP (Phụ lục I, III) asks for.

Number, date and signature are left for the clerk and the signer; names stand where they are known.
What is not closed yet carries DỰ THẢO across every page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.shared import Pt

from shared.dossier import Dossier, lines
from shared.indicators import GROUPS
from shared.proposals import asked_for, in_the_way
from shared.recipients import above, beside, lowered, place_of
from shared.wording import WORK_NOTE, dated, overall, sentence
from sync_server.exports.annexes import PORTRAIT, Annex, annexes, sixteen, work_lines
from sync_server.exports.ink import (
    BODY,
    CENTRE,
    FONT,
    Box,
    Element,
    Row,
    Shape,
    ending,
    page_number,
    paragraph,
    rule,
    run,
    section,
    table,
)
from sync_server.exports.packing import repacked, told_on
from sync_server.exports.watermark import watermark

DRAFT = "DỰ THẢO"
_LEFT, _RIGHT = 65, 100
_TIGHT = Shape("both", first=12.7, before=2, after=2, line=1.08)
_SAID = Shape("left", keep=True)


def as_docx(of: Dossier) -> bytes:
    """Return the Word file of a report."""
    document = docx.Document()
    _prepare(document, of)
    body = document.element.body
    for old in list(body):
        body.remove(old)
    headers = _headers(document, of)
    attached = annexes(of)
    body.extend(chain(_head(of), _title(of), _results(of, attached), _rest(of), _foot(of)))
    page = PORTRAIT
    for annex in attached:
        body.append(ending(section(page, headers)))
        body.extend(annex.content)
        page = annex.page
    body.append(section(page, headers))
    packed = io.BytesIO()
    document.save(packed)
    return repacked(packed.getvalue())


def _prepare(document: docx.document.Document, of: Dossier) -> None:
    known = document.core_properties
    known.created = known.modified = told_on(of)
    known.author, known.last_modified_by = f"UBND {lowered(of.commune.name)}", ""
    known.title = f"Báo cáo kết quả Mô hình 3 KHÔNG, {of.report.quarter.label}"
    known.comments, known.language, known.revision = "", "vi-VN", 1
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    fonts = style.element.rPr.rFonts
    for name in ("eastAsia", "cs", "hAnsi"):
        fonts.set(qn(f"w:{name}"), FONT)
    # Else Word checks the spelling as English, and readers of the screen speak it so.
    for language in document.styles.element.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            language.set(qn(f"w:{name}"), "vi-VN")
    picture = next(r for r in document.part.package.rels.values() if r.reltype == RT.THUMBNAIL)
    del document.part.package.rels[picture.rId]


def _headers(document: docx.document.Document, of: Dossier) -> dict[str, str]:
    """Make the two headers that all sections share: of a first page, and of those after it."""
    ids = {}
    for number, kind in enumerate(("default", "first")):
        part, relation = document.part.add_header_part()  # type: ignore[no-untyped-call]
        root = part.element
        for old in list(root):
            root.remove(old)
        runs = page_number() if kind == "default" else []
        if of.is_draft:
            runs.append(watermark(DRAFT, number + 1))
        root.append(paragraph(runs, CENTRE))
        ids[kind] = relation
    return ids


def _head(of: Dossier) -> Iterator[Element]:
    """Yield agency and number on the left, the state's name, motto, place and date on the right."""
    left = [
        paragraph([run("ỦY BAN NHÂN DÂN", 13, bold=True)], CENTRE),
        paragraph([run(of.commune.name.upper(), 13, bold=True)], CENTRE),
        rule(22, _LEFT),
    ]
    right = [
        paragraph([run("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)], CENTRE),
        paragraph([run("Độc lập - Tự do - Hạnh phúc", 13, bold=True)], CENTRE),
        rule(58, _RIGHT),
    ]
    placed = f"{place_of(of.commune)}, ngày … tháng … năm {of.day.year}"
    number = [paragraph([run("Số: …/BC-UBND", 13)], CENTRE)]
    dated = [paragraph([run(placed, 13, italic=True)], CENTRE)]
    yield table(
        [Row([Box(left), Box(right)]), Row([Box(number), Box(dated)])],
        (_LEFT, _RIGHT),
        lined=False,
    )


def _title(of: Dossier) -> Iterator[Element]:
    where, when = lowered(of.commune.name), of.report.quarter.label
    yield paragraph([run("BÁO CÁO", 14, bold=True)], Shape("center", before=14, outline=0))
    number = of.issue.number if of.issue else 0
    more = f"\n(Bản bổ sung số {number})" if number else ""
    said = f"Kết quả triển khai thực hiện Mô hình “3 KHÔNG”\ntrên địa bàn {where}, {when}{more}"
    yield paragraph([run(said, 14, bold=True)], CENTRE)
    yield rule(45, PORTRAIT.width, Shape(after=6))
    to = above(of.commune, of.day)
    if len(to) == 1:
        yield paragraph(f"Kính gửi: {to[0]}.", Shape("center", before=6, after=8))
        return
    yield paragraph("Kính gửi:", Shape("left", left=28, before=6))
    for place, each in enumerate(to, start=1):
        end = "." if place == len(to) else ";"
        yield paragraph(f"- {each}{end}", Shape("left", left=48, after=8 * (end == ".")))


def _results(of: Dossier, attached: tuple[Annex, ...]) -> Iterator[Element]:
    plan, where = of.report.plan, lowered(of.commune.name)
    rows = lines(of)
    yield paragraph(
        f"Thực hiện {plan.title} về triển khai thực hiện Mô hình “3 KHÔNG” trên địa bàn"
        f" {where}, Ủy ban nhân dân {where} báo cáo kết quả {of.report.quarter.label} như sau:",
        BODY,
    )
    yield _section("I. KẾT QUẢ THỰC HIỆN")
    yield _clause("1. Đánh giá chung")
    yield paragraph(dated(of), BODY)
    yield paragraph(" ".join(overall(rows)), BODY)
    for place, group in enumerate(GROUPS, start=2):
        yield _clause(f"{place}. {group.partition('. ')[2]}")
        for line in rows:
            if line.indicator.group == group:
                yield paragraph(f"- {sentence(line)}", _TIGHT)
    yield _clause("4. Bảng tổng hợp mười sáu chỉ tiêu")
    yield from sixteen(of)
    if attached:
        named = "; ".join(f"{each.label}: {lowered(each.title)}" for each in attached)
        yield paragraph(f"(Kèm theo {named}.)", BODY)
    yield _clause("5. Kết quả các nội dung công việc theo kế hoạch")
    yield from (paragraph(f"- {said}", _TIGHT) for said in work_lines(of))
    yield paragraph(f"({WORK_NOTE})", BODY)


def _rest(of: Dossier) -> Iterator[Element]:
    yield _section("II. KHÓ KHĂN, VƯỚNG MẮC")
    for part in in_the_way(of):
        if part.lead:
            yield paragraph(part.lead, BODY)
        yield from (paragraph(f"- {each}", _TIGHT) for each in part.items)
    yield _section("III. ĐỀ XUẤT, KIẾN NGHỊ")
    asked = asked_for(of)
    marked = [f"- {each}" for each in asked.items] or [asked.lead]
    yield from (paragraph(each, BODY) for each in marked[:-1])
    # Never the signature alone on a page, nor with one sentence.
    yield paragraph(marked[-1], replace(BODY, keep=True))
    where = lowered(of.commune.name)
    yield paragraph(
        "Trên đây là báo cáo kết quả triển khai thực hiện Mô hình “3 KHÔNG”"
        f" {of.report.quarter.label} của Ủy ban nhân dân {where}./.",
        replace(BODY, keep=True),
    )


def _section(text: str) -> Element:
    shape = Shape("both", first=12.7, before=6, after=3, keep=True, outline=0)
    return paragraph([run(text, 13, bold=True)], shape)


def _clause(text: str) -> Element:
    shape = Shape("both", first=12.7, before=4, after=2, keep=True, outline=1)
    return paragraph([run(text, 13, bold=True)], shape)


def _foot(of: Dossier) -> Iterator[Element]:
    """Yield to whom it goes on the left, who signs on the right."""
    copies = ("Như trên", *beside(of.commune), "Lưu: VT, VHXH")
    last = len(copies)
    left = [
        paragraph([run("Nơi nhận:", 12, bold=True, italic=True)], _SAID),
        *(
            paragraph([run(f"- {each}{'.' if place == last else ';'}", 11)], _SAID)
            for place, each in enumerate(copies, start=1)
        ),
    ]
    signer = of.signer
    authority = ["TM. ỦY BAN NHÂN DÂN", signer.title.upper()]
    if signer.is_deputy:
        authority = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", signer.title.upper()]
    centre = Shape("center", keep=True)
    right = [
        *(paragraph([run(each, 13, bold=True)], centre) for each in authority),
        # Room for the signature and the seal.
        *(paragraph([run("", 13)], centre) for _ in range(4)),
        paragraph([run(signer.name, 13, bold=True)], CENTRE),
    ]
    yield paragraph("", Shape(line=0.6, keep=True))
    yield table([Row([Box(left), Box(right)])], (75, 90), lined=False)
