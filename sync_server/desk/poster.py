"""A village's progress as a poster for its cultural house: big numbers, bars, a QR to the app."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.dossier import Dossier, Line, earlier_after, village_lines
from shared.tally import Cell
from sync_server import counting, issues
from sync_server.database import Cursor
from sync_server.desk import words
from sync_server.desk.access import AtDesk, Desk, chosen_place, database, phone_address, quarters
from sync_server.desk.charts import Bar, bar
from sync_server.desk.connecting import hindrances
from sync_server.desk.layout import page

router = APIRouter()
# As many as an A4 sheet holds in letters that are read from afar.
_SHOWN = ("CT06", "CT07", "CT08", "CT09", "CT10", "CT13", "CT14", "CT15")


@router.get("/communes/{code}/poster")
def poster_page(request: Request, desk: AtDesk, village: str = "") -> Response:
    """Show the poster of one village. Its code holds the app's address: no code, no secret."""
    with database(request).reading() as cursor:
        places = counting.places(cursor, desk.commune.id, desk.quarter)
        place = chosen_place(places, village)
        made = _public(cursor, desk) if village else None
    rows, is_unasked = _said(made, village) if made else ((), False)
    shown = [row for row in rows if row.indicator.code in _SHOWN]
    # Declared ones have no number of a village.
    left_out = [str(row.indicator.number) for row in rows if row not in shown]
    return page(
        request,
        "poster.html",
        desk=desk,
        quarters=quarters(desk),
        hindered=hindrances(request),
        places=places,
        place=place,
        rows=shown,
        left_out=left_out,
        met=sum(row.met is True for row in shown),
        is_unasked=is_unasked,
        told=sum(row.ratio is not None and not row.is_unasked for row in shown),
        app=f"{phone_address(request)}/",
        bars={row.indicator.code: _bar(row) for row in shown},
        today=words.today(desk.now_ms),
    )


def _bar(of: Line) -> Bar | None:
    if of.numerator is None or of.denominator is None:
        return None
    return bar(Cell(of.numerator, of.denominator), of.target.percent)


def _public(cursor: Cursor, desk: Desk) -> Dossier:
    """Return the quarter so far as the public is shown it: a wall hides what the report hides."""
    counted = counting.count(cursor, desk.commune, desk.quarter)
    closed = issues.issues(cursor, desk.commune.id, desk.quarter)
    return Dossier(
        report=counting.report_of(cursor, counted),
        commune=desk.commune,
        day=words.today(desk.now_ms),
        villages=counting.breakdown_of(cursor, counted),
        is_public=True,
        earlier=earlier_after(closed[-1]) if closed else {},
    )


def _said(made: Dossier, village: str) -> tuple[tuple[Line, ...], bool]:
    """Return a village's rows as they are shown, and whether nobody there was asked anything."""
    rows = next(its for place, its in village_lines(made) if place.id == village)
    whole = next(its for place, its in made.villages if place.id == village)
    cells = [row.cell for row in whole.rows]
    return rows, all(cell.is_unasked or not cell.denominator for cell in cells)
