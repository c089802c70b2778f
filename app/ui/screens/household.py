"""A household: its people, the question asked of the household itself, and today's visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import flet as ft

from app.actions import VisitOutcome
from app.merging import Merging
from app.state import AppState
from app.store.values import Duplicates, HouseholdView
from app.ui import presenting, route, theme, words
from app.ui.asking import Subject, use_asking, use_ticks
from app.ui.components.consent import consent_line
from app.ui.components.correcting import correction
from app.ui.components.member import MemberLine
from app.ui.components.merged import merged_away, merged_line
from app.ui.components.sheet import use_sheet
from app.ui.components.touch import OnPress, button, chip, icon_button
from app.ui.consenting import consent_sheet
from app.ui.frame import Frame
from app.ui.person_menu import Leading, consent_of, person_menu
from app.ui.using import use_held, use_read
from app.ui.visiting import use_household, waiting_or_gone
from app.ui.words import homes
from shared.questions import BY_KEY
from shared.records import Household, Member

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
    asking, show = use_asking(subject), _use_sheets(state, view)
    ticks = use_ticks(asking, presenting.household_boxes(view, state.quarter))
    merging = Merging(state.actions.store, state.actions.clock)
    merged = use_read(lambda: merging.merged(home.id), home.id, state.revision) or Duplicates()
    if home.same_as is not None:
        return Frame(
            presenting.household_name(home),
            [_merged_away(state, merging, home)],
            subtitle=_about(state, view),
            back=route.ROSTER,
        )
    return Frame(
        presenting.household_name(home),
        [*_body(state, view, ticks, show), *_merged(state, merging, merged)],
        subtitle=_about(state, view),
        back=route.ROSTER,
        foot=button(
            words.ADD_MEMBER,
            lambda: route.go(route.add_member(home.id)),
            icon=ft.Icons.PERSON_ADD,
        ),
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """Which sheet is open: a person's menu, or the text of consent; `member` None: the
    household's."""

    member: UUID | None
    is_consent: bool = False


Show = Callable[[Sheet | None], None]


def _use_sheets(state: AppState, view: HouseholdView) -> Show:
    """Return how to open a sheet over the household."""
    start: Sheet | None = None
    sheet, show = ft.use_state(start)

    def close() -> None:
        # A sheet that is on its way out must not take down the one that came after it.
        show(lambda now: None if now == sheet else now)

    menu: ft.Control | None = None
    consent: ft.Control | None = None
    if sheet is not None:
        member = next((each for each in view.members if each.id == sheet.member), None)
        if sheet.is_consent:
            consent = consent_sheet(state, consent_of(state, view, member), close)
        elif member:
            on = Leading(close, lambda: show(Sheet(member.id, True)))
            menu = person_menu(state, view, member, on)
    # Two, because one sheet cannot turn into the other while it is open.
    use_sheet(menu, close, is_long=False)
    use_sheet(consent, close)
    return show


def _about(state: AppState, view: HouseholdView) -> str:
    home = view.household
    village = state.village_names.get(home.village, "")
    number = words.household_number(home.code) if home.head and home.code else ""
    return " · ".join(each for each in (number, village, presenting.people(view)) if each)


def _body(
    state: AppState, view: HouseholdView, ticks: list[ft.Control], show: Show
) -> list[ft.Control]:
    home, consent = view.household, consent_of(state, view, None)
    return [
        correction(
            words.EDIT_HOUSEHOLD,
            home.note or words.HOUSEHOLD_NAMING,
            ft.Icons.HOME,
            lambda: route.go(route.edit_household(home.id)),
        ),
        theme.heading(words.VISIT_TITLE),
        _visits(state, view),
        *_other_day(state, view),
        consent_line(consent.line, consent.given, lambda: show(Sheet(None, True))),
        theme.heading(words.MEMBERS),
        *_people(state, view, show),
        theme.heading(words.HOUSEHOLD_QUESTIONS),
        *ticks,
        button(
            homes.DUPLICATE_HOUSEHOLD,
            lambda: route.go(route.merge_household(home.id)),
            icon=ft.Icons.CALL_MERGE,
            quiet=True,
        ),
    ]


def _people(state: AppState, view: HouseholdView, show: Show) -> list[ft.Control]:
    if not view.members:
        return [theme.card(theme.body(words.NO_MEMBERS_HINT, theme.QUIET))]
    return [_person(state, view, each, show) for each in view.members]


def _person(state: AppState, view: HouseholdView, member: Member, show: Show) -> ft.Control:
    """Return a person as a line to open, with a menu beside it."""

    def open_member(id: str) -> None:
        route.go(route.member(view.household.id, id))

    line = presenting.person_line(view, member, state.quarter)
    return ft.Row(
        [
            ft.Container(MemberLine(line, open_member, key=line.id), expand=True),
            icon_button(
                homes.more_about(line.name),
                ft.Icons.MORE_VERT,
                lambda: show(Sheet(member.id)),
            ),
        ],
        spacing=0,
        key=f"with-menu-{line.id}",
    )


def _visits(state: AppState, view: HouseholdView) -> ft.Control:
    today = view.visit.outcome if view.visit and view.visit.day == state.today() else None
    return ft.Row([_outcome(state, view, key, key == today) for key in OUTCOMES], spacing=6)


def _other_day(state: AppState, view: HouseholdView) -> list[ft.Control]:
    """Return what was said last of another day than today, so that a wrong day can be seen."""
    if view.visit is None or view.visit.day == state.today():
        return []
    last = homes.last_visit(OUTCOMES[view.visit.outcome], f"{view.visit.day:%d/%m/%Y}")
    return [theme.small(last)]


def _outcome(
    state: AppState, view: HouseholdView, outcome: VisitOutcome, chosen: bool
) -> ft.Control:
    async def visit() -> None:
        await state.save(state.actions.visit(view.household, outcome, state.today()))

    word = OUTCOMES[outcome]
    return chip(f"{words.VISIT_TITLE}: {word}", word, chosen, visit, expand=True)


def _merged(state: AppState, merging: Merging, merged: Duplicates) -> list[ft.Control]:
    """Return what was merged into this household, each with the way back."""

    def part(duplicate: Household | Member) -> OnPress:
        async def separate() -> None:
            await state.save(merging.separate(duplicate, state.today()))

        return separate

    lines = [
        merged_line(presenting.household_title(each), part(each), str(each.id))
        for each in merged.households
    ]
    lines += [
        merged_line(presenting.person_name(each), part(each), str(each.id))
        for each in merged.members
    ]
    return [theme.heading(homes.MERGED), *lines] if lines else []


def _merged_away(state: AppState, merging: Merging, home: Household) -> ft.Control:
    async def separate() -> None:
        await state.save(merging.separate(home, state.today()))

    return merged_away(lambda: route.go(route.household(home.same_as)), separate)
