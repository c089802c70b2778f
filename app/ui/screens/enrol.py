"""Enrolment ("đăng ký thiết bị"): an address, a code, and the device has its villages."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.inputs import plain_address, plain_code
from app.state import AppState
from app.ui import route, theme, words
from app.ui.components.banner import Banner
from app.ui.components.choosing import choice, text_field
from app.ui.components.refusal import facts
from app.ui.components.touch import button, touch
from app.ui.drafting import use_draft
from app.ui.helping import HelpButton
from app.ui.using import use_app, use_notice


@ft.component
def EnrolScreen() -> ft.View:
    state = use_app()
    code, set_code = use_draft(route.asked_for("code"))
    own = state.account.collector if state.account else state.settings.collector
    address, set_address = use_draft(route.asked_for("address") or own)
    which, set_which = use_draft("other")
    is_told, tell = ft.use_state(not address or _is_elsewhere(state, address))
    busy, set_busy = ft.use_state(False)
    empty, set_empty = ft.use_state(False)

    async def enrol() -> None:
        set_empty(not plain_code(code))
        if not plain_code(code):
            return
        set_busy(True)
        has_moved = which == "moved"
        if await state.attempt(state.pulse.enrol(address, plain_code(code), has_moved=has_moved)):
            route.go(route.ROSTER)
            await state.pulse.reload()
            await state.sync()
        set_busy(False)

    trouble = use_notice().problem
    banner = [Banner(trouble.sentence, trouble.code, state.notice.hush)] if trouble else []
    said = words.ENROL_NO_CODE if empty and not plain_code(code) else ""
    return _page(
        [
            *_welcome(),
            *([] if busy else _known(state)),
            text_field(words.ENROL_CODE, code, set_code, hint=words.ENROL_CODE_HINT, error=said),
            _address(address, set_address, None if is_told else lambda: tell(True)),
            *([] if busy else kept(state, address, which, set_which)),
            theme.small(words.ENROL_PRIVACY),
        ],
        banner,
        button(words.ENROL_RUNNING if busy else words.ENROL_BUTTON, None if busy else enrol),
    )


def _page(body: list[ft.Control], banner: list[ft.Control], foot: ft.Control) -> ft.View:
    """Return the screen; it has no frame, for nothing else can be done before enrolling."""
    return ft.View(
        route=route.ENROL,
        controls=[
            ft.ListView(
                body,
                expand=True,
                spacing=14,
                padding=ft.Padding(left=20, right=20, top=36, bottom=24),
            ),
            *banner,
            ft.Container(foot, padding=ft.Padding(left=20, right=20, top=8, bottom=20)),
        ],
        padding=0,
        spacing=0,
        bgcolor=theme.PAPER,
    )


def _address(
    address: str, on_change: Callable[[str], None], on_tell: Callable[[], None] | None
) -> ft.Control:
    """Return the field for the address; where it is known, the way to it."""
    if on_tell:
        more = ft.Icon(ft.Icons.EXPAND_MORE, color=theme.QUIET, size=24)
        row = ft.Row([more, theme.wide(theme.small(words.ENROL_BY_HAND))], spacing=6)
        face = ft.Container(theme.at_least(theme.TOUCH, row), border_radius=theme.RADIUS)
        return touch(words.ENROL_BY_HAND, face, on_tell)
    return text_field(words.ENROL_ADDRESS, address, on_change, hint=words.ENROL_ADDRESS_HINT)


def _is_elsewhere(state: AppState, address: str) -> bool:
    """Say whether that is not the collector whose device this is: then it must be seen."""
    return state.account is not None and plain_address(address) != state.account.collector


def _welcome() -> list[ft.Control]:
    logo = ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=44, color=theme.ON_MAIN),
        width=64,
        height=64,
        bgcolor=theme.MAIN,
        border_radius=16,
        alignment=ft.Alignment.CENTER,
    )
    help_ = HelpButton(route.ENROL, True)
    name = [theme.title(words.APP, 28), theme.small(words.TAGLINE)]
    return [
        ft.Row([logo, help_], alignment=ft.MainAxisAlignment.SPACE_BETWEEN),
        ft.Column(list[ft.Control](name), spacing=0),
        theme.title(words.ENROL_TITLE, 20),
        theme.body(words.ENROL_INTRO),
    ]


def _known(state: AppState) -> list[ft.Control]:
    """Say so when the device is enrolled already; a link may be opened twice."""
    if state.account is None:
        return []
    return [
        facts((words.ENROL_ALREADY, state.account.name)),
        button(words.TAB_ROSTER, lambda: route.go(route.ROSTER), quiet=True),
    ]


def kept(
    state: AppState, address: str, which: str, on_which: Callable[[str], None]
) -> list[ft.Control]:
    """Say what becomes of what is on the device, and at another address ask what it is."""
    if state.account is None:
        return []
    if not _is_elsewhere(state, address):
        return [theme.body(words.ENROL_KEEPS, size=15)]
    said = words.ENROL_KEEPS if which == "moved" else words.ENROL_ELSEWHERE
    return [
        choice(words.ENROL_WHICH, words.ENROL_WHICH_CHOICES, which, on_which),
        theme.body(said, size=15),
    ]
