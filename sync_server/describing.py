"""What an entry says, in an officer's words: whom it is about, and what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

from shared.kinds import model_of
from shared.quarter import Quarter
from shared.questions import BY_KEY
from shared.records import (
    Answer,
    Business,
    Figure,
    Household,
    Member,
    Record,
    Session,
    Visit,
)
from sync_server.database import Cursor

_OUTCOMES = {"met": "gặp", "absent": "vắng nhà", "refused": "từ chối"}
_STATUSES = {"resident": "", "away": "đi vắng", "moved": "đã chuyển đi", "died": "đã mất"}
_HOW = {"": "", "done": "làm lần này", "had": "có từ trước"}
_OTHERS = {"session": "Mở phiên", "business": "Ghi cơ sở kinh doanh", "figure": "Khai số liệu"}
NAMELESS = "chưa rõ tên"

_STANDING = (
    "SELECT log.kind, log.record FROM current"
    " JOIN log ON log.commune = current.commune AND log.seq = current.seq"
    " WHERE current.commune = ? AND current.question = '' AND current.period = ''"
    " AND current.subject IN ({})"
)

Names = Mapping[UUID, str]


def name_of(record: Record) -> str:
    """Return what a household, person or business goes by; empty for anything else."""
    match record:
        case Household(head=head, code=code):
            return " · ".join(part for part in (head, f"hộ số {code}" if code else "") if part)
        case Member(name=name, birth_year=year, slot=slot):
            known = name or f"người thứ {slot}"
            return f"{known}, {year}" if year else known
        case Business(name=name):
            return name
    return ""


def about(record: Record, names: Names) -> str:
    """Say whom an entry is about."""
    match record:
        case Answer(subject=subject):
            return names.get(subject, NAMELESS)
        case Member(household=home):
            return f"{name_of(record)} ({names.get(home, NAMELESS)})"
        case Visit(household=home, member=person):
            return names.get(person or home, NAMELESS)
        case Session(team=team):
            return team
        case Figure(code=code):
            return code
    return name_of(record)


def said(record: Record) -> str:
    """Say what an entry says."""
    match record:
        case Answer():
            return f"{_label(record)}: {_answered(record)}"
        case _ if record.deleted:
            return "Xóa"
        case Household():
            return "Gộp vào hộ khác" if record.same_as else "Ghi hộ"
        case Member(status=status):
            more = "gộp vào người khác" if record.same_as else _STATUSES[status]
            return f"Ghi nhân khẩu: {more}" if more else "Ghi nhân khẩu"
        case Visit(outcome=outcome):
            return "Đến phiên" if record.member else f"Thăm hộ: {_OUTCOMES[outcome]}"
    return _OTHERS.get(record.kind, record.kind)


def _answered(answer: Answer) -> str:
    if answer.deleted:
        return "bỏ đánh dấu"
    row, more = BY_KEY.get(answer.question), _HOW[answer.how]
    word = row.word(answer.value) if row else answer.value
    return f"{word} ({more})" if more else word


def _label(answer: Answer) -> str:
    row = BY_KEY.get(answer.question)
    label = row.label if row else answer.question
    return f"{label}, {Quarter.parse(answer.period).label}" if answer.period else label


def subjects(record: Record) -> tuple[UUID, ...]:
    """Return whose names `about` asks for."""
    match record:
        case Answer(subject=subject):
            return (subject,)
        case Member(household=home):
            return (home,)
        case Visit(household=home, member=person):
            return (person or home,)
    return ()


def names(cursor: Cursor, commune: str, records: Iterable[Record]) -> Names:
    """Return the names of all whom these entries are about, as they stand or as these say."""
    shown = list(records)
    found = {record.id: name_of(record) for record in shown if name_of(record)}
    wanted = {of for record in shown for of in subjects(record)}
    for record in standing(cursor, commune, wanted).values():
        found[record.id] = name_of(record)
    return found


def standing(cursor: Cursor, commune: str, wanted: Iterable[UUID]) -> dict[UUID, Record]:
    """Return the households, people and businesses with these ids, deleted ones too."""
    rows = cursor.among(_STANDING, commune, (of.bytes for of in wanted))
    records = (_read(kind, text) for kind, text in rows)
    return {record.id: record for record in records}


@lru_cache(maxsize=4096)
def _read(kind: str, text: str) -> Record:
    """Read a record; the page before asked for nearly all of them."""
    return model_of(kind).model_validate_json(text)
