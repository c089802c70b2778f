"""What one cell of a list typed by hand says: a text, a year of birth, a number of people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from shared.text import clean

Cells = Sequence[object]

# Day and month, whatever their order, may be blanks of a form: only the year matters.
_YEAR = re.compile(
    r"(?:(?:năm|sinh năm|khoảng năm)\s+)?"
    r"(?:(?:[\d_.?]{0,2}\s*[/.\-]\s*){0,2}(?P<year>\d{4})"
    r"|(?P<iso>\d{4})[/\-]\d{1,2}[/\-]\d{1,2}|\d{4}(?P<packed>(?:19|20)\d\d))"
    r"(?:[ T]\d{1,2}:.*)?",
    re.IGNORECASE,
)
# "30/02" is a day without its year, "5/80" a month with one.
_SHORT = re.compile(
    r"(?:(?:[\d_]{1,2}\s*[/.\-]\s*){2}|\d{1,2}\s*[/.\-]\s*(?!0|1[0-2])|[’'])?(\d{2})"
)
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?!\d)")
_DOTTED = re.compile(r"[12]\.\d{3}")
_COUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,6})(?: *(?:người|khẩu|nhân khẩu))?", re.IGNORECASE)
_EXCEL_EPOCH = date(1899, 12, 30)


def text_of(cell: object) -> str:
    """Return a cell as text: 12.0 is "12", and an Excel error is nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else clean(str(cell))
    return "" if text.startswith("#") else text


def filled(cells: Cells) -> list[str]:
    return [text for cell in cells if (text := text_of(cell))]


def year_of(cell: object, this_year: int = 0) -> int | None:
    """Read a year, a date, or a date's text; of a date only the year matters.

    Three traps of Excel: a year typed into a column of dates becomes a day of 1905 (nobody of 120
    is on the lists), a date in a column of numbers is the count of days since 1900, and a year
    typed with a thousands dot becomes 1.98. Two digits tell the year where only one is possible.
    """
    match cell:
        case bool():
            return None
        case date():
            typed = cell.toordinal() - _EXCEL_EPOCH.toordinal()
            return typed if cell.year == 1905 else cell.year
        case float() if 1.9 <= cell < 2.1 and round(cell * 1000, 6).is_integer():
            return round(cell * 1000)
        case int() | float() if 100 <= cell < 100_000:
            days = int(cell)
            return days if days < 9999 else (_EXCEL_EPOCH + timedelta(days)).year
    return _year_in(text_of(cell), this_year)


def _year_in(text: str, this_year: int) -> int | None:
    if _DOTTED.fullmatch(text):
        text = text.replace(".", "")
    if found := _YEAR.fullmatch(text):
        return int(found["year"] or found["iso"] or found["packed"])
    short = short_year(text)
    return 1900 + short if short is not None and short > this_year % 100 > 0 else None


def is_no_day(text: str) -> bool:
    """Say whether a text tells day and month of which there is none, in whatever order: "31/02"."""
    if not (found := _DAY.match(text)):
        return False
    one, other, year = map(int, found.groups())
    return not any(_is_day(year, *order) for order in ((one, other), (other, one)))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(date(year, month, day))
    except ValueError:
        return False


def short_year(text: str) -> int | None:
    """Return the two digits of a year in "05/12/80" or "80"."""
    found = _SHORT.fullmatch(text)
    return int(found[1]) if found else None


def count_of(cell: object) -> int | None:
    """Read a count as documents write it: 4, "4 khẩu", "1.024"."""
    found = None if isinstance(cell, bool) else _COUNT.fullmatch(text_of(cell))
    return int(found[1].replace(".", "")) if found else None
