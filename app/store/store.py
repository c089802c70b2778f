"""The device's store: one SQLite file; nothing is called saved before it is on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Self, TypeVar, cast
from uuid import UUID

from app.calendar import Known
from app.store import (
    conflicts,
    enrolling,
    merging,
    meta,
    outgoing,
    reading,
    refusals,
    remaining,
    subjects,
    writing,
)
from app.store.businesses import Businesses
from app.store.connection import connect, transaction
from app.store.evenings import Evenings
from app.store.schema import prepare
from app.store.spare import NO_RECEIPT, Spare
from app.store.values import (
    Account,
    Conflict,
    Duplicates,
    Entry,
    HouseholdPage,
    HouseholdView,
    Namesake,
    Outbox,
    Position,
)
from app.store.volunteers import Crew
from app.store.writing import Draft
from shared.indicators import Indicator
from shared.profile import Profile
from shared.protocol import Page, Receipt
from shared.quarter import Quarter
from shared.records import Answer, Member, Record

Kind = TypeVar("Kind", bound=Record)


async def at_once() -> None:
    """Say that a commit is durable by itself, as it is wherever files are real."""


class Store:
    """Everything the device knows. Nothing is held in memory: two stores on one file agree.

    Writing methods return only when `durable` has: in a browser a commit is not yet on the disk.
    """

    def __init__(
        self, connection: sqlite3.Connection, durable: Callable[[], Awaitable[None]] = at_once
    ) -> None:
        self._connection = connection
        self._durable = durable

    @classmethod
    async def open(cls, path: Path | str, durable: Callable[[], Awaitable[None]] = at_once) -> Self:
        """Open the store at `path` (":memory:" for one that is gone afterwards)."""
        connection = connect(path)
        try:
            prepare(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection, durable)

    @property
    def evenings(self) -> Evenings:
        """Return what the store knows of sessions, of who came and who waits."""
        return Evenings(self._connection, self._durable)

    def businesses(self, quarter: Quarter) -> Businesses:
        """Return what the store knows of businesses, with their answers in a quarter."""
        return Businesses(self._connection, quarter)

    async def close(self) -> None:
        self._connection.close()

    async def account(self) -> Account | None:
        """Return who is enrolled on this device, if anybody is."""
        return enrolling.account(self._connection)

    async def identity(self, device: UUID, token: str) -> tuple[UUID, str]:
        """Return the identity under which this device asks in: the one offered, if it is the first.

        Kept before asking, so that asking again after a lost reply is asking as the same device.
        """
        kept = enrolling.identity(self._connection, device, token)
        await self._durable()
        return kept

    async def forgotten(self) -> None:
        """Take it that the collector has nothing of this device, for it does not know it."""
        enrolling.forgotten(self._connection)
        await self._durable()

    async def enrol(self, account: Account, told: Receipt = NO_RECEIPT) -> None:
        """Make this the device of `account`; another's is wiped only if `told` has all of it."""
        enrolling.enrol(self._connection, account, told)
        await self._durable()

    async def leave(self, told: Receipt) -> None:
        """Be nobody's device again, with nothing on it; refused unless `told` has every entry."""
        enrolling.leave(self._connection, told)
        await self._durable()

    @property
    def crew(self) -> Crew:
        """Return the volunteers who share this device."""
        return Crew(self._connection, self._durable)

    @property
    def spare(self) -> Spare:
        """Return what is copied, handed over and put back."""
        return Spare(self._connection, self._durable)

    async def append(self, drafts: Sequence[Draft], now_ms: int) -> tuple[Record, ...]:
        """Number, stamp, judge and store `drafts`: all of them, or none and a Problem."""
        records = writing.append(self._connection, drafts, now_ms)
        await self._durable()
        return records

    async def households(
        self,
        village: str | None,
        query: str = "",
        limit: int = 50,
        offset: int = 0,
        *,
        quarter: Quarter | None = None,
    ) -> HouseholdPage:
        """Return households by given name of their heads, those that `query` finds.

        With a `quarter`, answers of that quarter count as asked too, not only standing ones.
        """
        found = reading.Search(village, query, quarter)
        return reading.households(self._connection, found, limit, offset)

    async def household(self, id: UUID) -> HouseholdView | None:
        return reading.household(self._connection, id)

    async def standing(self, kind: type[Kind], id: UUID) -> Kind | None:
        """Return the version of a record that stands, a tombstone too."""
        return cast("Kind | None", merging.standing(self._connection, kind.kind, id))

    async def member(self, id: UUID) -> Member | None:
        """Return a member, a duplicate too."""
        return merging.member(self._connection, id)

    async def duplicates(self, household: UUID) -> Duplicates:
        """Return what was merged into a household, and which of its people into one another."""
        return merging.duplicates(self._connection, household)

    async def namesakes(
        self, village: str, name: str, birth_year: int | None = None
    ) -> tuple[Namesake, ...]:
        """Return who in a village goes by `name`, diacritics aside."""
        return merging.namesakes(self._connection, village, name, birth_year)

    async def said_of_duplicates(self) -> tuple[tuple[Answer, UUID], ...]:
        """Return every answer that stands about a duplicate, with its survivor."""
        return merging.said_of_duplicates(self._connection)

    async def moved(self) -> tuple[tuple[Member, Member], ...]:
        """Return who stands where a merge moved them, each with the trace in the place before."""
        return merging.moved(self._connection)

    async def answers_about(self, subject: UUID) -> tuple[Answer, ...]:
        """Return every answer about a subject, those taken back too."""
        return merging.answers_about(self._connection, subject)

    async def answer(self, id: UUID) -> Answer | None:
        """Return an answer, one that was taken back (`deleted`) too."""
        return reading.answer(self._connection, id)

    async def profiles(self, village: str | None, quarter: Quarter) -> list[tuple[Profile, int]]:
        """Return what `tabulate` counts, of one village or of all."""
        return reading.profiles(self._connection, village, quarter)

    async def candidates(
        self, village: str | None, quarter: Quarter, row: Indicator
    ) -> list[remaining.Candidate]:
        """Return every subject that `row` could count, with what matters of it."""
        return remaining.candidates(self._connection, village, quarter, row)

    async def outbox(self) -> Outbox:
        return outgoing.outbox(self._connection)

    async def about(self, record: Record) -> tuple[Record, ...]:
        """Return whom a record is about, and in which household they are."""
        return subjects.about(self._connection, record)

    async def drop(self, number: int) -> None:
        """Take a refused entry off the list: what stood before it stands again. It stays in the
        log, here and at the collector."""
        refusals.drop(self._connection, number)
        await self._durable()

    async def take_up(self, number: int) -> None:
        """Put a dropped entry back on the list."""
        refusals.take_up(self._connection, number)
        await self._durable()

    async def odd_days(self, first: date, last: date, limit: int = 50) -> tuple[Entry, ...]:
        """Return own entries that stand, dated before `first` or after `last`."""
        return outgoing.odd_days(self._connection, first, last, limit)

    async def newest_unsent(self, limit: int) -> tuple[Entry, ...]:
        """Return own entries that the collector has not, the newest first."""
        return outgoing.newest_unsent(self._connection, limit)

    async def conflicts(self) -> tuple[Conflict, ...]:
        """Return where another device said something else, and nobody has looked yet."""
        return conflicts.unseen(self._connection)

    async def see(self, id: UUID) -> None:
        """Take the conflict about the record `id` off the list."""
        conflicts.see(self._connection, id)
        await self._durable()

    async def see_again(self, id: UUID, restored: int = 0) -> None:
        """Put the conflict about the record `id` back on the list, as it was before a decision."""
        conflicts.see_again(self._connection, id, restored)
        await self._durable()

    async def synced_ms(self) -> int | None:
        """Return when the last sync went through, across restarts."""
        return meta.number(self._connection, "synced") or None

    async def has_synced(self, now_ms: int) -> None:
        with transaction(self._connection):
            meta.put(self._connection, synced=now_ms)
        await self._durable()

    async def batch(self, limit: int) -> tuple[Record, ...]:
        """Return the oldest own entries that the collector has not, as they were made."""
        return outgoing.batch(self._connection, limit)

    async def made(self) -> int:
        """Return the number of the newest own entry."""
        return outgoing.made(self._connection)

    async def known_time(self) -> Known:
        """Return what this device knows of the time by itself."""
        return meta.known_time(self._connection)

    async def clock_was_put(self, late_ms: int) -> None:
        """Remember what this device's clock lacks since somebody set it."""
        with transaction(self._connection):
            meta.put(self._connection, offset=late_ms)
        await self._durable()

    async def position(self) -> Position:
        return enrolling.position(self._connection)

    async def keep(self, receipt: Receipt, now_ms: int) -> None:
        """Believe the collector: what it has, what it refused, and how late it is."""
        outgoing.keep(self._connection, receipt, now_ms)
        await self._durable()

    async def merge(self, page: Page, after: int | None = None) -> int:
        """Take in a page: newer versions, cursor, scope and receipt, in one transaction.

        Returns how many records were news.
        With `after`, which it was asked for, the cursor stays if it was put elsewhere meanwhile.
        """
        news = writing.merge(self._connection, page, after)
        await self._durable()
        return news
