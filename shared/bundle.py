"""The hand-over file ("gói bàn giao", `.bakhong`): entries of one device, sealed as a whole.

    magic, length of the header, header (JSON), nonce, sealed parts, digest

The parts are the very bodies that a push carries (`shared.protocol.write_batch`), so a collector
takes them in by the same way. They are encrypted with AES-256-GCM, everything before them is
authenticated with them, and the key comes from the hash of the device's token, which device and
collector both have. The cipher itself is handed in by whoever does I/O. The digest at the end tells
a damaged file from one of a stranger before any key is known. A receipt goes the same way back.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.problems import Code, Problem

VERSION = 1
SUFFIX = ".bakhong"
BUNDLE_BYTES = 8 * 1024 * 1024
"""No file is read further: a device's whole year is a tenth of it."""
MOST_PARTS = 256
"""Each costs a collector a push, however little is in it."""
NONCE_BYTES = 12
MAGIC = b"\x93BAKHONG"
"""Its first byte begins no text, so that nothing written by hand is taken for one."""

_TEXT = b"BAKHONG:"
_DIGEST_BYTES = 16
_HEADER_BYTES = 4096
_TAG_BYTES = 16

Use = Literal["entries", "receipt", "copy"]
"""What a bundle is for; each use has a key of its own, so none can be passed off as another."""


class Header(BaseModel):
    """What anybody may read of a bundle: whose it is, not what it says.

    `first` and `last` are the numbers of its entries; `count` of them, for there may be gaps.
    Fields that a newer app adds are left alone: they are authenticated as they came.
    """

    model_config = ConfigDict(frozen=True)
    version: int = Field(default=1, ge=1)
    use: Use = "entries"
    commune: str = Field(max_length=64)
    device: UUID
    first: int = Field(default=0, ge=0)
    last: int = Field(default=0, ge=0)
    count: int = Field(default=0, ge=0)
    app: str = Field(default="", max_length=40)
    made_ms: int = Field(default=0, ge=0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle taken apart; only a key tells whether it is true. `lead` is authenticated."""

    header: Header
    lead: bytes
    nonce: bytes
    sealed: bytes


def key_for(token_hash: bytes, header: Header) -> bytes:
    """Return the key of a device's bundles of one use: HKDF-SHA256 (RFC 5869) of the hash of its
    token, with format version, use and device in the info."""
    info = f"bakhong {VERSION} {header.use} ".encode() + header.device.bytes
    extracted = hmac.new(b"\0" * 32, token_hash, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def token_hash(token: str) -> bytes:
    """Return what a collector keeps of a device's token."""
    return hashlib.sha256(token.encode()).digest()


def lead(header: Header) -> bytes:
    """Return the beginning of a bundle, which is to be authenticated with what is sealed."""
    text = header.model_dump_json(exclude_defaults=True).encode()
    return MAGIC + len(text).to_bytes(4) + text


def write(begun: bytes, nonce: bytes, sealed: bytes) -> bytes:
    """Return the whole file, from its `lead` to its digest."""
    whole = begun + nonce + sealed
    return whole + _digest(whole)


def read(data: bytes) -> Bundle:
    """Take a file apart: refuse what is no bundle, what is damaged, what is of a newer app."""
    if len(data) > 2 * BUNDLE_BYTES:
        raise Problem(Code.BUNDLE_TOO_LARGE, limit=BUNDLE_BYTES // 1024 // 1024)
    data = _from_text(data)
    if not data.startswith(MAGIC):
        raise Problem(Code.NOT_A_BUNDLE)
    whole, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
    start = len(MAGIC) + 4
    length = int.from_bytes(data[len(MAGIC) : start])
    end = start + length
    if digest != _digest(whole) or len(whole) < end + NONCE_BYTES + _TAG_BYTES:
        raise Problem(Code.BUNDLE_BROKEN)
    header = _header(data[start:end])
    if header.version > VERSION:
        raise Problem(Code.NEWER_BUNDLE)
    return Bundle(header, data[:end], data[end : end + NONCE_BYTES], whole[end + NONCE_BYTES :])


def _header(text: bytes) -> Header:
    try:
        if len(text) > _HEADER_BYTES:
            raise ValueError("no header is so long")
        return Header.model_validate_json(text)
    except (ValidationError, ValueError) as error:
        raise Problem(Code.BUNDLE_BROKEN) from error


def _digest(whole: bytes) -> bytes:
    return hashlib.sha256(whole).digest()[:_DIGEST_BYTES]


def as_text(data: bytes) -> bytes:
    """Return a bundle as plain text, for carriers that let no other file pass."""
    return _TEXT + b64encode(data)


def _from_text(data: bytes) -> bytes:
    """Return the bundle that a text holds; white space that a carrier added does no harm."""
    if not data.startswith(_TEXT):
        return data
    try:
        return b64decode(b"".join(data[len(_TEXT) :].split()), validate=True)
    except ValueError as error:
        raise Problem(Code.BUNDLE_BROKEN) from error


def joined(parts: Iterable[bytes]) -> bytes:
    """Return `parts` as the one text that is sealed."""
    return b"".join(len(part).to_bytes(4) + part for part in parts)


def parted(text: bytes) -> Iterator[bytes]:
    """Yield the parts of what was sealed; more than any app makes are none of ours."""
    at = count = 0
    while at < len(text):
        end, count = at + 4 + int.from_bytes(text[at : at + 4]), count + 1
        if end > len(text) or count > MOST_PARTS:
            raise Problem(Code.BUNDLE_BROKEN)
        yield text[at + 4 : end]
        at = end
