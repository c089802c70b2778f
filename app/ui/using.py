"""How components get at the page's state, and at what is stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import flet as ft

from app.state import AppState, Door, Notice

Value = TypeVar("Value")
Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class Held:
    """The page's state, wrapped so that Flet does not watch it: components say what they watch."""

    app: AppState


HELD: ft.ContextProvider[Held | None] = ft.create_context(None)


def use_held() -> AppState:
    """Return the page's state without watching it."""
    held = ft.use_context(HELD)
    if held is None:
        raise LookupError("no state: this component is outside of the shell")
    return held.app


def use_app() -> AppState:
    """Return the page's state, and draw the calling component again whenever it changes.

    A screen that lies under another one does not: the router draws it again when it comes up.
    """
    app = use_held()
    on_top = ft.use_route_location() == ft.use_view_path()
    _, redraw = ft.use_state(0)
    # Flet holds listeners weakly, so somebody has to keep this one.
    kept: ft.MutableRef[tuple[Callable[..., None], Callable[[], None]]] = ft.use_ref()

    def watch() -> None:
        def changed(_sender: object, _field: str | None) -> None:
            redraw(lambda count: count + 1)

        if on_top:
            kept.current = (changed, app.subscribe(changed))

    def leave() -> None:
        if kept.current:
            kept.current[1]()
        kept.current = None

    ft.use_effect(watch, [on_top], leave)
    return app


def use_notice() -> Notice:
    """Return what the page has to say, and draw the calling component again when that changes."""
    return ft.use_state(use_held().notice)[0]


def use_door() -> Door:
    return ft.use_state(use_held().door)[0]


def use_loaded(load: Callable[[], Awaitable[Value]], *when: object) -> Value | None:
    """Return what `load` read; None until it has, and the last value while it reads again.

    It reads when the component appears and whenever one of `when` differs.
    """
    start: tuple[Value, ...] = ()
    value, set_value = ft.use_state(start)

    async def read() -> None:
        set_value((await load(),))

    ft.use_effect(read, list(when))
    return value[0] if value else None


def use_steady(act: Callable[Given, Value]) -> Callable[Given, Value]:
    """Return a function that is the same at each drawing and does what the latest `act` does.

    So a component kept by `ft.memo` is not drawn again only because a callback was made anew.
    """
    start: list[Callable[Given, Value]] = [act]
    latest = ft.use_ref(start).current or start
    latest[:] = start

    def steady(*args: Given.args, **kwargs: Given.kwargs) -> Value:
        return latest[0](*args, **kwargs)

    return ft.use_callback(steady, [])
