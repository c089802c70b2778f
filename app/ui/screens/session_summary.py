"""The summary of an evening ("tổng kết phiên"): large, to read aloud; as text, to hand over."""

from __future__ import annotations

import flet as ft

from app import evening as verbs
from app.evening import NewSession
from app.store.evenings import Evening
from app.ui import route, summing, theme
from app.ui.components.banner import empty
from app.ui.components.copying import CopyButton
from app.ui.components.touch import button
from app.ui.frame import Frame
from app.ui.using import use_app, use_held, use_read
from app.ui.words import evening


@ft.component
def SummaryScreen() -> ft.View:
    state = use_app()

    async def load() -> tuple[Evening | None, bool]:
        evenings = state.actions.store.evenings
        last, current = await evenings.last(), await evenings.current()
        return (await evenings.evening(last) if last else None), current is not None

    # At once: a page that took the place of another would lose a press that came in between.
    found = use_read(load, state.revision)
    if found is None:
        return Frame(evening.SUMMARY_TITLE, [], back=route.ROSTER)
    of, is_open = found
    if of is None:
        nothing = empty(ft.Icons.GROUPS, evening.SUMMARY_NONE, evening.SUMMARY_NONE_HINT)
        return Frame(evening.SUMMARY_TITLE, [nothing], back=route.SESSION)
    return SummaryPage(of, is_open)


@ft.component
def SummaryPage(of: Evening, is_open: bool) -> ft.View:
    state = use_held()
    parts = summing.summary(of, state.villages)
    session = of.session

    async def reopen() -> None:
        again = NewSession(session.village, session.day, session.team, session.place)
        await state.save(verbs.open_session(state.actions, again))
        if state.notice.problem is None:
            route.go(route.SESSION)

    copy: ft.Control = CopyButton(evening.COPY, summing.text(parts))
    reopening = [] if is_open else [button(evening.REOPEN, reopen, quiet=True, expand=True)]
    return Frame(
        evening.SUMMARY_TITLE,
        [_part(part) for part in parts],
        back=route.SESSION if is_open else route.ROSTER,
        foot=ft.Row([*reopening, ft.Container(copy, expand=True)], spacing=8),
    )


def _part(part: summing.Part) -> ft.Control:
    return theme.card(
        ft.Column(
            [
                ft.Semantics(content=theme.title(part.title, 20), heading_level=2),
                *(theme.body(line, size=19) for line in part.lines),
            ],
            spacing=6,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    )
