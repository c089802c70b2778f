"""Invented households with the ages and ties of a rural commune whose young work away.

Slots of a household go head, spouse, a grandparent perhaps, children, the son's wife and the
grandchildren; children bear their father's family name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Literal
from uuid import UUID

from shared.fields import AgeClass
from shared.places import Village
from shared.quarter import Quarter
from shared.records import Business, Household, Member
from sync_server.seed.names import BUSINESSES, Stock, family_name, full_name
from sync_server.seed.pen import Envelope, Pen, local_ms, uuid7

LARGEST = 9
# Share of households of 1, 2, … 9 people: census-like, mean 3.75.
_SIZES = (7, 16, 21, 27, 16, 8, 3, 1, 1)
# Which stocks of family names meet in a village, by turns.
_MIXTURES = ((60, 36, 4), (25, 70, 5), (75, 20, 5), (15, 60, 25), (45, 50, 5))
# Up to which age which share works or studies away.
_AWAY = ((17, 0.0), (22, 0.42), (35, 0.36), (45, 0.16), (55, 0.06), (130, 0.0))


_Form = Literal["enterprise", "cooperative", "household_business", "shop"]
# Of twenty-five.
_FORMS: tuple[tuple[_Form, int], ...] = (
    ("enterprise", 4), ("cooperative", 1), ("household_business", 8), ("shop", 12)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Office:
    """The commune's officer, who enters the roster on the first morning of the quarter."""

    rng: Random
    pen: Pen
    quarter: Quarter

    @property
    def _ms(self) -> int:
        return local_ms(self.quarter.first_day, 8)

    def new_id(self) -> UUID:
        """Return an id as those of a roster are: of version 5, made of what is listed."""
        return UUID(int=uuid7(self.rng, self._ms).int, version=5)

    def sign(self, village: str) -> Envelope:
        return self.pen.sign(village, self.quarter.first_day, self._ms)


@dataclass(frozen=True, slots=True)
class Person:
    """A member and the age that the generator gave it, which the record may not know."""

    record: Member
    age: int


@dataclass(frozen=True, slots=True)
class Home:
    """A household with its people, in order of their slots."""

    record: Household
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class _Sketch:
    """A person before any record."""

    age: int
    is_woman: bool
    family: str


def sizes(rng: Random, households: int, people: int) -> list[int]:
    """Return so many household sizes, 1 to 9, that add up to exactly `people`."""
    if not households <= people <= households * LARGEST:
        raise ValueError(f"{people} people do not fit {households} households of 1 to {LARGEST}")
    drawn = rng.choices(range(1, LARGEST + 1), _SIZES, k=households)
    while (off := people - sum(drawn)) != 0:
        step = 1 if off > 0 else -1
        movable = [i for i, size in enumerate(drawn) if 1 <= size + step <= LARGEST]
        for i in rng.sample(movable, min(abs(off), len(movable))):
            drawn[i] += step
    return drawn


def homes(office: Office, village: Village, people: Sequence[int]) -> list[Home]:
    """Return the households of `village`, one per size in `people`, as the office enters them."""
    mixture = office.rng.choice(_MIXTURES)
    found = []
    for code, size in enumerate(people, start=1):
        stock = office.rng.choices(range(len(mixture)), mixture)[0]
        sketches = list(islice(_family(office.rng, size, stock), size))
        found.append(_home(office, village, f"{code}", sketches))
    return found


def _home(office: Office, village: Village, code: str, sketches: list[_Sketch]) -> Home:
    names = _names(office.rng, sketches)
    household = Household(id=office.new_id(), head=names[0], code=code, **office.sign(village.id))
    # In one household in seven nobody but the head is on any list.
    listed = office.rng.random() > 0.14
    people = []
    for slot, (sketch, name) in enumerate(zip(sketches, names, strict=True), start=1):
        known = listed or slot == 1
        has_year = known and office.rng.random() > 0.01
        record = Member(
            id=office.new_id(),
            household=household.id,
            slot=slot,
            name=name if known else "",
            birth_year=office.quarter.year - sketch.age if has_year else None,
            age_class=None if known else _age_class(sketch.age),
            status=_status(office.rng, sketch.age, slot),
            **office.sign(village.id),
        )
        people.append(Person(record, sketch.age))
    return Home(household, tuple(people))


