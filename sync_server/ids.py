"""New ids: UUIDv7, so that rows made together lie together on disk."""

from __future__ import annotations

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """Return a new UUIDv7; Python has its own from 3.14 on."""
    made = getattr(uuid, "uuid7", uuid6.uuid7)()
    return uuid.UUID(bytes=made.bytes)
