"""A plan that the office keeps reaches the phones, and their progress is held against it."""

from __future__ import annotations

from dataclasses import replace

from app.inputs import NewHousehold
from shared.indicators import Ages
from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025, Plan
from shared.protocol import Page
from sync_server import plans
from sync_server.deeds import Hand
from tests.support.collector import VILLAGE, Collector, Phone
from tests.support.people import NOW_MS, QUARTER, VISIT_DAY


def plan_with(percent: int) -> Plan:
    target = replace(CAM_TAN_2025.targets["CT06"], percent=percent, text=f"{percent} %")
    return replace(CAM_TAN_2025, targets={**CAM_TAN_2025.targets, "CT06": target})


def keep(collector: Collector, plan: Plan, seen: int) -> None:
    with collector.database.writing() as cursor:
        plans.keep(cursor, Hand(CAM_TAN.id, "canbo", "Cán bộ", NOW_MS + seen), plan, seen)


def target(phone: Phone) -> str:
    progress = phone.do(lambda actions: actions.progress(None, QUARTER))
    return progress.plan.targets["CT06"].text


def sync(phone: Phone) -> None:
    phone.do(lambda actions: actions.sync_now())


def test_a_new_phone_learns_the_plan_with_its_first_page(
    collector: Collector, phone: Phone
) -> None:
    keep(collector, plan_with(99), 0)
    assert target(phone) == "80 %"

    sync(phone)
    phone.restart()

    assert target(phone) == "99 %"


def test_a_phone_that_has_everything_learns_a_plan_that_is_kept_later(
    collector: Collector, phone: Phone
) -> None:
    house = NewHousehold(VILLAGE.id, VISIT_DAY, head="Đặng Thị Hợp")
    phone.do(lambda actions: actions.register_household(house))
    sync(phone)
    keep(collector, plan_with(90), 0)
    sync(phone)
    assert target(phone) == "90 %"

    keep(collector, replace(plan_with(91), ages=Ages(16, 15)), 1)
    sync(phone)

    assert target(phone) == "91 %"
    progress = phone.do(lambda actions: actions.progress(None, QUARTER))
    assert progress.plan.ages == Ages(16, 15)


def test_phone_and_desk_hold_the_same_plan(collector: Collector, phone: Phone) -> None:
    keep(collector, replace(plan_with(77), strictly_before=True, due_day=5), 0)
    sync(phone)

    progress = phone.do(lambda actions: actions.progress(None, QUARTER))

    with collector.database.reading() as cursor:
        assert progress.plan == plans.plan_of(cursor, CAM_TAN.id, QUARTER)


def test_a_page_of_an_older_collector_has_no_plan_and_takes_none_away(
    collector: Collector, phone: Phone
) -> None:
    keep(collector, plan_with(99), 0)
    sync(phone)
    page = '{"cursor": 0, "history": "h", "villages": [{"id": "cam-tan-01", "name": "Thôn Một"}]}'

    phone.see(lambda store: store.merge(Page.model_validate_json(page)))

    assert target(phone) == "99 %"
