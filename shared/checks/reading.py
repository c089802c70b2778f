"""From blocks to a reading: sentences with what surrounds them, claims, sums, and what kind of paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.checks.blocks import Block, Paragraph, Table, mended
from shared.checks.claims import Claim, Reading, Sum
from shared.checks.folded import fold
from shared.checks.lexing import mend_spaces
from shared.checks.sentences import Where, claims_of
from shared.checks.sums import sums_of
from shared.checks.surroundings import WHOLE, scope_in, sentences_of
from shared.checks.tables import read_table

_LISTED = re.compile(r"^\s*(?:[-–—+*•▪]|\(?\d{1,2}[.)]|[a-zđ][.)])\s*")
_YEAR = re.compile(r"năm (20\d\d)")
_MOST = 2_000
"""Claims and sums of a document; rules compare them with each other, so no file may bring more."""
_ANY_YEAR = re.compile(r"(?:\d{1,2}/\d{1,2}/|tháng \d{1,2}/)(20\d\d)")
_PLAN_TITLE = re.compile(r"^(?:ke hoach|phuong an|de an)(?: |$)")
_REPORT_TITLE = re.compile(r"^bao cao(?: |$)")


@dataclass(slots=True)
class _Draft:
    sentences: list[str]
    claims: list[Claim]
    sums: list[Sum]
    own: str = ""


def lines_of(blocks: Sequence[Block]) -> Iterator[str]:
    """Give every line and cell of a document: what stands in a letterhead often is a table."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows:
                yield from (cell for cell in row if cell)


def read(blocks: Sequence[Block]) -> Reading:
    """Return the reading of a document."""
    blocks = [_spaced(mended(block)) for block in blocks]
    lines = tuple(lines_of(blocks))
    head = lines[:25]
    titles = [line for line in head if line[:7].isupper()]
    titles += [
        block.text for block in blocks[:25] if isinstance(block, Paragraph) and len(block.text) < 16
    ]
    is_report = any(_REPORT_TITLE.match(fold(line)) for line in titles)
    is_plan = not is_report and any(_PLAN_TITLE.match(fold(line)) for line in titles)
    draft = _Draft([], [], [])
    scope = ""
    for place, block in enumerate(blocks):
        if isinstance(block, Table):
            _read_rows(draft, block, Where(place, 0, scope, is_plan))
        else:
            scope = _read_paragraph(draft, block.text, Where(place, 0, scope, is_plan))
    years = [found[1] for line in head for found in [_YEAR.search(line)] if found]
    years = years or [year for line in lines for year in _ANY_YEAR.findall(line)][-1:]
    return Reading(
        sentences=tuple(draft.sentences),
        claims=tuple(_superseded(draft.claims[:_MOST])),
        sums=tuple(draft.sums),
        lines=lines,
        has_table=any(isinstance(block, Table) and len(block.rows) > 2 for block in blocks),
        is_plan=is_plan,
        is_report=is_report,
        year=int(years[0]) if years else None,
    )


def _superseded(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Take for what stood before whatever a later table of changes of the document changed again."""
    last = {(each.key, each.scope): at for at, each in enumerate(claims) if each.is_renewed}
    for at, each in enumerate(claims):
        is_old = each.is_renewed and each.key and at < last[each.key, each.scope]
        yield replace(each, kind="before") if is_old else each


def _spaced(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return Paragraph(mend_spaces(block.text))
    return block


def _read_paragraph(draft: _Draft, text: str, where: Where) -> str:
    """Read one paragraph; return the unit that it leaves in force for the next."""
    scope = where.scope
    is_listed = bool(_LISTED.match(text))
    for sentence in sentences_of(text):
        scope = _scope(draft, scope_in(sentence)) or scope
        number = len(draft.sentences)
        here = replace(where, number=number, scope=scope, is_listed=is_listed)
        draft.sentences.append(sentence)
        if len(draft.claims) < _MOST:
            draft.claims.extend(claims_of(sentence, here))
        if len(draft.sums) < _MOST:
            draft.sums.extend(sums_of(sentence))
    return scope


def _scope(draft: _Draft, named: str) -> str:
    """Return the unit that a sentence speaks of; the first one named is the document's own."""
    if named == WHOLE:
        return draft.own or WHOLE
    if named and not draft.own and named.split(maxsplit=1)[0] not in ("thôn", "bản", "tổ", "khu"):
        draft.own = named
    return named


def _read_rows(draft: _Draft, table: Table, where: Where) -> None:
    claims, sums, loose = read_table(table, where)
    draft.claims.extend(claims)
    draft.sums.extend(sums)
    for cell in loose:
        # A letterhead or a signature block is a table too: its cells are read as running text.
        _read_paragraph(draft, cell, where)
