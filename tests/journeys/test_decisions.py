"""A phone's entries wait for an officer: what is decided, the phone learns when it next syncs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.hand_over import HandOver
from app.inputs import NewHousehold
from app.second_copy import SecondCopy
from app.store.copy_files import CopyFiles
from app.store.values import Account, Outbox
from app.sync.cipher import LIBRARY
from app.ui import settling
from app.ui.components.sync import summary
from app.ui.words import outbox
from shared.places import CAM_TAN
from shared.problems import Code, Problem
from shared.records import Household
from sync_server import bundles, decisions, devices
from sync_server.audit import Decision
from sync_server.decisions import Entry
from tests.support.collector import VILLAGE, Collector, Phone
from tests.support.people import VISIT_DAY
from tests.sync_server.test_quarantine import close_quarter, kept_aside

WHY = "trùng với hộ số 12."


def visit(phone: Phone, head: str) -> Household:
    new = NewHousehold(VILLAGE.id, VISIT_DAY, head=head)
    return phone.do(lambda actions: actions.register_household(new))


def sync(phone: Phone) -> Outbox:
    phone.do(lambda actions: actions.sync_now())
    return phone.see(lambda store: store.outbox())


def waiting(collector: Collector) -> list[Entry]:
    return [entry for entry, decided in kept_aside(collector.database) if not decided]


def by(collector: Collector) -> Decision:
    return Decision("canbo", "Phạm Thị Hạnh", WHY, collector.now_ms)


def decide(collector: Collector, deed: str, *entries: Entry) -> None:
    with collector.database.writing() as cursor:
        decisions.decide(cursor, CAM_TAN.id, entries or waiting(collector), deed, by(collector))


def revoked(phone: Phone, collector: Collector) -> Account:
    """Revoke a phone; return its account."""
    account = phone.see(lambda store: store.account())
    assert account
    with collector.database.writing() as cursor:
        decisions.revoke(cursor, CAM_TAN.id, account.device, by(collector))
    return account


def line(box: Outbox) -> str:
    return summary(box)


@pytest.fixture
def box(phone: Phone, collector: Collector) -> Outbox:
    """The outbox of a phone two of whose three households came after the quarter was closed."""
    visit(phone, "Bùi Thị Lan")
    sync(phone)
    close_quarter(collector.database)
    visit(phone, "Đặng Văn An")
    visit(phone, "Vi Thị Lả")
    return sync(phone)


def test_what_an_officer_accepts_later_is_received_at_the_next_sync(
    phone: Phone, collector: Collector, box: Outbox
) -> None:
    decide(collector, decisions.ACCEPT)

    after = sync(phone)

    assert (box.refused, {each.code for each in box.held}) == ((), {Code.QUARTER_CLOSED.code})
    assert line(box).endswith("2 mục chờ xã xem xét")
    assert (after.held, after.settled, after.received) == ((), 0, after.total)
    assert line(after).endswith("xã đã nhận đủ")


def test_what_an_officer_refuses_later_is_shown_with_the_reason_and_can_be_mended(
    phone: Phone, collector: Collector, box: Outbox
) -> None:
    first, *rest = waiting(collector)
    decide(collector, decisions.REFUSE, first)
    decide(collector, decisions.ACCEPT, *rest)

    after = sync(phone)

    (shown,) = after.refused
    assert shown.number == first.number
    assert shown.code == Code.TURNED_DOWN.code
    assert "trùng với hộ số 12. " in shown.sentence
    assert shown.home is not None
    assert after.received == after.total - 1


def test_what_still_waits_goes_on_waiting(phone: Phone, box: Outbox) -> None:
    assert sync(phone) == box


def test_what_a_volunteer_let_go_and_an_officer_accepts_is_received_after_all(
    phone: Phone, collector: Collector, box: Outbox
) -> None:
    # An app of before let them go one by one.
    for each in box.held[0].some:
        asyncio.run(phone.store.drop(each.record.number))
    decide(collector, decisions.ACCEPT)

    after = sync(phone)

    assert (after.settled, after.received) == (0, after.total)


def test_what_waited_of_a_revoked_phone_is_not_called_received_once_it_is_trusted_again(
    phone: Phone, collector: Collector
) -> None:
    visit(phone, "Bùi Thị Lan")
    sync(phone)
    account = revoked(phone, collector)
    visit(phone, "Đặng Văn An")
    with pytest.raises(Problem) as told:
        sync(phone)
    assert told.value.kind is Code.DEVICE_REVOKED
    meanwhile = phone.see(lambda store: store.outbox())
    assert line(meanwhile) == "Đã gửi 2/2, xã nhận 1, 1 mục chờ xã xem xét"
    with collector.database.writing() as cursor:
        decisions.reinstate(cursor, CAM_TAN.id, account.device, by(collector))

    after = sync(phone)

    (held,) = after.held
    assert (after.waiting, held.code) == (1, Code.DEVICE_REVOKED.code)
    # It is not revoked any more, and must not be told that it is.
    assert settling.held(held).sentence == outbox.HELD_OF_REVOKED
    assert line(after) == line(meanwhile)
    decide(collector, decisions.ACCEPT)
    assert line(sync(phone)).endswith("xã đã nhận đủ")


def test_a_phone_that_stays_revoked_learns_what_was_refused_of_what_it_sent(
    phone: Phone, collector: Collector
) -> None:
    sync(phone)
    revoked(phone, collector)
    visit(phone, "Bùi Thị Lan")
    visit(phone, "Đặng Văn An")
    with pytest.raises(Problem):
        sync(phone)
    decide(collector, decisions.REFUSE, waiting(collector)[0])

    with pytest.raises(Problem):
        sync(phone)

    box = phone.see(lambda store: store.outbox())
    assert (box.waiting, len(box.refused)) == (1, 1)


def test_a_new_code_takes_a_revoked_phone_back_with_all_it_has(
    phone: Phone, collector: Collector
) -> None:
    visit(phone, "Bùi Thị Lan")
    sync(phone)
    before = revoked(phone, collector)
    visit(phone, "Đặng Văn An")
    with pytest.raises(Problem):
        sync(phone)

    phone.enrol()
    visit(phone, "Vi Thị Lả")

    assert line(sync(phone)) == "Đã gửi 3/3, xã nhận 2, 1 mục chờ xã xem xét"
    assert phone.see(lambda store: store.account()) == before


def test_a_receipt_brought_by_hand_tells_what_was_decided_as_well(
    phone: Phone, collector: Collector, box: Outbox, tmp_path: Path
) -> None:
    first, *rest = waiting(collector)
    decide(collector, decisions.REFUSE, first)
    decide(collector, decisions.ACCEPT, *rest)
    copy = SecondCopy(CopyFiles(tmp_path / "second"), LIBRARY)
    verbs = HandOver(phone.store, copy, lambda: collector.now_ms)
    later = collector.now_ms + 60_000
    with collector.database.reading() as cursor:
        of = devices.find(cursor, CAM_TAN.id, first.device).id
        file = bundles.receipt_file(cursor, CAM_TAN.id, of, later)
        short = bundles.receipt_file(cursor, CAM_TAN.id, of, later, is_short=True)

    asyncio.run(verbs.take_receipt(short))
    before = phone.see(lambda store: store.outbox())
    asyncio.run(verbs.take_receipt(file))

    assert before == box
    (shown,) = phone.see(lambda store: store.outbox()).refused
    assert (shown.number, shown.code) == (first.number, Code.TURNED_DOWN.code)
