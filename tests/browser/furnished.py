"""A phone in the middle of an evening, written by the app's own verbs: something everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app import businesses, evening
from app.actions import Actions
from app.businesses import Trade
from app.evening import NewSession
from app.inputs import NewHousehold, Tick
from app.main import new_id, now_ms
from app.settings import Settings
from app.store.store import Store
from app.sync.courier import Courier
from app.volunteers import Volunteers
from shared.protocol import Place
from shared.records import Household, Member
from shared.stamp import day_of
from tests.browser.office import Office

PIN = "1234"
VOLUNTEER, OTHER_VOLUNTEER = "Lò Thị Mai", "Hà Văn Hải"
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Furnished:
    """Where its data lies, and what there is to open."""

    folder: Path
    home: Household
    people: tuple[Member, ...]
    duplicate: UUID
    shop: UUID

    @property
    def person(self) -> str:
        return f"/household/{self.home.id}/member/{self.people[0].id}"


async def furnish(folder: Path, office: Office, code: str, volunteers: bool = True) -> Furnished:
    """Enrol with `code` and work for a while; the office has to be open."""
    store = await Store.open(Settings(folder).database)
    actions = Actions(store, now_ms, new_id, Courier)
    account = await actions.enrol(office.address, code)
    await actions.sync_now()
    place, today = account.villages[0], day_of(now_ms())
    home, people = await _household(store, place)
    session = await evening.open_session(actions, NewSession(place.id, today, "Tổ 1"))
    for person in people:
        await evening.came(actions, session, person, today)
    await _ask(actions, people)
    duplicate = await actions.register_household(
        NewHousehold(place.id, today, head=home.head, people=2, adults=1, phones=1)
    )
    await actions.sync_now()
    await store.has_synced(now_ms())
    shop = await _shops(actions, place)
    if volunteers:
        crew = Volunteers(actions)
        await crew.add(VOLUNTEER, PIN, PIN)
        await crew.add(OTHER_VOLUNTEER, "5678", "5678")
    await store.close()
    return Furnished(folder, home, people, duplicate.id, shop)


async def _household(store: Store, place: Place) -> tuple[Household, tuple[Member, ...]]:
    """Return a household whose head is named, with three people or more who are at home."""
    page = await store.households(place.id, limit=200)
    for line in page.items:
        view = await store.household(line.household.id)
        if view and view.household.head:
            people = tuple(
                each
                for each in view.members
                if each.name and (each.birth_year or 0) < 2005 and each.status == "resident"
            )
            if len(people) >= 2:
                return view.household, people
    raise LookupError("no household of several grown people")


async def _ask(actions: Actions, people: tuple[Member, ...]) -> None:
    """Tick, give reasons, and let two wait: one for long, of a carrier that was told."""
    today = day_of(now_ms())

    def tick(place: int, question: str, value: str, **more: object) -> Tick:
        person = people[place]
        return Tick(person.village, today, "member", person.id, question, value, **more)  # type: ignore[arg-type]

    for key in ("id_document", "smartphone"):
        await actions.answer(tick(0, key, "yes", how="had"))
    await actions.answer(tick(0, "own_sim", "no", obstacles=("SIM_NOT_OWN",)))
    await actions.answer(tick(1, "trained", "yes", how=""))
    await actions.answer(tick(1, "vneid", "2", how="done"))
    await actions.answer(tick(1, "carrier", "viettel"))
    for place, minutes in ((1, 9), (0, 2)):
        parked = tick(place, "esign", "no")
        await evening.wait(actions, parked, now_ms() - minutes * MINUTE_MS)


async def _shops(actions: Actions, place: Place) -> UUID:
    today = day_of(now_ms())
    trades = (
        Trade("Quán phở chị Hoa", "shop", "gần cổng chợ"),
        Trade("Xưởng mộc Bình Minh", "household_business"),
        Trade("Công ty TNHH Mây tre Cẩm Tân", "enterprise"),
    )
    made = [await businesses.add(actions, trade, place.id, today) for trade in trades]
    for question, value in (("qr_payment", "yes"), ("trained", "yes")):
        await actions.answer(Tick(place.id, today, "business", made[0].id, question, value))
    return made[0].id
