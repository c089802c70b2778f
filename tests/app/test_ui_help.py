"""The help: every screen leads to a page, every page has its headings, none gives bad advice."""

from __future__ import annotations

import re

import pytest

from app.ui.components.manual import ICONS, entry, manual
from app.ui.helping import PAGES, STEP_PAGES, fitting
from app.ui.words import help
from app.ui.words.page import Page
from shared.obstacles import OBSTACLES
from shared.questions import QUESTIONS
from tests.support.tree import draw, named, names, press, texts

pytestmark = pytest.mark.anyio
EVERY = list(PAGES.values())


def said(page: Page) -> str:
    return "\n".join(texts(draw(lambda: manual(page))))


@pytest.mark.parametrize(
    ("path", "topic"),
    [
        ("/", "roster"),
        ("/new", "roster"),
        ("/household/1", "roster"),
        ("/household/1/member/2", "tick"),
        ("/household/1/member/2/edit", "roster"),
        ("/progress/CT09", "progress"),
        ("/outbox", "outbox"),
        ("/hand-over", "hand-over"),
        ("/session/summary", "evening"),
    ],
)
def test_each_screen_opens_the_page_that_fits_it(path: str, topic: str):
    assert fitting(path).topic == topic


def test_there_are_ten_steps_and_no_topic_twice():
    assert len(STEP_PAGES) == 10
    assert len({page.topic for page in EVERY}) == len(EVERY)


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.topic)
async def test_a_page_has_a_picture_steps_and_what_never_to_do(page: Page):
    text = said(page)

    assert {icon for icon, _ in page.picture} | {page.icon} <= set(ICONS)
    assert 3 <= len(page.picture) <= 4
    assert help.STEPS in text
    assert all(rule in text for rule in help.NEVER_EVER)
    assert any(name.startswith("Hình: ") for name in names(draw(lambda: manual(page))))


@pytest.mark.parametrize("page", STEP_PAGES, ids=lambda page: page.topic)
def test_a_step_says_for_whom_what_to_bring_and_what_may_go_wrong(page: Page):
    assert page.whom
    assert page.bring
    assert page.troubles
    assert page.never


def test_help_names_reasons_and_questions_as_the_app_does():
    text = "\n".join(said(page) for page in EVERY)
    reasons = {each.short for each in OBSTACLES}
    labels = {each.label for each in QUESTIONS}

    named_reasons = set(re.findall(r"lý do “([^”]+)”", text))
    ticked = set(re.findall(r"đánh dấu(?: thêm)? “([^”]+)”", text)) - {"."}

    assert named_reasons <= reasons
    assert ticked <= labels


async def test_a_line_of_the_list_opens_its_page():
    opened: list[str] = []
    page = PAGES["vneid"]

    drawn = draw(lambda: entry(page, lambda: opened.append(page.topic)))
    await press(drawn, page.title)

    assert opened == ["vneid"]
    assert named(drawn, page.title).button
