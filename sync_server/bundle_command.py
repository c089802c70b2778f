"""What `bakhong bundle` says: for which commune a file is, and what became of each entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared import bundle
from shared.places import Commune
from shared.problems import Code, Problem
from shared.recipients import spoken
from shared.text import number
from sync_server.bundles import Taken


def commune_of(file: bytes, served: Sequence[Commune]) -> Commune:
    """Return the commune that a file is for, or the one that keeps what nobody can read."""
    if not served:
        raise Problem(Code.NOTHING_HERE)
    try:
        named = bundle.read(file).header.commune
    except Problem:
        named = ""
    return next((each for each in served if each.id == named), served[0])


def said(taken: Taken, of: Commune) -> Iterator[str]:
    """Say what became of a file, line by line, for a terminal."""
    yield f"Thiết bị: {taken.device.name}"
    yield f"  mới: {number(taken.fresh)}, đã có: {number(taken.repeated)}"
    yield f"  chờ duyệt: {number(taken.waiting)}, sai mẫu: {number(taken.refused)}"
    yield f"  {spoken(of, 'xã đã từ chối')}: {number(taken.turned_down)}"
    yield f"  đã nhận đến bản ghi số {number(taken.receipt.through)}"
    gaps = (number(a) if a == b else f"{number(a)}–{number(b)}" for a, b in taken.lacking)
    yield f"  còn thiếu: {', '.join(gaps) or 'không'}"
