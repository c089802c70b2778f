"""The sixteen rates over the quarters, as small charts and as one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.indicators import Indicator
from shared.report import Row
from shared.text import percent
from sync_server import counting, trends
from sync_server.desk.access import AtDesk, chosen_place, database, quarters
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
    # Beyond five they would stand in each other: every second, back from the last.
    step, last = 1 + (len(points) > 5), len(points) - 1
    labels = ["" if (last - at) % step else point.quarter.short for at, point in enumerate(points)]
    found = []
    for each in zip(*(point.rows for point in points), strict=True):
        if of_village and each[-1].indicator.source == "declared":
            continue
        drawn = line(
            [_known(row) for row in each],
            labels,
            each[-1].target.percent,
            [point.broken for point in points],
        )
        found.append(Course(each[-1].indicator, each, drawn, _said(points, each)))
    return found


def _known(row: Row) -> Fraction | None:
    """Return the rate of a quarter; None where nobody was asked, which is no rate of 0."""
    return None if row.cell.is_unasked else row.cell.ratio


def _said(points: tuple[Point, ...], rows: tuple[Row, ...]) -> str:
    told = "; ".join(
        f"{point.quarter.label} "
        + ("chưa có" if (known := _known(row)) is None else percent(known))
        for point, row in zip(points, rows, strict=True)
    )
    return f"{told}. Kế hoạch {rows[-1].target.text}"


@router.get("/communes/{code}/trend")
def trend_page(request: Request, desk: AtDesk, village: str = "") -> Response:
    choice = quarters(desk)
    shown = [each for each in choice if each <= desk.quarter][:_QUARTERS]
    with database(request).reading() as cursor:
        places = counting.places(cursor, desk.commune.id, desk.quarter)
        place = chosen_place(places, village)
        points = trends.trend(cursor, desk.commune, shown, village)
        changes = trends.changes(cursor, desk.commune)
    points = _begun(points)
    return page(
        request,
        "trend.html",
        desk=desk,
        places=places,
        place=place,
        points=points,
        courses=courses(points, bool(village)),
        quarters=choice,
        changes=changes,
    )
