"""A report with all that is printed beside it: what every file lays out and none computes.

A draft is gathered from the log as it stands; an issue is what a closing ("chốt số liệu") or an
amendment ("bản bổ sung") froze. `lines` are the sixteen rows as they are shown, in full or with
small cells hidden for the public; pages and files print lines, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial

from shared.indicators import Indicator
from shared.own_words import NO_WORDS, OwnWords
from shared.places import Commune
from shared.plan import Target
from shared.protocol import Place
from shared.recipients import spoken
from shared.records import Figure
from shared.report import Report, Row, declared_of
from shared.suppression import NOT_HIDDEN, SMALL, Hidden, Print, Veil, veil
from shared.tally import Cell


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: with the chairman's authority or in his place; no name where nobody told it."""

    title: str = "CHỦ TỊCH"
    name: str = ""

    @property
    def is_deputy(self) -> bool:
        return self.title.upper().startswith("PHÓ")


NOBODY = Signer()


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding of the checks as it was at the closing, and the officer's explanation of it."""

    level: str
    rule: str
    quote: str
    message: str
    suggestion: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that entries after an issue changed: what was printed, and what counts now."""

    code: str
    number: int
    short: str
    old: Cell
    new: Cell


@dataclass(frozen=True, slots=True)
class Amendment:
    """A numbered amendment ("bản bổ sung số 1"): why, how many late entries, what they changed."""

    number: int
    day: date
    by: str
    reason: str
    late: int
    since: int
    cursor: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """What an officer closed: when, by whom, and the hash of the canonical content.

    Number 0 is the closing itself, 1, 2, 3 … are its amendments.
    """

    number: int
    closed_ms: int
    by: str
    digest: str


Prints = Mapping[str, tuple[Print, ...]]
"""What public versions printed of each indicator, oldest first."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A report, its villages, what it is compared with and what stood in the way.

    `before` holds the cells of the previous quarter, where it had data. `amendments` are all up to
    this issue; `issue` is None for a draft, which is printed as one. `earlier` is what the public
    versions of the quarter's earlier issues printed: with these numbers they could tell more.
    `known` are the indicators of which the public was told the cell in `before`.
    """

    report: Report
    commune: Commune
    day: date
    villages: tuple[tuple[Place, Report], ...] = ()
    before: Mapping[str, Cell] = field(default_factory=dict)
    obstacles: Mapping[str, int] = field(default_factory=dict)
    signer: Signer = NOBODY
    words: OwnWords = NO_WORDS
    remarks: tuple[Remark, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    issue: Issue | None = None
    is_public: bool = False
    earlier: Prints = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def is_draft(self) -> bool:
        return self.issue is None


@dataclass(frozen=True, slots=True)
class Line:
    """One of the sixteen rows as it is shown. Numbers are None where there are none or are hidden.

    `change` is in percentage points since the previous quarter, exact; `office` is what the office
    adds to a row of both, where it may be told.
    """

    indicator: Indicator
    target: Target
    numerator: int | None
    denominator: int | None
    missing: int | None
    ratio: Fraction | None
    met: bool | None
    short_by: int | None
    change: Fraction | None
    source: str
    figure: Figure | None
    office: Cell | None = None
    is_hidden: bool = False

    @property
    def has_data(self) -> bool:
        return self.ratio is not None or self.is_hidden

    @property
    def is_unasked(self) -> bool:
        """Say whether there is somebody to ask and nobody was: its rate of 0 says nothing."""
        return self.ratio is not None and self.missing == self.denominator

    @property
    def rate(self) -> Fraction | None:
        """Return the ratio as it is told: where nobody was asked there is none."""
        return None if self.is_unasked else self.ratio


def lines(of: Dossier) -> tuple[Line, ...]:
    """Return the sixteen rows of the commune as they are shown."""
    veils = veils_of(of)
    return tuple(
        _worded(of, _of_commune(of, row, veils[row.indicator.code])) for row in of.report.rows
    )


def _worded(of: Dossier, line: Line) -> Line:
    """Return a line whose indicator speaks of the commune as what it is: a ward is no xã."""
    row, own = line.indicator, partial(spoken, of.commune)
    if own("xã") == "xã":
        return line
    named = replace(row, name=own(row.name), short=own(row.short))
    counts = own(row.numerator), own(row.denominator)
    return replace(line, indicator=replace(named, numerator=counts[0], denominator=counts[1]))


def _of_commune(of: Dossier, row: Row, its: Veil) -> Line:
    code = row.indicator.code
    line = _line(row, its.total, of.is_public)
    is_told = line.ratio is not None and (code in of.known or not of.is_public)
    hides_office, _ = its.parts.get(_REST, NOT_HIDDEN)
    return replace(
        line,
        change=_change(row.cell, of.before.get(code)) if is_told else None,
        missing=None if of.is_public and _few_were_asked(of, row) else line.missing,
        office=None if hides_office else office_of(row),
    )


def office_of(row: Row) -> Cell | None:
    """Return what the office adds to what visits say, in a row of both."""
    return declared_of(row.figure) if row.source == "both" else None


def village_lines(of: Dossier) -> tuple[tuple[Place, tuple[Line, ...]], ...]:
    """Return each village's rows as they are shown; declared ones have no data there.

    The public is told how many are missing of the commune, and of villages that nobody has asked:
    less what the other villages tell, that would be those of the one that is hidden.
    """
    veils = veils_of(of)
    return tuple(
        (
            village,
            tuple(
                _worded(
                    of, _of_village(row, veils[row.indicator.code].parts[village.id], of.is_public)
                )
                for row in its.rows
            ),
        )
        for village, its in of.villages
    )


def _of_village(row: Row, hidden: Hidden, is_public: bool) -> Line:
    line = _line(row, hidden, is_public)
    return replace(line, missing=None) if is_public and not row.cell.is_unasked else line


def veils_of(of: Dossier) -> dict[str, Veil]:
    """Return what is hidden of each indicator; nothing, except for the public."""
    found = {}
    for row in of.report.rows:
        code = row.indicator.code
        is_needed = of.is_public and tells_of_people(row.indicator)
        found[code] = veil(row.cell, _parts(of, row), is_needed, of.earlier.get(code, ()))
    return found


_REST = ""
"""The name of what the villages leave of the total, such as what the office adds."""


def _parts(of: Dossier, row: Row) -> dict[str, Cell]:
    """Return the cells that make up a row's, by village, with the rest: that can be told too."""
    code = row.indicator.code
    cells = {
        village.id: next((each.cell for each in its.rows if each.indicator.code == code), Cell())
        for village, its in of.villages
    }
    whole = sum(cells.values(), Cell())
    part, left = (
        row.cell.numerator - whole.numerator,
        row.cell.denominator - whole.denominator,
    )
    return cells | ({_REST: Cell(part, left)} if 0 <= part <= left and left else {})


