"""Closing a quarter ("chốt số liệu"): what was reported stays as it was, whatever comes later.

A closing freezes the log's last entry, the edition and the plan together with everything that the
report prints, under a hash of the canonical content. Entries that come later for the same quarter
go to a numbered amendment ("bản bổ sung"). Rows are only ever added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.checks import Finding
from shared.dossier import NOBODY, Amendment, Dossier, Issue, Remark, Signer, differences
from shared.freezing import digest_of, frozen
from shared.own_words import NO_WORDS, OwnWords
from shared.places import Commune
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.recipients import spoken
from shared.report import Report
from shared.text import accept
from sync_server import audit, counting, gathering
from sync_server.audit import Decision
from sync_server.database import Cursor
from sync_server.issues import (
    closed_days,
    dossier,
    issues,
    late,
    previous,
)
from sync_server.officers import Officer
from sync_server.province import parts

_ADD = (
    "INSERT INTO closing (commune, quarter, number, seq, edition, digest, content, closed_ms, day,"
    " username, name, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (commune, quarter, number) DO NOTHING"
)
_REASON_LIMIT = 500

__all__ = [
    "CLOSING", "Check", "Deed", "Preview", "amend", "close", "dossier", "issues", "key_of", "late",
    "named", "preview", "previous",
]  # fmt: skip

Check = Callable[[Dossier, Report | None], Sequence[Finding]]
"""What says of a draft, beside the previous report, what is to be mended or explained."""

CLOSING = "closing"
"""What a closing or an amendment is called in the audit."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Who closes, when, having seen what, why; who signs.

    `whys` are the explanations: by key of a finding, or by rule for all that it found. `words` is
    what the office says itself in the report: it is there from the closing on, in no draft.
    """

    officer: Officer
    day: date
    now_ms: int
    seen: str
    whys: Mapping[str, str]
    reason: str = ""
    signer: Signer = NOBODY
    words: OwnWords = NO_WORDS


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be closed now, and what the checks say of it. `digest` is of the content."""

    dossier: Dossier
    findings: tuple[Finding, ...]
    late: int

    @property
    def digest(self) -> str:
        # Without the log's end: an entry for another quarter need not send the officer back.
        report = self.dossier.report
        report = replace(report, cursor=0, joined=tuple((each, 0) for each, _ in report.joined))
        return digest_of(frozen(replace(self.dossier, report=report)))

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.level == "error")


def key_of(finding: Finding | Remark) -> str:
    """Return a name for a finding that a form can carry, the same when it is found again."""
    return digest_of(f"{finding.rule}\x1f{finding.quote}\x1f{finding.message}")[:16]


def preview(
    cursor: Cursor, commune: Commune, quarter: Quarter, day: date, check: Check = gathering.findings
) -> Preview:
    """Return what closing, or amending, would freeze now.

    A closed quarter keeps the plan that it was closed with.
    """
    last = previous(cursor, commune, quarter)
    there = issues(cursor, commune.id, quarter)
    plan = there[-1].report.plan if there else None
    made = gathering.compared(gathering.draft(cursor, commune, quarter, day, plan), last)
    found = tuple(_worded(commune, each) for each in check(made, last))
    return Preview(made, found, late(cursor, there[-1]) if there else 0)


def _worded(commune: Commune, finding: Finding) -> Finding:
    said, mend = spoken(commune, finding.message), spoken(commune, finding.suggestion)
    return replace(finding, message=said, suggestion=mend)


def close(
    cursor: Cursor,
    commune: Commune,
    quarter: Quarter,
    deed: Deed,
    check: Check = gathering.findings,
) -> Issue:
    """Close a quarter as it was previewed; errors block it, warnings need their explanations."""
    _hold(cursor, commune, quarter)
    if closed_days(cursor, commune.id, quarter):
        raise Problem(Code.ALREADY_CLOSED, quarter=quarter.label)
    made = preview(cursor, commune, quarter, deed.day, check)
    final = _final(made, deed)
    return _add(cursor, final, 0, deed)


def amend(
    cursor: Cursor,
    commune: Commune,
    quarter: Quarter,
    deed: Deed,
    check: Check = gathering.findings,
) -> Issue:
    """Add an amendment that shows what entries after the last issue change, row by row."""
    _hold(cursor, commune, quarter)
    there = issues(cursor, commune.id, quarter)
    if not there:
        raise Problem(Code.NOT_CLOSED, quarter=quarter.label)
    if not (reason := accept(deed.reason, "Lý do", _REASON_LIMIT)):
        raise Problem(Code.NO_AMENDMENT_REASON)
    made = preview(cursor, commune, quarter, deed.day, check)
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
    final = replace(_final(made, deed), amendments=(*old.amendments, change))
    return _add(cursor, final, number, deed)


def _final(made: Preview, deed: Deed) -> Dossier:
    """Return what was previewed with what the officer says of it, or refuse to close."""
    remarks = _remarks(made, deed)
    return replace(made.dossier, remarks=remarks, signer=deed.signer, words=deed.words)


def _hold(cursor: Cursor, commune: Commune, quarter: Quarter) -> None:
    """Let no entry come between what is counted and where the report says that the log ended."""
    until = counting.last_day(cursor, commune.id, quarter)
    # In one order, so that no two closings wait for each other.
    for each in sorted(parts(cursor, commune.id, until)):
        audit.lock(cursor, each)


def _remarks(made: Preview, deed: Deed) -> tuple[Remark, ...]:
    """Return the findings with their explanations, or refuse to close."""
    if made.digest != deed.seen:
        raise Problem(Code.CHANGED_SINCE)
    if made.errors:
        raise Problem(Code.ERRORS_LEFT, count=len(made.errors))
    remarks = []
    for each in made.findings:
        said = deed.whys.get(key_of(each)) or deed.whys.get(each.rule, "")
        why = accept(said, "Giải trình", _REASON_LIMIT)
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
    by = Decision(deed.officer.username, deed.officer.name, deed.reason, deed.now_ms)
    audit.write(cursor, report.commune, CLOSING, named(report.quarter, number, issue.digest), by)
    return issue


def named(quarter: Quarter, number: int, digest: str) -> str:
    """Return how the audit names what was closed, so that neither can be altered alone."""
    return f"{quarter} #{number} {digest}"
