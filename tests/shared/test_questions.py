"""The questionnaire holds together: reasons exist, preconditions are asked, work is counted."""

from __future__ import annotations

import pytest

from shared.conditions import words_of
from shared.obstacles import BY_CODE as REASONS
from shared.problems import Code, Problem
from shared.questions import BY_KEY, QUESTIONS, WORK_ITEMS, asked_of, question

MEMBER = """id_document smartphone own_sim vneid vneid_active portal_account province_app esign
bank_account ewallet mobile_money payment_app safety_app dvc_used platform_used trained"""

DETAILS = "phone_version phone_space bhxh_card carrier consent"


def test_each_kind_of_subject_is_asked_its_questions():
    everybody = ("precondition", "step")

    assert [each.key for each in asked_of("member", *everybody)] == MEMBER.split()
    assert [each.key for each in asked_of("household", *everybody)] == ["electricity_cashless"]
    assert [each.key for each in asked_of("member", "detail")] == DETAILS.split()
    assert [each.key for each in asked_of("household", "detail")] == ["consent"]
    assert {each.key for each in asked_of("business")} == {
        "qr_payment", "dvc_used", "platform_used", "trained",
    }  # fmt: skip


def test_three_questions_are_of_the_quarter_and_the_others_standing():
    of_the_quarter = {each.key for each in QUESTIONS if each.span == "in_quarter"}

    assert of_the_quarter == {"dvc_used", "platform_used", "trained"}


@pytest.mark.parametrize("each", QUESTIONS, ids=lambda each: each.key)
def test_every_question_is_fit_to_be_asked(each):
    assert each.wording.endswith("?")
    assert len(each.label) <= 26
    assert len(set(each.values)) == len(each.values) >= 2
    assert set(each.likely_obstacles) <= REASONS.keys()
    assert words_of(each.requires) <= BY_KEY.keys()


def test_keys_are_unique():
    assert len(BY_KEY) == len(QUESTIONS)


def test_everything_but_no_and_none_is_done_and_nothing_asked_is_not():
    vneid = question("vneid")

    assert [vneid.done(value) for value in ("2", "1", "none", None)] == [True, True, False, False]
    assert not question("esign").done("no")


def test_an_answer_has_its_vietnamese_word():
    assert question("vneid").word("2") == "Mức 2"
    assert question("esign").word("no") == "Chưa"
    assert question("esign").word("") == "Chưa hỏi"


def test_a_question_nobody_knows_is_refused():
    with pytest.raises(Problem) as refused:
        question("favourite_colour")

    assert refused.value.kind is Code.UNKNOWN_QUESTION


def test_every_work_item_of_the_plan_has_its_row():
    assert [item.code for item in WORK_ITEMS] == [f"2.{number}" for number in range(1, 13)]


@pytest.mark.parametrize("item", WORK_ITEMS, ids=lambda item: item.code)
def test_every_work_item_is_counted_by_questions_or_by_the_office(item):
    assert bool(item.questions) != bool(item.figure)
    assert set(item.questions) <= BY_KEY.keys()
    assert all("yes" in BY_KEY[key].values for key in item.questions)
    assert item.title
    assert item.unit


def test_people_are_counted_as_people_and_points_of_sale_as_points():
    about = {"người": "member", "điểm": "business"}

    for item in WORK_ITEMS:
        for key in item.questions:
            assert BY_KEY[key].about[0] == about[item.unit]
