"""The golden commune as records: what its desk and its three volunteers' devices would hold.

The commune itself, and the counts made by hand, are two tables in `golden_table`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from shared.places import Village
from shared.profile import Profile, join, token
from shared.quarter import Quarter
from shared.questions import BY_KEY
from shared.records import Answer, Business, Household, Member, Record, newer
from tests.support.golden_table import EXPECTED, TABLE, Line, expected, lines

__all__ = [
    "COMMUNE", "DESK", "EXPECTED", "QUARTER", "TABLE", "VILLAGES", "VOLUNTEERS", "Line", "Tick",
    "answers", "evening", "expected", "lines", "profiles", "records", "roster", "slot_label",
]  # fmt: skip

VILLAGES = (
    Village("vang-01", "cam-tan", "Thôn Một"),
    Village("vang-02", "cam-tan", "Thôn Hai"),
    Village("vang-03", "cam-tan", "Thôn Ba"),
)
COMMUNE = "Xã"
QUARTER = Quarter(2025, 1)
DESK = UUID("0194b000-0000-7000-8000-0000000000d0")
VOLUNTEERS = {
    village.id: UUID(f"0194b000-0000-7000-8000-0000000000d{place}")
    for place, village in enumerate(VILLAGES, start=1)
}

_QUESTIONS = {
    "ĐT": "smartphone", "NH": "bank_account", "VÍ": "ewallet", "MM": "mobile_money",
    "VN": "vneid", "CK": "esign", "TH": "trained", "NT": "platform_used", "AT": "safety_app",
    "DV": "dvc_used", "TĐ": "electricity_cashless",
}  # fmt: skip
_STATUS: Mapping[str, Literal["resident", "away", "moved", "died"]] = {
    "nhà": "resident", "đi xa": "away", "chuyển": "moved", "mất": "died",
}  # fmt: skip
_CLASSES: Mapping[str, Literal["under_15", "from_15", "adult"]] = {
    "<15": "under_15", "15-17": "from_15", "18+": "adult",
}  # fmt: skip
_FORMS: Mapping[str, Literal["enterprise", "shop"]] = {
    "doanh nghiệp": "enterprise", "cửa hàng": "shop",
}  # fmt: skip


class Tick(NamedTuple):
    """One tick as a volunteer makes it by hand; a `value` of "" takes the answer back.

    `household` is the head's name, or the household's number where the head has none; it is ""
    for a business. `who` is the member's name or slot label, the business, or "" for what is asked
    of the household as a whole.
    """

    household: str
    who: str
    question: str
    value: str


def slot_label(slot: int) -> str:
    """Return what the app calls a person without a name."""
    return f"Người thứ {slot}"


def roster(quarter: Quarter = QUARTER) -> tuple[Record, ...]:
    """Return households, members and businesses, without any answer, as the desk enters them."""
    return tuple(record for record, _ in _subjects(quarter))


def answers(quarter: Quarter = QUARTER) -> dict[UUID, tuple[Record, ...]]:
    """Return the answers of each volunteer's device: of an "x" the tick, then its tombstone."""
    made: dict[UUID, list[Record]] = {device: [] for device in VOLUNTEERS.values()}
    for subject, line in _subjects(quarter):
        log = made[VOLUNTEERS[subject.village]]
        for question, mark in _marks_of(subject, line):
            for version in _versions(subject, question, mark, quarter):
                log.append(Answer(**version, **_entry(subject.village, log, quarter)))
    return {device: tuple(log) for device, log in made.items()}


def records(quarter: Quarter = QUARTER) -> tuple[Record, ...]:
    """Return everything: the roster, then each device's answers."""
    return (*roster(quarter), *(record for log in answers(quarter).values() for record in log))


def evening(village: str | None = None) -> list[Tick]:
    """Return in order every tick that volunteers make by hand, in one village or all.

    Nobody ticks for the dead or for those who moved away.
    """
    heads: dict[UUID, str] = {}
    ticks = []
    for subject, line in _subjects(QUARTER):
        if isinstance(subject, Household):
            heads[subject.id] = subject.head or subject.code
        if isinstance(subject, Member) and subject.status in ("moved", "died"):
            continue
        if village in (None, subject.village):
            home, who = _called(subject, heads)
            for question, mark in _marks_of(subject, line):
                ticks += [Tick(home, who, question, value) for value in _values(question, mark)]
    return ticks


