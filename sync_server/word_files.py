"""Reads a Word file (.docx) into blocks: paragraphs and tables in order, as they are shown."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.exceptions import PythonDocxError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from lxml.etree import LxmlError, _Element

from shared.checks import Block, Paragraph, Table
from shared.checks.blocks import WIDEST
from shared.problems import Code, Problem

_UNPACKED_BYTES = 60 * 1024 * 1024
_PARTS = 3_000
_TEXT_BYTES = 16 * 1024 * 1024
_ELEMENTS, _PIECES = 400_000, 60_000
"""All elements of a text; its paragraphs, rows and cells: some ten times those of 50 pages."""
_COUNTED = "count(.//*)", "count(.//w:p) + count(.//w:tr) + count(.//w:tc)"
_TEXT, _SPACES = qn("w:t"), (qn("w:tab"), qn("w:br"), qn("w:cr"))
# Word keeps a second copy of a text box for older programs.
_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HIDDEN = (_COPY, qn("w:del"))


def read_docx(content: bytes, limit: int) -> list[Block]:
    """Return the blocks of a Word file, or refuse: no such file, or one of more than `limit`."""
    _refuse_bombs(content, limit)
    try:
        body = Document(io.BytesIO(content)).element.body
        # Counted before it is walked: elements without a letter cost as much as those with.
        elements, pieces = map(body.xpath, _COUNTED)
        if elements > _ELEMENTS or pieces > _PIECES:
            raise Problem(Code.DOCUMENT_TOO_LARGE, limit=limit)
        return list(_blocks(body))
    except (
        KeyError,
        ValueError,
        LxmlError,
        PythonDocxError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise Problem(Code.UNREADABLE_DOCUMENT) from error


def _refuse_bombs(content: bytes, limit: int) -> None:
    """Add up what the parts say they unpack to, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Problem(Code.UNREADABLE_DOCUMENT) from error
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED_BYTES:
        raise Problem(Code.DOCUMENT_TOO_LARGE, limit=limit)
    if any(part.file_size > _TEXT_BYTES for part in parts if part.filename.endswith(".xml")):
        raise Problem(Code.DOCUMENT_TOO_LARGE, limit=limit)
    if any(part.flag_bits & 1 for part in parts):
        raise Problem(Code.UNREADABLE_DOCUMENT)


def _blocks(parent: _Element) -> Iterator[Block]:
    """Give paragraphs and tables in their order, also those inside content controls."""
    for child in parent.iterchildren():
        if isinstance(child, CT_P):
            if text := _text(child):
                yield Paragraph(text)
        elif isinstance(child, CT_Tbl):
            if rows := tuple(_rows(child)):
                yield Table(rows)
                yield from _inner(child)
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")):
            yield from _blocks(child)


def _inner(table: CT_Tbl) -> Iterator[Block]:
    """Give the tables inside a table's cells."""
    for row in table.tr_lst:
        for cell in row.tc_lst:
            for each in cell.iterchildren(qn("w:tbl")):
                yield from (Table(rows) for rows in [tuple(_rows(each))] if rows)
                yield from _inner(each)


def _rows(table: CT_Tbl) -> Iterator[tuple[str, ...]]:
    rows = [_cells(row)[:WIDEST] for row in table.tr_lst]
    width = max(map(len, rows), default=0)
    for row in rows:
        yield (*row, *[""] * (width - len(row)))


def _cells(row: CT_Row) -> list[str]:
    """Return a cell per column of the grid: words are said for each column that they span."""
    cells: list[str] = []
    for cell in row.tc_lst:
        text = "" if cell.vMerge == "continue" else _cell_text(cell)
        is_words = not any(letter.isdigit() for letter in text)
        cells.append(text)
        cells.extend([text if is_words else ""] * (min(cell.grid_span, WIDEST) - 1))
    return cells


def _cell_text(cell: CT_Tc) -> str:
    return " ".join(text for each in cell.p_lst if (text := _text(each)))


def _text(paragraph: _Element) -> str:
    """Return what a paragraph shows: with what was inserted, without what was struck out."""
    parts: list[str] = []
    waiting = [paragraph]
    while waiting:
        each = waiting.pop()
        if each.tag in _HIDDEN:
            continue
        if each.tag == _TEXT:
            parts.append(each.text or "")
        elif each.tag in _SPACES:
            parts.append(" ")
        waiting.extend(each.iterchildren(reversed=True))
    return " ".join("".join(parts).split())
