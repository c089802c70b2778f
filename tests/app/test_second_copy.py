"""The second copy: the database is spoilt for real, and nothing unsent is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.actions import Actions
from app.pulse import Pulse
from app.second_copy import SecondCopy, open_store
from app.store.copy_files import CopyFiles
from app.store.spare import Mark
from app.store.store import Store, at_once
from app.store.values import Volunteer
from app.sync.cipher import LIBRARY
from shared.problems import Code, Problem
from shared.records import Answer, Business, Household, Member, Record, Session, Visit
from tests.app.collectors import Collector
from tests.app.phones import ACCOUNT, a_page, a_receipt, draft
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    VILLAGE,
    a_business,
    a_household,
    a_member,
    a_visit,
    an_answer,
    an_id,
)


def second_copy(folder: Path) -> SecondCopy:
    return SecondCopy(CopyFiles(folder / "copy"), LIBRARY)


def opened(folder: Path) -> tuple[Store, Problem | None]:
    return asyncio.run(open_store(folder / "phone.sqlite3", at_once, second_copy(folder)))


async def enrolled(folder: Path) -> tuple[Store, SecondCopy]:
    """Open a store that has not been there, with its copy, and enrol its device."""
    copy = second_copy(folder)
    store, _ = await open_store(folder / "phone.sqlite3", at_once, copy)
    await store.enrol(ACCOUNT)
    return store, copy


def an_evening(folder: Path, count: int = 300, sent: int = 100) -> tuple[Record, ...]:
    """Leave a phone's files as of an evening of which a part was sent; return what was not."""

    async def work() -> tuple[Record, ...]:
        store, copy = await enrolled(folder)
        made: list[Record] = []
        for at in range(0, count, 20):
            homes = [draft(a_household(f"Chủ hộ {at + place}")) for place in range(20)]
            made += await store.append(homes, NOW_MS + at)
            await copy.keep_up(store)
        if sent:
            await store.keep(a_receipt(sent), NOW_MS)
            await copy.keep_up(store)
        await store.close()
        return tuple(made[sent:])

    return asyncio.run(work())


def unsent(store: Store) -> tuple[Record, ...]:
    return tuple(each for portion in store.spare.unsent() for each in portion)


def flip(path: Path, at: int, length: int = 64) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + length] = bytes(255 - byte for byte in data[at : at + length])
    path.write_bytes(data)


def spoil_header(path: Path) -> None:
    flip(path, 0)


def spoil_middle(path: Path) -> None:
    size = path.stat().st_size
    for at in range(4096, size, 8192):
        flip(path, at)


def cut_in_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 + 77)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


