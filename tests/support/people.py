"""Readable factories for records, so that a test names only what it is about.

Every factory takes keyword overrides for any field of its record. Ids, numbers and stamps count
up by themselves; `numbered` writes records as one device's log 1..n where that matters. All people
are invented.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from shared.quarter import Quarter
from shared.questions import question as row_of
from shared.records import Answer, Business, Figure, Household, Member, Record, Visit
from shared.stamp import PER_MS

PHONE = UUID("01950000-0000-7000-8000-00000000000a")
OTHER_PHONE = UUID("01950000-0000-7000-8000-00000000000b")
DESK = UUID("01950000-0000-7000-8000-00000000000d")
COMMUNE = "cam-tan"
VILLAGE = "cam-tan-01"
OTHER_VILLAGE = "cam-tan-02"
QUARTER = Quarter(2025, 1)
VISIT_DAY = date(2025, 2, 20)
NOW_MS = 1_740_016_800_000
"""The morning of the visit day, in Cẩm Tân."""
SEAL_KEY = b"a key for tests, thirty-two byte"

R = TypeVar("R", bound=Record)
_counter = count(1)


def an_id() -> UUID:
    """Return an id that no other record of this run has."""
    return UUID(f"01950001-0000-7000-8000-{next(_counter):012x}")


def _entry(fields: dict[str, Any]) -> dict[str, Any]:
    number = next(_counter)
    return {
        "id": an_id(),
        "village": VILLAGE,
        "device": PHONE,
        "number": number,
        "stamp": NOW_MS * PER_MS + number,
        "day": VISIT_DAY,
    } | fields


def a_household(head: str = "Nguyễn Thị Hợp", **fields: Any) -> Household:
    return Household(**_entry({"head": head, **fields}))


def a_member(household: Household | UUID | None = None, **fields: Any) -> Member:
    """Make a member, by default a named adult born in 1990, in any household."""
    known = {"slot": 1, "name": "Đặng Văn An", "birth_year": 1990}
    return Member(**_entry({"household": _id_of(household), **known, **fields}))


def a_slot(household: Household | UUID | None = None, **fields: Any) -> Member:
    """Make a member without name or birth year: a slot of the age class "adult"."""
    unnamed = {"name": "", "birth_year": None, "age_class": "adult"}
    return a_member(household, **{**unnamed, **fields})


def a_business(name: str = "Tạp hóa Bình Minh", **fields: Any) -> Business:
    return Business(**_entry({"name": name, **fields}))


def a_visit(household: Household | UUID | None = None, **fields: Any) -> Visit:
    return Visit(**_entry({"household": _id_of(household), **fields}))


def an_answer(
    subject: Record | UUID | None = None,
    question: str = "smartphone",
    value: str = "yes",
    **fields: Any,
) -> Answer:
    """Make a tick; its kind of subject, period and id follow from subject and question."""
    asked = row_of(question)
    about = subject.kind if isinstance(subject, Record) else asked.about[0]
    period = str(QUARTER) if asked.span == "in_quarter" else ""
    known = {"about": about, "subject": _id_of(subject), "question": question, "value": value}
    entry = _entry({**known, "period": period, **fields})
    derived = Answer.id_for(entry["subject"], entry["question"], entry["period"])
    return Answer(**{**entry, "id": fields.get("id", derived)})


def a_figure(
    code: str = "CT01", numerator: int = 18, denominator: int | None = 20, **fields: Any
) -> Figure:
    """Make a figure that the office declares, with its source and who gave it."""
    known = {"device": DESK, "village": "", "code": code, "period": str(QUARTER)}
    told = {"source": "hệ thống TD-Office", "person": "Công chức Văn phòng"}
    counts = {"numerator": numerator, "denominator": denominator}
    entry = _entry({**known, **told, **counts, **fields})
    derived = Figure.id_for(entry["code"], entry["period"])
    return Figure(**{**entry, "id": fields.get("id", derived)})


def numbered(
    records: Iterable[R],
    device: UUID = PHONE,
    *,
    start: int = 1,
    stamp: int = NOW_MS * PER_MS,
) -> list[R]:
    """Write `records` as consecutive entries of `device`: numbers from `start`, stamps rising."""
    return [
        record.model_copy(update={"device": device, "number": number, "stamp": stamp + number})
        for number, record in enumerate(records, start=start)
    ]


def _id_of(subject: Record | UUID | None) -> UUID:
    match subject:
        case Record(id=found):
            return found
        case UUID():
            return subject
    return an_id()
