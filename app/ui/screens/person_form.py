"""A person to add or to correct: name if it may be known, birth year or age class, whereabouts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import flet as ft

from app.actions import Person
from app.state import AppState
from app.store.values import HouseholdView
from app.ui import presenting, route, words
from app.ui.components.choosing import choice, record_field, text_field
from app.ui.components.correcting import Removal
from app.ui.components.touch import button
from app.ui.drafting import use_draft
from app.ui.frame import Frame
from app.ui.namesakes import Typed, use_namesakes
from app.ui.using import use_held
from app.ui.visiting import use_household, use_person, waiting_or_gone
from shared.fields import NAME_LIMIT
from shared.records import Member


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been typed so far; `year` is text until it is a year,
    and `is_checked` once somebody has tried to save it."""

    person: Person
    year: str = ""
    is_checked: bool = False

    @property
    def digits(self) -> str:
        return self.year.strip()

    @property
    def is_year(self) -> bool:
        year = self.digits
        return not year or (year.isascii() and year.isdecimal() and len(year) == 4)

    @property
    def is_wrong(self) -> bool:
        """Say whether to complain: not while somebody may still be typing."""
        return not self.is_year and (self.is_checked or len(self.digits) >= 4)

    @property
    def year_typed(self) -> int | None:
        return int(self.digits) if self.digits and self.is_year else None

    @property
    def finished(self) -> Person:
        """Return what was typed; a year says the age class, and nothing else may."""
        year = self.year_typed
        age_class = None if year else self.person.age_class
        return replace(self.person, birth_year=year, age_class=age_class)


@ft.component
def AddMemberScreen() -> ft.View:
    found = use_household()
    if isinstance(found, HouseholdView):
        return Form(found, None)
    return waiting_or_gone(found, route.ROSTER)


@ft.component
def EditMemberScreen() -> ft.View:
    found = use_person()
    return Form(*found) if isinstance(found, tuple) else found


@ft.component
def Form(view: HouseholdView, before: Member | None) -> ft.View:
    state, home = use_held(), view.household
    draft, set_draft = use_draft(_draft(before))
    back = route.household(home.id)
    if before:
        back = route.member(home.id, before.id, whence=route.asked_for(route.WHENCE))
    typed = draft.person.name if not before or draft.person.name != before.name else ""
    likely = use_namesakes(
        Typed(home.village, typed, draft.year_typed, home.id, before.id if before else None)
    )

    async def save() -> None:
        if not draft.is_year:
            set_draft(lambda d: replace(d, is_checked=True))
            return
        actions, today = state.actions, state.today()
        if before:
            work = actions.correct_member(before, draft.finished, today)
        else:
            work = actions.add_member(home, draft.finished, today)
        if await state.save(work):
            route.go(back)

    name, *others = person_fields(draft, set_draft)
    body = [name, *likely, *others]
    if before:
        body.append(_removal(state, before))
    return Frame(
        words.EDIT_MEMBER if before else words.ADD_MEMBER,
        body,
        subtitle=presenting.household_title(home),
        back=back,
        foot=button(words.SAVE_MEMBER, save, icon=ft.Icons.CHECK),
    )


def _removal(state: AppState, person: Member) -> ft.Control:
    async def remove() -> None:
        await state.save(state.actions.remove(person, state.today()))
        if state.notice.problem is None:
            route.go(route.household(person.household))

    return Removal(words.REMOVE_MEMBER, words.REMOVE_MEMBER_SURE, remove)


def _draft(before: Member | None) -> Draft:
    if before is None:
        return Draft(Person(age_class="adult"))
    person = Person(before.name, before.birth_year, before.age_class, before.status)
    return Draft(person, str(before.birth_year or ""))


def person_fields(
    draft: Draft, edit: Callable[[Callable[[Draft], Draft]], None]
) -> list[ft.Control]:
    """Return the fields; `edit` takes how the draft changes."""
    person = draft.person

    def change(**changes: object) -> None:
        edit(lambda d: replace(d, person=replace(d.person, **changes)))  # type: ignore[arg-type]

    year = text_field(
        words.BIRTH_YEAR,
        draft.year,
        lambda text: edit(lambda d: replace(d, year=text)),
        hint=words.BIRTH_YEAR_HINT,
        error=words.BIRTH_YEAR_WRONG if draft.is_wrong else "",
    )
    year.keyboard_type = ft.KeyboardType.NUMBER
    name = record_field(
        words.MEMBER_NAME,
        person.name,
        lambda text: change(name=text),
        hint=words.OPTIONAL,
        limit=NAME_LIMIT,
    )
    # A year says it better, and may not be contradicted.
    ages = choice(
        words.AGE_CLASS,
        words.AGE_CLASSES,
        person.age_class,
        lambda key: change(age_class=key),
    )
    status = choice(
        words.MEMBER_STATUS,
        words.MEMBER_STATUSES,
        person.status,
        lambda key: change(status=key),
    )
    ages.key, status.key = "ages", "status"
    # Whoever comes to name somebody types at once.
    name.autofocus = not person.name
    return [
        name,
        year,
        *([ages] if draft.year_typed is None else []),
        status,
    ]
