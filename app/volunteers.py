"""Several volunteers on one phone: who they are, whose turn it is, and a PIN each. No network.

A PIN of a few digits keeps a neighbour's hands off, not a thief with the file; so it is hashed
slowly and wrong tries wait longer and longer. Entries never depend on it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from app.actions import Actions
from app.inputs import plain_code
from app.slow_hash import slow_hash
from app.store.values import Volunteer
from shared.fields import NAME_LIMIT
from shared.problems import Code, Problem
from shared.protocol import EnrolmentRequest
from shared.text import accept, fold

FREE_TRIES = 3
LONGEST_WAIT_S = 300
SALT_BYTES = 16


def _new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


@dataclass(frozen=True, slots=True)
class Volunteers:
    """The verbs: add, unlock, hand over to somebody else, put a new PIN, and leave the device."""

    actions: Actions
    new_salt: Callable[[], bytes] = _new_salt

    async def add(self, name: str, pin: str, again: str) -> Volunteer:
        """Add a volunteer; the first one is at work at once."""
        crew = self.actions.store.crew
        known = await crew.everybody()
        name = accept(name, "Họ và tên", NAME_LIMIT)
        if not name:
            raise Problem(Code.NO_USER_NAME)
        if fold(name) in {fold(each.name) for each in known}:
            raise Problem(Code.SAME_USER)
        added = Volunteer(self.actions.new_id(), name, self._hashed(pin, again))
        await crew.put(added)
        if not known:
            await crew.choose(name)
        return added

    async def unlock(self, volunteer: UUID, pin: str) -> Volunteer:
        """Let a volunteer work; who has no PIN needs none until one is put."""
        found = await self._find(volunteer)
        now_ms = self.actions.clock()
        if found.pin:
            if wait := seconds_to_wait(found, now_ms):
                raise Problem(Code.PIN_MUST_WAIT, failures=found.failures, seconds=wait)
            if not _is_pin_of(found, pin):
                await self._count_failure(found, now_ms)
        crew = self.actions.store.crew
        opened = replace(found, failures=0, failed_ms=0)
        await crew.put(opened)
        await crew.choose(opened.name)
        return opened

    async def put_pin(self, volunteer: UUID, pin: str, again: str) -> None:
        """Give a volunteer a new PIN; anybody at work on this phone may, for it is forgotten."""
        found = await self._find(volunteer)
        hashed = self._hashed(pin, again)
        await self.actions.store.crew.put(replace(found, pin=hashed, failures=0, failed_ms=0))

    async def remove(self, volunteer: Volunteer) -> None:
        """Forget a volunteer; what they recorded keeps their name."""
        crew = self.actions.store.crew
        await crew.remove(volunteer.id)
        if await crew.author() == volunteer.name:
            await crew.choose("")

    async def forget_pins(self, code: str) -> None:
        """Take all PINs off with a new enrolment code of the commune; nothing else changes, also
        where the code is for other villages than this device's."""
        store = self.actions.store
        if (account := await store.account()) is None:
            raise Problem(Code.NOT_ENROLLED)
        if not 0 < len(plain := plain_code(code)) <= 40:
            raise Problem(Code.CODE_REFUSED)
        request = EnrolmentRequest(
            code=plain, device=account.device, token=account.token, keeps_scope=True
        )
        async with self.actions.make_courier(account.collector, "") as courier:
            await courier.enrol(request)
        await store.crew.forget_pins()

    async def _find(self, id: UUID) -> Volunteer:
        for each in await self.actions.store.crew.everybody():
            if each.id == id:
                return each
        raise Problem(Code.WRONG_PIN)

    async def _count_failure(self, volunteer: Volunteer, now_ms: int) -> None:
        failed = replace(volunteer, failures=volunteer.failures + 1, failed_ms=now_ms)
        await self.actions.store.crew.put(failed)
        if wait := seconds_to_wait(failed, now_ms):
            raise Problem(Code.PIN_MUST_WAIT, failures=failed.failures, seconds=wait)
        raise Problem(Code.WRONG_PIN)

    def _hashed(self, pin: str, again: str) -> str:
        if not (pin.isascii() and pin.isdecimal() and 4 <= len(pin) <= 6):
            raise Problem(Code.BAD_PIN)
        if pin != again:
            raise Problem(Code.PINS_DIFFER)
        salt = self.new_salt()
        return f"{salt.hex()}:{slow_hash(pin, salt).hex()}"


def seconds_to_wait(volunteer: Volunteer, now_ms: int) -> int:
    """Return how long the next try has to wait: 5 seconds after the third failure, then doubling.

    A clock that was put back or on does not lock anybody out for longer.
    """
    if volunteer.failures < FREE_TRIES:
        return 0
    wait = min(5 << min(volunteer.failures - FREE_TRIES, 10), LONGEST_WAIT_S)
    passed = abs(now_ms - volunteer.failed_ms) / 1000
    return max(0, round(wait - passed))


def _is_pin_of(volunteer: Volunteer, pin: str) -> bool:
    salt, _, kept = volunteer.pin.partition(":")
    return hmac.compare_digest(slow_hash(pin, bytes.fromhex(salt)).hex(), kept)
