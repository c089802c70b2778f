"""AES-256-GCM where there are libraries: on a desktop, and on the machine that serves the app."""

from __future__ import annotations

import secrets

from app.sync.carrier import Cipher, NotAuthentic
from shared.bundle import NONCE_BYTES


async def _seal(key: bytes, nonce: bytes, text: bytes, lead: bytes) -> bytes:
    # Only now: importing it takes a while, and who has nothing to seal or open needs none.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key).encrypt(nonce, text, lead)


async def _unseal(key: bytes, nonce: bytes, sealed: bytes, lead: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(key).decrypt(nonce, sealed, lead)
    except InvalidTag as error:
        raise NotAuthentic from error


def a_nonce() -> bytes:
    return secrets.token_bytes(NONCE_BYTES)


LIBRARY = Cipher(_seal, _unseal, a_nonce)
