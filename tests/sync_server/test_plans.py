"""Plans that a commune keeps: every version stays, the last one binds, drafts bind nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.indicators import Ages
from shared.places import CAM_TAN, Commune
from shared.plan import CAM_TAN_2025, CAM_THANH_2025, Target, judged, target_of
from shared.problems import Code, Problem
from shared.quarter import Quarter
from sync_server import counting, deeds, plans
from sync_server.communes import found
from sync_server.database import Database
from sync_server.deeds import Hand
from tests.support.people import NOW_MS

SPRING_2026 = Quarter(2026, 2)
HAND = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", NOW_MS)
PLAN = replace(CAM_TAN_2025, year=2026, title="Kế hoạch năm 2026")


def raised(percent: int) -> dict[str, Target]:
    target = replace(PLAN.targets["CT06"], percent=percent, text=f"{percent} %")
    return {**PLAN.targets, "CT06": target}


def test_until_a_commune_keeps_a_plan_the_one_of_the_documents_binds(database: Database) -> None:
    with database.writing() as cursor:
        assert plans.plan_of(cursor, CAM_TAN.id, SPRING_2026) is CAM_TAN_2025

        plans.keep(cursor, HAND, PLAN, 0)

        assert plans.plan_of(cursor, CAM_TAN.id, SPRING_2026) == PLAN
        assert plans.plan_of(cursor, CAM_TAN.id, Quarter(2025, 3)) is CAM_TAN_2025
        assert plans.plan_of(cursor, CAM_TAN.id, Quarter(2027, 1)) == PLAN


def test_the_report_is_held_against_the_plan_that_was_kept(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        plans.keep(cursor, HAND, replace(PLAN, targets=raised(99)), 0)

        report = counting.report(cursor, CAM_TAN, SPRING_2026)

    assert report.rows[5].target.percent == 99


def test_a_plan_of_2025_that_is_kept_comes_before_the_known_one(sqlite: Database) -> None:
    own = replace(CAM_TAN_2025, strictly_before=True)
    with sqlite.writing() as cursor:
        plans.keep(cursor, HAND, own, 0)

        assert plans.plan_of(cursor, CAM_TAN.id, Quarter(2025, 4)) == own


def test_every_version_stays_with_who_kept_it_and_what_was_changed(database: Database) -> None:
    other = replace(HAND, username="lan", name="Lê Thị Lan", now_ms=NOW_MS + 1)
    changed = replace(PLAN, targets=raised(82), strictly_before=True, ages=Ages(17, 15))
    with database.writing() as cursor:
        plans.keep(cursor, HAND, PLAN, 0)
        plans.keep(cursor, other, changed, 1, "theo công văn của tỉnh")

        kept = plans.versions(cursor, CAM_TAN.id, 2026)
        said = deeds.read(cursor, CAM_TAN.id, "plan")

    assert [(each.version, each.name) for each in kept] == [(2, "Lê Thị Lan"), (1, "Phạm Thị Hạnh")]
    assert kept[1].plan == PLAN
    assert said[0].what == (
        "Sửa kế hoạch năm 2026: chỉ tiêu 6: 80 % thành 82 %; hạn báo cáo: trước ngày 13 hàng quý;"
        " tuổi: trưởng thành 17, có tài khoản 15"
    )
    assert (said[0].who, said[0].why) == ("lan", "theo công văn của tỉnh")
    assert said[1].what == "Lưu kế hoạch năm 2026"


def test_a_version_of_somebody_else_is_never_covered_unseen(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        plans.keep(cursor, HAND, PLAN, 0)

        with pytest.raises(Problem) as refused:
            plans.keep(cursor, HAND, replace(PLAN, targets=raised(82)), 0)

        assert refused.value.kind is Code.PLAN_MOVED_ON
        assert plans.keep(cursor, HAND, replace(PLAN, targets=raised(82)), 1)


def test_keeping_the_same_again_adds_nothing(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        plans.keep(cursor, HAND, PLAN, 0)

        assert not plans.keep(cursor, HAND, PLAN, 1)
        assert len(plans.versions(cursor, CAM_TAN.id, 2026)) == 1


def test_a_draft_binds_nobody_and_goes_when_the_plan_is_kept(database: Database) -> None:
    with database.writing() as cursor:
        plans.lay_aside(cursor, HAND, 2026, "bản nháp")
        plans.lay_aside(cursor, HAND, 2026, "bản nháp mới")

        assert plans.draft(cursor, CAM_TAN.id, 2026) == "bản nháp mới"
        assert plans.plan_of(cursor, CAM_TAN.id, SPRING_2026) is CAM_TAN_2025

        plans.keep(cursor, HAND, PLAN, 0)

        assert plans.draft(cursor, CAM_TAN.id, 2026) is None


def test_plans_of_communes_do_not_mix(database: Database) -> None:
    other = Commune("x", "00001", "Xã X", "", "Tỉnh Y", CAM_TAN.valid_from)
    with database.writing() as cursor:
        found(cursor, other)
        plans.keep(cursor, replace(HAND, commune="x"), replace(CAM_THANH_2025, commune="x"), 0)

        assert plans.plan_of(cursor, CAM_TAN.id, Quarter(2025, 1)) is CAM_TAN_2025
        with pytest.raises(Problem, match="Xã X chưa có kế hoạch áp dụng cho năm 2024"):
            plans.plan_of(cursor, "x", Quarter(2024, 4))


def test_a_phone_that_has_read_all_of_the_log_is_not_sent_an_old_plan(sqlite: Database) -> None:
    with sqlite.writing() as cursor:
        plans.keep(cursor, HAND, PLAN, 0)
        cursor.run("UPDATE commune SET next_seq = 11 WHERE id = ?", (CAM_TAN.id,))
        plans.keep(cursor, HAND, replace(PLAN, targets=raised(82)), 1)

        (sent,) = plans.stored(cursor, CAM_TAN.id, 10)
        assert sent.targets["CT06"].percent == 82
        assert plans.stored(cursor, CAM_TAN.id, 11) == ()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"targets": {}}, Code.PLAN_INCOMPLETE),
        ({"year": 1999}, Code.BAD_YEAR),
        ({"due_day": 0}, Code.BAD_DUE_DAY),
        ({"due_day": 31}, Code.BAD_DUE_DAY),
        ({"due_month_offset": 2}, Code.BAD_DUE_DAY),
        ({"ages": Ages(3, 15)}, Code.BAD_AGE),
        ({"title": "x" * 300}, Code.TEXT_TOO_LONG),
    ],
)
def test_a_plan_by_which_nobody_could_report_is_refused(
    changed: dict[str, object], why: Code
) -> None:
    with pytest.raises(Problem) as refused:
        judged(replace(PLAN, **changed))  # type: ignore[arg-type]

    assert refused.value.kind is why


@pytest.mark.parametrize(
    ("typed", "percent", "text"),
    [
        ("80% trở lên", 80, "80 % trở lên"),
        (" 80 ", 80, "80 %"),
        ("≥ 80 %", 80, "≥ 80 %"),
        ("100,0%", 100, "100,0 %"),
        ("từ 65% trở lên", 65, "từ 65 % trở lên"),
    ],
)
def test_a_target_is_read_as_people_write_it(typed: str, percent: int, text: str) -> None:
    assert target_of(6, typed, "a", "b") == Target(percent, text, "a", "b")


@pytest.mark.parametrize("typed", ["", "nhiều", "0", "101%", "0,8", "65,5%", "80-90%", "1.000%"])
def test_what_is_no_whole_rate_is_refused_with_its_row(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        target_of(6, typed, "a", "b")

    assert refused.value.kind is Code.BAD_TARGET
    assert refused.value.details["number"] == 6
