"""From the log to a draft of the report: rows, villages, last quarter, obstacles, who signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import chain

from shared.checks import Finding, check_report
from shared.dossier import Dossier, Signer
from shared.obstacles import BY_CODE
from shared.places import Commune
from shared.plan import Plan
from shared.profile import token
from shared.quarter import Quarter
from shared.records import Answer, Record
from shared.report import Report
from shared.tally import Cell
from sync_server import counting
from sync_server.asking import BOOK, Told
from sync_server.database import Cursor
from sync_server.province import TWICE, parts

# Whoever counts has a row that says what it is; answers about the dead count nowhere.
_COUNTED = "SELECT subject FROM current WHERE commune = ? AND question = '' AND token <> ''"


def draft(
    cursor: Cursor, commune: Commune, quarter: Quarter, day: date, plan: Plan | None = None
) -> Dossier:
    """Return the report of a quarter as it stands now, with all that is printed beside it."""
    counted = counting.count(cursor, commune, quarter, plan)
    return Dossier(
        report=counting.report_of(cursor, counted),
        commune=commune,
        day=day,
        villages=counting.breakdown_of(cursor, counted),
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
    return cell.denominator > 0 and not cell.is_unasked


def findings(of: Dossier, previous: Report | None) -> list[Finding]:
    """Return what the checks say of a draft beside the previous report, errors first."""
    order = {"error": 0, "warning": 1}
    found = check_report(of.report, previous, villages=of.villages)
    return sorted(found, key=lambda each: order.get(each.level, 2))


def signer(cursor: Cursor, commune: str) -> Signer:
    """Return who signs: the commune's leader, if there is one account of that role and not more."""
    found = cursor.all("SELECT name FROM officer WHERE commune = ? AND role = 'leader'", (commune,))
    return Signer(name=found[0][0]) if len(found) == 1 else Signer()


def obstacles(cursor: Cursor, commune: str, quarter: Quarter) -> dict[str, int]:
    """Count whom each obstacle stood in the way of at the quarter's end, once each, by code."""
    until = counting.last_day(cursor, commune, quarter)
    those = parts(cursor, commune, until)
    is_past = any(counting.tells_after(cursor, each, until) for each in those)
    # Of who stands in the logs of two, the last entry tells.
    if is_past or TWICE.among(cursor, those):
        logs = chain.from_iterable(counting.logged(cursor, each, until) for each in those)
        found = _told_then(logs, quarter)
    else:
        found = sum((_told_now(cursor, each, quarter) for each in those), Counter[str]())
    return dict(sorted(found.items()))


def _told_now(cursor: Cursor, commune: str, quarter: Quarter) -> Counter[str]:
    counted = {bytes(subject) for (subject,) in cursor.all(_COUNTED, (commune,))}
    hindered, period = BOOK.at(cursor, commune).hindered, str(quarter)
    alike = Counter(
        _codes(told, period) for subject, told in hindered.items() if subject in counted
    )
    found: Counter[str] = Counter()
    for codes, people in alike.items():
        found.update(dict.fromkeys(codes, people))
    return found


# Whoever is hindered alike has the very same `told`, so most are known from the page before.
@lru_cache(maxsize=65_536)
def _codes(told: Told, period: str) -> frozenset[str]:
    """Return the obstacles that are named in a period, or for always."""
    named = (codes for _, of, codes in told.answers if of in ("", period))
    return frozenset(code for code in chain.from_iterable(named) if code in BY_CODE)


def _told_then(records: Iterable[Record], quarter: Quarter) -> Counter[str]:
    told: set[tuple[bytes, str]] = set()
    counted: set[bytes] = set()
    for each in counting.standing(records).values():
        if isinstance(each, Answer):
            if not each.deleted and each.period in ("", str(quarter)):
                told |= {(each.subject.bytes, code) for code in each.obstacles}
        elif token(each):
            counted.add(each.id.bytes)
    return Counter(code for subject, code in told if subject in counted)
