"""Typing quickly on a slow phone: what Python draws meanwhile takes no letter away."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft
import pytest

from app.inputs import Naming, Person
from app.ui import words
from app.ui.components.choosing import secret_field
from app.ui.components.finding import search_field
from app.ui.components.naming import other_fields
from app.ui.screens.person_form import Draft, person_fields
from app.ui.using import use_lines, use_read, use_search
from app.ui.words import homes
from tests.support.live import live

pytestmark = pytest.mark.anyio
NAME = "nguyen thi hop"
Redraw = Callable[[int], None]
redraws: list[Redraw] = []
drawn: list[str] = []


def use_redraw() -> None:
    """Let the test draw the component again, as a list does that has just been read."""
    _, redraw = ft.use_state(0)
    redraws[:] = [redraw]


@ft.component
def Roster() -> ft.Control:
    query, set_query = ft.use_state("")
    use_redraw()
    return search_field(query, set_query)


@ft.component
def Home() -> ft.Control:
    naming, edit = ft.use_state(Naming())
    use_redraw()
    return ft.Column(other_fields(naming, edit))


@ft.component
def Somebody() -> ft.Control:
    draft, edit = ft.use_state(Draft(Person()))
    use_redraw()
    return ft.Column(person_fields(draft, edit))


@ft.component
def Lock() -> ft.Control:
    pin, set_pin = ft.use_state("")
    use_redraw()
    return secret_field(homes.PIN, pin, set_pin)


@pytest.mark.parametrize(
    ("screen", "label", "text"),
    [
        (Roster, words.SEARCH, NAME),
        (Home, homes.NOTE, NAME),
        (Home, words.HOUSEHOLD_CODE, "12 a"),
        (Somebody, words.MEMBER_NAME, NAME),
        (Somebody, words.BIRTH_YEAR, "1985 "),
        (Lock, homes.PIN, "123456"),
    ],
)
async def test_no_letter_is_lost_when_the_screen_is_drawn_while_it_is_on_its_way(
    screen: Callable[[], ft.Control], label: str, text: str
):
    page = await live(screen)
    field = page.find(label)._i

    for turn in range(1, len(text) + 1):
        redraws[0](turn)
        page.type(field, text[:turn])
        await page.settle()

    assert page.find(label).value == text
    assert page.sets() == []


async def test_clearing_a_search_empties_the_field_once_and_stays_in_it():
    page = await live(Roster)
    field = page.find(words.SEARCH)._i
    page.type(field, NAME)
    await page.settle()

    page.press(words.SEARCH_CLEAR)
    await page.settle()

    assert page.find(words.SEARCH).value == ""
    assert (page.sets(), page.wire.focused) == ([""], [field])


async def test_letters_that_come_faster_than_they_are_looked_for_are_looked_for_once():
    page = await live(Found)
    field = page.find(words.SEARCH)._i
    drawn.clear()

    for end in range(1, len(NAME) + 1):
        page.type(field, NAME[:end])
    await page.settle()

    assert drawn == [NAME]
    assert page.find(words.SEARCH).value == NAME


@ft.component
def Found() -> ft.Control:
    async def load(query: str) -> str:
        return query

    search = use_search(load)
    drawn.append(search.found or "")
    return search_field(search.query, search.look)


async def test_a_line_that_stays_is_the_very_same_control():
    kept: list[list[ft.Control]] = []
    shown = [("a", "b"), ("b", "c")]

    @ft.component
    def Lines() -> ft.Control:
        use_redraw()
        kept.append(use_lines(shown[min(len(kept), 1)], ft.Text))
        return ft.Column(kept[-1])

    page = await live(Lines)
    redraws[0](1)
    await page.settle()

    (_, before), (after, added) = kept
    assert after is before
    assert isinstance(added, ft.Text)
    assert added.value == "c"


@ft.component
def Broken() -> ft.Control:
    async def load() -> int:
        raise ZeroDivisionError

    return ft.Text(str(use_read(load)))


async def test_a_read_that_fails_leaves_the_screen_as_it_was(caplog: pytest.LogCaptureFixture):
    page = await live(Broken)

    texts = [each.value for each in page.session.index.values() if isinstance(each, ft.Text)]
    assert texts == ["None"]
    assert "ZeroDivisionError" in caplog.text
