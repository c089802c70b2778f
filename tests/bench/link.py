"""What a poor line makes of a sync: the real store and courier through a relay that crawls."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx

from app.store.store import Store
from app.store.values import Account
from app.store.writing import Draft
from app.sync.courier import Courier, run
from shared.places import CAM_TAN
from shared.problems import Problem
from shared.protocol import Place
from shared.quarter import Quarter
from shared.records import Answer, Household, Member, Visit
from tests.bench.goals import Line
from tests.bench.serving import serving
from tests.bench.workload import BATCH, NUMBER, QUARTER, Device, Workload
from tests.soak.link import Link, Weather, linked

# Round trip 300 ms and 512 kbit/s; what PouchDB took there, measured once and fixed (seconds).
RATE, DELAY = 64_000.0, 0.15
POUCHDB_PUSH, POUCHDB_PULL = 14.2, 157.6
HOMES, PEOPLE, TICKS = 300, 1_500, 6_000
STEPS = ("smartphone", "vneid", "esign", "trained")
DAY = QUARTER.first_day
MORNING_MS = 1_740_000_000_000
LIMIT = 200


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the lines of G9, of a team's day, and of a line that breaks."""
    # Not warmed up: the entries of the one that warms up would stand in the way of the team's.
    with serving(folder, prepared, work, warm=False) as served, linked(served.port) as link:
        place = folder / f"line-{time.monotonic_ns()}"
        place.mkdir()
        return asyncio.run(_measured(place, work, link))


async def _measured(place: Path, work: Workload, link: Link) -> list[Line]:
    team = await _phone(place / "team.db", work.devices[-1], work, link)
    link.weather = Weather(rate=RATE, delay=DELAY)
    pull = await _timed(team, link)
    await _write_down_a_day(team, work)
    link.weather = Weather()
    await _sync(team, link)
    assert await _has_all(team), "the team's day is not all at the collector"
    carried = sum(link.weather.carried.values()) / 1000
    one = await _phone(place / "one.db", work.devices[1], work, link)
    await _sync(one, link)
    await one.append(list(_visits(work.devices[1])), MORNING_MS)
    link.weather = Weather(rate=RATE, delay=DELAY)
    push = await _timed(one, link, then_pull=False)
    broken, repeated = await _over_a_line_that_breaks(place, work, link)
    pouch = f"PouchDB {POUCHDB_PUSH} s", f"PouchDB {POUCHDB_PULL} s"
    return [
        Line(
            "G9", "push 500 at 300 ms, 512 kbit/s", f"{push:.2f} s", pouch[0], push, 1.5, 0.8, "s"
        ),
        Line("G9", "pull the roster there", f"{pull:.2f} s", pouch[1], pull, 9, 5.5, "s"),
        Line(
            "I4", "a team's day: 6,000 ticks, 300 visits", "both ways", "", carried, 150, 100, "kB"
        ),
        Line(
            "I4",
            f"64 kbit/s, 5 % loss, cut {broken} times: repeated at most",
            f"{repeated} of batches of {LIMIT}",
            "one batch a cut",
            repeated / LIMIT / max(broken, 1),
            1,
            0.5,
            "batch",
        ),
    ]


async def _phone(path: Path, device: Device, work: Workload, link: Link) -> Store:
    everywhere = tuple(Place(id=each.id, name=each.name) for each in work.seed.villages)
    own = tuple(each for each in everywhere if each.id == device.village)
    scope = everywhere if device is work.devices[-1] else own
    store = await Store.open(path)
    commune = (CAM_TAN.id, CAM_TAN.name)
    await store.enrol(Account(device.id, device.token, link.address, *commune, "Hoa", scope))
    return store


async def _has_all(store: Store) -> bool:
    box = await store.outbox()
    return not box.unsent and not box.refused


