"""The app as a table of addresses, the heart that syncs, and the looks of the page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import flet as ft

from app.state import AppState
from app.ui import diffing, making, theme, words
from app.ui.components.banner import empty
from app.ui.components.touch import button
from app.ui.frame import Frame
from app.ui.idling import Watch
from app.ui.route import ROSTER, go
from app.ui.screens.business import BusinessScreen, EditBusinessScreen
from app.ui.screens.businesses import BusinessesScreen, NewBusinessScreen
from app.ui.screens.enrol import EnrolScreen
from app.ui.screens.hand_over import HandOverScreen
from app.ui.screens.help import HelpPageScreen, HelpScreen
from app.ui.screens.household import HouseholdScreen
from app.ui.screens.household_form import EditHouseholdScreen
from app.ui.screens.lock import LockScreen
from app.ui.screens.member import MemberScreen
from app.ui.screens.merge import MergeHouseholdScreen, MergeMemberScreen
from app.ui.screens.new_household import NewHouseholdScreen
from app.ui.screens.outbox import OutboxScreen
from app.ui.screens.person_form import AddMemberScreen, EditMemberScreen
from app.ui.screens.progress import ProgressScreen
from app.ui.screens.remaining import RemainingScreen
from app.ui.screens.roster import RosterScreen
from app.ui.screens.session import SessionScreen
from app.ui.screens.session_summary import SummaryScreen
from app.ui.screens.volunteers import VolunteersScreen
from app.ui.using import HELD, Held, use_door, use_held

BEAT_SECONDS = 2

# Components say themselves when they are to be drawn again: without this, Flet would look through
# the whole page after every event.
ft.context.disable_auto_update()  # type: ignore[no-untyped-call]
diffing.hasten()
making.hasten()


@ft.component
def MissingScreen() -> ft.View:
    gone = empty(ft.Icons.EXPLORE_OFF, words.PAGE_MISSING, words.PAGE_MISSING_HINT)
    home = button(words.TAB_ROSTER, lambda: go(ROSTER))
    return Frame(words.APP, [gone, home], back=ROSTER)


ROUTES = [
    ft.Route(
        path="/",
        component=RosterScreen,
        children=[
            ft.Route(path="new", component=NewHouseholdScreen),
            ft.Route(path="volunteers", component=VolunteersScreen),
            ft.Route(
                path="businesses",
                component=BusinessesScreen,
                children=[
                    ft.Route(path="new", component=NewBusinessScreen),
                    ft.Route(
                        path="of/:id",
                        component=BusinessScreen,
                        children=[ft.Route(path="edit", component=EditBusinessScreen)],
                    ),
                ],
            ),
            ft.Route(
                path="session",
                component=SessionScreen,
                children=[ft.Route(path="summary", component=SummaryScreen)],
            ),
            ft.Route(
                path="household/:id",
                component=HouseholdScreen,
                children=[
                    ft.Route(path="edit", component=EditHouseholdScreen),
                    ft.Route(path="add", component=AddMemberScreen),
                    ft.Route(path="merge", component=MergeHouseholdScreen),
                    ft.Route(
                        path="member/:member",
                        component=MemberScreen,
                        children=[
                            ft.Route(path="edit", component=EditMemberScreen),
                            ft.Route(path="merge", component=MergeMemberScreen),
                        ],
                    ),
                ],
            ),
        ],
    ),
    ft.Route(
        path="progress",
        component=ProgressScreen,
        children=[ft.Route(path=":code", component=RemainingScreen)],
    ),
    ft.Route(path="outbox", component=OutboxScreen),
    ft.Route(path="hand-over", component=HandOverScreen),
    ft.Route(
        path="help",
        component=HelpScreen,
        children=[ft.Route(path=":topic", component=HelpPageScreen)],
    ),
    ft.Route(path="enrol", component=EnrolScreen),
    ft.Route(path=":rest*", component=MissingScreen),
]
UNKNOWN_DEVICE = [ft.Route(path=":rest*", component=EnrolScreen)]
LOCKED = [ft.Route(path=":rest*", component=LockScreen)]


@ft.component
def Shell(state: Callable[[], AppState]) -> list[ft.View]:
    """Give the screens their state. `state` is a function, so that not every change redraws all."""
    return HELD(Held(state()), Gate)


@ft.component
def Gate() -> list[ft.View]:
    """Let only an enrolled device and who may use it past, and sync while the page is open."""
    state, door = use_held(), use_door()
    gone: ft.MutableRef[bool] = ft.use_ref(False)

    watch: list[Watch] = ft.use_ref([Watch()]).current or [Watch()]

    async def beat() -> None:
        # Flet cancels nothing: without this, a page that is gone would go on syncing.
        while not (gone.current or state.is_left):
            await state.pulse.beat()
            await _lock_if_idle(state, watch)
            await asyncio.sleep(BEAT_SECONDS)

    def end() -> None:
        gone.current = True

    ft.use_effect(beat, [], end)
    routes = UNKNOWN_DEVICE if not door.open else LOCKED if door.locked else ROUTES
    return ft.Router(routes, manage_views=True)  # type: ignore[return-value]


async def _lock_if_idle(state: AppState, watch: list[Watch]) -> None:
    """Lock when nothing was saved and nobody went anywhere for as long as they chose."""
    now_ms = state.actions.clock()
    watch[:] = [watch[0].look((ft.context.page.route, state.notice.serial), now_ms)]
    if not state.pulse.is_locked and watch[0].is_over(state.pulse.idle_minutes, now_ms):
        await state.pulse.lock()


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
