"""Closing a quarter ("chốt số liệu"): what was reported stays as it was, whatever comes later.

A closing freezes the log's last entry, the edition and the plan together with everything that the
report prints, under a hash of the canonical content. Entries that come later for the same quarter
go to a numbered amendment ("bản bổ sung"). Rows are only ever added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared.checks import Finding
from shared.dossier import NOBODY, Amendment, Dossier, Issue, Remark, Signer, differences
from shared.freezing import digest_of, frozen, thawed
from shared.places import Commune
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.report import Report
from shared.text import accept
from sync_server import closing, gathering
from sync_server.database import Cursor, Row
from sync_server.officers import Officer

_ISSUES = (
    "SELECT number, closed_ms, name, digest, content FROM closing"
    " WHERE commune = ? AND quarter = ? ORDER BY number"
)
_ADD = (
    "INSERT INTO closing (commune, quarter, number, seq, edition, digest, content, closed_ms, day,"
    " username, name, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (commune, quarter, number) DO NOTHING"
)
# A figure belongs to the quarter that it names, whenever it was declared.
_LATE = (
    "SELECT count(*) FROM log WHERE commune = ? AND seq > ?"
    " AND ((village <> '' AND day <= ?) OR (kind = 'figure' AND record LIKE ?))"
)
_REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """Who closes, when, having seen what; the explanations, by key of the finding; who signs."""

    officer: Officer
    day: date
    now_ms: int
    seen: str
    whys: Mapping[str, str]
    reason: str = ""
    signer: Signer = NOBODY


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be closed now, and what the checks say of it. `digest` is of the content."""

    dossier: Dossier
    findings: tuple[Finding, ...]
    late: int

    @property
    def digest(self) -> str:
        # Without the log's end: an entry for another quarter need not send the officer back.
        report = replace(self.dossier.report, cursor=0)
        return digest_of(frozen(replace(self.dossier, report=report)))

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.level == "error")


def key_of(finding: Finding) -> str:
    """Return a name for a finding that a form can carry."""
    return digest_of(f"{finding.rule}\x1f{finding.quote}\x1f{finding.message}")[:16]


def issues(cursor: Cursor, commune: str, quarter: Quarter) -> tuple[Dossier, ...]:
    """Return what was closed for a quarter, oldest first: the closing, then its amendments."""
    return tuple(map(_issue, cursor.all(_ISSUES, (commune, str(quarter)))))


def _issue(row: Row) -> Dossier:
    number, closed_ms, name, digest, content = row
    return replace(thawed(content), issue=Issue(number, closed_ms, name, digest))


def dossier(
    cursor: Cursor, commune: Commune, quarter: Quarter, day: date, number: int | None = None
) -> Dossier:
    """Return what was closed, or a draft of what is not; `number` asks for an amendment.

    Without a number a closed quarter is given as it was closed, for ever.
    """
    found = issues(cursor, commune.id, quarter)
    if found or number is not None:
        for each in found:
            if each.issue and each.issue.number == (number or 0):
                return each
        raise Problem(Code.NO_SUCH_ISSUE, number=number or 0, quarter=quarter.label)
    return draft(cursor, commune, quarter, day)


def draft(cursor: Cursor, commune: Commune, quarter: Quarter, day: date) -> Dossier:
    made = gathering.draft(cursor, commune, quarter, day)
    return gathering.compared(made, previous(cursor, commune, quarter))


def previous(cursor: Cursor, commune: Commune, quarter: Quarter) -> Report | None:
    """Return last quarter's report, as it was closed if it was, where there is one to compare."""
    before = quarter.previous()
    if found := issues(cursor, commune.id, before):
        return found[-1].report
    if not commune.exists_on(before.last_day):
        return None
    try:
        return closing.report(cursor, commune, before)
    except Problem as problem:
        if problem.kind is Code.NO_PLAN:
            return None
        raise


def preview(cursor: Cursor, commune: Commune, quarter: Quarter, day: date) -> Preview:
    """Return what closing, or amending, would freeze now."""
    last = previous(cursor, commune, quarter)
    made = gathering.compared(gathering.draft(cursor, commune, quarter, day), last)
    found = tuple(gathering.findings(made.report, last))
    there = issues(cursor, commune.id, quarter)
    return Preview(made, found, late(cursor, there[-1]) if there else 0)


