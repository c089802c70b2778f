"""How phones get here: the addresses of this machine, QR codes, and the certificate to trust."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from sync_server.addresses import is_loopback
from sync_server.desk.access import AtDesk, phone_address, ways
from sync_server.desk.layout import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Hindrances:
    """What keeps a phone that scans a code from opening the app: an address that means the phone
    itself, an app that is not built.
    """

    is_unreachable: bool
    is_unbuilt: bool


def hindrances(request: Request) -> Hindrances:
    host = urlsplit(phone_address(request)).hostname or ""
    built: Path = request.app.state.phone / "release.json"
    return Hindrances(is_loopback(host), not ways(request).phone and not built.is_file())


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
