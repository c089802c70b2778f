"""The second copy: unsent entries outside the database, and the way back when it does not open.

What it guards against: a disk that loses or spoils the database, a journal that is gone, a file cut
short. The copy is sealed with the device's key, so a copy that gets about alone (a backup, a stick,
a shared folder) tells nothing and cannot be changed unseen. It does not guard against whoever holds
the whole device: the key lies beside it, in a file for its owner only (0600), and so does the
database. Written at the app's beat, some seconds after a tick at most, and always before entries
leave the device, so no number is ever given twice.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from app.store.copy_files import CopyFiles, set_aside, set_aside_journal
from app.store.enrolling import plain, read_plain
from app.store.spare import (
    Mark,
    Portions,
    Salvage,
    Spare,
    records_of,
    refuse_unless_damaged,
    salvage,
)
from app.store.store import Store
from app.store.values import Account, Volunteer
from app.sync.carrier import Cipher, Whose, seal, unseal
from shared.problems import Code, Problem
from shared.protocol import Receipt, write_batch
from shared.records import Record

# What is sealed with our key and yet no copy of ours must not keep the app from starting.
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a second copy gives back."""

    account: Account
    mark: Mark
    records: tuple[Record, ...]
    crew: tuple[Volunteer, ...] = ()


@dataclass(eq=False)
class SecondCopy:
    """Keeps the copy up with the store."""

    files: CopyFiles
    cipher: Cipher
    _account: Account | None = None
    _key: dict[str, object] | None = None
    _turn: int = 0
    _copied: Mark | None = None
    # Several pages of one process have one heart each.
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keep_up(self, store: Store) -> None:
        """Copy what is new; does nothing where nothing is. A full disk makes it try again later."""
        async with self._busy:
            if (account := await store.account()) is None:
                return
            key = _written(account, await store.crew.everybody())
            mark = store.spare.mark()
            try:
                if key != self._key and key != self.files.key():
                    self.files.keep_key(key)
                self._key = key
                if (account, mark) == (self._account, self._copied):
                    return
                await self._copy(account, store.spare, mark)
            except OSError:
                return
            self._account, self._copied = account, mark

    async def _copy(self, account: Account, spare: Spare, mark: Mark) -> None:
        known = self._copied
        # Otherwise what was copied is of no use any more: all was received, or lost again.
        if known and account == self._account and known.receipt == mark.receipt:
            said = (self._turn, mark)
            fresh = await _sealed(self.cipher, account, said, spare.unsent(known.last))
            self.files.append(fresh, self._turn)
            return
        turn = self._turn + 1
        anew = await _sealed(self.cipher, account, (turn, mark), spare.unsent())
        self.files.begin(anew, turn)
        # Only now: a turn that failed begins in the same file again, and spares the other.
        self._turn = turn

    async def read(self) -> Copied | None:
        """Return what the copy holds; None where no device was ever enrolled."""
        if (known := self.files.key()) is None:
            return None
        account = read_plain(known)
        whose = Whose(account)
        turn, mark = 0, Mark()
        records: dict[int, Record] = {}
        for bundle in self.files.bundles():
            try:
                state, *batches = await unseal(self.cipher, whose, bundle, "copy")
                told, said = _said(state)
                found = [each for part in batches for each in records_of(part)]
            except (Problem, *_UNREADABLE):
                continue  # Torn, of another device or another app: the others stand.
            if (told, said.last) >= (turn, mark.last):
                turn, mark = told, said
            records |= {each.number: each for each in found}
        unsent = (each for number, each in records.items() if not mark.receipt.has(number))
        self._turn = turn
        return Copied(account, mark, tuple(unsent), _crew(known))

    async def forget(self) -> None:
        """Leave nothing of the device that was; called before it is left."""
        async with self._busy:
            self.files.forget()
            self._account = self._copied = self._key = None


async def _sealed(
    cipher: Cipher, account: Account, said: tuple[int, Mark], portions: Portions
) -> bytes:
    """Return a bundle of `portions` that says in which turn it was made, and how far it goes."""
    turn, mark = said
    whose = Whose(account)
    state = {
        "turn": turn,
        "last": mark.last,
        "stamp": mark.stamp,
        "receipt": mark.receipt.model_dump(mode="json"),
    }
    numbers = [record.number for portion in portions for record in portion]
    parts = [json.dumps(state).encode(), *map(write_batch, portions)]
    return await seal(cipher, whose, whose.header("copy", numbers), parts)


def _written(account: Account, crew: Iterable[Volunteer]) -> dict[str, object]:
    """Return what enrolled the device, and who shares it."""
    return {**plain(account), "crew": [[each.id.hex, each.name, each.pin] for each in crew]}


def _crew(known: dict[str, Any]) -> tuple[Volunteer, ...]:
    shared = known.get("crew") or ()
    return tuple(Volunteer(UUID(id), name, pin) for id, name, pin in shared)


def _said(state: bytes) -> tuple[int, Mark]:
    said = json.loads(state)
    receipt = Receipt.model_validate(said["receipt"])
    return said["turn"], Mark(said["last"], said["stamp"], receipt)


async def open_store(
    path: Path, durable: Callable[[], Awaitable[None]], copy: SecondCopy
) -> tuple[Store, Problem | None]:
    """Open the store, whatever became of its file, and say what was put right."""
    set_aside_journal(path)
    try:
        store = await Store.open(path, durable)
        rest = None
        if store.spare.is_damaged():
            await store.close()
            store, rest = await _anew(path, durable)
    except Problem as problem:
        refuse_unless_damaged(problem)
        store, rest = await _anew(path, durable)
    copied = await copy.read()
    was_new = await store.account() is None
    account = copied.account if copied else rest.account if rest else None
    if account is None:
        return store, Problem(Code.NOT_RESTORED) if rest else None
    count = await _put_back(store.spare, account, copied, rest)
    if rest or was_new:
        return store, Problem(Code.RESTORED, count=count)
    return store, Problem(Code.PUT_BACK, count=count) if count else None


async def _anew(path: Path, durable: Callable[[], Awaitable[None]]) -> tuple[Store, Salvage]:
    """Keep the damaged file, begin a new one, and return what the damaged one still gives."""
    rest = salvage(path)
    set_aside(path)
    return await Store.open(path, durable), rest


async def _put_back(
    spare: Spare, account: Account, copied: Copied | None, rest: Salvage | None
) -> int:
    """Put back what the copy has, and of the damaged file what came after it."""
    rest = rest or Salvage()
    copied = copied or Copied(account, Mark(receipt=rest.receipt), ())
    mark = copied.mark
    there = {each.number for each in copied.records}
    late = [
        each
        for each in rest.records
        if each.device == account.device
        and each.number not in there
        and not mark.receipt.has(each.number)
    ]
    records = [*copied.records, *late]
    last = max([mark.last, *(each.number for each in records)])
    stamp = max([mark.stamp, *(each.stamp for each in records)])
    return await spare.put_back(account, Mark(last, stamp, mark.receipt), records, copied.crew)
