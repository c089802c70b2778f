"""How components get at the page's state, and at what is stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar
from urllib.parse import urlparse

import flet as ft
from flet.components.component import Component
from flet.components.utils import current_component

from app.state import AppState, Door, Notice

Value = TypeVar("Value")
Given = ParamSpec("Given")
Reading = Coroutine[Any, Any, Value]
_log = logging.getLogger("bakhong")
SCREENFUL = 11
"""What one screen holds at most, of the tallest phones."""
FEW, MORE = 15, 50
"""A list begins with what two screens hold, for an old phone draws slowly; then so many more."""
Known = TypeVar("Known", bound=Hashable)


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
    _use_watch(app)
    return app


def _use_watch(what: AppState | Notice) -> None:
    """Draw the calling component again whenever `what` changes, while its screen is on top."""
    path, page = ft.use_view_path(), ft.context.page
    _, redraw = ft.use_state(0)
    # Flet holds listeners weakly, so somebody has to keep this one.
    kept: ft.MutableRef[tuple[Callable[..., None], Callable[[], None]]] = ft.use_ref()

    def watch() -> None:
        def changed(_sender: object, _field: str | None) -> None:
            if urlparse(page.route).path == path:
                redraw(lambda count: count + 1)

        kept.current = (changed, what.subscribe(changed))

    def leave() -> None:
        if kept.current:
            kept.current[1]()
        kept.current = None

    # A tab takes over what another drew in the same place.
    ft.use_effect(watch, [path], leave)


def use_kept(view: ft.View) -> ft.View:
    """Return `view`, or while its screen lies under another one what was drawn last.

    Then Flet passes over all of it. The components that drew it are held as well: those in the view
    look for their contexts through them, and Flet makes others at each drawing.
    """
    start: tuple[ft.View | None, tuple[object, ...]] = (None, ())
    kept = ft.use_ref(start)
    drawn, _ = kept.current or start
    if drawn is not None and ft.use_route_location() != ft.use_view_path():
        return drawn
    kept.current = (view, tuple(lineage()))
    return view


def lineage() -> Iterator[object]:
    """Yield the component that is being drawn, and those that it is in: what of a drawing is kept
    for later ones needs them, for its components look for their contexts through them."""
    component: Component | None = current_component()
    while component is not None:
        yield component
        above = component._parent_component
        component = above() if above else None


def use_notice() -> Notice:
    """Return what the page has to say, and draw the calling component again when that changes.

    As with `use_app`, not on a screen that lies under another one.
    """
    notice = use_held().notice
    _use_watch(notice)
    return notice


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


def use_read(load: Callable[[], Reading[Value]], *when: object) -> Value | None:
    """Return what `load` read, already in the drawing in which one of `when` differs.

    For what the store answers at once: `use_loaded` draws twice, and an old phone draws slowly.
    None, or the last value, when it could not be read.
    """
    start: tuple[tuple[object, ...], tuple[Value, ...]] = ((object(),), ())
    kept = ft.use_ref(start)
    before, value = kept.current or start
    if before != when:
        value = _at_once(load()) or value
        kept.current = (when, value)
    return value[0] if value else None


def _at_once(reading: Reading[Value]) -> tuple[Value, ...]:
    """Return what `reading` comes to without waiting for anything; () if it fails."""
    try:
        reading.send(None)
    except StopIteration as done:
        return (done.value,)
    except Exception as error:
        # What an error says may be of people.
        _log.error("a read failed: %s", type(error).__name__)
        return ()
    reading.close()
    raise RuntimeError("this read waits for something: use_loaded")


@dataclass(frozen=True, slots=True)
class Search(Generic[Value]):
    """What is looked for as typed, what was found for it so far, and how to look for more."""

    query: str
    found: Value | None
    look: Callable[[str], Awaitable[None]]


def use_search(
    load: Callable[[str], Reading[Value]], *when: object, start: str = ""
) -> Search[Value]:
    """Return a search that draws once for what was typed: with what `load` found.

    On a slow phone letters come in faster than it answers; then only the latest is looked for.
    """
    query: ft.MutableRef[str] = ft.use_ref(start)
    _, redraw = ft.use_state(0)

    async def look(typed: str) -> None:
        query.current = typed
        # What has been typed meanwhile is heard of first.
        await asyncio.sleep(0)
        if typed == query.current:
            redraw(lambda count: count + 1)

    asked = query.current or ""
    return Search(asked, use_read(lambda: load(asked), asked, *when), look)


def use_limit() -> tuple[int, Callable[[], None], Callable[[], None]]:
    """Return how many lines of a list to show, what shows more, and what shows the first few."""
    limit, set_limit = ft.use_state(FEW)
    return limit, lambda: set_limit(limit + MORE), lambda: set_limit(FEW)


def use_first(body: list[ft.Control]) -> list[ft.Control]:
    """Return of `body` what fits on a screen, at the next drawing all of it.

    An old phone shows a screen sooner when it draws what lies below it afterwards.
    """
    is_whole, set_whole = ft.use_state(len(body) <= SCREENFUL)
    ft.use_effect(lambda: set_whole(True), [])
    return body if is_whole else body[:SCREENFUL]


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


def use_lines(values: Iterable[Known], draw: Callable[[Known], ft.Control]) -> list[ft.Control]:
    """Return what `draw` made of each value: for one that was there before, the very same control.

    Flet passes over a control that it has seen already, with all that is below it.
    """
    start: dict[Known, ft.Control] = {}
    kept = ft.use_ref(start)
    before = kept.current or start
    kept.current = {each: before.get(each) or draw(each) for each in values}
    return list(kept.current.values())
