"""The queries behind the screens: the roster, a household, and what `tabulate` counts."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from app.store import enrolling
from app.store import refusals as returned
from app.store.merging import standing
from app.store.searching import NAMED, wanted
from app.store.shape import SHAPES
from app.store.values import AnswerKey, HouseholdLine, HouseholdPage, HouseholdView
from shared.lists import refusals
from shared.profile import Profile, join, token
from shared.quarter import Quarter
from shared.records import Answer, Business, Household, Member, Record, Visit
from shared.text import fold

_HOUSEHOLD = SHAPES[Household.kind]
_MEMBER = SHAPES[Member.kind]
_VISIT = SHAPES[Visit.kind]
_ANSWER = SHAPES[Answer.kind]

_STANDS = "NOT deleted AND same_as IS NULL"
# Of a household written down twice: whoever was added to either, or called at either, since two
# phones can do that and the merge without knowing of each other; or merge one after the other.
_OF_HOME = """household IN (WITH RECURSIVE home(id) AS (SELECT :id UNION
    SELECT twice.id FROM household AS twice JOIN home ON twice.same_as = home.id
    WHERE NOT twice.deleted) SELECT id FROM home)"""
_FOUND = f"""
    {_STANDS} AND (:village IS NULL OR village = :village) AND (
        {NAMED.format("head_fold")} OR {NAMED.format("code_fold")}
        OR id IN (SELECT household FROM member WHERE NOT deleted AND {NAMED.format("name_fold")}))
"""
_TICKS = """
    (SELECT group_concat(question || '=' || value, '|') FROM answer WHERE answer.subject = {}.id
        AND NOT answer.deleted AND period IN ('', :period))