def overwrite(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


@pytest.mark.parametrize(
    "spoil", [spoil_header, spoil_middle, cut_in_half, empty, remove, overwrite]
)
def test_a_database_that_is_spoilt_comes_back_with_all_that_was_not_sent(
    spoil: Callable[[Path], None], tmp_path: Path
):
    waiting = an_evening(tmp_path)
    spoil(tmp_path / "phone.sqlite3")

    store, told = opened(tmp_path)
    account = asyncio.run(store.account())
    (after,) = asyncio.run(store.append([draft(a_household("Hộ sau"))], NOW_MS))

    assert told
    assert told.kind is Code.RESTORED
    assert told.details["count"] == len(waiting)
    assert unsent(store)[:-1] == waiting
    assert account == ACCOUNT
    assert after.number == waiting[-1].number + 1
    assert after.stamp > waiting[-1].stamp
    asyncio.run(store.close())


def test_every_kind_of_record_comes_out_of_the_copy_as_it_was_made(tmp_path: Path):
    home = a_household("Nguyễn Văn Ba")
    person = a_member(home, same_as=an_id())
    session = Session.id_for(VILLAGE, home.day, "Tổ 1")
    drafts = [
        draft(each)
        for each in (
            home,
            person,
            a_business(),
            a_visit(home, session=session),
            an_answer(person, value="no", obstacles=("NO_SMARTPHONE", "ROOTED")),
        )
    ]

    async def work() -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        store, copy = await enrolled(tmp_path)
        made = await store.append(drafts, NOW_MS)
        await copy.keep_up(store)
        await store.close()
        found = await second_copy(tmp_path).read()
        return made, found.records if found else ()

    made, found = asyncio.run(work())

    assert sorted(found, key=lambda each: each.number) == list(made)
    assert [type(each) for each in made] == [Household, Member, Business, Visit, Answer]


def test_who_shares_the_phone_is_known_after_a_restore_with_their_pins(tmp_path: Path):
    mai = Volunteer(an_id(), "Trương Thị Mai", "salt:hash")

    async def work() -> tuple[Volunteer, ...]:
        store, copy = await enrolled(tmp_path)
        await copy.keep_up(store)
        await store.crew.put(mai)
        await copy.keep_up(store)
        await store.close()
        overwrite(tmp_path / "phone.sqlite3")
        store, _ = await open_store(tmp_path / "phone.sqlite3", at_once, second_copy(tmp_path))
        try:
            return await store.crew.everybody()
        finally:
            await store.close()

    assert asyncio.run(work()) == (mai,)


@pytest.mark.parametrize("spoil", [spoil_header, spoil_middle, cut_in_half, overwrite])
def test_a_damaged_file_is_kept(spoil: Callable[[Path], None], tmp_path: Path):
    an_evening(tmp_path)
    database = tmp_path / "phone.sqlite3"
    spoil(database)
    spoilt = database.read_bytes()

    asyncio.run(opened(tmp_path)[0].close())
    kept = tmp_path / "phone.broken.sqlite3"

    assert kept.read_bytes() == spoilt


def test_a_damaged_journal_is_kept_and_its_entries_come_from_the_copy(tmp_path: Path):
    database, journal = tmp_path / "phone.sqlite3", tmp_path / "phone.sqlite3-wal"

    async def work() -> tuple[Record, ...]:
        store, copy = await enrolled(tmp_path)
        made = await store.append([draft(a_household("Hộ đầu"))], NOW_MS)
        await copy.keep_up(store)
        whole, spoilt = database.read_bytes(), b"\xff" * journal.stat().st_size
        await store.close()
        database.write_bytes(whole)
        journal.write_bytes(spoilt)
        return made

    made = asyncio.run(work())
    spoilt = journal.read_bytes()
    store, told = opened(tmp_path)

    assert told
    assert unsent(store) == made
    assert (tmp_path / "phone.broken.sqlite3-wal").read_bytes() == spoilt
    asyncio.run(store.close())


def test_every_page_spoilt_alone_loses_nothing(tmp_path: Path):
    waiting = an_evening(tmp_path, count=60, sent=20)
    database = tmp_path / "phone.sqlite3"
    whole = database.read_bytes()

    for at in range(0, len(whole), 4096):
        database.write_bytes(whole)
        flip(database, at + 3, 8)
        store, _ = opened(tmp_path)
        assert unsent(store) == waiting, at
        asyncio.run(store.close())


def test_a_lost_journal_is_noticed_and_its_entries_are_put_back(tmp_path: Path):
    async def work() -> tuple[Problem | None, int]:
        database = tmp_path / "phone.sqlite3"
        store, copy = await enrolled(tmp_path)
        await store.append([draft(a_household("Hộ đầu"))], NOW_MS)
        await store.close()
        before = database.read_bytes()
        store, _ = await open_store(database, at_once, second_copy(tmp_path))
        await store.append([draft(a_household("Hộ sau"))], NOW_MS)
        await copy.keep_up(store)
        await store.close()
        # As if the journal's last pages had never reached the disk.
        database.write_bytes(before)
        store, told = await open_store(database, at_once, second_copy(tmp_path))
        (third,) = await store.append([draft(a_household("Hộ ba"))], NOW_MS)
        await store.close()
        return told, third.number

    told, number = asyncio.run(work())

    assert told
    assert (told.kind, told.details["count"]) == (Code.PUT_BACK, 1)
    assert number == 3


def test_no_number_is_given_twice_though_all_was_sent_when_the_database_was_lost(tmp_path: Path):
    an_evening(tmp_path, count=40, sent=40)
    remove(tmp_path / "phone.sqlite3")

    store, told = opened(tmp_path)
    (after,) = asyncio.run(store.append([draft(a_household("Hộ sau"))], NOW_MS))

    assert told
    assert told.details["count"] == 0
    assert after.number == 41
    asyncio.run(store.close())


def test_a_device_without_a_copy_says_that_it_must_enrol_again(tmp_path: Path):
    (tmp_path / "phone.sqlite3").write_bytes(b"\xff" * 4096)

    store, told = opened(tmp_path)

    assert told
    assert told.kind is Code.NOT_RESTORED
    assert asyncio.run(store.account()) is None
    asyncio.run(store.close())


def test_what_the_copy_did_not_get_is_read_from_what_is_left_of_the_database(tmp_path: Path):
    async def late() -> Record:
        store = await Store.open(tmp_path / "phone.sqlite3")
        (record,) = await store.append([draft(a_household("Hộ cuối"))], NOW_MS)
        await store.close()
        return record

    waiting = an_evening(tmp_path, count=300, sent=0)
    last = asyncio.run(late())
    # A page of the roster, while the log is whole.
    database = tmp_path / "phone.sqlite3"
    spoil_table(database, "household")
    store, told = opened(tmp_path)

    assert told
    assert unsent(store) == (*waiting, last)
    asyncio.run(store.close())


def spoil_table(path: Path, name: str) -> None:
    connection = sqlite3.connect(path)
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
    ).fetchone()
    connection.close()
    flip(path, (root - 1) * 4096, 200)