def late(cursor: Cursor, issue: Dossier) -> int:
    """Return how many entries came after `issue` that its quarter would have counted."""
    report = issue.report
    period = f'%"period":"{report.quarter}"%'
    until = report.quarter.last_day.isoformat()
    row = cursor.one(_LATE, (report.commune, report.cursor, until, period))
    return int(row[0]) if row else 0


def close(cursor: Cursor, commune: Commune, quarter: Quarter, deed: Deed) -> Issue:
    """Close a quarter as it was previewed; errors block it, warnings need their explanations."""
    if closed_days(cursor, commune.id, quarter):
        raise Problem(Code.ALREADY_CLOSED, quarter=quarter.label)
    made = preview(cursor, commune, quarter, deed.day)
    final = replace(made.dossier, remarks=_remarks(made, deed), signer=deed.signer)
    return _add(cursor, final, 0, deed)


def amend(cursor: Cursor, commune: Commune, quarter: Quarter, deed: Deed) -> Issue:
    """Add an amendment that shows what entries after the last issue change, row by row."""
    there = issues(cursor, commune.id, quarter)
    if not there:
        raise Problem(Code.NOT_CLOSED, quarter=quarter.label)
    if not (reason := accept(deed.reason, "Lý do", _REASON_LIMIT)):
        raise Problem(Code.NO_AMENDMENT_REASON)
    made = preview(cursor, commune, quarter, deed.day)
    if not made.late:
        raise Problem(Code.NOTHING_TO_AMEND, quarter=quarter.label)
    old, number = there[-1], len(there)
    change = Amendment(
        number=number,
        day=deed.day,
        by=deed.officer.name,
        reason=reason.rstrip("."),
        late=made.late,
        since=old.report.cursor,
        cursor=made.dossier.report.cursor,
        differences=differences(old.report, made.dossier.report),
    )
    final = replace(
        made.dossier,
        remarks=_remarks(made, deed),
        amendments=(*old.amendments, change),
        signer=deed.signer,
    )
    return _add(cursor, final, number, deed)


def _remarks(made: Preview, deed: Deed) -> tuple[Remark, ...]:
    """Return the findings with their explanations, or refuse to close."""
    if made.digest != deed.seen:
        raise Problem(Code.CHANGED_SINCE)
    if made.errors:
        raise Problem(Code.ERRORS_LEFT, count=len(made.errors))
    remarks = []
    for each in made.findings:
        why = accept(deed.whys.get(key_of(each), ""), "Giải trình", _REASON_LIMIT)
        if each.level == "warning" and not why:
            raise Problem(Code.NOT_EXPLAINED, quote=each.quote or each.message)
        remarks.append(
            Remark(each.level, each.rule, each.quote, each.message, each.suggestion, why)
        )
    return tuple(remarks)


def _add(cursor: Cursor, final: Dossier, number: int, deed: Deed) -> Issue:
    report, content = final.report, frozen(final)
    issue = Issue(number, deed.now_ms, deed.officer.name, digest_of(content))
    added = cursor.run(
        _ADD,
        (
            report.commune,
            str(report.quarter),
            number,
            report.cursor,
            report.edition,
            issue.digest,
            content,
            deed.now_ms,
            deed.day.isoformat(),
            deed.officer.username,
            deed.officer.name,
            accept(deed.reason, "Lý do", _REASON_LIMIT),
        ),
    )
    if not added:
        raise Problem(Code.ALREADY_CLOSED, quarter=report.quarter.label)
    return issue


def closed_days(cursor: Cursor, commune: str, quarter: Quarter) -> tuple[date, ...]:
    """Return the days on which a quarter was closed and amended."""
    found = cursor.all(
        "SELECT day FROM closing WHERE commune = ? AND quarter = ? ORDER BY number",
        (commune, str(quarter)),
    )
    return tuple(date.fromisoformat(day) for (day,) in found)


def closed_quarters(cursor: Cursor, commune: str) -> Mapping[Quarter, date]:
    """Return the quarters that are closed, each with the day of its closing."""
    found = cursor.all(
        "SELECT quarter, day FROM closing WHERE commune = ? AND number = 0 ORDER BY quarter",
        (commune,),
    )
    return {Quarter.parse(text): date.fromisoformat(day) for text, day in found}


def is_closed(cursor: Cursor, commune: str, day: date) -> bool:
    """Say whether what is declared for `day` comes after its quarter was closed.

    A report is due before its quarter ends: days after the closing are not closed, what is
    entered for them is ordinary work, and goes to an amendment or to the next quarter.
    """
    days = closed_days(cursor, commune, Quarter.of(day))
    return bool(days) and day <= days[0]
