"""Who has done how much, and what stood in the way: by team, by village, by carrier."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.obstacles import BY_CODE, GROUPS
from shared.quarter import Quarter
from shared.questions import BY_KEY
from shared.text import name_key
from sync_server import counting, teams
from sync_server.desk import words
from sync_server.desk.access import AtDesk, Desk, database
from sync_server.desk.charts import bar, lengths
from sync_server.desk.devices import device_key
from sync_server.desk.layout import page
from sync_server.plans import plan_of

router = APIRouter()


def now_quarter(desk: Desk) -> Quarter:
    """Return the quarter of today: who asked and what hindered is known of the present only."""
    return Quarter.of(words.today(desk.now_ms))


@router.get("/communes/{code}/teams")
def teams_page(request: Request, desk: AtDesk) -> Response:
    quarter = now_quarter(desk)
    with database(request).reading() as cursor:
        plan = plan_of(cursor, desk.commune.id, quarter)
        found = sorted(teams.by_team(cursor, quarter, plan), key=_order)
    return page(
        request,
        "teams.html",
        quarter_now=quarter,
        teams=found,
        bar=bar,
    )


def _order(team: teams.Team) -> Any:
    return not team.device, device_key(team.device), name_key(team.by)


@router.get("/communes/{code}/obstacles")
def obstacles_page(request: Request, desk: AtDesk) -> Response:
    quarter = now_quarter(desk)
    with database(request).reading() as cursor:
        plan = plan_of(cursor, desk.commune.id, quarter)
        counted = teams.obstacles(cursor, quarter, plan)
        places = counting.places(cursor, desk.commune.id, quarter)
    ranked = sorted(counted.total, key=lambda code: (-counted.total[code], code))
    widths = lengths([counted.total[code] for code in ranked])
    return page(
        request,
        "obstacles.html",
        quarter_now=quarter,
        counted=counted,
        ranked=[(BY_CODE[code], width) for code, width in zip(ranked, widths, strict=True)],
        groups=GROUPS,
        villages=[(place.id, place.name) for place in places],
        carriers=[*BY_KEY["carrier"].choices, ("", "Chưa hỏi nhà mạng")],
        question_of=BY_KEY,
    )
