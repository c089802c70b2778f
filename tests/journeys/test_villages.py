"""A village becomes part of another while phones are out in both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.evening import NewSession, open_session
from app.inputs import NewHousehold
from shared.places import CAM_TAN, Village
from shared.records import Session
from sync_server import merging
from sync_server.communes import settle
from sync_server.deeds import Hand
from tests.journeys.test_restoring import Restored
from tests.support.collector import VILLAGE, Collector, Phone, new_ids
from tests.support.people import VISIT_DAY

OTHER = Village("cam-tan-02", CAM_TAN.id, "Thôn Hai")


@pytest.fixture
def there(collector: Collector, tmp_path: Path) -> Iterator[Phone]:
    """A phone of the other village, with one household in its books."""
    with collector.database.writing() as cursor:
        settle(cursor, [OTHER])
    ids = new_ids()
    for _ in range(1000):
        next(ids)
    phone = Phone(collector, tmp_path / "there.db", ids)
    phone.enrol(OTHER)
    visit(phone, "Vi Thị Lả", OTHER)
    sync(phone)
    yield phone
    phone.close()


def visit(phone: Phone, head: str, village: Village = VILLAGE) -> None:
    phone.do(lambda act: act.register_household(NewHousehold(village.id, VISIT_DAY, head=head)))


def sync(phone: Phone) -> None:
    phone.do(lambda actions: actions.sync_now())


def merge(collector: Collector) -> None:
    hand = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", collector.now_ms)
    with collector.database.writing() as cursor:
        merging.merge(cursor, hand, VILLAGE.id, OTHER.id, "Nghị quyết sáp nhập thôn")


def homes(phone: Phone) -> list[tuple[str, str]]:
    """Return the households that a phone shows, each with its village."""
    account = phone.see(lambda store: store.account())
    assert account
    names = {place.id: place.name for place in account.villages}
    page = phone.see(lambda store: store.households(None))
    return sorted((line.household.head, names[line.household.village]) for line in page.items)


BOTH = [("Bùi Thị Lan", "Thôn Hai"), ("Vi Thị Lả", "Thôn Hai")]


def test_both_teams_have_both_villages_people_in_the_one_that_there_is(
    phone: Phone, there: Phone, collector: Collector
) -> None:
    visit(phone, "Bùi Thị Lan")
    sync(phone)
    merge(collector)
    for each in (phone, there):
        sync(each)

        assert homes(each) == BOTH


def test_what_was_recorded_before_the_team_heard_of_it_arrives_and_stays_on_the_phone(
    phone: Phone, there: Phone, collector: Collector
) -> None:
    sync(phone)
    merge(collector)
    visit(phone, "Bùi Thị Lan")

    sync(phone)
    sync(there)

    assert homes(phone) == homes(there) == BOTH
    assert phone.see(lambda store: store.outbox()).waiting == 0


def test_what_is_recorded_while_the_phone_hears_of_it_stays_on_the_screen(
    phone: Phone, there: Phone, collector: Collector
) -> None:
    sync(phone)
    merge(collector)

    async def meanwhile() -> None:
        await phone.actions().register_household(
            NewHousehold(VILLAGE.id, VISIT_DAY, head="Bùi Thị Lan")
        )

    phone.network.meanwhile = meanwhile
    sync(phone)

    assert homes(phone) == BOTH
    sync(phone)
    assert homes(phone) == BOTH


def test_a_form_that_was_open_meanwhile_saves_where_the_people_are_by_now(
    phone: Phone, there: Phone, collector: Collector
) -> None:
    merge(collector)
    sync(phone)

    visit(phone, "Bùi Thị Lan")

    assert homes(phone) == BOTH


def test_after_a_restore_from_before_it_the_team_sees_its_work_where_it_was(
    phone: Phone, there: Phone, collector: Collector, tmp_path: Path
) -> None:
    copies = Restored(tmp_path, collector)
    sync(phone)
    copies.back_up()
    visit(phone, "Bùi Thị Lan")
    sync(phone)
    merge(collector)
    sync(phone)

    copies.restore()
    sync(phone)
    sync(there)

    assert homes(phone) == [("Bùi Thị Lan", "Thôn Một")]
    assert homes(there) == [("Vi Thị Lả", "Thôn Hai")]
    merge(collector)
    for each in (phone, there):
        sync(each)
        assert homes(each) == BOTH


def test_an_evening_that_is_held_meanwhile_goes_on_and_can_be_taken_back(
    phone: Phone, there: Phone, collector: Collector
) -> None:
    new = NewSession(VILLAGE.id, VISIT_DAY, "Tổ 1")
    opened = phone.do(lambda actions: open_session(actions, new))
    sync(phone)
    merge(collector)
    sync(phone)

    going_on = phone.see(lambda store: store.evenings.current())
    assert going_on
    assert (going_on.id, going_on.village) == (opened.id, OTHER.id)
    again = {**going_on.model_dump(), "deleted": True}
    phone.do(lambda actions: actions.store.append([(Session, again)], collector.now_ms))
    sync(phone)
    assert phone.see(lambda store: store.outbox()).refused == ()
    assert phone.see(lambda store: store.evenings.current()) is None
