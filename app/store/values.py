"""What the store hands out: frozen values, so a screen can keep them and cannot spoil them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from shared.plan import Plan
from shared.profile import Profile
from shared.protocol import Place
from shared.records import Answer, Household, Member, Record, Visit


@dataclass(frozen=True, slots=True)
class Account:
    """Who works on this device, for which commune and villages, and with which collector.

    `plans` are those that the commune keeps itself, as far as the collector has told.
    """

    device: UUID
    token: str = field(repr=False)
    collector: str
    commune: str
    commune_name: str
    name: str
    villages: tuple[Place, ...]
    plans: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """A line of the roster: the profiles of the household and of its people at home, by which
    a screen can tell what is still to be asked. `named` is of whom in it the search found the
    name, where it found neither its head nor its number; `refuses`: it turned the team away."""

    household: Household
    own: Profile
    people: tuple[Profile, ...]
    refuses: bool = False
    named: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """Some lines of the roster, and how many there are in all."""

    items: tuple[HouseholdLine, ...]
    total: int


AnswerKey = tuple[UUID, str, str]
"""Subject, question, period."""


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household with its people by slot, what they answered, and the last visit.

    `uncounted` are answers of this device that the commune has and does not count.
    """

    household: Household
    members: tuple[Member, ...]
    answers: Mapping[AnswerKey, Answer]
    visit: Visit | None
    uncounted: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What was merged into a household: other households, and people of its own."""

    households: tuple[Household, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Namesake:
    """A household where somebody goes by a name: its head, or `member`."""

    household: Household
    member: Member | None


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One of those who share this device. `pin` is a salted slow hash, "" for none; `failures` in
    a row, and when the last one was, say how long the next try has to wait."""

    id: UUID
    name: str
    pin: str = field(default="", repr=False)
    failures: int = 0
    failed_ms: int = 0


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """An own entry that the collector refused, and why; gone once the record is corrected.

    `home` is the household where it can be put right, if it is still on this device.
    """

    number: int
    code: str
    sentence: str
    record: Record
    home: UUID | None = None


@dataclass(frozen=True, slots=True)
class HeldEntries:
    """Own entries that the collector keeps apart, for one reason, until an officer decides: how
    many, and `some` of them. There is nothing to be done about them here."""

    code: str
    sentence: str
    count: int
    some: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where the own entries are.

    Of `total`, `unsent` are on this device alone; of those the collector is told to miss `gaps`
    although it has later ones. The others were sent; `held` wait for an officer, `refused` stand
    to be put right, and `settled` were refused as well, but corrected since or dropped. A device
    that `is_forgotten` has to be enrolled again before it can send.
    """

    total: int
    unsent: int
    refused: tuple[RefusedEntry, ...]
    settled: int = 0
    gaps: int = 0
    held: tuple[HeldEntries, ...] = ()
    is_forgotten: bool = False

    @property
    def waiting(self) -> int:
        """Return how many wait for an officer."""
        return sum(each.count for each in self.held)

    @property
    def sent(self) -> int:
        return self.total - self.unsent

    @property
    def received(self) -> int:
        """Return how many the commune has taken in; one that waits or is refused is not."""
        return self.sent - self.waiting - len(self.refused) - self.settled


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two versions of one record, made without knowing of each other; `stands` is one of them.

    `home` and `person` are whom it is about, as far as this device knows them. Not `is_unaware`:
    theirs came when the collector had ours, so who made it may have known, and replaced it.
    """

    ours: Record
    theirs: Record
    stands: Record
    home: Household | None = None
    person: Member | None = None
    is_unaware: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """An own entry, and the household where it is to be seen; `about` is of whom it is, and in
    which household they are, as far as this device knows."""

    record: Record
    home: UUID | None = None
    about: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """How far this device has read, of which log, and for which villages."""

    cursor: int
    history: str
    villages: tuple[Place, ...]
