"""Who is missing to a target: exactly whom the tally counts so, the easiest first."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.inputs import NewHousehold
from app.remaining import Ease, Remaining, remaining, shortfall
from app.store.store import Store
from app.ui import lacking
from shared.indicators import BY_CODE, INDICATORS
from shared.questions import QUESTIONS
from shared.tally import tabulate
from tests.app.phones import a_page, draft
from tests.app.test_ui_state import a_pulse
from tests.support.people import (
    NOW_MS,
    QUARTER,
    VILLAGE,
    VISIT_DAY,
    a_business,
    a_household,
    a_member,
    a_slot,
    a_visit,
    an_answer,
)

pytestmark = pytest.mark.anyio
COUNTED = [row for row in INDICATORS if row.who]


def people() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Make random people: age, status, and an answer or none to each question."""
    answers = st.fixed_dictionaries(
        {},
        optional={each.key: st.sampled_from(each.values) for each in QUESTIONS},
    )
    person = st.fixed_dictionaries(
        {
            "age": st.sampled_from([None, "adult", "from_15", "under_15", 1940, 2007, 2010, 2011]),
            "status": st.sampled_from(["resident", "away", "moved", "died"]),
            "answers": answers,
        }
    )
    return st.lists(person, max_size=6)


async def a_village(store: Store, persons: list[dict[str, Any]], business: str | None) -> None:
    home = a_household()
    records: list[Any] = [home]
    for slot, each in enumerate(persons, start=1):
        known = {"birth_year": each["age"]} if isinstance(each["age"], int) else {}
        of = {"age_class": each["age"]} if isinstance(each["age"], str) else {}
        status = {"slot": slot, "status": each["status"]}
        person = a_slot(home, **{"age_class": None, **known, **of, **status})
        records.append(person)
        for key, value in each["answers"].items():
            kind = next(asked.about for asked in QUESTIONS if asked.key == key)
            if "member" in kind:
                records.append(an_answer(person, key, value))
    if business is not None:
        shop = a_business(form="enterprise")
        records += [shop, an_answer(shop, "trained", business)]
    await store.append([draft(each) for each in records], NOW_MS)


@settings(max_examples=40)
@given(persons=people(), business=st.sampled_from([None, "yes", "no"]))
def test_exactly_those_are_listed_whom_the_tally_counts_as_missing(
    persons: list[dict[str, Any]], business: str | None
):
    async def both() -> tuple[dict[str, int], dict[str, int]]:
        from tests.app.phones import ACCOUNT  # noqa: PLC0415

        store = await Store.open(":memory:")
        await store.enrol(ACCOUNT)
        await a_village(store, persons, business)
        tally = tabulate(await store.profiles(None, QUARTER), QUARTER)
        listed = {}
        for row in COUNTED:
            found = await store.candidates(None, QUARTER, row)
            listed[row.code] = len(remaining(found, row, QUARTER.year))
        await store.close()
        cells = {row.code: tally.cells[row.code] for row in COUNTED}
        return listed, {code: c.denominator - c.numerator for code, c in cells.items()}

    listed, counted = asyncio.run(both())

    assert listed == counted


async def listed(store: Store, code: str) -> tuple[Remaining, ...]:
    row = BY_CODE[code]
    return remaining(await store.candidates(VILLAGE, QUARTER, row), row, QUARTER.year)


READY = [("id_document", "yes"), ("own_sim", "yes")]


