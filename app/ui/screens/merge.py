"""Merging ("gộp"): a household or a person written down twice, and which one stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import flet as ft

from app.merging import Merging, in_order
from app.state import AppState
from app.store.values import HouseholdView
from app.ui import presenting, route, theme, words
from app.ui.components.banner import empty
from app.ui.components.finding import search_field
from app.ui.components.household import HouseholdLine, Line
from app.ui.components.merged import Choice, ChoiceLine, MergeCard
from app.ui.frame import Frame
from app.ui.using import use_held, use_loaded, use_search
from app.ui.visiting import use_household, waiting_or_gone
from app.ui.words import homes
from shared.records import Member

SHOWN = 20


@ft.component
def MergeHouseholdScreen() -> ft.View:
    found = use_household()
    if isinstance(found, HouseholdView):
        return HouseholdChoice(found)
    return waiting_or_gone(found, route.ROSTER)


@ft.component
def MergeMemberScreen() -> ft.View:
    found, params = use_household(), ft.use_route_params()
    if isinstance(found, HouseholdView):
        for person in found.members:
            if str(person.id) == params.get("member"):
                return PersonChoice(found, person)
        return waiting_or_gone(None, route.household(found.household.id))
    return waiting_or_gone(found, route.ROSTER)


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
        survivor = next((line.name for line in lines if line.id == chosen), "")
        body = [Confirm(view, chosen, survivor, lambda: choose(""))]
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
def Confirm(
    view: HouseholdView, chosen: str, survivor: str, on_other: Callable[[], None]
) -> ft.Control:
    """Say what merging two households will do, before it does."""
    state, home = use_held(), view.household
    merging = Merging(state.actions.store, state.actions.clock)
    (gone, gone_name), (stays, stays_name) = in_order(
        (home.id, presenting.household_name(home)), (UUID(chosen), survivor)
    )
    plan = use_loaded(lambda: merging.plan(gone, stays), chosen)

    async def merge() -> None:
        if await state.save(merging.merge_households(gone, stays, state.today())):
            route.go(route.household(stays))

    said = homes.merge_plan(len(plan.twins), len(plan.movers)) if plan else ""
    title = homes.merge_into(gone_name, stays_name)
    return MergeCard(title, said, merge, on_other)


@ft.component
def PersonChoice(view: HouseholdView, person: Member) -> ft.View:
    state, home = use_held(), view.household
    chosen, choose = ft.use_state("")

    async def load() -> tuple[tuple[Member, Choice], ...]:
        return tuple(await _like(state, view, person))

    likely = use_loaded(load, view) or ()
    found = {choice.id: (other, choice) for other, choice in likely}
    back = route.household(home.id)

    async def merge() -> None:
        merging = Merging(state.actions.store, state.actions.clock)
        (_, duplicate), (_, survivor) = _ordered(person, found[chosen][0])
        if await state.save(merging.merge_members(duplicate, survivor, state.today())):
            route.go(route.household(survivor.household))

    body: list[ft.Control] = [theme.body(homes.MERGE_PERSON_WITH)]
    if chosen in found:
        (_, gone), (_, stays) = _ordered(person, found[chosen][0])
        title = homes.merge_into(presenting.person_name(gone), presenting.person_name(stays))
        body = [MergeCard(title, "", merge, lambda: choose(""))]
    elif found:
        body += [ChoiceLine(choice, choose, key=id) for id, (_, choice) in found.items()]
    else:
        body.append(empty(ft.Icons.PERSON_SEARCH, homes.NOBODY_LIKE, homes.NOBODY_LIKE_HINT))
    name = presenting.person_name(person)
    return Frame(homes.MERGE_PERSON_TITLE, body, subtitle=name, back=back)


def _ordered(one: Member, other: Member) -> tuple[tuple[UUID, Member], tuple[UUID, Member]]:
    return in_order((one.id, one), (other.id, other))


async def _like(
    state: AppState, view: HouseholdView, person: Member
) -> list[tuple[Member, Choice]]:
    """Return who may be meant: the others at home, and namesakes in the village."""
    at_home = presenting.household_title(view.household)
    others = [(each, at_home) for each in view.members if each.id != person.id]
    if person.name:
        store, village = state.actions.store, view.household.village
        for each in await store.namesakes(village, person.name, person.birth_year):
            if each.member and each.household.id != view.household.id:
                others.append((each.member, presenting.household_title(each.household)))
    return [
        (
            each,
            Choice(str(each.id), presenting.person_name(each), f"{presenting.age(each)} · {where}"),
        )
        for each, where in others
    ]
