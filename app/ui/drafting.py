"""What is typed into a form, as state: a refusal of it comes down once it is mended or left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import flet as ft

from app.ui.using import HELD
from shared.problems import Problem

Value = TypeVar("Value")


def use_draft(start: Value) -> tuple[Value, Callable[[Value | Callable[[Value], Value]], None]]:
    """Return what was typed so far and what changes it, as `ft.use_state` does.

    Whatever was refused meanwhile was the draft as it stood: with its first change, or when the
    form is left, that is no longer true.
    """
    hush = _use_hush()
    draft, set_draft = ft.use_state(start)
    first = [start]
    latest = ft.use_ref(first).current or first

    def edit(change: Value | Callable[[Value], Value]) -> None:
        changed = change(latest[0]) if callable(change) else change
        # A field that Python has emptied says so as if somebody had typed it.
        if changed != latest[0]:
            latest[0] = changed
            hush()
            set_draft(changed)

    ft.use_effect(lambda: None, [], hush)
    return draft, edit


def use_refusal() -> tuple[str, Callable[[str], None]]:
    """Return why what is typed was refused, for a component that says so itself, and how to say
    it: "" takes it off the page as well."""
    hush = _use_hush()
    said, set_said = ft.use_state("")

    def say(sentence: str) -> None:
        if not sentence:
            hush()
        set_said(sentence)

    return said, say


def _use_hush() -> Callable[[], None]:
    """Return what takes down a refusal that came up since this component is there.

    What was said before, and why a sync failed, has nothing to do with what is typed.
    """
    held = ft.use_context(HELD)
    before: ft.MutableRef[Problem] = ft.use_ref(held.app.notice.problem if held else None)

    def hush() -> None:
        # A component that is drawn by itself has no page to speak on.
        if held and held.app.notice.problem not in (None, before.current, held.app.pulse.problem):
            held.app.notice.problem = None

    return hush
