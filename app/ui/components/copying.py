"""A button that puts a text where it can be pasted into a message."""

from __future__ import annotations

import flet as ft

from app.ui.components.touch import button
from app.ui.words import evening


@ft.component
def CopyButton(word: str, text: str) -> ft.Control:
    """Copy `text`, and say so; a browser may refuse, and then the text can still be selected."""
    said, say = ft.use_state("")

    async def copy() -> None:
        try:
            await ft.Clipboard().set(text)
        except Exception:  # each platform refuses in its own way
            say(evening.COPY_FAILED)
        else:
            say(evening.COPIED)

    icon = ft.Icons.CHECK if said == evening.COPIED else None
    return button(said or word, copy, icon=icon)
