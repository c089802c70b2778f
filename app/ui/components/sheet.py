"""A sheet that comes up from below over whatever is open, and is dragged away again."""

from __future__ import annotations

from inspect import iscoroutinefunction

import flet as ft
from flet.components.router import _location_context

from app.ui import theme
from app.ui.components.touch import OnPress


def use_sheet(content: ft.Control | None, leave: OnPress, *, is_long: bool = True) -> None:
    """Show `content`, if there is any, on a sheet over this screen; `is_long` takes all the height
    there is.

    Who goes back leaves it as by dragging it away, and so does who goes on to another screen, where
    the one below is drawn again (`use_kept`: what is in its view is not).
    """
    page, is_left = ft.context.page, _use_leaving(content is not None)

    def left() -> None:
        if content is None:
            return
        # As a task of its own: Flet ends what an effect has begun when the next one begins.
        if iscoroutinefunction(leave):
            page.run_task(leave)
        else:
            leave()

    ft.use_effect(lambda: None, [is_left], left)
    ft.use_dialog(_sheet(content, leave, is_long) if content else None)


def _use_leaving(is_open: bool) -> bool:
    """Return whether somebody went elsewhere since the sheet was opened, also who went there and
    back before anything was drawn: the router makes a location for each going, be it an equal one.
    """
    here = ft.use_context(_location_context)
    opened: ft.MutableRef[object] = ft.use_ref()
    opened.current = (opened.current or here) if is_open else None
    return is_open and opened.current is not here


def _sheet(content: ft.Control, leave: OnPress, is_long: bool) -> ft.BottomSheet:
    return ft.BottomSheet(
        content,
        scrollable=True,
        fullscreen=is_long,
        show_drag_handle=True,
        bgcolor=theme.PAPER,
        on_dismiss=leave,
        animation_style=ft.AnimationStyle(duration=0, reverse_duration=0),
    )
