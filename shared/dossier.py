"""A report with all that is printed beside it: what every file lays out and none computes.

A draft is gathered from the log as it stands; an issue is what a closing ("chốt số liệu") or an
amendment ("bản bổ sung") froze. `lines` are the sixteen rows as they are shown, in full or with
small cells hidden for the public; pages and files print lines, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import partial

from shared.indicators import Indicator
from shared.places import Commune
from shared.plan import Target
from shared.protocol import Place
from shared.recipients import spoken
from shared.records import Figure
from shared.report import Report, Row, declared_of
from shared.suppression import NOT_HIDDEN, SMALL, Hidden, Veil, veil
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


Held = Mapping[str, Mapping[str, Hidden]]
"""What is hidden of each indicator, by village; "" is what the villages leave of the total."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A report, its villages, what it is compared with and what stood in the way.

    `before` holds the cells of the previous quarter, where it had data. `amendments` are all up to
    this issue; `issue` is None for a draft, which is printed as one. `held` is what the public
    versions of the quarter's earlier issues hid: their numbers and these would tell it together.
    """

    report: Report
    commune: Commune
    day: date
    villages: tuple[tuple[Place, Report], ...] = ()
    before: Mapping[str, Cell] = field(default_factory=dict)
    obstacles: Mapping[str, int] = field(default_factory=dict)
    signer: Signer = NOBODY
    remarks: tuple[Remark, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    issue: Issue | None = None
    is_public: bool = False
    held: Held = field(default_factory=dict)

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
    line = _line(row, its.total, of.before.get(row.indicator.code), of.is_public)
    tells_office = not any(hides for hides, _ in its.parts[len(of.villages) :])
    return replace(line, office=office_of(row) if tells_office else None)


def office_of(row: Row) -> Cell | None:
    """Return what the office adds to what visits say, in a row of both."""
    return declared_of(row.figure) if row.source == "both" else None


def village_lines(of: Dossier) -> tuple[tuple[Place, tuple[Line, ...]], ...]:
    """Return each village's rows as they are shown; declared ones have no data there.

    The public is told how many are missing of the commune only: less what the other villages tell,
    that would be those of the one that is hidden.
    """
    veils = veils_of(of)
    return tuple(
        (
            village,
            tuple(
                _worded(of, _of_village(row, veils[row.indicator.code].parts[place], of.is_public))
                for row in its.rows
            ),
        )
        for place, (village, its) in enumerate(of.villages)
    )


def _of_village(row: Row, hidden: Hidden, is_public: bool) -> Line:
    line = _line(row, hidden, None, is_public)
    return replace(line, missing=None) if is_public else line


def veils_of(of: Dossier) -> dict[str, Veil]:
    """Return what is hidden of each indicator; nothing, except for the public."""
    cells = [{row.indicator.code: row.cell for row in its.rows} for _, its in of.villages]
    found = {}
    for row in of.report.rows:
        code = row.indicator.code
        parts = [each.get(code, Cell()) for each in cells]
        parts += _rest(row.cell, parts)
        before = of.held.get(code, {})
        held = [before.get(name, NOT_HIDDEN) for name in _names(of)]
        found[code] = veil(row.cell, parts, of.is_public and tells_of_people(row.indicator), held)
    return found


def _rest(total: Cell, parts: Sequence[Cell]) -> list[Cell]:
    """Return what the villages leave of the total, such as what the office adds: it can be told."""
    whole = sum(parts, Cell())
    part, left = total.numerator - whole.numerator, total.denominator - whole.denominator
    return [Cell(part, left)] if 0 <= part <= left and left else []


def _names(of: Dossier) -> tuple[str, ...]:
    return (*(place.id for place, _ in of.villages), "")


def held_after(of: Dossier) -> Held:
    """Return what later issues of the quarter are to hide: what this one's public version does."""
    veils = veils_of(replace(of, is_public=True))
    return {code: dict(zip(_names(of), its.parts, strict=False)) for code, its in veils.items()}


def tells_of_people(row: Indicator) -> bool:
    """Say whether a small count could point at somebody: not of officials, papers or places."""
    return row.source != "declared" or "doanh nghiệp" in row.unit


def _line(row: Row, hidden: Hidden, before: Cell | None, is_public: bool) -> Line:
    cell = row.cell
    hides, hides_whole = hidden
    known = bool(cell.denominator)
    shown = known and not hides
    tells_missing = shown and not (is_public and _few_were_asked(cell))
    return Line(
        indicator=row.indicator,
        target=row.target,
        numerator=cell.numerator if shown else None,
        denominator=cell.denominator if known and not hides_whole else None,
        missing=cell.missing if tells_missing else None,
        ratio=cell.ratio if shown else None,
        met=row.met if shown else None,
        short_by=row.short_by if shown and row.met is not None else None,
        change=_change(cell, before, is_public) if shown else None,
        source=row.source,
        figure=_unsigned(row.figure) if is_public else row.figure,
        is_hidden=known and hides,
    )


def _unsigned(figure: Figure | None) -> Figure | None:
    """Return a figure without the person who gave it: their name is the office's own matter."""
    return figure and figure.model_copy(update={"person": ""})


def _few_were_asked(cell: Cell) -> bool:
    """Say whether the missing tell of a few: they themselves, or those who said no."""
    said_no = cell.denominator - cell.numerator - cell.missing
    return cell.missing > 0 and (cell.missing < SMALL or 0 < said_no < SMALL)


def _change(cell: Cell, before: Cell | None, is_public: bool) -> Fraction | None:
    if before is None or cell.is_unasked or before.is_unasked:
        return None
    if cell.ratio is None or before.ratio is None:
        return None
    if is_public and veil(before, [], True).total[0]:
        return None
    return (cell.ratio - before.ratio) * 100


def differences(old: Report, new: Report) -> tuple[Difference, ...]:
    """Return the rows whose published cells are not the same in two reports."""
    cells = {row.indicator.code: row.cell for row in old.rows}
    return tuple(
        Difference(row.indicator.code, row.indicator.number, row.indicator.short, was, row.cell)
        for row in new.rows
        if (was := cells.get(row.indicator.code, Cell())) != row.cell
    )
