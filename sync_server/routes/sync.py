"""Push and pull: the hot routes take the raw body and return bytes."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask

from shared.protocol import BATCH_BYTES, Page, Receipt
from sync_server import feed, log
from sync_server.database import Cursor, Database
from sync_server.devices import Device, by_token, may_read, saw
from sync_server.outages import kinds_of
from sync_server.routes.edge import (
    DatabaseDep,
    NowDep,
    SnapshotsDep,
    TokenDep,
    bounded_body,
)

router = APIRouter(prefix="/v1", tags=["sync"])
_NOTE_AGAIN_MS = 10 * 60 * 1000


@router.post("/push", response_model=Receipt, summary="Gửi một lô bản ghi")
async def push(
    request: Request, database: DatabaseDep, secret: TokenDep, now_ms: NowDep
) -> Response:
    """Take a batch of one device's records and answer with its receipt, once all is on disk.

    Body: `{"v": 1, "records": …}` as JSON, gzipped or not; records as columns by kind, or as a
    list of objects with a `kind`. At most 500 records and 256 KiB. Beside them, if the device
    wants: `"sender": {"made": …, "now_ms": …, "app": …}`. A revoked device may push too: what it
    sends is on disk and waits for an officer (`quarantined` in the receipt).
    """
    body = await bounded_body(request, BATCH_BYTES)

    def take(cursor: Cursor) -> Receipt:
        # Decoding happens here too, on the one writer: the event loop stays free for others.
        device = by_token(cursor, secret)
        return log.push(cursor, device, log.read_batch(device, body), now_ms)

    receipt = await database.write(take, beside=True)
    return Response(receipt.model_dump_json(exclude_defaults=True), media_type="application/json")


@router.get("/pull", response_model=Page, summary="Nhận bản ghi mới của các thôn")
def pull(  # noqa: PLR0913, PLR0917 - what the request is made of
    request: Request,
    database: DatabaseDep,
    secret: TokenDep,
    snapshots: SnapshotsDep,
    now_ms: NowDep,
    after: int = 0,
    made: int | None = None,
) -> Response:
    """Return what the device's villages have after `after`, a log position; 0 gives what stands.

    `made` is the number of the device's newest entry, by which it is known what is missing here.
    """
    with database.reading() as cursor:
        device = may_read(by_token(cursor, secret))
        page = feed.pull(cursor, device, after, snapshots)
    seen = _seen(request, device, now_ms)
    noted = BackgroundTask(_note, database, device, now_ms, after, made) if seen else None
    return Response(
        page,
        media_type="application/json",
        headers={"Content-Encoding": "gzip"},
        background=noted,
    )


def _seen(request: Request, device: Device, now_ms: int) -> bool:
    """Say whether it is time to note that a device was here; a push notes it by itself."""
    seen: dict[UUID, int] = request.app.state.seen
    if now_ms - seen.get(device.id, 0) < _NOTE_AGAIN_MS:
        return False
    seen[device.id] = now_ms
    return True


async def _note(
    database: Database, device: Device, now_ms: int, after: int, made: int | None
) -> None:
    # The reply is out already; a database that cannot write just now says so to the next push.
    with suppress(*kinds_of(database)):
        await database.write(lambda cursor: saw(cursor, device, now_ms, after, made), beside=True)
