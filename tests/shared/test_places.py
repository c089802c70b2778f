"""Communes exist from a day to a day, and codes are no keys."""

from __future__ import annotations

from datetime import date, timedelta

from shared.places import CAM_TAN, CAM_THANH, COMMUNES, REFORM


def test_cam_thanh_ends_with_the_reform_and_cam_tan_does_not():
    eve = REFORM - timedelta(days=1)

    assert date(2025, 7, 1) == REFORM
    assert CAM_THANH.exists_on(eve)
    assert not CAM_THANH.exists_on(REFORM)
    assert CAM_TAN.exists_on(eve)
    assert CAM_TAN.exists_on(REFORM)


def test_a_commune_does_not_exist_before_it_was_founded():
    assert not CAM_TAN.exists_on(CAM_TAN.valid_from - timedelta(days=1))


def test_ids_are_ours_and_unique():
    assert len({commune.id for commune in COMMUNES}) == len(COMMUNES)
    assert {commune.code for commune in COMMUNES} == {"15178", "15133"}
