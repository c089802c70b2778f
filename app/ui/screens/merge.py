"""Merging ("gộp"): a household or a person written down twice, and which one stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import flet as ft

from app.merging import Merging, in_order
from app.pairing import is_same_person
from app.state import AppState
from app.store.values import HouseholdView
from app.ui import apart, presenting, route, theme, words
from app.ui.components.banner import empty
from app.ui.components.finding import search_field
from app.ui.components.household import HouseholdLine, Line
from app.ui.components.merged import Choice, ChoiceLine, Merge, MergeCard, Side
from app.ui.frame import Frame
from app.ui.using import use_held, use_loaded, use_search
from app.ui.visiting import use_household, use_person, waiting_or_gone
from app.ui.words import homes
from shared.records import Household, Member

SHOWN = 20
Somebody = tuple[Member, Household]
"""A person, and the household where they are."""


@ft.component
def MergeHouseholdScreen() -> ft.View:
    found = use_household()
    if isinstance(found, HouseholdView):
        return HouseholdChoice(found)
    return waiting_or_gone(found, route.ROSTER)


@ft.component
def MergeMemberScreen() -> ft.View:
    found = use_person()
    return PersonChoice(*found) if isinstance(found, tuple) else found


@ft.component
def HouseholdChoice(view: HouseholdView) -> ft.View:
    state, home = use_held(), view.household
    chosen, choose = ft.use_state("")

    async def load(query: str) -> tuple[Line, ...]:
        store = state.actions.store
        page = await store.households(home.village, query, SHOWN, quarter=state.quarter)
        lines = (presenting.household_line(each, state.quarter) for each in page.items)
        return tuple(line for line in lines if line.id != str(home.id))

    # Who was written down twice goes by one name, most often.
    search = use_search(load, start=home.head)
    lines = search.found or ()
    body: list[ft.Control] = [theme.body(homes.MERGE_WITH), search_field(search.query, search.look)]
    if chosen:
        body = [ConfirmHouseholds(view, UUID(chosen), lambda: choose(""))]
    elif lines:
        body += [HouseholdLine(line, choose, key=line.id) for line in lines]
    else:
        body.append(empty(ft.Icons.SEARCH_OFF, words.NOTHING_FOUND, words.NOTHING_FOUND_HINT))
    return Frame(
        homes.MERGE_TITLE,
        body,
        subtitle=presenting.household_title(home),
        back=route.household(home.id),
    )


@ft.component
def ConfirmHouseholds(
    view: HouseholdView, chosen: UUID, on_other: Callable[[], None]
) -> ft.Control:
    """Say what merging two households will do, before it does."""
    state, home = use_held(), view.household
    merging = Merging(state.actions.store, state.actions.clock)
    (gone, _), (stays, _) = in_order((home.id, None), (chosen, None))

    async def load() -> Merge:
        ours, theirs = await merging.both(gone, stays)
        plan = await merging.plan(gone, stays)
        said = homes.merge_plan(len(plan.twins), len(plan.movers))
        account = state.account
        return Merge(apart.household(ours, account), apart.household(theirs, account), said)

    async def merge() -> None:
        if await state.save(merging.merge_households(gone, stays, state.today())):
            route.go(route.household(stays))

    found = use_loaded(load, chosen)
    return MergeCard(found, merge, on_other) if found else ft.Container()


@ft.component
def PersonChoice(view: HouseholdView, person: Member) -> ft.View:
    state, home = use_held(), view.household
    chosen, choose = ft.use_state("")
    likely = use_loaded(lambda: _like(state, view, person), view) or ()
    found = {str(other.id): (other, at) for other, at in likely}
    body: list[ft.Control] = [theme.body(homes.MERGE_PERSON_WITH)]
    if chosen in found:
        body = [ConfirmPeople((person, home), found[chosen], lambda: choose(""))]
    elif found:
        body += [ChoiceLine(_choice(*each), choose, key=id) for id, each in found.items()]
    else:
        body.append(empty(ft.Icons.PERSON_SEARCH, homes.NOBODY_LIKE, homes.NOBODY_LIKE_HINT))
    name = presenting.person_name(person)
    return Frame(homes.MERGE_PERSON_TITLE, body, subtitle=name, back=route.household(home.id))


@ft.component
def ConfirmPeople(one: Somebody, other: Somebody, on_other: Callable[[], None]) -> ft.Control:
    """Say which of two people stays, before they become one: they may go by one name."""
    state = use_held()
    (_, gone), (_, stays) = in_order((one[0].id, one), (other[0].id, other))

    async def side(of: Somebody) -> Side:
        said = await state.actions.store.answers_about(of[0].id)
        answers = [each for each in said if not each.deleted]
        return apart.person(*of, answers, state.account)

    two = gone[0], stays[0]
    # A slot without a name may be anybody.
    is_doubtful = all(each.name for each in two) and not is_same_person(*two)
    caution = homes.MERGE_DOUBTFUL if is_doubtful else ""

    async def load() -> Merge:
        return Merge(await side(gone), await side(stays), caution=caution)

    async def merge() -> None:
        merging = Merging(state.actions.store, state.actions.clock)
        if await state.save(merging.merge_members(gone[0], stays[0], state.today())):
            route.go(route.household(stays[0].household))

    found = use_loaded(load, gone, stays)
    return MergeCard(found, merge, on_other) if found else ft.Container()


async def _like(state: AppState, view: HouseholdView, person: Member) -> tuple[Somebody, ...]:
    """Return who may be meant: namesakes here and in the village, then the others at home."""
    home, store = view.household, state.actions.store
    others = [(each, home) for each in view.members if each.id != person.id]
    if person.name:
        for each in await store.namesakes(home.village, person.name, person.birth_year):
            if each.member and each.household.id != home.id:
                others.append((each.member, each.household))
    return tuple(sorted(others, key=lambda each: not is_same_person(person, each[0])))


def _choice(person: Member, home: Household) -> Choice:
    about = f"{presenting.age(person)} · {presenting.household_title(home)}"
    return Choice(str(person.id), presenting.person_name(person), about)
