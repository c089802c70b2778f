"""Rules of the paper itself: order of dates, what is missing, numbers of documents and headings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from shared.checks.claims import Reading
from shared.checks.days import days_in
from shared.checks.finding import Finding
from shared.checks.folded import fold
from shared.checks.rule import Known, Rule

_NO_NUMBER = re.compile(r"(?:^|\s)S[ốỐ]\s*:?[\s.…_]*/\s*[A-ZĐ]{2,}(?:\s?[-–]\s?[A-ZĐ]+)*")
_NO_DAY = re.compile(r"ngày[\s.…_]*tháng[\s.…_]*\d{0,2}[\s.…_]*năm")
_ATTACHED = re.compile(
    r"\((?:Bảng|Biểu|Phụ lục|Danh sách|Có bảng|Có biểu|Có phụ lục)[^()]*(?:đính kèm|kèm theo)[^()]*\)"
)


def incomplete(reading: Reading, known: Known) -> Iterator[Finding]:
    head = reading.lines[:25]
    missing: list[tuple[str, str]] = []
    number = _first(_NO_NUMBER, head).strip()
    day = _first(_NO_DAY, head)
    if number:
        missing.append(("số", number))
    if day:
        missing.append(("ngày ban hành", day))
    attached = _first(_ATTACHED, reading.lines)
    if attached and not reading.has_table:
        missing.append(("bảng đính kèm", attached))
    has_head = bool(number or any(re.search(r"\bSố\s*:", line) for line in head))
    if reading.is_report and has_head and not any("kinh gui" in fold(line) for line in head):
        missing.append(("“Kính gửi”", "BÁO CÁO"))
    if missing:
        yield Finding(
            "warning",
            "R_DOC_INCOMPLETE",
            "; ".join(dict.fromkeys(" ".join(quote.split()) for _, quote in missing)),
            f"Thiếu {', '.join(name for name, _ in missing)}.",
            "Bổ sung trước khi phát hành (số và ngày do văn thư ghi khi đăng ký).",
        )


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str:
    """Return the first words in `lines` that `pattern` finds; "" where it finds none."""
    return next((found[0] for line in lines if (found := pattern.search(line))), "")


def headings(reading: Reading, known: Known) -> Iterator[Finding]:
    seen: list[str] = []
    for line in reading.lines:
        if fold(line).lstrip("( ").startswith(("phu luc", "kem theo", "ban hanh kem")):
            seen = []
        # "I. Đối với chính quyền" heads a part of the table of sixteen, wherever it stands.
        found = re.match(r"([IVX]{1,5})\.\s(?!Đối với )", line)
        if found is None:
            continue
        if found[1] in seen:
            yield Finding(
                "note",
                "R_HEADING_NUMBERING",
                line[:120],
                f"Đánh số mục trùng “{found[1]}”.",
                "Đánh số lại các mục.",
            )
        seen.append(found[1])


def deadline(reading: Reading, known: Known) -> Iterator[Finding]:
    for sentence in reading.sentences:
        if found := re.search(r"(?<!\S)\S+ \S+ \d{1,2} (?:h[àằa]ng|mỗi) qu[ýy]", sentence):
            yield Finding(
                "warning",
                "R_DEADLINE",
                found[0],
                f"Hạn “{found[0]}” không ghi tháng nào của quý.",
                "Ghi rõ tháng, ví dụ “ngày 13 tháng cuối quý”, và “vào” hay “trước” ngày đó.",
            )
            return


_NUMBERED = re.compile(
    r"(?<![\d/])(\d{1,5})\s?/\s?(?:\d{4}\s?/\s?)?([A-ZĐ]{2,}(?:-[A-ZĐ]+)+)\b,?\s*ngày\s+"
)
_OF_WHOM = re.compile(r"^[^.;]{0,6}của\s+(UBND|Ủy ban nhân dân|Sở|Chủ tịch UBND|Bộ)[^.;,]{0,40}")


def identity(reading: Reading, known: Known) -> Iterator[Finding]:
    """Number and symbol alone do not name a document: two bodies or two days may share them."""
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for line in dict.fromkeys(reading.lines):
        for found in _NUMBERED.finditer(line):
            day = next(days_in(line[found.end() : found.end() + 30]), None)
            if day is None or day.day is None:
                continue
            key = f"{int(found[1])}/{found[2]}"
            named[key].setdefault(day.day.isoformat(), f"{key} ngày {day.quote}")
            after = line[found.end() + day.end :]
            whom = _OF_WHOM.match(after)
            if whom and whom[1] == "Sở" and "UBND" in found[2]:
                yield Finding(
                    "note",
                    "R_DOC_IDENTITY",
                    f"{found[0]}{day.quote} của Sở",
                    f"Ký hiệu {found[2]} là của UBND, nhưng ghi là văn bản của Sở.",
                    "Kiểm tra lại ký hiệu và cơ quan ban hành.",
                )
    for key, days in named.items():
        if len(days) > 1:
            yield Finding(
                "note",
                "R_DOC_IDENTITY",
                " … ".join(days.values()),
                f"Cùng số {key} nhưng khác ngày: là văn bản khác nhau hay ghi nhầm ngày?",
                "Ghi đủ số, ký hiệu, cơ quan ban hành và ngày của từng văn bản.",
            )


def cut_names(reading: Reading, known: Known) -> Iterator[Finding]:
    text = "\n".join(reading.sentences)
    whole = {
        (kind.lower(), first): second
        for kind, first, second in re.findall(r"\b([Xx]ã|[Pp]hường) ([^\W\d_]+) ([^\W\d_]+)", text)
        if first[0].isupper() and second[0].isupper()
    }
    for found in re.finditer(r"\b([Xx]ã|[Pp]hường) ([^\W\d_]+) (?=[^\W\d_]+)(\w)", text):
        full = whole.get((found[1].lower(), found[2]))
        if full and found[2][0].isupper() and found[3].islower():
            yield Finding(
                "note",
                "R_TEXT_TRUNCATED",
                text[found.start() : found.end() + 20].split("\n")[0],
                f"Tên có thể bị thiếu: “{found[1]} {found[2]}”, nơi khác ghi “{found[1]} {found[2]} {full}”.",
                "Ghi đủ tên đơn vị.",
            )
            return


RULES = (
    Rule(
        "R_DOC_INCOMPLETE",
        "warning",
        "Thiếu số, ngày, nơi gửi, bảng kèm",
        "003; NĐ 30/2020",
        incomplete,
    ),
    Rule("R_HEADING_NUMBERING", "note", "Đánh số mục trùng", "003: III", headings),
    Rule("R_DEADLINE", "warning", "Hạn báo cáo không ghi tháng", "000, 001", deadline),
    Rule(
        "R_DOC_IDENTITY",
        "note",
        "Cùng số văn bản, khác ngày hoặc cơ quan",
        "000: 28/KH-UBND",
        identity,
    ),
    Rule("R_TEXT_TRUNCATED", "note", "Tên đơn vị bị thiếu", "004: xã Nga", cut_names),
)