async def _sync(store: Store, link: Link, limit: int = BATCH) -> None:
    account = await store.account()
    assert account
    async with Courier(link.address, account.token) as courier:
        await run(store, courier, lambda: MORNING_MS, limit)


async def _timed(store: Store, link: Link, *, then_pull: bool = True) -> float:
    """Return the seconds of a whole sync, or until the collector has all of ours."""
    account = await store.account()
    assert account
    start = time.perf_counter()
    async with Courier(link.address, account.token) as courier:
        if then_pull:
            await run(store, courier, lambda: MORNING_MS)
        else:
            await store.keep(await courier.push(await store.batch(BATCH)), MORNING_MS)
    return time.perf_counter() - start


def _visits(device: Device) -> Iterator[Draft]:
    chance = Random(NUMBER)  # noqa: S311 - the same visits again
    for _ in range(BATCH):
        home, head = chance.choice(device.homes), chance.choice(device.heads)
        note = f"{head.name}: hẹn tối thứ Năm quay lại, máy cũ, mạng yếu"
        yield Visit, _at(home, {"household": home.id, "id": _an_id(chance), "note": note})


def _an_id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(74) | (0x01940000_0000_7000 << 64) | (0b10 << 62))


def _at(home: Household, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"village": home.village, "day": DAY, **more}


async def _write_down_a_day(store: Store, work: Workload) -> None:
    """Let a team see 300 households of 1,500 people: a visit each, and four ticks a person."""
    for turn, drafts in enumerate(_day(work)):
        await store.append(drafts, MORNING_MS + turn * 95_000)


def _day(work: Workload) -> Iterator[list[Draft]]:
    chance = Random(NUMBER)  # noqa: S311 - the same day again
    people: dict[UUID, list[Member]] = defaultdict(list)
    homes = {each.id: each for each in work.seed.roster if isinstance(each, Household)}
    for each in work.seed.roster:
        if isinstance(each, Member):
            people[each.household].append(each)
    largest = sorted(people, key=lambda home: -len(people[home]))[:HOMES]
    spare = islice((who for home in largest for who in people[home]), PEOPLE)
    seen: dict[UUID, list[Member]] = defaultdict(list)
    for who in spare:
        seen[who.household].append(who)
    chance.shuffle(largest)
    for home in largest:
        yield [
            (Visit, _at(homes[home], {"household": home, "id": _an_id(chance)})),
            *_ticks(homes[home], seen[home], chance),
        ]


def _ticks(home: Household, people: Sequence[Member], chance: Random) -> Iterator[Draft]:
    period = str(Quarter.of(DAY))
    for who in people:
        for step in STEPS:
            values = ("none", "1", "2") if step == "vneid" else ("yes", "no")
            when = period if step == "trained" else ""
            said = {"question": step, "period": when, "value": chance.choice(values)}
            id = Answer.id_for(who.id, step, when)
            yield Answer, _at(home, {"id": id, "about": "member", "subject": who.id, **said})


async def _over_a_line_that_breaks(place: Path, work: Workload, link: Link) -> tuple[int, int]:
    """Return how often the line broke, and how many entries went up more than once."""
    sent: list[int] = []

    class Counting(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == "/v1/push":
                sent.append(LIMIT)
            return await super().handle_async_request(request)

    store = await _phone(place / "breaking.db", work.devices[2], work, link)
    await _sync(store, link)
    await store.append(list(_visits(work.devices[2])), MORNING_MS)
    link.weather = Weather(rate=8_000, delay=0.1, loss=5, breaks=8)
    account, broken = await store.account(), 0
    assert account
    while (await store.outbox()).unsent and broken < 100:
        async with Courier(link.address, account.token, Counting()) as courier:
            try:
                await run(store, courier, lambda: MORNING_MS, LIMIT)
            except Problem:
                broken += 1
    batches = -(-BATCH // LIMIT)
    assert not (await store.outbox()).unsent
    return broken, (len(sent) - batches) * LIMIT
