"""What the office adds to its report: a line is an item, and each item ends as its list does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.own_words import LIMIT, ended, items_of
from shared.problems import Code, Problem

FIELD = "Đề xuất, kiến nghị khác"


def test_each_line_is_an_item_without_the_bullets_that_were_typed_or_copied() -> None:
    typed = "- Xin thêm  một máy tính \r\n\r\n• Sửa đường;\n–Nhà văn hóa dột\n -\n + ;"

    assert items_of(typed, FIELD) == ("Xin thêm một máy tính", "Sửa đường;", "Nhà văn hóa dột")


def test_numbers_before_the_items_go_and_counts_stay() -> None:
    typed = "1. Xin thêm máy\n2) Sửa đường\n1.200 người chưa có mạng\n3 thôn mất điện"

    assert items_of(typed, FIELD) == (
        "Xin thêm máy",
        "Sửa đường",
        "1.200 người chưa có mạng",
        "3 thôn mất điện",
    )


def test_items_end_as_their_list_does_whatever_stop_was_typed() -> None:
    said = ["Thiếu máy", "Đường xấu.", "Nhiều việc, ít người ;"]

    assert ended(said) == ["Thiếu máy;", "Đường xấu;", "Nhiều việc, ít người."]
    assert ended(said, between=".") == ["Thiếu máy.", "Đường xấu.", "Nhiều việc, ít người."]


def test_no_stop_is_put_after_a_colon_or_a_question() -> None:
    assert ended(["Đề nghị cấp trên:", "Bao giờ có máy?"]) == [
        "Đề nghị cấp trên:",
        "Bao giờ có máy?",
    ]


LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Nd"])


@given(st.lists(st.text(LETTERS, max_size=30), max_size=6))
def test_items_are_clean_single_lines_and_read_again_as_they_are(lines: list[str]) -> None:
    items = items_of("\r\n".join(lines), FIELD)

    assert items_of("\n".join(items), FIELD) == items
    assert all(unicodedata.is_normalized("NFC", each) for each in items)
    assert all(len(each.splitlines()) == 1 and each == each.strip() for each in items)
    assert all(each for each in ended(items))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Cấp lại thẻ 001 085 000 123", Code.ID_NUMBER_IN_TEXT),
        ("Cấp lại thẻ 001085\n000123", Code.ID_NUMBER_IN_TEXT),
        ("a" * (LIMIT + 1), Code.TEXT_TOO_LONG),
        ("\n".join(["a" * 99] * 21), Code.TEXT_TOO_LONG),
        ("máy\x00", Code.UNPRINTABLE_TEXT),
    ],
)
def test_what_no_field_may_hold_is_refused(typed: str, code: Code) -> None:
    with pytest.raises(Problem) as refused:
        items_of(typed, FIELD)

    assert refused.value.kind is code