def _names(rng: Random, sketches: list[_Sketch]) -> list[str]:
    """Name everybody; no two in one house alike."""
    names: list[str] = []
    for each in sketches:
        name = full_name(rng, each.family, is_woman=each.is_woman, age=each.age)
        while name in names:
            name = full_name(rng, each.family, is_woman=each.is_woman, age=each.age)
        names.append(name)
    return names


def _age_class(age: int) -> AgeClass:
    return "under_15" if age < 15 else "from_15" if age < 18 else "adult"


def _status(rng: Random, age: int, slot: int) -> Literal["resident", "away"]:
    share = next(share for until, share in _AWAY if age <= until)
    # Somebody who is at home is written down as the head.
    return "away" if rng.random() < share / (3 if slot == 1 else 1) else "resident"


def _head_age(rng: Random, size: int) -> int:
    match size:
        case 1:
            return int(rng.triangular(28, 90, 74))
        case 2:
            return int(rng.triangular(27, 86, 62))
        case 3 | 4:
            return int(rng.triangular(24, 74, 33))
    return int(rng.triangular(29, 80, 38))


def _family(rng: Random, size: int, stock: Stock) -> Iterator[_Sketch]:
    """Yield a household's people without end; the first `size` of them live there."""
    age = _head_age(rng, size)
    is_woman = rng.random() < (0.7 if size == 1 else 0.22)
    fathers = family_name(rng, stock)
    head = _Sketch(age, is_woman, family_name(rng, stock) if is_woman else fathers)
    yield head
    if rng.random() < (0.55 if age > 70 else 0.9):
        mate = max(20, age + rng.randint(0, 5) * (1 if is_woman else -1))
        yield _Sketch(mate, not is_woman, fathers if is_woman else family_name(rng, stock))
    yield from _kin(rng, head, fathers, stock)


def _kin(rng: Random, head: _Sketch, fathers: str, stock: Stock) -> Iterator[_Sketch]:
    if 28 <= head.age <= 62 and rng.random() < 0.2:
        yield _Sketch(_older(rng, head.age), True, family_name(rng, stock))
        if rng.random() < 0.45:
            yield _Sketch(_older(rng, head.age), False, fathers)
    ages = _children(rng, head.age)
    for place, age in enumerate(ages):
        yield _Sketch(age, rng.random() < 0.48, fathers)
        if place == 0 and age >= 24 and rng.random() < 0.75:
            yield _Sketch(max(20, age - rng.randint(-1, 4)), True, family_name(rng, stock))
            yield from _grandchildren(rng, age, fathers)
    while True:
        # A large house without more children of its own takes in nieces, nephews and cousins.
        yield _Sketch(rng.randint(0, 30), rng.random() < 0.5, fathers)


def _older(rng: Random, age: int) -> int:
    return min(97, age + rng.randint(22, 34))


def _children(rng: Random, parent: int) -> list[int]:
    age = parent - rng.randint(21, 33)
    ages = []
    for _ in range(rng.choices((1, 2, 3, 4), (20, 50, 24, 6))[0]):
        if age < 0:
            break
        ages.append(age)
        age -= rng.randint(2, 7)
    return ages


def _grandchildren(rng: Random, father: int, fathers: str) -> Iterator[_Sketch]:
    age = father - rng.randint(22, 28)
    for _ in range(rng.choices((1, 2, 3), (30, 55, 15))[0]):
        if age >= 0:
            yield _Sketch(age, rng.random() < 0.48, fathers)
        age -= rng.randint(2, 6)


def businesses(office: Office, villages: Sequence[Village], count: int) -> tuple[Business, ...]:
    """Return `count` shops, workshops, cooperatives and enterprises, spread over the villages."""
    rng = office.rng
    found = []
    forms = [form for form, times in _FORMS for _ in range(times)]
    for form in islice(cycle(forms), count):
        village = rng.choice(villages)
        owner = full_name(rng, "", is_woman=rng.random() < 0.5, age=45).split()[-1]
        place = village.name.removeprefix("Thôn ")
        name = rng.choice(BUSINESSES[form]).format(place if form == "cooperative" else owner)
        found.append(Business(id=office.new_id(), name=name, form=form, **office.sign(village.id)))
    return tuple(found)