def profiles(these: Iterable[Record], village: str | None = None) -> list[tuple[Profile, int]]:
    """Return the profiles that the newest versions of `these` make, in one village or all."""
    newest: dict[UUID, Record] = {}
    for record in these:
        newest[record.id] = newer(newest.get(record.id, record), record)
    tokens: dict[UUID, list[str]] = defaultdict(list)
    for record in newest.values():
        if village in (None, record.village):
            subject = record.subject if isinstance(record, Answer) else record.id
            tokens[subject].append(token(record))
    return [(join(each), 1) for each in tokens.values()]


def _subjects(quarter: Quarter) -> Iterator[tuple[Household | Member | Business, Line]]:
    """Yield each subject with the row that it comes from; a household comes from its first row."""
    made: list[Record] = []
    home: Household | None = None
    slot = 0

    def entry(line: Line) -> dict[str, Any]:
        number = len(made) + 1
        known = {"id": UUID(f"0194b001-0000-7000-8000-{number:012x}"), "device": DESK}
        return {**_entry(VILLAGES[line.place - 1].id, made, quarter), **known}

    for line in lines():
        name = "" if line.name == "-" else line.name
        if line.is_business:
            business = Business(**entry(line), name=name, form=_FORMS[line.born])
            made.append(business)
            yield business, line
            continue
        if home is None or home.code != line.household:
            home, slot = Household(**entry(line), code=line.household, head=name), 0
            made.append(home)
            yield home, line
        slot += 1
        member = Member(
            **entry(line),
            household=home.id,
            slot=slot,
            name=name,
            birth_year=int(line.born) if line.born.isdecimal() else None,
            age_class=_CLASSES.get(line.born),
            status=_STATUS[line.where],
        )
        made.append(member)
        yield member, line


def _entry(village: str, log: list[Record], quarter: Quarter) -> dict[str, Any]:
    """Return the next entry of a device's log: noon of the 20th day, one second apart."""
    day = quarter.first_day + timedelta(days=19)
    noon = (day.toordinal() - 719_163) * 86_400 + 5 * 3600
    number = len(log) + 1
    return {
        "village": village,
        "device": VOLUNTEERS[village],
        "number": number,
        "stamp": (noon + number) * 1_000_000,
        "day": day,
    }


def _marks_of(subject: Household | Member | Business, line: Line) -> Iterator[tuple[str, str]]:
    """Yield question and mark of what was asked of this kind of subject."""
    for column, mark in line.marks.items():
        question = _QUESTIONS[column]
        if mark != "." and subject.kind in BY_KEY[question].about:
            yield question, mark


def _values(question: str, mark: str) -> list[str]:
    """Return the taps that a mark stands for; "" is an answer taken back."""
    match mark:
        case "x":
            return ["yes", ""]
        case "y":
            return ["yes"]
        case "n" | "!":
            return ["none" if question == "vneid" else "no"]
    return [mark]


def _versions(
    subject: Record, question: str, mark: str, quarter: Quarter
) -> Iterator[dict[str, Any]]:
    asked = BY_KEY[question]
    period = str(quarter) if asked.span == "in_quarter" else ""
    last = ""
    for value in _values(question, mark):
        yield {
            "id": Answer.id_for(subject.id, question, period),
            "about": subject.kind,
            "subject": subject.id,
            "question": question,
            "period": period,
            "value": value or last,
            "obstacles": asked.likely_obstacles[:1] if mark == "!" else (),
            "deleted": not value,
        }
        last = value


def _called(subject: Household | Member | Business, heads: Mapping[UUID, str]) -> tuple[str, str]:
    match subject:
        case Household():
            return heads[subject.id], ""
        case Member():
            return heads[subject.household], subject.name or slot_label(subject.slot)
        case Business():
            return "", subject.name
