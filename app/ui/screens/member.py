"""One person's questions, in the order of a talk at the table, and then the next person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import flet as ft

from app import evening as verbs
from app.store.values import HouseholdView
from app.ui import presenting, route, slip, theme, words
from app.ui.asking import Subject, use_asking, use_ticks
from app.ui.components.consent import consent_line
from app.ui.components.correcting import correction
from app.ui.components.sheet import use_sheet
from app.ui.components.slip import slip_button, slip_page
from app.ui.components.tick import Box
from app.ui.components.touch import button, chip, touch
from app.ui.consenting import consent_sheet
from app.ui.frame import Frame
from app.ui.lights import Errand
from app.ui.person_menu import consent_of
from app.ui.using import use_app, use_held, use_read
from app.ui.visiting import use_person
from app.ui.words import evening
from shared.quarter import Quarter
from shared.questions import BY_KEY
from shared.records import Member, Session, Visit

Parts = tuple[presenting.Section, ...]


@ft.component
def MemberScreen() -> ft.View:
    found = use_person()
    if isinstance(found, tuple):
        called = Called(route.asked_for(route.STEP), route.asked_for(route.WHENCE))
        return PersonPage(*found, called, key=str(found[1].id))
    return found


@dataclass(frozen=True, slots=True)
class Called:
    """What a person was opened for: one `step`, which then comes first, or all; and `whence`."""

    step: str = ""
    whence: str = ""

    @property
    def back(self) -> str:
        """Return whence somebody comes who is led on from here, to another person or a form."""
        return route.FROM_SESSION if self.whence else ""


@ft.component
def PersonPage(
    view: HouseholdView, person: Member, called: Called = Called(), key: str = ""
) -> ft.View:
    """Ask a person; who comes for one step finds it above all else."""
    state, home = use_held(), view.household
    first, rest = first_of(_use_sections(view, person, state.quarter), called.step)
    parts = (*first, *rest)
    folded, set_folded = ft.use_state(folded_at_first(rest))
    subject = Subject(
        home.village,
        "member",
        person.id,
        lambda key: presenting.answer_to(view, person, BY_KEY[key], state.quarter),
    )
    asking = use_asking(subject)
    errands = slip.errands(view, person, state.quarter)
    name = presenting.person_name(person)

    def fold(title: str) -> None:
        others = tuple(each for each in folded if each != title)
        set_folded(others if title in folded else (*folded, title))

    asked = [box for title, boxes in parts if title not in folded for box in boxes]
    ticks = iter(use_ticks(asking, asked))

    def draw(of: Parts) -> list[ft.Control]:
        body: list[ft.Control] = []
        for title, boxes in of:
            body.append(_section(title, boxes, title in folded, fold))
            if title not in folded:
                body += islice(ticks, len(boxes))
        return body

    body = [*_do_it_now(first, called), *draw(first)]
    body += [_head(view, person, called), Consent(view, person), Presence(person)]
    if errands:
        body.append(Errands(name, errands))
    body += draw(rest)
    return Frame(
        name,
        body,
        subtitle=presenting.household_title(home),
        back=route.SESSION if called.back else route.household(home.id),
        foot=_next(view, person, called),
    )


def _use_sections(view: HouseholdView, person: Member, quarter: Quarter) -> Parts:
    """Return what is asked; a row of details that vanished under a thumb would move what follows,
    so those that were offered stay."""
    kept: set[str] = ft.use_memo(set, [])
    parts = tuple(presenting.sections(view, person, quarter, kept))
    kept.update(detail.key for _, boxes in parts for box in boxes for detail in box.details)
    return parts


def first_of(parts: Parts, step: str) -> tuple[Parts, Parts]:
    """Return the section of `step`, which begins with it, and the other sections."""
    first = tuple(
        (title, tuple(sorted(boxes, key=lambda box: box.key != step)))
        for title, boxes in parts
        if any(box.key == step for box in boxes)
    )
    titles = [title for title, _ in first]
    return first, tuple(part for part in parts if part[0] not in titles)


def _do_it_now(first: Parts, called: Called) -> list[ft.Control]:
    """Say what to do for whom a code has come: the answer is still that it is not done."""
    steps = [box for _, boxes in first for box in boxes if box.key == called.step]
    is_open = any(not (box.is_done or box.waiting) for box in steps)
    is_ready = called.whence == route.FROM_CODE and is_open
    return [theme.body(evening.DO_IT_NOW)] if is_ready else []


def folded_at_first(parts: Parts) -> tuple[str, ...]:
    """Return which sections need no look: those with nothing left to do, and those that do not
    count."""
    return tuple(
        title
        for title, boxes in parts
        if title == words.OTHER_QUESTIONS or all(box.compact or box.is_done for box in boxes)
    )


@ft.component
def Consent(view: HouseholdView, person: Member) -> ft.Control:
    """Say how this person's consent stands, and open the text that is read aloud."""
    state = use_held()
    is_open, set_open = ft.use_state(False)

    def close() -> None:
        set_open(False)

    asked = consent_of(state, view, person)
    use_sheet(consent_sheet(state, asked, close) if is_open else None, close)
    return consent_line(asked.line, asked.given, lambda: set_open(True))


