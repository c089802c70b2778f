"""The roster ("danh sách hộ") of the volunteer's villages, searched while typing."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.state import AppState
from app.ui import presenting, route, theme, words
from app.ui.components.banner import empty
from app.ui.components.finding import search_field, villages
from app.ui.components.household import HouseholdLine, Line
from app.ui.components.touch import button
from app.ui.frame import frame
from app.ui.using import use_app, use_loaded

PAGE = 50
Row = ft.memo(HouseholdLine)  # type: ignore[no-untyped-call]


@ft.component
def RosterScreen() -> ft.View:
    state = use_app()
    query, set_query = ft.use_state("")
    limit, set_limit = ft.use_state(PAGE)

    async def load() -> tuple[tuple[Line, ...], int]:
        store = state.actions.store
        page = await store.households(state.village, query, limit, quarter=state.quarter)
        lines = (presenting.household_line(each, state.quarter) for each in page.items)
        return tuple(lines), page.total

    found = use_loaded(load, state.revision, state.village, query, limit)
    places = state.account.villages if state.account else ()

    def search(text: str) -> None:
        set_query(text)
        set_limit(PAGE)

    body: list[ft.Control] = [search_field(query, search)]
    if len(places) > 1:
        body.append(villages(places, state.village, state.choose_village))
    if found:
        body += households(found[0], found[1], query, open_household)
        if len(found[0]) < found[1]:
            body.append(button(words.MORE_HOUSEHOLDS, lambda: set_limit(limit + PAGE), quiet=True))
    return frame(
        _title(state),
        body,
        subtitle=state.account.commune_name if state.account else "",
        foot=button(words.ADD_HOUSEHOLD, lambda: route.go(route.NEW), icon=ft.Icons.ADD_HOME),
    )


def households(
    lines: tuple[Line, ...], total: int, query: str, on_open: Callable[[str], None]
) -> list[ft.Control]:
    """Return the lines, or what to do when there are none."""
    if not lines and query:
        return [empty(ft.Icons.SEARCH_OFF, words.NOTHING_FOUND, words.NOTHING_FOUND_HINT)]
    if not lines:
        return [empty(ft.Icons.HOLIDAY_VILLAGE, words.NO_HOUSEHOLDS, words.NO_HOUSEHOLDS_HINT)]
    return [
        theme.small(words.households_shown(len(lines), total)),
        *(Row(line, on_open, key=line.id) for line in lines),
    ]


def open_household(id: str) -> None:
    route.go(route.household(id))


def _title(state: AppState) -> str:
    places = state.account.villages if state.account else ()
    return places[0].name if len(places) == 1 else words.TAB_ROSTER
