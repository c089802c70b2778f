"""Work given out: each village's share of the targets, with team, day, progress and result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.fields import NAME_LIMIT
from shared.indicators import BY_CODE
from shared.problems import Code, Problem
from shared.text import accept, clean
from sync_server import counting, devices, quotas
from sync_server.communes import heirs, names_of
from sync_server.desk import words
from sync_server.desk.access import (
    AtDesk,
    Desk,
    Form,
    chosen_place,
    database,
    field,
    quarters,
    read_day,
)
from sync_server.desk.charts import bar
from sync_server.desk.devices import by_name
from sync_server.desk.layout import page, see_other
from sync_server.plans import plan_of
from sync_server.quotas import Work

router = APIRouter()
_GIVEN = tuple(code for code, row in BY_CODE.items() if row.source != "declared")


def read_decisions(
    form: Mapping[str, list[str]], village: str, due: date
) -> dict[Work, tuple[str, date]]:
    """Return what the form says about each piece of work; a day left out is the report's."""
    everybody, until = clean(field(form, "all-team")), field(form, "all-due").strip()
    found: dict[Work, tuple[str, date]] = {}
    for code in _GIVEN:
        if f"team-{code}" not in form:
            continue
        team = accept(field(form, f"team-{code}") or everybody, "Tổ", NAME_LIMIT)
        day = field(form, f"due-{code}").strip() or until
        if day and not team:
            raise Problem(Code.NO_TEAM_FOR_DAY, work=f"Chỉ tiêu {BY_CODE[code].number}")
        found[village, code] = (team, read_day(day) if day else due)
    return found


def _quota_page(
    request: Request,
    desk: Desk,
    village: str = "",
    saved: str = "",
    refused: tuple[Mapping[str, list[str]], Problem] | None = None,
) -> Response:
    with database(request).reading() as cursor:
        counted = counting.count(cursor, desk.commune, desk.quarter)
        reports = counting.breakdown_of(cursor, counted)
        places = tuple(place for place, _ in reports)
        place = chosen_place(places, village)
        due = counted.plan.due(desk.quarter)
        past = quotas.history(cursor, desk.commune.id, desk.quarter)
        joined = heirs(cursor, desk.commune.id)
        known = by_name(devices.listing(cursor, desk.commune.id))
    dealt = quotas.quotas(reports, quotas.standing(past, joined))
    typed, problem = refused or ({}, None)
    return page(
        request,
        "quota.html",
        problem.kind.status if problem else 200,
        desk=desk,
        due=due,
        quarters=quarters(desk),
        places=places,
        place=place,
        dealt=[(there, mine) for there, mine in dealt if not village or there.id == village],
        past=past[:200],
        names=names_of(places),
        indicator_of=BY_CODE,
        teams=sorted({line.name for line in known} | {each.team for each in past if each.team}),
        typed={name: values[-1] for name, values in typed.items()},
        problem=problem,
        saved=saved,
        bar=bar,
        today=words.today(desk.now_ms),
    )


@router.get("/communes/{code}/quota")
def quota_page(request: Request, desk: AtDesk, village: str = "", saved: str = "") -> Response:
    return _quota_page(request, desk, village, saved)


@router.post("/communes/{code}/quota")
async def give_out(request: Request, desk: AtDesk, form: Form) -> Response:
    village = field(form, "village")
    with database(request).reading() as cursor:
        due = plan_of(cursor, desk.commune.id, desk.quarter).due(desk.quarter)
        places = counting.places(cursor, desk.commune.id, desk.quarter)
        if village not in {place.id for place in places}:
            raise Problem(Code.UNKNOWN_VILLAGE, code=village[:40])
    try:
        decisions = read_decisions(form, village, due)
        changed = await database(request).write(
            lambda cursor: quotas.assign(cursor, desk.officer, desk.quarter, decisions, desk.now_ms)
        )
    except Problem as problem:
        return _quota_page(request, desk, village, refused=(form, problem))
    here = f"/communes/{desk.commune.code}/quota?quarter={desk.quarter}"
    return see_other(f"{here}&village={village}&saved={changed}")
