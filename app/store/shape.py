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
from typing import Any, NoReturn, get_args
from uuid import UUID

from shared.records import Answer, Business, Household, Member, Record, Session, Visit
from shared.text import fold, name_key

Fields = Mapping[str, Any]
Column = Sequence[Any]

# Names repeat a few hundred words, so work is done once per word.
_folded_word = lru_cache(maxsize=8192)(fold)


def folded(text: str) -> str:
    """Return `text` as `shared.text.fold` does, word by word."""
    return " ".join(map(_folded_word, text.split()))


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


EXTRAS: Mapping[type[Record], Mapping[str, tuple[tuple[str, ...], Callable[..., Any]]]] = {
    Household: {
        "head_fold": (("head",), folded),
        "code_fold": (("code",), folded),
        "sort": (("head", "code"), lambda head, code: sort_key(head or code)),
    },
    Member: {"name_fold": (("name",), folded)},
    Business: {"name_fold": (("name",), folded)},
}
"""Columns that a table has besides its record's fields, to search and to sort by: from which
fields, and how."""


def _id_in(value: Any) -> bytearray:
    # SQLite's driver takes a bytearray as it is, and asks bytes first for methods they lack: that
    # was a tenth of a roster's way in.
    if type(value) is str and len(value) == 32:
        return bytearray.fromhex(value)
    return bytearray(value.bytes if type(value) is UUID else UUID(str(value)).bytes)


def _ids_in(column: Column) -> Column:
    ids = list(map(_id_in, column))
    # fromhex skips blanks
    return ids if all(len(id) == 16 for id in ids) else _wrong(column)


@lru_cache(maxsize=4096)
def _day_in(value: Any) -> str:
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return day.isoformat()


def _days_in(column: Column) -> Column:
    return list(map(_day_in, column))


def _flags_in(column: Column) -> Column:
    return column if set(map(type, column)) <= {bool} else _wrong(column)


def _wholes_in(column: Column) -> Column:
    fits = set(map(type, column)) <= {int} and max(map(abs, column), default=0) < 2**63
    return column if fits else _wrong(column)


def _texts_in(column: Column) -> Column:
    if not set(map(type, column)) <= {str}:
        return _wrong(column)
    "".join(column).encode()  # SQLite takes no half pairs
    return column


def _words_in(column: Column) -> Column:
    if not set(map(type, column)) <= {tuple, list}:
        return _wrong(column)
    return _texts_in(list(map(",".join, column)))


def _wrong(column: Column) -> NoReturn:
    raise ValueError(column)


# The same device in every record of a batch, the same household or member in many.
@lru_cache(maxsize=4096)
def _id_out(value: bytes | str | UUID) -> UUID:
    if isinstance(value, bytes):
        return UUID(bytes=value)
    # An id that other fields give comes out of a batch's columns ready-made.
    return value if isinstance(value, UUID) else UUID(value)


_day_out = lru_cache(maxsize=4096)(date.fromisoformat)


def _words_out(value: str | Sequence[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split(",")) if value else ()
    return tuple(value)


_IN: Mapping[type, Callable[[Column], Column]] = {
    UUID: _ids_in, date: _days_in, bool: _flags_in, int: _wholes_in, str: _texts_in,
    tuple: _words_in,
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
    def _defaults(self) -> Fields:
        fields = self.model.model_fields
        return {name: ... if of.is_required() else of.default for name, of in fields.items()}

    def rows(self, many: Sequence[Fields]) -> list[tuple[Any, ...]]:
        """Return `many` as rows, column by column.

        Raises TypeError, ValueError or AttributeError where one value is none of its kind.
        """
        columns: dict[str, Column] = {}
        for name, default in self._defaults.items():
            column = [fields.get(name, default) for fields in many]
            columns[name] = self._write(name, column)
        for name, (sources, make) in EXTRAS.get(self.model, {}).items():
            columns[name] = list(map(make, *(columns[source] for source in sources)))
        return list(zip(*columns.values(), strict=True))

    def _write(self, name: str, column: Column) -> Column:
        annotation = self.model.model_fields[name].annotation
        write = _IN[_type(annotation)]
        if not (_is_optional(annotation) and None in column):
            return write(column)
        known = iter(write([value for value in column if value is not None]))
        return [None if value is None else next(known) for value in column]

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

    def brought(self, row: Sequence[Any]) -> Record:
        """Return the record of one of `rows`, before it is written."""
        fields = row[: len(self.fields)]
        return self.record(bytes(each) if type(each) is bytearray else each for each in fields)

    def revive(self, fields: Fields) -> Record:
        known = {**self._known_defaults, **fields}
        if len(known) > len(self.fields):
            known = {name: known[name] for name in self.fields if name in known}
        for name, read in self._readers:
            if (value := known[name]) is not None:
                known[name] = read(value)
        # What `model_construct` does, in a third of its time: an outbox has hundreds of entries.
        record = self.model.__new__(self.model)
        object.__setattr__(record, "__dict__", known)
        object.__setattr__(record, "__pydantic_fields_set__", self._names)
        object.__setattr__(record, "__pydantic_extra__", {})
        object.__setattr__(record, "__pydantic_private__", None)
        return record

    @cached_property
    def _names(self) -> set[str]:
        return set(self.fields)

    @cached_property
    def _known_defaults(self) -> Fields:
        return {name: value for name, value in self._defaults.items() if value is not ...}


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
    model.kind: Shape(model) for model in (Household, Member, Business, Session, Visit, Answer)
}
"""What a device keeps. Figures are the office's and stay there."""
