"""How phones get here: the addresses of this machine, QR codes, and the certificate to trust."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sync_server.desk.access import AtDesk, ways
from sync_server.desk.layout import page

router = APIRouter()


@router.get("/communes/{code}/connect")
def connect_page(request: Request, desk: AtDesk, at: int = 0) -> Response:
    way = ways(request)
    at = at if 0 <= at < len(way.addresses) else 0
    address = way.addresses[at]
    return page(
        request,
        "connect.html",
        desk=desk,
        way=way,
        at=at,
        trust=f"{way.trust_addresses[at]}/" if way.trust_addresses else "",
        app=f"{way.phone or f'{address}/app'}/",
        kept_offline=urlsplit(address).scheme == "https",
    )
