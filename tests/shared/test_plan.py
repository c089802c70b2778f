"""The plans of two communes (documents 000 and 001) differ, and both are kept."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from shared.indicators import INDICATORS
from shared.places import CAM_TAN, CAM_THANH
from shared.plan import (
    CAM_TAN_2025,
    CAM_THANH_2025,
    PLANS,
    Plan,
    Target,
    plan_for,
    read_written,
    written,
)
from shared.problems import Code, Problem
from shared.quarter import Quarter

TARGETS = [100, 100, 100, 100, 100, 80, 85, 100, 65, 80, 80, 80, 80, 80, 90, 100]
FIRST = Quarter(2025, 1)


def percents(plan: Plan) -> list[int]:
    return [plan.targets[row.code].percent for row in INDICATORS]


def test_the_targets_of_cam_tan_are_those_of_its_annex():
    assert percents(CAM_TAN_2025) == TARGETS


def test_cam_thanh_wants_90_percent_of_indicator_5_and_otherwise_the_same():
    assert percents(CAM_THANH_2025) == [*TARGETS[:4], 90, *TARGETS[5:]]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.commune)
def test_every_target_is_worded_and_has_somebody_to_see_to_it(plan: Plan):
    for target in plan.targets.values():
        assert target.text.startswith(f"{target.percent} %")
        assert target.responsible
        assert target.coordinating


def test_a_plan_that_was_kept_with_its_rates_unspaced_is_read_spaced():
    stored = written(CAM_THANH_2025)

    assert read_written(stored.replace(" %", "%")) == CAM_THANH_2025


def test_one_report_is_due_on_the_13th_and_the_other_before_it():
    assert CAM_TAN_2025.due_rule == "vào ngày 13 hàng quý"
    assert CAM_THANH_2025.due_rule == "trước ngày 13 hàng quý"
    assert CAM_TAN_2025.due(FIRST) == date(2025, 3, 13)
    assert CAM_THANH_2025.due(FIRST) == date(2025, 3, 12)


def test_a_plan_may_put_the_due_day_into_the_month_after_the_quarter():
    plan = Plan("x", 2025, "x", {}, due_month_offset=1)

    assert plan.due(Quarter(2025, 4)) == date(2026, 1, 13)
    assert plan.due(Quarter(2025, 3)) == date(2025, 10, 13)


def test_a_rate_that_only_rounds_to_its_target_does_not_meet_it():
    target = Target(65, "65 %", "a", "b")

    assert not target.met_by(Fraction(12999, 20000))
    assert target.met_by(Fraction(13000, 20000))


def test_the_last_plan_binds_until_there_is_a_new_one():
    assert plan_for(CAM_TAN.id, Quarter(2026, 2)) is CAM_TAN_2025
    assert plan_for(CAM_THANH.id, FIRST) is CAM_THANH_2025


@pytest.mark.parametrize(("commune", "year"), [(CAM_TAN.id, 2024), ("nowhere", 2025)])
def test_without_a_plan_there_is_no_report(commune: str, year: int):
    with pytest.raises(Problem) as refused:
        plan_for(commune, Quarter(year, 1))

    assert refused.value.kind is Code.NO_PLAN
