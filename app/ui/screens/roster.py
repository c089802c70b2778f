"""The roster ("danh sách hộ") of the volunteer's villages, searched while typing."""

from __future__ import annotations

from collections.abc import Awaitable

import flet as ft

from app.state import AppState
from app.ui import presenting, route, theme, words
from app.ui.components.banner import empty
from app.ui.components.finding import Villages, search_field
from app.ui.components.household import HouseholdLine, Line
from app.ui.components.session import SessionBar
from app.ui.components.shop import shops_entry
from app.ui.components.touch import button
from app.ui.frame import Frame
from app.ui.using import use_app, use_limit, use_lines, use_read, use_search
from app.ui.words import homes, shops
from shared import text


@ft.component
def RosterScreen() -> ft.View:
    state = use_app()
    limit, more, begin = use_limit()
    places = state.villages

    async def load(query: str) -> tuple[tuple[Line, ...], int]:
        store, names = state.actions.store, state.names_to_tell
        page = await store.households(state.village, query, limit, quarter=state.quarter)
        lines = (
            presenting.household_line(each, state.quarter, names.get(each.household.village, ""))
            for each in page.items
        )
        return tuple(lines), page.total

    search = use_search(load, state.revision, state.village, limit)
    query, found = search.query, search.found
    around = use_read(lambda: _around(state), state.revision, state.village)

    def look(typed: str) -> Awaitable[None]:
        begin()
        return search.look(typed)

    rows = use_lines(
        found[0] if found else (), lambda line: HouseholdLine(line, open_household, key=line.id)
    )
    # While somebody is looked for, all else is in the way: a keyboard covers half of the screen.
    body: list[ft.Control] = [
        ft.Container(height=0) if query else SessionBar(),
        search_field(query, look),
    ]
    if len(places) > 1 and not query:
        body.append(Villages(places, state.village, state.choose_village))
    if found and around:
        (lines, total), (is_new, count) = found, around
        if not query:
            body.append(shops_entry(shops.counted(text.number(count)), open_shops))
        is_coming = state.pulse.syncing or (is_new and state.pulse.problem is None)
        body += households(rows, total, query, is_coming)
        if len(lines) < total:
            body.append(button(words.MORE_HOUSEHOLDS, more, quiet=True))
    return Frame(
        places[0].name if len(places) == 1 else words.TAB_ROSTER,
        [*body, *([_adding(quiet=True)] if query and rows else [])],
        subtitle=_who(state),
        foot=None if query and rows else _adding(),
    )


def _adding(*, quiet: bool = False) -> ft.Control:
    icon = ft.Icons.ADD_HOME
    return button(words.ADD_HOUSEHOLD, lambda: route.go(route.NEW), icon=icon, quiet=quiet)


async def _around(state: AppState) -> tuple[bool, int]:
    """Return whether the roster has not come yet, and how many businesses there are."""
    store = state.actions.store
    businesses = await store.businesses(state.quarter).some(state.village, limit=0)
    return not (await store.position()).history, businesses.total


def households(
    rows: list[ft.Control], total: int, query: str, is_coming: bool = False
) -> list[ft.Control]:
    """Return the lines, or what to do when there are none; `is_coming` while a sync may bring
    them."""
    if not rows and query:
        return [empty(ft.Icons.SEARCH_OFF, words.NOTHING_FOUND, words.NOTHING_FOUND_HINT)]
    if not rows and is_coming:
        return [empty(ft.Icons.CLOUD_DOWNLOAD, homes.RECEIVING, homes.RECEIVING_HINT)]
    if not rows:
        return [empty(ft.Icons.HOLIDAY_VILLAGE, words.NO_HOUSEHOLDS, words.NO_HOUSEHOLDS_HINT)]
    return [theme.small(words.households_shown(len(rows), total)), *rows]


def open_shops() -> None:
    route.go(route.BUSINESSES)


def open_household(id: str) -> None:
    route.go(route.household(id))


def _who(state: AppState) -> str:
    commune = state.account.commune_name if state.account else ""
    return " · ".join(each for each in (commune, state.pulse.author) if each)
