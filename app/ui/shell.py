"""The app as a table of addresses, the heart that syncs, and the looks of the page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet as ft

from app.state import AppState
from app.ui import theme, words
from app.ui.components.banner import empty
from app.ui.frame import frame
from app.ui.route import ROSTER
from app.ui.screens.enrol import EnrolScreen
from app.ui.screens.household import HouseholdScreen
from app.ui.screens.household_form import EditHouseholdScreen
from app.ui.screens.member import MemberScreen
from app.ui.screens.new_household import NewHouseholdScreen
from app.ui.screens.outbox import OutboxScreen
from app.ui.screens.person_form import AddMemberScreen, EditMemberScreen
from app.ui.screens.progress import ProgressScreen
from app.ui.screens.roster import RosterScreen
from app.ui.using import HELD, Held, use_door, use_held

BEAT_SECONDS = 2


@ft.component
def MissingScreen() -> ft.View:
    gone = empty(ft.Icons.EXPLORE_OFF, words.PAGE_MISSING, words.PAGE_MISSING_HINT)
    return frame(words.APP, [gone], back=ROSTER)


ROUTES = [
    ft.Route(
        path="/",
        component=RosterScreen,
        children=[
            ft.Route(path="new", component=NewHouseholdScreen),
            ft.Route(
                path="household/:id",
                component=HouseholdScreen,
                children=[
                    ft.Route(path="edit", component=EditHouseholdScreen),
                    ft.Route(path="add", component=AddMemberScreen),
                    ft.Route(
                        path="member/:member",
                        component=MemberScreen,
                        children=[ft.Route(path="edit", component=EditMemberScreen)],
                    ),
                ],
            ),
        ],
    ),
    ft.Route(path="progress", component=ProgressScreen),
    ft.Route(path="outbox", component=OutboxScreen),
    ft.Route(path="enrol", component=EnrolScreen),
    ft.Route(path=":rest*", component=MissingScreen),
]
UNKNOWN_DEVICE = [ft.Route(path=":rest*", component=EnrolScreen)]


@ft.component
def Shell(state: Callable[[], AppState]) -> list[ft.View]:
    """Give the screens their state. `state` is a function, so that not every change redraws all."""
    return HELD(Held(state()), Gate)


@ft.component
def Gate() -> list[ft.View]:
    """Let only an enrolled device past, and sync while the page is open."""
    state, door = use_held(), use_door()
    gone: ft.MutableRef[bool] = ft.use_ref(False)

    async def beat() -> None:
        # Flet cancels nothing: without this, a page that is gone would go on syncing.
        while not (gone.current or state.is_left):
            await state.pulse.beat()
            await asyncio.sleep(BEAT_SECONDS)

    def end() -> None:
        gone.current = True

    ft.use_effect(beat, [], end)
    routes = ROUTES if door.open else UNKNOWN_DEVICE
    return ft.Router(routes, manage_views=True)  # type: ignore[return-value]


def dress(page: ft.Page) -> None:
    """Give the page its title, type and colours: light, and dark where the system is."""
    page.title = words.APP
    page.fonts = dict(theme.FONTS)
    page.theme, page.dark_theme = theme.light(), theme.dark()
    page.theme_mode = ft.ThemeMode.SYSTEM
    vietnamese = ft.Locale("vi", "VN")
    page.locale_configuration = ft.LocaleConfiguration(
        supported_locales=[vietnamese], current_locale=vietnamese
    )
