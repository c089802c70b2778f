"""A realistic invented commune in the middle of its campaign, for `demo`, tests and benches.

names, people       who lives there
facts, campaign     what they would answer; the evenings on which volunteers asked
pen                 how a device numbers and stamps

Pure: equal numbers give equal communes, down to the last id. Nobody in it exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from shared.places import CAM_TAN, Commune, Village
from shared.quarter import Quarter
from shared.records import Figure, Record
from sync_server.devices import DESK
from sync_server.seed import campaign
from sync_server.seed.names import village_name
from sync_server.seed.pen import Pen, local_ms
from sync_server.seed.people import Home, Office, businesses, homes, sizes


@dataclass(frozen=True, slots=True)
class Size:
    """How large a commune to make; by default old Cẩm Tân."""

    villages: int = 10
    households: int = 1_600
    people: int = 6_000


@dataclass(frozen=True, slots=True)
class Seed:
    """A commune as its collector would know it: who made what, in order of numbers."""

    commune: Commune
    villages: tuple[Village, ...]
    roster: tuple[Record, ...]
    evenings: Mapping[UUID, tuple[Record, ...]]
    figures: tuple[Figure, ...]


def seed(number: int, quarter: Quarter, size: Size = Size(), today: date | None = None) -> Seed:
    """Return the commune that `number` stands for, half-way through its campaign of `quarter`.

    With `today`, nothing lies in the future: the same calls are squeezed into the evenings so far.
    """
    today = today or quarter.last_day
    rng = Random(number)  # noqa: S311 - the same commune again is the purpose; nothing is secret
    villages = tuple(
        Village(f"{CAM_TAN.id}-{place:02d}", CAM_TAN.id, village_name(place))
        for place in range(1, size.villages + 1)
    )
    office = Office(rng, Pen(DESK), quarter)
    people = sizes(rng, size.households, size.people)
    houses = [
        homes(office, village, mine)
        for village, mine in zip(villages, _shared_out(rng, people, len(villages)), strict=True)
    ]
    shops = businesses(office, villages, size.households // 64)
    made = campaign.evenings(
        rng,
        [
            (there, [shop for shop in shops if shop.village == village.id])
            for village, there in zip(villages, houses, strict=True)
        ],
        quarter,
        today,
    )
    roster = (*_records(houses), *shops)
    return Seed(CAM_TAN, villages, roster, made, _figures(office, today))


def seed_sized(number: int, quarter: Quarter, villages: int, households: int, people: int) -> Seed:
    """Return a commune of another size, for benches."""
    return seed(number, quarter, Size(villages, households, people))


def _shared_out(rng: Random, people: list[int], villages: int) -> list[list[int]]:
    """Deal households to villages, the largest about twice the smallest."""
    weights = [rng.uniform(0.65, 1.35) for _ in range(villages)]
    ends = [round(len(people) * sum(weights[: i + 1]) / sum(weights)) for i in range(villages)]
    return [people[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _records(houses: list[list[Home]]) -> list[Record]:
    return [
        record
        for there in houses
        for home in there
        for record in (home.record, *(person.record for person in home.people))
    ]


def _figures(office: Office, today: date) -> tuple[Figure, ...]:
    """Declare half of what only the office knows; the other half is still to come."""
    rng, quarter = office.rng, office.quarter
    officials, dossiers = rng.randint(19, 24), rng.randint(340, 460)
    declared = (
        ("CT01", officials - rng.randint(1, 4), officials, "Sổ theo dõi của Văn phòng UBND xã"),
        ("CT04", officials, officials, "Danh sách hộp thư công vụ"),
        ("CT05", dossiers - rng.randint(15, 60), dossiers, "Hệ thống một cửa điện tử"),
        ("VS2.1", 2, None, "Kế hoạch của UBND xã"),
    )
    yesterday = max(quarter.first_day, today - timedelta(days=1))
    day = min(yesterday, quarter.first_day + timedelta(days=50))
    return tuple(
        Figure(
            id=Figure.id_for(code, str(quarter)),
            code=code,
            period=str(quarter),
            numerator=numerator,
            denominator=denominator,
            source=source,
            person="Lê Thị Hương",
            **office.pen.sign("", day, local_ms(day, 14)),
        )
        for code, numerator, denominator, source in declared
    )
