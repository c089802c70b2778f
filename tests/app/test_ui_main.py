"""The composition: quick to start, and one store however many pages there are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app import __main__ as command
from app.actions import Person
from app.ui import words
from app.ui.components.tick import Box
from app.ui.screens.enrol import plain_code
from app.ui.screens.member import folded_at_first
from app.ui.screens.new_household import Draft
from app.ui.screens.person_form import Draft as PersonDraft


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


@pytest.mark.parametrize(
    ("year", "fits"), [("", True), ("1985", True), ("85", False), ("19a5", False)]
)
def test_a_birth_year_has_four_digits_or_is_left_out(year: str, fits: bool):
    assert PersonDraft(Person(), year).is_year is fits


def test_sections_asked_to_the_end_are_folded_when_a_person_is_opened():
    open_box, done = (Box("esign", "Chữ ký số", "", (), value) for value in (None, "yes"))
    parts = (("Xong", (done,)), ("Dở", (done, open_box)), (words.OTHER_QUESTIONS, (open_box,)))

    assert folded_at_first(parts) == ("Xong", words.OTHER_QUESTIONS)
