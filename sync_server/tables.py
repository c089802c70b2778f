"""The collector's schema, one for SQLite, PostgreSQL and Citus.

The commune leads every primary key, unique key and index, and there are no triggers: so rows of a
commune can live together wherever the database puts them. `log` is the truth; `current` is a
projection that `verify` rebuilds and compares. Ids are 16 bytes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

BYTES = LargeBinary().with_variant(BYTEA(), "postgresql")
_CLUSTERED = {"sqlite_with_rowid": False}


class CollectorTable(SQLModel, registry=registry()):
    """Apart from any other package's tables, so that a client in the same process keeps its own."""


def _bytes() -> Column[bytes]:
    return Column(BYTES, nullable=False)


def _big() -> Column[int]:
    return Column(BigInteger, nullable=False)


class CommuneRow(CollectorTable, table=True):
    """A commune served here, as its officer chose or typed it. `next_seq` is taken under this
    row's lock, so commit order is sequence order; `history` names the log, and a restored backup
    gets a new one; `seal` is the seal of the log's end; `last_day` is the latest day that any
    entry declares, which tells whether a quarter can be counted from what stands now.
    """

    __tablename__ = "commune"
    id: str = Field(primary_key=True)
    history: str
    next_seq: int = Field(sa_column=_big())
    seal: bytes = Field(sa_column=_bytes())
    last_day: str = ""
    code: str
    name: str
    district: str = ""
    province: str = ""
    valid_from: str
    valid_to: str | None = None
    merged_into: str | None = None


class VillageRow(CollectorTable, table=True):
    """A village of a commune; `position` keeps the commune's own order.

    One that was joined to another (`merged_into`) is shown no more: what its records say belongs
    to that other one.
    """

    __tablename__ = "village"
    commune: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str
    position: int = 0
    merged_into: str | None = None


class DeviceRow(CollectorTable, table=True):
    """A device: whose it is, what it may see, and what of its entries is on disk."""

    __tablename__ = "device"
    __table_args__ = (
        PrimaryKeyConstraint("commune", "id"),
        Index("device_token", "commune", "token_hash"),
    )
    commune: str
    id: bytes = Field(sa_column=_bytes())
    name: str
    villages: str  # ids joined by a comma
    token_hash: bytes = Field(sa_column=_bytes())
    enrolled_ms: int = Field(sa_column=_big())
    revoked_ms: int | None = Field(default=None, sa_column=Column(BigInteger))
    # What the device last said of itself: its newest entry's number, its clock ahead of ours, its
    # program.
    made: int = Field(default=0, sa_column=_big())
    ahead_ms: int = Field(default=0, sa_column=_big())
    app: str = ""
    seen_ms: int = Field(default=0, sa_column=_big())
    through: int = Field(default=0, sa_column=_big())
    missing: str = "[]"


class CodeRow(CollectorTable, table=True):
    """A one-time code that enrols one device; only its hash is kept."""

    __tablename__ = "enrolment_code"
    __table_args__ = (PrimaryKeyConstraint("commune", "code_hash"),)
    commune: str
    code_hash: bytes = Field(sa_column=_bytes())
    name: str
    villages: str
    expires_ms: int = Field(sa_column=_big())
    device: bytes | None = Field(default=None, sa_column=Column(BYTES))


class LogRow(CollectorTable, table=True):
    """One version of one record, for ever. `record` is what the device sent, `stamp` what counts
    (bounded from the future), `subject` whom it is about, so that a roll-up learns who moved;
    `village` is whose it is by now, should the one that the record names have been joined to
    another; `seal` chains the rows with the collector's key.
    """

    __tablename__ = "log"
    __table_args__ = (
        PrimaryKeyConstraint("commune", "seq"),
        UniqueConstraint("commune", "device", "number"),
        _CLUSTERED,
    )
    commune: str
    seq: int = Field(sa_column=_big())
    device: bytes = Field(sa_column=_bytes())
    number: int = Field(sa_column=_big())
    village: str
    subject: bytes = Field(sa_column=_bytes())
    kind: str
    stamp: int = Field(sa_column=_big())
    day: str
    received_ms: int = Field(sa_column=_big())
    record: str
    seal: bytes = Field(sa_column=_bytes())


class QuarantineRow(CollectorTable, table=True):
    """An entry kept aside, with the reason, until an officer decides.

    `record` is what the log would hold, and `stamp` what would count; both are empty for an entry
    that fails validation: of that, `body` is what a person may read. `digest` is keyed like a
    seal. `decided` is the row of `audit` that says what became of it; 0 while it waits.
    """

    __tablename__ = "quarantine"
    __table_args__ = (
        PrimaryKeyConstraint("commune", "device", "number", "digest"),
        Index("quarantine_waiting", "commune", "decided", "device"),
    )
    commune: str
    device: bytes = Field(sa_column=_bytes())
    number: int = Field(sa_column=_big())
    digest: bytes = Field(sa_column=_bytes())
    code: str
    sentence: str
    kind: str
    stamp: int = Field(sa_column=_big())
    record: str
    body: str
    received_ms: int = Field(sa_column=_big())
    state: str = ""  # "", accepted, refused
    decided: int = Field(default=0, sa_column=_big())


