"""Which column of a list is what: headings over one or several rows, as communes type them.

Columns are found by their headings, wherever they stand. Numbers of cards, telephones and accounts
and addresses are not read at all (Law 91/2025/QH15), and the reader is told so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.problems import Code, Problem
from shared.sheet import Cells, filled, text_of
from shared.text import fold
from shared.village_names import VILLAGE_WORDS

FIELDS: Mapping[str, str] = {
    "name": "Họ và tên",
    "given": "Tên (cột tách khỏi họ)",
    "birth": "Năm sinh, ngày sinh",
    "birth_too": "Năm sinh (cột thứ hai)",
    "relation": "Quan hệ với chủ hộ",
    "head": "Họ tên chủ hộ",
    "mark": "Đánh dấu chủ hộ",
    "number": "Số hộ",
    "order": "Số thứ tự",
    "people": "Số nhân khẩu của hộ",
    "village": "Thôn",
}
"""What a column may hold, in the words of the desk."""

# Tried first: "Số điện thoại chủ hộ" is a telephone, not a head.
_PRIVATE = {
    r"cccd|cmnd|cmt|can cuoc|dinh danh|chung minh|giay to tuy than|ho chieu":
        "Ba Không không lưu số căn cước",
    r"dien thoai|sdt|so dt|dt|dtdd|di dong|zalo|facebook|email":
        "số điện thoại chỉ hỏi khi người dân cần gọi lại",
    r"dan toc|ton giao": "dữ liệu cá nhân nhạy cảm, không chỉ tiêu nào cần đến",
    r"tai khoan|stk|ngan hang": "Ba Không không lưu số tài khoản",
    r"bhyt|bhxh|bao hiem|ma so thue|mst": "không chỉ tiêu nào cần đến",
}  # fmt: skip
_ADDRESS = r"dia chi|noi o|cho o|so nha|thuong tru|tam tru|que quan|nguyen quan|noi sinh|toa do"
_NO_ADDRESS = "chỉ cần tên thôn, Ba Không không lưu địa chỉ chi tiết"
_LOOKS_PRIVATE = "các ô trông như số căn cước hoặc số điện thoại"
_BORN = r"(nam|ngay|ngay thang|ngay thang nam|ngay nam|thang nam) sinh|sinh (nam|ngay)|ns"
_HEADINGS = {
    "head": r"(ho (va )?)?ten chu ho",
    "mark": r"(la )?chu ho",
    "name": r"ho (va )?ten( (nhan khau|thanh vien|nguoi|cong dan|cac)( .*)?)?"
    r"|ho (va |chu )?(ten )?dem( va ten)?|ten (nhan khau|thanh vien)( .*)?",
    "given": r"ten",
    "number": r"(so|ma|ma so|stt|tt|so tt|so thu tu|so so) ho( khau| gia dinh| dan)?|ho so",
    "order": r"stt|tt|so tt|so thu tu",
    "relation": r"(moi )?(quan he|qh)( (voi|vs))?( (chu ho|ch))?( trong (ho|gia dinh))?",
    "people": r"((tong )?(so )?(nhan )?khau|(tong )?so (nguoi|nk|thanh vien))"
    r"( (trong|cua|thuc te)( .*)?)?",
    "village": rf"(ten )?({VILLAGE_WORDS})( .*)?",
    "birth_too": rf"({_BORN}) nu",
    "birth": rf"({_BORN})( nam)?",
}
# With diacritics: Lang and Tống are families of these villages.
SECTION = re.compile(r"(thôn|bản|xóm|khu phố|khu|tổ dân phố|tdp|làng)\b")
_PART_OF = re.compile(r"[,;–]| - ")
_CARD = re.compile(r"0?\d{11}|\d{9,10}")
_SAMPLED = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what its heading says, what is read from it, or why nothing is."""

    place: int
    heading: str
    field: str = ""
    private: str = ""

    @property
    def is_locked(self) -> bool:
        """Say whether nobody may choose to read the column; addresses may tell the village."""
        return self.private not in ("", _NO_ADDRESS)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings of a list end, and its columns."""

    first: int
    columns: tuple[Column, ...]

    @property
    def places(self) -> dict[str, int]:
        return {each.field: each.place for each in self.columns if each.field}

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(
            f"Cột “{each.heading}” không được đọc: {each.private}."
            for each in self.columns
            if each.private
        )

    def choosing(self, fields: Mapping[int, str]) -> Layout:
        """Return the layout with an officer's choice; a column with card numbers stays unread."""
        taken: set[str] = set()
        columns = []
        for each in self.columns:
            field = fields.get(each.place, each.field)
            is_free = field in FIELDS and field not in taken
            chosen = field if is_free and not each.is_locked else ""
            taken.add(chosen)
            why = "" if chosen else each.private
            columns.append(replace(each, field=chosen, private=why))
        return Layout(self.first, tuple(columns))


