"""The sixteen rates over the quarters, as small charts and as one table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.indicators import Indicator
from shared.problems import Code, Problem
from shared.report import Row
from shared.text import percent
from sync_server import trends
from sync_server.communes import villages
from sync_server.desk import words
from sync_server.desk.access import AtDesk, database, quarters
from sync_server.desk.charts import Line, line
from sync_server.desk.layout import page
from sync_server.trends import Point

router = APIRouter()
_QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Course:
    """One indicator over the quarters: its rows, and the line that they draw."""

    indicator: Indicator
    rows: tuple[Row, ...]
    line: Line
    said: str


def _begun(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Leave out the quarters before there was anything to count; the last one always stays."""
    known = [any(row.cell.ratio is not None for row in point.rows) for point in points]
    first = known.index(True) if True in known else len(points) - 1
    return (replace(points[first], broken=False), *points[first + 1 :])


def courses(points: tuple[Point, ...], of_village: bool) -> list[Course]:
    """Return a course for each indicator; of a village only those that visits tell of."""
    labels = [f"{point.quarter.number}/{point.quarter.year % 100:02d}" for point in points]
    found = []
    for each in zip(*(point.rows for point in points), strict=True):
        if of_village and each[-1].indicator.source == "declared":
            continue
        drawn = line(
            [row.cell.ratio for row in each],
            labels,
            each[-1].target.percent,
            [point.broken for point in points],
        )
        found.append(Course(each[-1].indicator, each, drawn, _said(points, each)))
    return found


def _said(points: tuple[Point, ...], rows: tuple[Row, ...]) -> str:
    told = "; ".join(
        f"{point.quarter.label} "
        + ("chưa có" if row.cell.ratio is None else percent(row.cell.ratio))
        for point, row in zip(points, rows, strict=True)
    )
    return f"{told}. Kế hoạch {rows[-1].target.text}"


@router.get("/communes/{code}/trend")
def trend_page(request: Request, desk: AtDesk, village: str = "") -> Response:
    chosen = [each for each in quarters(desk) if each <= desk.quarter][:_QUARTERS]
    with database(request).reading() as cursor:
        places = villages(cursor, desk.commune.id)
        if village and village not in {place.id for place in places}:
            raise Problem(Code.UNKNOWN_VILLAGE, code=village[:40])
        points = trends.trend(cursor, desk.commune, chosen, village)
    points = _begun(points)
    return page(
        request,
        "trend.html",
        desk=desk,
        places=places,
        place=next((each for each in places if each.id == village), None),
        points=points,
        courses=courses(points, bool(village)),
        quarters=quarters(desk),
        changes=trends.changes(desk.commune),
        today=words.today(desk.now_ms),
    )
