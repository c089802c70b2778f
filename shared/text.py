"""Vietnamese text: one form (NFC), search without diacritics, order by given name, numbers."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from shared.problems import Code, Problem

NO_RATE = "–"

# The order of the Vietnamese alphabet, and of the tones: ngang, huyền, hỏi, ngã, sắc, nặng.
_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# SQLite's own folding misses đ, which has no decomposition.
_D_STROKE = str.maketrans("đĐ", "dD")
_ID_NUMBER = re.compile(r"(?<!\d)0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?!\d)")
# Control characters but tab and line break, and half surrogate pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Of these, those that part no words.
_UNSEEN = re.compile(_UNPRINTABLE.pattern + r"(?<!\s)")
_PER_CENT = re.compile(r"(?<=\d)\s*%")
SIGNS = "'’‘ʼ`´.-"
"""What stands inside of a name, as in "H'Ươm" or "Y-Khoa", and is written in many ways."""
GAP, REST = "\n\r"
"""In a way to write a name: one sign or blank; whatever else. No folded text has them."""
_SIGN = re.compile(f"[{re.escape(SIGNS)}]")
_AFTER_SIGN = re.compile(f"(?<=[{re.escape(SIGNS)}]) ")
# A word so short may be what stands before a sign: "h", "y", "ka".
_SHORT = 2
# No Vietnamese letter has more than three code points when decomposed.
_DECOMPOSED = 3


def clean(text: str) -> str:
    """Return `text` in NFC, trimmed, with runs of white space folded to one space.

    macOS and Windows keyboards deliver decomposed letters; equal names must be equal text.
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def is_printable(text: str) -> bool:
    """Say whether `text` can be shown and stored everywhere: no control characters, no half pairs.

    PostgreSQL refuses NUL, UTF-8 refuses lone surrogates; line breaks are allowed in notes.
    """
    return text.isprintable() or _UNPRINTABLE.search(text) is None


def mask_id_numbers(text: str) -> str:
    """Return `text` with what looks like an identity card's number covered."""
    return _ID_NUMBER.sub("•" * 12, text)


def accept(text: str, field: str, limit: int) -> str:
    """Return `text` clean, or refuse it: too long, not printable, or with an identity number.

    The limit holds for the clean text, so that what one side accepted the other accepts too.
    """
    if len(text) > limit * _DECOMPOSED:
        raise Problem(Code.TEXT_TOO_LONG, field=field, limit=limit)
    if text.isprintable() and "  " not in text:
        # Of all white space only the blank is printable: such text needs no taking apart.
        text = unicodedata.normalize("NFC", text.strip())
    elif not is_printable(text := clean(text)):
        raise Problem(Code.UNPRINTABLE_TEXT, field=field)
    if len(text) > limit:
        raise Problem(Code.TEXT_TOO_LONG, field=field, limit=limit)
    if "0" in text and _ID_NUMBER.search(text):
        raise Problem(Code.ID_NUMBER_IN_TEXT)
    return text


def fold(text: str) -> str:
    """Return `text` as it is searched: no diacritics, đ as d, small letters, single spaces, and
    nothing that cannot be shown.

    "Đặng Thị Hợp" and "dang thi hop" fold to the same text. A session's id is made of it: of what a
    team may be called, it says the same for ever.
    """
    seen = text if text.isprintable() else _UNSEEN.sub("", text)
    parts = unicodedata.normalize("NFD", seen.translate(_D_STROKE))
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def matches(folded: str, query: str) -> bool:
    """Say whether every word of the folded `query` begins a word of `folded`, in order.

    A sign in a name may be typed as another, as a blank, or not at all.
    """
    return any(_is_written(f" {folded}", way) for way in ways(query))


def _is_written(name: str, way: str) -> bool:
    at = 0
    for part in way.split(" "):
        if (found := _beginning(part).search(name, at)) is None:
            return False
        at = found.end()
    return True


@lru_cache(maxsize=64)
def _beginning(part: str) -> re.Pattern[str]:
    any_of = {GAP: f"[ {re.escape(SIGNS)}]", REST: ".*?"}
    return re.compile(" " + "".join(any_of.get(c) or re.escape(c) for c in part), re.DOTALL)


# Asked anew of every name that is searched.
@lru_cache(maxsize=64)
def ways(query: str) -> tuple[str, str]:
    """Return how a name may be written that is looked for as the folded `query`: in words apart,
    or with one more sign than there is.

    Each blank stands between beginnings of words. "h uom", "huom" and "h'uom" all find "h'uom".
    """
    if _SIGN.search(query):
        joined = _SIGN.sub(GAP, _AFTER_SIGN.sub(REST, query))
        return " ".join(_SIGN.sub(" ", query).split()) or joined, joined
    words = query.split()
    short = min(words[:-1], key=len, default="")
    if short and len(short) <= _SHORT:
        after = words.index(short) + 1
        return query, f"{' '.join(words[:after])}{GAP}{' '.join(words[after:])}"
    is_long = len(words[0]) > 1 if words else False
    return query, f"{query[0]}{GAP}{query[1:]}" if is_long else query


# Names are made of few words.
@lru_cache(maxsize=8192)
def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters, tones = [], []
    for c in unicodedata.normalize("NFC", word).casefold():
        marks = unicodedata.normalize("NFD", c)
        tone = next((_TONES[m] for m in marks if m in _TONES), 0)
        letter = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
        letters.append(_RANK.get(letter, 100 + ord(letter[0]) if letter else 0))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def name_key(name: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Return the sorting key of a person's name: given name, then family, then middle names."""
    words = name.split()
    return tuple(_word_key(word) for word in [*words[-1:], *words[:-1]])


def number(value: int) -> str:
    """Write a count as documents do: 3.512."""
    return f"{value:,}".replace(",", ".")


def decimal_comma(value: Fraction, places: int = 2) -> str:
    """Write a fraction with a decimal comma, rounded half up: 75,24."""
    scaled = (abs(value) * 10**places * 2 + 1) // 2
    sign = "-" if scaled and value < 0 else ""
    whole, rest = divmod(scaled, 10**places)
    return f"{sign}{number(whole)},{rest:0{places}d}" if places else f"{sign}{number(whole)}"


def percent(ratio: Fraction | None) -> str:
    """Write a ratio as a rate: 5619/7468 is "75,24 %"; no ratio is "–", never 0 % nor 100 %."""
    return NO_RATE if ratio is None else f"{decimal_comma(ratio * 100)} %"


def spaced(said: str) -> str:
    """Return what others wrote with rates written as ours are: "80% trở lên" is "80 % trở lên"."""
    return _PER_CENT.sub(" %", said)
