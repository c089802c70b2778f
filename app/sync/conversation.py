"""A sync as a conversation: yields what it wants done, is told the reply, does no I/O.

Push until the outbox is empty, pull until there is no more, then push what came up meanwhile.
Cut it anywhere: every step leaves the store such that the next conversation goes on from there.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from shared.problems import Code, Problem
from shared.protocol import Page, Receipt
from shared.records import Record


@dataclass(frozen=True, slots=True)
class Take:
    """Asks the store for at most `limit` unsent entries, oldest first."""

    limit: int


@dataclass(frozen=True, slots=True)
class Push:
    """Asks the collector to take `records`; told its Receipt."""

    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Keep:
    """Asks the store to believe `receipt`."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Where:
    """Asks the store for its Position."""


@dataclass(frozen=True, slots=True)
class Pull:
    """Asks the collector for a Page of what came `after`."""

    after: int


@dataclass(frozen=True, slots=True)
class Merge:
    """Asks the store to take in `page`, of what came `after`; told how many records were news."""

    page: Page
    after: int


Step = Take | Push | Keep | Where | Pull | Merge


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sync did: entries the collector now has, records that were news, refused ones."""

    pushed: int = 0
    pulled: int = 0
    refused: int = 0


def conversation(limit: int) -> Generator[Step, Any, Outcome]:
    """Sync once; finishes with an Outcome. A failure ends it: the next one goes on from there."""
    pushed, refused, _ = yield from _push(limit)
    pulled = yield from _pull()
    # Own entries saved meanwhile; or, when a collector came back from a backup, what it lost.
    late, late_refused, is_stuck = yield from _push(limit)
    if is_stuck:
        raise Problem(Code.BUSY)
    return Outcome(pushed + late, pulled, refused + late_refused)


def _push(limit: int) -> Generator[Step, Any, tuple[int, int, bool]]:
    """Push until the outbox is empty, or the collector takes nothing more of it.

    Returns how many it took and refused, and whether it left any, which must not stop reading.
    """
    pushed = refused = 0
    while batch := (yield Take(limit)):
        receipt: Receipt = yield Push(batch)
        yield Keep(receipt)
        taken = sum(receipt.has(record.number) for record in batch)
        if not taken:
            return pushed, refused, True
        pushed, refused = pushed + taken, refused + len(receipt.refused)
    return pushed, refused, False


def _pull() -> Generator[Step, Any, int]:
    """Pull until there is no more: once more from 0 when the log or the scope is another.

    The page that shows it is taken in all the same, and 0 remembered with it, so that a cut here
    does not make the device forget to read again.
    """
    known = yield Where()
    log, after, pulled, has_begun_again = (known.history, known.villages), known.cursor, 0, False
    while True:
        page: Page = yield Pull(after)
        is_other = after > 0 and (page.history, page.villages) != log
        if is_other and not has_begun_again:
            page, has_begun_again = page.model_copy(update={"cursor": 0, "more": True}), True
        elif is_other or (page.more and page.cursor <= after):
            raise Problem(Code.BAD_CURSOR)
        news: int = yield Merge(page, after)
        pulled += news
        log, after = (page.history, page.villages), page.cursor
        if not page.more:
            return pulled
