"""A QR card per household, to print and cut: a phone that scans it opens that household."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.records import Household
from shared.text import name_key
from sync_server.communes import villages
from sync_server.desk.access import AtDesk, database, phone_address
from sync_server.desk.connecting import hindrances
from sync_server.desk.layout import page
from sync_server.intake import households_of

router = APIRouter()


@router.get("/communes/{code}/cards")
def cards_page(request: Request, desk: AtDesk, village: str = "") -> Response:
    """Show the cards of one village. A card holds an address and a name, no code and no secret."""
    with database(request).reading() as cursor:
        places = villages(cursor, desk.commune.id)
        place = next((each for each in places if each.id == village), None)
        homes = households_of(cursor, desk.commune.id, place.id) if place else []
    root = f"{phone_address(request)}/#/household"
    return page(
        request,
        "cards.html",
        desk=desk,
        hindered=hindrances(request),
        places=places,
        place=place,
        cards=[(home, f"{root}/{home.id}") for home in sorted(homes, key=_order)],
    )


def _order(home: Household) -> Any:
    """Order as the village numbers its households; those without a number by name, at the end."""
    digits = re.search(r"\d+", home.code)
    return digits is None, int(digits[0]) if digits else 0, home.code, name_key(home.head)
