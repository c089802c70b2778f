"""The only arithmetic, held against a slow recount that shares none of it."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.conditions import holds
from shared.indicators import DEFAULT_AGES, Ages, indicators
from shared.profile import Profile, facts, join, token
from shared.quarter import Quarter
from shared.questions import BY_KEY, WORK_ITEMS
from shared.records import Record
from shared.tally import Cell, Tally, tabulate
from tests.support.people import (
    QUARTER,
    a_business,
    a_household,
    a_member,
    a_slot,
    an_answer,
)
from tests.support.strategies import profiles

Counted = list[tuple[Profile, int]]
COUNTED = st.lists(st.tuples(profiles(), st.integers(1, 9)), max_size=8)
AGES = st.builds(Ages, st.integers(14, 20), st.integers(13, 18))


def recount(counted: Counted, quarter: Quarter, ages: Ages) -> tuple[dict[str, Cell], Counter[str]]:
    """Ask every condition of every single subject, one by one."""
    cells: dict[str, Cell] = {row.code: Cell() for row in indicators(ages) if row.who}
    counts = Counter[str]()
    for profile in (profile for profile, times in counted for _ in range(times)):
        known = facts(profile, quarter.year)
        for row in indicators(ages):
            if row.who and known.get("about") in row.of:
                eligible = holds(row.of[known["about"]], known)
                done = holds(row.who, known)
                new = Cell(done is True, 1, done is None) if eligible else Cell()
                cells[row.code] += Cell(unplaced=1) if eligible is None else new
        for key in (key for item in WORK_ITEMS for key in item.questions):
            counts[key] += known.get(key) == "yes" and known.get("about") == BY_KEY[key].about[0]
    return cells, counts


def of(*records: Record) -> Cell | Tally:
    """Tabulate one subject: itself and its ticks."""
    return tabulate([(join(map(token, records)), 1)], QUARTER)


def test_the_empty_commune_counts_nothing():
    tally = tabulate([], QUARTER)

    assert set(tally.cells.values()) == {Cell()}
    assert set(tally.counts.values()) == {0}


@settings(max_examples=60)
@given(COUNTED, st.sampled_from([Quarter(2023, 4), Quarter(2025, 1), Quarter(2031, 2)]), AGES)
def test_a_slow_recount_with_nothing_in_common_agrees(counted: Counted, quarter: Quarter, ages):
    tally = tabulate(counted, quarter, ages)

    cells, counts = recount(counted, quarter, ages)
    assert tally.cells == cells
    assert Counter(tally.counts) == counts


@given(COUNTED, COUNTED)
def test_two_villages_counted_together_are_their_sum(here: Counted, there: Counted):
    together = tabulate([*here, *there], QUARTER)

    assert together == tabulate(here, QUARTER) + tabulate(there, QUARTER)


@given(COUNTED)
def test_subjects_one_by_one_and_grouped_count_alike(counted: Counted):
    one_by_one = [(profile, 1) for profile, times in counted for _ in range(times)]

    assert tabulate(one_by_one, QUARTER) == tabulate(counted, QUARTER)


@given(COUNTED)
def test_a_numerator_is_never_above_its_denominator_nor_missing_above_the_rest(counted: Counted):
    for cell in tabulate(counted, QUARTER).cells.values():
        assert 0 <= cell.numerator <= cell.denominator
        assert 0 <= cell.missing <= cell.denominator - cell.numerator
        assert cell.unplaced >= 0


def test_a_household_nobody_asked_is_missing_not_zero():
    cell = of(a_household()).cells["CT15"]

    assert cell == Cell(numerator=0, denominator=1, missing=1)
    assert cell.coverage == 0


def test_a_household_that_said_no_is_asked_and_not_done():
    household = a_household()

    cell = of(household, an_answer(household, "electricity_cashless", "no")).cells["CT15"]

    assert cell == Cell(numerator=0, denominator=1, missing=0)
    assert cell.coverage == 1


def test_one_account_of_three_is_an_account_and_no_account_needs_three_noes():
    member = a_member()
    wallet = an_answer(member, "ewallet", "yes")
    noes = [an_answer(member, key, "no") for key in ("bank_account", "ewallet", "mobile_money")]

    assert of(member, wallet).cells["CT07"] == Cell(1, 1)
    assert of(member, *noes[:2]).cells["CT07"] == Cell(0, 1, missing=1)
    assert of(member, *noes).cells["CT07"] == Cell(0, 1)


@pytest.mark.parametrize(
    ("year", "adult", "holder"), [(2007, 1, 1), (2008, 0, 1), (2010, 0, 1), (2011, 0, 0)]
)
def test_ages_are_differences_of_years(year: int, adult: int, holder: int):
    cells = of(a_member(birth_year=year)).cells

    assert cells["CT06"].denominator == adult
    assert cells["CT07"].denominator == holder
    assert cells["CT08"].denominator == 1


def test_somebody_of_unknown_age_is_unplaced_not_left_out_in_silence():
    cells = of(a_slot(age_class=None)).cells

    assert cells["CT09"] == Cell(unplaced=1)
    assert cells["CT08"] == Cell(0, 1, missing=1)


def test_an_age_class_places_a_slot_unless_the_plan_draws_another_line():
    slot = join([token(a_slot(age_class="from_15"))])

    usual = tabulate([(slot, 1)], QUARTER).cells["CT06"]
    others = [tabulate([(slot, 1)], QUARTER, Ages(adult=n)).cells["CT06"] for n in (16, 17)]

    assert usual == Cell()
    assert others == [Cell(unplaced=1)] * 2


def test_a_phone_nobody_asked_about_leaves_its_safety_unplaced():
    member = a_member()
    phone = an_answer(member, "smartphone", "yes")

    assert of(member).cells["CT13"] == Cell(unplaced=1)
    assert of(member, phone).cells["CT13"] == Cell(0, 1, missing=1)
    assert of(member, an_answer(member, "smartphone", "no")).cells["CT13"] == Cell()


@pytest.mark.parametrize("gone", [{"status": "moved"}, {"status": "died"}, {"deleted": True}])
def test_who_is_gone_counts_nowhere_whatever_was_ticked(gone: dict[str, object]):
    member = a_member(**gone)
    ticks = [an_answer(member, key) for key in ("smartphone", "esign", "trained")]

    assert of(member, *ticks) == tabulate([], QUARTER)


def test_who_works_away_still_counts():
    assert of(a_member(status="away")).cells["CT08"].denominator == 1


def test_people_and_businesses_both_stand_in_indicators_10_and_11():
    member, shop = a_member(), a_business()
    told = [
        (join(map(token, [each, an_answer(each, "trained"), an_answer(each, "platform_used")])), 1)
        for each in (member, shop)
    ]

    cells = tabulate(told, QUARTER).cells

    assert cells["CT10"] == Cell(2, 2)
    assert cells["CT11"] == Cell(2, 2)
    assert cells["CT08"].denominator == 1


def test_a_trained_shop_is_not_one_of_the_people_trained():
    shop, member = a_business(), a_member()

    assert of(shop, an_answer(shop, "trained")).counts["trained"] == 0
    assert of(member, an_answer(member, "trained")).counts["trained"] == 1
    assert of(shop, an_answer(shop, "qr_payment")).counts["qr_payment"] == 1


def test_only_enterprises_stand_in_indicator_12():
    shop, enterprise = a_business(form="shop"), a_business(form="enterprise")

    assert of(shop).cells["CT12"] == Cell()
    assert of(enterprise, an_answer(enterprise, "dvc_used")).cells["CT12"] == Cell(1, 1)


def test_either_level_of_vneid_is_an_identity_and_none_is_none():
    member = a_member()

    by_level = {
        level: of(member, an_answer(member, "vneid", level)).cells["CT08"]
        for level in ("2", "1", "none")
    }

    assert by_level == {"2": Cell(1, 1), "1": Cell(1, 1), "none": Cell(0, 1)}


def test_of_nobody_there_is_no_rate_and_no_coverage():
    assert Cell().ratio is None
    assert Cell().coverage is None
    assert Cell(1, 3, 1).ratio == Fraction(1, 3)
    assert Cell(1, 3, 1).coverage == Fraction(2, 3)


def test_the_usual_ages_are_18_and_15():
    assert (DEFAULT_AGES.adult, DEFAULT_AGES.account) == (18, 15)


def test_a_token_that_is_not_known_changes_nothing() -> None:
    known = [("esign=yes|member:1990", 1)]
    newer_edition = [("esign=yes|levitates=yes|member:1990", 1)]

    assert tabulate(newer_edition, QUARTER) == tabulate(known, QUARTER)
