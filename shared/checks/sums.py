"""Totals and their parts in running text: "3.512 trường hợp (1812 mức 1, 1702 mức 2)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shared.checks.claims import Sum
from shared.checks.folded import fold
from shared.checks.lexing import Token, covered, figures, integer

# From the first part on, and never back: a long chain without a total is looked at once.
_EQUATION = re.compile(
    r"(?<![\d.+])(?<!\+\s)\d[\d.]*+(?:\s?\+\s?\d[\d.]*+)++\s?=\s?\d[\d.]*(?![\d,%/])"
)
_OPENS = re.compile(
    r"(?P<paren>\()|(?P<all>bao gồm|gồm có|gồm|chia ra|chia theo)|(?P<some>trong đó(?: có)?|cụ thể|:)",
    re.IGNORECASE,
)
_BETWEEN_TOTAL = re.compile(r"[^.;()]{0,90};?\s*$")
# Words that share a whole between them: who is one is not the other, and nobody is neither.
_OPPOSITES = tuple(
    re.compile(both)
    for both in (
        r"\bmuc (?:do )?1\b.*\bmuc (?:do )?2\b",
        r"\bnam\b.*\bnu\b|\bnu\b.*\bnam\b",
        r"\b(?:dung|truoc)(?: va truoc)? han\b.*\b(?:qua|tre|cham) han\b",
        r"\btruc tuyen\b.*\b(?:truc tiep|buu chinh)\b|\btruc tiep\b.*\btruc tuyen\b",
        r"\bda\b.*\b(?:chua|dang)\b",
        r"\bdat\b.*\b(?:chua|khong) dat\b",
        r"\bco\b.*\bkhong co\b",
        r"\bcon lai\b",
        r"\bthanh thi\b.*\bnong thon\b",
    )
)
_PART = re.compile(r"\d[\d.]*")
# "5 chỉ tiêu (chỉ tiêu 3, 7, 8, 11, 15)": which ones, not how many.
_NAMED = re.compile(
    r"\s*(?:các )?(?:chỉ tiêu|tiêu chí|mục|nội dung)(?: số)?[\s\d,]*", re.IGNORECASE
)
_NEAR = 50


def sums_of(sentence: str) -> Iterator[Sum]:
    """Give every total with its parts that a sentence states."""
    hidden = covered(sentence)
    for found in _EQUATION.finditer(hidden):
        *added, made = map(integer, _PART.findall(found[0]))
        yield Sum(found[0], made, tuple(added), True)
    tokens = figures(sentence)
    taken = -1
    for at, total in enumerate(tokens[:-1]):
        if total.count is None or total.of is not None or total.start < taken:
            continue
        if listed := _parts(sentence, tokens[at:]):
            taken = listed[1]
            yield listed[0]


def _parts(sentence: str, tokens: Sequence[Token]) -> tuple[Sum, int] | None:
    total, then = tokens[0], tokens[1]
    opening = _OPENS.search(sentence, total.end, then.start)
    if opening is None or not _BETWEEN_TOTAL.match(sentence[total.end : opening.start()]):
        return None
    if _NAMED.fullmatch(sentence[opening.end() : then.start]):
        return None
    stop = _stop(sentence, opening.end(), bool(opening["paren"]))
    parts = list(_listed(sentence, tokens[1:], stop))
    if not parts or (len(parts) == 1 and not opening["some"]):
        return None
    if opening[0] == ":" and not _alike(sentence, parts):
        return None
    end = parts[-1].end
    region = sentence[opening.end() : stop]
    # Each part is named by the words beside it, never by those of the next.
    is_sure = len(parts) > 1 and (
        bool(opening["all"]) or _alike(sentence, parts) or _is_split(fold(region))
    )
    counts = tuple(each.count for each in parts if each.count is not None)
    if len(parts) == 1 and (not parts[0].unit or parts[0].unit != total.unit):
        return None
    quote = " ".join(sentence[total.start : max(end, stop)].split())[:240]
    assert total.count is not None  # noqa: S101 - the caller chose it for its count
    return Sum(quote, total.count, counts, is_sure), end


def _stop(sentence: str, begin: int, in_paren: bool) -> int:
    if in_paren:
        close = sentence.find(")", begin)
        return len(sentence) if close < 0 else close
    clause = sentence.find(";", begin)
    if clause < 0:
        return len(sentence)
    return (
        clause
        if len([t for t in figures(sentence) if begin <= t.start < clause]) > 1
        else len(sentence)
    )


def _listed(sentence: str, tokens: Sequence[Token], stop: int) -> Iterator[Token]:
    """Give the counts that are listed one after the other; what follows a gap is another matter."""
    last = None
    for each in tokens:
        if each.start >= stop:
            return
        gap = sentence[last.end : each.start] if last else ""
        if last and (
            len(gap) > 100 or re.search(r"\b(?:tổ chức|kinh phí|đồng thời|ngoài ra)\b", gap)
        ):
            return
        if last and ";" in gap and each.unit and each.unit != last.unit:
            return
        if each.rate is None and each.of is None:
            yield each
            last = each


def _is_split(words: str) -> bool:
    return any(both.search(words) for both in _OPPOSITES)


def _alike(sentence: str, parts: Sequence[Token]) -> bool:
    """Say whether the parts are worded alike but for a number or a name: "12 ở thôn 1, 9 ở thôn 2"."""
    ends = [*(part.start for part in parts[1:]), min(len(sentence), parts[-1].end + _NEAR)]
    behind = [sentence[part.end : end] for part, end in zip(parts, ends, strict=True)]
    words = [re.split(r"[,;.)]|\bvà\b", text)[0].strip().casefold() for text in behind]
    bare = {re.sub(r"[\d\W]+", " ", word).strip() for word in words}
    # Ages do not part people: who is over 18 is over 15 too.
    if any("tuổi" in word for word in bare):
        return False
    return (
        bare != {""}
        and len(bare) == 1
        and len(set(words)) == len(words)
        and any(re.search(r"\d", w) for w in words)
    )
