"""From stored values to what is shown: what is worth asking at which age, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.actions import Progress
from app.store.values import HouseholdLine, HouseholdView
from app.ui import presenting, words
from shared.plan import CAM_TAN_2025
from shared.profile import join, token
from shared.questions import asked_of
from shared.records import Answer, Member, Record
from shared.report import rows
from shared.tally import Cell, Tally
from tests.support.people import QUARTER, a_household, a_member, a_slot, a_visit, an_answer


def a_view(member: Member, answers: Sequence[Answer] = ()) -> HouseholdView:
    known = {(each.subject, each.question, each.period): each for each in answers}
    return HouseholdView(a_household(), (member,), known, None)


def asked(member: Member, **answers: str) -> list[str]:
    given = [an_answer(member, question, value) for question, value in answers.items()]
    return [each.key for each in presenting.main_questions(a_view(member, given), member, QUARTER)]


def boxes(member: Member, *answers: Answer) -> dict[str, Any]:
    parts = presenting.sections(a_view(member, answers), member, QUARTER)
    return {box.key: box for _, group in parts for box in group}


def test_every_question_about_a_person_stands_in_one_section():
    placed = [key for keys in presenting.SECTIONS.values() for key in keys]

    # Consent has a line of its own: a text to read aloud goes before the answer.
    assert sorted([*placed, "consent"]) == sorted(each.key for each in asked_of("member"))
    assert presenting.SECTIONS.keys() == words.SECTIONS.keys()


def test_an_adult_is_asked_everything():
    assert len(asked(a_slot(age_class="adult"))) == len(asked_of("member", *presenting.ASKED))


def test_somebody_of_unknown_age_is_asked_everything():
    assert len(asked(a_slot(age_class=None))) == len(asked_of("member", *presenting.ASKED))


def test_a_small_child_is_asked_only_what_counts_for_a_child():
    child = a_slot(age_class="under_15")

    assert asked(child) == ["smartphone", "vneid", "safety_app", "trained"]


def test_a_child_without_a_phone_is_not_asked_about_apps_on_it():
    assert "safety_app" not in asked(a_slot(age_class="under_15"), smartphone="no")


def test_what_was_answered_stays_in_sight_whatever_the_age():
    assert "esign" in asked(a_slot(age_class="under_15"), esign="yes")


def test_what_does_not_count_at_an_age_comes_last_under_a_heading_of_its_own():
    child = a_slot(age_class="under_15")

    titles = [title for title, _ in presenting.sections(a_view(child), child, QUARTER)]

    assert titles[-1] == words.OTHER_QUESTIONS
    assert len(boxes(child)) == len(asked_of("member")) - 1


def test_a_box_shows_the_answer_with_its_reasons():
    person = a_member()
    answer = an_answer(person, "esign", "no", obstacles=("OTP_SLOW",))

    box = boxes(person, answer)["esign"]

    assert (box.value, box.reasons, box.is_done) == ("no", ("OTP chậm",), False)


def test_a_step_known_to_be_missing_is_named_and_an_unknown_one_is_not():
    person = a_member()

    box = boxes(person, an_answer(person, "own_sim", "no"))["esign"]

    assert box.light
    assert (box.light.colour, box.light.what) == ("red", ("SIM chính chủ",))


def test_how_it_came_about_is_not_asked_for_what_happens_in_a_quarter():
    found = boxes(a_member())

    assert found["esign"].asks_how
    assert not found["dvc_used"].asks_how


def test_an_answer_of_another_quarter_does_not_count_for_this_one():
    person = a_member()
    before = an_answer(person, "trained", "yes", period="2024-Q4")

    line = presenting.person_line(a_view(person, [before]), person, QUARTER)

    assert line.asked == 0


@pytest.mark.parametrize("status", ["moved", "died"])
def test_who_is_counted_no_more_is_asked_nothing_and_lacks_nothing(status: str):
    gone = a_member(status=status)

    line = presenting.person_line(a_view(gone, [an_answer(gone, "esign", "no")]), gone, QUARTER)

    assert (line.of, line.lacks) == (0, ())
    assert words.asked(0, 0) not in line.detail


def a_line(answers: Sequence[Answer], *people: Member) -> HouseholdLine:
    def profile(of: Record) -> str:
        return join([token(of), *(token(each) for each in answers if each.subject == of.id)])

    home = a_household()
    ticks = (token(each) for each in answers if each.about == "household")
    return HouseholdLine(home, join([token(home), *ticks]), tuple(map(profile, people)))


def every_answer(person: Member, *but: str) -> list[Answer]:
    wanted = presenting.main_questions(a_view(person), person, QUARTER)
    return [an_answer(person, each.key, each.values[0]) for each in wanted if each.key not in but]


ELECTRICITY = an_answer(a_household(), "electricity_cashless", "no")


def test_one_tick_per_person_is_not_yet_enough():
    people = a_slot(slot=1), a_slot(slot=2)

    line = presenting.household_line(a_line([an_answer(each) for each in people], *people), QUARTER)

    assert (line.asked_out, line.status) == (0, words.STATUS_PARTLY)


def test_a_household_is_asked_out_when_nothing_that_counts_is_left():
    people = a_slot(slot=1), a_slot(slot=2, age_class="under_15")
    answers = [answer for each in people for answer in every_answer(each)]

    without_its_own = presenting.household_line(a_line(answers, *people), QUARTER)
    whole = presenting.household_line(a_line([*answers, ELECTRICITY], *people), QUARTER)

    assert (without_its_own.asked_out, without_its_own.status) == (2, words.STATUS_HOME)
    assert whole.status == words.STATUS_DONE


def test_one_question_left_keeps_a_household_from_being_asked_out():
    person = a_slot()
    answers = [*every_answer(person, "esign"), ELECTRICITY]

    line = presenting.household_line(a_line(answers, person), QUARTER)

    assert (line.asked_out, line.status) == (0, words.STATUS_PARTLY)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"birth_year": 1990}, "Sinh năm 1990"),
        ({"birth_year": None, "age_class": "from_15"}, "15 đến 17 tuổi"),
        ({"birth_year": None, "age_class": None}, "Chưa rõ tuổi"),
    ],
)
def test_a_birth_year_goes_before_an_age_class(fields: dict[str, Any], said: str):
    assert presenting.age(a_member(**fields)) == said


def test_records_are_named_by_what_they_were_about():
    assert presenting.record_name(a_household("Bùi Thị Ưởng")) == "Bùi Thị Ưởng"
    assert presenting.record_name(a_household("", code="12")) == "Hộ số 12"
    assert presenting.record_name(a_slot(slot=3)) == "Người thứ 3"
    assert presenting.record_name(an_answer(None, "esign", "no")) == "Chữ ký số: Chưa"
    assert presenting.record_name(a_visit()) == "20/02/2025"


def test_a_moment_is_said_as_a_clock_in_vietnam_shows_it():
    assert presenting.clock(1_740_016_800_000) == "09:00, 20/02/2025"


def test_a_detail_that_was_asked_stays_where_it_was_asked_once_it_is_answered():
    person = a_slot(age_class="adult")
    phone, space = an_answer(person, "smartphone", "yes"), an_answer(person, "phone_space", "no")
    view = a_view(person, (phone,))
    asked_first = details(presenting.sections(view, person, QUARTER))

    left = details(presenting.sections(a_view(person, (phone, space)), person, QUARTER))
    kept = {key for keys in asked_first.values() for key in keys}
    stays = details(presenting.sections(a_view(person, (phone, space)), person, QUARTER, kept))

    step = next(step for step, keys in asked_first.items() if "phone_space" in keys)
    assert "phone_space" not in left.get(step, ())
    assert stays[step] == asked_first[step]


def details(parts: Iterable[presenting.Section]) -> dict[str, tuple[str, ...]]:
    """Return the details of each step that has any."""
    boxes_ = [box for _, group in parts for box in group]
    return {box.key: tuple(each.key for each in box.details) for box in boxes_ if box.details}


def test_an_answer_that_does_not_count_is_marked_in_its_box_alone():
    person = a_slot(age_class="adult")
    vneid, esign = an_answer(person, "vneid", "2"), an_answer(person, "esign", "yes")
    view = replace(a_view(person, (vneid, esign)), uncounted=frozenset({esign.id}))

    marked = [
        box.key
        for _, group in presenting.sections(view, person, QUARTER)
        for box in group
        if box.is_uncounted
    ]

    assert marked == ["esign"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (Cell(), ("–", "Chưa có số liệu", "", "")),
        (Cell(0, 20, 20), ("–", "Chưa thu thập thông tin", "", "đã hỏi 0/20 người (0 %)")),
        (
            Cell(0, 20, 19),
            ("0,00 %", "Chưa đạt", "Còn thiếu 13 người để đạt 65 %", "đã hỏi 1/20 người (5 %)"),
        ),
    ],
)
def test_where_nobody_was_asked_a_bar_tells_that_alone(cell: Cell, said: tuple[str, ...]) -> None:
    tally = Tally({"CT09": cell}, {})

    (bar,) = presenting.bars(Progress(tally, CAM_TAN_2025, rows(tally, {}, CAM_TAN_2025)))

    assert (bar.rate, bar.verdict, bar.short_by, bar.coverage) == said
