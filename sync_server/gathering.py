"""From the log to a draft of the report: rows, villages, last quarter, obstacles, who signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from shared.checks import Finding, check_report
from shared.dossier import Dossier, Signer
from shared.places import Commune
from shared.quarter import Quarter
from shared.records import Answer, Record, newer
from shared.report import Report
from shared.tally import Cell
from sync_server import closing
from sync_server.database import Cursor
from sync_server.entries import place_of

_STANDING = (
    "SELECT log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.period IN ('', ?) AND current.question <> ''"
    " AND current.token <> '' AND log.record LIKE ?"
)
_WITH_OBSTACLES = '%"obstacles":["%'


def draft(cursor: Cursor, commune: Commune, quarter: Quarter, day: date) -> Dossier:
    """Return the report of a quarter as it stands now, with all that is printed beside it."""
    report = closing.report(cursor, commune, quarter)
    return Dossier(
        report=report,
        commune=commune,
        day=day,
        villages=closing.breakdown(cursor, commune, quarter),
        obstacles=obstacles(cursor, commune.id, quarter),
        signer=signer(cursor, commune.id),
    )


def compared(of: Dossier, previous: Report | None) -> Dossier:
    """Return a draft beside the previous quarter, if there is one to compare with."""
    return of if previous is None else replace(of, before=comparable(of.report, previous))


def comparable(report: Report, previous: Report) -> Mapping[str, Cell]:
    """Return the cells of the previous quarter that have data and mean the same."""
    if previous.edition != report.edition or previous.plan.ages != report.plan.ages:
        return {}
    return {row.indicator.code: row.cell for row in previous.rows if _has_data(row.cell)}


def _has_data(cell: Cell) -> bool:
    return cell.denominator > 0 and cell.missing < cell.denominator


def findings(report: Report, previous: Report | None) -> list[Finding]:
    """Return what the checks say of a report, errors first."""
    order = {"error": 0, "warning": 1}
    found = check_report(report, previous)
    return sorted(found, key=lambda each: order.get(each.level, 2))


def signer(cursor: Cursor, commune: str) -> Signer:
    """Return who signs: the commune's leader, if there is one account of that role and not more."""
    found = cursor.all("SELECT name FROM officer WHERE commune = ? AND role = 'leader'", (commune,))
    return Signer(name=found[0][0]) if len(found) == 1 else Signer()


def obstacles(cursor: Cursor, commune: str, quarter: Quarter) -> dict[str, int]:
    """Count what stood in the way of the answers that hold at the quarter's end, by code."""
    row = cursor.one("SELECT last_day FROM commune WHERE id = ?", (commune,))
    if row is None or row[0] <= quarter.last_day.isoformat():
        found = cursor.all(_STANDING, (commune, str(quarter), _WITH_OBSTACLES))
        answers: Iterable[Record] = (Answer.model_validate_json(text) for (text,) in found)
    else:
        answers = standing(closing.logged(cursor, commune, quarter.last_day))
    counted = Counter(
        code
        for each in answers
        if isinstance(each, Answer) and not each.deleted and each.period in ("", str(quarter))
        for code in each.obstacles
    )
    return dict(sorted(counted.items()))


def standing(records: Iterable[Record]) -> Iterable[Record]:
    """Return of every record the version that stands."""
    newest: dict[tuple[bytes, str, str], Record] = {}
    for record in records:
        place = place_of(record)
        newest[place] = newer(newest.get(place, record), record)
    return newest.values()
