"""The composition: quick to start, and one store however many pages there are."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable

import flet as ft
import pytest

from app import __main__ as command
from app.actions import Naming, Person
from app.inputs import plain_code
from app.ui import words
from app.ui.components.naming import head_field, other_fields
from app.ui.components.tick import Box
from app.ui.screens.member import folded_at_first
from app.ui.screens.new_household import Draft, counts
from app.ui.screens.person_form import Draft as PersonDraft
from tests.support.tree import draw, press, texts


def test_starting_the_app_imports_neither_http_nor_the_orm():
    slow = "{'httpx', 'sqlmodel', 'sqlalchemy'}"
    asked = f"import sys, app.main; print(sorted({slow} & set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_without_a_screen_there_is_no_window(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    assert not command.has_window()


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345", " abcd 2345 ", "AbCd–2345"])
def test_a_code_may_be_typed_as_one_likes(typed: str):
    assert plain_code(typed) == "ABCD2345"


def test_adults_are_never_more_than_people():
    draft = Draft(people=4, adults=3)

    assert draft.with_people(2).adults == 2
    assert draft.with_adults(9).adults == 4
    assert draft.with_people(-1).people == 0


def test_those_of_15_to_17_and_the_adults_together_are_never_more_than_people():
    draft = Draft(people=4, adults=2).with_from_15(9)

    assert (draft.from_15, draft.children) == (2, 0)
    assert draft.with_adults(3).adults == 2
    assert draft.with_people(3).from_15 == 1


def test_phones_are_never_more_than_people():
    draft = Draft(people=4, adults=2).with_phones(9)

    assert draft.phones == 4
    assert draft.with_people(3).phones == 3


def test_the_form_of_a_household_counts_those_of_15_to_17():
    edits: list[Callable[[Draft], Draft]] = []
    drawn = draw(lambda: counts(Draft(people=4, adults=2), edits.append))

    asyncio.run(press(drawn, "Từ 15 đến 17 tuổi: thêm một"))

    (edit,) = edits
    assert edit(Draft(people=4, adults=2)).from_15 == 1
    assert "Còn lại 2 người dưới 15 tuổi." in texts(drawn)


def test_the_form_of_a_correction_holds_what_is_known():
    naming = Naming("Đặng Thị Hợp", "12", "cuối thôn")

    fields = [head_field(naming, lambda _: None), *other_fields(naming, lambda _: None)]

    assert [each.value for each in fields if isinstance(each, ft.TextField)] == [
        "Đặng Thị Hợp", "12", "cuối thôn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "fits"), [("", True), ("1985", True), ("85", False), ("19a5", False)]
)
def test_a_birth_year_has_four_digits_or_is_left_out(year: str, fits: bool):
    assert PersonDraft(Person(), year).is_year is fits


def test_a_short_birth_year_is_wrong_only_once_somebody_saves_it():
    assert not PersonDraft(Person(), "85").is_wrong
    assert PersonDraft(Person(), "85", is_checked=True).is_wrong
    assert not PersonDraft(Person(), "", is_checked=True).is_wrong


def test_sections_with_nothing_left_to_do_are_folded_when_a_person_is_opened():
    unasked, missing, done = (
        Box("esign", "Chữ ký số", "", (("yes", "Có", True), ("no", "Chưa", False)), value)
        for value in (None, "no", "yes")
    )
    parts = (
        ("Xong", (done,)),
        ("Chưa hỏi hết", (done, unasked)),
        ("Còn thiếu", (done, missing)),
        (words.OTHER_QUESTIONS, (unasked,)),
    )

    assert folded_at_first(parts) == ("Xong", words.OTHER_QUESTIONS)
