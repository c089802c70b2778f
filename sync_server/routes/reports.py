"""Rates and reports for scripts: the same numbers as the desk's pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.report import Report
from sync_server import closing, exports
from sync_server.communes import village as village_of
from sync_server.desk.access import caller, own_commune
from sync_server.officers import Officer
from sync_server.routes.edge import DatabaseDep

router = APIRouter(prefix="/v1/communes/{code}", tags=["reports"])
OfficerDep = Annotated[Officer, Depends(caller)]


@router.get("/indicators", summary="Mười sáu chỉ tiêu của một xã hoặc một thôn")
def indicators(
    code: str, quarter: str, database: DatabaseDep, officer: OfficerDep, village: str | None = None
) -> dict[str, Any]:
    """Return the sixteen rows; sign in with the desk's cookie or HTTP Basic."""
    return exports.as_data(_report(database, officer, (code, quarter, village)))


@router.get("/reports/{quarter}.{suffix}", summary="Báo cáo quý dạng tệp (.json, .csv)")
def file(
    code: str, quarter: str, suffix: str, database: DatabaseDep, officer: OfficerDep
) -> Response:
    content = exports.export(_report(database, officer, (code, quarter, None)), suffix)
    name = f"bao-cao-{code}-{quarter}.{suffix}"
    return Response(
        content,
        media_type=exports.MEDIA[suffix],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _report(database: DatabaseDep, officer: Officer, which: tuple[str, str, str | None]) -> Report:
    code, quarter, village = which
    commune = own_commune(officer, code)
    with database.reading() as cursor:
        if village is not None and village_of(cursor, village).commune != commune.id:
            raise Problem(Code.UNKNOWN_VILLAGE, code=village[:40])
        return closing.report(cursor, commune, Quarter.parse(quarter), village)
