"""What is carried by hand instead of a network: bundles of this device, sealed and opened.

The format is `shared.bundle`'s; the cipher comes in, for a browser has one of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import bundle
from shared.bundle import VERSION, Header, Use
from shared.problems import Code, Problem
from shared.protocol import Receipt, Sender, read_as, write_batch
from shared.records import Record

if TYPE_CHECKING:
    from app.store.values import Account

Transform = Callable[[bytes, bytes, bytes, bytes], Awaitable[bytes]]
"""Key, nonce, text, what is authenticated with it; returns the other text."""


class NotAuthentic(Exception):
    """Raised by a cipher for what was not sealed with this key, or is not as it was."""


@dataclass(frozen=True, slots=True)
class Cipher:
    """AES-256-GCM, whoever does it; `nonce` gives twelve bytes by chance."""

    seal: Transform
    unseal: Transform
    nonce: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose bundles these are: a device, its commune, and the hash of its token."""

    device: Account

    def header(self, use: Use, numbers: Sequence[int] = (), made_ms: int = 0) -> Header:
        first, last = (numbers[0], numbers[-1]) if numbers else (0, 0)
        return Header(
            version=VERSION,
            use=use,
            commune=self.device.commune,
            device=self.device.device,
            first=first,
            last=last,
            count=len(numbers),
            app=APP,
            made_ms=made_ms,
        )

    def key(self, header: Header) -> bytes:
        return bundle.key_for(bundle.token_hash(self.device.token), header)


APP = "0.1.0"
"""The version of this app, for whoever has to find out what made a file."""


async def seal(cipher: Cipher, whose: Whose, header: Header, parts: Iterable[bytes]) -> bytes:
    """Return the bundle that holds `parts`."""
    begun, nonce = bundle.lead(header), cipher.nonce()
    sealed = await cipher.seal(whose.key(header), nonce, bundle.joined(parts), begun)
    return bundle.write(begun, nonce, sealed)


async def unseal(cipher: Cipher, whose: Whose, data: bytes, use: Use) -> tuple[bytes, ...]:
    """Return the parts of a bundle of this device and use; refuse any other."""
    found = bundle.read(data)
    if found.header.use != use or found.header.device != whose.device.device:
        raise Problem(Code.NOT_OUR_RECEIPT)
    try:
        text = await cipher.unseal(whose.key(found.header), found.nonce, found.sealed, found.lead)
    except NotAuthentic as error:
        raise Problem(Code.NOT_OUR_RECEIPT) from error
    return tuple(bundle.parted(text))


async def pack(
    cipher: Cipher, whose: Whose, portions: Sequence[Sequence[Record]], made_ms: int
) -> bytes:
    """Return the hand-over file with `portions` of entries, each a batch as it would be pushed."""
    numbers = [record.number for portion in portions for record in portion]
    header = whose.header("entries", numbers, made_ms)
    # Not the clock: how long a file is under way nobody knows.
    sender = Sender(made=header.last, app=APP)
    return await seal(cipher, whose, header, (write_batch(each, sender) for each in portions))


async def receipt(cipher: Cipher, whose: Whose, data: bytes) -> Receipt:
    """Return the receipt that a file brings back to this device."""
    (text,) = await unseal(cipher, whose, data, "receipt")
    return read_as(Receipt, text)
