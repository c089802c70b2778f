"""The menu of a person, opened from the household: each entry is saved or leads on at one press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, get_args

import flet as ft

from app.actions import Changed, Person
from app.state import AppState
from app.store.values import HouseholdView
from app.ui import presenting, route, words
from app.ui.components.person_menu import PersonMenu
from app.ui.components.touch import OnPress
from app.ui.consenting import Asked
from app.ui.words import homes
from shared.questions import BY_KEY
from shared.records import Member

Status = Literal["resident", "away", "moved", "died"]


@dataclass(frozen=True, slots=True)
class Leading:
    """Where the menu leads: `close` it, or go on to the sheet of consent."""

    close: Callable[[], None]
    consent: Callable[[], None]


def person_menu(
    state: AppState, view: HouseholdView, member: Member, leading: Leading
) -> ft.Control:
    home = view.household.id

    def go(path: str) -> OnPress:
        def leave() -> None:
            leading.close()
            route.go(path)

        return leave

    def change(status: Status) -> OnPress:
        async def save() -> None:
            leading.close()
            if status != member.status:
                await state.save(whereabouts(state, member, status))

        return save

    asked = consent_of(state, view, member)
    menu: ft.Control = PersonMenu(
        presenting.person_name(member),
        member.status,
        {status: change(status) for status in get_args(Status)},
        {
            words.CORRECT if member.name else homes.PUT_NAME: go(
                route.edit_member(home, member.id)
            ),
            homes.DUPLICATE_PERSON: go(route.merge_member(home, member.id)),
            homes.consent_short(asked.said): leading.consent,
        },
        leading.close,
    )
    return menu


async def whereabouts(state: AppState, shown: Member, status: Status) -> Changed:
    """Say where a person is now, and nothing else: the rest is as stored, for what a menu shows may
    be older. It can be undone."""
    before = await state.actions.store.member(shown.id) or shown
    known = Person(before.name, before.birth_year, before.age_class, before.status)
    after = await state.actions.correct_member(before, replace(known, status=status), state.today())
    return Changed(((after, before),))


def consent_of(state: AppState, view: HouseholdView, member: Member | None) -> Asked:
    """Return how consent stands, of a person or of the household."""
    subject = member or view.household
    own, home = (
        presenting.answer_to(view, of, BY_KEY["consent"], state.quarter)
        for of in (subject, view.household)
    )
    about: Literal["member", "household"] = "member" if member else "household"
    return Asked(about, subject.id, view.household.village, own, home if member else None)
