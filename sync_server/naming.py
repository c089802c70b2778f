"""Whose name may stand on a list: a person's, a household's, and its head's beside each member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from shared.lists import may_be_named
from shared.questions import INSIDE, NO, YES
from shared.records import Business, Household, Member
from shared.text import fold

Subject = Member | Household | Business


@dataclass(frozen=True, slots=True)
class Names:
    """Names by consent: `told` is what each subject answered, of whom `records` holds the record.

    A head is a name in the household's record and, mostly, a person of it with an answer of their
    own: those who are called alike in one household answer for each other where they said no. Where
    nobody is called alike, the head may be any person of it: nameless, or spelled otherwise.
    """

    records: Mapping[bytes, Subject]
    told: Mapping[bytes, str]
    leaves_commune: bool
    _people: dict[UUID, list[Member]] = field(default_factory=lambda: defaultdict(list), init=False)

    def __post_init__(self) -> None:
        for each in self.records.values():
            if isinstance(each, Member):
                self._people[each.household].append(each)

    def home(self, of: Subject) -> Subject | None:
        """Return the household of a person; of all others, themselves."""
        return self.records.get(of.household.bytes) if isinstance(of, Member) else of

    def of(self, subject: Subject) -> str:
        """Return what a subject goes by on the list; empty where it may not be named."""
        if not self._may(self.told.get(subject.id.bytes), self.home(subject)):
            return ""
        if isinstance(subject, Household):
            return self._head(subject) or (f"Hộ số {subject.code}" if subject.code else "")
        return subject.name

    def house(self, home: Subject | None) -> str:
        """Return the household beside a name: its number and, where it may be named, its head."""
        if not isinstance(home, Household):
            return ""
        code = f"số {home.code}" if home.code else ""
        return " – ".join(filter(None, (code, self._head(home))))

    def _head(self, home: Household) -> str:
        people, called = self._people.get(home.id, []), fold(home.head)
        alike = [each for each in people if each.name and fold(each.name) == called]
        said = self._said(alike or people)
        if NO in said or (self.leaves_commune and INSIDE in said):
            return ""
        # To send a name out, it takes the yes of who is called exactly so.
        own = YES if YES in self._said(each for each in alike if each.name == home.head) else None
        return home.head if self._may(own, home) else ""

    def _said(self, people: Iterable[Member]) -> set[str | None]:
        return {self.told.get(each.id.bytes) for each in people}

    def _may(self, own: str | None, home: Subject | None) -> bool:
        of_home = self.told.get(home.id.bytes) if home else None
        return may_be_named(own, of_home, leaves_commune=self.leaves_commune)
