"""Flet without a page: components drawn into plain controls, to be found by name and pressed.

The only file that touches Flet's renderer, which is not public.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import flet as ft
from flet.components.component import Component, Renderer


def draw(make: Callable[[], Any]) -> list[ft.BaseControl]:
    """Return every control that `make` comes to, components drawn, outermost first."""
    return list(_expand(Renderer().render(make)))


def _expand(value: Any) -> Iterator[ft.BaseControl]:
    if isinstance(value, Component):
        yield from _expand(Renderer(value).render(value.fn, *value.args, **value.kwargs))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _expand(each)
    elif isinstance(value, ft.BaseControl):
        yield value
        for field in dataclasses.fields(value):
            if not field.name.startswith("_") and field.name not in ("data", "ref", "parent"):
                yield from _expand(getattr(value, field.name, None))


def names(controls: list[ft.BaseControl]) -> list[str]:
    """Return what a screen reader would say of each control that has a name."""
    return [each.label for each in controls if isinstance(each, ft.Semantics) and each.label]


def texts(controls: list[ft.BaseControl]) -> list[str]:
    return [each.value for each in controls if isinstance(each, ft.Text)]


def named(controls: list[ft.BaseControl], name: str) -> ft.Semantics:
    """Return the one control of this name."""
    found = [each for each in controls if isinstance(each, ft.Semantics) and each.label == name]
    assert len(found) == 1, f"{len(found)} named {name!r} among {names(controls)}"
    return found[0]


async def press(controls: list[ft.BaseControl], name: str) -> None:
    """Press what has this name, and wait until its handler is done."""
    face = named(controls, name).content
    assert isinstance(face, ft.Container)
    assert face.on_click is not None, f"{name!r} does nothing"
    doing = face.on_click()  # type: ignore[call-arg, misc]
    if inspect.isawaitable(doing):
        await doing
