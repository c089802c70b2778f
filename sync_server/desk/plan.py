"""The plan of a year at the desk: pasted or typed, looked at, put right, and then kept.

What is typed lies aside as a draft with every press, so the page can be left and gone on with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.indicators import GROUPS, INDICATORS, Ages
from shared.plan import PLANS, Plan, target_of
from shared.plan_table import PlanTable, read_plan
from shared.problems import Code, Problem
from shared.recipients import lowered
from shared.text import clean
from sync_server import deeds, plans
from sync_server.beginning import begun
from sync_server.database import Cursor
from sync_server.desk.access import AtDesk, Desk, PastedForm, database, field
from sync_server.desk.layout import page, see_other

router = APIRouter()

Typed = dict[str, str]
_ONCE = ("title", "due_day", "due_rule", "due_month", "adult", "account")
_NAMES = (*_ONCE, *(f"{part}-{row.code}" for row in INDICATORS for part in "trc"))
_PASTED = "pasted"


def blank(desk: Desk, year: int) -> Typed:
    """Return the form before anybody typed: no target is guessed."""
    title = f"Kế hoạch năm {year} của UBND {lowered(desk.commune.name)}"
    usual = {"due_day": "13", "due_rule": "on", "due_month": "0", "adult": "18", "account": "15"}
    return dict.fromkeys(_NAMES, "") | usual | {"title": title}


def of_plan(plan: Plan) -> Typed:
    """Return a plan as the form shows it."""
    typed = {
        "title": plan.title,
        "due_day": str(plan.due_day),
        "due_rule": "before" if plan.strictly_before else "on",
        "due_month": str(plan.due_month_offset),
        "adult": str(plan.ages.adult),
        "account": str(plan.ages.account),
    }
    for code, target in plan.targets.items():
        typed |= {f"t-{code}": target.text, f"r-{code}": target.responsible}
        typed[f"c-{code}"] = target.coordinating
    return typed


def with_table(typed: Typed, table: PlanTable) -> Typed:
    """Return what was typed, overwritten by what was recognised in a pasted text."""
    read = dict(typed)
    for code, row in table.targets.items():
        read |= {f"t-{code}": row.target, f"r-{code}": row.responsible}
        read[f"c-{code}"] = row.coordinating
    if table.due:
        read |= {"due_day": str(table.due[0]), "due_rule": "before" if table.due[1] else "on"}
    return read


def to_plan(desk: Desk, year: int, typed: Mapping[str, str]) -> Plan:
    """Return the plan that was typed, or refuse it."""
    if empty := [row for row in INDICATORS if not typed[f"t-{row.code}"].strip()]:
        raise Problem(Code.PLAN_INCOMPLETE, rows=", ".join(str(row.number) for row in empty))
    targets = {
        row.code: target_of(row.number, *(typed[f"{part}-{row.code}"] for part in "trc"))
        for row in INDICATORS
    }
    return Plan(
        desk.commune.id,
        year,
        clean(typed["title"]) or blank(desk, year)["title"],
        targets,
        due_day=_whole(typed["due_day"], Code.BAD_DUE_DAY),
        strictly_before=typed["due_rule"] == "before",
        due_month_offset=1 if typed["due_month"] == "1" else 0,
        ages=Ages(_whole(typed["adult"], Code.BAD_AGE), _whole(typed["account"], Code.BAD_AGE)),
    )


def _whole(text: str, code: Code) -> int:
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) < 4):
        raise Problem(code)
    return int(bare)


def _starting(
    cursor: Cursor, desk: Desk, year: int, kept: Sequence[plans.Kept]
) -> tuple[Typed, str]:
    """Return what the form shows first, and from where that is."""
    if (content := plans.draft(cursor, desk.commune.id, year)) is not None:
        return blank(desk, year) | json.loads(content), "draft"
    if kept:
        return of_plan(kept[0].plan), "kept"
    known = [each for each in PLANS if (each.commune, each.year) == (desk.commune.id, year)]
    return (of_plan(known[0]), "known") if known else (blank(desk, year), "")


def _examples(cursor: Cursor, desk: Desk, year: int) -> dict[str, Plan]:
    """Return the plans to start from: the commune's of other years, and the known ones."""
    own = {
        f"own-{plan.year}": plan
        for plan in plans.stored(cursor, desk.commune.id)
        if plan.year != year
    }
    known = {f"{plan.commune}-{plan.year}": plan for plan in PLANS}
    return own | known