def earlier_after(of: Dossier) -> Prints:
    """Return what a later issue of the quarter finds printed: by this one's public version too.

    It is laid out again by the law of today: an issue closed under an earlier one may have handed
    out more, and that is not known here.
    """
    veils = veils_of(replace(of, is_public=True))
    return {
        code: (*of.earlier.get(code, ()), Print(row.cell, _parts(of, row), veils[code]))
        for row in of.report.rows
        for code in (row.indicator.code,)
    }


def shown_in(of: Dossier) -> dict[str, Cell]:
    """Return the commune's cells that the public version of an issue tells, by indicator."""
    veils = veils_of(replace(of, is_public=True))
    rows = {row.indicator.code: row.cell for row in of.report.rows}
    return {code: cell for code, cell in rows.items() if not veils[code].total[0]}


def tells_of_people(row: Indicator) -> bool:
    """Say whether a small count could point at somebody: not of officials, papers or places."""
    return row.source != "declared" or "doanh nghiệp" in row.unit


def _line(row: Row, hidden: Hidden, is_public: bool) -> Line:
    cell = row.cell
    hides, hides_whole = hidden
    known = bool(cell.denominator)
    shown = known and not hides
    return Line(
        indicator=row.indicator,
        target=row.target,
        numerator=cell.numerator if shown else None,
        denominator=cell.denominator if known and not hides_whole else None,
        missing=cell.missing if shown else None,
        ratio=cell.ratio if shown else None,
        met=row.met if shown else None,
        short_by=row.short_by if shown and row.met is not None else None,
        change=None,
        source=row.source,
        figure=_unsigned(row.figure) if is_public else row.figure,
        is_hidden=known and hides,
    )


def _unsigned(figure: Figure | None) -> Figure | None:
    """Return a figure without the person who gave it: their name is the office's own matter."""
    return figure and figure.model_copy(update={"person": ""})


def _few_were_asked(of: Dossier, row: Row) -> bool:
    """Say whether the missing tell of a few: they themselves, or those who said no.

    Villages that nobody has asked are told, so that the rest of the missing is of the others.
    """
    unasked = [each for each in _parts(of, row).values() if each.is_unasked]
    whole = sum(unasked, Cell())
    missing = row.cell.missing - whole.missing
    said_no = row.cell.denominator - row.cell.numerator - row.cell.missing
    return missing > 0 and (missing < SMALL or 0 < said_no < SMALL)


def _change(cell: Cell, before: Cell | None) -> Fraction | None:
    if before is None or cell.is_unasked or before.is_unasked:
        return None
    if cell.ratio is None or before.ratio is None:
        return None
    return (cell.ratio - before.ratio) * 100


def differences(old: Report, new: Report) -> tuple[Difference, ...]:
    """Return the rows whose counts are not the same in two reports.

    Who was not asked is no result: a row in which that alone moved would look unchanged in print.
    """
    cells = {row.indicator.code: row.cell for row in old.rows}
    return tuple(
        Difference(row.indicator.code, row.indicator.number, row.indicator.short, was, row.cell)
        for row in new.rows
        if _counts(was := cells.get(row.indicator.code, Cell())) != _counts(row.cell)
    )


def _counts(cell: Cell) -> tuple[int, int]:
    return cell.numerator, cell.denominator
