"""A collector comes back from an old backup: phones notice, and nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest

from app import joining
from app.inputs import NewHousehold, Tick
from app.ui.components.sync import waits_for
from app.ui.words import outbox
from shared.places import CAM_TAN, CAM_THANH, Village
from shared.problems import Code, Problem
from shared.quarter import Quarter
from shared.records import Household
from sync_server import aftermath, backup, counting, devices, restoring
from sync_server.backup import KEY
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.settings import Settings
from sync_server.verifying import verify
from tests.support.collector import ADDRESS, VILLAGE, Collector, Phone, new_ids
from tests.support.people import NOW_MS, SEAL_KEY, VISIT_DAY

Office = Callable[[], Phone]


class Restored:
    """A collector with a backup at hand, and the way back to it."""

    def __init__(self, folder: Path, collector: Collector) -> None:
        (folder / "seal.key").write_bytes(SEAL_KEY)
        self._settings = Settings(folder, f"sqlite:///{folder / 'collector.db'}")
        self._file, self._collector = folder / "sao-luu.zip", collector

    def back_up(self) -> None:
        backup.write(self._collector.database, None, self._file, self._collector.now_ms)

    def restore(self, *, in_an_empty_place: bool = False) -> None:
        self._collector.now_ms += 60_000
        self._collector.database.close()
        if in_an_empty_place:
            for left in (*self._settings.data.glob("collector.db*"), self._settings.data / KEY):
                left.unlink()
        list(restoring.restore(self._settings, self._file, self._collector.now_ms, replace=True))
        self._collector.reopen()


@pytest.fixture
def copies(tmp_path: Path, collector: Collector) -> Restored:
    return Restored(tmp_path, collector)


@pytest.fixture
def a_phone(tmp_path: Path, collector: Collector) -> Iterator[Office]:
    """Make phones that are enrolled, with ids of their own."""
    ids = new_ids()
    made: list[Phone] = []

    def make() -> Phone:
        phone = Phone(collector, tmp_path / f"phone-{len(made)}.db", ids)
        made.append(phone)
        phone.enrol()
        return phone

    yield make
    for phone in made:
        phone.close()


def house(phone: Phone, head: str) -> Household:
    new = NewHousehold(VILLAGE.id, VISIT_DAY, head=head, people=2, adults=2)
    return phone.do(lambda actions: actions.register_household(new))


def sync(*phones: Phone) -> None:
    for phone in phones:
        phone.do(lambda actions: actions.sync_now())


def neighbours_code(collector: Collector) -> str:
    """Serve a second commune too, and return a code of it."""
    with collector.database.writing() as cursor:
        found(cursor, CAM_THANH)
        settle(cursor, [Village("cam-thanh-01", CAM_THANH.id, "Thôn Khác")])
        return devices.invite(cursor, CAM_THANH.id, ("cam-thanh-01",), "Anh Ba", NOW_MS)


def cut_after(phone: Phone, messages: int) -> None:
    """Sync over a line that is cut after so many messages."""
    phone.network.fates = [*["arrives"] * messages, "lost"]
    with pytest.raises(Problem):
        sync(phone)


def lacking(database: Database) -> list[tuple[bool, tuple[tuple[int, int], ...]]]:
    """Return of each phone whether it is still awaited, and what it has that is not here."""
    with database.reading() as cursor:
        unheard = aftermath.read(cursor, CAM_TAN.id).unheard
        lines = devices.listing(cursor, CAM_TAN.id)
    return [(each.id in unheard, each.lacking) for each in lines if each.id != devices.DESK]


def entries(database: Database) -> list[tuple[UUID, int]]:
    with database.reading() as cursor:
        assert list(verify(cursor, CAM_TAN.id)) == []
        return sorted((each.device, each.number) for each in counting.logged(cursor, CAM_TAN.id))


def heads(phone: Phone) -> list[str]:
    return sorted(
        line.household.head for line in phone.see(lambda store: store.households(VILLAGE.id)).items
    )


def test_phones_send_again_by_themselves_what_a_restored_collector_lost(
    collector: Collector, copies: Restored, a_phone: Office
) -> None:
    first, second = a_phone(), a_phone()
    house(first, "Bùi Thị Lan")
    sync(first, second)
    copies.back_up()
    home = house(second, "Đặng Văn An")
    view = second.see(lambda store: store.household(home.id))
    assert view
    tick = Tick(VILLAGE.id, VISIT_DAY, "member", view.members[0].id, "smartphone", "yes")
    second.do(lambda actions: actions.answer(tick))
    house(first, "Vi Thị Lả")
    sync(first, second, first)
    before = entries(collector.database)

    copies.restore()
    lost = len(before) - len(entries(collector.database))
    house(first, "Hà Văn Tư")
    sync(first, second, first, second)

    after = entries(collector.database)
    assert lost > 0
    assert set(before) < set(after)
    assert len(set(after)) == len(after)
    everybody = ["Bùi Thị Lan", "Hà Văn Tư", "Vi Thị Lả", "Đặng Văn An"]
    assert heads(first) == heads(second) == everybody
    assert [phone.see(lambda store: store.outbox()).unsent for phone in (first, second)] == [0, 0]


def test_a_phone_enrolled_after_the_backup_loses_nothing_and_enrols_again_as_itself(
    collector: Collector, copies: Restored, a_phone: Office
) -> None:
    a_phone()
    copies.back_up()
    late = a_phone()
    house(late, "Đặng Văn An")
    sync(late)
    before = entries(collector.database)
    copies.restore()
    house(late, "Vi Thị Lả")

    with pytest.raises(Problem) as unknown:
        sync(late)
    box = late.see(lambda store: store.outbox())
    with pytest.raises(Problem) as leaving:
        late.do(joining.leave)
    late.enrol()
    sync(late)

    assert unknown.value.kind is Code.NOT_ENROLLED
    assert box.unsent == box.total > len(before)
    assert leaving.value.kind is Code.NOT_RECEIVED_YET
    assert Problem(Code.NOT_ENROLLED).sentence in leaving.value.sentence
    assert box.is_forgotten
    assert waits_for(box, unknown.value) == outbox.FOR_CODE
    assert not late.see(lambda store: store.outbox()).is_forgotten
    assert set(before) < set(entries(collector.database))
    assert heads(late) == ["Vi Thị Lả", "Đặng Văn An"]
    assert late.see(lambda store: store.outbox()).unsent == 0


@pytest.mark.parametrize("has_synced_since", [False, True])
def test_a_new_code_after_a_restore_wipes_nothing_that_the_collector_lost(
    collector: Collector, copies: Restored, a_phone: Office, has_synced_since: bool
) -> None:
    phone = a_phone()
    house(phone, "Bùi Thị Lan")
    sync(phone)
    copies.back_up()
    house(phone, "Đặng Văn An")
    sync(phone)
    before, mine = entries(collector.database), phone.see(lambda store: store.outbox()).total
    copies.restore()
    if has_synced_since:
        sync(phone)

    phone.enrol()
    sync(phone)
    house(phone, "Vi Thị Lả")
    sync(phone)

    after = entries(collector.database)
    assert set(before) < set(after)
    assert {device for device, _ in after} == {device for device, _ in before}
    assert phone.see(lambda store: store.outbox()).received == mine + 3
    assert heads(phone) == ["Bùi Thị Lan", "Vi Thị Lả", "Đặng Văn An"]


@pytest.mark.parametrize("in_an_empty_place", [False, True])
def test_a_phone_cut_before_it_sends_again_is_known_to_have_what_the_collector_lost(
    collector: Collector, copies: Restored, a_phone: Office, in_an_empty_place: bool
) -> None:
    phone = a_phone()
    house(phone, "Bùi Thị Lan")
    sync(phone)
    copies.back_up()
    kept = phone.see(lambda store: store.outbox()).total
    house(phone, "Đặng Văn An")
    made = phone.see(lambda store: store.outbox()).total
    cut_after(phone, 1)

    copies.restore(in_an_empty_place=in_an_empty_place)
    cut_after(phone, 1)
    cut = lacking(collector.database)
    sync(phone)

    assert cut == [(False, ((kept + 1, made),))]
    assert lacking(collector.database) == [(False, ())]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_code_of_another_commune_takes_nothing_there_and_spends_nothing(
    collector: Collector, copies: Restored, a_phone: Office, is_known: bool
) -> None:
    code = neighbours_code(collector)
    copies.back_up()
    phone = a_phone()
    house(phone, "Bùi Thị Lan")
    sync(phone)
    house(phone, "Đặng Văn An")
    made = phone.see(lambda store: store.outbox()).total
    if not is_known:
        copies.restore()

    with pytest.raises(Problem) as refused:
        phone.do(lambda actions: actions.enrol(ADDRESS, code))
    with suppress(Problem):
        sync(phone)
    if not is_known:
        phone.enrol()
        sync(phone)

    assert refused.value.kind is Code.CODE_OF_ANOTHER_COMMUNE
    assert len(entries(collector.database)) == made
    with collector.database.reading() as cursor:
        assert devices.listing(cursor, CAM_THANH.id) == ()
        assert list(counting.logged(cursor, CAM_THANH.id)) == []
        spent = cursor.all("SELECT device FROM enrolment_code WHERE commune = 'cam-thanh'")
    assert spent == [(None,)]
    assert heads(phone) == ["Bùi Thị Lan", "Đặng Văn An"]


@pytest.mark.parametrize("is_known", [True, False])
def test_who_logs_out_after_a_restore_leaves_everything_with_the_collector_first(
    collector: Collector, copies: Restored, a_phone: Office, is_known: bool
) -> None:
    if not is_known:
        a_phone()
        copies.back_up()
    phone = a_phone()
    house(phone, "Bùi Thị Lan")
    sync(phone)
    if is_known:
        copies.back_up()
    house(phone, "Đặng Văn An")
    sync(phone)
    before = entries(collector.database)
    copies.restore()

    if is_known:
        phone.do(joining.leave)
    else:
        with pytest.raises(Problem):
            phone.do(joining.leave)

    left = phone.see(lambda store: store.outbox()).total
    assert (left, entries(collector.database)) == ((0, before) if is_known else (len(before), []))


def test_what_counts_is_the_same_before_and_after(
    collector: Collector, copies: Restored, a_phone: Office
) -> None:
    phone = a_phone()
    copies.back_up()
    home = house(phone, "Đặng Văn An")
    view = phone.see(lambda store: store.household(home.id))
    assert view
    for member in view.members:
        made = Tick(VILLAGE.id, VISIT_DAY, "member", member.id, "smartphone", "yes")
        phone.do(lambda actions, made=made: actions.answer(made))
    sync(phone)

    def counted() -> object:
        with collector.database.reading() as cursor:
            found = counting.report(cursor, CAM_TAN, Quarter(2025, 1))
        return [row.cell for row in found.rows]

    before = counted()
    copies.restore()
    emptied = counted()
    sync(phone, phone)

    assert emptied != before
    assert counted() == before
