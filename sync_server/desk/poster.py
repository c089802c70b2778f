"""A village's progress as a poster for its cultural house: big numbers, bars, a QR to the app."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sync_server import counting
from sync_server.desk import words
from sync_server.desk.access import AtDesk, chosen_place, database, phone_address, quarters
from sync_server.desk.charts import bar
from sync_server.desk.layout import page

router = APIRouter()
_SHOWN = ("CT06", "CT07", "CT08", "CT09", "CT10", "CT13", "CT14", "CT15")


@router.get("/communes/{code}/poster")
def poster_page(request: Request, desk: AtDesk, village: str = "") -> Response:
    """Show the poster of one village. Its code holds the app's address: no code, no secret."""
    with database(request).reading() as cursor:
        places = counting.places(cursor, desk.commune.id, desk.quarter)
        place = chosen_place(places, village)
        report = counting.report(cursor, desk.commune, desk.quarter, village) if village else None
    rows = [row for row in report.rows if row.indicator.code in _SHOWN] if report else []
    return page(
        request,
        "poster.html",
        desk=desk,
        quarters=quarters(desk),
        places=places,
        place=place,
        rows=rows,
        met=sum(row.met is True for row in rows),
        app=f"{phone_address(request)}/",
        bar=bar,
        today=words.today(desk.now_ms),
    )
