"""The villages of a commune: put down one a line, ordered, renamed, taken off while unused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.problems import Code, Problem
from shared.protocol import Place
from shared.village_names import look_alike
from sync_server import communes, deeds
from sync_server.beginning import begun
from sync_server.desk.access import AtDesk, Desk, Form, database, field
from sync_server.desk.layout import page, see_other
from sync_server.settling import Wish, arrange, listed

router = APIRouter()


def villages_page(request: Request, desk: Desk, status: int = 200, **said: Any) -> Response:
    """Show the villages as they are, or as they were typed with the problem that `said` tells."""
    with database(request).reading() as cursor:
        places = communes.villages(cursor, desk.commune.id)
        so_far = begun(cursor, desk.commune.id, desk.quarter)
        lines = deeds.read(cursor, desk.commune.id, "villages")
    shown: dict[str, Any] = {
        "names": {},
        "orders": {},
        "dropped": (),
        "more": "",
        "problem": None,
        "saved": "",
        "merging": ("", ""),
    }
    return page(
        request,
        "villages.html",
        status,
        desk=desk,
        places=places,
        alike=look_alike(place.name for place in places),
        begun=so_far,
        lines=lines,
        about=deeds.ABOUT,
        **shown | said,
    )


@router.get("/communes/{code}/settings/villages")
def show_villages(request: Request, desk: AtDesk, saved: str = "") -> Response:
    return villages_page(request, desk, saved=saved)


@router.post("/communes/{code}/settings/villages")
async def arrange_villages(request: Request, desk: AtDesk, form: Form) -> Response:
    with database(request).reading() as cursor:
        places = communes.villages(cursor, desk.commune.id)
    names = {place.id: field(form, f"name-{place.id}") or place.name for place in places}
    orders = {place.id: field(form, f"order-{place.id}") for place in places}
    dropped = frozenset(form.get("drop", []))
    more = field(form, "more")
    try:
        added = listed(more)
        if not (added or places):
            raise Problem(Code.NO_VILLAGE_NAMES)
        wish = Wish(
            {place.id: names[place.id] for place in _in_order(places, orders)}, dropped, added
        )
        await database(request).write(lambda cursor: arrange(cursor, desk.hand, desk.commune, wish))
    except Problem as problem:
        typed = {"names": names, "orders": orders, "dropped": dropped, "more": more}
        return villages_page(request, desk, problem.kind.status, problem=problem, **typed)
    onward = field(form, "onward")
    here = f"/communes/{desk.commune.code}/settings"
    return see_other(f"{here}/plan" if onward else f"{here}/villages?saved=1")


def _in_order(places: Sequence[Place], orders: Mapping[str, str]) -> list[Place]:
    """Return the villages as their numbers were typed; those without a number stay in place."""

    def key(numbered: tuple[int, Place]) -> tuple[int, int, int]:
        at, place = numbered
        typed = orders[place.id].strip()
        wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else at
        # Moving up, a village stands before the one whose number it takes; moving down, after it.
        return wanted, (wanted > at) - (wanted < at), at

    return [place for _, place in sorted(enumerate(places, start=1), key=key)]
