"""A household: its people, the question asked of the household itself, and today's visit."""

from __future__ import annotations

import flet as ft

from app.actions import VisitOutcome
from app.state import AppState
from app.store.values import HouseholdView
from app.ui import presenting, route, theme, words
from app.ui.asking import Asking, Subject, use_asking
from app.ui.components.correcting import correction
from app.ui.components.member import MemberLine
from app.ui.components.tick import Tick
from app.ui.components.touch import button, chip
from app.ui.frame import frame
from app.ui.using import use_held
from app.ui.visiting import use_household, waiting_or_gone
from shared.questions import BY_KEY

OUTCOMES: dict[VisitOutcome, str] = {
    "met": words.VISIT_MET,
    "absent": words.VISIT_ABSENT,
    "refused": words.VISIT_REFUSED,
}


@ft.component
def HouseholdScreen() -> ft.View:
    found = use_household()
    if isinstance(found, HouseholdView):
        return HomePage(found)
    return waiting_or_gone(found, route.ROSTER)


@ft.component
def HomePage(view: HouseholdView) -> ft.View:
    state, home = use_held(), view.household
    subject = Subject(
        home.village,
        "household",
        home.id,
        lambda key: presenting.answer_to(view, home, BY_KEY[key], state.quarter),
    )
    return frame(
        presenting.household_name(home),
        _body(state, view, use_asking(subject)),
        subtitle=_about(state, view),
        back=route.ROSTER,
        foot=button(
            words.ADD_MEMBER,
            lambda: route.go(route.add_member(home.id)),
            icon=ft.Icons.PERSON_ADD,
        ),
    )


def _about(state: AppState, view: HouseholdView) -> str:
    home = view.household
    places = state.account.villages if state.account else ()
    village = next((place.name for place in places if place.id == home.village), "")
    number = words.household_number(home.code) if home.head and home.code else ""
    return " · ".join(each for each in (number, village, words.people(len(view.members))) if each)


def _body(state: AppState, view: HouseholdView, asking: Asking) -> list[ft.Control]:
    home = view.household
    return [
        correction(
            words.EDIT_HOUSEHOLD,
            words.HOUSEHOLD_NAMING,
            ft.Icons.HOME,
            lambda: route.go(route.edit_household(home.id)),
        ),
        theme.heading(words.VISIT_TITLE),
        _visits(state, view),
        theme.heading(words.MEMBERS),
        *_people(state, view),
        theme.heading(words.HOUSEHOLD_QUESTIONS),
        *(
            Tick(box, asking.answer, asking.explain, key=box.key)
            for box in presenting.household_boxes(view, state.quarter)
        ),
    ]


def _people(state: AppState, view: HouseholdView) -> list[ft.Control]:
    if not view.members:
        return [theme.card(theme.body(words.NO_MEMBERS_HINT, theme.QUIET))]

    def open_member(id: str) -> None:
        route.go(route.member(view.household.id, id))

    lines = (presenting.person_line(view, each, state.quarter) for each in view.members)
    return [MemberLine(line, open_member, key=line.id) for line in lines]


def _visits(state: AppState, view: HouseholdView) -> ft.Control:
    today = view.visit.outcome if view.visit and view.visit.day == state.today() else None
    return ft.Row([_outcome(state, view, key, key == today) for key in OUTCOMES], spacing=6)


def _outcome(
    state: AppState, view: HouseholdView, outcome: VisitOutcome, chosen: bool
) -> ft.Control:
    async def visit() -> None:
        await state.save(state.actions.visit(view.household, outcome, state.today()))

    word = OUTCOMES[outcome]
    return chip(f"{words.VISIT_TITLE}: {word}", word, chosen, visit, expand=True)
