"""Reads who may still be missing to one indicator: every subject that it could count.

Only the answers that the indicator and its preconditions look at are read: a commune has hundreds
of thousands.
"""

# ruff: noqa: S608 -- the statements are put together from names and marks of our own.

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast
from uuid import UUID

from shared.conditions import words_of
from shared.indicators import Indicator
from shared.lists import refusals
from shared.profile import Profile, join, token
from shared.quarter import Quarter
from shared.questions import BY_KEY, NO, About
from shared.records import Business, Household, Member, Record
from shared.report import questions_of

Subject = Household | Member | Business
S = TypeVar("S", bound=Subject)
CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject with what it answered to the questions that matter to one indicator.

    `home` is the household it belongs to, or is; `subject` and `home` say no more than how they
    are called. `is_refusing`: the household turned the team away, or consent was refused.
    """

    about: About
    subject: Subject
    home: Household | None
    profile: Profile
    obstacles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    is_refusing: bool = False


@dataclass(slots=True)
class _Told:
    """What one subject answered."""

    tokens: list[str] = field(default_factory=list)
    obstacles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    is_refusing: bool = False


_HERE = "NOT {0}.deleted AND (:village IS NULL OR {0}.village = :village)"
_SUBJECTS: Mapping[About, str] = {
    "member": f"""
        SELECT member.id, name, slot, birth_year, age_class, status, member.same_as,
            member.household, head, code
        FROM member LEFT JOIN household ON household.id = member.household
        WHERE {_HERE.format("member")}
        ORDER BY household.sort, household.code, household.id, slot, member.id
    """,
    "household": f"""
        SELECT id, head, code, same_as FROM household WHERE {_HERE.format("household")}
        ORDER BY sort, code, id
    """,
    "business": f"""
        SELECT id, name, form FROM business WHERE {_HERE.format("business")} ORDER BY name, id
    """,
}


def candidates(
    connection: sqlite3.Connection, village: str | None, quarter: Quarter, row: Indicator
) -> list[Candidate]:
    """Return the subjects of the kinds that `row` counts, household by household."""
    arguments = {"village": village, "period": str(quarter)}
    told = _told(connection, arguments, row)
    refusing = _refusing(connection)
    nothing = _Told()
    found: list[Candidate] = []
    for about in row.of:
        for known in connection.execute(_SUBJECTS[about], arguments):
            own, subject, home = _subject(about, known)
            if not own:
                continue
            said = told.get(known[0], nothing)
            refuses = said.is_refusing or bool(home and home.id.bytes in refusing)
            profile = join([own, *said.tokens])
            found.append(
                Candidate(about, subject, home, profile, said.obstacles, said.waiting, refuses)
            )
    return found


def questions_for(row: Indicator) -> frozenset[str]:
    """Return the questions to look at: the indicator's, what those require, and consent."""
    own = questions_of(row)
    needed = (words_of(BY_KEY[key].requires) for key in own)
    return own.union(*needed) | {CONSENT}


def _told(
    connection: sqlite3.Connection, arguments: Mapping[str, Any], row: Indicator
) -> dict[bytes, _Told]:
    keys = ", ".join(f"'{key}'" for key in sorted(questions_for(row)))
    told: defaultdict[bytes, _Told] = defaultdict(_Told)
    rows = connection.execute(
        "SELECT subject, question, value, waiting, obstacles FROM answer "
        f"WHERE {_HERE.format('answer')} AND period IN ('', :period) AND question IN ({keys})",
        arguments,
    )
    for subject, question, value, waiting, obstacles in rows:
        # `tabulate` takes a value that it does not know for none.
        if value not in BY_KEY[question].values:
            continue
        said = told[subject]
        if question == CONSENT:
            said.is_refusing = value == NO
            continue
        said.tokens.append(f"{question}={value}")
        if obstacles:
            said.obstacles[question] = tuple(obstacles.split(","))
        if waiting is not None:
            said.waiting[question] = waiting
    return told


def _refusing(connection: sqlite3.Connection) -> frozenset[bytes]:
    """Return the households that turned the team away."""
    rows = connection.execute("SELECT household, day, stamp, outcome FROM visit WHERE NOT deleted")
    return frozenset(refusals((home, (day, stamp), how) for home, day, stamp, how in rows))


def _subject(about: About, known: tuple[Any, ...]) -> tuple[str, Subject, Household | None]:
    """Return a subject's token ("" if it does not count), itself, and its household."""
    id, first, *rest = known
    match about:
        case "member":
            slot, birth_year, age_class, status, same_as, household, head, code = rest
            own = _token(Member, birth_year=birth_year, age_class=age_class, status=status,
                         same_as=same_as)  # fmt: skip
            person = _called(Member, id=UUID(bytes=id), name=first, slot=slot)
            return own, person, _home(household, head or "", code or "")
        case "household":
            code, same_as = rest
            home = _home(id, first, code)
            return _token(Household, same_as=same_as), home, home
        case "business":
            shop = _called(Business, id=UUID(bytes=id), name=first)
            return _token(Business, form=rest[0]), shop, None


@lru_cache(maxsize=4096)
def _home(id: bytes, head: str, code: str) -> Household:
    return _called(Household, id=UUID(bytes=id), head=head, code=code)


def _called(model: type[S], **known: Any) -> S:
    """Return a record that says no more than what it is called."""
    return cast(S, model.model_construct(**known))


@lru_cache(maxsize=4096)
def _token(model: type[Record], **known: Any) -> str:
    return token(model.model_construct(**known))
