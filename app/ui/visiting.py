"""The household that the address names, read again whenever something was saved."""

from __future__ import annotations

from uuid import UUID

import flet as ft

from app.state import AppState
from app.store.values import HouseholdView
from app.ui import words
from app.ui.components.banner import empty
from app.ui.frame import frame
from app.ui.using import use_app, use_loaded

Found = tuple[HouseholdView | None]


def use_household() -> HouseholdView | ft.Control | None:
    """Return the household of the address; what to show instead if there is none; None so far."""
    state = use_app()
    id = ft.use_route_params().get("id", "")
    found = use_loaded(lambda: _read(state, id), id, state.revision)
    if found is None:
        return None
    return found[0] or empty(
        ft.Icons.HOME_OUTLINED, words.HOUSEHOLD_GONE, words.HOUSEHOLD_GONE_HINT
    )


async def _read(state: AppState, id: str) -> Found:
    """An id out of an address may be anything."""
    try:
        return (await state.actions.store.household(UUID(id)),)
    except ValueError:
        return (None,)


def waiting_or_gone(found: ft.Control | None, back: str) -> ft.View:
    """Return the screen while there is no household to show."""
    return frame(words.HOUSEHOLD, [found] if found else [], back=back)
