"""A forgotten PIN: a code of the commune takes it off, and does nothing else to the device."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.actions import Actions
from app.inputs import NewHousehold
from app.volunteers import Volunteers
from shared.places import CAM_TAN, Village
from shared.problems import Code, Problem
from tests.support.collector import ADDRESS, VILLAGE, Collector, Phone
from tests.support.people import VISIT_DAY

THEIRS = Village("cam-tan-02", CAM_TAN.id, "Thôn Hai")


def new_ids() -> Iterator[UUID]:
    while True:
        yield uuid4()


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[Collector]:
    made = Collector(tmp_path, (VILLAGE, THEIRS))
    yield made
    made.close()


async def forget(actions: Actions, code: str) -> None:
    crew = Volunteers(actions)
    await crew.add("Lò Thị Mai", "1234", "1234")
    await crew.forget_pins(code)


def test_a_code_for_other_villages_takes_pins_off_and_leaves_the_villages(
    collector: Collector, phone: Phone
) -> None:
    new = NewHousehold(VILLAGE.id, VISIT_DAY, head="Đặng Thị Hợp")
    house = phone.do(lambda actions: actions.register_household(new))
    before = phone.see(lambda store: store.account())

    phone.do(lambda actions: forget(actions, collector.invite(THEIRS.id)))
    phone.do(lambda actions: actions.sync_now())

    assert [each.pin for each in phone.see(lambda store: store.crew.everybody())] == [""]
    assert phone.see(lambda store: store.account()) == before
    assert phone.see(lambda store: store.household(house.id)) is not None


def test_a_code_takes_pins_off_once(collector: Collector, phone: Phone, tmp_path: Path) -> None:
    code = collector.invite(THEIRS.id)
    phone.do(lambda actions: forget(actions, code))
    other = Phone(collector, tmp_path / "other.db", new_ids())

    with pytest.raises(Problem) as refused:
        other.do(lambda actions: actions.enrol(ADDRESS, code))

    assert refused.value.kind is Code.CODE_REFUSED
    other.close()


def test_a_device_that_the_collector_does_not_know_proves_nothing(
    collector: Collector, phone: Phone, tmp_path: Path
) -> None:
    stranger = Phone(collector, tmp_path / "stranger.db", new_ids())
    stranger.enrol()
    with collector.database.writing() as cursor:
        cursor.run("DELETE FROM device")

    with pytest.raises(Problem) as refused:
        stranger.do(lambda actions: forget(actions, collector.invite(VILLAGE.id)))

    assert refused.value.kind is Code.CODE_REFUSED
    stranger.close()
