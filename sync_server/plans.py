"""The plans that a commune keeps ("kế hoạch năm"): every version stays, the last one binds.

Where a commune has kept none, the two plans that are known from documents stand (`shared.plan`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.plan import PLANS, Plan, judged, plan_for, read_written, written
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.stamp import written_moment
from sync_server import deeds
from sync_server.communes import by_id
from sync_server.database import Cursor
from sync_server.deeds import Hand

DRAFT = 0
# Without any plan, the years to choose from begin where the documents begin.
_FIRST_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a plan: what it says, who kept it and when."""

    plan: Plan
    version: int
    kept_ms: int
    name: str


def plan_of(cursor: Cursor, commune: str, quarter: Quarter) -> Plan:
    """Return the plan that binds `commune` in `quarter`, or refuse."""
    try:
        return plan_for(commune, quarter, stored(cursor, commune))
    except Problem as problem:
        name = by_id(cursor, commune).name
        raise Problem(Code.NO_PLAN, commune=name, year=quarter.year) from problem


def stored(cursor: Cursor, commune: str, since: int = -1) -> tuple[Plan, ...]:
    """Return the last version of each year's plan; only those kept when the log had passed
    `since`.
    """
    rows = cursor.all(
        "SELECT content FROM plan WHERE commune = ? AND seq >= ? AND version = (SELECT"
        " max(newest.version) FROM plan newest WHERE newest.commune = plan.commune"
        " AND newest.year = plan.year)"
        " AND version > 0 ORDER BY year",
        (commune, since),
    )
    return tuple(read_written(content) for (content,) in rows)


def newest(cursor: Cursor, commune: str) -> tuple[int, int]:
    """Return a mark that changes whenever a plan is kept: how many versions there are, and when."""
    row = cursor.one(
        "SELECT count(*), max(kept_ms) FROM plan WHERE commune = ? AND version > 0", (commune,)
    )
    return (row[0], row[1] or 0) if row else (0, 0)


def first_year(cursor: Cursor, commune: str) -> int:
    known = [plan for plan in PLANS if plan.commune == commune]
    return min((plan.year for plan in (*known, *stored(cursor, commune))), default=_FIRST_YEAR)


def versions(cursor: Cursor, commune: str, year: int) -> Sequence[Kept]:
    """Return what was kept of a year's plan, latest first."""
    rows = cursor.all(
        "SELECT content, version, kept_ms, name FROM plan"
        " WHERE commune = ? AND year = ? AND version > 0 ORDER BY version DESC",
        (commune, year),
    )
    return [Kept(read_written(content), *rest) for content, *rest in rows]


def draft(cursor: Cursor, commune: str, year: int) -> str | None:
    """Return what somebody has begun to type and not kept yet, as the page wrote it."""
    row = cursor.one(
        "SELECT content FROM plan WHERE commune = ? AND year = ? AND version = ?",
        (commune, year, DRAFT),
    )
    return row[0] if row else None


def lay_aside(cursor: Cursor, hand: Hand, year: int, content: str) -> None:
    """Keep a draft, so that the page can be left and gone on with."""
    drop_draft(cursor, hand.commune, year)
    cursor.run(
        "INSERT INTO plan (commune, year, version, content, kept_ms, username, name, seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
        (hand.commune, year, DRAFT, content, hand.now_ms, hand.username, hand.name),
    )


def drop_draft(cursor: Cursor, commune: str, year: int) -> None:
    cursor.run(
        "DELETE FROM plan WHERE commune = ? AND year = ? AND version = ?", (commune, year, DRAFT)
    )


def keep(cursor: Cursor, hand: Hand, plan: Plan, seen: int, reason: str = "") -> bool:
    """Keep a further version of a plan; `seen` is the version that its maker had before them.

    Returns whether anything changed. A version that somebody else kept meanwhile is not covered
    unseen.
    """
    judged(plan)
    row = cursor.one("SELECT next_seq - 1 FROM commune WHERE id = ?", (plan.commune,))
    before = versions(cursor, plan.commune, plan.year)
    last = before[0] if before else None
    if last and last.version != seen:
        raise Problem(Code.PLAN_MOVED_ON, name=last.name, moment=written_moment(last.kept_ms))
    drop_draft(cursor, plan.commune, plan.year)
    if last and last.plan == plan:
        return False
    cursor.run(
        "INSERT INTO plan (commune, year, version, content, kept_ms, username, name, seq)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            plan.commune,
            plan.year,
            last.version + 1 if last else 1,
            written(plan),
            hand.now_ms,
            hand.username,
            hand.name,
            row[0] if row else 0,
        ),
    )
    said = f"Lưu kế hoạch năm {plan.year}" if last is None else changes(last.plan, plan)
    deeds.write(cursor, hand, "plan", said, reason)
    return True


def changes(old: Plan, new: Plan) -> str:
    """Say in one sentence what of a plan was changed."""
    said = []
    for number, code in enumerate(sorted(new.targets), start=1):
        before, after = old.targets[code], new.targets[code]
        if before.text != after.text:
            said.append(f"chỉ tiêu {number}: {before.text} thành {after.text}")
        elif before != after:
            said.append(f"bộ phận của chỉ tiêu {number}")
    if old.due_rule != new.due_rule or old.due_month_offset != new.due_month_offset:
        said.append(f"hạn báo cáo: {new.due_rule}")
    if old.ages != new.ages:
        said.append(f"tuổi: trưởng thành {new.ages.adult}, có tài khoản {new.ages.account}")
    if old.title != new.title:
        said.append("tên kế hoạch")
    return f"Sửa kế hoạch năm {new.year}: {'; '.join(said)}"
