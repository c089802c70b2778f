"""Laws of the five-word language."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.conditions import (
    EVERYONE,
    All,
    AnyOf,
    AtLeast,
    Condition,
    Facts,
    Is,
    Not,
    describe,
    holds,
    words_of,
)
from tests.support.strategies import conditions, facts

NEGATION = {True: False, False: True, None: None}


@given(conditions(), facts())
def test_not_negates_in_three_values(condition: Condition, known: Facts):
    assert holds(Not(condition), known) is NEGATION[holds(condition, known)]


@given(conditions(), facts())
def test_a_condition_is_decided_by_its_own_words_alone(condition: Condition, known: Facts):
    own = {word: value for word, value in known.items() if word in words_of(condition)}

    assert holds(condition, own) is holds(condition, known)


@given(conditions(), facts(), facts())
def test_what_is_known_stays_so_when_more_is_learnt(
    condition: Condition, known: Facts, learnt: Facts
):
    verdict = holds(condition, known)

    if verdict is not None:
        assert holds(condition, {**learnt, **known}) is verdict


@given(st.lists(conditions(), max_size=3), facts())
def test_de_morgan(parts: list[Condition], known: Facts):
    none_holds = All(*(Not(part) for part in parts))

    assert holds(Not(AnyOf(*parts)), known) is holds(none_holds, known)


@given(facts())
def test_all_of_nothing_is_everyone_and_any_of_nothing_is_nobody(known: Facts):
    assert holds(EVERYONE, known) is True
    assert holds(AnyOf(), known) is False


def test_a_question_nobody_asked_is_neither_yes_nor_no():
    assert holds(Is("esign", "yes"), {}) is None
    assert holds(Is("esign", "yes"), {"esign": "no"}) is False


def test_one_no_settles_all_and_one_yes_settles_any():
    known = {"smartphone": "no", "vneid": "2"}
    parts = (Is("smartphone", "yes"), Is("esign", "yes"))

    assert holds(All(*parts), known) is False
    assert holds(AnyOf(*parts), known) is None
    assert holds(AnyOf(*parts, Is("vneid", "2")), known) is True


def test_an_age_class_tells_what_its_interval_tells():
    adult, from_15 = {"age": (18, 200)}, {"age": (15, 17)}

    assert holds(AtLeast("age", 18), adult) is True
    assert holds(AtLeast("age", 18), from_15) is False
    assert holds(AtLeast("age", 16), from_15) is None
    assert holds(AtLeast("age", 18), {"age": "adult"}) is None


def test_a_condition_can_be_said():
    def say(word: str, value: str) -> str:
        return {"age": "tuổi", "esign": "có chữ ký số"}.get(word, f"{word} {value}")

    condition = All(AtLeast("age", 18), AnyOf(Is("esign", "yes"), Not(Is("vneid", "none"))))

    said = "tuổi từ 18 trở lên và có chữ ký số hoặc không phải (vneid none)"
    assert describe(condition, say) == said
    assert describe(EVERYONE, say) == "tất cả"
    assert describe(AnyOf(), say) == "không ai"
