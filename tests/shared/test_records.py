"""Records: which version stands, and what is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from unicodedata import normalize
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kinds import NEVER, judge
from shared.problems import Code, Problem
from shared.questions import QUESTIONS
from shared.records import KINDS, Answer, Household, Member, Record, Session, newer, version
from tests.support.people import (
    OTHER_PHONE,
    PHONE,
    a_business,
    a_figure,
    a_household,
    a_member,
    a_slot,
    a_visit,
    an_answer,
)
from tests.support.strategies import households, records


def refusal_of(record: Record, **changes: Any) -> Code | None:
    verdict = judge(record.kind, {**record.model_dump(), **changes})
    return verdict.kind if isinstance(verdict, Problem) else None


@given(households())
def test_a_record_met_again_changes_nothing(ours: Record):
    assert newer(ours, ours) is ours


@given(households(), households())
def test_either_phone_may_start_the_merge(ours: Record, theirs: Record):
    assert version(newer(ours, theirs)) == version(newer(theirs, ours))
    if version(ours) != version(theirs):
        assert newer(ours, theirs) == newer(theirs, ours)


@given(households(), households(), households())
def test_three_phones_may_merge_in_any_grouping(a: Record, b: Record, c: Record):
    assert newer(newer(a, b), c) == newer(a, newer(b, c))


@given(st.permutations([a_household(stamp=stamp) for stamp in (3, 1, 2)]))
def test_the_greatest_stamp_stands_whatever_comes_first(versions: list[Household]):
    standing = versions[0]
    for each in versions[1:]:
        standing = newer(standing, each)

    assert standing.stamp == 3


def test_of_one_stamp_the_device_decides_and_of_one_device_the_number():
    ours, theirs = (
        a_household(stamp=7, number=9),
        a_household(stamp=7, device=OTHER_PHONE, number=2),
    )
    later = a_household(stamp=7, number=10)

    assert newer(ours, theirs) is theirs
    assert newer(ours, later) is later


def test_a_tombstone_is_a_version_as_any_other():
    alive = a_household(stamp=1)
    deleted = alive.model_copy(update={"deleted": True, "stamp": 2})
    back = alive.model_copy(update={"stamp": 3})

    assert newer(alive, deleted).deleted
    assert not newer(deleted, back).deleted


@given(records())
def test_what_was_accepted_once_is_accepted_again(record: Record):
    assert judge(record.kind, record.model_dump()) == record
    assert judge(record.kind, record.model_dump(mode="json")) == record


@given(records(), st.sampled_from(["id", "device", "number", "stamp", "day", "village"]))
def test_a_record_without_its_envelope_is_refused(record: Record, field: str):
    fields = record.model_dump()
    del fields[field]

    assert isinstance(judge(record.kind, fields), Problem)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(records(), st.data())
def test_no_value_whatever_makes_judging_fail(record: Record, data: st.DataObject):
    fields = record.model_dump()
    name = data.draw(st.sampled_from([*fields, "unheard_of", "\ud800"]))

    verdict = judge(record.kind, {**fields, name: data.draw(ANYTHING)})

    assert isinstance(verdict, Record) or verdict.sentence.encode()


def test_two_phones_ticking_one_box_meet_in_one_record():
    member = a_member()

    ours = an_answer(member, "esign", "yes", device=PHONE)
    theirs = an_answer(member, "esign", "no", device=OTHER_PHONE)

    assert ours.id == theirs.id
    assert an_answer(member, "smartphone").id != ours.id
    assert an_answer(a_member(), "esign").id != ours.id


def test_each_quarter_has_its_own_answer_to_a_question_of_the_quarter():
    member = a_member()

    first, second = (an_answer(member, "trained", period=f"2025-Q{n}") for n in (1, 2))

    assert first.id != second.id


def test_derived_ids_never_change_for_they_are_on_every_phone():
    subject = UUID("01950001-0000-7000-8000-000000000001")

    derived = Answer.id_for(subject, "esign", "")

    assert str(derived) == "1d7365bf-758f-538d-af0a-2353740b0d8b"


def test_records_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        a_household().head = "Ai khác"  # type: ignore[misc]


def test_names_are_kept_in_one_form():
    household = a_household(normalize("NFD", "  Đặng  Thị Hợp "))

    assert household.head == "Đặng Thị Hợp"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("head", "x" * 121, Code.TEXT_TOO_LONG),
        ("head", "Lò\x00Dũng", Code.UNPRINTABLE_TEXT),
        ("head", "Lò \ud800", Code.UNPRINTABLE_TEXT),
        ("head", "Lò Dũng 038060000123", Code.ID_NUMBER_IN_TEXT),
        ("note", "CCCD 038 060 000 123", Code.ID_NUMBER_IN_TEXT),
        ("note", "x" * 2001, Code.TEXT_TOO_LONG),
        ("head", "", Code.NO_NAME),
        ("head", 5, Code.BAD_RECORD),
        ("deleted", 1, Code.BAD_RECORD),
        ("deleted", "true", Code.BAD_RECORD),
        ("number", 0, Code.BAD_RECORD),
        ("number", True, Code.BAD_RECORD),
        ("number", "5", Code.BAD_RECORD),
        ("number", 1.0, Code.BAD_RECORD),
        ("number", 2**53, Code.BAD_RECORD),
        ("stamp", -1, Code.BAD_RECORD),
        ("stamp", float("nan"), Code.BAD_RECORD),
        ("day", 20139, Code.BAD_RECORD),
        ("day", "20/02/2025", Code.BAD_RECORD),
        ("day", datetime(2025, 2, 20), Code.BAD_RECORD),  # noqa: DTZ001
        ("day", None, Code.BAD_RECORD),
        ("id", "nobody", Code.BAD_RECORD),
        ("village", "x" * 65, Code.BAD_RECORD),
        ("village", "\ud800", Code.BAD_RECORD),
    ],
)
def test_a_household_is_refused_for(field: str, value: Any, code: Code):
    assert refusal_of(a_household(), **{field: value}) is code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"birth_year": 1899}, Code.BIRTH_YEAR),
        ({"birth_year": 2026}, Code.BIRTH_YEAR),
        ({"birth_year": True}, Code.BAD_RECORD),
        ({"slot": 0}, Code.BAD_RECORD),
        ({"slot": 100}, Code.BAD_RECORD),
        ({"status": "emigrated"}, Code.BAD_RECORD),
        ({"age_class": "old"}, Code.BAD_RECORD),
        ({"name": "038060000123"}, Code.ID_NUMBER_IN_TEXT),
    ],
)
def test_a_member_is_refused_for(changes: dict[str, Any], code: Code):
    assert refusal_of(a_member(), **changes) is code


@pytest.mark.parametrize("year", [1900, 2025, None])
def test_a_plausible_year_of_birth_or_none_is_accepted(year: int | None):
    assert a_member(birth_year=year, day=date(2025, 12, 31)).birth_year == year


def test_a_slot_stands_for_a_person_without_a_name():
    assert a_slot().name == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"question": "favourite_colour"}, Code.UNKNOWN_QUESTION),
        ({"question": "\x00"}, Code.UNKNOWN_QUESTION),
        ({"value": "maybe"}, Code.WRONG_VALUE),
        ({"about": "household"}, Code.WRONG_SUBJECT),
        ({"about": "village"}, Code.BAD_RECORD),
        ({"period": "2025-Q1"}, Code.WRONG_PERIOD),
        ({"obstacles": ("NO_LUCK",)}, Code.UNKNOWN_OBSTACLE),
        ({"obstacles": ("ABSENT",) * 9}, Code.BAD_RECORD),
        ({"obstacles": 3}, Code.BAD_RECORD),
        ({"waiting": -1}, Code.BAD_RECORD),
        ({"how": "maybe"}, Code.BAD_RECORD),
        ({"id": UUID(int=7)}, Code.BAD_RECORD),
        ({"note": "mã 038060000123"}, Code.ID_NUMBER_IN_TEXT),
    ],
)
def test_an_answer_is_refused_for(changes: dict[str, Any], code: Code):
    assert refusal_of(an_answer(), **changes) is code


@pytest.mark.parametrize("period", ["", "2025", "2025-Q5"])
def test_an_answer_of_the_quarter_names_its_quarter(period: str):
    answer = an_answer(question="trained")

    assert refusal_of(answer, period=period) in (Code.WRONG_PERIOD, Code.BAD_QUARTER)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.key)
def test_every_question_takes_each_of_its_answers_about_each_of_its_subjects(asked: Any):
    subjects = {"member": a_member(), "household": a_household(), "business": a_business()}

    for about in asked.about:
        for value in asked.values:
            assert an_answer(subjects[about], asked.key, value).about == about


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"numerator": 72599, "denominator": 33216}, Code.NUMERATOR_ABOVE),
        ({"numerator": -1}, Code.BAD_RECORD),
        ({"numerator": 10**9 + 1}, Code.BAD_RECORD),
        ({"numerator": True}, Code.BAD_RECORD),
        ({"source": "  "}, Code.NO_SOURCE),
        ({"period": "quý 1"}, Code.BAD_QUARTER),
        ({"id": UUID(int=7)}, Code.BAD_RECORD),
    ],
)
def test_a_figure_is_refused_for(changes: dict[str, Any], code: Code):
    assert refusal_of(a_figure(), **changes) is code


def test_a_counter_needs_no_denominator_and_all_may_be_done():
    assert a_figure("VS2.1", 2, None).denominator is None
    assert a_figure("CT16", 4, 4).numerator == 4


@pytest.mark.parametrize("kind", ["photo", "Photo", "", "a" * 33, "tệp"])
def test_a_kind_that_can_be_nobodys_is_refused(kind: str):
    verdict = judge(kind, a_visit().model_dump())

    assert isinstance(verdict, Problem)
    assert verdict.kind is Code.NOT_ALLOWED_HERE


def test_nothing_forbidden_has_a_field():
    fields = {name for model in KINDS.values() for name in model.model_fields}

    assert fields.isdisjoint(NEVER)


def test_a_record_of_a_newer_app_is_kept_with_all_it_says():
    envelope = {name: getattr(a_visit(), name) for name in Record.model_fields}
    known = a_household().model_dump()

    kind = judge("survey", {**envelope, "score": 7, "why": "đẹp"})
    fields = judge("household", {**known, "water": {"source": "giếng"}})

    assert isinstance(kind, Record)
    assert isinstance(fields, Household)
    assert (kind.kind, kind.model_dump()) == ("survey", {**envelope, "score": 7, "why": "đẹp"})
    assert fields.model_dump() == {**known, "water": {"source": "giếng"}}


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"ethnicity": "Thái"}, Code.BAD_RECORD),
        ({"religion": ""}, Code.BAD_RECORD),
        ({"more": "038 090 123 456"}, Code.ID_NUMBER_IN_TEXT),
        ({"more": ["x" * 8000]}, Code.BAD_RECORD),
        ({"more": "a\0b"}, Code.BAD_RECORD),
        ({"more": float("nan")}, Code.BAD_RECORD),
    ],
)
def test_what_is_never_stored_is_not_stored_under_a_name_nobody_knows(
    extra: dict[str, Any], code: Code
):
    verdict = judge("household", {**a_household().model_dump(), **extra})

    assert isinstance(verdict, Problem)
    assert verdict.kind is code


def test_the_first_unfit_field_is_named():
    verdict = judge(Member.kind, {**a_member().model_dump(), "slot": 0})

    assert isinstance(verdict, Problem)
    assert "(slot)" in verdict.sentence


@pytest.mark.parametrize(
    ("team", "id"),
    [
        ("Tổ 1", "2c320d63-c55e-566f-942b-a634caeb3371"),
        ("Đội H’Ra", "7a93369b-1620-5a3d-9cac-5cf47023d24e"),
        ("Tổ H'Ra", "5cb6c175-036e-5b48-a92c-72e5e4261085"),
    ],
)
def test_a_session_has_the_id_that_phones_of_before_have_given_it(team: str, id: str):
    assert Session.id_for("vang-01", date(2026, 7, 1), team) == UUID(id)
