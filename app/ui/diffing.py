"""Flet's look through what was drawn anew, spared the fields that nobody has set.

Flet 1.0.5 asks each of a control's seventy fields whether it holds another control, two thirds of
what drawing a screen costs Python on a phone; a control knows which few of them were set.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from flet.controls.object_patch import DiffBuilder, ObjectPatchException

_flets_own = DiffBuilder._configure_dataclass


def hasten() -> None:
    """Let Flet look at what was set only."""
    DiffBuilder._configure_dataclass = _configure  # type: ignore[method-assign]


def _configure(
    self: DiffBuilder, item: Any, parent: Any, frozen: bool, configure_setattr_only: bool = False
) -> Iterator[Any]:
    """Do what Flet's own does, in another order of the parts: name each part's parent, build
    controls, and yield them."""
    is_control = self.control_cls and isinstance(item, self.control_cls)
    if configure_setattr_only or not (is_control and hasattr(item, "_values")):
        yield from _flets_own(self, item, parent, frozen, configure_setattr_only)
        return
    frozen = _belongs(self, item, parent, frozen)
    item.build()
    item._before_update_safe()
    object.__setattr__(item, "_initialized", True)
    yield item
    structural = [getattr(item, name) for name in type(item)._structural_fields]
    for value in (*item._values.values(), *structural):
        if isinstance(value, list | dict) or is_dataclass(value):
            yield from self._configure_dataclass(value, item, frozen)
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
