"""Choosing the commune at the very first start, and the page that tells how it is set up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.places import REFORM, Commune
from shared.problems import Code, Problem
from shared.text import clean
from sync_server import beginning, deeds, successions
from sync_server.beginning import begin, begun, choose_again, chosen, is_awaited, is_untouched
from sync_server.database import Cursor
from sync_server.desk.access import AtDesk, Desk, Form, database, field, now_ms, read_day
from sync_server.desk.layout import page, see_other
from sync_server.desk.words import today
from sync_server.successions import Merger
from sync_server.units import thanh_hoa

router = APIRouter()
_TYPED = ("kind", "name", "province", "code")


def former(unit: Commune) -> str:
    """Say of which units this one was made, as people of the place still call them."""
    before = thanh_hoa().predecessors(unit)
    if not before:
        return ""
    own = (unit,) if unit.valid_from < REFORM else ()
    names = ", ".join(old.name for old in (*own, *before))
    districts = dict.fromkeys(old.district for old in (*own, *before))
    return f"{names} ({', '.join(districts)})"


def _choosing(
    request: Request, form: Mapping[str, list[str]], problem: Problem | None = None, **around: Any
) -> Response:
    query = around["query"]
    day = today(now_ms(request))
    return page(
        request,
        "start.html",
        problem.kind.status if problem else 200,
        found=thanh_hoa().find(query, day),
        everything=_units(day),
        former=former,
        typed={name: field(form, name) for name in _TYPED},
        kinds=beginning.KINDS,
        problem=problem,
        **around,
    )


def _units(day: date) -> list[Commune]:
    """Return the units that exist on `day`, by name."""
    there = (unit for unit in thanh_hoa().units if unit.exists_on(day))
    return sorted(there, key=lambda unit: unit.name)


def _wish(request: Request, form: Mapping[str, list[str]]) -> Commune:
    typed = {name: field(form, name) for name in _TYPED}
    return chosen(field(form, "unit"), typed, today(now_ms(request)))


@router.get("/start/{token}")
def start_page(request: Request, token: str, q: str = "") -> Response:
    with database(request).reading() as cursor:
        if not is_awaited(cursor, token, now_ms(request)):
            # Chosen already: the same link sets the password.
            return see_other(f"/setup/{token}")
    return _choosing(request, {}, query=q, here=f"/start/{token}", desk=None, begun=None)


@router.post("/start/{token}")
async def start(request: Request, token: str, form: Form) -> Response:
    now = now_ms(request)
    try:
        unit = _wish(request, form)
        await database(request).write(lambda cursor: begin(cursor, token, unit, now))
    except Problem as problem:
        if problem.kind is Code.LINK_USED:
            raise
        around = {"query": field(form, "q"), "here": f"/start/{token}"}
        return _choosing(request, form, problem, **around, desk=None, begun=None)
    return see_other(f"/setup/{token}")


@router.get("/communes/{code}/settings")
def settings_page(request: Request, desk: AtDesk) -> Response:
    return _settings_page(request, desk)


@router.post("/communes/{code}/settings")
async def merge(request: Request, desk: AtDesk, form: Form) -> Response:
    """Put on record that the commune was merged into another, or take that back."""
    typed = {name: clean(field(form, name)) for name in ("into", "day", "why")}

    def write(cursor: Cursor) -> None:
        if field(form, "do") == "take-back":
            successions.take_back(cursor, desk.hand, typed["why"])
        else:
            merger = Merger(typed["into"], read_day(typed["day"]), typed["why"])
            successions.merge(cursor, desk.hand, merger, today(desk.now_ms))

    try:
        await database(request).write(write)
    except Problem as problem:
        return _settings_page(request, desk, typed, problem)
    return see_other(f"/communes/{desk.commune.code}/settings")


def _settings_page(
    request: Request,
    desk: Desk,
    typed: Mapping[str, str] | None = None,
    problem: Problem | None = None,
) -> Response:
    with database(request).reading() as cursor:
        return page(
            request,
            "settings.html",
            problem.kind.status if problem else 200,
            desk=desk,
            begun=begun(cursor, desk.commune.id, desk.quarter),
            former=former(desk.commune),
            successor=successions.into(cursor, desk.commune.id),
            units=[unit for unit in _units(today(desk.now_ms)) if unit != desk.commune],
            typed=typed or {},
            problem=problem,
            untouched=is_untouched(cursor, desk.commune.id),
            lines=deeds.read(cursor, desk.commune.id),
            about=deeds.ABOUT,
        )


def _again(
    request: Request, desk: AtDesk, form: Mapping[str, list[str]], problem: Problem | None = None
) -> Response:
    query = field(form, "q") or request.query_params.get("q", "")
    with database(request).reading() as cursor:
        so_far = begun(cursor, desk.commune.id, desk.quarter)
        if problem is None and not is_untouched(cursor, desk.commune.id):
            raise Problem(Code.COMMUNE_IN_USE, name=desk.commune.name)
    here = f"/communes/{desk.commune.code}/settings/commune"
    return _choosing(request, form, problem, query=query, here=here, desk=desk, begun=so_far)


@router.get("/communes/{code}/settings/commune")
def commune_page(request: Request, desk: AtDesk) -> Response:
    return _again(request, desk, {})


@router.post("/communes/{code}/settings/commune")
async def choose_commune(request: Request, desk: AtDesk, form: Form) -> Response:
    try:
        unit = _wish(request, form)
        await database(request).write(lambda cursor: choose_again(cursor, desk.hand, unit))
    except Problem as problem:
        return _again(request, desk, form, problem)
    return see_other(f"/communes/{unit.code}/settings")
