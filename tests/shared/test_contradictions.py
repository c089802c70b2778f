"""Answers of one person that cannot both be true; what nobody asked contradicts nothing."""

from __future__ import annotations

import pytest

from shared.conditions import Facts, words_of
from shared.contradictions import IMPLIED, contradictions
from shared.questions import BY_KEY

NO_ACCOUNT: Facts = {"bank_account": "no", "ewallet": "no", "mobile_money": "no"}


def told(known: Facts) -> list[str]:
    return [question for question, _ in contradictions(known)]


@pytest.mark.parametrize(
    ("known", "against"),
    [
        ({"vneid": "none", "vneid_active": "yes"}, ["vneid_active"]),
        ({"vneid": "none", "dvc_used": "yes"}, ["dvc_used"]),
        ({**NO_ACCOUNT, "payment_app": "yes"}, ["payment_app"]),
        ({**NO_ACCOUNT, "bank_account": "yes", "payment_app": "yes"}, []),
        ({"bank_account": "no", "ewallet": "no", "payment_app": "yes"}, []),
        ({"vneid": "1", "vneid_active": "yes"}, []),
        ({"vneid": "2", "vneid_active": "no"}, []),
        ({"vneid": "none", "vneid_active": "no"}, []),
        ({"vneid_active": "yes"}, []),
    ],
)
def test_a_yes_contradicts_what_it_implies_only_where_that_was_denied(
    known: Facts, against: list[str]
):
    assert told(known) == against


def test_the_rule_speaks_of_questions_and_answers_that_there_are():
    for question, implied in IMPLIED.items():
        assert {question, *words_of(implied)} <= BY_KEY.keys()
