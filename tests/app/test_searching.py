"""Names are found by the beginnings of their words, whatever was typed."""

from __future__ import annotations

import sqlite3

from hypothesis import example, given
from hypothesis import strategies as st

from app.store.searching import NAMED, wanted
from shared.fields import NAME_LIMIT
from shared.text import fold, matches

# Letters that repeat, blanks, signs, and what GLOB takes for more than itself.
TEXTS = st.text(alphabet="aăđ n*?[]^'’.-\"", max_size=12) | st.text(max_size=NAME_LIMIT)


def finds(query: str, name: str) -> bool:
    connection = sqlite3.connect(":memory:")
    (found,) = connection.execute(
        f"SELECT {NAMED.format(':name')}", {"name": fold(name), **wanted(fold(query))}
    ).fetchone()
    connection.close()
    return bool(found)


@given(TEXTS, TEXTS)
@example("ng t hop", "Nguyễn Thị Hợp")
@example("an", "Lan")
@example("thi nguyen", "Nguyễn Thị Hợp")
@example("100%", "100% cotton")
@example("a[n", "a[n")
@example("h uom", "H'Ươm")
@example("\0", "")
@example("an\0h", "Anh")
def test_the_database_finds_what_the_rule_of_search_finds(query: str, name: str) -> None:
    assert finds(query, name) == matches(fold(name), fold(query))


def test_what_cannot_be_shown_is_not_looked_for() -> None:
    assert finds("h\0op\ud800", "Nguyễn Thị Hợp")


def test_a_query_longer_than_any_name_is_looked_at_as_far_as_a_name_can_be_long() -> None:
    assert finds("a" * 100_000, "a" * NAME_LIMIT)
    assert not finds("b" * 100_000, "a" * NAME_LIMIT)


def test_no_query_finds_everybody() -> None:
    assert finds("", "Bùi Văn An")
    assert finds("  ", "")


def test_what_is_typed_of_a_name_with_a_sign_finds_it_as_a_row_of_before_has_it() -> None:
    for typed in ("h uom", "huom", "h'uom", "h’uom", "h-u"):
        assert finds(typed, "H'Ươm Niê")
    assert not finds("lan", "Loan")