"""
# Asked of the lines that are shown, not of all that were looked through.
_NAMED = f"""
    (SELECT name FROM member WHERE member.household = household.id AND NOT deleted
        AND NOT {NAMED.format("head_fold")} AND NOT {NAMED.format("code_fold")}
        AND {NAMED.format("name_fold")} ORDER BY same_as NOT NULL, slot, id LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Search:
    """Which households: of one village or all, that `query` finds; answers of which quarter."""

    village: str | None
    query: str = ""
    quarter: Quarter | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        return {
            "village": self.village,
            **wanted(fold(self.query)),
            "period": str(self.quarter or ""),
        }


def households(
    connection: sqlite3.Connection, search: Search, limit: int, offset: int
) -> HouseholdPage:
    # Looked for once: which, and so how many.
    found = connection.execute(
        f"SELECT id FROM household WHERE {_FOUND} ORDER BY sort, code, id", search.arguments
    ).fetchall()
    some = {f"id{place}": id for place, (id,) in enumerate(found[offset : offset + limit])}
    rows = connection.execute(
        f"SELECT {_HOUSEHOLD.select}, {_TICKS.format('household')}, {_NAMED} "
        f"FROM household WHERE id IN ({', '.join(f':{name}' for name in some)}) "
        "ORDER BY sort, code, id",
        {**search.arguments, **some},
    ).fetchall()
    return HouseholdPage(tuple(_line(connection, search, row) for row in rows), len(found))


def _line(connection: sqlite3.Connection, search: Search, row: tuple[Any, ...]) -> HouseholdLine:
    *own, ticks, named = row
    home = cast(Household, _HOUSEHOLD.record(own))
    at_home = connection.execute(
        f"SELECT birth_year, age_class, status, {_TICKS.format('member')} FROM member "
        f"WHERE {_OF_HOME} AND {_STANDS} AND status IN ('resident', 'away') "
        "ORDER BY slot, id",
        {**search.arguments, "id": home.id.bytes},
    )
    return HouseholdLine(
        home,
        _profile(_token(Household, None), ticks),
        tuple(_profile(_token(Member, *known, None), ticks) for *known, ticks in at_home),
        _refuses(connection, home.id),
        named or "",
    )


def _refuses(connection: sqlite3.Connection, household: UUID) -> bool:
    calls = connection.execute(
        f"SELECT day, stamp, outcome FROM visit WHERE NOT deleted AND {_OF_HOME}",
        {"id": household.bytes},
    )
    return bool(refusals((household, (day, stamp), how) for day, stamp, how in calls))


def _profile(own: str, ticks: str | None) -> Profile:
    return join([own, *(ticks.split("|") if ticks else ())])


def household(connection: sqlite3.Connection, id: UUID) -> HouseholdView | None:
    row = connection.execute(
        f"SELECT {_HOUSEHOLD.select} FROM household WHERE id = ? AND NOT deleted", (id.bytes,)
    ).fetchone()
    if row is None:
        return None
    answers = _answers(connection, id)
    return HouseholdView(
        cast(Household, _HOUSEHOLD.record(row)),
        _members(connection, id),
        answers,
        _last_visit(connection, id),
        uncounted(connection, answers.values()),
    )


def uncounted(connection: sqlite3.Connection, answers: Iterable[Answer]) -> frozenset[UUID]:
    """Return which answers are this device's own, and not counted by the commune."""
    listed = returned.numbers(connection)
    own = enrolling.enrolled(connection).device if listed else None
    return frozenset(each.id for each in answers if each.device == own and each.number in listed)


def _members(connection: sqlite3.Connection, household: UUID) -> tuple[Member, ...]:
    rows = connection.execute(
        f"SELECT {_MEMBER.select} FROM member WHERE {_OF_HOME} AND {_STANDS} ORDER BY slot, id",
        {"id": household.bytes},
    )
    return tuple(cast(Member, _MEMBER.record(row)) for row in rows)


def _answers(connection: sqlite3.Connection, household: UUID) -> dict[AnswerKey, Answer]:
    rows = connection.execute(
        f"SELECT {_ANSWER.select} FROM answer WHERE NOT deleted AND subject IN "
        f"(SELECT :id UNION SELECT id FROM member WHERE {_OF_HOME} AND {_STANDS})",
        {"id": household.bytes},
    )
    answers = (cast(Answer, _ANSWER.record(row)) for row in rows)
    return {(each.subject, each.question, each.period): each for each in answers}


def _last_visit(connection: sqlite3.Connection, household: UUID) -> Visit | None:
    row = connection.execute(
        f"SELECT {_VISIT.select} FROM visit WHERE NOT deleted AND {_OF_HOME} "
        "ORDER BY stamp DESC LIMIT 1",
        {"id": household.bytes},
    ).fetchone()
    return cast(Visit, _VISIT.record(row)) if row else None


def answer(connection: sqlite3.Connection, id: UUID) -> Answer | None:
    """Return the answer `id`, one that was taken back too."""
    return cast("Answer | None", standing(connection, Answer.kind, id))


def profiles(
    connection: sqlite3.Connection, village: str | None, quarter: Quarter
) -> list[tuple[Profile, int]]:
    """Return every subject's profile with its multiplicity, of one village or of all."""
    arguments = {"village": village, "period": str(quarter)}
    tokens: defaultdict[bytes, list[str]] = defaultdict(list)
    for subject, each in _tokens(connection, arguments):
        tokens[subject].append(each)
    return list(Counter(map(join, tokens.values())).items())


_OF_VILLAGE = "NOT deleted AND (:village IS NULL OR village = :village)"


# What of a record its token depends on: a village's ticks have a few dozen different ones.
_MATTERS: Mapping[type[Record], tuple[str, ...]] = {
    Household: ("same_as",),
    Member: ("birth_year", "age_class", "status", "same_as"),
    Business: ("form",),
    Answer: ("question", "value"),
}


def _tokens(
    connection: sqlite3.Connection, arguments: dict[str, Any]
) -> Iterator[tuple[bytes, str]]:
    for model, words in _MATTERS.items():
        is_answer = model is Answer
        subject = "subject" if is_answer else "id"
        period = "AND period IN ('', :period)" if is_answer else ""
        rows = connection.execute(
            f"SELECT {', '.join((subject, *words))} FROM {model.kind} WHERE {_OF_VILLAGE} {period}",
            arguments,
        )
        for of, *values in rows:
            yield of, _token(model, *values)


@lru_cache(maxsize=4096)
def _token(model: type[Record], *values: Any) -> str:
    known = dict(zip(_MATTERS[model], values, strict=True))
    return token(model.model_construct(**known))
