"""Flet's look through what was drawn anew, spared the fields that nobody has set.

Flet 1.0.5 asks each of a control's seventy fields whether it holds another control, two thirds of
what drawing a screen costs Python on a phone; a control knows which few of them were set.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any, Literal

from flet.controls.object_patch import DiffBuilder, ObjectPatchException

_flets_own = DiffBuilder._configure_dataclass
Holds = Literal["items", "values", "fields", ""]
_known: dict[type, Holds] = {}


def hasten() -> None:
    """Let Flet look at what was set only."""
    DiffBuilder._configure_dataclass = _configure  # type: ignore[method-assign]


def _configure(
    self: DiffBuilder, item: Any, parent: Any, frozen: bool, configure_setattr_only: bool = False
) -> Iterator[Any]:
    """Do what Flet's own does, in another order of the parts: name each part's parent, build
    controls, and yield them."""
    if configure_setattr_only:
        return _flets_own(self, item, parent, frozen, configure_setattr_only)
    found: list[Any] = []
    _gather(self, item, parent, frozen, found)
    return iter(found)


def _gather(differ: DiffBuilder, item: Any, parent: Any, frozen: bool, found: list[Any]) -> None:
    """Add to `found` each control in `item`."""
    match _holds(type(item)):
        case "items":
            for each in item.values() if isinstance(item, dict) else item:
                _gather(differ, each, parent, frozen, found)
        case "values":
            _gather_set(differ, item, parent, frozen, found)
        case "fields":
            found += _flets_own(differ, item, parent, frozen)


def _holds(kind: type) -> Holds:
    """Say where an object of this kind has what may be a control."""
    if (known := _known.get(kind)) is None:
        known = _known[kind] = (
            "items" if issubclass(kind, list | dict)
            else "values" if hasattr(kind, "_structural_fields")
            else "fields" if is_dataclass(kind)
            else ""
        )  # fmt: skip
    return known


def _gather_set(
    differ: DiffBuilder, item: Any, parent: Any, frozen: bool, found: list[Any]
) -> None:
    """Look through a control, or through what says how one looks: both know what was set."""
    frozen = _belongs(differ, item, parent, frozen)
    if differ.control_cls and isinstance(item, differ.control_cls):
        item.build()
        item._before_update_safe()
        object.__setattr__(item, "_initialized", True)
        found.append(item)
        parent = item
    # Building one may set another.
    for value in (*item._values.values(),):
        if _holds(type(value)):
            _gather(differ, value, parent, frozen, found)
    for name in type(item)._structural_fields:
        value = getattr(item, name, None)
        if _holds(type(value)):
            _gather(differ, value, parent, frozen, found)
    if not frozen:
        item._dirty.clear()


def _belongs(differ: DiffBuilder, item: Any, parent: Any, frozen: bool) -> bool:
    """Note whose `item` is, if that is told, and return whether it is not to be changed."""
    if parent is item:
        raise ObjectPatchException(f"Parent is the same as item: {item}")
    if parent is not None:
        item._parent = weakref.ref(parent)
    if frozen and not hasattr(item, "_frozen"):
        item._frozen = True
    if getattr(type(item), "__flet_control_cls__", None) is None:
        type(item).__flet_control_cls__ = differ.control_cls
    return getattr(item, "_frozen", frozen)
