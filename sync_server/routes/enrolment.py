"""Enrolment: a one-time code becomes a device with a token."""

from __future__ import annotations

from fastapi import APIRouter, Request

from shared.problems import Problem
from shared.protocol import Enrolment, EnrolmentRequest, read_as
from sync_server import enrolling
from sync_server.database import Cursor
from sync_server.desk.access import address
from sync_server.officers import Tries
from sync_server.routes.edge import DatabaseDep, NowDep, bounded_body

router = APIRouter(prefix="/v1", tags=["enrolment"])
_BODY_BYTES = 4096


@router.post(
    "/enrolments",
    summary="Đăng ký thiết bị bằng mã dùng một lần",
    openapi_extra={
        "requestBody": {
            "content": {"application/json": {"schema": EnrolmentRequest.model_json_schema()}}
        }
    },
)
async def enrol(request: Request, database: DatabaseDep, now_ms: NowDep) -> Enrolment:
    """Enrol a device; the same device may ask again with the same code after a lost reply."""
    asked = read_as(EnrolmentRequest, await bounded_body(request, _BODY_BYTES))
    # Codes are short enough to be typed, so guessing them is limited per address.
    names, tries = (address(request),), code_tries(request)

    def take(cursor: Cursor) -> Enrolment:
        # On the one writer, so that guesses come one after the other, however they arrive.
        tries.check(names, now_ms)
        try:
            enrolment = enrolling.enrol(cursor, asked, now_ms)
        except Problem:
            tries.fail(names, now_ms)
            raise
        tries.clear(names)
        return enrolment

    return await database.write(take)


def code_tries(request: Request) -> Tries:
    found: Tries = request.app.state.code_tries
    return found
