"""A document as blocks: paragraphs and tables, mended from what a copy or a scan made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from shared.checks.lexing import HIDDEN

_MARKS = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000", " "),
        **dict.fromkeys("\u2044\u2215", "/"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
        "\u2011": "-",
        "\u2212": "-",
    }
)
_MARKDOWN = re.compile(r"\\(?=[%*#_$])|\$(?=\s*=)|(?<=%)\$|(?<=% )\$|\*\*+|^#{1,6} +", re.MULTILINE)
_BULLET = re.compile(r"\s*(?:[-–—+*•▪●]\s|\(?\d{1,2}[.)]|\d+(?:\.\d+)+|[IVX]+[.)/]|[a-zđ][.)]\s)")
_NEW = re.compile(r"\s*(?:Tỷ lệ|Tỉ lệ|Số|Tổng|Trong đó|Nơi nhận)")
_ENDS = (".", ":", ";", "!", "?", "%", ")", "/.", "|")
# No word is longer and no figure has more digits; what searches for them may then look back.
_LONG_WORD = re.compile(r"(\S{80})(?=\S)")
_LONG_NUMBER = re.compile(r"\d{16,}")
WIDEST = 40
"""Columns of a table: all rows are filled to the width of the widest."""
_WRAP = 110
_CAN_WRAP = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, one or more sentences."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the heading among them."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def plain(text: str) -> str:
    """Return `text` in NFC with plain digits, spaces and slashes, without traces of Markdown."""
    bare = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _MARKDOWN.sub("", bare.translate(_MARKS))


def mended(block: Block) -> Block:
    """Return a block with the same mending that text files get."""
    if isinstance(block, Paragraph):
        return Paragraph(_bounded(block.text))
    return Table(tuple(tuple(map(_bounded, row)) for row in block.rows))


def _bounded(text: str) -> str:
    """Return plain text with single blanks, without words and numbers that nobody writes."""
    bare = _LONG_NUMBER.sub(lambda found: HIDDEN * len(found[0]), plain(text))
    return " ".join(_LONG_WORD.sub(r"\1 ", bare).split())


def read_text(text: str) -> list[Block]:
    """Return the blocks of a text file: lines of tabs or bars are tables, the rest is joined."""
    lines = [line.rstrip(" ") for line in plain(text).split("\n")]
    blocks: list[Block] = []
    for is_table, group in groupby(_rows(lines), key=lambda row: row[1] is not None):
        if is_table:
            cells = [row for _, row in group if row is not None]
            blocks.extend(Table(_squared(rows)) for rows in _tables(cells))
        else:
            blocks.extend(Paragraph(each) for each in joined([line for line, _ in group]))
    return blocks


def _rows(lines: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """Give each line with its cells, if it has any; blank lines and rules inside a table go."""
    inside = False
    for at, line in enumerate(lines):
        cells = _cells(line)
        if cells is not None:
            inside = True
            if any(set(cell) - set("-: ") for cell in cells):
                yield line, cells
        elif line.strip() or not (inside and any(map(_cells, lines[at + 1 : at + 3]))):
            inside = False
            yield line, None


def _cells(line: str) -> tuple[str, ...] | None:
    bare = line.strip(" ")
    if bare.count("|") >= 2 and (bare.startswith("|") or bare.count(" | ") >= 2):
        return tuple(cell.strip() for cell in bare.strip("|").split("|"))
    if "\t" in bare:
        return tuple(" ".join(cell.split()) for cell in bare.split("\t"))
    if len(wide := re.split(r" {3,}", bare)) >= 3 and any(c.isdigit() for c in bare):
        return tuple(wide)
    return None


def _tables(rows: Sequence[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Part tables that follow each other: a row that begins with "TT" is a heading."""
    begun: list[tuple[str, ...]] = []
    for row in rows:
        if begun and re.fullmatch(r"S?TT|Số TT", row[0].strip(), re.IGNORECASE):
            yield begun
            begun = []
        begun.append(row)
    yield begun


def _squared(rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Fill rows to one width; a row that only continues the one above is joined to it."""
    width = min(WIDEST, max(map(len, rows)))
    done: list[list[str]] = []
    for row in rows:
        cells = [*row[:width], *[""] * (width - len(row))]
        goes_on = done and not cells[0] and not any(re.search(r"\d", cell) for cell in cells)
        if goes_on and not re.match(r"[A-ZĐ]", cells[1] if width > 1 else ""):
            done[-1] = [f"{a} {b}".strip() for a, b in zip(done[-1], cells, strict=True)]
        else:
            done.append(cells)
    return tuple(tuple(cells) for cells in done)


def joined(lines: Sequence[str]) -> list[str]:
    """Join what a fixed width or a scan broke in the middle of a sentence."""
    full = [line for line in lines if line.strip()]
    long = [line for line in full if len(line) >= _CAN_WRAP]
    is_wrapped = len(long) >= 8 and max(map(len, long)) <= _WRAP
    parts: list[list[str]] = []
    for line in full:
        words = " ".join(line.split())
        if parts and _goes_on(parts[-1], words, is_wrapped):
            parts[-1].append(words)
        else:
            parts.append([words])
    return list(map(" ".join, parts))


def _goes_on(begun: Sequence[str], line: str, is_wrapped: bool) -> bool:
    before = begun[-1]
    if before.endswith(_ENDS) or _BULLET.match(line) or _NEW.match(line) or line.isupper():
        # "…, đạt" and then "75 %." is one sentence, whatever stands before it.
        return bool(line[:1].islower() and before.endswith((")", "%")))
    if line[:1].islower():
        return True
    # A long line before decides: a short one was ended on purpose.
    length = sum(len(each) + 1 for each in begun[-_CAN_WRAP:])
    return before.endswith(",") or (is_wrapped and length > _CAN_WRAP)
