"""Rules of what is no more: bodies that were abolished, communes merged away, laws replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.checks.claims import Reading
from shared.checks.days import own_day
from shared.checks.finding import Finding, Level
from shared.checks.folded import fold
from shared.checks.rule import Known, Rule
from shared.places import REFORM

_BODIES_MOVED = date(2025, 3, 1)


@dataclass(frozen=True, slots=True)
class Gone:
    """Something that is no more: how it is written, since when, and what stands in its place."""

    pattern: re.Pattern[str]
    since: date
    now: str


_DISTRICT = (
    r"(?:UBND|HĐND|TT\.?\s?HĐND|Ủy ban nhân dân|Uỷ ban nhân dân|Huyện uỷ|Huyện ủy|TT\.? Huyện ủy|Phòng [^;,.()\n]{2,40}?"
    r"|P\.\s?\w+|Chủ tịch UBND|Công an|Trung tâm [^;,.()\n]{2,40}?|Ban Chỉ đạo [^;,.()\n]{2,40}?|MTTQ|VP)\s*"
    r"(?:[Hh]uyện|HUYỆN|thị xã|huyén|huyen)\b(?:\s+[A-ZĐÂĂÊÔƠƯ]\w+){0,2}|Huyện ủy|Huyện uỷ"
)
_BODIES = (
    Gone(
        re.compile(_DISTRICT),
        REFORM,
        "cấp huyện không còn từ 01/7/2025; gửi UBND xã, UBND tỉnh hoặc sở, ngành",
    ),
    Gone(
        re.compile(r"Sở (?:TT\s?&\s?TT|TTTT|TT và TT|Thông tin và Truyền [Tt]hông)"),
        _BODIES_MOVED,
        "Sở Thông tin và Truyền thông nhập vào Sở Khoa học và Công nghệ từ 01/3/2025",
    ),
    Gone(
        re.compile(r"Bộ (?:TT\s?&\s?TT|TTTT|Thông tin và Truyền [Tt]hông)"),
        _BODIES_MOVED,
        "Bộ Thông tin và Truyền thông nhập vào Bộ Khoa học và Công nghệ từ 01/3/2025",
    ),
    Gone(
        re.compile(r"Sở (?:LĐ-?TB\s?(?:&|và)\s?XH|Lao động)"),
        _BODIES_MOVED,
        "Sở Lao động – Thương binh và Xã hội nhập vào Sở Nội vụ từ 01/3/2025",
    ),
)
_ADDRESSED = re.compile(r"^(?:noi nhan|noi nhin|kinh gui)")
_REPORTS_TO = re.compile(r"(?:[Bb]áo cáo|[Gg]ửi|[Tt]rình|báo cáo)\s[^.;]{0,80}$")

_CITED = re.compile(r"\bsố\s*:?\s*\d+[^.;]*$")
_BEFORE = 600
"""How far before a body its sentence is looked at: the whole of a long line would be quadratic."""


def recipients(reading: Reading, known: Known) -> Iterator[Finding]:
    day = _horizon(reading)
    inside, said = 0, set[str]()
    for line in reading.lines:
        folded = fold(line).strip(" -+*_")
        inside = 14 if _ADDRESSED.match(folded) else max(0, inside - 1)
        for gone in _BODIES:
            for found in gone.pattern.finditer(line):
                before = line[max(0, found.start() - _BEFORE) : found.start()]
                if found[0] in said or not (inside or _REPORTS_TO.search(before)):
                    continue
                # A plan or letter that is only cited was written to its own time.
                if _CITED.search(before):
                    continue
                said.add(found[0])
                yield _gone(found[0], gone, day)


def _gone(quote: str, gone: Gone, day: date | None) -> Finding:
    level: Level = "warning" if day is None or day >= gone.since else "note"
    return Finding(
        level,
        "R_RECIPIENT_ABOLISHED",
        quote,
        f"“{quote}”: {gone.now}.",
        "Sửa nơi nhận theo tổ chức hiện nay."
        if level == "warning"
        else "Sửa nơi nhận nếu dùng lại văn bản làm mẫu.",
    )


def _horizon(reading: Reading) -> date | None:
    """Return the last day for which the document is meant: a plan holds for its year."""
    own = own_day(reading.lines)
    if reading.is_plan and reading.year and reading.year >= 2025:
        return date(reading.year, 12, 31)
    if own:
        return own.last
    return date(reading.year, 12, 31) if reading.year else None


_CARD = "chứng minh nhân dân hết giá trị sử dụng từ 01/01/2025; chỉ dùng căn cước"
_LAWS = tuple(
    Gone(re.compile(pattern), since, now)
    for pattern, since, now in (
        (
            r"(?:Nghị định|NĐ)\s*(?:số\s*)?13/2023(?:/NĐ-CP)?",
            date(2026, 1, 1),
            "đã được thay bằng Luật số 91/2025/QH15 và Nghị định số 356/2025/NĐ-CP từ 01/01/2026",
        ),
        (
            r"(?:Nghị định|NĐ)\s*(?:số\s*)?59/2022(?:/NĐ-CP)?",
            date(2024, 7, 1),
            "đã được thay bằng Nghị định số 69/2024/NĐ-CP từ 01/7/2024",
        ),
        (
            r"(?:Nghị định|NĐ)\s*(?:số\s*)?110/2004(?:/NĐ-CP)?",
            date(2020, 3, 5),
            "đã được thay bằng Nghị định số 30/2020/NĐ-CP từ 05/3/2020",
        ),
        (
            r"(?:Thông tư|TT)\s*(?:số\s*)?01/2011/TT-BNV",
            date(2020, 3, 5),
            "đã được thay bằng Nghị định số 30/2020/NĐ-CP từ 05/3/2020",
        ),
        (
            r"(?:Nghị định|NĐ)\s*(?:số\s*)?130/2018(?:/NĐ-CP)?",
            date(2025, 4, 10),
            "đã được thay bằng Nghị định số 23/2025/NĐ-CP từ 10/4/2025",
        ),
        (
            r"(?:Nghị định|NĐ)\s*(?:số\s*)?101/2012(?:/NĐ-CP)?",
            date(2024, 7, 1),
            "đã được thay bằng Nghị định số 52/2024/NĐ-CP từ 01/7/2024",
        ),
        (
            r"(?:Nghị định|NĐ)\s*(?:số\s*)?61/2018(?:/NĐ-CP)?",
            date(2025, 7, 1),
            "đã được thay bằng Nghị định số 118/2025/NĐ-CP từ 01/7/2025",
        ),
        (
            r"Luật Giao dịch điện tử (?:năm )?2005|51/2005/QH11",
            date(2024, 7, 1),
            "đã được thay bằng Luật số 20/2023/QH15 từ 01/7/2024",
        ),
        (
            r"Luật Căn cước công dân(?: (?:năm )?2014)?|59/2014/QH13",
            date(2024, 7, 1),
            "đã được thay bằng Luật Căn cước số 26/2023/QH15 từ 01/7/2024",
        ),
        (r"[Cc]hứng minh (?:thư )?nhân dân|\bCMN?T?ND\b", date(2025, 1, 1), _CARD),
    )
)


def laws(reading: Reading, known: Known) -> Iterator[Finding]:
    own = own_day(reading.lines)
    day = own.last if own else _horizon(reading)
    for gone in _LAWS:
        for line in reading.lines:
            found = gone.pattern.search(line)
            if not found or (day is not None and day < gone.since):
                continue
            if re.search(
                r"thay thế|sửa đổi|hết hiệu lực|bãi bỏ|chuyển đổi từ|\bchỉ có|chưa chuyển sang",
                line[max(0, found.start() - 60) : found.end() + 80],
            ):
                continue
            yield Finding(
                "warning",
                "R_LAW_OUTDATED",
                found[0],
                f"“{found[0]}”: {gone.now}.",
                "Thay bằng văn bản, giấy tờ đang có hiệu lực.",
            )
            break


_COMMUNE = re.compile(
    r"\b(?P<kind>[Xx]ã|[Pp]hường|[Tt]hị trấn) (?P<name>[^\W\d_]+(?: [^\W\d_]+){1,2})"
)


def merged_communes(reading: Reading, known: Known) -> Iterator[Finding]:
    """A commune that was merged away cannot report or be written to after the day it ended."""
    day = _horizon(reading)
    if known.register is None or day is None or day < REFORM:
        return
    former = {unit.name.casefold() for unit in known.register.units if unit.valid_to is not None}
    present = {
        fold(unit.name).split(" ", 1)[1] for unit in known.register.units if unit.valid_to is None
    }
    said = set[str]()
    for line in reading.lines:
        for found in _COMMUNE.finditer(line):
            words = [word for word in found["name"].split() if word[0].isupper()][:3]
            for n in (3, 2):
                name = f"{found['kind']} {' '.join(words[:n])}".casefold()
                bare = fold(" ".join(words[:n]))
                if len(words) < n or name not in former or bare in present or name in said:
                    continue
                said.add(name)
                heirs = _heirs(name, known)
                yield Finding(
                    "warning",
                    "R_RECIPIENT_ABOLISHED",
                    f"{found['kind']} {' '.join(words[:n])}",
                    f"“{found['kind']} {' '.join(words[:n])}” không còn từ 01/7/2025{heirs}.",
                    "Ghi tên xã, phường hiện nay; nếu nói về thời gian trước thì ghi “(cũ)”.",
                )
                break


def _heirs(name: str, known: Known) -> str:
    assert known.register is not None  # noqa: S101 - the caller saw to it
    old = {
        unit.id for unit in known.register.units if unit.valid_to and unit.name.casefold() == name
    }
    heirs = {each.new for each in known.register.successions if each.old in old}
    names = sorted(unit.name for unit in known.register.units if unit.id in heirs)
    return f" (nay thuộc {', '.join(names)})" if names else ""


RULES = (
    Rule(
        "R_RECIPIENT_ABOLISHED",
        "warning",
        "Nơi nhận không còn",
        "000, 003; vietnam.md 6",
        recipients,
    ),
    Rule(
        "R_RECIPIENT_ABOLISHED", "warning", "Xã đã sáp nhập", "NQ 1686/NQ-UBTVQH15", merged_communes
    ),
    Rule("R_LAW_OUTDATED", "warning", "Văn bản, giấy tờ hết hiệu lực", "vietnam.md 0, 5, 7", laws),
)
