"""A field for text that keeps every letter, however late Python hears of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from app.ui import theme

OnChange = Callable[[str], Awaitable[None] | None]


@ft.control("TextField")  # type: ignore[arg-type]
class Field(ft.TextField):
    """A text field that is only told what to hold when the screen wants something else than typed.

    Flet compares each drawing with what the browser says the field holds. On a slow phone a letter
    is there before its `on_change` has run: a drawing in between still has the older text, and Flet
    would put that back over what was typed. A screen keeps what it is told, unchanged; so while it
    gives that back it wants nothing, and the field goes on as the browser has it.
    """

    def init(self) -> None:
        self._told = self.value

    def _migrate_state(self, other: ft.BaseControl) -> None:
        super()._migrate_state(other)
        if isinstance(other, Field) and self.value == other._told:
            self._values["value"] = other.value


def field(label: str, value: str, on_change: OnChange, **looks: Any) -> Field:
    """Return a field with the app's looks; `on_change` has to keep the text as it is."""

    async def tell(e: ft.Event[ft.TextField]) -> None:
        e.control._told = e.control.value  # type: ignore[attr-defined]
        if (doing := on_change(e.control.value)) is not None:
            await doing

    return Field(
        label=label,
        value=value,
        filled=True,
        fill_color=theme.CARD,
        border=ft.OutlineInputBorder(
            side=ft.BorderSide(1, ft.Colors.OUTLINE), border_radius=theme.RADIUS
        ),
        on_change=tell,
        **looks,
    )