def test_a_copy_torn_anywhere_still_gives_what_was_written_before(tmp_path: Path):
    waiting = an_evening(tmp_path, count=60, sent=0)
    copy = next(each for each in (tmp_path / "copy").glob("*.bakhong") if each.stat().st_size)
    whole = copy.read_bytes()

    for at in (10, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        copy.write_bytes(whole[:at])
        copied = asyncio.run(second_copy(tmp_path).read())
        assert copied
        assert copied.records == waiting[: len(copied.records)]
    flipped = bytearray(whole)
    flipped[400] ^= 1
    copy.write_bytes(flipped)
    copied = asyncio.run(second_copy(tmp_path).read())
    assert copied
    assert copied.records == waiting[20:]


def test_a_copy_is_appended_to_and_shrinks_once_all_was_received(tmp_path: Path):
    async def sizes() -> list[int]:
        found = []
        store, copy = await enrolled(tmp_path)
        for _ in range(3):
            homes = [draft(a_household(f"Chủ hộ {place}")) for place in range(30)]
            await store.append(homes, NOW_MS)
            await copy.keep_up(store)
            found.append(size(tmp_path))
        await store.keep(a_receipt(90), NOW_MS)
        await copy.keep_up(store)
        await store.close()
        return [*found, size(tmp_path)]

    grown = asyncio.run(sizes())

    assert grown[0] < grown[1] < grown[2]
    assert grown[3] < 1000


def size(folder: Path) -> int:
    return sum(each.stat().st_size for each in (folder / "copy").glob("*.bakhong"))


def test_when_a_receipt_goes_back_the_copy_holds_again_what_the_collector_lost(tmp_path: Path):
    async def work() -> int:
        store, copy = await enrolled(tmp_path)
        await store.append([draft(a_household(f"Hộ {each}")) for each in range(9)], NOW_MS)
        await store.keep(a_receipt(9), NOW_MS)
        await copy.keep_up(store)
        await store.keep(a_receipt(4), NOW_MS)
        await copy.keep_up(store)
        await store.close()
        found = await second_copy(tmp_path).read()
        return len(found.records) if found else 0

    assert asyncio.run(work()) == 5


def test_a_copy_tells_a_stranger_nothing_and_its_key_is_for_its_owner_only(tmp_path: Path):
    an_evening(tmp_path, count=20, sent=0)
    folder = tmp_path / "copy"

    written = b"".join(each.read_bytes() for each in folder.glob("*.bakhong"))

    assert "Chủ hộ".encode() not in written
    assert ACCOUNT.token.encode() not in written
    assert (folder / "second.key").stat().st_mode & 0o777 == 0o600


def test_starting_again_and_again_does_not_make_the_key_file_grow(tmp_path: Path):
    async def start() -> int:
        copy = second_copy(tmp_path)
        store, _ = await open_store(tmp_path / "phone.sqlite3", at_once, copy)
        await copy.keep_up(store)
        await store.close()
        return (tmp_path / "copy" / "second.key").stat().st_size

    an_evening(tmp_path, count=20, sent=0)

    assert asyncio.run(start()) == asyncio.run(start())


def test_the_apps_beat_copies_and_a_sync_copies_before_anything_leaves(tmp_path: Path):
    async def work() -> list[int]:
        store, copy = await enrolled(tmp_path)
        collector = Collector()
        seen: list[int] = []
        collector.meanwhile = lambda: seen.append(size(tmp_path))
        actions = Actions(store, lambda: NOW_MS, an_id, collector.courier)
        pulse = Pulse(actions, lambda: 0.5, copy=copy)
        await pulse.reload()
        pulse.rhythm = pulse.rhythm.after_success(NOW_MS)
        await store.append([draft(a_household("Hộ một"))], NOW_MS)
        await pulse.beat()
        seen.append(size(tmp_path))
        await store.append([draft(a_household("Hộ hai"))], NOW_MS)
        await pulse.sync()
        collector.meanwhile = lambda: None
        await pulse.leave()
        seen.append(size(tmp_path))
        await store.close()
        return seen

    after_beat, at_push, after_leaving = asyncio.run(work())

    assert 0 < after_beat < at_push
    assert after_leaving == 0


def test_who_leaves_the_device_leaves_no_copy(tmp_path: Path):
    async def work() -> Problem | None:
        store, copy = await enrolled(tmp_path)
        await copy.keep_up(store)
        await copy.forget()
        await store.leave(a_receipt())
        await store.close()
        store, told = await open_store(tmp_path / "phone.sqlite3", at_once, second_copy(tmp_path))
        assert await store.account() is None
        await store.close()
        return told

    assert asyncio.run(work()) is None


def test_after_a_restore_the_roster_is_pulled_from_the_beginning(tmp_path: Path):
    async def roster() -> None:
        store = await Store.open(tmp_path / "phone.sqlite3")
        other = an_answer(question="smartphone")
        await store.merge(a_page([other], cursor=77))
        await store.close()

    an_evening(tmp_path, count=20, sent=0)
    asyncio.run(roster())
    spoil_header(tmp_path / "phone.sqlite3")

    store, _ = opened(tmp_path)

    assert asyncio.run(store.position()).cursor == 0
    asyncio.run(store.close())


def test_what_is_put_back_from_an_older_copy_gives_no_number_twice(tmp_path: Path):
    """Ten numbers were given, of the last two nothing is left; and then the copy is torn."""
    made = an_evening(tmp_path, count=20, sent=0)

    async def work() -> int:
        store = await Store.open(tmp_path / "new.sqlite3")
        await store.spare.put_back(ACCOUNT, Mark(last=10), made[:6])
        await store.spare.put_back(ACCOUNT, Mark(last=8), made[:8])
        (after,) = await store.append([draft(a_household())], NOW_MS)
        await store.close()
        return after.number

    assert asyncio.run(work()) == 11


def test_a_copy_of_the_device_that_was_puts_nothing_into_the_next_ones_log(tmp_path: Path):
    an_evening(tmp_path, count=20, sent=0)

    async def work() -> Store:
        store = await Store.open(tmp_path / "phone.sqlite3")
        await store.keep(a_receipt(20), NOW_MS)
        other = replace(ACCOUNT, device=OTHER_PHONE, token="u" * 43)
        await store.enrol(other, a_receipt(20))
        await store.close()
        return (await open_store(tmp_path / "phone.sqlite3", at_once, second_copy(tmp_path)))[0]

    store = asyncio.run(work())
    (first,) = asyncio.run(store.append([draft(a_household())], NOW_MS))

    assert (first.device, first.number) == (OTHER_PHONE, 1)
    asyncio.run(store.close())
