"""Pull's contract, on SQLite and on PostgreSQL: what a device is shown, and where to go on."""

from __future__ import annotations

import gzip
import json

import pytest

from shared.kinds import judge
from shared.places import CAM_TAN
from shared.problems import Code, Problem
from shared.protocol import Page, fields_of
from shared.records import Record
from shared.stamp import PER_MS
from sync_server import feed
from sync_server.database import Database
from sync_server.devices import Device
from sync_server.feed import Snapshots
from sync_server.verifying import verify
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    PHONE,
    VILLAGE,
    a_household,
    a_member,
    an_answer,
    an_id,
    numbered,
)
from tests.sync_server.test_log import an_evening, phone_of, push


def pull(
    database: Database, phone: Device, after: int, snapshots: Snapshots | None = None
) -> tuple[Page, list[Record]]:
    with database.reading() as cursor:
        body = feed.pull(cursor, phone, after, snapshots or Snapshots())
    page = Page.model_validate(json.loads(gzip.decompress(body)))
    records = [judge(kind, fields) for kind, fields in fields_of({"records": page.records})]
    assert all(isinstance(record, Record) for record in records)
    return page, records  # type: ignore[return-value]


def test_a_new_phone_gets_what_stands_in_its_villages_in_one_page(database: Database) -> None:
    phone, evening = phone_of(database), an_evening()
    push(database, phone, evening)
    changed = evening[3].model_copy(
        update={"value": "no", "number": 7, "stamp": (NOW_MS + 1) * PER_MS}
    )
    push(database, phone, [changed])
    newcomer = phone_of(database, OTHER_PHONE)

    page, records = pull(database, newcomer, 0)

    expected = [*evening[:3], *evening[4:], changed]
    assert sorted(map(repr, records)) == sorted(map(repr, expected))
    assert (page.cursor, page.more) == (7, False)
    assert [place.name for place in page.villages] == ["Thôn Một"]


def test_a_village_that_was_renamed_has_its_new_name_on_the_first_page_too(
    database: Database,
) -> None:
    phone, kept = phone_of(database), Snapshots()
    push(database, phone, an_evening())
    pull(database, phone, 0, kept)

    with database.writing() as cursor:
        cursor.run("UPDATE village SET name = 'Thôn Mới' WHERE id = ?", (VILLAGE,))
    page, _ = pull(database, phone, 0, kept)

    assert [place.name for place in page.villages] == ["Thôn Mới"]


def test_a_phone_that_reads_from_the_start_again_learns_what_was_deleted(
    database: Database,
) -> None:
    phone, house = phone_of(database), a_household()
    push(database, phone, numbered([house, house.model_copy(update={"deleted": True})]))

    _, records = pull(database, phone_of(database, OTHER_PHONE), 0)

    assert [record.deleted for record in records] == [True]


def test_a_phone_that_was_here_before_gets_deletions_too(database: Database) -> None:
    phone, house = phone_of(database), a_household()
    other = phone_of(database, OTHER_PHONE)
    push(database, phone, numbered([house]))
    push(database, phone, numbered([house.model_copy(update={"deleted": True})], start=2))

    _, records = pull(database, other, 1)

    assert [record.deleted for record in records] == [True]


def test_a_phone_is_not_sent_its_own_entries_again_but_told_what_is_there(
    database: Database,
) -> None:
    phone, other = phone_of(database), phone_of(database, OTHER_PHONE)
    push(database, phone, numbered([a_household()]))
    push(database, other, numbered([a_household(head="Lê Hoa")], OTHER_PHONE))

    page, records = pull(database, phone, 1)

    assert [record.device for record in records] == [OTHER_PHONE]
    assert page.receipt is not None
    assert page.receipt.through == 1


def test_a_phone_sees_its_own_villages_only(database: Database) -> None:
    both = phone_of(database, OTHER_PHONE, VILLAGE, OTHER_VILLAGE)
    push(database, both, numbered([a_household(), a_household(village=OTHER_VILLAGE)], OTHER_PHONE))
    phone = phone_of(database)

    _, at_once = pull(database, phone, 0)
    page, later = pull(database, phone, 1)

    assert {record.village for record in at_once} == {VILLAGE}
    assert later == []
    assert page.cursor == 2


def test_pages_follow_each_other_without_loss_or_repetition(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE_RECORDS", 3)
    writer = phone_of(database, OTHER_PHONE, VILLAGE, OTHER_VILLAGE)
    reader = phone_of(database, PHONE, VILLAGE, OTHER_VILLAGE)
    villages = [VILLAGE, OTHER_VILLAGE] * 5
    push(database, writer, numbered([a_household(village=v) for v in villages], OTHER_PHONE))

    cursor, seen, pages = 1, [], 0
    more = True
    while more:
        page, records = pull(database, reader, cursor)
        assert page.cursor > cursor
        cursor, more, pages = page.cursor, page.more, pages + 1
        seen += [record.number for record in records]

    assert seen == list(range(2, 11))
    assert pages == 3


def test_twenty_new_phones_of_the_same_villages_get_the_same_bytes_made_once(
    database: Database,
) -> None:
    phone, snapshots = phone_of(database), Snapshots()
    push(database, phone, an_evening())

    with database.reading() as cursor:
        bodies = {id(feed.pull(cursor, phone, 0, snapshots)) for _ in range(20)}
    push(database, phone, numbered([a_member()], start=7))
    with database.reading() as cursor:
        fresh = feed.pull(cursor, phone, 0, snapshots)

    assert len(bodies) == 1
    assert id(fresh) not in bodies


def test_a_bounded_stamp_is_what_other_phones_get(database: Database) -> None:
    phone, other = phone_of(database), phone_of(database, OTHER_PHONE)
    receipt = push(database, phone, numbered([an_answer()], stamp=9 * 10**15))

    _, records = pull(database, other, 0)

    assert [record.stamp for record in records] == list(receipt.bounded.values())


@pytest.mark.parametrize("after", [-1, 2**53])
def test_a_cursor_that_cannot_be_is_refused(database: Database, after: int) -> None:
    with pytest.raises(Problem) as refused:
        pull(database, phone_of(database), after)

    assert refused.value.kind is Code.BAD_CURSOR


def test_what_a_newer_app_says_is_kept_and_handed_on_untouched(database: Database) -> None:
    phone, other = phone_of(database), phone_of(database, OTHER_PHONE)
    house = a_household()
    newer = house.model_copy(update={"number": 1, "water": "giếng"})
    envelope = {name: getattr(house, name) for name in Record.model_fields}
    survey = judge("survey", {**envelope, "id": an_id(), "number": 2, "score": 7})
    assert isinstance(survey, Record)
    push(database, phone, [newer, survey])

    _, standing = pull(database, other, 0)
    _, since = pull(database, other, 1)

    assert standing == [newer, survey]
    assert since == [survey]
    with database.reading() as cursor:
        assert list(verify(cursor, CAM_TAN.id)) == []