@pytest.mark.parametrize(
    ("answers", "fields", "ease", "said"),
    [
        (READY, {}, Ease.READY, "đủ điều kiện, chưa\u00a0hỏi"),
        (READY, {"value": "no", "waiting": NOW_MS}, Ease.READY,
         "đang chờ OTP từ 09:00, 20/02"),
        (READY, {"value": "no"}, Ease.LIGHT, "đã hỏi, chưa có"),
        (READY, {"value": "no", "obstacles": ("OTP_SLOW",)}, Ease.LIGHT,
         "đã hỏi, chưa có: OTP chậm"),
        ([], {}, Ease.UNCLEAR, "cần hỏi trước: Căn cước, SIM chính chủ"),
        ([("id_document", "yes"), ("own_sim", "no")], {}, Ease.BLOCKED, "thiếu SIM chính chủ"),
        (READY, {"value": "no", "obstacles": ("SIM_NOT_OWN",)}, Ease.BLOCKED,
         "vướng: SIM không chính chủ"),
        (READY, {"value": "no", "obstacles": ("REFUSED",)}, Ease.REFUSED, "đã từ chối"),
        ([*READY, ("consent", "no")], {}, Ease.REFUSED, "đã từ chối"),
    ],
)  # fmt: skip
async def test_what_a_person_lacks_is_said_in_words(
    store: Store, answers: list[tuple[str, str]], fields: dict[str, Any], ease: Ease, said: str
):
    home = a_household()
    person = a_member(home)
    told = [an_answer(person, key, value) for key, value in answers]
    told += [an_answer(person, "esign", **fields)] if fields else []
    await store.append([draft(each) for each in (home, person, *told)], NOW_MS)

    (only,) = await listed(store, "CT09")

    assert only.lack.ease is ease
    assert lacking.lacking(only.lack) == said


async def test_the_easiest_come_first_and_households_stay_together(store: Store):
    an, binh = a_household("Nguyễn Văn An"), a_household("Lê Thị Bình")
    persons = [a_member(home, slot=slot) for home in (an, binh) for slot in (1, 2)]
    ready = [an_answer(persons[place], *known) for place in (1, 2, 3) for known in READY]
    blocked = an_answer(persons[0], "own_sim", "no")
    await store.append([draft(each) for each in (an, binh, *persons, *ready, blocked)], NOW_MS)

    found = await listed(store, "CT09")

    order = [each.candidate.subject.id for each in found]
    assert order == [persons[1].id, persons[2].id, persons[3].id, persons[0].id]


async def test_a_household_whose_last_visit_was_refused_comes_last(store: Store):
    home = a_household()
    await store.append([draft(home), draft(a_visit(home, outcome="refused"))], NOW_MS)

    (only,) = await listed(store, "CT15")

    assert only.lack.ease is Ease.REFUSED


async def test_of_three_ways_to_an_account_the_easiest_is_offered(store: Store):
    home = a_household()
    person = a_member(home)
    known = [*READY, ("bank_account", "no")]
    told = [an_answer(person, *each) for each in known]
    await store.append([draft(each) for each in (home, person, *told)], NOW_MS)

    (only,) = await listed(store, "CT07")

    assert only.lack.question == "ewallet"


async def test_an_answer_that_this_app_does_not_know_counts_for_none(store: Store):
    home = a_household()
    person = a_member(home)
    strange = an_answer(person, "esign", "yes").model_copy(update={"value": "perhaps"})
    await store.merge(a_page([home, person, strange]))

    found = await listed(store, "CT09")

    assert [each.lack.is_asked for each in found] == [False]


async def test_the_shortfall_is_the_smallest_number_that_meets_the_target(store: Store):
    pulse = a_pulse(store)
    house = NewHousehold(VILLAGE, VISIT_DAY, head="Đặng Thị Hợp", people=3, adults=3)
    await pulse.actions.register_household(house)

    found = await shortfall(pulse.actions, None, QUARTER, "CT09")
    nothing = await shortfall(pulse.actions, None, QUARTER, "CT01")
    unknown = await shortfall(pulse.actions, None, QUARTER, "x")

    assert found
    assert found.row.short_by == 2
    assert len(found.people) == 3
    assert (nothing, unknown) == (None, None)


async def test_one_page_shows_no_more_than_fifty_and_says_how_many_there_are(store: Store):
    pulse = a_pulse(store)
    for _ in range(3):
        house = NewHousehold(VILLAGE, VISIT_DAY, head="Đặng Thị Hợp", people=30, adults=30)
        await pulse.actions.register_household(house)

    found = await shortfall(pulse.actions, None, QUARTER, "CT09")

    assert found
    made = lacking.groups(found, 50)
    assert sum(len(each.lines) for each in made) == 50
    assert made[0].heading == "Chưa rõ điều kiện: 90 người"
    assert [each.heading for each in made[1:]] == [""]
    assert [len(each.lines) for each in made] == [30, 20]
