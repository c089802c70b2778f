"""Merges on two phones without a network: when they meet, one household stays, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from app.actions import Actions
from app.inputs import NewHousehold, Person, Tick
from app.merges_meeting import Meeting
from app.merging import Merging
from app.pulse import Pulse
from app.store.values import HouseholdLine, HouseholdView
from shared.records import Household
from shared.tally import Tally, tabulate
from tests.support.collector import VILLAGE, Collector, Phone, new_ids
from tests.support.people import QUARTER, VISIT_DAY


@pytest.fixture
def phones(collector: Collector, tmp_path: Path) -> Iterator[tuple[Phone, Phone]]:
    ids = new_ids()
    one, other = (Phone(collector, tmp_path / f"{name}.db", ids) for name in ("one", "other"))
    for phone in (one, other):
        phone.enrol()
    yield one, other
    for phone in (one, other):
        phone.close()


def a_house(phone: Phone, *people: Person) -> Household:
    async def write(actions: Actions) -> Household:
        new = NewHousehold(VILLAGE.id, VISIT_DAY, head="Đặng Thị Hợp")
        house = await actions.register_household(new)
        for person in people:
            await actions.add_member(house, person, VISIT_DAY)
        return house

    return phone.do(write)


def view(phone: Phone, house: Household) -> HouseholdView:
    found = phone.see(lambda store: store.household(house.id))
    assert found
    return found


def says(phone: Phone, about: str, subject: UUID, question: str, value: str = "yes") -> None:
    tick = Tick(VILLAGE.id, VISIT_DAY, about, subject, question, value)  # type: ignore[arg-type]
    phone.do(lambda actions: actions.answer(tick))


def merge(phone: Phone, duplicate: Household, survivor: Household) -> None:
    phone.do(
        lambda actions: Merging(actions.store, actions.clock).merge_households(
            duplicate.id, survivor.id, VISIT_DAY
        )
    )


def meet(*phones: Phone) -> None:
    for phone in phones * 3:
        phone.do(lambda actions: actions.sync_now())
        phone.do(lambda actions: settle(actions, VISIT_DAY))
    for phone in phones * 2:
        phone.do(lambda actions: actions.sync_now())


async def settle(actions: Actions, day: date) -> bool:
    return await Meeting(actions.store, actions.clock).settle(day)


def counted(phone: Phone) -> dict[str, int]:
    """Return how many of each kind of subject count."""
    kinds = ("household", "member")
    profiles = phone.see(lambda store: store.profiles(None, QUARTER))
    return {
        kind: sum(times for profile, times in profiles if f"{kind}:" in profile) for kind in kinds
    }


def tally(phone: Phone) -> Tally:
    return tabulate(phone.see(lambda store: store.profiles(None, QUARTER)), QUARTER)


def test_a_chain_of_two_phones_merges_ends_at_one_household_counted_once(
    phones: tuple[Phone, Phone],
) -> None:
    one, other = phones
    stays = a_house(one, Person("Lò Văn An", 1980), Person("Hà Thị Ly", 1984))
    middle = a_house(one, Person("Lò Văn An", 1980))
    last = a_house(one, Person("Lò Văn An"), Person("Hà Thị Ly", 1984), Person("Lò Thị Mai"))
    meet(one, other)
    an, ly, _ = view(one, last).members
    for phone, duplicate, survivor in ((one, last, middle), (other, middle, stays)):
        if phone is one:
            says(one, "member", an.id, "esign")
            says(one, "member", ly.id, "trained")
            says(one, "household", last.id, "electricity_cashless")
        merge(phone, duplicate, survivor)

    meet(one, other)

    for phone in phones:
        assert [each.household.id for each in _roster(phone)] == [stays.id]
        found = view(phone, stays)
        assert sorted(each.name for each in found.members) == [
            "Hà Thị Ly", "Lò Thị Mai", "Lò Văn An",
        ]  # fmt: skip
        assert sorted(key for _, key, _ in found.answers) == [
            "electricity_cashless", "esign", "trained",
        ]  # fmt: skip
        assert tally(phone).cells["CT09"].numerator == 1
        assert counted(phone) == {"household": 1, "member": 3}
    assert view(one, stays) == view(other, stays)


def merged_by_both(one: Phone, other: Phone) -> Household:
    """Let each phone merge another household into the same one, then meet; return that one."""
    stays = a_house(one, Person("Lò Văn An", 1980))
    first, second = [a_house(one, Person("Hà Thị Ly", 1984)) for _ in range(2)]
    meet(one, other)
    merge(one, first, stays)
    merge(other, second, stays)
    meet(one, other)
    return stays


def test_two_phones_that_merge_into_one_household_count_who_came_with_both_once(
    phones: tuple[Phone, Phone],
) -> None:
    stays = merged_by_both(*phones)

    for phone in phones:
        assert sorted(each.name for each in view(phone, stays).members) == [
            "Hà Thị Ly", "Lò Văn An",
        ]  # fmt: skip


def test_a_tick_about_a_person_who_is_being_merged_elsewhere_counts(
    phones: tuple[Phone, Phone],
) -> None:
    one, other = phones
    stays, twice = a_house(one, Person("Lò Văn An", 1980)), a_house(one, Person("Lò Văn An", 1980))
    meet(one, other)
    (person,) = view(one, twice).members

    merge(one, twice, stays)
    says(other, "member", person.id, "esign")
    meet(one, other)

    for phone in phones:
        assert [key for _, key, _ in view(phone, stays).answers] == ["esign"]


def test_what_was_corrected_after_a_merge_stays_corrected(phones: tuple[Phone, Phone]) -> None:
    one, other = phones
    stays, twice = a_house(one, Person("Lò Văn An", 1980)), a_house(one, Person("Lò Văn An", 1980))
    (kept,), (gone,) = view(one, stays).members, view(one, twice).members
    says(one, "member", gone.id, "esign")
    merge(one, twice, stays)
    meet(one, other)

    says(other, "member", kept.id, "esign", "no")
    meet(one, other)

    assert [each.value for each in view(one, stays).answers.values()] == ["no"]


def test_two_people_whom_somebody_told_apart_stay_two(phones: tuple[Phone, Phone]) -> None:
    one, other = phones
    stays = merged_by_both(one, other)

    other.do(lambda actions: _separate(Merging(actions.store, actions.clock), stays))
    meet(one, other)

    assert len(view(one, stays).members) == len(view(other, stays).members) == 3


async def _separate(merging: Merging, home: Household) -> None:
    (duplicate,) = (await merging.merged(home.id)).members
    await merging.separate(duplicate, VISIT_DAY)


def _roster(phone: Phone) -> tuple[HouseholdLine, ...]:
    return phone.see(lambda store: store.households(None)).items


def test_a_sync_of_the_app_settles_merges_that_meet(phones: tuple[Phone, Phone]) -> None:
    one, other = phones
    stays, twice = a_house(one, Person("Lò Văn An", 1980)), a_house(one, Person("Lò Văn An", 1980))
    meet(one, other)
    merge(one, twice, stays)
    (person,) = view(other, twice).members
    says(other, "member", person.id, "esign")
    one.do(lambda actions: actions.sync_now())

    other.do(lambda actions: Pulse(actions, lambda: 0.5).sync())

    assert [key for _, key, _ in view(other, stays).answers] == ["esign"]
