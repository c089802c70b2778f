"""Quarters: written, read back, and following one another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.problems import Code, Problem
from shared.quarter import Quarter
from tests.support.strategies import quarters


@given(quarters())
def test_a_quarter_written_down_is_read_back(quarter: Quarter):
    assert Quarter.parse(str(quarter)) == quarter


@given(quarters())
def test_both_ends_of_a_quarter_lie_in_it_and_the_days_beside_them_do_not(quarter: Quarter):
    assert Quarter.of(quarter.first_day) == Quarter.of(quarter.last_day) == quarter
    assert (quarter.last_day + timedelta(days=1)).day == 1
    assert quarter.first_day.day == 1
    assert 90 <= (quarter.last_day - quarter.first_day).days + 1 <= 92


@given(st.dates(date(2000, 1, 1), date(9998, 12, 31)))
def test_every_day_lies_within_its_quarter(day: date):
    quarter = Quarter.of(day)

    assert quarter.first_day <= day <= quarter.last_day


@given(st.builds(Quarter, st.integers(2001, 9997), st.integers(1, 4)))
def test_the_next_quarter_is_later_and_previous_undoes_it(quarter: Quarter):
    assert quarter < quarter.next()
    assert quarter.next().previous() == quarter
    assert quarter.next().first_day == quarter.last_day + timedelta(days=1)


def test_a_quarter_is_called_by_its_roman_number():
    assert Quarter(2025, 1).label == "Quý I năm 2025"
    assert Quarter(2025, 4).label == "Quý IV năm 2025"


@pytest.mark.parametrize(
    "text",
    ["", "2025", "2025-Q0", "2025-Q5", "2025-Q1 ", "2025-Q1\n", "2025-q1", "25-Q1", "1999-Q4",
     "9999-Q1", "٢٠٢٥-Q1", "2025-Q1/../x", "x" * 10_000],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(text: str):
    with pytest.raises(Problem) as refused:
        Quarter.parse(text)

    assert refused.value.kind is Code.BAD_QUARTER
    assert len(refused.value.sentence) < 100
