"""One row of a list typed by hand: whom it is about, or that it is about nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from shared.headings import SECTION, Layout, field_of, village_in
from shared.sheet import Cells, filled, text_of
from shared.text import fold

Order = Literal["", "filled", "one"]
"""What the column of running numbers tells of households: nothing; a number stands only in the
first row of each; each begins with 1 again."""

_NOBODY = re.compile(
    r"(tổng|cộng|(tổng|cộng) ?(số|cộng|trang|dồn|mang|chuyển|toàn|hộ|xã|thôn|bản|:).*"
    r"|(người lập|xác nhận|danh sách)\b.*)"
)
_END = re.compile(
    r"(người lập|xác nhận|t/?m\b|k/?t\b|chủ tịch|trưởng (thôn|bản|khu|xóm)|ủy ban|uỷ ban|ubnd"
    r"|\(?ký\b|.*\bngày\b.*\btháng\b.*\bnăm\b).*"
)
_COLUMN_NUMBER = re.compile(r"[(\[]?([A-Za-z]|\d{1,2})[)\]]?")
_BESIDE_A_SECTION = re.compile(
    r"[ivxlc]+[.)]?|[a-z][.)]?|[\d.,]+[.)]?|[\d.,]+ *(hộ|khẩu|nhân khẩu|người).*", re.IGNORECASE
)
# With diacritics: "Chú" and "Cô" are an uncle and an aunt in somebody's house.
_MARKS = {"x", "v", "có", "1", "ch", "c.hộ", "chủ", "true", "bản thân"}
_BARE_MARKS = {fold(mark) for mark in _MARKS}
# "(45 hộ, 180 khẩu)" is how large a village is, "(tiếp theo)" and "(Trưởng thôn: …)" say something
# of the list; "(Cẩm Long cũ)" is which of two it is.
_BESIDE = re.compile(
    r"\s*\(\s*(?:[^)]*\d[^)]*\b(?:hộ|khẩu|người)\b"
    r"|(?:tiếp|tổng|cộng|gồm|trưởng|bí thư|phụ trách)\b)[^)]*\)?",
    re.IGNORECASE,
)
_SEXES = {"nam", "nữ", "nu"}
_SECTION_CELLS = 5
# Numbers and signs that lists put before a name; "=" and "@" are none of them.
_BULLET = re.compile(r"^(?:\d{1,3}[.)]|[-–—•*·+])\s*(?=[^\W\d_])")
_HOUSE_OF = re.compile(r"^(?:hộ (?:ông|bà)[ :]+|(?:ông|bà) *: *)", re.IGNORECASE)
_HEAD_BESIDE = re.compile(r"\s*\((?:chủ hộ|ch|c\.hộ)\)$", re.IGNORECASE)


def is_mark(text: str) -> bool:
    """Say whether a cell says "this is the head"."""
    told = text.casefold()
    is_one = told in (_BARE_MARKS if told.isascii() else _MARKS)
    return is_one or f"{fold(text)} ".startswith("chu ho ")


class Rows:
    """The rows of one list below its headings, and what their cells say."""

    def __init__(self, rows: Sequence[Cells], layout: Layout) -> None:
        self._rows = rows
        self._told: tuple[Cells, list[str]] = ((), [])
        above = (text for cells in rows[: layout.first] for text in filled(cells))
        self._headings = {text.casefold() for text in above}
        self.columns, self.first = layout.places, layout.first
        self._is_over = False
        told = self.columns.keys() & {"number", "relation", "mark"}
        told |= {"head"} if self.columns.keys() >= {"name", "head"} else set()
        self.order: Order = "" if told or "name" not in self.columns else self._order()
        self.is_heads_only = not told and not self.order

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        self._is_over = False
        yield from enumerate(self._rows[self.first :], start=self.first + 1)

    def above(self) -> Sequence[Cells]:
        return self._rows[: self.first]

    def texts(self, cells: Cells) -> list[str]:
        """Return the texts of a row, which are asked for again and again."""
        if self._told[0] is not cells:
            self._told = (cells, [text_of(cell) for cell in cells])
        return self._told[1]

    def of(self, key: str, cells: Cells) -> str:
        place, texts = self.columns.get(key, -1), self.texts(cells)
        return texts[place] if 0 <= place < len(texts) else ""

    def name(self, cells: Cells) -> str:
        """Return a row's name as people write it: no number before it, not all small letters."""
        name = self.of("name" if "name" in self.columns else "head", cells)
        given = self.of("given", cells)
        name = name if not given or name.split()[-1:] == [given] else f"{name} {given}".strip()
        name = _HEAD_BESIDE.sub("", _HOUSE_OF.sub("", _BULLET.sub("", name)))
        if name.islower():
            name = " ".join(word[:1].upper() + word[1:] for word in name.split())
        return name

    def says_head(self, cells: Cells) -> bool:
        """Say whether a row calls its person the head, in whatever column."""
        beside = self.of("name", cells)
        marked = is_mark(self.of("mark", cells)) or is_mark(self.of("relation", cells))
        return marked or bool(_HEAD_BESIDE.search(beside))

    def begins_home(self, cells: Cells) -> bool:
        """Say whether the running number tells that a household begins here."""
        number = self.of("order", cells)
        return bool(number) if self.order == "filled" else self.order == "one" and number == "1"

    def village(self, cells: Cells) -> str:
        return village_in(_BESIDE.sub("", self.of("village", cells)))

    def section(self, cells: Cells) -> str:
        """Return the village of a row that says only where the next ones are: "Thôn Đồi Chông"."""
        texts = list(filter(None, self.texts(cells)))
        if len(texts) > _SECTION_CELLS:
            return ""
        if len(texts) > 1:
            texts = [text for text in texts if not _BESIDE_A_SECTION.fullmatch(text)]
        if len(texts) != 1 or not SECTION.match(texts[0].casefold()):
            return ""
        return village_in(_BESIDE.sub("", texts[0])).replace(":", " ")

    def is_about_nobody(self, cells: Cells) -> bool:
        """Say whether a row is a heading again, a total, a signature, or the numbers of columns."""
        name, texts = self.name(cells), list(filter(None, self.texts(cells)))
        if self._is_heading(cells):
            self._is_over = False
            return True
        beside = [self.of(key, cells) for key in ("birth", "relation")]
        told = any(text and not _END.fullmatch(text.casefold()) for text in beside)
        if not told and (not name or _END.fullmatch(name.casefold())):
            self._is_over |= any(_END.fullmatch(text.casefold()) for text in texts)
        if self._is_over and not any(self.of(key, cells) for key in ("birth", "number", "order")):
            return True
        totals = (name, *texts[:1])
        return any(_NOBODY.fullmatch(text.casefold()) for text in totals) or all(
            _COLUMN_NUMBER.fullmatch(text) or text.casefold() in _SEXES for text in texts
        )

    def _is_heading(self, cells: Cells) -> bool:
        """Say whether the headings stand here again, as on each printed page."""
        told = [(key, self.of(key, cells)) for key in ("name", "head", "birth")]
        return any(
            text.casefold() in self._headings and field_of(text) == key
            for key, text in told
            if text
        )

    def _order(self) -> Order:
        if "order" not in self.columns:
            return ""
        named = [self.of("order", cells) for _, cells in self if self._is_person(cells)]
        if not named or not named[0]:
            return ""
        if 5 * named.count("") >= len(named):
            return "filled"
        ones = named.count("1")
        return (
            "one" if ones > 2 and len(named) <= 12 * ones and "village" not in self.columns else ""
        )

    def _is_person(self, cells: Cells) -> bool:
        return bool(self.of("name", cells)) and not self.is_about_nobody(cells)
