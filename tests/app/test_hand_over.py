"""Handing over by hand: what is waiting, what left, and the codes that a camera reads."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from app.hand_over import HandOver
from app.second_copy import SecondCopy
from app.store.copy_files import CopyFiles
from app.store.spare import Handed
from app.store.store import Store
from app.sync.cipher import LIBRARY
from app.ui.components.qr import picture
from shared import bundle, codes
from tests.app.phones import ACCOUNT, a_receipt, draft
from tests.support.people import COMMUNE, NOW_MS, a_household
from tests.sync_server.qr_reader import read_squares

pytestmark = pytest.mark.anyio


def verbs(store: Store, folder: Path) -> HandOver:
    return HandOver(store, SecondCopy(CopyFiles(folder), LIBRARY), lambda: NOW_MS)


async def visit(store: Store, count: int) -> None:
    await store.append([draft(a_household(f"Hộ {each}")) for each in range(count)], NOW_MS)


async def test_a_file_holds_what_is_unsent_in_portions_and_marks_nothing_as_sent(
    store: Store, tmp_path: Path
) -> None:
    await visit(store, 1100)
    await store.keep(a_receipt(10), NOW_MS)

    packed = await verbs(store, tmp_path).pack()
    header = bundle.read(packed.file).header

    assert (header.first, header.last, header.count) == (11, 1100, 1090)
    assert (header.commune, header.device) == (COMMUNE, ACCOUNT.device)
    assert (await store.outbox()).unsent == 1090


async def test_its_name_says_whose_it_is_and_when_in_letters_of_every_file_system(
    store: Store, tmp_path: Path
) -> None:
    await visit(store, 1)

    packed = await verbs(store, tmp_path).pack()

    assert packed.name == "ban-giao-truong-thi-mai-20250220-0900.bakhong"


async def test_what_left_waits_for_the_commune_until_its_receipt(
    store: Store, tmp_path: Path
) -> None:
    by_hand = verbs(store, tmp_path)
    await visit(store, 3)
    await by_hand.has_left(await by_hand.pack())
    left = await by_hand.waiting()
    await visit(store, 2)
    more = await by_hand.waiting()
    await store.keep(a_receipt(3), NOW_MS)
    received = await by_hand.waiting()

    assert left.handed
    assert (left.handed.at_ms, left.handed.last) == (NOW_MS, 3)
    assert (more.count, more.handed) == (5, left.handed)
    assert (received.count, received.first, received.handed) == (2, 4, None)


async def test_what_the_commune_lost_and_no_file_held_is_told_as_not_in_a_file_yet(
    store: Store, tmp_path: Path
) -> None:
    by_hand = verbs(store, tmp_path)
    await visit(store, 5)
    await store.keep(a_receipt(3), NOW_MS)
    await by_hand.has_left(await by_hand.pack())
    await visit(store, 1)
    more = await by_hand.waiting()
    # The commune was put back from a copy that has none of the first three.
    await store.keep(a_receipt(5, missing=((1, 3),)), NOW_MS)
    received = await by_hand.waiting()

    assert more.handed
    assert (more.count, more.fresh) == (3, 1)
    assert (received.count, received.fresh, received.handed) == (4, 4, None)


async def test_a_file_that_an_app_of_before_made_is_still_waited_for(
    store: Store, tmp_path: Path
) -> None:
    by_hand = verbs(store, tmp_path)
    await visit(store, 3)
    await store.spare.has_handed(Handed(NOW_MS, 3))

    waiting = await by_hand.waiting()

    assert (waiting.handed, waiting.fresh) == (Handed(NOW_MS, 3), 0)


async def test_what_leaves_is_in_the_second_copy_first(store: Store, tmp_path: Path) -> None:
    await visit(store, 3)

    await verbs(store, tmp_path).pack()
    copied = await SecondCopy(CopyFiles(tmp_path), LIBRARY).read()

    assert copied
    assert (copied.mark.last, len(copied.records)) == (3, 3)


def squares_of(png: bytes) -> list[list[bool]]:
    """Read a picture of one bit per dot, as a browser does."""
    size, _ = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT") + 4
    length = struct.unpack(">I", png[start - 8 : start - 4])[0]
    lines = zlib.decompress(png[start : start + length])
    width = 1 + -(-size // 8)
    return [
        [not lines[y * width + 1 + x // 8] >> (7 - x % 8) & 1 for x in range(size)]
        for y in range(size)
    ]


def test_the_codes_on_the_screen_can_be_read_and_give_the_file() -> None:
    file = bytes(range(256)) * 2

    seen = [read_squares(squares_of(picture(text))) for text in codes.cut(file)]

    assert codes.gather(seen).file == file
