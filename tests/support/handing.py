"""A device that hands over by file: what a phone would write, without the phone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.store.values import Account
from app.sync import carrier
from app.sync.carrier import Whose
from app.sync.cipher import LIBRARY
from shared.protocol import Receipt
from shared.records import Record
from sync_server.devices import Device
from tests.support.people import NOW_MS


def account_of(phone: Device, token: str = "") -> Account:
    """Return the account of a device whose token is the one that tests give."""
    secret = token or f"token-of-{phone.id.hex}"
    return Account(phone.id, secret, "http://collector.test", phone.commune, "Xã", phone.name, ())


def a_bundle(account: Account, *portions: Sequence[Record]) -> bytes:
    return asyncio.run(carrier.pack(LIBRARY, Whose(account), portions, NOW_MS))


def receipt_in(account: Account, file: bytes) -> Receipt:
    return asyncio.run(carrier.receipt(LIBRARY, Whose(account), file))
