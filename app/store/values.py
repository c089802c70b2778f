"""What the store hands out: frozen values, so a screen can keep them and cannot spoil them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from shared.profile import Profile
from shared.protocol import Place
from shared.records import Answer, Household, Member, Record, Visit


@dataclass(frozen=True, slots=True)
class Account:
    """Who works on this device, for which commune and villages, and with which collector."""

    device: UUID
    token: str = field(repr=False)
    collector: str
    commune: str
    commune_name: str
    name: str
    villages: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """A line of the roster: the profiles of the household and of its people at home, by which
    a screen can tell what is still to be asked."""

    household: Household
    own: Profile
    people: tuple[Profile, ...]
    visited: date | None


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """Some lines of the roster, and how many there are in all."""

    items: tuple[HouseholdLine, ...]
    total: int


AnswerKey = tuple[UUID, str, str]
"""Subject, question, period."""


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household with its people by slot, what they answered, and the last visit."""

    household: Household
    members: tuple[Member, ...]
    answers: Mapping[AnswerKey, Answer]
    visit: Visit | None


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An own entry that the collector refused, and why; gone once the record is corrected."""

    number: int
    code: str
    sentence: str
    record: Record


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many own entries there are, and how many of them the collector has on disk."""

    total: int
    unsent: int
    refused: tuple[RefusedEntry, ...]

    @property
    def received(self) -> int:
        return self.total - self.unsent


@dataclass(frozen=True, slots=True)
class Position:
    """How far this device has read, of which log, and for which villages."""

    cursor: int
    history: str
    villages: tuple[Place, ...]
