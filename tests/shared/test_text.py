"""Vietnamese text: equal names are equal, searches find, lists are in order, numbers read right."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problems import Code, Problem
from shared.text import (
    accept,
    clean,
    decimal_comma,
    fold,
    is_printable,
    matches,
    name_key,
    number,
    percent,
)
from tests.support.strategies import person_names

_TEXT = st.text(
    st.characters() | st.sampled_from("ăâđêôơưĂÂĐ\u0300\u0301\u0323 \u00a0"), max_size=20
)


_SIGNED = _TEXT | st.text("aH ng'’ʼ‘-.", max_size=12)


@given(_TEXT)
def test_clean_text_is_nfc_and_stays_as_it_is(text: str):
    once = clean(text)

    assert unicodedata.is_normalized("NFC", once)
    assert clean(once) == once


def test_folding_twice_is_folding_once_for_every_letter():
    folded = [fold(chr(point)) for point in range(0x3000)]

    assert [text for text in folded if fold(text) != text] == []


@given(_TEXT)
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@given(_TEXT)
def test_both_forms_of_a_text_fold_to_one(text: str):
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_decomposed_letters_are_composed():
    assert len("Hoa\u0300ng") == 6
    assert clean("  Hoa\u0300ng \t Thị\n") == "Hoàng Thị"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("dang", "Đặng"),
        ("hop", "Hợp"),
        ("ng t hop", "Nguyễn Thị Hợp"),
        ("NGUYỄN", "Nguyễn Thị Hợp"),
        ("nguyễn thị hợp", "Nguyễn Thị Hợp"),
        ("thi hop", "Nguyễn Thị Hợp"),
        ("", "Nguyễn Thị Hợp"),
    ],
)
def test_a_search_without_diacritics_finds_the_name(query: str, name: str):
    assert matches(fold(name), fold(query))


@pytest.mark.parametrize("query", ["hop thi", "guyen", "nguyen nguyen", "hopp"])
def test_a_search_does_not_find_what_is_not_there(query: str):
    assert not matches(fold("Nguyễn Thị Hợp"), fold(query))


@pytest.mark.parametrize("name", ["H'Ươm", "H’Ươm", "HʼƯơm", "H‘Ươm", "H-Ươm", "H.Ươm", "H Ươm"])
@pytest.mark.parametrize(
    "query", ["h uom", "huom", "h'uom", "h’ươm", "H-Ươm", "h' uom", "h u", "hu"]
)
def test_a_sign_in_a_name_may_be_typed_as_another_or_as_a_blank_or_not_at_all(
    query: str, name: str
):
    assert matches(fold(name), fold(query))
    assert matches(fold(f"Niê {name}"), fold(query))
    assert matches(fold(f"{name} Niê"), fold(query))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("y khoa nie", "Y'Khoa Niê"),
        ("ykhoa nie", "Y Khoa Niê"),
        ("nie h uom", "Niê H'Ươm"),
        ("ka tuyn", "Ka-Tuyn"),
        ("k'broi", "K’Brơi"),
    ],
)
def test_a_name_with_a_sign_is_found_among_other_words(query: str, name: str):
    assert matches(fold(name), fold(query))


@pytest.mark.parametrize(("query", "name"), [("lan", "Loan"), ("tan", "Tuấn"), ("an", "Lan")])
def test_no_letter_takes_the_place_of_a_sign(query: str, name: str):
    assert not matches(fold(name), fold(query))


@given(_SIGNED)
def test_whatever_a_name_is_written_with_it_is_found_by_itself(name: str):
    assert matches(fold(name), fold(name))


@given(person_names())
def test_every_name_is_found_by_its_initials(name: str):
    assert matches(fold(name), " ".join(word[0] for word in fold(name).split()))


def test_names_are_in_order_of_the_given_name():
    names = ["Đặng Văn Dũng", "Nguyễn An", "Lò Thị Ánh", "Vi Đặng", "An Thị Ba", "Hà Âu"]

    in_order = ["Nguyễn An", "Lò Thị Ánh", "Hà Âu", "An Thị Ba", "Đặng Văn Dũng", "Vi Đặng"]
    assert sorted(names, key=name_key) == in_order


def test_letters_are_in_the_order_of_the_vietnamese_alphabet():
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")

    assert sorted(sorted(letters), key=name_key) == letters


def test_tones_are_in_the_order_of_the_dictionaries():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]

    assert sorted(sorted(tones), key=name_key) == tones
    assert name_key("mạ") < name_key("man")


def test_of_one_given_name_the_family_decides_then_the_middle():
    names = ["Hà Thị An", "Bùi Văn An", "Bùi Thị An"]

    assert sorted(names, key=name_key) == ["Bùi Thị An", "Bùi Văn An", "Hà Thị An"]


@given(_TEXT)
def test_every_text_has_a_place_in_the_order_whatever_its_form(text: str):
    nfc, nfd = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    assert name_key(nfc) == name_key(nfd)


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (3512, "3.512"), (946030, "946.030")]
)
def test_counts_have_dots_between_thousands(value: int, text: str):
    assert number(value) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(5619, 7468), "75,24 %"),
        (Fraction(33216, 72599), "45,75 %"),
        (Fraction(12999, 20000), "65,00 %"),
        (Fraction(0), "0,00 %"),
        (Fraction(1), "100,00 %"),
        (Fraction(1, 800), "0,13 %"),
        (None, "–"),
    ],
)
def test_rates_have_a_decimal_comma_and_are_rounded_half_up(ratio: Fraction | None, text: str):
    assert percent(ratio) == text


@given(st.fractions(0, 10**6), st.integers(0, 4))
def test_a_rounded_number_is_off_by_at_most_half_of_its_last_digit(value: Fraction, places: int):
    read_back = Fraction(decimal_comma(value, places).replace(".", "").replace(",", "."))

    assert abs(read_back - value) <= Fraction(1, 2 * 10**places)


def test_a_difference_below_zero_keeps_its_sign_and_nothing_has_none():
    assert decimal_comma(Fraction(-5, 4)) == "-1,25"
    assert decimal_comma(Fraction(-1, 1000)) == "0,00"


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "\x1b[2J", "tab\x7f"])
def test_what_no_screen_shows_is_refused(text: str):
    assert not is_printable(text)
    with pytest.raises(Problem) as refused:
        accept(text, "Họ và tên", 120)

    assert refused.value.kind is Code.UNPRINTABLE_TEXT


def test_line_breaks_of_any_system_are_no_reason_to_refuse_a_note():
    assert accept("vắng nhà\r\nhẹn tối", "Ghi chú", 2000) == "vắng nhà hẹn tối"


def test_a_long_name_is_judged_by_its_letters_not_by_its_form():
    name = "ệ" * 120

    assert accept(unicodedata.normalize("NFD", name), "Họ và tên", 120) == name
    with pytest.raises(Problem):
        accept(name + "ệ", "Họ và tên", 120)


@settings(max_examples=40)
@given(_TEXT, st.integers(1, 20))
def test_what_one_side_accepts_the_other_accepts_unchanged(text: str, limit: int):
    try:
        accepted = accept(text, "Họ và tên", limit)
    except Problem:
        return

    assert accept(accepted, "Họ và tên", limit) == accepted


@pytest.mark.parametrize(
    "text",
    ["038090000123", "cccd 038090000123.", "038 090 000 123", "038.090.000.123", "038090 000123"],
)
def test_an_identity_number_is_refused_wherever_it_is_typed(text: str):
    with pytest.raises(Problem) as refused:
        accept(text, "Ghi chú", 2000)

    assert refused.value.kind is Code.ID_NUMBER_IN_TEXT


@pytest.mark.parametrize("text", ["gọi lại 0912345678", "138090000123", "0380900001234", "quý 1"])
def test_other_numbers_are_no_identity_numbers(text: str):
    assert accept(text, "Ghi chú", 2000) == text
