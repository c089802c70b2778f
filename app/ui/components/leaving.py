"""Leaving the device: refused with the reason while anything is unsent, else asked twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import theme
from app.ui.components.touch import button
from app.ui.words import homes


@ft.component
def Leaving(
    unsent: int, on_leave: Callable[[], Awaitable[None]], asked_times: int = 0
) -> ft.Control:
    asked, set_asked = ft.use_state(asked_times)
    busy, set_busy = ft.use_state(False)
    if unsent or not asked:
        press = None if unsent else lambda: set_asked(1)
        parts: list[ft.Control] = [
            button(homes.LEAVE, press, icon=ft.Icons.LOGOUT, quiet=True),
            *([theme.body(homes.leave_refused(unsent), size=15)] if unsent else []),
        ]
        return ft.Column(parts, spacing=8)

    async def go_on() -> None:
        if asked < 2:
            set_asked(2)
            return
        # The collector is asked first, which takes as long as the network does.
        set_busy(True)
        await on_leave()
        set_busy(False)

    if busy:
        return button(homes.LEAVING, None, icon=ft.Icons.LOGOUT, quiet=True)
    return theme.card(
        ft.Column(
            [
                theme.body(homes.LEAVE_SURE if asked == 1 else homes.LEAVE_SURER),
                button(homes.STAY, lambda: set_asked(0)),
                button(homes.LEAVE_NOW if asked > 1 else homes.LEAVE_GO_ON, go_on, quiet=True),
            ],
            spacing=10,
        )
    )
