"""Consent ("đồng ý cung cấp thông tin"): a line that says how it stands, a sheet to read aloud."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import button, icon_button, touch
from app.ui.words import homes
from shared.questions import INSIDE, NO, YES

OnConsent = Callable[[str | None], Awaitable[None]]
"""Takes what was said (`shared.questions`), or None: nothing was said after all."""


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
    commune: str, about: str, said: str | None, on_say: OnConsent, on_close: Callable[[], None]
) -> ft.Control:
    """Show the whole text, nothing chosen beforehand; what was `said` can be withdrawn. Only a
    person's own name is sent anywhere, so only a person is asked about that.
    """

    def saying(value: str | None) -> Callable[[], Awaitable[None]]:
        return lambda: on_say(value)

    is_agreed = said in (YES, INSIDE)
    feet = [button(homes.CONSENT_WITHDRAW, saying(NO), icon=ft.Icons.UNDO)] if is_agreed else []
    if said != YES:
        feet.append(
            button(homes.CONSENT_YES_BUTTON, saying(YES), icon=ft.Icons.CHECK, quiet=is_agreed)
        )
    if about == "member" and said != INSIDE:
        feet.append(button(homes.CONSENT_INSIDE_BUTTON, saying(INSIDE), quiet=True))
    if said is None:
        feet.append(button(homes.CONSENT_NO_BUTTON, saying(NO), quiet=True))
    else:
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
                    [theme.body(each) for each in homes.consent_text(commune, about)],
                    spacing=8,
                    expand=True,
                ),
                *feet,
            ],
            spacing=8,
        ),
        padding=ft.Padding(left=16, right=16, top=4, bottom=16),
    )
