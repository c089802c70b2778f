"""From a table to claims: which column is the name, the count, the whole, the rate, the goal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.checks.blocks import Table
from shared.checks.claims import Claim, Kind, Sum
from shared.checks.columns import (
    ORDINAL,
    Columns,
    columns_of,
    is_number,
    is_percent,
    printed_rate,
    whole_number,
)
from shared.checks.folded import fold
from shared.checks.measures import found_in
from shared.checks.sentences import Where, claims_of

_TOTAL = re.compile(
    r"^(?:tong(?: cong| so| toan xa)?|cong|toan (?:xa|huyen|phuong|tinh)|chung)\b[^a-z]*$|^tong (?:cong|so)\b"
)
_LONGEST = 1_000
"""Letters of a cell that are read: who writes more into one writes no figure."""
_ROMAN = re.compile(r"^[IVX]+\.?$|^[A-D]\.?$")


def read_table(table: Table, where: Where) -> tuple[list[Claim], list[Sum], list[str]]:
    """Return claims and sums of a table, or its cells where it is no table of figures."""
    heads, body = _split(table.rows)
    if not body or len(table.rows[0]) < 2:
        return [], [], [cell for row in table.rows for cell in row if cell]
    columns = columns_of(heads, body)
    claims: list[Claim] = []
    for at, row in enumerate(body):
        claims.extend(_row_claims(row, columns, replace(where, number=-1 - at - 100 * where.place)))
    return claims, [*_down(heads, body, columns), *_across(heads, body)], []


def _has_figure(row: Sequence[str]) -> bool:
    return any(is_number(cell) or ("/" in cell and any(map(str.isdigit, cell))) for cell in row[1:])


def _split(rows: Sequence[Sequence[str]]) -> tuple[list[str], list[Sequence[str]]]:
    """Return one heading per column, and the rows below the headings."""
    at = next((i for i, row in enumerate(rows) if i and _has_figure(row)), None)
    if at is None or at > 4:
        return [], []
    above = list(rows[:at])
    # "A B (1) (2)" and "1 2 3=1/2" number the columns and say nothing.
    if all(re.fullmatch(r"\(?[\dA-C](?:\s?=.*)?\)?|", cell.strip()) for cell in rows[at]):
        at += 1
    heads = []
    for column in range(len(rows[0])):
        words: list[str] = []
        for row in above:
            if row[column] and row[column] not in words:
                words.append(row[column])
        heads.append(" ".join(words))
    return heads, [row for row in rows[at:] if any(row)]


def _verdict(cell: str) -> bool | None:
    words = fold(cell)
    if re.search(r"(?:chua|khong) (?:dat|hoan thanh)|^khong$|^chua$", words):
        return False
    return True if re.search(r"^(?:dat|vuot|hoan thanh|co|x)\b", words) else None


def _row_claims(row: Sequence[str], columns: Columns, where: Where) -> list[Claim]:
    row = [cell[:_LONGEST] for cell in row]
    name = row[columns.name]
    if not name or _ROMAN.match(row[0].strip()):
        return []
    inner = [
        claim for cell in row if "/" in cell for claim in claims_of(cell, where) if claim.is_share
    ]
    share = inner[0] if len(inner) == 1 else None
    count = share.count if share else _at(row, columns.part)
    of = share.of if share else _at(row, columns.whole)
    if of is None:
        of = _at(row, columns.planned)
    rate = printed_rate(row[columns.rate]) if columns.rate is not None else None
    if share and rate is None:
        rate = share.rate
    goal = printed_rate(row[columns.goal]) if columns.goal is not None else None
    if goal and rate is None and not share and where.is_plan:
        rate, goal = goal, None
    if count is None and rate is None:
        return [replace(one, label=name) for one in inner]
    measures = () if columns.by_place else found_in(name)
    said = " | ".join(cell for cell in row if cell)
    return [
        Claim(
            quote=said[:240],
            context=said[:240],
            label=name,
            measure=measures[0] if measures else None,
            count=count if of is not None else None,
            of=of if count is not None else None,
            rate=rate,
            unit=share.unit if share else "",
            scope=name if columns.by_place else where.scope,
            kind=_kind(columns, where),
            target=goal,
            verdict=_verdict(row[columns.verdict]) if columns.verdict is not None else None,
            said=said,
            sentence=where.number,
            is_listed=True,
            is_renewed=columns.is_renewed,
        )
    ]


def _kind(columns: Columns, where: Where) -> Kind:
    if where.is_plan:
        return "target"
    return "result" if columns.planned is None else "of_plan"


def _at(row: Sequence[str], column: int | None) -> int | None:
    return None if column is None else whole_number(row[column])


def _down(heads: Sequence[str], body: Sequence[Sequence[str]], columns: Columns) -> list[Sum]:
    """Return the sums of columns, where a row says that it is the total of the others."""
    totals = [
        at for at, row in enumerate(body) if any(_TOTAL.search(fold(cell)) for cell in row[:2])
    ]
    if len(totals) != 1 or totals[0] not in (0, len(body) - 1):
        return []
    others = [row for at, row in enumerate(body) if at != totals[0]]
    if len(others) < 2 or any(
        _ROMAN.match(row[0].strip())
        or re.match(r"\d+\.\d", row[0])
        or "trong do" in fold(" ".join(row))
        for row in others
    ):
        return []
    sums = []
    for column, head in enumerate(heads):
        if (
            column == columns.name
            or ORDINAL.match(fold(head))
            or is_percent(head, [row[column] for row in body])
        ):
            continue
        total = whole_number(body[totals[0]][column])
        parts = [whole_number(row[column]) for row in others if row[column]]
        if total is None or len(parts) < 2 or None in parts:
            continue
        said = f"{body[totals[0]][columns.name]}: {head}: {body[totals[0]][column]}"
        sums.append(Sum(said, total, tuple(p for p in parts if p is not None), True))
    return sums


_PAIRS = (
    ("nam", "nu"),
    ("muc 1", "muc 2"),
    ("dung han", "qua han"),
    ("dung han", "tre han"),
    ("truc tuyen", "truc tiep"),
    ("da", "chua"),
)


def _across(heads: Sequence[str], body: Sequence[Sequence[str]]) -> list[Sum]:
    """Return the sums of rows, where two columns share what a third one counts."""
    folded = [fold(head) for head in heads]
    wholes = [c for c, head in enumerate(folded) if re.search(r"^tong\b|tong so|tong cong", head)]
    if len(wholes) != 1:
        return []
    for pair in _PAIRS:
        left, right = (
            [
                c
                for c, head in enumerate(folded)
                if c != wholes[0] and re.search(rf"\b{words}\b", head)
            ]
            for words in pair
        )
        left = [c for c in left if c not in right]
        if len(left) != 1 or len(right) != 1:
            continue
        return [
            Sum(" | ".join(cell for cell in row if cell), total, (a, b), True)
            for row in body
            for total, a, b in [
                (
                    whole_number(row[wholes[0]]),
                    whole_number(row[left[0]]),
                    whole_number(row[right[0]]),
                )
            ]
            if total is not None and a is not None and b is not None
        ]
    return []
