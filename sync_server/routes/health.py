"""Is the collector there, and what time does it think it is?"""

from __future__ import annotations

from fastapi import APIRouter

from shared.indicators import EDITION
from shared.protocol import PROTOCOL
from sync_server.routes.edge import NowDep

router = APIRouter(prefix="/v1", tags=["health"])


@router.get("/health", summary="Máy chủ còn hoạt động không")
def health(now_ms: NowDep) -> dict[str, str | int]:
    return {"status": "ok", "protocol": PROTOCOL, "edition": EDITION, "now_ms": now_ms}
