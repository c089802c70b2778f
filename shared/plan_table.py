"""A published plan's table, pasted from Word, Excel or a text, to the targets of a plan.

What is read is shown to the officer before it binds, so a doubt is told (`unread`, `doubts`) and
not guessed away. Cells may go on in the next line: tables break at pages and cells hold lists.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shared.indicators import INDICATORS, Indicator
from shared.text import clean, fold

_COLUMNS = {
    "number": ("tt", "stt", "so tt"),
    "responsible": ("thuc hien", "chu tri"),
    "coordinating": ("phoi hop",),
    "name": ("noi dung", "ten chi tieu"),
    "target": ("chi tieu", "muc tieu", "ke hoach", "ty le"),
}
_USUAL = ("number", "name", "target", "responsible", "coordinating")
_NUMBER = re.compile(r"\(?(1[0-6]|[1-9])(?:[.)/:]|\b)")
_COUNTED = re.compile(r"\(?\d{1,3}[.)/:]?")
_LINE = re.compile(
    r"\W{0,3}(?P<number>1[0-6]|[1-9])\s*[.)|/:\-]*\s+(?P<name>\D.*?)[\s:;,|\-–]*"
    r"(?P<target>(?:≥|>=|từ|đạt|trên)?\s*\d{1,3}(?:[.,]\d+)?\s*%(?:\s*trở\s+lên)?)"
    r"[\s;,|.:\-–]*(?P<rest>.*)",
    re.IGNORECASE,
)
_GROUP = re.compile(r"[ivx]+\s*[.)\-:]?\s*(?:\[|\|)?\s*doi voi\b|doi voi\b")
_GAP = re.compile(r"\s{2,}|\s*\|\s*")
_DUE = re.compile(r"\b(vào|trước)\s+ngày\s+(\d{1,2})\s+hàng\s+quý", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)
_ALIKE, _FAR = 0.72, 0.4


@dataclass(frozen=True, slots=True)
class TargetText:
    """A target as it stands in the table: text only, judged when the plan is kept."""

    target: str = ""
    responsible: str = ""
    coordinating: str = ""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """What a pasted text says of a plan: targets by code, what was not read, what is doubtful.

    `due` is (day, strictly before) where the text also holds that sentence.
    """

    targets: dict[str, TargetText]
    unread: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    due: tuple[int, bool] | None = None
    year: int | None = None

    @property
    def missing(self) -> tuple[Indicator, ...]:
        return tuple(each for each in INDICATORS if each.code not in self.targets)


def read_plan(text: str) -> PlanTable:
    """Read whatever of the sixteen rows `text` holds."""
    reading = _Reading()
    for cells in _rows(text):
        reading.take(cells)
    said = clean(text)
    due = _DUE.search(said)
    years = set(_YEAR.findall(said))
    return PlanTable(
        reading.targets,
        tuple(reading.unread),
        tuple(reading.doubts),
        (int(due[2]), due[1].casefold() == "trước") if due and 1 <= int(due[2]) <= 28 else None,
        int(years.pop()) if len(years) == 1 else None,
    )


class _Reading:
    """Goes down the rows, knowing the order of columns from the headings."""

    def __init__(self) -> None:
        self.targets: dict[str, TargetText] = {}
        self.unread: list[str] = []
        self.doubts: list[str] = []
        self._columns: Sequence[str] = _USUAL

    def take(self, cells: list[str]) -> None:
        said = clean(" ".join(cells))
        folded = fold(said)
        if not said or _GROUP.match(folded):
            return
        if headings := _headings(cells):
            self._columns = headings
            return
        named = dict(zip(self._columns, cells, strict=False))
        if "name" in named and "target" in named:
            number, name = named.get("number", ""), named["name"]
            target = {key: named.get(key, "") for key in TargetText.__slots__}
        elif line := _LINE.match(said):
            bodies = _GAP.split(_rest_of(" ".join(cells), line["rest"]), maxsplit=1)
            number, name = line["number"], line["name"]
            target = {"target": line["target"], "responsible": bodies[0]}
            target["coordinating"] = " ".join(bodies[1:])
        else:
            self.unread.append(said)
            return
        self._keep(number, name, {key: clean(value) for key, value in target.items()})

    def _keep(self, number: str, name: str, target: dict[str, str]) -> None:
        indicator, doubt = _recognised(number, name)
        if indicator is None or not any(character.isdigit() for character in target["target"]):
            self.unread.append(clean(f"{number} {name} {target['target']}"))
            return
        row = TargetText(**target)
        if self.targets.get(indicator.code, row) != row:
            doubt = f"Chỉ tiêu {indicator.number} có hai dòng trong bảng; đã lấy dòng sau."
        if doubt:
            self.doubts.append(doubt)
        self.targets[indicator.code] = row


def _rest_of(line: str, rest: str) -> str:
    """Return what follows the target with its gaps, which `clean` has folded away."""
    at = re.search(r"%(?:\s*trở\s+lên)?[\s;,|.:\-–]*", line, re.IGNORECASE)
    return line[at.end() :] if at else rest


def _headings(cells: Sequence[str]) -> list[str] | None:
    """Return what each column is, if these are the headings."""
    found = []
    for cell in map(fold, cells):
        fits = (key for key, words in _COLUMNS.items() if any(word in cell for word in words))
        # "Nội dung chỉ tiêu" is the name, "Chỉ tiêu" the target.
        found.append(next((key for key in fits if key != "number" or len(cell) <= 5), ""))
    is_heading = "target" in found and "name" in found and "%" not in "".join(cells)
    return found if is_heading and len(cells) > 2 else None


def _recognised(number: str, name: str) -> tuple[Indicator | None, str]:
    """Return the indicator that a row means, and what is doubtful about it.

    The name decides: some plans begin to count anew in their second part.
    """
    said = fold(name)
    same = [each for each in INDICATORS if fold(each.name) == said]
    likeness = {each.code: _likeness(said, fold(each.name)) for each in same or INDICATORS}
    best = max(same or INDICATORS, key=lambda each: likeness[each.code])
    numbered = _NUMBER.match(clean(number))
    own = INDICATORS[int(numbered[1]) - 1] if numbered else None
    near = likeness.get(own.code, 0) if own else 0
    if own and near >= _ALIKE and likeness[best.code] - near < 0.1:
        return own, ""
    if likeness[best.code] >= _ALIKE:
        return best, "" if own in (None, best) else _renumbered(clean(number), best)
    if own and near >= _FAR:
        return own, (
            f"Dòng {clean(number)} được hiểu là chỉ tiêu {own.number} theo số thứ tự;"
            f" tên trong bảng hơi khác: “{clean(name)[:80]}”."
        )
    return None, ""


def _renumbered(number: str, best: Indicator) -> str:
    return f"Dòng {number} được hiểu là chỉ tiêu {best.number} theo tên: “{best.short}”."


def _likeness(said: str, name: str) -> float:
    if said == name:
        return 1
    compared = SequenceMatcher(None, said, name, autojunk=False)
    # The quick one is never too low, and far cheaper.
    return compared.ratio() if compared.quick_ratio() >= _FAR else 0


def _rows(text: str) -> Iterator[list[str]]:
    """Yield the rows of a table, or the lines of a text, with what goes on put together."""
    row: list[str] = []
    width = 0
    for cells in _lines(text):
        if not row or _begins(cells):
            if row:
                yield row
            row, width = list(cells), max(width, len(cells))
        else:
            _go_on(row, cells, width)
    if row:
        yield row


def _begins(cells: Sequence[str]) -> bool:
    first = clean(cells[0])
    if _GROUP.match(fold(first)) or _headings(cells):
        return True
    return bool(_COUNTED.fullmatch(first) if len(cells) > 1 else _LINE.match(first))


def _go_on(row: list[str], cells: Sequence[str], width: int) -> None:
    """Add a line to the row it goes on from: cell by cell after a page's end, else to its end."""
    is_below = len(cells) > 1 and not cells[0].strip() and len(row) >= len(cells)
    if is_below:
        for place, cell in enumerate(cells):
            row[place] = f"{row[place]} {cell}".strip()
    elif len(row) + len(cells) - 1 <= max(width, len(row)):
        row[-1] = f"{row[-1]} {cells[0]}".strip()
        row.extend(cells[1:])
    else:
        row.append("\n".join(cells))


def _lines(text: str) -> Iterable[list[str]]:
    """Split what was pasted into cells; Excel quotes a cell that holds line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    if "\t" not in lines:
        return [[line] for line in lines.split("\n") if line.strip()]
    try:
        rows = list(csv.reader(lines.splitlines(keepends=True), "excel-tab", strict=True))
    except csv.Error:
        rows = [line.split("\t") for line in lines.split("\n")]
    return [row for row in rows if any(cell.strip() for cell in row)]
