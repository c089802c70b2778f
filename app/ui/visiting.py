"""The household that the address names, read again whenever something was saved."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from app.state import AppState
from app.store.values import HouseholdView
from app.ui import route, words
from app.ui.components.banner import empty
from app.ui.components.touch import button
from app.ui.frame import Frame
from app.ui.using import use_app, use_read
from app.ui.words import homes
from shared.records import Member

Found = tuple[HouseholdView | None]


def use_household() -> HouseholdView | ft.Control | None:
    """Return the household of the address; what to show instead if there is none; None so far."""
    state = use_app()
    id = ft.use_route_params().get("id", "")
    found = use_read(lambda: _read(state, id), id, state.revision)
    if found is None:
        return None
    return found[0] or _gone(state)


def use_person() -> tuple[HouseholdView, Member] | ft.View:
    """Return the person of the address, in their household; or the screen to show instead."""
    found, params = use_household(), ft.use_route_params()
    if not isinstance(found, HouseholdView):
        return waiting_or_gone(found, route.ROSTER)
    for person in found.members:
        if str(person.id) == params.get("member"):
            return found, person
    home = route.household(found.household.id)
    return waiting_or_gone(_nobody(home), home)


def _nobody(home: str) -> ft.Control:
    """Say what may have become of a person who is in this household no more."""
    gone = empty(ft.Icons.PERSON_OFF, homes.PERSON_GONE, homes.PERSON_GONE_HINT)
    return ft.Column([gone, button(homes.OPEN_THIS, lambda: route.go(home))], spacing=10)


def _gone(state: AppState) -> ft.Control:
    """Say what to do about a card of a household that is not on this device."""
    syncing = state.pulse.syncing
    return ft.Column(
        [
            empty(ft.Icons.HOME_OUTLINED, words.HOUSEHOLD_GONE, homes.HOUSEHOLD_GONE_HINT),
            button(
                words.SYNCING if syncing else words.SYNC_NOW,
                None if syncing else state.sync,
                icon=ft.Icons.SYNC,
            ),
            button(words.TAB_ROSTER, lambda: route.go(route.ROSTER), quiet=True),
        ],
        spacing=10,
    )


async def _read(state: AppState, id: str) -> Found:
    """An id out of an address may be anything."""
    try:
        return (await state.actions.store.household(UUID(id)),)
    except ValueError:
        return (None,)


def waiting_or_gone(found: ft.Control | None, back: str) -> ft.View:
    """Return the screen while there is no household to show."""
    return Frame(words.HOUSEHOLD, [found] if found else [], back=back)
