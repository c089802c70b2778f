"""When a report is due: "vào" or "trước" the 13th, all quarters, the day before, on, after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.plan import CAM_TAN_2025, CAM_THANH_2025, Plan
from shared.quarter import Quarter
from sync_server.desk import words

NEXT_MONTH = replace(CAM_TAN_2025, due_month_offset=1)
BEFORE_NEXT_MONTH = replace(CAM_THANH_2025, due_month_offset=1)

DUE = [
    (CAM_TAN_2025, 1, date(2025, 3, 13)),
    (CAM_TAN_2025, 2, date(2025, 6, 13)),
    (CAM_TAN_2025, 3, date(2025, 9, 13)),  # a Saturday
    (CAM_TAN_2025, 4, date(2025, 12, 13)),  # a Saturday
    (CAM_THANH_2025, 1, date(2025, 3, 12)),
    (CAM_THANH_2025, 2, date(2025, 6, 12)),
    (CAM_THANH_2025, 3, date(2025, 9, 12)),
    (CAM_THANH_2025, 4, date(2025, 12, 12)),
    (NEXT_MONTH, 1, date(2025, 4, 13)),  # a Sunday
    (NEXT_MONTH, 2, date(2025, 7, 13)),  # a Sunday
    (NEXT_MONTH, 3, date(2025, 10, 13)),
    (NEXT_MONTH, 4, date(2026, 1, 13)),
    (BEFORE_NEXT_MONTH, 1, date(2025, 4, 12)),
    (BEFORE_NEXT_MONTH, 4, date(2026, 1, 12)),
]


@pytest.mark.parametrize(("plan", "number", "due"), DUE)
def test_the_last_day_of_every_quarter_by_either_rule(plan: Plan, number: int, due: date) -> None:
    assert plan.due(Quarter(2025, number)) == due


def test_a_13th_on_a_sunday_stays_where_it_is() -> None:
    due = NEXT_MONTH.due(Quarter(2025, 1))

    assert (due, due.isoweekday()) == (date(2025, 4, 13), 7)


@pytest.mark.parametrize(("plan", "number", "due"), DUE)
def test_the_day_before_on_and_after_are_told_apart(plan: Plan, number: int, due: date) -> None:
    quarter = Quarter(2025, number)
    said = [words.due(plan, quarter, due + timedelta(days=days)) for days in (-1, 0, 1)]

    assert said[0].startswith("Còn 1 ngày đến hạn")
    assert said[1].startswith("Hôm nay là hạn báo cáo")
    assert said[2].startswith("Quá hạn 1 ngày")
    assert all(f"{due:%d/%m/%Y}" in each and plan.due_rule in each for each in said)


def test_of_a_quarter_that_was_closed_it_is_said_when_and_nobody_is_hurried() -> None:
    said = words.due(NEXT_MONTH, Quarter(2025, 1), date(2025, 4, 10), date(2025, 4, 8))

    assert said.startswith("Đã chốt ngày 08/04/2025; hạn báo cáo là 13/04/2025")
    assert "Còn" not in said
