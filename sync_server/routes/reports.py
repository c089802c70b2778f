"""Rates and reports for scripts: the same numbers as the desk's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from shared.places import Commune
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.report import Report
from sync_server import closing, exports
from sync_server.communes import village as village_of
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


def asked(code: str, quarter: str, officer: OfficerDep, now_ms: NowDep) -> Asked:
    """Return what is asked for, if the officer may see it and there is something to see."""
    commune = own_commune(officer, code)
    return Asked(commune, closing.open_quarter(commune, quarter, today(now_ms)))


AskedDep = Annotated[Asked, Depends(asked)]


@router.get("/indicators", summary="Mười sáu chỉ tiêu của một xã hoặc một thôn")
def indicators(of: AskedDep, database: DatabaseDep, village: str | None = None) -> dict[str, Any]:
    """Return the sixteen rows; sign in with the desk's cookie or HTTP Basic."""
    return exports.as_data(_report(database, of, village))


@router.get("/reports/{quarter}.{suffix}", summary="Báo cáo quý dạng tệp (.json, .csv)")
def file(suffix: str, of: AskedDep, database: DatabaseDep) -> Response:
    content = exports.export(_report(database, of), suffix)
    name = f"bao-cao-{of.commune.code}-{of.quarter}.{suffix}"
    return Response(
        content,
        media_type=exports.MEDIA[suffix],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _report(database: DatabaseDep, of: Asked, village: str | None = None) -> Report:
    with database.reading() as cursor:
        if village is not None and village_of(cursor, village).commune != of.commune.id:
            raise Problem(Code.UNKNOWN_VILLAGE, code=village[:40])
        return closing.report(cursor, of.commune, of.quarter, village)