@ft.component
def Errands(name: str, errands: tuple[Errand, ...]) -> ft.Control:
    """Say how much a person has to see to first, and open the slip that says what."""
    is_open, set_open = ft.use_state(False)

    def close() -> None:
        set_open(False)

    text = slip.text(name, errands)
    use_sheet(slip_page(name, errands, text, close) if is_open else None, close)
    return slip_button(len(errands), lambda: set_open(True))


@ft.component
def Presence(person: Member) -> ft.Control:
    """While a session is open in the village: say whether this person came, with one tap."""
    state = use_app()

    async def load() -> tuple[Session | None, Visit | None]:
        evenings = state.actions.store.evenings
        session = await evenings.current()
        if session is None or session.village != person.village:
            return None, None
        return session, await evenings.visit(session.id, person.id)

    session, visit = use_read(load, person.id, state.revision) or (None, None)
    if session is None:
        return ft.Container(height=0)
    is_here = visit is not None and not visit.deleted

    async def toggle() -> None:
        if visit and is_here:
            await state.save(verbs.did_not_come(state.actions, visit))
        else:
            await state.save(verbs.came(state.actions, session, person, session.day))

    return chip(evening.HERE, evening.HERE, is_here, toggle)


def _head(view: HouseholdView, person: Member, called: Called) -> ft.Control:
    """Say how old and where the person is, with a way to correct it."""
    about = " · ".join((presenting.age(person), words.MEMBER_STATUSES[person.status]))
    edit = route.edit_member(view.household.id, person.id, called.back)
    return correction(words.EDIT_MEMBER, about, ft.Icons.PERSON, lambda: route.go(edit))


def _section(
    title: str, boxes: tuple[Box, ...], folded: bool, on_fold: Callable[[str], None]
) -> ft.Control:
    done = sum(box.value is not None for box in boxes)
    whole = done == len(boxes)
    said = theme.small(words.asked(done, len(boxes)), theme.YES if whole else theme.QUIET)
    face = ft.Container(
        ft.Row(
            [
                ft.Container(width=0, height=theme.TOUCH),
                theme.wide(theme.title(title, 15)),
                said,
                ft.Icon(
                    ft.Icons.EXPAND_MORE if folded else ft.Icons.EXPAND_LESS,
                    color=theme.QUIET,
                    size=24,
                ),
            ],
            spacing=6,
        ),
        padding=ft.Padding.symmetric(horizontal=6),
        border_radius=theme.RADIUS,
    )
    return touch(f"{title}, {said.value}", face, lambda: on_fold(title))


def _next(view: HouseholdView, person: Member, called: Called) -> ft.Control:
    """Return the way to the next of those who are at home: the others are asked only on purpose."""
    ids = [each.id for each in view.members]
    later = view.members[ids.index(person.id) + 1 :]
    after = [each for each in later if each.status == "resident"]
    home = view.household.id
    if not after:
        word, back = words.BACK_TO_HOUSEHOLD, route.household(home)
        if called.back:
            word, back = evening.BACK_TO_SESSION, route.SESSION
        return button(word, lambda: route.go(back), icon=ft.Icons.CHECK)
    path = route.member(home, after[0].id, whence=called.back)
    name = f"{words.NEXT_PERSON}: {presenting.person_name(after[0])}"
    return button(name, lambda: route.go(path), icon=ft.Icons.ARROW_FORWARD)
