"""Push and pull: the hot routes take the raw body and return bytes."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from shared.protocol import BATCH_BYTES, Page, Receipt
from sync_server import feed, log
from sync_server.database import Cursor
from sync_server.devices import by_token
from sync_server.routes.edge import (
    DatabaseDep,
    DeviceDep,
    NowDep,
    SnapshotsDep,
    TokenDep,
    bounded_body,
)

router = APIRouter(prefix="/v1", tags=["sync"])


@router.post("/push", response_model=Receipt, summary="Gửi một lô bản ghi")
async def push(
    request: Request, database: DatabaseDep, secret: TokenDep, now_ms: NowDep
) -> Response:
    """Take a batch of one device's records and answer with its receipt, once all is on disk.

    Body: `{"v": 1, "records": …}` as JSON, gzipped or not; records as columns by kind, or as a
    list of objects with a `kind`. At most 500 records and 256 KiB.
    """
    body = await bounded_body(request, BATCH_BYTES)

    def take(cursor: Cursor) -> Receipt:
        # Decoding happens here too, on the one writer: the event loop stays free for others.
        device = by_token(cursor, secret)
        return log.push(cursor, device, log.read_batch(device, body), now_ms)

    receipt = await database.write(take)
    return Response(receipt.model_dump_json(exclude_defaults=True), media_type="application/json")


@router.get("/pull", response_model=Page, summary="Nhận bản ghi mới của các thôn")
def pull(
    database: DatabaseDep, device: DeviceDep, snapshots: SnapshotsDep, after: int = 0
) -> Response:
    """Return what the device's villages have after `after`, a log position; 0 gives what stands."""
    with database.reading() as cursor:
        page = feed.pull(cursor, device, after, snapshots)
    return Response(page, media_type="application/json", headers={"Content-Encoding": "gzip"})
