"""Flet's look through what was drawn anew, spared the fields that nobody has set.

Flet 1.0.5 asks each of a control's seventy fields whether it holds another control, two thirds of
what drawing a screen costs Python on a phone; a control knows which few of them were set.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from flet.controls.object_patch import DiffBuilder

_flets_own = DiffBuilder._configure_dataclass


def hasten() -> None:
    """Let Flet look at what was set only."""
    DiffBuilder._configure_dataclass = _configure  # type: ignore[method-assign]


def _configure(
    self: DiffBuilder, item: Any, parent: Any, frozen: bool, configure_setattr_only: bool = False
) -> Iterator[Any]:
    """Do what Flet's own does: name each part's parent, build controls, and yield them."""
    is_control = self.control_cls and isinstance(item, self.control_cls)
    if configure_setattr_only or not (is_control and hasattr(item, "_values")):
        yield from _flets_own(self, item, parent, frozen, configure_setattr_only)
        return
    if parent is None:
        known = getattr(item, "_parent", None)
        parent = known() if known else None
    if parent is not None:
        item._parent = weakref.ref(parent)
    frozen = getattr(item, "_frozen", frozen)
    if frozen:
        item._frozen = frozen
    type(item).__flet_control_cls__ = self.control_cls
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