def find_layout(rows: Sequence[Cells]) -> Layout:
    """Return where the headings stand, what each column is, and which are not read and why."""
    for top, cells in enumerate(rows):
        if len(filled(cells)) > 1 and {"name", "head"} & set(map(field_of, map(text_of, cells))):
            headings, first = _headings(rows, top)
            columns = tuple(_columns(headings, rows[first : first + _SAMPLED]))
            return Layout(first, _with_village(columns, rows[first : first + _SAMPLED]))
    raise Problem(Code.NO_HEADER)


def field_of(heading: str) -> str:
    """Return what a heading says its column holds; "" when nothing that is read."""
    # "Hộ" is a household, "Họ" a family name; without diacritics they are one.
    if heading.casefold() == "hộ":
        return "number"
    bare = _bare(heading)
    if _why_private(bare):
        return ""
    return next((key for key, p in _HEADINGS.items() if re.fullmatch(p, bare)), "")


def _bare(heading: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\(.*?\)", " ", fold(heading))))


def _why_private(bare: str) -> str:
    found = (why for p, why in _PRIVATE.items() if re.search(rf"\b({p})\b", bare))
    return next(found, _NO_ADDRESS if re.search(rf"\b({_ADDRESS})\b", bare) else "")


def _headings(rows: Sequence[Cells], top: int) -> tuple[list[str], int]:
    """Return each column's heading, put together from its rows, and where the list begins."""
    width = max(len(row) for row in rows[max(0, top - 1) : top + 3])
    main = _padded(rows[top], width)
    above = _padded(rows[top - 1], width) if top else [""] * width
    if len(list(filter(None, above))) < 2:
        above = [""] * width
    below = _padded(rows[top + 1], width) if top + 1 < len(rows) else [""] * width
    if not _is_below(main, below):
        return [own or over for own, over in zip(main, above, strict=True)], top + 1
    headings, parent = [], ""
    for own, over, under in zip(main, above, below, strict=True):
        parent = own or parent
        headings.append(f"{parent} {under}" if under else own or over)
    return headings, top + 2


def _padded(cells: Cells, width: int) -> list[str]:
    texts = [text_of(cell) for cell in cells[:width]]
    return texts + [""] * (width - len(texts))


def _is_below(main: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether a row divides merged headings: "Năm sinh" into "Nam" and "Nữ"."""
    names = [under for own, under in zip(main, below, strict=True) if field_of(own) == "name"]
    told = list(filter(None, below))
    new = any(under and not own for own, under in zip(main, below, strict=True))
    return bool(told) and new and not any(names) and not any(re.search(r"\d", t) for t in told)


def _columns(headings: Sequence[str], sample: Sequence[Cells]) -> Iterator[Column]:
    taken: set[str] = set()
    for place, heading in enumerate(headings):
        field, private = field_of(heading), _why_private(_bare(heading))
        # "Năm sinh" often stands over two columns, "Nam" and "Nữ", with the year in one of them.
        is_second = field == "birth" or (not heading and "birth" in taken and place)
        if is_second and "birth" in taken and (field or field_of(headings[place - 1]) == "birth"):
            field = "birth_too"
        if field in taken:
            field = ""
        if not field and not private and _looks_private(sample, place):
            private = _LOOKS_PRIVATE
        taken.add(field)
        if heading or field or private:
            yield Column(place, heading or f"cột {_letter(place)}", field, private)


def _letter(place: int) -> str:
    """Return a column's letters as the spreadsheet shows them: A, B … Z, AA."""
    before, last = divmod(place, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def _told(sample: Sequence[Cells], place: int) -> list[str]:
    return [t for cells in sample if place < len(cells) and (t := text_of(cells[place]))]


def _looks_private(sample: Sequence[Cells], place: int) -> bool:
    told = [re.sub(r"[ .]", "", text) for text in _told(sample, place)]
    return len(told) > 1 and 2 * sum(map(bool, map(_CARD.fullmatch, told))) > len(told)


def village_in(text: str) -> str:
    """Return the village of "Thôn Đồi Chông, xã Cẩm Tân", wherever in it that stands."""
    parts = [part.strip() for part in _PART_OF.split(text)]
    return next((part for part in parts if SECTION.match(part.casefold())), parts[0])


def _with_village(columns: tuple[Column, ...], sample: Sequence[Cells]) -> tuple[Column, ...]:
    """Take the village out of the addresses where no other column tells it."""
    if any(each.field == "village" for each in columns):
        return columns
    for at, each in enumerate(columns):
        told = _told(sample, each.place) if each.private == _NO_ADDRESS else []
        named = sum(bool(SECTION.match(village_in(text).casefold())) for text in told)
        if told and 5 * named >= 4 * len(told):
            heading = replace(each, field="village", private="")
            return (*columns[:at], heading, *columns[at + 1 :])
    return columns
