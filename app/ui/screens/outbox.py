"""The outbox ("hộp chờ gửi"): what is not sent yet, what came back, what two devices dispute."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app import mending
from app.calendar import first_day
from app.state import AppState
from app.store.spare import Handed
from app.store.values import Conflict, Entry, HeldEntries, Outbox, RefusedEntry
from app.ui import presenting, route, settling, theme, words
from app.ui.components.conflict import ConflictCard
from app.ui.components.refusal import RefusalCard, facts, figures, held_card
from app.ui.components.touch import OnPress, button, touch
from app.ui.frame import Frame
from app.ui.using import use_app, use_limit, use_read
from app.ui.words import hand_over, outbox
from shared import text
from shared.problems import Code
from shared.records import Record

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What the screen shows of the store; of what is `unsent`, the newest, and of what was
    refused, whom each entry is about."""

    box: Outbox
    returned: tuple[tuple[RefusedEntry, tuple[Record, ...]], ...]
    unsent: tuple[Entry, ...]
    conflicts: tuple[Conflict, ...]
    odd: tuple[Entry, ...]
    handed: Handed | None


@ft.component
def OutboxScreen() -> ft.View:
    state = use_app()
    limit, more, _ = use_limit()
    # In the very drawing in which the strip above reads the same: they never say two things.
    found = use_read(lambda: _read(state, limit), state.revision, limit)
    body: list[ft.Control] = [
        *(_of_entries(state, found, more) if found else []),
        theme.heading(words.LAST_SYNC),
        _last(state),
        theme.small(words.AUTOMATIC),
        *_device(state),
    ]
    return Frame(words.TAB_OUTBOX, body)


def _of_entries(state: AppState, found: Found, more: OnPress) -> list[ft.Control]:
    box = found.box
    return [
        _figures(box),
        *new_code(state, box),
        *([theme.body(outbox.gaps(box.gaps))] if box.gaps else []),
        *_ways(state, found),
        *_returned(state, found),
        *_held(box.held),
        *_conflicts(state, found.conflicts),
        *_odd(found.odd),
        *unsent(found.unsent, box.unsent, more),
    ]


def _figures(box: Outbox) -> ft.Control:
    apart = ((outbox.HELD, box.waiting), (outbox.RETURNED, len(box.refused)))
    shown = (each for each in apart if each[1])
    return figures(((words.WAITING, box.unsent), (words.RECEIVED, box.received), *shown))


def new_code(state: AppState, box: Outbox) -> list[ft.Control]:
    """Return the way to a new code, where without one nothing more is sent or read."""
    problem = state.pulse.problem
    is_revoked = problem is not None and problem.kind is Code.DEVICE_REVOKED
    if not (box.is_forgotten or is_revoked):
        return []
    return [
        theme.body(outbox.NEW_CODE_HINT if box.is_forgotten else outbox.REVOKED_HINT, size=15),
        button(outbox.NEW_CODE, _opens(route.ENROL), icon=ft.Icons.KEY),
    ]


def _ways(state: AppState, found: Found) -> list[ft.Control]:
    """Return the ways to send, each with a few words on how it ended last time."""
    pulse = state.pulse
    word = words.SYNCING if pulse.syncing else words.SYNC_NOW
    ways: list[ft.Control] = [
        button(word, None if pulse.syncing else state.sync, icon=ft.Icons.SYNC)
    ]
    if pulse.problem:
        ways.append(
            ft.Semantics(content=theme.small(str(pulse.problem), theme.NO), live_region=True)
        )
        if pulse.problem.kind is not Code.DEVICE_REVOKED:  # which fails by being told so
            ways.append(theme.small(outbox.tried(presenting.clock(pulse.failed_ms))))
    if found.box.unsent:
        ways.append(button(hand_over.TITLE, _opens(route.HAND_OVER), icon=ft.Icons.USB, quiet=True))
        if found.handed:
            said = hand_over.waits(presenting.clock(found.handed.at_ms))
            ways.append(theme.small(said, theme.NO))
    return ways


