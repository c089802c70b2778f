"""Which column of a table holds what: told by its heading and by what its cells look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.checks.folded import fold
from shared.checks.lexing import Rate, integer, rate_of

_INTEGER = re.compile(r"(?:\d{1,3}(?:[. ]\d{3})+|\d+)")


_DECIMAL = re.compile(r"\d+[.,]\d{1,2}")


_NUMBER = re.compile(r"(?:[≥>]=?\s*)?(\d[\d.,]*)\s*%?(?:\s*trở lên)?")


ORDINAL = re.compile(r"^(?:tt|stt|so tt|so thu tu|#|no)\.?$")


_PLACE = re.compile(
    r"^(?:ten )?(?:thon|ban|xa|don vi|to dan pho|to cong nghe|ten thon|xa, phuong|dia ban|khu pho)"
)


_RATE_HEAD = re.compile(r"ty le|ti le|%|phan tram")


_WHOLE_HEAD = re.compile(r"mau so|tong so|^tong\b|so phai|dan so|nhan khau")


_PART_HEAD = re.compile(r"tu so|so luong|so (?:nguoi|ho|ho so)|da |thuc hien|ket qua|^so ")


_GOAL_HEAD = re.compile(r"ke hoach|muc tieu|chi tieu|duoc giao|phan dau|^kh\b")


_RESULT_HEAD = re.compile(r"ket qua|thuc hien|dat duoc|ty le dat|da dat|^th\b|ty le")


_VERDICT_HEAD = re.compile(
    r"danh gia|ket luan|dat ?/ ?(?:chua|khong)|ghi chu|muc do|nhan xet|hoan thanh"
)


_REPLACED = re.compile(r"\b(?:cu|truoc dieu chinh|truoc khi sua)$")


_COMPARED = re.compile(
    r"so voi|so sanh|tang|giam|% ?(?:hoan thanh )?(?:kh|ke hoach)|cung ky|/ ?kh\b"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; None where there is none. `is_renewed` where what stood before an
    amendment has columns of its own.
    """

    name: int = 0
    part: int | None = None
    whole: int | None = None
    rate: int | None = None
    goal: int | None = None
    planned: int | None = None
    verdict: int | None = None
    by_place: bool = False
    is_renewed: bool = False


def is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell.strip()))


def columns_of(heads: Sequence[str], body: Sequence[Sequence[str]]) -> Columns:
    folded = [fold(head) for head in heads]
    width = range(len(heads))
    numeric = {
        c
        for c in width
        if sum(map(is_number, (row[c] for row in body))) * 2 >= len([r for r in body if r[c]]) > 0
        # "Tỷ lệ cũ" beside "Tỷ lệ mới": what stood before an amendment is no result any more.
        and not _REPLACED.search(folded[c])
    }
    texts = [c for c in width if c not in numeric and not ORDINAL.match(folded[c])]
    name = texts[0] if texts else 0
    used = {name}

    def first(pattern: re.Pattern[str], among: set[int]) -> int | None:
        fit = [
            c
            for c in sorted(among - used)
            if pattern.search(folded[c]) and not ORDINAL.match(folded[c])
        ]
        if len(fit) != 1:
            return None
        used.add(fit[0])
        return fit[0]

    verdict = first(_VERDICT_HEAD, set(texts))
    goal = first(
        _GOAL_HEAD, {c for c in numeric if not re.search(r"so voi|dat|%\s*kh|thuc hien", folded[c])}
    )
    percent = {c for c in numeric if is_percent(heads[c], [row[c] for row in body])}
    rates = {c for c in percent if not _COMPARED.search(folded[c])}
    rate = first(_RATE_HEAD, rates)
    if rate is None:
        rate = first(_RESULT_HEAD, rates)
    counts = numeric - percent
    whole = first(_WHOLE_HEAD, counts)
    part = first(_PART_HEAD, counts)
    if part is None and whole is not None and len(counts - used) == 1:
        part = (counts - used).pop()
    # "Kế hoạch 500, thực hiện 520, tỷ lệ 104": a count is planned, not a rate.
    is_count = goal not in percent and whole is None and part is not None
    goal, planned = (None, goal) if is_count else (goal, None)
    about = bool(_PLACE.search(folded[name])), any(map(_REPLACED.search, folded))
    return Columns(name, part, whole, rate, goal, planned, verdict, *about)


def is_percent(head: str, cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell]
    return bool(
        "%" in head
        or any("%" in cell for cell in said)
        or any(_DECIMAL.fullmatch(cell) for cell in said)
        or (re.search(r"ty le|ti le", fold(head)) and said and all(_small(cell) for cell in said))
    )


def _small(cell: str) -> bool:
    rate = printed_rate(cell)
    return rate is not None and rate.value <= 100


def whole_number(cell: str) -> int | None:
    """Read "3.512" or "3 512"; None if it is something else."""
    bare = cell.strip()
    return integer(bare) if _INTEGER.fullmatch(bare) else None


def printed_rate(cell: str) -> Rate | None:
    found = _NUMBER.fullmatch(cell.strip())
    return rate_of(found[1].rstrip(".,")) if found else None
