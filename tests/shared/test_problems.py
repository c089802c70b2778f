"""The catalogue of refusals: every one has a code, a status and a proper Vietnamese sentence."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter

import pytest

from shared.problems import Code, Problem

HTTP = {0, 400, 401, 403, 404, 409, 413, 422, 429, 500, 503}


def test_codes_are_unique_and_short():
    assert not [code for code, times in Counter(each.code for each in Code).items() if times > 1]
    assert all(re.fullmatch(r"BK[1-9]\d\d", each.code) for each in Code)


def test_no_two_members_are_one():
    assert len(Code.__members__) == len(list(Code))


@pytest.mark.parametrize("each", Code)
def test_every_problem_is_a_sentence_with_an_end(each: Code):
    assert each.status in HTTP
    assert each.sentence[0].isupper() or each.sentence[0] in "“{"
    assert each.sentence.endswith((".", "{reason}"))
    assert each.sentence == unicodedata.normalize("NFC", each.sentence)
    assert "  " not in each.sentence
    assert not each.sentence.endswith("..")


@pytest.mark.parametrize("each", Code)
def test_wherever_work_could_seem_lost_the_sentence_says_that_it_is_kept(each: Code):
    might_seem_lost = {"BK101", "BK102", "BK114", "BK115", "BK116", "BK201", "BK202", "BK203"}
    might_seem_lost |= {"BK205", "BK211", "BK212", "BK302", "BK401", "BK402"}

    if each.code in might_seem_lost:
        assert re.search(r"giữ|còn nguyên|đã lưu", each.sentence)


@pytest.mark.parametrize("each", Code)
def test_a_refusal_never_fails_for_want_of_a_detail(each: Code):
    problem = Problem(each)

    assert "{" not in problem.sentence
    assert str(problem).endswith(f"({each.code})")


def test_a_refusal_names_its_details():
    problem = Problem(Code.NUMERATOR_ABOVE, numerator=72599, denominator=33216)

    assert problem.code == "BK112"
    assert problem.sentence.startswith("Tử số 72.599 lớn hơn mẫu số 33.216")
    assert problem.details == {"numerator": 72599, "denominator": 33216}


def test_a_year_or_a_row_in_a_refusal_has_no_dots():
    assert "1802" in Problem(Code.BIRTH_YEAR, year=1802).sentence


@pytest.mark.parametrize("detail", ["\ud800", "a\x00b", "x" * 10**6, "{kind}", "%s"])
def test_a_strangers_words_do_no_harm_in_a_refusal(detail: str):
    problem = Problem(Code.NOT_ALLOWED_HERE, kind=detail)

    told = json.dumps({"sentence": problem.sentence, **problem.details}, ensure_ascii=False)

    assert len(told.encode()) < 1000
    assert "\\u0000" not in told