async def _read(state: AppState, limit: int) -> Found:
    store = state.actions.store
    first = first_day(state.account.commune if state.account else "")
    odd = await store.odd_days(first, state.today(), SHOWN)
    waiting = await state.pulse.hand_over.waiting() if state.pulse.hand_over else None
    handed = waiting.handed if waiting else None
    box, listed = await store.outbox(), await store.newest_unsent(limit)
    returned = [(each, await store.about(each.record)) for each in box.refused[:SHOWN]]
    return Found(box, tuple(returned), listed, await store.conflicts(), odd, handed)


def _last(state: AppState) -> ft.Control:
    """Say when a sync last went through and what it brought."""
    pulse = state.pulse
    when = presenting.clock(pulse.synced_ms) if pulse.synced_ms else words.NEVER_SYNCED
    pulled = pulse.outcome.pulled if pulse.outcome else 0
    came = [words.received(text.number(pulled))] if pulled else []
    return theme.body("\n".join([when, *came]), size=15)


def _returned(state: AppState, found: Found) -> list[ft.Control]:
    if not found.returned:
        return []
    shown, of = len(found.returned), len(found.box.refused)
    hint = [outbox.RETURNED_HINT, *([outbox.shown_of(shown, of)] if shown < of else [])]
    return [
        theme.heading(outbox.RETURNED),
        theme.small(" ".join(hint)),
        *(
            RefusalCard(
                settling.refusal(each, about, state.village_names),
                _opens(settling.mend_path(each)),
                _drops(state, each.number),
                key=str(each.number),
            )
            for each, about in found.returned
        ),
    ]


def _held(held: tuple[HeldEntries, ...]) -> list[ft.Control]:
    if not held:
        return []
    cards = (held_card(settling.held(each)) for each in held)
    return [theme.heading(outbox.HELD), theme.small(outbox.HELD_HINT), *cards]


def _opens(path: str) -> Callable[[], None] | None:
    return (lambda: route.go(path)) if path else None


def _drops(state: AppState, number: int) -> Callable[[], Awaitable[None]]:
    async def drop() -> None:
        await state.save(mending.drop(state.actions, number))

    return drop


def _conflicts(state: AppState, conflicts: tuple[Conflict, ...]) -> list[ft.Control]:
    if not conflicts:
        return []
    hint = theme.small(outbox.CONFLICTS_HINT)
    return [theme.heading(outbox.CONFLICTS), hint, *(_conflict(state, each) for each in conflicts)]


def _conflict(state: AppState, of: Conflict) -> ft.Control:
    async def keep(place: int) -> None:
        await state.save(mending.keep(state.actions, of, (of.ours, of.theirs)[place]))

    async def seen() -> None:
        await state.save(mending.see(state.actions, of.ours.id))

    shown = settling.contradiction(of, state.account)
    return ConflictCard(shown, keep, seen, key=shown.id)


def _odd(entries: tuple[Entry, ...]) -> list[ft.Control]:
    """Flag entries of a day that can hardly be; nothing of them is dropped."""
    if not entries:
        return []
    hint = theme.small(outbox.ODD_DAYS_HINT)
    return [theme.heading(outbox.ODD_DAYS), hint, *map(_line, entries)]


def unsent(entries: tuple[Entry, ...], total: int, on_more: OnPress) -> list[ft.Control]:
    """List what waits to be sent, the newest first: `entries` of `total`."""
    if not entries:
        return [theme.heading(words.WAITING), theme.body(outbox.NOTHING, theme.QUIET)]
    is_some = len(entries) < total
    return [
        theme.heading(words.WAITING),
        *([theme.small(outbox.shown_of(len(entries), total))] if is_some else []),
        *map(_line, entries),
        *([button(outbox.MORE, on_more, quiet=True)] if is_some else []),
    ]


def _line(entry: Entry) -> ft.Control:
    said, path = settling.entry_line(entry)
    sheet = theme.card(ft.Row([theme.wide(theme.body(said))]))
    return touch(said, sheet, _opens(path))


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
