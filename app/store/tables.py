"""The tables of the device, declared: a row is its record plus what search and order need.

Imported only to create or to upgrade a file (and by tests, which read rows through SQLModel); the
app itself never loads an ORM.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, Index, LargeBinary, Text, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from shared.records import Answer, Business, Household, Member, Session, Visit


class Uuid16(TypeDecorator[UUID]):
    """A UUID as its sixteen bytes, which SQLite compares as Python does."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> bytes | None:
        return None if value is None else value.bytes

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(bytes=value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A few codes in one text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return ",".join(value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(value.split(",")) if value else ()


# One tree for rows and key instead of two.
_KEYED = {"sqlite_with_rowid": False}


# Choices are redeclared as text below: SQLModel makes no column of a Literal.
def _id(**options: Any) -> Any:
    return Field(sa_type=Uuid16, **options)


class HouseholdRow(Household, SQLModel, table=True):
    """The version of a household that stands."""

    __tablename__ = "household"
    __table_args__ = (
        Index("household_by_name", "village", "sort"),
        Index("household_merged", "same_as", sqlite_where=text("same_as IS NOT NULL")),
        _KEYED,
    )
    model_config = {"frozen": False}

    id: UUID = _id(primary_key=True)
    device: UUID = _id()
    same_as: UUID | None = _id(default=None)
    head_fold: str
    code_fold: str
    sort: bytes


class MemberRow(Member, SQLModel, table=True):
    """The version of a member that stands."""

    __tablename__ = "member"
    __table_args__ = _KEYED
    model_config = {"frozen": False}

    id: UUID = _id(primary_key=True)
    device: UUID = _id()
    household: UUID = _id(index=True)
    age_class: str | None = None  # type: ignore[assignment]
    status: str = "resident"  # type: ignore[assignment]
    same_as: UUID | None = _id(default=None)
    name_fold: str


class BusinessRow(Business, SQLModel, table=True):
    """The version of a business that stands."""

    __tablename__ = "business"
    __table_args__ = _KEYED
    model_config = {"frozen": False}

    id: UUID = _id(primary_key=True)
    device: UUID = _id()
    form: str = "shop"  # type: ignore[assignment]
    name_fold: str


class SessionRow(Session, SQLModel, table=True):
    """The version of a session that stands."""

    __tablename__ = "session"
    __table_args__ = _KEYED
    model_config = {"frozen": False}

    id: UUID = _id(primary_key=True)
    device: UUID = _id()
    place: str = "hall"  # type: ignore[assignment]


class VisitRow(Visit, SQLModel, table=True):
    """The version of a visit that stands."""

    __tablename__ = "visit"
    __table_args__ = _KEYED
    model_config = {"frozen": False}

    id: UUID = _id(primary_key=True)
    device: UUID = _id()
    household: UUID = _id(index=True)
    outcome: str = "met"  # type: ignore[assignment]
    session: UUID | None = _id(default=None, index=True)
    member: UUID | None = _id(default=None)


class AnswerRow(Answer, SQLModel, table=True):
    """The version of an answer that stands."""

    __tablename__ = "answer"
    # Of thousands of answers a few wait for an OTP.
    __table_args__ = (
        Index("answer_waiting", "waiting", sqlite_where=text("waiting IS NOT NULL")),
        _KEYED,
    )
    model_config = {"frozen": False}

    id: UUID = _id(primary_key=True)
    device: UUID = _id()
    subject: UUID = _id(index=True)
    about: str  # type: ignore[assignment]
    how: str = ""  # type: ignore[assignment]
    obstacles: tuple[str, ...] = Field(default=(), sa_type=Words)


class EntryRow(SQLModel, table=True):
    """The device's own log: what was made here, as it was made. Nothing here is rewritten."""

    __tablename__ = "entry"

    number: int = Field(primary_key=True)
    kind: str
    id: UUID = _id(index=True)
    # Stamp of the last version of somebody else that it was built on; 0: of nobody.
    base: int = 0
    record: str


class ConflictRow(SQLModel, table=True):
    """Two versions of one record whose makers did not know of each other, until somebody looked."""

    __tablename__ = "conflict"
    __table_args__ = _KEYED

    id: UUID = _id(primary_key=True)
    kind: str
    ours: str
    theirs: str
    # The version of somebody else: what is seen once is not shown again.
    stamp: int
    is_seen: bool = False
    # The own entry that put a side back when a decision was taken back.
    restored: int = 0


class RefusedRow(SQLModel, table=True):
    """An own entry that the collector refused, and why."""

    __tablename__ = "refused"

    number: int = Field(primary_key=True, foreign_key="entry.number")
    code: str
    sentence: str
    is_dropped: bool = False


class AsideRow(SQLModel, table=True):
    """What came in a page and could not be read: kept, so that a newer app may."""

    __tablename__ = "aside"

    number: int | None = Field(default=None, primary_key=True)
    kind: str
    record: str


class VolunteerRow(SQLModel, table=True):
    """One of those who share this device. `pin` is a salted slow hash; it never leaves."""

    __tablename__ = "volunteer"

    id: UUID = _id(primary_key=True)
    name: str
    pin: str = ""
    failures: int = 0
    failed_ms: int = 0


class MetaRow(SQLModel, table=True):
    """One value of its own: account, receipt, cursor, history, last stamp, clock offset."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True)
    value: str


ROWS: tuple[type[SQLModel], ...] = (
    HouseholdRow, MemberRow, BusinessRow, SessionRow, VisitRow, AnswerRow,
    EntryRow, ConflictRow, RefusedRow, AsideRow, VolunteerRow, MetaRow,
)  # fmt: skip
