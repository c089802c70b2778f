"""The head of a document: who wrote it, under which number, on which day, for which time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from shared.checks.claims import Reading
from shared.checks.days import Span, days_in, month, own_day, reported
from shared.checks.folded import fold
from shared.checks.surroundings import scope_in

_LINES = 30
_KINDS = r"xa|phuong|thi tran|dac khu|huyen|thi xa|thanh pho"
_LETTERHEAD = re.compile(
    rf"^(?:uy ban nhan dan )?(?P<unit>(?:{_KINDS}) (?!hoi\b)[a-z ]{{2,40}}?)(?: cong hoa\b.*| doc lap\b.*)?$"
)
_SYMBOL = (
    r"(?P<number>\d{1,5})\s?/\s?(?:20\d\d\s?/\s?)?(?P<symbol>[A-ZĐ]{2,}(?:\s?[-–]\s?[A-ZĐ]+)*)"
)
_OWN_NUMBER = re.compile(rf"(?:^|\s)S[ốỐ]\s*:?\s*{_SYMBOL}")
_REPLACES = re.compile(rf"(?<!được )(?<!bị )[Tt]hay thế [^.;]{{0,60}}?(?:số\s*:?\s*)?{_SYMBOL}")
_AMENDMENT = re.compile(r"\bban bo sung so (\d{1,3})\b")
_NUMBERED = re.compile(r"\d\s?/\s?[A-ZĐ]{2}")
_MONTH = re.compile(r"tháng\s*(?P<m>\d{1,2})\s*(?:/|-|,?\s*năm)\s*(?P<y>20\d\d)", re.IGNORECASE)
# Of a week, a round, a few days, or of many years: nothing that two papers share.
_OTHER_TIME = re.compile(r"\b(?:tuan|dot|ngay|giai doan)\b|20\d\d ?- ?20\d\d")
_ENDS = ("thuc hien", "can cu", "kinh gui")
_BODY = re.compile(r"\s(?=Thực hiện (?:Kế|Công|Quyết|Chỉ|Nghị|văn)|Căn cứ|Kính gửi)")


@dataclass(frozen=True, slots=True)
class Cited:
    """Another document as one names it: number and symbol, the day if it is said, the words."""

    number: str
    day: date | None
    quote: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a document says; "" and None where it says nothing that can be relied on.

    `unit` is folded ("xa cam tan"), `number` as in "29/KH-UBND"; `span` is what a report is about,
    `amendment` which "bản bổ sung" of it this is, 0 for none.
    """

    unit: str = ""
    number: str = ""
    day: Span | None = None
    span: Span | None = None
    replaces: tuple[Cited, ...] = ()
    amendment: int = 0


def head_of(reading: Reading) -> Head:
    lines = reading.lines[:_LINES]
    title = title_of(lines, ("bao cao",) if reading.is_report else ("ke hoach", "phuong an"))
    amended = _AMENDMENT.search(fold(title))
    return Head(
        unit=_unit(lines, title),
        number=next((_number(found) for found in map(_OWN_NUMBER.search, lines) if found), ""),
        day=own_day(reading.lines),
        span=_span(title, reading),
        replaces=tuple(_replaced(reading.lines)),
        amendment=int(amended[1]) if amended else 0,
    )


def title_of(lines: Sequence[str], begins: tuple[str, ...]) -> str:
    """Return the title of a paper: its kind, and what it is about in the lines below."""
    at = next((i for i, line in enumerate(lines) if fold(line[:80]).startswith(begins)), None)
    if at is None:
        return ""
    about = takewhile(_is_title, lines[at + 1 : at + 4])
    return _BODY.split(" ".join([lines[at], *about])[:300])[0]


def _is_title(line: str) -> bool:
    return not line.endswith((".", ";")) and not fold(line[:80]).startswith(_ENDS)


def _unit(lines: Sequence[str], title: str) -> str:
    for line in lines:
        words = " ".join(takewhile(str.isupper, line[:200].split()))
        if found := _LETTERHEAD.match(fold(words)):
            return found["unit"].strip()
    return fold(scope_in(title))


def _number(found: re.Match[str]) -> str:
    symbol = re.sub(r"\s", "", found["symbol"]).replace("–", "-")
    return f"{int(found['number'])}/{symbol}"


def _span(title: str, reading: Reading) -> Span | None:
    """Return the time that a title names; a plan that names none holds for its year."""
    folded = fold(title)
    if found := _MONTH.search(title):
        n = int(found["m"])
        return month(int(found["y"]), n) if 1 <= n <= 12 else None
    if _OTHER_TIME.search(folded):
        return None
    if span := reported(title):
        return span
    if not reading.is_plan or reading.year is None:
        return None
    return Span(date(reading.year, 1, 1), date(reading.year, 12, 31), f"năm {reading.year}")


def _replaced(lines: Sequence[str]) -> Iterator[Cited]:
    for line in lines:
        for found in _REPLACES.finditer(line):
            # "Quyết định số 12/QĐ-UBND thay thế …": that one does, not this paper.
            clause = re.split(r"[.;]\s", line[max(0, found.start() - 200) : found.start()])[-1]
            if _NUMBERED.search(clause):
                continue
            said = next(days_in(line[found.end() : found.end() + 30]), None)
            yield Cited(_number(found), said.day if said else None, found[0])
