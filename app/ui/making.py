"""Flet's making of a control, spared the fields that nobody gives.

Flet 1.0.5 puts each of a control's sixty fields through a descriptor that then drops those that are
as declared: half of what making a screen's controls costs Python on a phone.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

OFTEN = (
    ft.Column, ft.Container, ft.Icon, ft.ListView, ft.ProgressBar, ft.Row, ft.Semantics, ft.Text,
)  # fmt: skip
"""What screens are made of."""


def hasten() -> None:
    """Let these be made of what is given only."""
    for kind in OFTEN:
        kind.__init__ = _sparing(kind)  # type: ignore[method-assign]


def _sparing(kind: type[ft.Control]) -> Callable[..., None]:
    """Return what does the same as the `__init__` that the dataclass declares."""
    declared = kind.__init__
    # Not from the signature: on a phone nobody has written it yet.
    taken = [field for field in dataclasses.fields(kind) if field.init]
    in_order = [field.name for field in taken if not field.kw_only]
    needed = {field.name for field in taken if _is_needed(field)}
    names = {field.name for field in taken} | {"ref"}
    made = _made(kind)

    @functools.wraps(declared)
    def __init__(self: ft.Control, *args: Any, **given: Any) -> None:
        placed = dict(zip(in_order, args, strict=False))
        if len(placed) < len(args) or placed.keys() & given.keys():
            return declared(self, *args, **given)  # refuses
        given |= placed
        if not needed <= given.keys() <= names:
            return declared(self, **given)  # refuses
        ref = given.pop("ref", None)
        for name, make in made.items():
            if name not in given:
                object.__setattr__(self, name, make())
        for name, value in given.items():
            setattr(self, name, value)
        self.__post_init__(ref)
        return None

    return __init__


def _is_needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is field.default_factory is dataclasses.MISSING


def _made(kind: type[ft.Control]) -> Mapping[str, Callable[[], Any]]:
    """Return what each control has of its own, in the order in which it is declared."""
    return {
        field.name: field.default_factory
        for field in dataclasses.fields(kind)
        if field.default_factory is not dataclasses.MISSING
    }