def _plan_page(request: Request, desk: Desk, year: int, **said: Any) -> Response:
    with database(request).reading() as cursor:
        kept = plans.versions(cursor, desk.commune.id, year)
        typed, state = _starting(cursor, desk, year, kept)
        so_far = begun(cursor, desk.commune.id, desk.quarter)
        lines = deeds.read(cursor, desk.commune.id, "plan")
        examples = _examples(cursor, desk, year)
    shown = {"typed": typed, "table": None, "pasted": "", "problem": None, "saved": "", "wrong": 0}
    shown |= {"seen": kept[0].version if kept else 0, "reason": ""}
    problem = said.get("problem")
    return page(
        request,
        "plan.html",
        problem.kind.status if problem else 200,
        desk=desk,
        year=year,
        years=sorted({year, *range(desk.since, desk.quarter.year + 2)}),
        state=state,
        kept=kept,
        begun=so_far,
        groups=[(name, [row for row in INDICATORS if row.group == name]) for name in GROUPS],
        examples=examples,
        lines=lines,
        about=deeds.ABOUT,
        **shown | said,
    )


def _year(text: str, desk: Desk) -> int:
    if not text:
        return desk.quarter.year
    if not (text.isascii() and text.isdigit() and 2020 <= int(text[:5]) <= 2100):
        raise Problem(Code.BAD_YEAR)
    return int(text)


@router.get("/communes/{code}/settings/plan")
def plan_page(request: Request, desk: AtDesk, year: str = "", saved: str = "") -> Response:
    return _plan_page(request, desk, _year(year, desk), saved=saved)


@router.post("/communes/{code}/settings/plan")
async def plan_form(request: Request, desk: AtDesk, form: PastedForm, year: str = "") -> Response:
    """Read what was pasted, start from a known plan, or keep what is in the sixteen rows."""
    of = _year(year, desk)
    deed, pasted = field(form, "do"), field(form, _PASTED)
    typed = blank(desk, of) | {name: field(form, name) for name in _NAMES if name in form}
    seen = int(field(form, "seen")) if field(form, "seen").isdecimal() else 0
    if deed.startswith("keep"):
        return await _keep(request, desk, of, typed, (seen, field(form, "reason"), deed))
    table, problem = None, None
    if deed == "read":
        table = read_plan(pasted)
        typed = with_table(typed, table)
        problem = None if table.targets else Problem(Code.NOTHING_RECOGNISED)
    elif deed == "again":
        await database(request).write(lambda c: plans.drop_draft(c, desk.commune.id, of))
        return see_other(f"/communes/{desk.commune.code}/settings/plan?year={of}")
    elif deed.startswith("from:"):
        with database(request).reading() as cursor:
            example = _examples(cursor, desk, of).get(deed.removeprefix("from:"))
        if example:
            typed = of_plan(replace(example, title=typed["title"]))
    await _lay_aside(request, desk, of, typed)
    left = pasted if problem or (table and table.unread) else ""
    return _plan_page(
        request, desk, of, typed=typed, table=table, problem=problem, pasted=left, seen=seen
    )


async def _lay_aside(request: Request, desk: Desk, year: int, typed: Typed) -> None:
    content = json.dumps(typed, ensure_ascii=False)
    await database(request).write(lambda c: plans.lay_aside(c, desk.hand, year, content))


async def _keep(
    request: Request, desk: Desk, year: int, typed: Typed, how: tuple[int, str, str]
) -> Response:
    seen, reason, deed = how
    try:
        plan = to_plan(desk, year, typed)
        await database(request).write(lambda c: plans.keep(c, desk.hand, plan, seen, clean(reason)))
    except Problem as problem:
        await _lay_aside(request, desk, year, typed)
        wrong = problem.details.get("number", 0)
        # Whoever reads that somebody else kept a plan has seen it with this page.
        more = {} if problem.kind is Code.PLAN_MOVED_ON else {"seen": seen}
        return _plan_page(
            request, desk, year, typed=typed, problem=problem, wrong=wrong, reason=reason, **more
        )
    here = f"/communes/{desk.commune.code}/settings"
    onward = "people" if deed == "keep-onward" else f"plan?year={year}&saved=1"
    return see_other(f"{here}/{onward}")
