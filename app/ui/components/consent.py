"""Consent ("đồng ý cung cấp thông tin"): a line that says how it stands, a sheet to read aloud."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import button, icon_button, touch
from app.ui.words import homes

OnConsent = Callable[[str | None], Awaitable[None]]
"""Takes "yes", "no", or None: nothing was said after all."""


def consent_line(name: str, given: bool | None, on_open: Callable[[], None]) -> ft.Control:
    """Return how it stands, as a button; `given` is None while nobody asked."""
    icon = {
        True: (ft.Icons.VERIFIED_USER, theme.YES),
        False: (ft.Icons.DO_NOT_DISTURB_ON, theme.NO),
        None: (ft.Icons.HELP_OUTLINE, theme.QUIET),
    }[given]
    face = theme.card(
        ft.Row(
            [
                ft.Icon(icon[0], color=icon[1], size=22),
                theme.wide(theme.body(name, size=15)),
                ft.Icon(ft.Icons.CHEVRON_RIGHT, color=ft.Colors.OUTLINE, size=22),
            ],
            spacing=8,
        ),
        ft.Padding.symmetric(horizontal=14, vertical=12),
    )
    return touch(name, face, on_open)


@ft.component
def ConsentSheet(
    commune: str, given: bool | None, on_say: OnConsent, on_close: Callable[[], None]
) -> ft.Control:
    """Show the whole text, nothing chosen beforehand; what was given can be withdrawn."""

    def saying(value: str | None) -> Callable[[], Awaitable[None]]:
        return lambda: on_say(value)

    if given:
        feet = [button(homes.CONSENT_WITHDRAW, saying("no"), icon=ft.Icons.UNDO)]
    else:
        feet = [
            button(homes.CONSENT_YES_BUTTON, saying("yes"), icon=ft.Icons.CHECK),
            *(
                []
                if given is False
                else [button(homes.CONSENT_NO_BUTTON, saying("no"), quiet=True)]
            ),
        ]
    if given is not None:
        feet.append(button(homes.CONSENT_CLEAR, saying(None), quiet=True))
    return ft.Container(
        ft.Column(
            [
                ft.Row(
                    [
                        theme.wide(theme.title(homes.CONSENT, 19)),
                        icon_button(words.CLOSE, ft.Icons.CLOSE, on_close),
                    ]
                ),
                theme.small(homes.CONSENT_READ),
                ft.ListView(
                    [theme.body(each) for each in homes.consent_text(commune)],
                    spacing=8,
                    expand=True,
                ),
                *feet,
            ],
            spacing=8,
        ),
        padding=ft.Padding(left=16, right=16, top=4, bottom=16),
    )
