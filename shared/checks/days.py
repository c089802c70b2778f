"""Days in a document: its own, those it cites, and the span that it reports or plans for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.checks.folded import fold
from shared.quarter import Quarter

_DAY = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\s?(?:/|-|\.|tháng)\s?(?P<m>\d{1,2})\s?(?:/|-|\.|,?\s?năm)\s?(?P<y>20\d{2}|19\d{2})(?!\d)"
)
_OWN = re.compile(r"^[^,\d]{2,45},\s*(?=ngày)")
_MONTH_ONLY = re.compile(
    r"^[^,\d]{2,45},\s*ngày[\s.…_]*tháng\s*(?P<m>\d{1,2})\s*năm\s*(?P<y>20\d{2})"
)
_QUARTER = re.compile(
    r"quý\s+(?P<q>IV|III|II|I|[1-4])\s*(?:/|-|,?\s*năm)\s*(?P<y>20\d{2})", re.IGNORECASE
)
_HALF = re.compile(r"(?P<n>6|9|sáu|chín) tháng(?: đầu)? năm\s*(?P<y>20\d{2})", re.IGNORECASE)
_YEAR = re.compile(r"(?<!đến )(?<!hướng )(?<!- )\bnăm\s*(?P<y>20\d{2})", re.IGNORECASE)
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written, and where; `day` is None where no calendar has it (31/02)."""

    day: date | None
    quote: str
    start: int
    end: int


def days_in(text: str) -> Iterator[Day]:
    for found in _DAY.finditer(text):
        yield Day(_date(found), found[0], *found.span())


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day of a period, and how it is called."""

    first: date
    last: date
    name: str


def month(year: int, number: int, name: str = "") -> Span:
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return Span(first, after - timedelta(days=1), name or f"tháng {number:02d}/{year}")


def own_day(lines: Sequence[str]) -> Span | None:
    """Return the document's own day, or its month where the day was left for the clerk."""
    for line in lines[:30]:
        for part in re.split(r"\s{3,}|\n", line):
            found = _OWN.match(part)
            said = next(days_in(part[found.end() :]), None) if found else None
            # "Thực hiện Kế hoạch của UBND xã, ngày 12/02/2025 về …" is the day of another paper.
            if found and said and not part[found.end() + said.end :].strip(" ./"):
                return Span(said.day, said.day, said.quote) if said.day else None
            if (found := _MONTH_ONLY.match(part)) and 1 <= int(found["m"]) <= 12:
                return month(int(found["y"]), int(found["m"]))
    return None


def reported(title: str) -> Span | None:
    """Return the period that a title names: a quarter, half a year, nine months or a year."""
    if found := _QUARTER.search(title):
        q = ROMAN.get(found["q"].upper()) or int(found["q"])
        quarter = Quarter(int(found["y"]), q)
        return Span(quarter.first_day, quarter.last_day, quarter.label)
    if found := _HALF.search(title):
        n = 6 if fold(found["n"]) in ("6", "sau") else 9
        year = int(found["y"])
        return Span(date(year, 1, 1), month(year, n).last, found[0])
    if found := _YEAR.search(title):
        year = int(found["y"])
        return Span(date(year, 1, 1), date(year, 12, 31), f"năm {year}")
    return None
