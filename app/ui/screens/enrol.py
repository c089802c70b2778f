"""Enrolment ("đăng ký thiết bị"): an address, a code, and the device has its villages."""

from __future__ import annotations

import flet as ft

from app.state import use_app
from app.ui import route, theme, words
from app.ui.components.banner import Banner
from app.ui.components.choosing import text_field
from app.ui.components.touch import button
from shared.problems import Problem


def plain_code(text: str) -> str:
    """Return a code as the collector knows it, however it was typed."""
    return "".join(c for c in text.upper() if c.isalnum())


@ft.component
def EnrolScreen() -> ft.View:
    state = use_app()
    code, set_code = ft.use_state(route.asked_for("code"))
    address, set_address = ft.use_state(route.asked_for("address") or state.settings.collector)
    busy, set_busy = ft.use_state(False)
    empty, set_empty = ft.use_state(False)

    async def enrol() -> None:
        set_empty(not plain_code(code))
        if not plain_code(code):
            return
        set_busy(True)
        if await state.attempt(state.actions.enrol(address, plain_code(code))):
            route.go(route.ROSTER)
            await state.pulse.reload()
            await state.sync()
        set_busy(False)

    fields = [
        text_field(
            words.ENROL_CODE,
            code,
            set_code,
            hint=words.ENROL_CODE_HINT,
            error=words.ENROL_NO_CODE if empty else "",
        ),
        text_field(words.ENROL_ADDRESS, address, set_address, hint=words.ENROL_ADDRESS_HINT),
    ]
    foot = button(
        words.ENROL_RUNNING if busy else words.ENROL_BUTTON, None if busy else enrol
    )
    return page(fields, state.problem, state.hush, foot)
