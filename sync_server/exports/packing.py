"""Zip files without the day and hour of their making: equal contents are equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, time

from shared.dossier import Dossier
from shared.stamp import VIETNAM

# What an archive says of its parts; nobody reads it.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def told_on(of: Dossier) -> datetime:
    """Return when what a file says was so: an hour of its making would make every copy another."""
    if of.issue:
        return datetime.fromtimestamp(of.issue.closed_ms // 1000, tz=UTC)
    return datetime.combine(of.day, time(), VIETNAM).astimezone(UTC)


def repacked(content: bytes, mend: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """Return the same archive in one fixed form; `mend` may change a part on the way."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        # Word wants the list of parts first; the others keep the order that the writer gave.
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            new.writestr(entry, mend(name, old.read(name)), compresslevel=6)
    return packed.getvalue()
