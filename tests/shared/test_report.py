"""Sixteen rows held against a plan: what is published, what is met, how many are short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.indicators import INDICATORS
from shared.plan import CAM_TAN_2025
from shared.report import Row, questions_of, rows, work_done
from shared.tally import Cell, Tally, tabulate
from shared.text import percent
from tests.support.people import QUARTER, a_figure

NOTHING = tabulate([], QUARTER)


def row_of(code: str, visits: Cell | None = None, *figures) -> Row:
    tally = Tally({code: visits} if visits else {}, {})
    declared = {figure.code: figure for figure in figures}
    return next(r for r in rows(tally, declared, CAM_TAN_2025) if r.indicator.code == code)


def test_there_are_sixteen_rows_even_of_nothing():
    empty = rows(NOTHING, {}, CAM_TAN_2025)

    assert [row.indicator for row in empty] == list(INDICATORS)
    assert {percent(row.cell.ratio) for row in empty} == {"–"}
    assert {row.met for row in empty} == {None}
    assert {row.short_by for row in empty} == {0}


def test_a_rate_that_only_rounds_to_its_target_is_not_met_and_says_how_many_are_short():
    row = row_of("CT09", Cell(12999, 20000))

    assert percent(row.cell.ratio) == "65,00 %"
    assert row.met is False
    assert row.short_by == 1


def test_a_rate_at_its_target_is_met():
    row = row_of("CT09", Cell(13000, 20000))

    assert row.met is True
    assert row.short_by == 0


@given(st.integers(1, 10**6).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_so_many_more_would_meet_the_target_and_one_less_would_not(counts: tuple[int, int]):
    numerator, denominator = counts
    row = row_of("CT07", Cell(numerator, denominator))

    assert row.met is (row.short_by == 0)
    assert row_of("CT07", Cell(numerator + row.short_by, denominator)).met is True
    if row.short_by:
        assert row_of("CT07", Cell(numerator + row.short_by - 1, denominator)).met is False


def test_a_target_is_not_missed_where_nobody_was_asked():
    nobody, somebody = Cell(0, 40, missing=40), Cell(0, 40, missing=39)

    assert row_of("CT09", nobody).met is None
    assert row_of("CT09", somebody).met is False


def test_the_office_alone_gives_a_declared_row():
    row = row_of("CT12", Cell(3, 4), a_figure("CT12", 18, 20))

    assert row.cell == Cell(18, 20)
    assert row.visits == Cell(3, 4)
    assert row.source == "declared"
    assert row.met is True


def test_a_declared_row_nobody_declared_has_no_rate():
    assert row_of("CT12", Cell(3, 4)).cell == Cell()
    assert row_of("CT01").met is None


def test_an_official_figure_does_not_replace_what_was_visited():
    row = row_of("CT06", Cell(3, 4), a_figure("CT06", 90, 100))

    assert row.cell == Cell(3, 4)
    assert row.figure is not None
    assert row.figure.numerator == 90
    assert row.source == "visits"


@pytest.mark.parametrize("code", ["CT10", "CT11"])
def test_a_row_of_people_and_enterprises_adds_the_declared_figure(code: str):
    row = row_of(code, Cell(50, 100, 10), a_figure(code, 18, 20))

    assert row.cell == Cell(68, 120, 10)
    assert row.source == "both"


def test_a_row_of_people_and_enterprises_stands_on_visits_until_the_office_declares():
    row = row_of("CT10", Cell(50, 100, 10))

    assert row.cell == Cell(50, 100, 10)
    assert row.source == "visits"


def test_work_items_are_counted_from_visits_or_declared():
    tally = tabulate([("esign=yes|member:1990", 7), ("business:shop|qr_payment=yes", 2)], QUARTER)
    figures = {"VS2.1": a_figure("VS2.1", 2, None)}

    done = {item.code: count for item, count in work_done(tally, figures)}

    assert len(done) == 12
    assert (done["2.6"], done["2.8"], done["2.4"]) == (7, 2, 0)
    assert done["2.1"] == 2
    assert done["2.2"] is None


def test_a_row_names_the_questions_it_needs():
    needed = {row.code: questions_of(row) for row in INDICATORS}

    assert needed["CT07"] == {"bank_account", "ewallet", "mobile_money"}
    assert needed["CT13"] == {"smartphone", "safety_app"}
    assert needed["CT12"] == {"dvc_used"}
    assert needed["CT01"] == frozenset()
