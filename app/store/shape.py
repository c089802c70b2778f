"""Records as rows of SQLite and back, and the SQL that follows from their fields.

The hot path: tuples straight from a page's columns into `executemany`, and from a `SELECT` into
frozen records, with no row object in between. `tables` declares the same columns for SQLModel.
"""

# ruff: noqa: S608 -- names of tables and columns are those of our own records.

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, get_args
from uuid import UUID

from shared.records import Answer, Business, Household, Member, Record, Visit
from shared.text import fold, name_key

Fields = Mapping[str, Any]
Extra = Callable[[Fields], Any]


@lru_cache(maxsize=8192)
def _sorted_word(word: str) -> bytes:
    ((letters, tones),) = name_key(word)
    # One more than the rank, so that 0 ends a word: "An" stands before "Anh".
    spelt = b"".join((letter + 1).to_bytes(3, "big") for letter in letters)
    return spelt + b"\0\0\0" + bytes(tone + 1 for tone in tones) + b"\0"


def sort_key(name: str) -> bytes:
    """Return bytes that SQLite orders as `name_key` orders names: by given name first."""
    words = name.split()
    return b"".join(_sorted_word(word) for word in [*words[-1:], *words[:-1]])


EXTRAS: Mapping[type[Record], Mapping[str, Extra]] = {
    Household: {
        "head_fold": lambda fields: fold(fields["head"]),
        "code_fold": lambda fields: fold(fields["code"]),
        "sort": lambda fields: sort_key(fields["head"] or fields["code"]),
    },
    Member: {"name_fold": lambda fields: fold(fields["name"])},
}
"""Columns that a table has besides its record's fields, to search and to sort by."""


@lru_cache(maxsize=8192)
def _id_in(value: Any) -> bytes:
    return value.bytes if isinstance(value, UUID) else UUID(_text_in(value)).bytes


@lru_cache(maxsize=4096)
def _day_in(value: Any) -> str:
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return day.isoformat()


def _flag_in(value: Any) -> int:
    if type(value) is not bool:
        raise ValueError(value)
    return int(value)


def _whole_in(value: Any) -> int:
    if type(value) is not int or value.bit_length() > 63:
        raise ValueError(value)
    return value


def _text_in(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    if not value.isascii():
        value.encode()  # SQLite takes no half pairs
    return value


def _words_in(value: Any) -> str:
    if not isinstance(value, tuple | list):
        raise ValueError(value)
    return ",".join(_text_in(word) for word in value)


@lru_cache(maxsize=8192)
def _id_out(value: bytes | str) -> UUID:
    return UUID(bytes=value) if isinstance(value, bytes) else UUID(value)


_day_out = lru_cache(maxsize=4096)(date.fromisoformat)


def _words_out(value: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split(",")) if value else ()
    return tuple(value)


_IN: Mapping[type, Callable[[Any], Any]] = {
    UUID: _id_in, date: _day_in, bool: _flag_in, int: _whole_in, str: _text_in, tuple: _words_in,
}  # fmt: skip
_OUT: Mapping[type, Callable[[Any], Any]] = {
    UUID: _id_out, date: _day_out, bool: bool, tuple: _words_out,
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """How one kind of record lies in its table, which is named after it."""

    model: type[Record]

    @cached_property
    def table(self) -> str:
        return self.model.kind

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.model.model_fields)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return (*self.fields, *EXTRAS.get(self.model, {}))

    @cached_property
    def select(self) -> str:
        """Return the columns of a SELECT that `record` takes."""
        return ", ".join(f"{self.table}.{name}" for name in self.fields)

    @cached_property
    def upsert(self) -> str:
        """Return the merge rule as SQL: `newer`, for a table.

        The same entry coming back from the collector stands whatever its stamp: if that is lower,
        the collector has bounded it.
        """
        table = self.table
        news = ", ".join(f"{name} = excluded.{name}" for name in self.columns if name != "id")
        version = ("stamp", "device", "number")
        theirs, ours = (
            ", ".join(f"{whose}.{part}" for part in version) for whose in ("excluded", table)
        )
        return (
            f"INSERT INTO {table} ({', '.join(self.columns)}) "
            f"VALUES ({', '.join('?' * len(self.columns))}) "
            f"ON CONFLICT (id) DO UPDATE SET {news} WHERE ({theirs}) > ({ours}) "
            f"OR (excluded.device, excluded.number) = ({table}.device, {table}.number)"
        )

    @cached_property
    def _writers(self) -> tuple[tuple[str, Callable[[Any], Any], bool, Any], ...]:
        return tuple(
            (name, _IN[_type(field.annotation)], _is_optional(field.annotation), default)
            for name, field in self.model.model_fields.items()
            for default in [... if field.is_required() else field.default]
        )

    def row(self, fields: Fields) -> tuple[Any, ...]:
        """Return `fields` as a row, or raise ValueError or TypeError where one is no such value."""
        known: dict[str, Any] = {}
        for name, write, optional, default in self._writers:
            value = fields.get(name, default)
            known[name] = None if optional and value is None else write(value)
        extras = EXTRAS.get(self.model)
        return (
            (*known.values(), *(make(known) for make in extras.values()))
            if extras
            else (*known.values(),)
        )

    @cached_property
    def _readers(self) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
        return tuple(
            (name, _OUT[kind])
            for name, field in self.model.model_fields.items()
            for kind in [_type(field.annotation)]
            if kind in _OUT
        )

    def record(self, row: Iterable[Any]) -> Record:
        """Return the record of a row, or of a log entry; judged before it was written."""
        return self.revive(dict(zip(self.fields, row, strict=True)))

    def revive(self, fields: Fields) -> Record:
        known = dict(fields)
        for name, read in self._readers:
            if (value := known.get(name)) is not None:
                known[name] = read(value)
        return self.model.model_construct(**known)


def _is_optional(annotation: Any) -> bool:
    return type(None) in get_args(annotation)


def _type(annotation: Any) -> type:
    """Return which of the six kinds of value a field holds; choices are text."""
    if _is_optional(annotation):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
        annotation = getattr(annotation, "__origin__", annotation)
    found = getattr(annotation, "__origin__", annotation)
    return found if found in _IN else str


SHAPES: Mapping[str, Shape] = {
    model.kind: Shape(model) for model in (Household, Member, Business, Visit, Answer)
}
"""What a device keeps. Figures are the office's and stay there."""
