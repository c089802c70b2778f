"""Hand-over files taken in: as if they had come by network, whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.sync import carrier
from app.sync.carrier import Whose
from app.sync.cipher import LIBRARY
from shared import bundle
from shared.places import CAM_TAN
from shared.problems import Code, Problem
from shared.protocol import write_batch
from shared.records import Record
from sync_server import bundles, decisions, devices
from sync_server.audit import Decision
from sync_server.bundle_command import said
from sync_server.bundles import Taken
from sync_server.database import Database
from sync_server.decisions import Entry
from sync_server.deeds import Hand
from sync_server.devices import Device
from sync_server.verifying import verify
from tests.support.handing import a_bundle, account_of, receipt_in
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    PHONE,
    a_household,
    a_member,
    numbered,
)
from tests.sync_server.test_log import count, phone_of, push

HAND = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", NOW_MS)


def homes(count: int, start: int = 1, **fields: object) -> list[Record]:
    return [*numbered([a_household(f"Hộ {each}", **fields) for each in range(count)], start=start)]


def bring(database: Database, file: bytes, hand: Hand = HAND) -> Taken:
    return asyncio.run(bundles.bring(database, hand, "ban-giao.bakhong", file))


def file_of(phone: Device, *portions: Sequence[Record]) -> bytes:
    return a_bundle(account_of(phone), *portions)


def refusal(database: Database, file: bytes, hand: Hand = HAND) -> Code:
    with pytest.raises(Problem) as refused:
        bring(database, file, hand)
    return refused.value.kind


def kept(database: Database) -> int:
    with database.reading() as cursor:
        return sum(bool(each.code) for each in bundles.brought(cursor, CAM_TAN.id))


def test_a_file_of_several_batches_is_taken_in_whole(database: Database) -> None:
    phone = phone_of(database)
    records = homes(1200)

    taken = bring(database, file_of(phone, records[:500], records[500:1000], records[1000:]))

    assert (taken.fresh, taken.repeated, taken.waiting, taken.refused) == (1200, 0, 0, 0)
    assert (taken.receipt.through, taken.lacking) == (1200, ())
    assert count(database, "log") == 1200


def test_the_same_file_twice_counts_once(database: Database) -> None:
    phone = phone_of(database)
    file = file_of(phone, homes(7))

    bring(database, file)
    again = bring(database, file, replace(HAND, now_ms=NOW_MS + 1))

    assert (again.fresh, again.repeated, again.receipt.through) == (0, 7, 7)
    assert count(database, "log") == 7


def test_a_file_and_the_network_together_count_once(database: Database) -> None:
    phone = phone_of(database)
    records = homes(10)

    push(database, phone, records[:6])
    taken = bring(database, file_of(phone, records))
    receipt = push(database, phone, records)

    assert (taken.fresh, taken.repeated) == (4, 6)
    assert receipt.through == 10
    assert count(database, "log") == 10


def test_files_in_the_wrong_order_leave_a_gap_that_the_first_one_fills(database: Database) -> None:
    phone = phone_of(database)
    records = homes(9)

    later = bring(database, file_of(phone, records[5:]))
    first = bring(database, file_of(phone, records[:5]), replace(HAND, now_ms=NOW_MS + 1))

    assert later.lacking == ((1, 5),)
    assert (first.receipt.through, first.lacking) == (9, ())
    with database.reading() as cursor:
        assert not list(verify(cursor, CAM_TAN.id))


def test_a_file_says_how_many_entries_the_device_has_that_are_not_in_it(database: Database) -> None:
    phone = phone_of(database)
    records = homes(9)

    taken = bring(database, file_of(phone, [*records[:3], *records[6:]]))

    assert taken.lacking == ((4, 6),)


def test_what_a_revoked_device_brings_waits_for_the_officer(database: Database) -> None:
    phone = phone_of(database)
    with database.writing() as cursor:
        devices.revoke(cursor, phone, NOW_MS)

    taken = bring(database, file_of(phone, homes(4)))

    assert (taken.fresh, taken.waiting, taken.receipt.through) == (0, 4, 4)
    assert count(database, "log") == 0


def test_a_file_brought_again_tells_apart_what_was_accepted_refused_and_still_waits(
    database: Database,
) -> None:
    phone = phone_of(database)
    with database.writing() as cursor:
        devices.revoke(cursor, phone, NOW_MS)
    file = file_of(phone, homes(22))
    bring(database, file)
    by = Decision("canbo", "Hạnh", "ghi nhầm hộ", NOW_MS)
    with database.writing() as cursor:
        rows = cursor.all("SELECT number, digest FROM quarantine ORDER BY number")
        entries = [Entry(phone.id, number, bytes(digest)) for number, digest in rows]
        decisions.decide(cursor, CAM_TAN.id, entries[:3], decisions.REFUSE, by)
        decisions.decide(cursor, CAM_TAN.id, entries[3:10], decisions.ACCEPT, by)

    again = bring(database, file, replace(HAND, now_ms=NOW_MS + 1))

    assert (again.fresh, again.repeated, again.waiting) == (0, 7, 12)
    assert (again.refused, again.turned_down) == (0, 3)
    assert [*said(again, CAM_TAN)][2:4] == ["  chờ duyệt: 12, sai mẫu: 0", "  xã đã từ chối: 3"]
    with database.reading() as cursor:
        line = bundles.brought(cursor, CAM_TAN.id)[0]
    assert (line.repeated, line.waiting, line.refused) == (7, 12, 3)


def test_entries_outside_the_devices_villages_wait_and_the_rest_count(database: Database) -> None:
    phone = phone_of(database)
    inside, outside = homes(3), homes(2, start=4, village=OTHER_VILLAGE)

    taken = bring(database, file_of(phone, [*inside, *outside]))

    assert (taken.fresh, taken.waiting) == (3, 2)


def test_a_file_spoilt_anywhere_brings_nothing_and_is_kept(database: Database) -> None:
    phone = phone_of(database)
    file = file_of(phone, homes(4))
    places = range(0, len(file), max(1, len(file) // 12))

    for turn, place in enumerate(places):
        spoilt = bytearray(file)
        spoilt[place] ^= 32
        hand = replace(HAND, now_ms=NOW_MS + turn)
        assert refusal(database, bytes(spoilt), hand) in (Code.BUNDLE_BROKEN, Code.NOT_A_BUNDLE)
    assert count(database, "log") == 0
    assert kept(database) == len(places) - 1


def test_a_file_of_a_device_that_nobody_enrolled_is_kept_until_it_is(database: Database) -> None:
    stranger = Device(CAM_TAN.id, OTHER_PHONE, "Máy lạ", ("cam-tan-01",))
    records = [each.model_copy(update={"device": OTHER_PHONE}) for each in homes(2)]
    file = file_of(stranger, records)

    before = refusal(database, file)
    phone_of(database, OTHER_PHONE)
    with database.reading() as cursor:
        (line,) = bundles.brought(cursor, CAM_TAN.id)
        _, body = bundles.kept(cursor, CAM_TAN.id, line.digest)
    taken = bring(database, body, replace(HAND, now_ms=NOW_MS + 1))

    assert before is Code.BUNDLE_OF_NOBODY
    assert (taken.fresh, kept(database)) == (2, 0)


def test_a_file_of_another_commune_is_refused_as_such_and_kept(database: Database) -> None:
    stranger = Device("cam-thanh", OTHER_PHONE, "Máy lạ", ())

    assert refusal(database, file_of(stranger, homes(1))) is Code.BUNDLE_ELSEWHERE
    assert kept(database) == 1


def test_a_file_made_with_another_token_is_refused(database: Database) -> None:
    phone = phone_of(database)
    forged = a_bundle(account_of(phone, "another token, of as many letters"), homes(3))

    assert refusal(database, forged) is Code.BUNDLE_FORGED
    assert count(database, "log") == 0


def test_entries_that_name_another_device_are_not_taken_for_its_own(database: Database) -> None:
    phone, other = phone_of(database), phone_of(database, OTHER_PHONE)
    foreign = [each.model_copy(update={"device": other.id}) for each in homes(2)]

    taken = bring(database, file_of(phone, foreign))

    assert (taken.fresh, taken.refused) == (0, 2)


def test_a_batch_that_cannot_be_read_takes_the_whole_file_back(database: Database) -> None:
    phone = phone_of(database)
    account = account_of(phone)
    whose = Whose(account)
    good, broken = write_batch(homes(3)), b"\x1f\x8b not a batch"
    file = asyncio.run(carrier.seal(LIBRARY, whose, whose.header("entries"), [good, broken]))

    assert refusal(database, file) is Code.BAD_MESSAGE
    assert (count(database, "log"), kept(database)) == (0, 1)


def test_a_receipt_goes_back_to_its_device_alone(database: Database) -> None:
    phone = phone_of(database)
    person = a_member(birth_year=1990).model_copy(update={"number": 3, "device": PHONE})
    bad = person.model_copy(update={"birth_year": 1500})
    bring(database, file_of(phone, [*homes(2), bad]))

    with database.reading() as cursor:
        file = bundles.receipt_file(cursor, CAM_TAN.id, PHONE, NOW_MS + 5)
        short = bundles.receipt_file(cursor, CAM_TAN.id, PHONE, NOW_MS + 5, is_short=True)
    receipt = receipt_in(account_of(phone), file)

    assert (receipt.through, receipt.now_ms) == (3, NOW_MS + 5)
    assert [each.number for each in receipt.refused] == [3]
    assert len(short) < 300 > len(receipt_in(account_of(phone), short).refused)
    with pytest.raises(Problem):
        receipt_in(account_of(phone, "another token, of as many letters"), file)
    spoilt = bytearray(file)
    spoilt[-20] ^= 1
    with pytest.raises(Problem):
        receipt_in(account_of(phone), bytes(spoilt))


def test_a_receipt_is_not_taken_for_a_hand_over(database: Database) -> None:
    phone_of(database)
    with database.reading() as cursor:
        file = bundles.receipt_file(cursor, CAM_TAN.id, PHONE, NOW_MS)

    assert refusal(database, file) is Code.NOT_A_BUNDLE


def test_a_file_as_text_is_taken_in_as_well(database: Database) -> None:
    phone = phone_of(database)

    assert bring(database, bundle.as_text(file_of(phone, homes(3)))).fresh == 3


def test_who_brought_what_is_on_record(database: Database) -> None:
    phone = phone_of(database)
    bring(database, file_of(phone, homes(3)))

    with database.reading() as cursor:
        (line,) = bundles.brought(cursor, CAM_TAN.id)

    assert (line.officer, line.device, line.fresh) == ("Phạm Thị Hạnh", "Chị Hoa", 3)
