"""The board: sixteen rows of a commune or a village, the villages beside each other, the work."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.indicators import GROUPS, Indicator
from shared.places import Commune
from shared.protocol import Place
from shared.report import Report, Row
from shared.tally import Cell
from shared.units import Succession
from shared.wording import STANDS, WORK_NOTE
from sync_server import aftermath, communes, counting
from sync_server.database import Cursor
from sync_server.desk import words
from sync_server.desk.access import AtDesk, Desk, chosen_place, database, quarters
from sync_server.desk.charts import bar
from sync_server.desk.layout import page
from sync_server.issues import closed_days, title

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Board:
    """What the board lays out: one report, and the villages' reports when it is the commune's;
    who was merged into it.
    """

    report: Report
    place: Place | None
    places: tuple[Place, ...]
    villages: tuple[tuple[Place, Report], ...]
    joined: tuple[tuple[Succession, Commune], ...] = ()

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """Return the rows under the headings of the plan's annex."""
        return [
            (group, [row for row in self.report.rows if row.indicator.group == group])
            for group in GROUPS
        ]

    @property
    def counted_rows(self) -> list[Row]:
        """Return the rows that visits tell something about, village by village."""
        return [row for row in self.report.rows if row.indicator.source != "declared"]

    @property
    def columns(self) -> list[Indicator]:
        return [row.indicator for row in self.counted_rows]

    @property
    def is_completed(self) -> bool:
        """Say whether the report has another number of the commune than its villages add up to."""
        return any(row.source != "visits" for row in self.counted_rows)


def read_board(cursor: Cursor, desk: Desk, village: str) -> Board:
    """Return the board of the desk's commune, or of one of its villages."""
    counted = counting.count(cursor, desk.commune, desk.quarter)
    beside = () if village else counting.breakdown_of(cursor, counted)
    places = tuple(place for place, _ in beside) or counting.places_of(cursor, counted)
    place = chosen_place(places, village)
    report = counting.report_of(cursor, counted, village or None)
    with_units = tuple((each, communes.by_id(cursor, each.old)) for each in counted.joined)
    return Board(report, place, places, beside, with_units)


def cell_of(report: Report, code: str) -> Cell:
    """Return what visits say of one indicator."""
    return next((row.visits for row in report.rows if row.indicator.code == code), None) or Cell()


@router.get("/communes/{code}")
def board_page(request: Request, desk: AtDesk, village: str = "") -> Response:
    with database(request).reading() as cursor:
        found = read_board(cursor, desk, village)
        closed = closed_days(cursor, desk.commune.id, desk.quarter)
        after = aftermath.read(cursor, desk.commune.id)
    return page(
        request,
        "board.html",
        board=found,
        closed=[(number, title(number), day) for number, day in enumerate(closed)],
        after=after,
        report=found.report,
        desk=desk,
        today=words.today(desk.now_ms),
        quarters=quarters(desk),
        cell_of=cell_of,
        bar=bar,
        stands=STANDS,
        work_note=WORK_NOTE,
    )
