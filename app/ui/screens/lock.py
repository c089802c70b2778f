"""The lock: where several share a phone, whoever goes on working says who they are."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from app.store.values import Volunteer
from app.ui import route, theme, words
from app.ui.components.banner import Banner
from app.ui.components.choosing import secret_field, text_field
from app.ui.components.touch import button, chip
from app.ui.drafting import use_draft
from app.ui.using import use_app, use_held, use_loaded, use_notice
from app.ui.words import homes
from app.volunteers import Volunteers


@ft.component
def LockScreen() -> ft.View:
    state = use_app()
    crew = use_loaded(state.actions.store.crew.everybody, state.revision) or ()
    chosen, choose = ft.use_state(state.pulse.author)
    pin, set_pin = use_draft("")
    who = next((each for each in crew if each.name == chosen), None)

    async def unlock() -> None:
        if who is not None:
            set_pin("")
            if await state.attempt(Volunteers(state.actions).unlock(who.id, pin)):
                await state.pulse.unlock()

    body: list[ft.Control] = [
        theme.title(words.APP, 28),
        theme.title(homes.WHO_WORKS, 20),
        _names(crew, chosen, choose),
    ]
    if who and who.pin:
        field = secret_field(homes.PIN, pin, set_pin)
        field.on_submit = unlock
        body.append(field)
    if trouble := use_notice().problem:
        body.append(Banner(trouble.sentence, trouble.code, state.notice.hush))
    body.append(button(homes.UNLOCK, unlock if who else None, icon=ft.Icons.LOCK_OPEN))
    return _page([*body, Forgotten(key="forgotten")])


def _page(body: list[ft.Control]) -> ft.View:
    """Return the screen; it has no frame, for it leads nowhere but on."""
    return ft.View(
        route=ft.use_view_path() or route.ROSTER,
        controls=[
            ft.ListView(
                body,
                expand=True,
                spacing=14,
                padding=ft.Padding(left=20, right=20, top=36, bottom=24),
            )
        ],
        padding=0,
        spacing=0,
        bgcolor=theme.PAPER,
    )


def _names(
    crew: tuple[Volunteer, ...], chosen: str, on_choose: Callable[[str], None]
) -> ft.Control:
    return ft.Row(
        [
            chip(each.name, each.name, each.name == chosen, lambda name=each.name: on_choose(name))  # type: ignore[misc]
            for each in crew
        ],
        wrap=True,
        spacing=8,
        run_spacing=8,
    )


@ft.component
def Forgotten(key: str = "") -> ft.Control:
    """Say what to do about a forgotten PIN; a new enrolment code takes all PINs off."""
    state = use_held()
    given = route.asked_for("code")
    shown, show = ft.use_state(bool(given))
    code, set_code = use_draft(given)

    async def reset() -> None:
        await state.attempt(Volunteers(state.actions).forget_pins(code))
        if state.notice.problem is None:
            show(False)
            await state.pulse.reload()

    if not shown:
        return button(homes.FORGOT_PIN, lambda: show(True), quiet=True)
    return theme.card(
        ft.Column(
            [
                theme.body(homes.FORGOT_HINT, size=15),
                text_field(words.ENROL_CODE, code, set_code, hint=words.ENROL_CODE_HINT),
                button(homes.FORGOT_RESET, reset if code.strip() else None),
            ],
            spacing=10,
        )
    )
