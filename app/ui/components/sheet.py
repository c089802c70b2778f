"""A sheet that comes up from below over whatever is open, and is dragged away again."""

from __future__ import annotations

import flet as ft

from app.ui import theme
from app.ui.components.touch import OnPress


def bottom_sheet(content: ft.Control, on_close: OnPress, *, is_long: bool = True) -> ft.BottomSheet:
    """Return `content` on a sheet; `is_long` takes all the height there is."""
    return ft.BottomSheet(
        content,
        scrollable=True,
        fullscreen=is_long,
        show_drag_handle=True,
        bgcolor=theme.PAPER,
        on_dismiss=on_close,
        animation_style=ft.AnimationStyle(duration=0, reverse_duration=0),
    )
