"""Nobody's work is thrown away: what is kept aside, and what an officer decides about it."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest

from shared.fields import NOTE_LIMIT
from shared.problems import Code, Problem
from shared.protocol import EnrolmentRequest, Held, Receipt, Sender, sender_of, write, write_batch
from shared.records import Figure, Record
from shared.stamp import PER_MS, TOLERANCE_MS
from sync_server import audit, decisions, devices, enrolling, log
from sync_server.audit import Decision
from sync_server.database import Cursor, Database
from sync_server.decisions import Entry
from sync_server.judging import Batch
from sync_server.verifying import verify
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    PHONE,
    VISIT_DAY,
    a_household,
    a_visit,
    an_answer,
    numbered,
)
from tests.sync_server.test_log import an_evening, count, phone_of

LATER = NOW_MS + 60_000
HANH = Decision("canbo", "Phạm Thị Hạnh", "đã gọi điện hỏi lại", LATER)
ALL_NOW = decisions.Whole(PHONE, LATER)
AHEAD = Sender(made=9, now_ms=NOW_MS + 180_000, app="0.1.0")
TOKEN = f"token-of-{PHONE.hex}"


def send(
    database: Database, records: Sequence[Record], now_ms: int = NOW_MS, said: Sender | None = None
) -> Receipt:
    """Push as the first phone does."""
    return take(database, write_batch(records, said), now_ms)


def take(database: Database, body: bytes, now_ms: int = NOW_MS) -> Receipt:
    """Take in what the first phone pushed: whoever its token says it is by now."""

    def push(cursor: Cursor) -> Receipt:
        phone = devices.by_token(cursor, TOKEN)
        return log.push(cursor, phone, log.read_batch(phone, body), now_ms)

    return database.write_now(push)


def revoke(database: Database, device: UUID = PHONE) -> None:
    with database.writing() as cursor:
        decisions.revoke(cursor, "cam-tan", device, HANH)


def waiting(database: Database) -> list[Entry]:
    return [entry for entry, decided in kept_aside(database) if not decided]


def kept_aside(database: Database) -> list[tuple[Entry, int]]:
    """Return all entries that were kept aside, and which decision each met, if any."""
    with database.reading() as cursor:
        rows = cursor.all("SELECT device, number, digest, decided FROM quarantine ORDER BY number")
    return [
        (Entry(UUID(bytes=bytes(of)), at, bytes(digest)), decided)
        for of, at, digest, decided in rows
    ]


def decide(database: Database, deed: str, entries: Sequence[Entry] | None = None) -> int:
    chosen = waiting(database) if entries is None else entries
    with database.writing() as cursor:
        return decisions.decide(cursor, "cam-tan", chosen, deed, HANH)


def wrong(database: Database) -> list[str]:
    with database.reading() as cursor:
        return list(verify(cursor, "cam-tan"))


def close_quarter(database: Database) -> None:
    """Close the quarter of `VISIT_DAY`, on that day."""
    with database.writing() as cursor:
        cursor.run(
            "INSERT INTO closing (commune, quarter, number, seq, edition, digest, content,"
            " closed_ms, day, username, name, reason)"
            " VALUES ('cam-tan', '2025-Q1', 0, 0, '', '', '', 0, '2025-03-13', '', '', '')"
        )


def elsewhere() -> list[Record]:
    return numbered([a_household(village=OTHER_VILLAGE), a_household()])


# What is kept aside.


def test_what_a_revoked_device_sends_is_on_disk_and_counts_for_nothing(database: Database) -> None:
    phone_of(database)
    revoke(database)

    receipt = send(database, an_evening())

    assert (receipt.through, receipt.missing, receipt.refused) == (6, (), ())
    assert [(each.code, each.numbers) for each in receipt.quarantined] == [("BK621", ((1, 6),))]
    assert (count(database, "log"), count(database, "current")) == (0, 0)
    assert len(waiting(database)) == 6
    assert wrong(database) == []


def test_an_entry_outside_the_devices_villages_waits_and_the_rest_is_counted(
    database: Database,
) -> None:
    phone_of(database)

    receipt = send(database, elsewhere())

    assert [(each.code, each.numbers) for each in receipt.quarantined] == [("BK115", ((1, 1),))]
    assert (receipt.through, receipt.refused, count(database, "log")) == (2, (), 1)


def test_an_entry_about_another_villages_people_waits_whatever_village_it_names(
    database: Database,
) -> None:
    phone_of(database)
    others = phone_of(database, OTHER_PHONE, OTHER_VILLAGE)
    home = a_household(village=OTHER_VILLAGE)
    database.write_now(
        lambda cursor: log.push(cursor, others, Batch(numbered([home], OTHER_PHONE)), NOW_MS)
    )
    taken = a_household("Kẻ Lạ", id=home.id)
    made = numbered([taken, an_answer(home, "electricity_cashless"), a_household()])

    receipt = send(database, made)

    assert [(each.code, each.numbers) for each in receipt.quarantined] == [("BK115", ((1, 2),))]
    with database.reading() as cursor:
        rows = cursor.all("SELECT village FROM current WHERE subject = ?", (home.id.bytes,))
    assert [village for (village,) in rows] == [OTHER_VILLAGE]


def test_what_somebody_wants_done_with_their_name_waits_for_no_officer(database: Database) -> None:
    phone_of(database)
    evening = an_evening()
    send(database, evening)
    close_quarter(database)
    house, mother = evening[:2]
    said = [
        an_answer(mother, "consent", "no"),
        a_visit(house, outcome="refused"),
        a_visit(house),
        an_answer(mother, "ewallet"),
    ]

    receipt = send(database, numbered(said, start=7))

    assert [held.numbers for held in receipt.quarantined] == [((9, 10),)]
    with database.reading() as cursor:
        standing = cursor.all("SELECT token FROM current WHERE question = 'consent'")
    assert standing == [("consent=no",)]


def test_an_entry_of_a_closed_quarter_waits(database: Database) -> None:
    phone_of(database)
    close_quarter(database)
    before, after, next_quarter = VISIT_DAY, date(2025, 3, 14), date(2025, 4, 2)
    made = numbered([a_household(day=day) for day in (before, after, next_quarter)])

    receipt = send(database, made)

    (held,) = receipt.quarantined
    assert (held.code, held.numbers, count(database, "log")) == ("BK622", ((1, 1),), 2)
    assert "Quý I năm 2025 đã chốt" in held.sentence


def test_an_older_client_reads_a_receipt_that_says_more_than_it_knows() -> None:
    held = Held(code="BK115", sentence="…", numbers=((1, 2),))
    told = Receipt(through=2, quarantined=(held,)).model_dump()

    known = {name: told[name] for name in ("through", "missing", "refused")}

    assert Receipt.model_validate(told | {"from_the_future": 1}).has(2)
    assert Receipt.model_validate(known).quarantined == ()


def test_a_batch_sent_again_is_kept_aside_once_and_said_again(database: Database) -> None:
    phone_of(database)
    revoke(database)
    evening = an_evening()

    first, again = send(database, evening), send(database, evening, LATER)

    assert again.quarantined == first.quarantined
    assert again.through == first.through
    assert len(waiting(database)) == 6


def test_what_was_in_the_log_before_a_device_was_revoked_stays_there(database: Database) -> None:
    phone_of(database)
    evening = an_evening()
    send(database, evening[:4])
    revoke(database)

    receipt = send(database, evening)

    assert [each.numbers for each in receipt.quarantined] == [((5, 6),)]
    assert count(database, "log") == 4


def test_what_was_kept_aside_waits_on_when_its_device_is_trusted_again(database: Database) -> None:
    phone_of(database)
    revoke(database)
    evening = an_evening()
    send(database, evening)
    with database.writing() as cursor:
        decisions.reinstate(cursor, "cam-tan", PHONE, HANH)

    receipt = send(database, [*evening, *numbered([a_household()], start=7)], LATER)

    assert [each.numbers for each in receipt.quarantined] == [((1, 6),)]
    assert (receipt.through, count(database, "log")) == (7, 1)
    assert wrong(database) == []


def test_other_content_under_a_number_kept_aside_is_refused(database: Database) -> None:
    phone_of(database)
    send(database, elsewhere())

    receipt = send(database, numbered([a_household("Ai khác", village=OTHER_VILLAGE)]))

    assert [each.code for each in receipt.refused] == ["BK116"]


@pytest.mark.parametrize("is_aside", [False, True])
def test_another_kind_under_a_number_is_other_content_though_it_says_the_same(
    database: Database, *, is_aside: bool
) -> None:
    phone_of(database)
    if is_aside:
        revoke(database)
    (entry,) = numbered([a_household()])
    fields = entry.model_dump(mode="json", exclude_defaults=True)

    receipts = [
        take(database, write({"records": [{"kind": kind, **fields}]})) for kind in ("tree", "well")
    ]

    assert [[each.code for each in receipt.refused] for receipt in receipts] == [[], ["BK116"]]


def test_of_a_record_full_of_long_texts_no_more_is_kept_than_a_person_may_read(
    database: Database,
) -> None:
    phone_of(database)
    long = {name: "ồ" * 9000 for name in Figure.model_fields if name != "number"}
    full = {"kind": "figure", **long, "number": 1, "note": "bắt đầu" + "ô" * 9000}

    take(database, write({"records": [full]}))

    with database.reading() as cursor:
        ((body,),) = cursor.all("SELECT body FROM quarantine")
    assert len(body) < 3 * NOTE_LIMIT
    assert set(json.loads(body)) == {"kind", *Figure.model_fields}
    assert json.loads(body)["note"].startswith("bắt đầu")


def test_a_long_note_is_still_kept_as_far_as_a_form_could_hold_it(database: Database) -> None:
    phone_of(database)
    fields = a_household().model_dump(mode="json") | {"number": 1, "note": "ghi chú " * 500}

    take(database, write({"records": [{"kind": "household", **fields, "device": PHONE.hex}]}))

    with database.reading() as cursor:
        ((body,),) = cursor.all("SELECT body FROM quarantine")
    assert len(json.loads(body)["note"]) > NOTE_LIMIT * 3 // 2


def test_a_revoked_device_reads_nothing(database: Database) -> None:
    phone_of(database)
    revoke(database)

    with database.reading() as cursor, pytest.raises(Problem) as refusal:
        devices.may_read(devices.by_token(cursor, TOKEN))

    assert refusal.value.kind is Code.DEVICE_REVOKED


def test_a_new_code_trusts_a_revoked_device_again(database: Database) -> None:
    phone_of(database)
    revoke(database)
    with database.writing() as cursor:
        code = devices.invite(cursor, "cam-tan", ("cam-tan-01",), "Chị Hoa", NOW_MS)
        token = "t" * 43
        cursor.run("UPDATE device SET token_hash = ?", (devices.digest(token),))
        asked = {"code": code, "device": PHONE, "token": token}
        enrolling.enrol(cursor, EnrolmentRequest.model_validate(asked), NOW_MS)

        assert not devices.by_token(cursor, token).is_revoked


def test_one_device_cannot_fill_the_disk_and_what_is_left_stays_on_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync_server.quarantine.LIMIT", 4)
    phone_of(database)
    revoke(database)

    receipt = send(database, an_evening())

    assert (receipt.through, [each.numbers for each in receipt.quarantined]) == (4, [((1, 4),)])
    assert {each.code for each in receipt.refused} == {"BK623"}
    assert not receipt.has(5)
    assert wrong(database) == []


# What the officer decides.


def test_an_accepted_entry_stands_in_the_log_as_its_own_devices(database: Database) -> None:
    phone_of(database)
    revoke(database)
    evening = an_evening()
    send(database, evening)

    assert decide(database, decisions.ACCEPT) == 6

    with database.reading() as cursor:
        rows = cursor.all("SELECT device, number FROM log ORDER BY seq")
        seen = cursor.one("SELECT seen_ms FROM device")
        (deed,) = [each for each in audit.latest(cursor, "cam-tan", 9) if each.deed == "accept"]
    assert [(bytes(of), at) for of, at in rows] == [(PHONE.bytes, at) for at in range(1, 7)]
    assert (deed.who, deed.why, deed.what) == ("canbo", HANH.why, "Chị Hoa: 1–6")
    assert seen == (NOW_MS,)
    assert wrong(database) == []
    again = send(database, evening, LATER)
    assert (again.through, again.quarantined, count(database, "log")) == (6, (), 6)


def test_a_refused_entry_never_comes_in_however_often_it_is_sent(database: Database) -> None:
    phone_of(database)
    evening = an_evening()
    revoke(database)
    send(database, evening)

    decide(database, decisions.REFUSE)
    with database.writing() as cursor:
        decisions.reinstate(cursor, "cam-tan", PHONE, HANH)
    receipt = send(database, evening, LATER)

    assert (receipt.through, count(database, "log"), waiting(database)) == (6, 0, [])
    everything = [entry for entry, _ in kept_aside(database)]
    assert decide(database, decisions.ACCEPT, everything) == 0
    assert wrong(database) == []


def test_some_are_accepted_and_some_refused_and_deciding_twice_changes_nothing(
    database: Database,
) -> None:
    phone_of(database)
    revoke(database)
    send(database, an_evening())
    entries = waiting(database)

    assert decide(database, decisions.ACCEPT, entries[:4]) == 4
    assert decide(database, decisions.REFUSE, entries) == 2
    assert decide(database, decisions.ACCEPT, entries) == 0

    assert count(database, "log") == 4
    assert wrong(database) == []


def test_all_of_one_device_are_decided_at_once_and_nothing_of_another(database: Database) -> None:
    phone_of(database)
    other = phone_of(database, OTHER_PHONE)
    for device in (PHONE, OTHER_PHONE):
        revoke(database, device)
    send(database, an_evening())
    theirs = numbered([a_household()], OTHER_PHONE)
    with database.writing() as cursor:
        revoked = devices.find(cursor, "cam-tan", other.id)
        log.push(cursor, revoked, log.Batch(list(theirs)), NOW_MS)
        done = decisions.decide_all(cursor, "cam-tan", ALL_NOW, decisions.ACCEPT, HANH)

    assert (done, count(database, "log")) == (6, 6)
    assert [each.device for each in waiting(database)] == [OTHER_PHONE]


def test_what_came_while_an_officer_read_is_not_decided_with_the_rest(database: Database) -> None:
    phone_of(database)
    revoke(database)
    evening = an_evening()
    send(database, evening[:4], NOW_MS)
    send(database, evening[4:], NOW_MS + 1)

    with database.writing() as cursor:
        seen = decisions.Whole(PHONE, NOW_MS)
        done = decisions.decide_all(cursor, "cam-tan", seen, decisions.ACCEPT, HANH)

    assert (done, [each.number for each in waiting(database)]) == (4, [5, 6])


@pytest.mark.parametrize("deed", [decisions.ACCEPT, decisions.REFUSE])
def test_nothing_is_decided_without_a_reason(database: Database, deed: str) -> None:
    phone_of(database)
    send(database, elsewhere())
    silent = Decision("canbo", "Phạm Thị Hạnh", "  ", LATER)

    with database.writing() as cursor, pytest.raises(Problem) as refusal:
        decisions.decide(cursor, "cam-tan", waiting(database), deed, silent)

    assert refusal.value.kind is Code.NO_REASON
    assert len(waiting(database)) == 1


def test_two_officers_who_decide_the_same_at_once_do_not_contradict_each_other(
    database: Database,
) -> None:
    phone_of(database)
    revoke(database)
    send(database, an_evening())
    chosen, together = waiting(database), threading.Barrier(2)

    def go(deed: str) -> int:
        # Not through the one writer's queue: two processes on one PostgreSQL would do it like this.
        together.wait(10)
        with database.writing() as cursor:
            return decisions.decide(cursor, "cam-tan", chosen, deed, HANH)

    with ThreadPoolExecutor(2) as officers:
        counts = sorted(officers.map(go, [decisions.ACCEPT, decisions.REFUSE]))

    assert counts == [0, 6]
    assert wrong(database) == []


def test_what_fails_validation_can_be_put_away_but_not_accepted(database: Database) -> None:
    phone = phone_of(database)
    bad = {"kind": "household", **a_household().model_dump(mode="json"), "number": 1, "stamp": -1}
    with database.writing() as cursor:
        batch = log.read_batch(phone, write({"records": [bad | {"device": PHONE.hex}]}))
        log.push(cursor, phone, batch, NOW_MS)
    entries = waiting(database)

    with pytest.raises(Problem) as refusal:
        decide(database, decisions.ACCEPT, entries)
    decide(database, decisions.REFUSE, entries)

    assert refusal.value.kind is Code.CANNOT_BE_ACCEPTED
    assert (waiting(database), count(database, "log")) == ([], 0)


def test_an_entry_of_a_village_that_the_commune_has_not_cannot_be_accepted(
    database: Database,
) -> None:
    phone_of(database)
    send(database, numbered([a_household(village="cam-tan-99")]))

    with pytest.raises(Problem) as refusal:
        decide(database, decisions.ACCEPT)

    assert refusal.value.kind is Code.UNKNOWN_VILLAGE
    assert len(waiting(database)) == 1


@pytest.mark.parametrize("is_whole", [False, True])
def test_one_entry_that_cannot_be_accepted_does_not_hold_up_the_others(
    database: Database, *, is_whole: bool
) -> None:
    phone_of(database)
    nowhere = [a_household(), a_household(village="cam-tan-99"), a_household()]
    revoke(database)
    send(database, numbered(nowhere))

    with database.writing() as cursor:
        if is_whole:
            done = decisions.decide_all(cursor, "cam-tan", ALL_NOW, decisions.ACCEPT, HANH)
    done = done if is_whole else decide(database, decisions.ACCEPT)

    assert (done, count(database, "log")) == (2, 2)
    assert [each.number for each in waiting(database)] == [2]
    with database.reading() as cursor:
        (deed,) = audit.latest(cursor, "cam-tan", 1)
    assert deed.what.endswith(": 1, 3")
    with pytest.raises(Problem) as refusal:
        decide(database, decisions.ACCEPT)
    assert refusal.value.kind is Code.UNKNOWN_VILLAGE
    assert wrong(database) == []


def test_an_entry_of_a_kind_that_only_a_newer_app_knows_waits_like_any_other(
    database: Database,
) -> None:
    phone_of(database)
    revoke(database)
    made = a_household().model_dump(mode="json", include={"id", "village", "stamp", "day"})
    newer = {"kind": "tea_party", **made, "device": PHONE.hex, "number": 1, "guests": 7}

    receipt = take(database, write({"records": [newer]}))
    decide(database, decisions.ACCEPT)

    assert [each.numbers for each in receipt.quarantined] == [((1, 1),)]
    with database.reading() as cursor:
        kind, text = cursor.one("SELECT kind, record FROM log") or ("", "")
    assert (kind, '"guests":7' in text) == ("tea_party", True)
    assert wrong(database) == []


def test_a_stamp_ahead_of_our_clock_is_bounded_when_it_came_and_counts_so_when_accepted(
    database: Database,
) -> None:
    phone_of(database)
    revoke(database)
    year = 365 * 24 * 3600 * 1000
    early = numbered([an_answer()], stamp=(NOW_MS + year) * PER_MS)
    latest = (NOW_MS + TOLERANCE_MS) * PER_MS

    receipts = send(database, early), send(database, early, LATER)
    decide(database, decisions.ACCEPT)

    assert [receipt.bounded for receipt in receipts] == [{1: latest}, {1: latest}]
    with database.reading() as cursor:
        assert cursor.one("SELECT stamp FROM log") == (latest,)
    assert wrong(database) == []


# What a device says of itself.


def test_the_desk_knows_what_a_device_has_made_and_what_is_lacking(database: Database) -> None:
    phone_of(database)
    evening = an_evening()

    send(database, [*evening[:1], *evening[3:]], said=AHEAD)

    with database.reading() as cursor:
        line = devices.line(cursor, "cam-tan", PHONE)
    assert (line.expected, line.receipt.through, line.lacking) == (9, 6, ((2, 3), (7, 9)))
    assert (line.ahead_ms, line.app, line.seen_ms) == (180_000, "0.1.0", NOW_MS)


def test_an_older_client_says_nothing_of_itself_and_nothing_is_forgotten(
    database: Database,
) -> None:
    phone_of(database)
    evening = an_evening()
    send(database, evening[:3], said=AHEAD)

    send(database, evening[3:])

    with database.reading() as cursor:
        line = devices.line(cursor, "cam-tan", PHONE)
    assert (line.expected, line.lacking) == (9, ((7, 9),))
    assert (line.ahead_ms, line.app) == (180_000, "0.1.0")


def test_a_file_that_was_long_under_way_knows_of_nothing_newer(database: Database) -> None:
    phone_of(database)
    evening = an_evening()
    send(database, evening[:3], said=AHEAD)

    send(database, evening[3:], said=Sender(made=6, app="0.1.0"))

    with database.reading() as cursor:
        assert devices.line(cursor, "cam-tan", PHONE).lacking == ((7, 9),)


@pytest.mark.parametrize(
    "said",
    [None, 7, [], {"made": -1}, {"made": 10**30}, {"app": "a\x00b"}, {"app": "x" * 99}, {"n": 1}],
)
def test_nonsense_about_the_sender_is_nothing(said: object) -> None:
    assert sender_of({"sender": said}) == Sender()


# Meddling.


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE quarantine SET record = replace(record, 'Hoa', 'X')", "Bản ghi giữ riêng số 1"),
        ("UPDATE quarantine SET stamp = stamp + 1 WHERE number = 2", "Bản ghi giữ riêng số 2"),
        (
            "UPDATE quarantine SET state = 'accepted', decided = 1 WHERE number = 3",
            "Bản ghi giữ riêng số 3 không khớp với sổ: chưa được tính.",
        ),
        (
            "UPDATE quarantine SET state = 'refused', decided = 44 WHERE number = 4",
            "Bản ghi giữ riêng số 4 ghi là đã quyết định",
        ),
        ("DELETE FROM quarantine WHERE number = 5", "Biên nhận của thiết bị “Chị Hoa”"),
        ("UPDATE audit SET why = 'khác' WHERE seq = 1", "Quyết định thứ 1 đã bị sửa"),
        ("UPDATE audit SET seq = 3 WHERE seq = 2", "Quyết định thứ 3 đã bị sửa"),
    ],
)
def test_verify_names_what_was_altered_behind_our_back(
    database: Database, sql: str, sentence: str
) -> None:
    phone_of(database)
    revoke(database)
    evening = numbered([a_household("Hoa") for _ in range(7)])
    send(database, evening)
    decide(database, decisions.ACCEPT, waiting(database)[6:])

    with database.writing() as cursor:
        assert cursor.run(sql) > 0

    assert any(finding.startswith(sentence) for finding in wrong(database))
