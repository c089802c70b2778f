"""The outbox ("hộp chờ gửi"): what is not sent yet, what was refused and why, and the device."""

from __future__ import annotations

import flet as ft

from app.state import AppState
from app.store.values import Outbox, RefusedEntry
from app.ui import presenting, theme, words
from app.ui.components.refusal import Refusal, RefusalCard, facts, figures
from app.ui.components.touch import button
from app.ui.frame import frame
from app.ui.using import use_app, use_loaded
from shared import text


@ft.component
def OutboxScreen() -> ft.View:
    state = use_app()
    box = use_loaded(state.actions.store.outbox, state.revision) or Outbox(0, 0, ())
    pulse = state.pulse
    received = max(box.received - len(box.refused), 0)
    body: list[ft.Control] = [
        figures(((words.WAITING, box.unsent), (words.RECEIVED, received))),
        button(
            words.SYNCING if pulse.syncing else words.SYNC_NOW,
            None if pulse.syncing else state.sync,
            icon=ft.Icons.SYNC,
        ),
        theme.small(words.AUTOMATIC),
        _last(state),
    ]
    if box.refused:
        body += [theme.heading(words.REFUSED_TITLE), theme.small(words.REFUSED_HINT)]
        body += [RefusalCard(_refusal(each), key=str(each.number)) for each in box.refused]
    body += _device(state)
    return frame(words.TAB_OUTBOX, body)


def _last(state: AppState) -> ft.Control:
    """Say when the last sync was and what it brought."""
    pulse = state.pulse
    when = presenting.clock(pulse.synced_ms) if pulse.synced_ms else words.NEVER_SYNCED
    pulled = pulse.outcome.pulled if pulse.outcome else 0
    came = words.received(text.number(pulled)) if pulled else ""
    failed = str(pulse.problem) if pulse.problem else ""
    return facts((words.LAST_SYNC, "\n".join(each for each in (when, came, failed) if each)))


def _refusal(entry: RefusedEntry) -> Refusal:
    record = entry.record
    return Refusal(
        f"{words.KIND[record.kind]} · {presenting.record_name(record)}",
        entry.sentence,
        entry.code,
    )


def _device(state: AppState) -> list[ft.Control]:
    if (account := state.account) is None:
        return []
    return [
        theme.heading(words.ABOUT_DEVICE),
        facts(
            (words.DEVICE, account.name),
            (words.COMMUNE, account.commune_name),
            (words.VILLAGE, ", ".join(place.name for place in account.villages)),
            (words.COLLECTOR, account.collector),
        ),
    ]
