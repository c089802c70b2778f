"""What of a subject counts, and nothing of who it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.profile import facts, join, token
from shared.records import Record
from tests.support.people import (
    a_business,
    a_figure,
    a_household,
    a_member,
    a_slot,
    a_visit,
    an_answer,
)
from tests.support.strategies import profiles, records


def test_a_members_tokens_make_its_profile():
    member = a_member(birth_year=1990)
    ticks = [an_answer(member, "smartphone", "yes"), an_answer(member, "esign", "no")]

    assert join(map(token, [*ticks, member])) == "esign=no|member:1990|smartphone=yes"


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (a_slot(age_class="from_15"), "member:from_15"),
        (a_slot(age_class="adult", birth_year=2010), "member:2010"),
        (a_slot(age_class=None), "member:"),
        (a_member(status="away", birth_year=1990), "member:1990"),
        (a_household(), "household:"),
        (a_business(form="enterprise"), "business:enterprise"),
        (a_visit(), ""),
        (a_figure(), ""),
    ],
)
def test_every_kind_of_record_adds_its_token(record: Record, expected: str):
    assert token(record) == expected


@pytest.mark.parametrize("status", ["moved", "died"])
def test_who_moved_away_or_died_adds_nothing(status: str):
    assert token(a_member(status=status)) == ""


@given(records())
def test_a_tombstone_adds_nothing(record: Record):
    assert token(record.model_copy(update={"deleted": True})) == ""


@given(st.lists(records(), max_size=6))
def test_the_order_of_tokens_does_not_matter(group: list[Record]):
    tokens = [token(each) for each in group]

    assert join(tokens) == join(reversed(tokens))


@given(profiles())
def test_a_profile_holds_no_names(profile: str):
    assert profile.isascii()


def test_facts_say_what_was_answered_and_how_old_somebody_is():
    known = facts("esign=no|member:1990|vneid=2", 2025)

    assert known == {"esign": "no", "about": "member", "age": (35, 35), "vneid": "2"}


@pytest.mark.parametrize(
    ("mark", "age"), [("under_15", (0, 14)), ("from_15", (15, 17)), ("adult", (18, 200))]
)
def test_an_age_class_is_an_interval(mark: str, age: tuple[int, int]):
    assert facts(f"member:{mark}", 2025) == {"about": "member", "age": age}


def test_of_a_slot_without_age_no_age_is_known():
    assert facts("member:", 2025) == {"about": "member"}


def test_a_business_is_known_by_its_form():
    assert facts("business:shop", 2025) == {"about": "business", "form": "shop"}
