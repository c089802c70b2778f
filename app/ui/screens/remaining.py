"""Who is still missing to one target, easiest first, household by household."""

from __future__ import annotations

import flet as ft

from app.remaining import Shortfall, shortfall
from app.state import AppState
from app.ui import lacking, presenting, route, theme, words
from app.ui.components.banner import empty
from app.ui.components.remaining import LackGroup
from app.ui.components.touch import button
from app.ui.frame import Frame
from app.ui.using import use_app, use_limit, use_loaded
from app.ui.words import progress
from shared import text

Group = ft.memo(LackGroup)  # type: ignore[no-untyped-call]


@ft.component
def RemainingScreen() -> ft.View:
    state = use_app()
    code = ft.use_route_params().get("code", "")
    limit, more, _ = use_limit()
    found = use_loaded(lambda: _read(state, code), state.revision, state.village, code)
    body: list[ft.Control] = []
    if found and found[0]:
        body = _body(found[0], limit)
        if limit < len(found[0].people):
            body.append(button(progress.MORE, more, quiet=True))
    elif found:
        body = [empty(ft.Icons.SEARCH_OFF, progress.UNKNOWN, progress.UNKNOWN_HINT)]
    return Frame(progress.TITLE, body, subtitle=_where(state), back=route.PROGRESS)


async def _read(state: AppState, code: str) -> tuple[Shortfall | None]:
    return (await state.read(shortfall(state.actions, state.village, state.quarter, code)),)


def _where(state: AppState) -> str:
    places = state.villages
    village = next((each.name for each in places if each.id == state.village), words.ALL_VILLAGES)
    return f"{places[0].name if len(places) == 1 else village} · {state.quarter.label}"


def _body(found: Shortfall, limit: int) -> list[ft.Control]:
    row, unit = found.row, found.row.indicator.unit
    if not found.people:
        return [empty(ft.Icons.TASK_ALT, progress.NOBODY, progress.NOBODY_HINT)]
    short = words.short_by(text.number(row.short_by), unit, row.target.percent)
    listed = progress.listed(text.number(len(found.people)), unit)
    return [
        theme.body(row.indicator.short, theme.QUIET),
        theme.title(short if row.short_by else progress.ENOUGH, 18),
        theme.small(f"{listed} {progress.EASIEST_FIRST}"),
        theme.small(presenting.coverage(row)),
        *(Group(each, route.go, key=each.key) for each in lacking.groups(found, limit)),
    ]
