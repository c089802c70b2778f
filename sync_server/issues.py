"""What was closed of a quarter, and the draft of what is not: which report is given to whom asks.

The closing itself has number 0, its amendments 1, 2, 3 …
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from shared.dossier import Dossier, Issue, earlier_after, shown_in
from shared.freezing import thawed
from shared.places import Commune
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.report import Report
from sync_server import counting, gathering
from sync_server.database import Cursor, Row
from sync_server.province import parts

_ISSUES = (
    "SELECT number, closed_ms, name, digest, content FROM closing"
    " WHERE commune = ? AND quarter = ? ORDER BY number"
)
# A figure belongs to the quarter that it names, whenever it was declared. What somebody wants done
# with their name (`shared.lists.is_wish`) is late for no report.
_LATE = (
    "SELECT count(*) FROM log WHERE commune = ? AND seq > ?"
    " AND ((village <> '' AND day <= ?) OR (kind = 'figure' AND record LIKE ?))"
    " AND NOT (kind = 'answer' AND record LIKE ?) AND NOT (kind = 'visit' AND record LIKE ?)"
)
_WISHES = '%"question":"consent"%', '%"outcome":"refused"%'


def issues(cursor: Cursor, commune: str, quarter: Quarter) -> tuple[Dossier, ...]:
    """Return what was closed for a quarter, oldest first: the closing, then its amendments."""
    found: list[Dossier] = []
    for row in cursor.all(_ISSUES, (commune, str(quarter))):
        found.append(replace(_issue(row), earlier=earlier_after(found[-1]) if found else {}))
    return tuple(found)


def _issue(row: Row) -> Dossier:
    number, closed_ms, name, digest, content = row
    return replace(thawed(content), issue=Issue(number, closed_ms, name, digest))


def dossier(
    cursor: Cursor, commune: Commune, quarter: Quarter, day: date, number: int | None = None
) -> Dossier:
    """Return the latest issue of what was closed, or a draft of what is not; by its `number` any
    issue is given as it was, for ever.
    """
    found = issues(cursor, commune.id, quarter)
    if number is not None and not 0 <= number < len(found):
        raise Problem(Code.NO_SUCH_ISSUE, number=number, quarter=quarter.label)
    if number is None and not found:
        made = draft(cursor, commune, quarter, day)
    else:
        made = found[-1 if number is None else number]
    told = [shown_in(each) for each in issues(cursor, commune.id, quarter.previous())]
    known = (code for code, was in made.before.items() if was in [each.get(code) for each in told])
    return replace(made, known=frozenset(known))


def title(number: int | None) -> str:
    """Name an issue by its number, None being a draft."""
    if number is None:
        return "Bản dự thảo"
    return f"Bản bổ sung số {number}" if number else "Bản chốt"


def draft(cursor: Cursor, commune: Commune, quarter: Quarter, day: date) -> Dossier:
    made = gathering.draft(cursor, commune, quarter, day)
    return gathering.compared(made, previous(cursor, commune, quarter))


def previous(cursor: Cursor, commune: Commune, quarter: Quarter) -> Report | None:
    """Return last quarter's report, as it was closed if it was, where there is one to compare.

    There is none where others have joined the commune since: it was not of the same people.
    """
    before = quarter.previous()
    now = parts(cursor, commune.id, counting.last_day(cursor, commune.id, quarter))
    if found := issues(cursor, commune.id, before):
        then = found[-1].report
        return then if (commune.id, *(each for each, _ in then.joined)) == now else None
    if parts(cursor, commune.id, counting.last_day(cursor, commune.id, before)) != now:
        return None
    if not commune.exists_on(before.last_day):
        return None
    try:
        return counting.report(cursor, commune, before)
    except Problem as problem:
        if problem.kind is Code.NO_PLAN:
            return None
        raise


def late(cursor: Cursor, issue: Dossier) -> int:
    """Return how many entries came after `issue` that its quarter would have counted."""
    report = issue.report
    period = f'%"period":"{report.quarter}"%'
    until = counting.last_day(cursor, report.commune, report.quarter)
    ends = {report.commune: report.cursor, **dict(report.joined)}
    count = 0
    for each in parts(cursor, report.commune, until):
        # Of those that were merged, what their offices declared is not this one's.
        said = period if each == report.commune else ""
        asked = (each, ends.get(each, 0), until.isoformat(), said, *_WISHES)
        row = cursor.one(_LATE, asked)
        count += row[0] if row else 0
    return count


def closed_days(cursor: Cursor, commune: str, quarter: Quarter) -> tuple[date, ...]:
    """Return the days on which a quarter was closed and amended."""
    found = cursor.all(
        "SELECT day FROM closing WHERE commune = ? AND quarter = ? ORDER BY number",
        (commune, str(quarter)),
    )
    return tuple(date.fromisoformat(day) for (day,) in found)


def closed(cursor: Cursor, commune: str, days: Iterable[date]) -> set[date]:
    """Return of `days` those for which whatever is declared comes after their quarter was closed.

    A report is due before its quarter ends: days after the closing are not closed, what is
    entered for them is ordinary work, and goes to an amendment or to the next quarter.
    """
    found = cursor.all(
        "SELECT quarter, day FROM closing WHERE commune = ? AND number = 0", (commune,)
    )
    last: dict[str, str] = dict(found)
    return {day for day in days if day.isoformat() <= last.get(str(Quarter.of(day)), "")}
