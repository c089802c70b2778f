"""Who shares this phone: volunteers with their PINs, the lock, and leaving the device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import flet as ft

from app.state import AppState
from app.store.values import Volunteer
from app.ui import route, theme, words
from app.ui.components.choosing import choice, record_field, secret_field
from app.ui.components.correcting import Removal
from app.ui.components.leaving import Leaving
from app.ui.components.touch import button, touch
from app.ui.drafting import use_draft
from app.ui.frame import Frame
from app.ui.using import use_app, use_held, use_loaded
from app.ui.words import homes
from app.volunteers import Volunteers
from shared.fields import NAME_LIMIT


@dataclass(frozen=True, slots=True)
class Draft:
    """A volunteer as typed; with `of`, only a new PIN for that one."""

    of: Volunteer | None = None
    name: str = ""
    pin: str = ""
    again: str = ""


@ft.component
def VolunteersScreen() -> ft.View:
    state = use_app()
    crew = use_loaded(state.actions.store.crew.everybody, state.revision) or ()
    box = use_loaded(state.actions.store.outbox, state.revision)
    start: Draft | None = None
    draft, set_draft = ft.use_state(start)
    body: list[ft.Control] = [theme.body(homes.USERS_INTRO, theme.QUIET, 15)]
    if draft:
        body.append(DraftForm(draft, lambda: set_draft(None), key=str(draft.of)))
    else:
        body += [
            Person(each, each.name == state.pulse.author, set_draft, key=str(each.id))
            for each in crew
        ]
        add = button(
            homes.ADD_USER,
            lambda: set_draft(Draft()),
            icon=ft.Icons.PERSON_ADD,
            quiet=bool(crew),
        )
        body += [add, *(_lock(state) if crew else [])]
    if box is not None:
        body += [theme.heading(words.ABOUT_DEVICE), Leaving(box.unsent, lambda: _leave(state))]
    return Frame(homes.USERS, body, back=route.ROSTER)


async def _leave(state: AppState) -> None:
    await state.attempt(state.pulse.leave())
    if state.notice.problem is None:
        route.go(route.ENROL)


def _lock(state: AppState) -> list[ft.Control]:
    async def set_idle(minutes: str) -> None:
        await state.save(state.actions.store.crew.lock_after(int(minutes)))
        await state.pulse.reload()

    return [
        button(homes.SWITCH_USER, state.pulse.lock, icon=ft.Icons.LOCK),
        choice(homes.IDLE, homes.IDLE_CHOICES, str(state.pulse.idle_minutes), set_idle),
    ]


@ft.component
def Person(
    volunteer: Volunteer, is_working: bool, on_pin: Callable[[Draft], None], key: str = ""
) -> ft.Control:
    """Show one volunteer; pressing the name brings what can be done about them."""
    state = use_held()
    is_open, set_open = ft.use_state(False)

    async def remove() -> None:
        await state.save(Volunteers(state.actions).remove(volunteer))
        await state.pulse.reload()

    about = homes.WORKING_NOW if is_working else "" if volunteer.pin else homes.NO_PIN
    parts: list[ft.Control] = [_name(volunteer.name, about, lambda: set_open(not is_open))]
    if is_open:
        parts += [
            button(homes.NEW_PIN, lambda: on_pin(Draft(volunteer, volunteer.name)), quiet=True),
            Removal(homes.REMOVE_USER, homes.REMOVE_USER_SURE, remove),
        ]
    return theme.card(ft.Column(parts, spacing=8), padding=6)


def _name(name: str, about: str, on_press: Callable[[], None]) -> ft.Control:
    face = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.PERSON, color=theme.MAIN, size=26),
                ft.Column(
                    [theme.title(name, 17), *([theme.small(about)] if about else [])],
                    spacing=1,
                    expand=True,
                ),
                ft.Icon(ft.Icons.EXPAND_MORE, color=theme.QUIET, size=24),
            ],
            spacing=10,
        ),
        padding=8,
        border_radius=theme.RADIUS,
    )
    return touch(f"{name}, {about}" if about else name, face, on_press)


@ft.component
def DraftForm(start: Draft, on_close: Callable[[], None], key: str = "") -> ft.Control:
    """Ask for a name and a PIN twice, or only for a PIN."""
    state = use_held()
    draft, set_draft = use_draft(start)
    verbs = Volunteers(state.actions)

    async def save() -> None:
        work: Awaitable[object] = (
            verbs.put_pin(draft.of.id, draft.pin, draft.again)
            if draft.of
            else verbs.add(draft.name, draft.pin, draft.again)
        )
        await state.save(work)
        if state.notice.problem is None:
            on_close()
            await state.pulse.reload()

    name = record_field(
        homes.USER_NAME,
        draft.name,
        lambda text: set_draft(lambda d: replace(d, name=text)),
        NAME_LIMIT,
    )
    name.read_only = draft.of is not None
    return ft.Column(
        [
            name,
            secret_field(
                homes.PIN,
                draft.pin,
                lambda text: set_draft(lambda d: replace(d, pin=text)),
                homes.PIN_HINT,
            ),
            secret_field(
                homes.PIN_AGAIN,
                draft.again,
                lambda text: set_draft(lambda d: replace(d, again=text)),
            ),
            button(homes.SAVE_PIN if draft.of else homes.SAVE_USER, save, icon=ft.Icons.CHECK),
            button(words.CLOSE, on_close, quiet=True),
        ],
        spacing=10,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
