"""A collector comes back from an old backup, and what its officer refused since stays refused."""

from __future__ import annotations

from pathlib import Path

from shared.places import CAM_TAN
from shared.problems import Code
from sync_server import decisions
from sync_server.audit import Decision
from sync_server.decisions import Entry
from tests.journeys.test_decisions import visit
from tests.journeys.test_restoring import Restored, entries, sync
from tests.support.collector import Collector, Phone
from tests.sync_server.test_quarantine import close_quarter


def refuse_last(collector: Collector, phone: Phone) -> int:
    """Refuse the last entry of a phone that waits; return its number."""
    by = Decision("canbo", "Phạm Thị Hạnh", "trùng với hộ số 12", collector.now_ms)
    with collector.database.writing() as cursor:
        device, number, digest = cursor.all(
            "SELECT device, number, digest FROM quarantine ORDER BY number"
        )[-1]
        account = phone.see(lambda store: store.account())
        assert account
        assert bytes(device) == account.device.bytes
        entry = Entry(account.device, number, bytes(digest))
        decisions.decide(cursor, CAM_TAN.id, [entry], decisions.REFUSE, by)
    return int(number)


def test_what_was_refused_after_the_backup_stays_refused_when_the_phone_sends_again(
    collector: Collector, phone: Phone, tmp_path: Path
) -> None:
    copies = Restored(tmp_path, collector)
    visit(phone, "Bùi Thị Lan")
    sync(phone)
    copies.back_up()
    close_quarter(collector.database)
    visit(phone, "Đặng Văn An")
    sync(phone)
    refused = refuse_last(collector, phone)

    copies.restore()
    sync(phone, phone)

    counted = {number for _, number in entries(collector.database)}
    box = phone.see(lambda store: store.outbox())
    assert refused not in counted
    assert counted >= set(range(1, refused))
    assert [(each.number, each.code) for each in box.refused] == [(refused, Code.TURNED_DOWN.code)]
    assert "trùng với hộ số 12" in box.refused[0].sentence
    assert box.unsent == 0
