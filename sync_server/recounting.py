"""A closed report counted again from the log alone: does it still say what was printed?"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import add

from shared.dossier import Dossier
from shared.freezing import digest_of, thawed
from shared.indicators import EDITION
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.records import Figure, Record
from shared.report import Report, rows, work_done
from shared.units import last_day
from sync_server import audit, counting
from sync_server.closings import CLOSING, named
from sync_server.communes import heirs
from sync_server.database import Cursor
from sync_server.entries import record_of

_PAGE = (
    "SELECT kind, stamp, record, seq FROM log WHERE commune = ? AND seq > ? AND seq <= ?"
    " AND (day <= ? OR kind = ?) ORDER BY seq LIMIT 5000"
)


@dataclass(frozen=True, slots=True)
class Then:
    """How a commune was when a report was made: its last day in the quarter, its villages."""

    until: date
    villages: Container[str]


def report_at(cursor: Cursor, made: Report, then: Then) -> Report:
    """Count a report again from the logs alone, from the entries up to the last that it counts."""
    quarter, plan = made.quarter, made.plan
    if made.edition != EDITION:
        raise Problem(Code.OTHER_EDITION, edition=made.edition, ours=EDITION)
    records = list(_logged_until(cursor, (made.commune, made.cursor), then.until, "figure"))
    for end in made.joined:
        records += _logged_until(cursor, end, then.until)
    logs = made.commune, *(each for each, _ in made.joined)
    cut = ChainMap(*(dict(heirs(cursor, each, then.villages)) for each in logs))
    counted = counting.recount(
        (each for each in records if not isinstance(each, Figure)), quarter, plan, cut
    )
    tally = reduce(add, counted.values(), counting.NOTHING)
    declared = counting.standing(each for each in records if isinstance(each, Figure))
    figures = {
        figure.code: figure
        for figure in declared.values()
        if isinstance(figure, Figure) and figure.period == str(quarter) and not figure.deleted
    }
    return replace(made, rows=rows(tally, figures, plan), work=work_done(tally, figures))


def _logged_until(
    cursor: Cursor, end: tuple[str, int], until: date, whenever: str = ""
) -> Iterator[Record]:
    """Yield what a log says up to its `end` and a day, and of one kind whatever its day."""
    (commune, seq), last = end, 0
    while found := cursor.all(_PAGE, (commune, last, seq, until.isoformat(), whenever)):
        for kind, stamp, text, at in found:
            last = at
            yield record_of(kind, stamp, text)


def altered(cursor: Cursor, commune: str) -> Iterator[str]:
    """Yield what is wrong with the closings of `commune`: altered, or not what the log says."""
    decided = {each.what for each in audit.latest(cursor, commune, 10_000, deeds=(CLOSING,))}
    found = cursor.all(
        "SELECT quarter, number, seq, edition, digest, content FROM closing WHERE commune = ?"
        " ORDER BY quarter, number",
        (commune,),
    )
    for text, number, seq, edition, digest, content in found:
        quarter = Quarter.parse(text)
        name = f"{quarter.label}, {f'bản bổ sung số {number}' if number else 'bản chốt'}"
        key = named(quarter, number, digest_of(content))
        if digest_of(content) != digest or key not in decided:
            yield f"{name}: nội dung đã chốt bị sửa."
            continue
        decided.discard(key)
        made = thawed(content)
        if (made.report.cursor, made.report.edition) != (seq, edition) or not _is_counted_so(
            cursor, made.report, Then(last_day(made.commune, quarter), _named(made))
        ):
            yield f"{name}: số liệu đã chốt không khớp với sổ."
    there = {f"{text} #{number} " for text, number, *_ in found}
    for key in sorted(decided):
        if not key.startswith(tuple(there)):
            yield f"{key.rpartition(' ')[0]}: bản chốt số liệu đã bị xóa."


def _named(made: Dossier) -> frozenset[str]:
    return frozenset(place.id for place, _ in made.villages)


def _is_counted_so(cursor: Cursor, report: Report, then: Then) -> bool:
    """Say whether the logs up to its last entries give these rows."""
    try:
        counted = report_at(cursor, report, then)
    except Problem:
        # Another edition's table is not here to count with; the hash has spoken.
        return True
    return [row.cell for row in counted.rows] == [row.cell for row in report.rows]
