"""Text of before Unicode: what was typed in .VnTime and VNI-Times is read, and nothing else is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.legacy_text import Finding, Legacy, decode, find_code, is_syllable, mend, to_unicode
from tests.support.legacy import to_legacy
from tests.support.strategies import person_names

NAMES = ("Nguyễn Thị Hợp", "Đặng Văn Hưởng", "Lò Dũng", "Trương Công Ước", "Phạm Quỳnh", "Lý Tỵ")


@pytest.mark.parametrize(
    ("typed", "code", "text"),
    [
        ("CÈm T©n", "tcvn3", "Cẩm Tân"),
        ("Hoµng ThÞ Hîp", "tcvn3", "Hoàng Thị Hợp"),
        ("Th\u00adêng Xu©n", "tcvn3", "Thường Xuân"),
        ("§Æng V¨n Dòng", "tcvn3", "Đặng Văn Dũng"),
        ("Nguyeãn Thò Höông", "vni", "Nguyễn Thị Hương"),
        ("Ñaëng Vaên Duõng", "vni", "Đặng Văn Dũng"),
        ("TRÖÔNG QUYØNH", "vni", "TRƯƠNG QUỲNH"),
    ],
)
def test_samples_of_old_files_are_read(typed: str, code: Legacy, text: str):
    assert to_unicode(typed, code) == text


def test_a_font_of_capitals_gives_its_capitals_back():
    assert to_unicode("NGUYÔN V¡N §µO", "tcvn3") == "NGUYỄN VĂN ĐÀO"
    assert to_unicode("§Æng ThÞ ¸nh", "tcvn3") == "Đặng Thị Ánh"


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_made_of_syllables(name: str):
    assert all(map(is_syllable, name.split()))
    assert all(map(is_syllable, unicodedata.normalize("NFD", name).split()))


@given(
    st.lists(person_names(), min_size=4, max_size=12, unique=True),
    st.sampled_from(["tcvn3", "vni"]),
)
@settings(max_examples=60)
def test_what_was_typed_in_an_old_code_is_found_and_read_back(names: list[str], code: Legacy):
    typed = [
        to_legacy(name, code) for name in ("Họ và tên", "Đặng Văn Hưởng", "Nguyễn Hợp", *names)
    ]

    finding = find_code(typed)

    assert finding.code == code
    assert [mend(name, finding) for name in typed[3:]] == names


_WORDS = person_names() | st.sampled_from(
    ["Giàng A Páo", "Sùng Thị Mỷ", "Hà", "Lò Thị Ánh", "Chủ hộ"]
)
_ASCII = st.text(st.characters(max_codepoint=127), max_size=20)


@given(st.lists(_WORDS | _ASCII, max_size=30), st.sampled_from(["NFC", "NFD"]))
@settings(max_examples=100)
def test_unicode_vietnamese_and_plain_letters_are_never_taken_for_an_old_code(
    texts: list[str], form: str
):
    typed = [unicodedata.normalize(form, text) for text in texts]

    finding = find_code(typed)

    assert finding == Finding()
    assert [mend(text, finding) for text in typed] == typed


@given(st.text(max_size=30), st.sampled_from(["tcvn3", "vni"]))
@settings(max_examples=60)
def test_no_text_breaks_the_reading(text: str, code: Legacy):
    assert isinstance(mend(to_unicode(text, code), find_code([text, text])), str)


def test_in_a_mixed_list_what_is_vietnamese_already_stays():
    old = [to_legacy(name, "tcvn3") for name in NAMES]
    finding = find_code([*NAMES, *old])

    assert finding == Finding("tcvn3", is_mixed=True)
    assert [mend(name, finding) for name in NAMES] == [*NAMES]
    assert mend(old[0], finding) == NAMES[0]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_bytes_are_read_in_every_unicode(code: str):
    text = "Họ và tên;Năm sinh\r\n" + "\r\n".join(f"{name};1980" for name in NAMES)

    assert decode(text.encode(code)) == text


def test_bytes_of_windows_with_loose_tones_are_composed():
    text = "Họ và tên;" + ";".join(NAMES)
    data = b"".join(_in_windows(c) for c in text)

    assert decode(data) == text


def _in_windows(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        *rest, tone = unicodedata.normalize("NFD", letter)
        tones = [c for c in (*rest, tone) if c in "\u0300\u0301\u0303\u0309\u0323"]
        base = "".join(c for c in (*rest, tone) if c not in tones)
        return (unicodedata.normalize("NFC", base) + tones[0]).encode("cp1258")


@pytest.mark.parametrize("code", ["tcvn3", "vni"])
def test_bytes_of_an_old_code_are_kept_for_the_list_to_be_weighed(code: Legacy):
    typed = to_legacy("Họ và tên;" + ";".join(NAMES), code)

    read = decode(typed.encode("latin-1"))

    assert read == typed
    assert find_code(read.split(";")).code == code
