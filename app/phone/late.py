"""Methods of dataclasses that are compiled when they are first called.

A dataclass writes its methods as text and compiles it: for Flet's controls and ours four hundred
times, a third of a start, while a day in the village calls one in ten.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

LATE = frozenset({"__init__", "__repr__", "__eq__", "__hash__"})
"""The others are few, and look at the class that they were made for."""


def hasten() -> None:
    """Let dataclasses that are declared from now on wait with their methods."""
    # As Python 3.14 has it: the browser's is pinned, and a test asks it.
    builder: Any = dataclasses._FuncBuilder  # type: ignore[attr-defined]
    at_once = builder.add_fns_to_class

    def add_fns_to_class(given: Any, cls: type) -> None:
        late, rest = _parted(given)
        for name in late.names:
            if name not in cls.__dict__ or name in late.unconditional_adds:
                setattr(cls, name, _first(name, cls.__qualname__, late, at_once))
        if rest.names:
            at_once(rest, cls)

    builder.add_fns_to_class = add_fns_to_class


def _parted(given: Any) -> tuple[Any, Any]:
    """Return the builder of what may wait, and that of the rest."""
    late, rest = (type(given)(given.globals) for _ in range(2))
    for name, source in zip(given.names, given.src, strict=True):
        part = late if name in LATE else rest
        part.names.append(name)
        part.src.append(source)
    for part in (late, rest):
        part.locals, part.method_annotations = given.locals, given.method_annotations
        part.overwrite_errors = given.overwrite_errors
        part.unconditional_adds = given.unconditional_adds
    return late, rest


def _first(
    name: str, qualname: str, builder: Any, at_once: Callable[[Any, type], None]
) -> Callable[..., Any]:
    """Return what stands for method `name` until it is called."""

    def first(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not hasattr(builder, "made"):
            builder.made = type(qualname, (), {"__qualname__": qualname})
            builder.unconditional_adds = dict.fromkeys(builder.names, True)
            at_once(builder, builder.made)
        made = builder.made.__dict__[name]
        for each in type(self).__mro__:
            # Not where something was put around it: that goes on calling this one.
            if each.__dict__.get(name) is first:
                setattr(each, name, made)
        return made(self, *args, **kwargs)

    first.__name__, first.__qualname__ = name, f"{qualname}.{name}"
    return first
