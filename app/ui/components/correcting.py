"""Ways to put right what stands: a line that leads to a form, and a removal that asks first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import theme, words
from app.ui.components.touch import OnPress, button, touch


def correction(name: str, about: str, icon: ft.IconData, on_press: OnPress) -> ft.Control:
    """Return what is known of a person or a household, as a button to correct it."""
    face = theme.card(
        ft.Row(
            [
                ft.Icon(icon, color=theme.QUIET, size=24),
                theme.wide(theme.body(about)),
                theme.title(words.CORRECT, 16, theme.MAIN),
                ft.Icon(ft.Icons.EDIT, color=theme.MAIN, size=20),
            ],
            spacing=8,
        ),
        ft.Padding.symmetric(horizontal=14, vertical=12),
    )
    return touch(f"{name}: {about}", face, on_press)


@ft.component
def Removal(
    word: str, warning: str, on_remove: Callable[[], Awaitable[None]], is_asked: bool = False
) -> ft.Control:
    """Offer to remove something; the first press only says what goes with it."""
    asked, set_asked = ft.use_state(is_asked)
    if not asked:
        return button(word, lambda: set_asked(True), icon=ft.Icons.DELETE_OUTLINE, quiet=True)
    return theme.card(
        ft.Column(
            [
                theme.body(warning),
                ft.Row(
                    [
                        button(words.KEEP, lambda: set_asked(False), quiet=True, expand=True),
                        button(words.REMOVE, on_remove, expand=True),
                    ],
                    spacing=8,
                ),
            ],
            spacing=10,
        )
    )
