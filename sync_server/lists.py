"""Lists of people, households and points of sale, with names where there is consent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from shared.conditions import Facts
from shared.indicators import DEFAULT_AGES, Ages, Indicator, indicators
from shared.lists import STEP_WORDS, can_sign, lack, may_sign, to_bring, to_do
from shared.problems import Code, Problem
from shared.profile import facts
from shared.protocol import Place
from shared.quarter import Quarter
from shared.questions import BY_KEY
from shared.records import Business, Household, Member
from shared.text import name_key
from sync_server import contradicting
from sync_server.alike import elsewhere
from sync_server.communes import villages
from sync_server.database import Cursor
from sync_server.describing import standing
from sync_server.doors import standing_consents, turned_away
from sync_server.naming import Names, Subject
from sync_server.plans import plan_of
from sync_server.rollup import CONCAT

Line = tuple[str | int | None, ...]
SIGNATURE, EVENING, MISSING = "chu-ky-so", "moi-buoi-toi", "con-thieu"
TWICE, AGELESS, CONTRADICTORY = "co-the-trung", "chua-ro-tuoi", "mau-thuan"
KINDS_OF_LIST = {
    SIGNATURE: "Đủ điều kiện cấp chữ ký số, chưa có",
    EVENING: "Mời đến buổi tối tới",
    MISSING: "Còn thiếu theo chỉ tiêu",
    TWICE: "Có thể ghi hai nơi",
    AGELESS: "Chưa rõ tuổi",
    CONTRADICTORY: "Câu trả lời mâu thuẫn",
}
_OF_PLAN = (SIGNATURE, EVENING, MISSING)
"""Lists that follow from the ages of a plan; the others need none."""
_KNOWN = (
    "SELECT subject, {concat} FROM current"
    " WHERE commune = ? AND village = ? AND period IN ('', ?) AND token <> '' GROUP BY subject"
)
_PEOPLE = (
    "SELECT current.subject, log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question = '' AND current.period = ''"
    " AND log.kind = 'member' AND current.subject IN ({})"
)
_HOME = '"household":"'
_LACKS = {"unasked": "chưa hỏi", "not_yet": "chưa có"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list: its kind, of one village or all, for which row of the table, by which ages."""

    kind: str
    village: str = ""
    indicator: Indicator | None = None
    ages: Ages = DEFAULT_AGES

    @property
    def leaves_commune(self) -> bool:
        return self.kind == SIGNATURE

    @property
    def title(self) -> str:
        title = KINDS_OF_LIST[self.kind]
        return f"{title} {self.indicator.number}" if self.indicator else title


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it is printed: headings, lines by village, and how many it may not name; of that
    for e-signatures also of how many nobody knows yet whether they belong on it (`unsure`).
    """

    wanted: Wanted
    headings: tuple[str, ...]
    by_village: tuple[tuple[Place, tuple[Line, ...]], ...]
    unnamed: Mapping[str, int]
    unsure: int = 0

    @property
    def named(self) -> int:
        return sum(len(lines) for _, lines in self.by_village)

    @property
    def total(self) -> int:
        return self.named + sum(self.unnamed.values())


def first(cursor: Cursor, commune: str, today: date) -> str:
    """Return the kind of list to begin with: where there is no plan yet, one that needs none."""
    try:
        plan_of(cursor, commune, Quarter.of(today))
    except Problem as problem:
        if problem.kind is Code.NO_PLAN:
            return TWICE
        raise
    return SIGNATURE


def wanted(cursor: Cursor, at: tuple[str, date], kind: str, village: str, code: str) -> Wanted:
    """Return which list is asked for, in which commune on which day, or refuse."""
    if kind not in KINDS_OF_LIST:
        raise Problem(Code.UNKNOWN_LIST, name=kind[:40])
    if kind not in _OF_PLAN:
        return Wanted(kind, village)
    commune, today = at
    ages = plan_of(cursor, commune, Quarter.of(today)).ages
    if kind != MISSING:
        return Wanted(kind, village, ages=ages)
    rows = [row for row in indicators(ages) if row.who]
    chosen = next((row for row in rows if row.code == code), rows[0])
    return Wanted(kind, village, chosen, ages)


@dataclass(frozen=True, slots=True)
class _Found:
    """A subject that belongs on a list: what is known, and what its line says after the name."""

    subject: bytes
    known: Facts
    rest: Line


def make(cursor: Cursor, commune: str, of: Wanted, today: date) -> Listing:
    """Return a list as of now."""
    quarter = Quarter.of(today)
    choose, headings = _chooser(cursor, (commune, quarter), of)
    lines: list[tuple[Place, tuple[Line, ...]]] = []
    unnamed: dict[str, int] = {}
    unsure = 0
    for place in villages(cursor, commune):
        if of.village and place.id != of.village:
            continue
        where = (commune, place.id)
        known = _known(cursor, where, quarter)
        found = [
            _Found(subject, its, rest)
            for subject, its in known.items()
            if (rest := choose(subject, its)) is not None
        ]
        named, hidden = _lines(cursor, where, of, found, known)
        if named:
            lines.append((place, named))
        if hidden:
            unnamed[place.id] = hidden
        if of.kind == SIGNATURE:
            unsure += _unsure(known.values(), of.ages)
    return Listing(of, headings, tuple(lines), unnamed, unsure)


def _unsure(known: Iterable[Facts], ages: Ages) -> int:
    # Many are alike in all that is known of them.
    alike = Counter(frozenset(of.items()) for of in known if of.get("about") == "member")
    return sum(count for of, count in alike.items() if may_sign(dict(of), ages))


# Most people are as they were on the page before.
_facts = lru_cache(maxsize=16_384)(facts)


def _known(cursor: Cursor, where: tuple[str, str], quarter: Quarter) -> dict[bytes, Facts]:
    """Return what is known of all in a village; of who is gone, not what it is about."""
    rows = cursor.all(_KNOWN.format(concat=CONCAT[cursor.is_sqlite]), (*where, str(quarter)))
    return {bytes(subject): _facts(profile, quarter.year) for subject, profile in rows}


Choose = Callable[[bytes, Facts], Line | None]
"""Takes a subject and what is known of it; says the rest of its line, if it has one."""


def _chooser(cursor: Cursor, at: tuple[str, Quarter], of: Wanted) -> tuple[Choose, tuple[str, ...]]:
    """Return who belongs on the list and what it says of them; and the headings of it all."""
    commune, quarter = at
    person = ("TT", "Họ và tên", "Năm sinh", "Hộ")
    if of.kind == TWICE:
        others = elsewhere(cursor, commune)
        return lambda subject, _: _twice(others.get(subject)), (*person, "Còn ghi ở", "Ghi chú")
    if of.kind == CONTRADICTORY:
        said = contradicting.told(cursor, commune, quarter)
        sides = (*person, "Trả lời “Có”", "Nhưng lại trả lời")
        # Somebody's answers may stand in another village than they do.
        return lambda who, known: said.get(who) if "about" in known else None, sides
    choose, rest = _by_facts(of)
    # Many are alike in all that is known of them.
    alike: dict[frozenset[tuple[str, object]], Line | None] = {}

    def once(_: bytes, known: Facts) -> Line | None:
        if (key := frozenset(known.items())) not in alike:
            alike[key] = choose(known)
        return alike[key]

    of_all = ("TT", "Tên", "Năm sinh", "Hộ") if of.kind == MISSING else person
    return once, (*of_all, *rest)


def _twice(elsewhere: str | None) -> Line | None:
    return (elsewhere, "") if elsewhere else None


def _by_facts(of: Wanted) -> tuple[Callable[[Facts], Line | None], tuple[str, ...]]:
    """Return who belongs on a list that follows from what is known of each, and its headings."""
    ages = of.ages

    def signs(known: Facts) -> Line | None:
        if known.get("about") != "member" or not can_sign(known, ages):
            return None
        return (BY_KEY["carrier"].word(str(known.get("carrier"))), "")

    def comes(known: Facts) -> Line | None:
        if known.get("about") != "member":
            return None
        return _steps(frozenset(pair for pair in known.items() if pair[0] in STEP_WORDS), ages)

    def lacks(known: Facts) -> Line | None:
        assert of.indicator  # noqa: S101 - `wanted` gives one to this list
        what = lack(of.indicator, str(known.get("about")), known)
        return None if what is None else (_LACKS[what], "")

    def is_ageless(known: Facts) -> Line | None:
        return ("",) if known.get("about") == "member" and "age" not in known else None

    by_kind: Mapping[str, tuple[Callable[[Facts], Line | None], tuple[str, ...]]] = {
        SIGNATURE: (signs, ("Nhà mạng", "Ghi chú")),
        EVENING: (comes, ("Cần làm", "Mang theo", "Đã đến")),
        MISSING: (lacks, ("Tình trạng", "Ghi chú")),
        AGELESS: (is_ageless, ("Ghi chú",)),
    }
    return by_kind[of.kind]


@lru_cache(maxsize=65_536)
def _steps(known: frozenset[tuple[str, str | tuple[int, int]]], ages: Ages) -> Line | None:
    """Return what is left to do for who is known so far, and what to bring along."""
    steps = to_do(dict(known), ages)
    said = ", ".join(step.label for step in steps)
    return (said, ", ".join(to_bring(steps)), "") if steps else None


def _lines(
    cursor: Cursor,
    where: tuple[str, str],
    of: Wanted,
    found: Sequence[_Found],
    known: Mapping[bytes, Facts],
) -> tuple[tuple[Line, ...], int]:
    """Return the lines of one village, in the order of its households, and how many have no name.

    Slots without a name count among those: the household stands on its list, the person cannot.
    """
    commune, _ = where
    told = {subject: str(its["consent"]) for subject, its in known.items() if "consent" in its}
    records = _records(cursor, commune, [each.subject for each in found])
    homes = {record.household.bytes for record in records.values() if isinstance(record, Member)}
    records |= _records(cursor, commune, homes - records.keys())
    others = _people_of(cursor, commune, records, told.keys() - records.keys())
    records |= _records(cursor, commune, others)
    told = standing_consents(cursor, where, told, records, leaves_commune=of.leaves_commune)
    names = Names(records, told, of.leaves_commune)
    refusing = turned_away(cursor, where).keys() if of.kind == EVENING and found else set()
    named: list[tuple[Any, Line]] = []
    uninvited = 0
    for each in found:
        record = records.get(each.subject)
        if of.kind == EVENING and isinstance(record, Member) and _stays_away(record, refusing):
            uninvited += 1
            continue
        if record is None or not (label := names.of(record)):
            continue
        home, year = names.home(record), getattr(record, "birth_year", None)
        order = (*_house_order(home), getattr(record, "slot", 0), name_key(label))
        named.append((order, (label, year, names.house(home), *each.rest)))
    lines = sorted(named, key=lambda each: each[0])
    numbered = tuple((at, *line) for at, (_, line) in enumerate(lines, start=1))
    return numbered, len(found) - uninvited - len(named)


def _stays_away(person: Member, refusing: Container[UUID]) -> bool:
    return person.status == "away" or person.household in refusing


def _people_of(
    cursor: Cursor, commune: str, homes: Iterable[bytes], those: Iterable[bytes]
) -> list[bytes]:
    """Return who of `those` is a person of one of these households."""
    # Most are of other houses: a household is cut out of many thousands of texts, not parsed.
    wanted = {str(UUID(bytes=each)) for each in homes}
    return [
        bytes(subject)
        for subject, text in cursor.among(_PEOPLE, commune, those)
        if text.partition(_HOME)[2].partition('"')[0] in wanted
    ]


def _records(cursor: Cursor, commune: str, subjects: Iterable[bytes]) -> dict[bytes, Subject]:
    found = standing(cursor, commune, (UUID(bytes=each) for each in subjects))
    return {
        record.id.bytes: record
        for record in found.values()
        if isinstance(record, Member | Household | Business)
    }


def _house_order(home: Subject | None) -> tuple[Any, ...]:
    """Order as the village numbers its households; those without a number at the end."""
    code = home.code if isinstance(home, Household) else ""
    digits = re.search(r"\d+", code)
    return digits is None, int(digits[0]) if digits else 0, code, str(home.id if home else "")
