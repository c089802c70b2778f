"""How far the volunteer's villages have come in the quarter, counted as the report counts."""

from __future__ import annotations

import flet as ft

from app.state import AppState
from app.ui import presenting, route, theme, words
from app.ui.components.banner import empty
from app.ui.components.finding import Villages
from app.ui.components.progress import Bar, IndicatorBar
from app.ui.frame import Frame
from app.ui.using import use_app, use_loaded, use_read
from app.ui.words import progress
from shared import text


@ft.component
def ProgressScreen() -> ft.View:
    state = use_app()
    found = use_loaded(lambda: _read(state), state.revision, state.village)
    body: list[ft.Control] = []
    if len(state.villages) > 1:
        body.append(Villages(state.villages, state.village, state.choose_village))
    body.append(theme.small(words.PROGRESS_INTRO))
    box = use_read(state.actions.store.outbox, state.revision)
    if box and (apart := len(box.refused) + box.waiting):
        body.append(theme.small(progress.uncounted(text.number(apart)), theme.NO))
    body += [IndicatorBar(bar, open_list, key=bar.code) for bar in found or ()]
    if found == ():
        body.append(empty(ft.Icons.BAR_CHART, words.NO_RATE_YET, words.PROGRESS_INTRO))
    return Frame(words.TAB_PROGRESS, body, subtitle=state.quarter.label)


def open_list(code: str) -> None:
    route.go(route.remaining(code))


async def _read(state: AppState) -> tuple[Bar, ...]:
    found = await state.read(state.actions.progress(state.village, state.quarter))
    return presenting.bars(found) if found else ()
