"""Addresses inside the app: the route is the only truth about where we are."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlparse

import flet as ft

ROSTER, PROGRESS, OUTBOX, NEW, ENROL = "/", "/progress", "/outbox", "/new", "/enrol"
VOLUNTEERS = "/volunteers"
HAND_OVER = "/hand-over"
SESSION, SUMMARY = "/session", "/session/summary"
HELP = "/help"
STEP, WHENCE = "step", "from"
FROM_SESSION, FROM_CODE = "session", "code"
BUSINESSES, NEW_BUSINESS = "/businesses", "/businesses/new"


def household(id: object) -> str:
    return f"/household/{id}"


def edit_household(id: object) -> str:
    return f"/household/{id}/edit"


def member(home: object, id: object, step: str = "", whence: str = "") -> str:
    """Return where a person is asked; with a `step`, that comes first. Who is opened from the
    session, or there when a code has come, leads back to it."""
    asked = [(name, said) for name, said in ((STEP, step), (WHENCE, whence)) if said]
    return f"/household/{home}/member/{id}" + (f"?{urlencode(asked)}" if asked else "")


def add_member(home: object) -> str:
    return f"/household/{home}/add"


def edit_member(home: object, id: object, whence: str = "") -> str:
    return f"/household/{home}/member/{id}/edit" + (f"?{WHENCE}={whence}" if whence else "")


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


def go(path: str) -> None:
    ft.context.page.navigate(path)


def asked_for(name: str) -> str:
    """Return a parameter of the address, such as the code of an enrolment link."""
    query = parse_qs(urlparse(ft.context.page.route or "").query)
    return query.get(name, [""])[0]
