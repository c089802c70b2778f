"""Businesses of the villages: found by a few letters, each with what was answered."""

# ruff: noqa: S608 -- the statements are put together from names of our own.

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from app.store.reading import uncounted
from app.store.searching import NAMED, wanted
from app.store.shape import SHAPES
from shared.quarter import Quarter
from shared.records import Answer, Business
from shared.text import fold

_BUSINESS, _ANSWER = SHAPES[Business.kind], SHAPES[Answer.kind]
_FOUND = f"""
    NOT deleted AND (:village IS NULL OR village = :village) AND {NAMED.format("name_fold")}
"""


@dataclass(frozen=True, slots=True)
class BusinessView:
    """A business with its answers that stand or are of one quarter, by question.

    `uncounted` are answers of this device that the commune has and does not count.
    """

    business: Business
    answers: Mapping[str, Answer]
    uncounted: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class BusinessPage:
    """Some businesses, and how many there are in all."""

    items: tuple[BusinessView, ...]
    total: int


class Businesses:
    """The queries about businesses, for one quarter."""

    def __init__(self, connection: sqlite3.Connection, quarter: Quarter) -> None:
        self._connection = connection
        self._period = str(quarter)

    async def some(self, village: str | None, query: str = "", limit: int = 50) -> BusinessPage:
        """Return businesses of one village or of all, by name, those that `query` finds."""
        known = {"village": village, **wanted(fold(query)), "limit": limit}
        (total,) = self._connection.execute(
            f"SELECT count(*) FROM business WHERE {_FOUND}", known
        ).fetchone()
        rows = self._connection.execute(
            f"SELECT {_BUSINESS.select} FROM business WHERE {_FOUND} "
            "ORDER BY name_fold, id LIMIT :limit",
            known,
        )
        return BusinessPage(tuple(map(self._view, rows.fetchall())), total)

    async def one(self, id: UUID) -> BusinessView | None:
        row = self._connection.execute(
            f"SELECT {_BUSINESS.select} FROM business WHERE id = ? AND NOT deleted", (id.bytes,)
        ).fetchone()
        return self._view(row) if row else None

    def _view(self, row: tuple[Any, ...]) -> BusinessView:
        business = cast(Business, _BUSINESS.record(row))
        rows = self._connection.execute(
            f"SELECT {_ANSWER.select} FROM answer WHERE subject = ? AND NOT deleted "
            "AND period IN ('', ?)",
            (business.id.bytes, self._period),
        )
        answers = [cast(Answer, _ANSWER.record(each)) for each in rows.fetchall()]
        by_question = {each.question: each for each in answers}
        return BusinessView(business, by_question, uncounted(self._connection, answers))