class AuditRow(CollectorTable, table=True):
    """What an officer decided: who, when, what, why. Rows are only ever added, each sealed with
    the collector's key over the one before.
    """

    __tablename__ = "audit"
    __table_args__ = (PrimaryKeyConstraint("commune", "seq"),)
    commune: str
    seq: int = Field(sa_column=_big())
    at_ms: int = Field(sa_column=_big())
    who: str  # username; "" for a command at the collector itself
    name: str
    deed: str
    what: str
    why: str
    seal: bytes = Field(sa_column=_bytes())


class CurrentRow(CollectorTable, table=True):
    """The version that stands, per subject × question × period; other records have no question.

    `token` is what the record adds to its subject's profile (`shared.profile`). The second index
    holds all that a village's profiles are made of.
    """

    __tablename__ = "current"
    __table_args__ = (
        PrimaryKeyConstraint("commune", "subject", "question", "period"),
        Index("current_profile", "commune", "village", "subject", "period", "token"),
        _CLUSTERED,
    )
    commune: str
    subject: bytes = Field(sa_column=_bytes())
    question: str
    period: str
    village: str
    token: str
    stamp: int = Field(sa_column=_big())
    device: bytes = Field(sa_column=_bytes())
    number: int = Field(sa_column=_big())
    seq: int = Field(sa_column=_big())


class OfficerRow(CollectorTable, table=True):
    """An officer who may sign in to the desk; no password until the one-time link is used."""

    __tablename__ = "officer"
    commune: str = Field(primary_key=True)
    username: str = Field(primary_key=True)
    name: str
    role: str = "officer"
    password_hash: str | None = None
    link_hash: bytes | None = Field(default=None, sa_column=Column(BYTES))
    link_expires_ms: int = Field(default=0, sa_column=_big())


class PlanRow(CollectorTable, table=True):
    """A version of a commune's plan of a year, for ever; version 0 is a draft, which binds nobody.

    `seq` is where the log stood when it was kept: a phone that has read less is sent the plan.
    """

    __tablename__ = "plan"
    __table_args__ = (PrimaryKeyConstraint("commune", "year", "version"),)
    commune: str
    year: int
    version: int
    content: str
    kept_ms: int = Field(sa_column=_big())
    username: str
    name: str
    seq: int = Field(default=0, sa_column=_big())


class ClosingRow(CollectorTable, table=True):
    """A quarter as it was closed (number 0), and its amendments (1, 2, 3 …). Rows are only added.

    `content` is canonical and `digest` its hash; `seq` is the log's last entry that it counts.
    """

    __tablename__ = "closing"
    __table_args__ = (PrimaryKeyConstraint("commune", "quarter", "number"),)
    commune: str
    quarter: str
    number: int
    seq: int = Field(sa_column=_big())
    edition: str
    digest: str
    content: str
    closed_ms: int = Field(sa_column=_big())
    day: str
    username: str
    name: str
    reason: str = ""


class SessionRow(CollectorTable, table=True):
    """A signed-in browser: the hash of its cookie, until when."""

    __tablename__ = "officer_session"
    __table_args__ = (PrimaryKeyConstraint("commune", "token_hash"),)
    commune: str
    token_hash: bytes = Field(sa_column=_bytes())
    username: str
    expires_ms: int = Field(sa_column=_big())


class AssignmentRow(CollectorTable, table=True):
    """Who was given which work where, until when: a row per decision, the latest stands, so the
    table is its own history.
    """

    __tablename__ = "assignment"
    __table_args__ = (PrimaryKeyConstraint("commune", "quarter", "number"),)
    commune: str
    quarter: str
    number: int = Field(sa_column=_big())
    village: str
    code: str
    team: str
    due: str
    username: str
    officer: str
    at_ms: int = Field(sa_column=_big())


class BundleRow(CollectorTable, table=True):
    """A hand-over file or its QR codes as they were brought: by whom, and what became of them. What
    could not be taken in is kept as it came (`body`), with the reason.
    """

    __tablename__ = "bundle"
    __table_args__ = (PrimaryKeyConstraint("commune", "received_ms", "digest"),)
    commune: str
    received_ms: int = Field(sa_column=_big())
    digest: bytes = Field(sa_column=_bytes())
    name: str
    device: str
    made_ms: int = Field(sa_column=_big())
    fresh: int
    repeated: int
    waiting: int
    refused: int
    code: str
    sentence: str
    username: str
    officer: str
    body: bytes | None = Field(default=None, sa_column=Column(BYTES))


class RosterImportRow(CollectorTable, table=True):
    """A list that was uploaded: by whom, what was chosen about it, how far it has been taken in.

    `state` is waiting, importing, done, dropped or gone (its file was deleted after a day); the
    file itself lies in the data folder. `result` tells what is shown when it is done.
    """

    __tablename__ = "roster_import"
    __table_args__ = (PrimaryKeyConstraint("commune", "id"),)
    commune: str
    id: str
    name: str
    size: int
    uploaded_ms: int = Field(sa_column=_big())
    username: str
    officer: str
    state: str
    choices: str
    total: int
    done: int
    result: str
    trouble: str
    finished_ms: int = Field(sa_column=_big())
