"""Who belongs on a list, from facts alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.conditions import Facts
from shared.indicators import BY_CODE, DEFAULT_AGES, INDICATORS
from shared.lists import can_sign, lack, may_be_named, refusals, to_bring, to_do
from shared.profile import facts
from shared.quarter import Quarter
from shared.questions import BY_KEY, QUESTIONS
from shared.tally import tabulate

READY: Facts = {"about": "member", "age": (40, 40), "id_document": "yes", "own_sim": "yes"}


def test_an_adult_with_a_card_and_an_own_sim_can_get_a_signature() -> None:
    assert can_sign(READY, DEFAULT_AGES)


@pytest.mark.parametrize(
    "fact",
    [
        {"esign": "yes"},
        {"own_sim": "no"},
        {"id_document": "no"},
        {"age": (17, 17)},
        {"age": (15, 200)},
    ],
)
def test_nobody_is_listed_who_has_one_or_lacks_something_or_may_be_a_child(fact: Facts) -> None:
    assert not can_sign({**READY, **fact}, DEFAULT_AGES)


def test_what_was_not_asked_is_not_taken_for_yes() -> None:
    assert not can_sign({"about": "member", "age": (40, 40), "own_sim": "yes"}, DEFAULT_AGES)


def test_an_invitation_leaves_out_what_is_done_and_what_cannot_be_done() -> None:
    known = {**READY, "vneid": "2", "smartphone": "no"}

    keys = {step.key for step in to_do(known, DEFAULT_AGES)}

    assert "vneid" not in keys
    assert not keys & {"province_app", "safety_app", "payment_app"}
    assert {"esign", "bank_account", "trained"} <= keys


def test_a_child_is_not_invited_and_who_may_be_one_is() -> None:
    assert to_do({"about": "member", "age": (9, 9)}, DEFAULT_AGES) == ()
    assert to_do({"about": "member"}, DEFAULT_AGES)


def test_who_has_one_account_is_not_asked_to_open_the_other_kinds() -> None:
    keys = {step.key for step in to_do({**READY, "bank_account": "yes"}, DEFAULT_AGES)}

    assert not keys & {"bank_account", "ewallet", "mobile_money"}
    assert "payment_app" in keys


def test_a_signature_is_offered_to_adults_alone() -> None:
    young = {step.key for step in to_do({**READY, "age": (15, 15)}, DEFAULT_AGES)}

    assert "esign" not in young
    assert "bank_account" in young


def test_what_to_bring_follows_from_what_is_to_be_done() -> None:
    assert to_bring([BY_KEY["esign"]]) == ("thẻ căn cước", "SIM chính chủ")
    assert to_bring([BY_KEY["trained"]]) == ()


@pytest.mark.parametrize(
    ("own", "household", "outside", "inside"),
    [
        ("yes", None, True, True),
        ("yes", "no", True, True),
        (None, "yes", False, True),
        (None, None, False, True),
        ("no", "yes", False, False),
        (None, "no", False, False),
    ],
)
def test_a_name_stands_outside_by_its_own_yes_and_inside_unless_somebody_said_no(
    own: str | None, household: str | None, outside: bool, inside: bool
) -> None:
    assert may_be_named(own, household, leaves_commune=True) is outside
    assert may_be_named(own, household, leaves_commune=False) is inside


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        asked.key: st.sampled_from(asked.values) for asked in QUESTIONS if "member" in asked.about
    },
)
PEOPLE = st.lists(
    st.tuples(st.sampled_from(["1950", "2008", "2015", "adult", "from_15", ""]), ANSWERS),
    max_size=12,
)


@given(PEOPLE)
def test_a_list_is_as_long_as_the_row_says(people: list[tuple[str, dict[str, str]]]) -> None:
    quarter = Quarter(2025, 1)
    profiles = [
        "|".join([f"member:{age}", *(f"{key}={value}" for key, value in known.items())])
        for age, known in people
    ]

    counted = tabulate(((profile, 1) for profile in profiles), quarter)
    for row in INDICATORS:
        if row.who is None:
            continue
        found = [lack(row, "member", facts(profile, quarter.year)) for profile in profiles]
        cell = counted.cells[row.code]
        assert found.count("unasked") == cell.missing
        assert found.count("not_yet") == cell.denominator - cell.missing - cell.numerator


def test_a_row_that_only_the_office_knows_lists_nobody() -> None:
    assert lack(BY_CODE["CT01"], "member", READY) is None


@pytest.mark.parametrize(
    ("calls", "since"),
    [
        ([("2025-03-01", 1, "refused")], ("2025-03-01", 1)),
        ([("2025-03-01", 1, "refused"), ("2025-03-09", 2, "met")], None),
        ([("2025-03-09", 1, "refused"), ("2025-03-01", 2, "met")], ("2025-03-09", 1)),
        ([("2025-03-01", 2, "refused"), ("2025-03-01", 1, "met")], ("2025-03-01", 2)),
        ([("2025-03-01", 1, "refused"), ("2025-03-09", 2, "absent")], ("2025-03-01", 1)),
        ([("2025-03-01", 1, "absent")], None),
    ],
)
def test_a_house_refuses_as_long_as_the_last_time_that_somebody_was_there(
    calls: list[tuple[str, int, str]], since: tuple[str, int] | None
) -> None:
    found = refusals(("house", (day, stamp), outcome) for day, stamp, outcome in calls)

    assert found.get("house") == since
