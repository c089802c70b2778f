"""From a sentence to its claims: which words a figure belongs to, whether it is a result or a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.checks.claims import Claim
from shared.checks.folded import fold
from shared.checks.intent import kind_of
from shared.checks.lexing import Token, figures
from shared.checks.measures import Measure, found_in
from shared.checks.surroundings import period_in, scope_in, words_up_to

# Who has none is the rest, not the measure; "không dùng (sử dụng) tiền mặt" is a name.
_LACKING = re.compile(
    r"\b(?:chưa|không) (?:có|được|cài|kích hoạt|sử dụng(?! tiền mặt)|thanh toán|cấp|đăng ký|thực hiện|nộp)\b",
    re.IGNORECASE,
)
_BEATS = re.compile(r"(?:cao hon|vuot|dat va vuot|hon|dat)\b[^%]*$")
_FALLS = re.compile(r"(?:thap hon|chua dat|khong dat|chua hoan thanh|con thieu)\b[^%]*$")
_BEHIND = 110
# What is counted here came together; it is not what the sentence measures.
_GATHERINGS = frozenset({
    "tổ", "chợ", "buổi", "lớp", "hội nghị", "xã", "phường", "thị trấn", "thôn", "bản",
    "tổ dân phố", "khu phố", "máy", "đơn vị", "chỉ tiêu", "tiêu chí", "cuộc", "bộ", "phiếu",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """What a sentence inherits from its surroundings."""

    place: int
    number: int
    scope: str = ""
    is_plan: bool = False
    is_listed: bool = False


def claims_of(sentence: str, where: Where) -> list[Claim]:
    """Return the claims of one sentence."""
    tokens = figures(sentence)
    claims: list[Claim] = []
    end = 0
    for first, second in _pairs(tokens, sentence):
        stop = second.end if second else first.end
        claim = _claim(sentence, (end, stop), (first, second), where)
        target = claims and _as_target(claims[-1], claim, sentence[end : first.start])
        if target:
            claims[-1] = target
        else:
            claims.append(claim)
        end = stop
    return claims


def _pairs(tokens: Sequence[Token], sentence: str) -> Iterator[tuple[Token, Token | None]]:
    """Put a fraction and the rate that stands beside it together."""
    at = 0
    while at < len(tokens):
        first = tokens[at]
        second = tokens[at + 1] if at + 1 < len(tokens) else None
        if second and _belong(first, second, sentence[first.end : second.start]):
            yield first, second
            at += 2
        else:
            yield first, None
            at += 1


_GLUE = re.compile(
    r"[\s,:(=\-–~→]*(?:tức |tương đương |tương ứng |chiếm |đạt |bằng |là |với |và )*(?:tỷ lệ |tỉ lệ |khoảng )?"
    r"(?:là |đạt |=|:)?[\s(=]*$",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"[^,;.()\d]{0,100}[,(]\s*(?:đạt|chiếm|bằng|tương ứng|tương đương)\s*(?:tỷ lệ |tỉ lệ |khoảng )?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"^[^,;.:()]{0,60}?(?:,|\(|=|:|chiếm|đạt)", re.IGNORECASE)


def _belong(first: Token, second: Token, between: str) -> bool:
    if len(between) > 90 or ";" in between:
        return False
    if first.of is not None and second.rate is not None:
        # "1.702/1.995 người dân trong độ tuổi, đạt 85,3%".
        tail = _TAIL.sub("", between, count=1)
        return bool(_GLUE.fullmatch(between) or _GLUE.fullmatch(tail))
    if first.count is not None and second.rate is not None and not second.rate.qualifier:
        # "1.702 hộ, đạt 85,3%": the whole is to be looked for before it.
        return bool(_GLUE.fullmatch(between) and between.strip()) or bool(_LATER.fullmatch(between))
    if first.rate is not None and second.of is not None:
        return bool(
            re.fullmatch(
                r"[^,;.()]{0,80}[(,\[:=]\s*(?:tương ứng |tương đương |với |là |đạt |gồm )*", between
            )
        )
    return False


def _claim(
    sentence: str, span: tuple[int, int], pair: tuple[Token, Token | None], where: Where
) -> Claim:
    first, second = pair
    begin, stop = span
    share = first if first.of is not None or first.rate is None else second or first
    rate = first.rate or (second.rate if second else None)
    label = sentence[begin : first.start]
    after = sentence[stop:]
    between = sentence[first.end : second.start] if second else ""
    words, measures = _words(label, between + after, share, begin == 0)
    quote = " ".join(sentence[first.start : stop].split())
    return Claim(
        quote=quote,
        context=_context(sentence, begin, (first.start, stop), " … " in words),
        label=words,
        measure=measures[0] if measures else None,
        also=measures[1:],
        count=share.count,
        of=share.of,
        rate=rate,
        unit=share.unit,
        scope=scope_in(label) or where.scope,
        period=period_in(label),
        kind=kind_of(label, after, rate is not None, where.is_plan),
        sentence=where.number,
        is_listed=where.is_listed,
        said=sentence,
    )


def _words(label: str, after: str, token: Token, is_first: bool) -> tuple[str, tuple[Measure, ...]]:
    """Return the words that a figure belongs to: those before it, else those behind it."""
    parts = re.split(r";(?![^()]*\))", label)
    own = parts[-1]
    if token.unit in _GATHERINGS:
        return own.strip(), ()
    # "A; B là 722": nothing was said of A since the last number, so A and B share this one.
    if re.search(r"(?:là|đạt|:|=)\s*$", own):
        own = label if is_first else ";".join(parts[1:]) or own
    measures = () if _LACKING.search(own) else found_in(own)
    behind = re.split(r"[;.]|,\s(?=\d)|\d[\d.,]*\s?%", after[:200])[0][:160]
    if not measures or _is_bare(own):
        lacks = _LACKING.search(own) or _LACKING.search(behind[:60])
        ahead = () if lacks else found_in(f"{own} {token.unit} {behind}")
        if ahead or not measures:
            return f"{own} … {behind}".strip(), ahead
    return own.strip(), measures


def _context(sentence: str, begin: int, figure: tuple[int, int], is_behind: bool) -> str:
    """Return the figure with its words, cut at a word: what an officer looks for on the paper."""
    start, stop = figure
    if is_behind:
        cut = sentence[start : stop + _BEHIND].split(";", maxsplit=1)[0]
        return (cut if len(sentence) <= stop + _BEHIND else cut.rpartition(" ")[0]).strip()
    return words_up_to(sentence, start, stop, begin).strip(" ,;:.)")


def _is_bare(label: str) -> bool:
    return len(fold(label)) < 12


def _as_target(before: Claim, claim: Claim, between: str) -> Claim | None:
    """Return `before` with `claim` as its target: "đạt 98% cao hơn kế hoạch là 90%"."""
    words = fold(between)
    if before.rate is None or claim.rate is None or claim.is_share or ";" in between:
        return None
    if len(words) > 60 or before.target or found_in(between):
        return None
    if not re.search(r"ke hoach|chi tieu|muc tieu|muc giao|yeu cau|duoc giao|\bkh\b", words):
        return None
    # "vượt 5% so với kế hoạch" is a difference, not the target.
    if claim.kind == "change" and not re.search(r"(?:ke hoach|chi tieu|muc tieu|giao)", words):
        return None
    verdict = True if _BEATS.search(words) else False if _FALLS.search(words) else None
    if re.search(r"(?:khong|chua) dat|thap hon", words):
        verdict = False
    return replace(
        before, target=claim.rate, verdict=verdict, quote=f"{before.quote}{between}{claim.quote}"
    )
