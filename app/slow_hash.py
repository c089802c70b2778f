"""A salted slow hash that is the same everywhere: PBKDF2 of RFC 8018, also without OpenSSL.

The browser's Python has neither `hashlib.scrypt` nor `hashlib.pbkdf2_hmac`.
"""

from __future__ import annotations

import hashlib

ROUNDS = 20_000
"""A fraction of a second in a phone's browser, where there is nothing but Python to do it."""


def slow_hash(secret: str, salt: bytes, rounds: int = ROUNDS) -> bytes:
    if hasattr(hashlib, "pbkdf2_hmac"):
        return hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, rounds)
    return in_python(secret, salt, rounds)


def in_python(secret: str, salt: bytes, rounds: int) -> bytes:
    """Return the first block of PBKDF2-HMAC-SHA256."""
    key = secret.encode()
    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key))

    def keyed(message: bytes) -> bytes:
        inside, outside = inner.copy(), outer.copy()
        inside.update(message)
        outside.update(inside.digest())
        return outside.digest()

    block = keyed(salt + b"\0\0\0\1")
    total = int.from_bytes(block)
    for _ in range(rounds - 1):
        block = keyed(block)
        total ^= int.from_bytes(block)
    return total.to_bytes(32)
