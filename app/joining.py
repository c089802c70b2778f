"""Whose device this is: enrolling it, enrolling it again, leaving it. Nothing is wiped that the
collector has not confirmed in the same moment.

What an earlier receipt said is not enough: the collector may have come back from an older backup
since, and then this device has the only copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import ValidationError

from app.inputs import plain_address
from app.store.values import Account
from app.sync.courier import ask
from shared.problems import Code, Problem
from shared.protocol import EnrolmentRequest, Receipt

if TYPE_CHECKING:
    from app.actions import Actions


async def enrol(actions: Actions, collector: str, code: str, *, has_moved: bool) -> Account:
    """Enrol this device with a code; asking again after a lost reply is harmless.

    A device that is enrolled goes on as itself, from its last number, and keeps all it has: with
    its own collector, also one that does not know it any more or that `has_moved` to this address.
    With any other it begins afresh, once its own has confirmed to have everything.
    """
    address, store = plain_address(collector), actions.store
    known, told = await store.account(), Receipt()
    if known and (has_moved or address == known.collector):
        device, token, commune = known.device, known.token, known.commune
    else:
        told = await _confirmed(actions, known) if known else told
        device, token = await store.identity(actions.new_id(), actions.new_token())
        commune = ""
    request = _request(code.strip(), device, token, commune)
    async with actions.make_courier(address, "") as courier:
        found = await courier.enrol(request)
    account = Account(
        device, token, address, found.commune, found.commune_name, found.name, found.villages
    )
    await store.enrol(account, told)
    return account


async def leave(actions: Actions) -> None:
    """Be nobody's device again, with nothing on it, once the collector has confirmed all."""
    if known := await actions.store.account():
        await actions.store.leave(await _confirmed(actions, known))


async def _confirmed(actions: Actions, known: Account) -> Receipt:
    """Sync, and return what the collector has by now; refused unless that is everything."""
    try:
        # Twice: what the first receipt shows to be lost, the second sync sends again.
        for _ in range(2):
            told = await _asked(actions, known)
            if not (await actions.store.outbox()).unsent:
                return told
        raise Problem(Code.OTHER_PERSONS_STORE)
    except Problem as problem:
        raise Problem(Code.NOT_RECEIVED_YET, reason=problem.sentence) from problem


async def _asked(actions: Actions, known: Account) -> Receipt:
    try:
        await actions.sync_now()
    except Problem as problem:
        # It may not read any more; what it sends is on the collector's disk all the same.
        if problem.kind is not Code.DEVICE_REVOKED:
            raise
    async with actions.make_courier(known.collector, known.token) as courier:
        return await ask(actions.store, courier, actions.clock)


def _request(code: str, device: UUID, token: str, commune: str) -> EnrolmentRequest:
    try:
        return EnrolmentRequest(code=code, device=device, token=token, commune=commune)
    except ValidationError as error:
        raise Problem(Code.CODE_REFUSED) from error
