"""The list of reasons: 36 codes in 7 groups."""

from __future__ import annotations

import re

from shared.obstacles import BY_CODE, GROUPS, OBSTACLES


def test_there_are_36_reasons_in_7_groups():
    assert len(OBSTACLES) == len(BY_CODE) == 36
    assert len(GROUPS) == 7
    assert {obstacle.group for obstacle in OBSTACLES} == GROUPS.keys()


def test_every_reason_fits_a_chip_and_says_itself_in_full():
    for obstacle in OBSTACLES:
        assert re.fullmatch(r"[A-Z_]+", obstacle.code)
        assert 0 < len(obstacle.short) <= 22
        assert obstacle.label

    assert len({obstacle.short for obstacle in OBSTACLES}) == 36


def test_codes_carry_no_comma_because_columns_join_them_with_one():
    assert not any("," in code for code in BY_CODE)
