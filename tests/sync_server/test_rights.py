"""Who may do what at the desk: every route that there is, for every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from shared.places import CAM_TAN
from sync_server import desk, officers
from sync_server.database import Database
from sync_server.desk.rights import ROLES, asked_of, check, may
from sync_server.officers import Officer
from tests.support.desk import Office
from tests.support.people import NOW_MS

# Whoever is not signed in may do this, and nothing else of the desk.
OPEN = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/setup/{token}"),
    ("POST", "/setup/{token}"),
    ("GET", "/start/{token}"),
    ("POST", "/start/{token}"),
    ("GET", "/desk/{name}"),
}
# To look a file through changes nothing.
LEADERS_DEEDS = {"/communes/{code}/closing", "/communes/{code}/check"}
CLERKS_DEEDS = {"/communes/{code}/devices", "/communes/{code}/check"}


def routes(router: Any) -> Iterator[tuple[str, str]]:
    """Yield method and path of every route, of routers within routers too."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in sorted(route.methods - {"HEAD"}))
        elif within := getattr(route, "original_router", None):
            yield from routes(within)


def address(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "1", path.replace("{code}", CAM_TAN.code))


DESK = sorted({*routes(desk.router)})


def test_every_page_of_the_desk_is_known_to_the_walk() -> None:
    paths = {path for _, path in DESK}

    assert {"/communes/{code}", "/communes/{code}/settings/people"} <= paths
    assert set(DESK) >= OPEN
    assert len(DESK) > 20


def test_nobody_who_is_not_signed_in_sees_or_does_anything(sqlite: Database) -> None:
    office = Office(sqlite)

    for method, path in DESK:
        if (method, path) in OPEN:
            continue
        answer = (
            office.browser.get(address(path)) if method == "GET" else office.post(address(path))
        )
        if method == "GET":
            assert answer.headers.get("location", "").startswith("/login"), path
        else:
            assert (answer.status_code, "BK303" in answer.text) == (401, True), path
    office.browser.close()


@pytest.mark.parametrize("role", ["leader", "clerk", "", "chairman"])
def test_what_is_not_for_a_role_is_refused_wherever_it_is_asked(
    sqlite: Database, role: str
) -> None:
    """The role is looked up anew with each request, so a cookie of before helps nobody."""
    office = Office(sqlite).signed_in(Officer(CAM_TAN.id, "lan", "Lê Thị Lan", role))
    with sqlite.writing() as cursor:
        cursor.run("UPDATE officer SET role = ? WHERE username = 'lan'", (role,))

    for method, path in DESK:
        if (method, path) in OPEN or may(role, method, path):
            continue
        answer = (
            office.browser.get(address(path)) if method == "GET" else office.post(address(path))
        )
        assert (answer.status_code, "BK701" in answer.text) == (403, True), (method, path)
    office.browser.close()


@pytest.mark.parametrize("role", ["leader", "clerk"])
def test_every_page_that_a_role_may_see_opens_without_a_refusal(
    sqlite: Database, role: str
) -> None:
    office = Office(sqlite).signed_in(Officer(CAM_TAN.id, "lan", "Lê Thị Lan", role))
    with sqlite.writing() as cursor:
        cursor.run("UPDATE officer SET role = ? WHERE username = 'lan'", (role,))
    plain = [path for method, path in DESK if method == "GET" and path.count("{") == 1]

    for path in plain:
        if path.startswith("/communes/{code}") and may(role, "GET", path):
            answer = office.browser.get(address(path))
            assert "BK701" not in answer.text, path
            assert answer.status_code in (200, 303, 404, 409, 422), (path, answer.status_code)
    office.browser.close()


@pytest.mark.parametrize("role", ["leader", "clerk"])
def test_no_page_offers_a_role_a_form_that_it_may_not_send(sqlite: Database, role: str) -> None:
    office = Office(sqlite).signed_in(Officer(CAM_TAN.id, "lan", "Lê Thị Lan", role))
    with sqlite.writing() as cursor:
        cursor.run("UPDATE officer SET role = ? WHERE username = 'lan'", (role,))
    here = f"/communes/{CAM_TAN.code}"
    pages = [path for method, path in DESK if method == "GET" and path.count("{") == 1]
    offered = set()

    for path in (each for each in pages if may(role, "GET", each)):
        page = office.browser.get(address(path)).text
        for action, inside in re.findall(
            r'<form method="post" action="([^"?#]*)[^>]*>(.*?)</form>', page, re.DOTALL
        ):
            if "<button" in inside and action.startswith(here):
                offered.add(action.replace(here, "/communes/{code}", 1))

    assert {path for path in offered if not may(role, "POST", path)} == set()
    office.browser.close()


def test_only_officers_change_anything_but_what_is_named_here() -> None:
    deeds = {path for method, path in DESK if (method, path) not in OPEN and method != "GET"}

    assert all(may("officer", "POST", path) for path in deeds)
    assert {path for path in deeds if may("leader", "POST", path)} == LEADERS_DEEDS & deeds
    assert {path for path in deeds if may("clerk", "POST", path)} == CLERKS_DEEDS & deeds


def test_a_route_that_nobody_thought_of_is_the_officers_alone() -> None:
    assert asked_of("POST", "/communes/{code}/new") == "decides"
    assert asked_of("DELETE", "/communes/{code}") == "decides"
    assert [role for role in ROLES if may(role, "POST", "/communes/{code}/new")] == ["officer"]


def test_scripts_have_no_more_rights_than_pages(sqlite: Database) -> None:
    office = Office(sqlite)
    with sqlite.writing() as cursor:
        link = officers.invite(cursor, CAM_TAN.id, "lan", "Lê Thị Lan", NOW_MS)
        officers.accept(cursor, link, "mùa xuân Cẩm Tân", "mùa xuân Cẩm Tân", NOW_MS)
        cursor.run("UPDATE officer SET role = '' WHERE username = 'lan'")
    where = "/v1/communes/15178/indicators?quarter=2025-Q1"

    answer = office.browser.get(where, auth=("lan", "mùa xuân Cẩm Tân"))

    assert (answer.status_code, answer.json()["code"]) == (403, "BK701")
    office.browser.close()


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_on_the_desk_may_read_the_board(role: str) -> None:
    check(role, "GET", "/communes/{code}")
    check(role, "HEAD", "/communes/{code}")
