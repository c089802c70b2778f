"""What the desk's pages say about a report: due day, summary, sources, footnotes.

Pure: no request and no clock. Numbers come ready from `shared.report`; here they get their words.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from shared.dossier import Line
from shared.plan import Plan
from shared.quarter import Quarter
from shared.records import Figure
from shared.report import Report, Row
from shared.stamp import PER_MS, day_of, written_moment
from shared.tally import Cell
from shared.text import number
from shared.wording import (
    MET,
    SOURCES,
    UNASKED,
    coverage,  # noqa: F401 - templates' words
    either,
    judged,
    unplaced,  # noqa: F401 - templates' words
)
from sync_server.desk.comparing import compare

today, moment = day_of, written_moment
"""A day and a moment by Vietnam's clocks, from Unix time in milliseconds."""

_LONG_PAST = timedelta(days=92)


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def due(plan: Plan, quarter: Quarter, on: date, closed: date | None = None) -> str:
    """Say how long there is until the report is due, and by which rule; of a quarter that was
    closed, when it was.
    """
    last = plan.due(quarter)
    if closed:
        return f"Đã chốt ngày {day(closed)}; hạn báo cáo là {day(last)} ({plan.due_rule})"
    left = (last - on).days
    if left > 0:
        return f"Còn {left} ngày đến hạn {day(last)} ({plan.due_rule})"
    if left == 0:
        return f"Hôm nay là hạn báo cáo {day(last)} ({plan.due_rule})"
    if on - last > _LONG_PAST:
        return f"Hạn báo cáo là {day(last)} ({plan.due_rule})"
    return f"Quá hạn {-left} ngày, hạn là {day(last)} ({plan.due_rule})"


def is_urgent(plan: Plan, quarter: Quarter, on: date) -> bool:
    """Say whether the due day is close, or passed not long ago."""
    return -_LONG_PAST.days <= (plan.due(quarter) - on).days <= 7


def summary(report: Report) -> str:
    """Say in one sentence how many of the rows are met: Đạt 7/16 chỉ tiêu; 5 chưa đạt."""
    rows, kind = report.rows, "chỉ tiêu"
    if report.village is not None:
        rows = tuple(row for row in rows if row.indicator.source != "declared")
        kind = "chỉ tiêu tính theo thôn"
    verdicts = Counter(verdict(row) for row in rows)
    parts = [f"{MET[True]} {verdicts[MET[True]]}/{len(rows)} {kind}"]
    rest = (MET[False], UNASKED, MET[None])
    parts += [f"{verdicts[each]} {each.lower()}" for each in rest if verdicts[each]]
    return "; ".join(parts)


def verdict(row: Row) -> str:
    """Name what became of a row's target, as the report does."""
    return judged(row.met, row.cell.ratio)


def nobody_asked(report: Report) -> bool:
    """Say whether the visits tell nothing at all yet."""
    return all(row.visits is None or _asked(row.visits) == 0 for row in report.rows)


def _asked(cell: Cell) -> int:
    return cell.denominator - cell.missing


def source(row: Row) -> str:
    """Say whose number is published, and since when where the office declares it."""
    if row.figure is None:
        return "Xã chưa kê khai" if row.source == "declared" else SOURCES[row.source]
    return f"{SOURCES[row.source]} {day(day_of(row.figure.stamp // PER_MS))}"


def declared_by(figure: Figure) -> str:
    """Say from which source a declared figure is, and who gave it."""
    return " · ".join(part for part in (figure.source, figure.person) if part)


def beside(row: Row) -> str:
    """Return the numbers that stand beside the published one: its parts, or the other source's."""
    its = compare(row)
    said = []
    if its.visits and row.source != "visits":
        said.append(f"từ lượt thăm {_of(its.visits)}")
    if its.declared and row.source != "declared":
        said.append(f"xã kê khai {_of(its.declared)}")
    sentence = "; ".join(said)
    return sentence[:1].upper() + sentence[1:]


def choice(row: Row) -> str:
    """Say why another number is published than the indicator's rule would have."""
    if row.figure is None or not row.figure.chosen:
        return ""
    return row.figure.reason


def _of(cell: Cell) -> str:
    return f"{number(cell.numerator)}/{number(cell.denominator)}"


def shortfall(row: Row | Line) -> str:
    """Say how many more would meet the target: còn thiếu 12 người."""
    return f"còn thiếu {number(row.short_by or 0)} {either(row.indicator.unit)}"
