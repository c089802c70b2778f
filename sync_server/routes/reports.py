"""Rates and reports for scripts: the same numbers as the desk's pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from shared.dossier import Dossier
from shared.places import Commune
from shared.problems import Code, Problem
from shared.quarter import Quarter
from sync_server import closings, counting, exports
from sync_server.desk.access import caller, own_commune
from sync_server.desk.words import today
from sync_server.officers import Officer
from sync_server.routes.edge import DatabaseDep, NowDep

router = APIRouter(prefix="/v1/communes/{code}", tags=["reports"])
OfficerDep = Annotated[Officer, Depends(caller)]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose report is asked for, and of which quarter."""

    commune: Commune
    quarter: Quarter
    day: date


def asked(
    code: str, quarter: str, officer: OfficerDep, database: DatabaseDep, now_ms: NowDep
) -> Asked:
    """Return what is asked for, if the officer may see it and there is something to see."""
    with database.reading() as cursor:
        commune = own_commune(cursor, officer, code)
        day = today(now_ms)
        return Asked(commune, counting.open_quarter(cursor, commune, quarter, day), day)


AskedDep = Annotated[Asked, Depends(asked)]


@router.get("/indicators", summary="Mười sáu chỉ tiêu của một xã hoặc một thôn")
def indicators(of: AskedDep, database: DatabaseDep, village: str | None = None) -> dict[str, Any]:
    """Return the sixteen rows as they stand; sign in with the desk's cookie or HTTP Basic."""
    with database.reading() as cursor:
        there = {place.id for place in counting.places(cursor, of.commune.id, of.quarter)}
        if village is not None and village not in there:
            raise Problem(Code.UNKNOWN_VILLAGE, code=village[:40])
        report = counting.report(cursor, of.commune, of.quarter, village)
    return exports.as_data(Dossier(report, of.commune, of.day))


@router.get(
    "/reports/{quarter}.{suffix}", summary="Báo cáo quý dạng tệp (.docx, .xlsx, .csv, .json)"
)
def file(
    suffix: str,
    of: AskedDep,
    database: DatabaseDep,
    issue: int | None = None,
    public: bool = False,
) -> Response:
    """Return the latest issue of a closed report, or a draft; `issue` asks for one by its number,
    0 for the closing itself.

    `public` hides small numbers, and what they could be computed from.
    """
    with database.reading() as cursor:
        made = closings.dossier(cursor, of.commune, of.quarter, of.day, issue)
    made = replace(made, is_public=public)
    content = exports.export(made, suffix)
    name = exports.file_name(made, suffix)
    return Response(
        content,
        media_type=exports.MEDIA[suffix],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
