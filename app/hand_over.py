"""The verbs of handing over by hand: a file out, and its receipt back in. No network.

A file marks nothing as sent; only a receipt does, by the next sync or as a file brought back.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass

from app.calendar import reading
from app.second_copy import SecondCopy
from app.store.spare import Handed
from app.store.store import Store
from app.store.values import Account
from app.sync import carrier
from app.sync.carrier import Whose
from shared.bundle import SUFFIX
from shared.problems import Code, Problem
from shared.protocol import Receipt
from shared.stamp import local
from shared.text import fold


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a file would hold: how many unsent entries, from which number to which; and when some of
    these already left in one, all but `fresh`."""

    count: int
    first: int = 0
    last: int = 0
    handed: Handed | None = None
    fresh: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """A hand-over, ready to be carried."""

    name: str
    file: bytes
    count: int
    last: int
    first: int = 0


@dataclass(frozen=True, slots=True)
class HandOver:
    """The verbs, over a store, its second copy (which has the cipher) and a clock."""

    store: Store
    copy: SecondCopy
    clock: Callable[[], int]

    async def waiting(self) -> Waiting:
        count, first, last = self.store.spare.span()
        handed = self.store.spare.handed()
        left = self.store.spare.waits(handed) if handed else 0
        return Waiting(count, first, last, handed if left else None, count - left)

    async def pack(self) -> Packed:
        """Return everything that is unsent as a file; refused where nothing is."""
        account = await self._account()
        # What leaves the device is in the second copy first: no number is given twice.
        await self.copy.keep_up(self.store)
        portions = self.store.spare.unsent()
        if not portions:
            raise Problem(Code.NOTHING_TO_HAND_OVER)
        now_ms = await self._now_ms()
        file = await carrier.pack(self.copy.cipher, Whose(account), portions, now_ms)
        count = sum(map(len, portions))
        first, last = portions[0][0].number, portions[-1][-1].number
        return Packed(_name(account, now_ms), file, count, last, first)

    async def has_left(self, packed: Packed) -> None:
        """Remember that a file was saved or shown, so that the outbox can say so."""
        await self.store.spare.has_handed(Handed(await self._now_ms(), packed.last, packed.first))

    async def take_receipt(self, file: bytes) -> Receipt:
        """Believe a receipt that was brought back, unless a later sync has already said more."""
        account = await self._account()
        told = await carrier.receipt(self.copy.cipher, Whose(account), file)
        if told.now_ms <= (await self.store.synced_ms() or 0):
            raise Problem(Code.OLD_RECEIPT)
        # How long it was under way nobody knows, so it says nothing of this device's clock.
        await self.store.keep(told.model_copy(update={"now_ms": 0}), self.clock())
        return told

    async def take_link(self, text: str) -> Receipt:
        """Believe the receipt that a link brought."""
        try:
            file = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError as error:
            raise Problem(Code.NOT_OUR_RECEIPT) from error
        return await self.take_receipt(file)

    async def _account(self) -> Account:
        if (account := await self.store.account()) is None:
            raise Problem(Code.NOT_ENROLLED)
        return account

    async def _now_ms(self) -> int:
        return reading(self.clock(), await self.store.known_time()).now_ms


def _name(account: Account, now_ms: int) -> str:
    """Return a name that every file system takes, and that a person tells from another."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(account.name)).strip("-")[:40] or "dien-thoai"
    return f"ban-giao-{plain}-{local(now_ms):%Y%m%d-%H%M}{SUFFIX}"
