"""Reads other people's documents (.txt, .docx) into blocks for the checks; nothing is kept."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from lxml.etree import LxmlError, _Element

from shared.checks import Block, Paragraph, Table, read_text
from shared.legacy_text import decode, find_code, mend
from shared.problems import Code, Problem

DOCUMENT_BYTES = 10 * 1024 * 1024
_UNPACKED_BYTES = 60 * 1024 * 1024
_PARTS = 3_000
_LETTERS = 600_000
"""About 200 pages; a report has three to ten."""
_MEGABYTE = 1024 * 1024
_TEXT, _TAB, _BREAKS = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr"))
# Word keeps a second copy of a text box for older programs.
_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = qn("w:del")


def read_document(name: str, content: bytes) -> list[Block]:
    """Return the blocks of a document, or refuse: too large, not ours to read, broken, empty."""
    if len(content) > DOCUMENT_BYTES:
        raise Problem(Code.DOCUMENT_TOO_LARGE, limit=DOCUMENT_BYTES // _MEGABYTE)
    match name.lower().rpartition(".")[2]:
        case "txt" | "md":
            blocks = _read_txt(content)
        case "docx":
            blocks = _read_docx(content)
        case _:
            raise Problem(Code.NOT_A_DOCUMENT, name=name)
    letters = sum(map(_letters, blocks))
    if not letters:
        raise Problem(Code.EMPTY_DOCUMENT, name=name)
    if letters > _LETTERS:
        raise Problem(Code.DOCUMENT_TOO_LONG, pages=_LETTERS // 3_000)
    return blocks


def _letters(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text.strip())
    return sum(len(cell.strip()) for row in block.rows for cell in row)


def _read_txt(content: bytes) -> list[Block]:
    text = decode(content)
    if len(text) > _LETTERS * 2:
        raise Problem(Code.DOCUMENT_TOO_LONG, pages=_LETTERS // 3_000)
    if "\x00" in text:
        raise Problem(Code.UNREADABLE_DOCUMENT)
    lines = unicodedata.normalize("NFC", text).splitlines()
    written = find_code(lines)
    return read_text("\n".join(mend(line, written) for line in lines))


def _read_docx(content: bytes) -> list[Block]:
    _refuse_bombs(content)
    try:
        body = Document(io.BytesIO(content)).element.body
    except (KeyError, ValueError, LxmlError, zipfile.BadZipFile, OSError) as error:
        raise Problem(Code.UNREADABLE_DOCUMENT) from error
    return list(_blocks(body))


def _refuse_bombs(content: bytes) -> None:
    """Add up what the parts say they unpack to, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Problem(Code.UNREADABLE_DOCUMENT) from error
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED_BYTES:
        raise Problem(Code.DOCUMENT_TOO_LARGE, limit=DOCUMENT_BYTES // _MEGABYTE)
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


def _rows(table: CT_Tbl) -> Iterator[tuple[str, ...]]:
    rows = [_cells(row) for row in table.tr_lst]
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
        cells.extend([text if is_words else ""] * (cell.grid_span - 1))
    return cells


def _cell_text(cell: CT_Tc) -> str:
    return " ".join(text for each in cell.p_lst if (text := _text(each)))


def _text(paragraph: _Element) -> str:
    """Return what a paragraph shows: with what was inserted, without what was struck out."""
    parts: list[str] = []
    for each in paragraph.iter(_TEXT, _TAB, *_BREAKS):
        if any(above.tag in (_COPY, _DELETED) for above in each.iterancestors()):
            continue
        parts.append((each.text or "") if each.tag == _TEXT else " ")
    return " ".join("".join(parts).split())
