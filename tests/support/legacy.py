"""Unicode into the codes of before: what the old keyboards of the communes typed."""

from __future__ import annotations

import unicodedata

from shared.legacy_text import Legacy

# As the conversion tables of the old fonts list them; apart from ours on purpose.
_TCVN3 = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD,
    "ắ": 0xBE, "ặ": 0xC6, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB, "è": 0xCC,
    "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5,
    "ệ": 0xD6, "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1,
    "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2,
    "ú": 0xF3, "ụ": 0xF4, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA,
    "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE, "ă": 0xA8, "â": 0xA9, "ê": 0xAA, "ô": 0xAB,
    "ơ": 0xAC, "ư": 0xAD, "đ": 0xAE, "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5,
    "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
_PLAIN = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_HAT = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_I = {"\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}


def to_legacy(text: str, code: Legacy) -> str:
    """Return `text` as its bytes would look to a program that takes them for Western letters."""
    letters = unicodedata.normalize("NFC", text)
    if code == "tcvn3":
        # It has no capital letters with tones; they were typed small, or in a font of capitals.
        return "".join(chr(_TCVN3.get(c) or _TCVN3.get(c.lower()) or ord(c)) for c in letters)
    return "".join(map(_in_vni, letters)) if code == "vni" else letters


def _in_vni(letter: str) -> str:
    if letter in "đĐ":
        return "Ñ" if letter == "Đ" else "ñ"
    base, *marks = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in marks if mark in _PLAIN), "")
    if "\u0302" in marks:
        typed = base + _HAT[tone]
    elif "\u0306" in marks:
        typed = base + _BREVE[tone]
    elif "\u031b" in marks:
        typed = ("ô" if base in "oO" else "ö") + _PLAIN.get(tone, "")
    elif base in "iI" and tone:
        typed = _I[tone]
    elif base in "yY" and tone == "\u0323":
        typed = "î"
    else:
        typed = base.lower() + _PLAIN.get(tone, "") if marks else letter
    return typed.upper() if letter.isupper() else typed
