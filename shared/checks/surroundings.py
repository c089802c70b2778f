"""What surrounds a figure: where a sentence ends, which unit and which time it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shared.checks.lexing import UPPER

_BREAK = re.compile(
    rf"(?<=[.!?…])\s+(?=[“\"(]?[{UPPER}0-9*\-])(?<!tr\. )|\n|(?<=\.)(?=\(\d\))|(?<=[a-zà-ỹ]\.)(?=[{UPPER}][a-zà-ỹ])"
)


_MARKER = re.compile(
    r"^\s*(?:[-–—+*•▪●]\s*)?(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]+|[a-zđ])[.)](?:\d+\.?)?\s+)?"
)


_UNIT_NAME = re.compile(
    r"(?<!UBND )(?<!nhân dân )(?<!HĐND )(?<!Công an )(?<!ủy )"
    r"\b(?P<kind>[Xx]ã|[Pp]hường|[Tt]hị trấn|[Hh]uyện|[Tt]hành phố|[Tt]hị xã|[Tt]hôn|[Bb]ản|[Tt]ổ dân phố"
    rf"|[Kk]hu phố) (?P<name>[{UPPER}]\w*(?: (?!Đã|Có|Đạt|Tỷ|Tổng)[{UPPER}]\w*){{0,3}}|\d{{1,2}}(?=[\s:,(]))"
)


WHOLE = "*"


_WHOLE = re.compile(
    r"\b(?:[Tt]oàn|[Tt]rên địa bàn|[Cc]ả) (?:xã|phường|huyện|thị trấn)\b(?! [A-ZĐ])"
)


_PERIOD = re.compile(
    r"(?:năm|Năm)\s+(20\d\d)|[Qq]uý\s+([IV]+|\d)|tháng\s+(\d{1,2})(?:[/-]20\d\d)?|(\d) tháng đầu năm"
)


_LONGEST = 2_000
_WHOLE_WITHIN, _AROUND = 180, 110
"""So many letters before a figure are quoted whole; of more, so many."""
_CLAUSE = re.compile(r"(?<=[;:])\s+")
_SPACE = re.compile(r"\s+")


def sentences_of(text: str) -> list[str]:
    """Split running text into sentences; a dot inside a number or an abbreviation ends nothing."""
    found = _MARKER.match(text)
    begin = found.end() if found else 0
    parts = [part.strip() for whole in _BREAK.split(text[begin:]) for part in _cut(whole or "")]
    parts = [part for part in parts if part]
    return [f"{text[:begin].lstrip()}{parts[0]}", *parts[1:]] if parts else []


def _cut(sentence: str) -> Iterator[str]:
    """Give a sentence, or pieces of one that no person wrote: searching is quadratic at worst."""
    yield from (sentence[at : at + _LONGEST] for at in range(0, len(sentence), _LONGEST))


def words_up_to(sentence: str, start: int, stop: int, begin: int = 0) -> str:
    """Return what to quote of `sentence` for what stands from `start` to `stop`: with all words
    since `begin`, or those of its clause, or some; from the first letter of a word.
    """
    at = begin
    if start - begin > _WHOLE_WITHIN:
        clause = _CLAUSE.search(sentence, start - _WHOLE_WITHIN, start)
        word = _SPACE.search(sentence, start - _AROUND - 1, start)
        at = clause.end() if clause else word.end() if word else start
    return sentence[at:stop]


def scope_in(text: str) -> str:
    """Return the first administrative unit that `text` names as the subject, or nothing.

    `WHOLE` stands for the unit whose document it is: "toàn xã", after a village was spoken of.
    """
    found = _UNIT_NAME.search(text)
    whole = _WHOLE.search(text)
    if whole and (not found or whole.start() < found.start()):
        return WHOLE
    return f"{found['kind'].lower()} {found['name']}" if found else ""


def period_in(words: str) -> str:
    """Return the time that `words` name, as one key; "" is the document's own time."""
    return " ".join(part for found in _PERIOD.findall(words) for part in found if part)
