"""Addresses inside the app: the route is the only truth about where we are."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlparse
from weakref import WeakKeyDictionary

import flet as ft

from app.state import drawn

ROSTER, PROGRESS, OUTBOX, NEW, ENROL = "/", "/progress", "/outbox", "/new", "/enrol"
VOLUNTEERS = "/volunteers"
HAND_OVER = "/hand-over"
SESSION, SUMMARY = "/session", "/session/summary"
HELP = "/help"
BUSINESSES, NEW_BUSINESS = "/businesses", "/businesses/new"


def household(id: object) -> str:
    return f"/household/{id}"


def edit_household(id: object) -> str:
    return f"/household/{id}/edit"


def member(home: object, id: object) -> str:
    return f"/household/{home}/member/{id}"


def add_member(home: object) -> str:
    return f"/household/{home}/add"


def edit_member(home: object, id: object) -> str:
    return f"/household/{home}/member/{id}/edit"


def merge_household(id: object) -> str:
    return f"/household/{id}/merge"


def merge_member(home: object, id: object) -> str:
    return f"/household/{home}/member/{id}/merge"


def business(id: object) -> str:
    return f"{BUSINESSES}/of/{id}"


def edit_business(id: object) -> str:
    return f"{BUSINESSES}/of/{id}/edit"


def remaining(code: str) -> str:
    return f"{PROGRESS}/{code}"


def help_page(topic: str) -> str:
    return f"{HELP}/{topic}"


_going: WeakKeyDictionary[ft.Page, asyncio.Task[None]] = WeakKeyDictionary()


def go(path: str) -> None:
    """Show the screen of `path`, and have the browser note it, for its Back and for links.

    It is drawn while the browser hears of it: waiting for the browser to say the same in return
    makes an old phone slower. Not so with a step that follows while the browser has not answered
    to the one before: that answer would lead back.
    """
    page = ft.context.page
    before = _going.get(page)
    _going[page] = asyncio.create_task(_go(page, path, before is None or before.done()))


async def _go(page: ft.Page, path: str, at_once: bool) -> None:
    if at_once:
        page.session.apply_page_patch({"route": path})
        await page.session.dispatch_event(page._i, "route_change", {"route": path})
        await drawn()
    await page.push_route(path)


def asked_for(name: str) -> str:
    """Return a parameter of the address, such as the code of an enrolment link."""
    query = parse_qs(urlparse(ft.context.page.route or "").query)
    return query.get(name, [""])[0]
