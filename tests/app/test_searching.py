"""Names are found by the beginnings of their words, whatever was typed."""

from __future__ import annotations

import sqlite3

from hypothesis import example, given
from hypothesis import strategies as st

from app.store.searching import NAMED, words_of
from shared.fields import NAME_LIMIT
from shared.text import fold, matches

# Letters that repeat, blanks, and what LIKE takes for more than itself.
TEXTS = st.text(alphabet="aăđ n!%_'\\\"", max_size=12) | st.text(max_size=NAME_LIMIT)


def finds(query: str, name: str) -> bool:
    connection = sqlite3.connect(":memory:")
    (found,) = connection.execute(
        f"SELECT {NAMED.format(':name')}", {"name": fold(name), "words": words_of(fold(query))}
    ).fetchone()
    connection.close()
    return bool(found)


@given(TEXTS, TEXTS)
@example("ng t hop", "Nguyễn Thị Hợp")
@example("an", "Lan")
@example("thi nguyen", "Nguyễn Thị Hợp")
@example("100%", "100% cotton")
def test_the_database_finds_what_the_rule_of_search_finds(query: str, name: str) -> None:
    assert finds(query, name) == matches(fold(name), fold(query))


def test_a_query_longer_than_any_name_is_looked_at_as_far_as_a_name_can_be_long() -> None:
    assert finds("a" * 100_000, "a" * NAME_LIMIT)
    assert not finds("b" * 100_000, "a" * NAME_LIMIT)


def test_no_query_finds_everybody() -> None:
    assert finds("", "Bùi Văn An")
    assert finds("  ", "")
