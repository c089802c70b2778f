"""Records as columns: one list per field and kind, so that gzip finds little left to say.

In a column of texts or ids the first occurrence stands in full and later ones as its place in the
list of occurrences; numbers and stamps stand as differences; what has its default value is left
out, and so is an id that other fields give. An evening's tick is a few bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from shared.kinds import model_of
from shared.problems import Code, Problem
from shared.records import Answer, Figure, Record

Cells = Sequence[Any]
Columns = Mapping[str, Cells]

_FARTHEST = 2**63
_DIFFERENCES = {"number", "stamp"}
_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    str: str,
    UUID: attrgetter("hex"),
    date: date.isoformat,
    tuple: ",".join,
}
"""How values are written that may be referred to by their place; others stand as they are."""
# Derived from other fields by `id_for`, so not sent.
_DERIVED = {Answer.kind: "id", Figure.kind: "id"}


def pack(records: Iterable[Record]) -> dict[str, dict[str, list[Any]]]:
    """Return `records` as columns, by kind."""
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        by_kind.setdefault(record.kind, []).append(record)
    return {kind: _columns(kind, group) for kind, group in by_kind.items()}


def _columns(kind: str, group: Sequence[Record]) -> dict[str, list[Any]]:
    columns = {}
    fields = model_of(kind).model_fields
    for name in sorted({name for record in group for name in record.__pydantic_extra__ or ()}):
        columns[name] = _refer([(record.__pydantic_extra__ or {}).get(name) for record in group])
    for name, field in fields.items():
        if name == _DERIVED.get(kind):
            continue
        values = list(map(attrgetter(name), group))
        if not field.is_required() and values.count(field.default) == len(values):
            continue
        columns[name] = _deltas(values) if name in _DIFFERENCES else _refer(values)
    return columns


def _deltas(values: Sequence[int]) -> list[int]:
    return [b - a for a, b in zip([0, *values], values, strict=False)]


def _refer(values: Sequence[Any]) -> list[Any]:
    """Write texts and ids in full once, then as their place; leave numbers and nulls."""
    places: dict[str, int] = {}
    cells: list[Any] = []
    last, place = None, 0
    for value in values:
        # Ids and days come in runs of one object.
        if value is last and value is not None:
            cells.append(place)
            continue
        if (write := _WRITTEN.get(type(value))) is None:
            cells.append(value)
            continue
        text, last = write(value), value
        cells.append(places.get(text, text))
        place = places.setdefault(text, len(places))
    return cells


def unpack(kind: str, columns: Columns) -> Iterator[dict[str, Any]]:
    """Yield the fields of each record in `columns`, as `judge` takes them.

    A column that is no column refuses the whole message; a cell that is no value is left for
    `judge`, so that one bad record does not block the rest.
    """
    model = model_of(kind)
    lengths = {len(cells) for cells in columns.values() if isinstance(cells, list)}
    if len(lengths) != 1 or not all(isinstance(c, list) for c in columns.values()):
        raise Problem(Code.BAD_MESSAGE)
    names = list(columns)
    rows = zip(*(_resolve(model, name, columns[name]) for name in names), strict=True)
    if kind not in _DERIVED:
        yield from (dict(zip(names, row, strict=True)) for row in rows)
        return
    for row in rows:
        fields = dict(zip(names, row, strict=True))
        fields[_DERIVED[kind]] = _derived(kind, fields)
        yield fields


def _resolve(model: type[Record], name: str, cells: Cells) -> Cells:
    if name in _DIFFERENCES:
        return _sums(cells)
    shape = _shape(model, name)
    is_list = shape == "list"
    if shape == "plain" or (not is_list and set(map(type, cells)) == {str}):
        return cells
    values: list[Any] = []
    resolved: list[Any] = []
    for cell in cells:
        kind = type(cell)
        if kind is str:
            values.append(_words(cell) if is_list else cell)
            resolved.append(values[-1])
        elif kind is int and 0 <= cell < len(values):
            resolved.append(values[cell])
        else:
            resolved.append(cell)
    return resolved


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _sums(cells: Cells) -> list[int]:
    total, sums = 0, []
    for cell in cells:
        if type(cell) is not int or not -_FARTHEST < (total := total + cell) < _FARTHEST:
            raise Problem(Code.BAD_MESSAGE)
        sums.append(total)
    return sums


@lru_cache(maxsize=256)
def _shape(model: type[Record], name: str) -> str:
    if name not in model.model_fields:
        # Of a newer app: without a text in it, no number in a column is a place.
        return "text"
    kind = str(model.model_fields[name].annotation)
    if "tuple" in kind:
        return "list"
    return "plain" if "int" in kind or "bool" in kind else "text"


def _derived(kind: str, fields: Mapping[str, Any]) -> UUID | None:
    try:
        if kind == Figure.kind:
            return Figure.id_for(fields["code"], fields["period"])
        return Answer.id_for(_uuid(fields["subject"]), fields["question"], fields.get("period", ""))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


@lru_cache(maxsize=4096)
def _uuid(text: str) -> UUID:
    return UUID(text)
