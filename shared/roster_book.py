"""A workbook as one roster: one village a sheet or several, legacy text, an officer's choices."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from types import MappingProxyType

from shared.headings import Layout, find_layout
from shared.legacy_text import Finding, Legacy, as_told, find_code, mend
from shared.problems import Code, Problem
from shared.roster import Roster
from shared.roster_reading import Listing, read_lists
from shared.sheet import Cells, filled
from shared.text import clean, fold
from shared.village_names import VILLAGE_WORDS, Register, village_key

_CODES: Mapping[str, Legacy] = {"tcvn3": "tcvn3", "vni": "vni"}
_VILLAGE_SHEET = re.compile(rf".*?\b((?:{VILLAGE_WORDS})\b.*\w)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as its file has it."""

    name: str
    rows: Sequence[Cells]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What the officer said of a book: its code ("unicode" where none should be looked for), the
    village of a sheet by the sheet's name ("" where there is only one), what each column is, by its
    kind of list and its place, and which village a doubtful name means (`Register.chosen`).
    """

    code: str = ""
    villages: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    meant: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """Sheets with the same headings, whose columns are chosen once."""

    layout: Layout
    listings: tuple[Listing, ...]

    def samples(self, place: int, most: int = 3) -> list[str]:
        """Return the first different texts of a column."""
        rows = (cells for each in self.listings for cells in each.rows[each.layout.first :])
        found: dict[str, None] = {}
        for cells in rows:
            found.update(dict.fromkeys(filled(cells[place : place + 1])))
            if len(found) >= most:
                break
        return list(found)[:most]


@dataclass(frozen=True, slots=True)
class Book:
    """What was read of a workbook, and how."""

    roster: Roster
    kinds: tuple[Kind, ...]
    code: Legacy

    @property
    def listings(self) -> tuple[Listing, ...]:
        return tuple(each for kind in self.kinds for each in kind.listings)

    @property
    def unplaced(self) -> tuple[Listing, ...]:
        """Return the sheets with rows for which nobody has said the village."""
        lost = {c.sheet for c in self.roster.complaints if c.code == Code.NO_VILLAGE_IN_ROW.code}
        return tuple(each for each in self.listings if each.name in lost)


def read_book(
    sheets: Sequence[Sheet],
    this_year: int,
    choices: Choices,
    known: Iterable[str] = (),
    former: Mapping[str, str] = MappingProxyType({}),
) -> Book:
    """Read every sheet that is a list; `known` are the names of the commune's villages, `former`
    those of villages that were joined to them (`Register.former`).
    """
    register = Register(tuple(known), choices.meant, former)
    keys = frozenset(map(village_key, register.known))
    left_out: list[str] = []
    codes: set[Legacy] = set()
    layouts: list[tuple[Sheet, Layout]] = []
    for sheet in sheets:
        if not any(map(filled, sheet.rows)):
            continue
        if sheet.is_hidden:
            left_out.append(Problem(Code.HIDDEN_SHEET, sheet=sheet.name).sentence)
            continue
        code, rows = _in_unicode(sheet.rows, choices.code)
        codes.add(code)
        try:
            layouts.append((Sheet(sheet.name, rows), find_layout(rows)))
        except Problem:
            left_out.append(Problem(Code.SHEET_WITHOUT_HEADER, sheet=sheet.name).sentence)
    if not layouts:
        raise Problem(Code.NO_HEADER)
    kinds = _kinds(layouts, choices, keys)
    listings = [each for kind in kinds for each in kind.listings]
    roster = read_lists(listings, this_year, register)
    told = replace(roster, left_out=(*left_out, *roster.left_out))
    return Book(told, kinds, max(codes))


def _in_unicode(rows: Sequence[Cells], wish: str) -> tuple[Legacy, Sequence[Cells]]:
    texts = [c for cells in rows for c in cells if isinstance(c, str) and not c.isascii()]
    finding = Finding()
    if code := _CODES.get(wish):
        finding = as_told(code, texts)
    elif not wish:
        finding = find_code(texts)
    if not finding.code:
        return "", rows
    return finding.code, [
        [mend(cell, finding) if isinstance(cell, str) else cell for cell in cells] for cells in rows
    ]


def _kinds(
    layouts: Sequence[tuple[Sheet, Layout]], choices: Choices, keys: Container[str]
) -> tuple[Kind, ...]:
    def headings(of: tuple[Sheet, Layout]) -> tuple[tuple[int, str, str], ...]:
        return tuple((each.place, each.heading, each.field) for each in of[1].columns)

    kinds = []
    for at, (_, group) in enumerate(groupby(layouts, headings)):
        listings = []
        for sheet, found in group:
            layout = found.choosing(choices.fields.get(at, {}))
            name = sheet.name if len(layouts) > 1 else ""
            village = choices.villages.get(name) or _village_of(sheet.name, keys)
            listings.append(Listing(name, sheet.rows, layout, clean(village)))
        kinds.append(Kind(listings[0].layout, tuple(listings)))
    return tuple(kinds)


def _village_of(sheet: str, keys: Container[str]) -> str:
    """Return the village that a sheet's name tells: "Thôn 3", "DS thon 3", or like a known one."""
    if village_key(sheet) in keys:
        return sheet
    found = _VILLAGE_SHEET.fullmatch(fold(sheet))
    # Folding keeps the number of letters in one-form text, so the place in it is the place here.
    return clean(sheet)[-len(found[1]) :] if found else ""
