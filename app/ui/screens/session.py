"""The evening ("phiên"): opened, then its roll and its waiting room, until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import flet as ft

from app import evening as verbs
from app.evening import NewSession
from app.state import AppState
from app.store.evenings import Waiting
from app.store.guests import Guest
from app.ui import presenting, route, summing, theme
from app.ui.components.banner import empty
from app.ui.components.choosing import choice, text_field
from app.ui.components.finding import guest_field
from app.ui.components.guest import FoundLine, GuestLine, RollLine
from app.ui.components.touch import button
from app.ui.components.waiting import WaitingActs, WaitingRoom
from app.ui.drafting import use_draft
from app.ui.frame import Frame
from app.ui.using import Search, use_app, use_held, use_limit, use_read, use_search
from app.ui.words import evening
from shared.protocol import Place
from shared.records import Session

FOUND = 8
Row = ft.memo(RollLine)  # type: ignore[no-untyped-call]


@ft.component
def SessionScreen() -> ft.View:
    state = use_app()

    async def load() -> tuple[Session | None, str, bool]:
        evenings = state.actions.store.evenings
        last = await evenings.last()
        before = await evenings.session(last) if last else None
        has_last = before is not None and not before.deleted
        return await evenings.current(), await evenings.team(), has_last

    found = use_read(load, state.revision)
    if found is None:
        return Frame(evening.SESSION, [], back=route.ROSTER)
    session, team, has_last = found
    if session is None:
        return OpenForm(team, has_last)
    return SessionPage(session, key=str(session.id))


@ft.component
def OpenForm(team: str, has_last: bool = False) -> ft.View:
    """Ask where, when and who; usually the button is all there is to press. Who closed a session
    finds its summary here."""
    state = use_held()
    places = state.villages
    first = state.village or (places[0].id if places else "")
    draft, set_draft = use_draft(NewSession(first, state.today(), team))

    async def save() -> None:
        await state.save(verbs.open_session(state.actions, draft))

    last = button(evening.LAST_SUMMARY, lambda: route.go(route.SUMMARY), quiet=True)
    return Frame(
        evening.OPEN,
        [*draft_fields(draft, places, state.today(), set_draft), *([last] if has_last else [])],
        back=route.ROSTER,
        foot=button(evening.OPEN, save, icon=ft.Icons.GROUPS),
    )


def draft_fields(
    draft: NewSession,
    places: tuple[Place, ...],
    today: date,
    edit: Callable[[Callable[[NewSession], NewSession]], None],
) -> list[ft.Control]:
    """Return the fields; `edit` takes how the draft changes."""
    before = today - timedelta(days=1)
    days = {
        today.isoformat(): f"{evening.TODAY}, {today:%d/%m}",
        before.isoformat(): f"{evening.YESTERDAY}, {before:%d/%m}",
    }
    fields: list[ft.Control] = [
        text_field(
            evening.TEAM,
            draft.team,
            lambda text: edit(lambda d: replace(d, team=text)),
            hint=evening.TEAM_HINT,
        )
    ]
    if len(places) > 1:
        names = {place.id: place.name for place in places}
        fields.append(
            choice(
                evening.VILLAGE,
                names,
                draft.village,
                lambda id: edit(lambda d: replace(d, village=id)),
            )
        )
    return [
        *fields,
        choice(
            evening.PLACE,
            evening.PLACES,
            draft.place,
            lambda place: edit(lambda d: replace(d, place="hall" if place == "hall" else "houses")),
        ),
        choice(
            evening.DAY,
            days,
            draft.day.isoformat(),
            lambda day: edit(lambda d: replace(d, day=date.fromisoformat(day))),
        ),
    ]


@dataclass(frozen=True, slots=True)
class Room:
    """What a session shows: who waits, whom the search found, and who came (`limit` of `total`)."""

    waiting: tuple[Waiting, ...]
    found: tuple[Guest, ...]
    guests: tuple[Guest, ...]
    total: int


@ft.component
def SessionPage(session: Session, key: str = "") -> ft.View:
    state = use_app()
    limit, more, _ = use_limit()

    async def load(query: str) -> Room:
        evenings = state.actions.store.evenings
        glance = await evenings.glance()
        return Room(
            await evenings.waiting(session),
            await evenings.find(session, query, FOUND),
            await evenings.guests(session, limit),
            glance.came if glance else 0,
        )

    async def close() -> None:
        await state.save(verbs.close_session(state.actions), back=route.SESSION)
        if state.notice.problem is None:
            route.go(route.SUMMARY)

    search = use_search(load, session.id, state.revision, limit)
    room = search.found
    body: list[ft.Control] = []
    if room:
        body = _finding(state, session, search, room)
        # While somebody is looked for, all else is in the way.
        if not search.query.strip():
            body += [*_waiting(state, room.waiting), *_roll(state, room)]
            if len(room.guests) < room.total:
                body.append(button(evening.MORE, more, quiet=True))
    return Frame(
        evening.session(session.team),
        body,
        subtitle=summing.where_and_when(session, state.villages),
        back=route.ROSTER,
        foot=ft.Row(
            [
                button(evening.SUMMARY, lambda: route.go(route.SUMMARY), quiet=True, expand=True),
                button(evening.CLOSE, close, expand=True),
            ],
            spacing=8,
        ),
    )


def _waiting(state: AppState, waiting: tuple[Waiting, ...]) -> list[ft.Control]:
    if not waiting:
        return []
    by_id = {str(each.answer.id): each for each in waiting}

    def go(id: str, whence: str = route.FROM_SESSION) -> None:
        of = by_id[id]
        route.go(route.member(of.household.id, of.member.id, of.answer.question, whence))

    async def arrived(id: str) -> None:
        await state.save(verbs.arrived(state.actions, by_id[id], state.today()))
        go(id, route.FROM_CODE)

    async def give_up(id: str) -> None:
        await state.save(verbs.give_up(state.actions, by_id[id], state.today()))

    return [
        theme.heading(evening.WAITING),
        WaitingRoom(tuple(map(summing.parked, waiting)), WaitingActs(go, arrived, give_up)),
    ]


def _finding(
    state: AppState, session: Session, search: Search[Room], room: Room
) -> list[ft.Control]:
    by_id = {str(each.member.id): each for each in room.found}

    async def add(id: str) -> None:
        member = by_id[id].member
        await search.look("")
        await state.save(verbs.came(state.actions, session, member, session.day))

    field: list[ft.Control] = [guest_field(search.query, search.look)]
    if search.query.strip() and not room.found:
        return [*field, theme.body(evening.NOBODY_FOUND, theme.QUIET)]
    lines = [_line(each) for each in room.found]
    return [*field, *(FoundLine(each, add, _open(by_id), key=f"f{each.id}") for each in lines)]


def _roll(state: AppState, room: Room) -> list[ft.Control]:
    if not room.guests:
        return [empty(ft.Icons.GROUPS, evening.NOBODY, evening.NOBODY_HINT)]
    by_id = {str(each.member.id): each for each in room.guests}

    async def remove(id: str) -> None:
        if visit := by_id[id].visit:
            await state.save(verbs.did_not_come(state.actions, visit))

    lines = map(_line, room.guests)
    return [
        theme.heading(evening.came(room.total)),
        *(Row(each, _open(by_id), remove, key=each.id) for each in lines),
    ]


def _open(by_id: dict[str, Guest]) -> Callable[[str], None]:
    def go(id: str) -> None:
        route.go(route.member(by_id[id].household.id, id, whence=route.FROM_SESSION))

    return go


def _line(guest: Guest) -> GuestLine:
    return GuestLine(
        str(guest.member.id),
        presenting.person_name(guest.member),
        " · ".join((presenting.household_title(guest.household), presenting.age(guest.member))),
        guest.visit is not None,
    )
