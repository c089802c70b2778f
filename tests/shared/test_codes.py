"""A file as QR codes: any order, any repeats, nothing of a file that is not whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import codes
from shared.problems import Code, Problem
from tests.sync_server.qr_reader import read_squares

files = st.binary(min_size=1, max_size=2_000)


@given(files, st.randoms(use_true_random=False), st.integers(1, 300))
def test_read_in_any_order_and_any_number_of_times_they_give_the_file(file: bytes, chance, extra):
    texts = list(codes.cut(file, max(60, extra)))
    read = [*texts, *chance.choices(texts, k=extra % 9)]
    chance.shuffle(read)

    assert codes.gather(read).file == file


@given(files, st.data())
def test_one_code_less_gives_nothing_and_says_which_one_it_is(file: bytes, data: st.DataObject):
    texts = codes.cut(file, 60)
    place = data.draw(st.integers(1, len(texts)))
    left_out = texts[place - 1]

    found = codes.gather(each for each in texts if each != left_out)

    assert found.file is None
    assert found.have == len(texts) - 1
    assert found.missing == ((place,) if len(texts) > 1 else ())


@given(files, st.data())
def test_a_misread_code_never_gives_another_file(file: bytes, data: st.DataObject):
    texts = list(codes.cut(file, 60))
    place = data.draw(st.integers(0, len(texts) - 1))
    letters = data.draw(st.text("ABCDEFGH234567/", max_size=40))
    texts[place] = texts[place][: len(texts[place]) // 2] + letters

    assert codes.gather(texts).file in (file, None)


@given(st.lists(st.text(max_size=40), max_size=5), files)
def test_what_else_a_camera_sees_is_passed_over(noise: list[str], file: bytes):
    assert codes.gather([*noise, *codes.cut(file, 60), *noise]).file == file


def test_codes_of_two_hand_overs_do_not_mix():
    first, second = codes.cut(b"a" * 150, 60), codes.cut(b"b" * 150, 60)

    found = codes.gather([*first[:2], *second])

    assert found.file == b"b" * 150


def test_a_scanner_may_type_small_letters_and_nothing_between():
    texts = codes.cut(b"c" * 150, 60)

    assert codes.gather([" ".join(texts).lower()]).file == b"c" * 150


def test_nothing_read_is_nothing():
    assert codes.gather([]) == codes.Gathered(None)


def test_too_large_a_hand_over_is_for_a_file():
    with pytest.raises(Problem) as refused:
        codes.cut(bytes(codes.CODE_BYTES * codes.MOST_CODES + 1))

    assert refused.value.kind is Code.TOO_MANY_CODES


def test_a_camera_reads_the_codes_back():
    from sync_server import qr  # noqa: PLC0415 - only to draw

    file = bytes(range(256)) * 3

    seen = [read_squares(qr.squares(text)) for text in codes.cut(file)]

    assert codes.gather(seen).file == file
    assert max(len(qr.squares(text)) for text in codes.cut(file)) <= 90
