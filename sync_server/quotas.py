"""The plan's targets dealt to villages, and to whom they were given: who, what, until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.protocol import Place
from shared.quarter import Quarter
from shared.report import Report, Row
from sync_server.communes import heirs
from sync_server.database import Cursor
from sync_server.officers import Officer

Work = tuple[str, str]
"""A village and an indicator's code."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A decision: which team does what where, until when; an empty team takes the work back."""

    village: str
    code: str
    team: str
    due: date
    officer: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Quota:
    """One indicator in one village: what is needed, what is there, who sees to it."""

    place: Place
    row: Row
    assignment: Assignment | None
    due: date

    @property
    def team(self) -> str:
        return self.assignment.team if self.assignment else ""

    def is_late(self, today: date) -> bool:
        # Who was not asked at all is late as well.
        return not self.row.met and self.due < today


def quotas(
    reports: Sequence[tuple[Place, Report]], given: Mapping[Work, Assignment]
) -> list[tuple[Place, list[Quota]]]:
    """Return every village's share; without a day of its own, work is due with the report."""
    return [
        (
            place,
            [
                _quota(place, row, given.get((place.id, row.indicator.code)), report)
                for row in report.rows
                if row.indicator.source != "declared" and row.cell.denominator
            ],
        )
        for place, report in reports
    ]


def _quota(place: Place, row: Row, given: Assignment | None, report: Report) -> Quota:
    given = given if given and given.team else None
    return Quota(place, row, given, given.due if given else report.plan.due(report.quarter))


def history(cursor: Cursor, commune: str, quarter: Quarter) -> list[Assignment]:
    """Return every decision of a quarter, latest first."""
    rows = cursor.all(
        "SELECT village, code, team, due, officer, at_ms FROM assignment"
        " WHERE commune = ? AND quarter = ? ORDER BY number DESC",
        (commune, str(quarter)),
    )
    return [
        Assignment(village, code, team, date.fromisoformat(due), officer, at_ms)
        for village, code, team, due, officer, at_ms in rows
    ]


def standing(past: Sequence[Assignment], joined: Mapping[str, str]) -> dict[Work, Assignment]:
    """Return the latest decision on each piece of work; `past` is latest first. What was given out
    in a village that was `joined` to another is that one's where nothing of its own is given out.
    """
    found: dict[Work, Assignment] = {}
    for each in past:
        found.setdefault((each.village, each.code), each)
    for (village, code), each in list(found.items()):
        own = found.get((joined.get(village, ""), code))
        if village in joined and each.team and not (own and own.team):
            found[joined[village], code] = replace(each, village=joined[village])
    return found


def assign(
    cursor: Cursor,
    officer: Officer,
    quarter: Quarter,
    decisions: Mapping[Work, tuple[str, date]],
    now_ms: int,
) -> int:
    """Keep what was decided anew; return how many decisions changed something."""
    joined = heirs(cursor, officer.commune)
    known = standing(history(cursor, officer.commune, quarter), joined)
    row = cursor.one(
        "SELECT max(number) FROM assignment WHERE commune = ? AND quarter = ?",
        (officer.commune, str(quarter)),
    )
    number = (row[0] or 0) if row else 0
    fresh = []
    for (village, code), (team, due) in decisions.items():
        before = known.get((village, code))
        if (before.team, before.due) == (team, due) if before else not team:
            continue
        number += 1
        work = (officer.commune, str(quarter), number, village, code, team, due.isoformat())
        fresh.append((*work, officer.username, officer.name, now_ms))
    cursor.many(
        "INSERT INTO assignment (commune, quarter, number, village, code, team, due, username,"
        " officer, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        fresh,
    )
    return len(fresh)
