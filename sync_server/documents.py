"""Reads other people's documents (.txt, .docx) into blocks for the checks; nothing is kept."""

from __future__ import annotations

import unicodedata

from shared.checks import Block, Paragraph, read_text
from shared.legacy_text import decode, find_code, mend
from shared.problems import Code, Problem

DOCUMENT_BYTES = 10 * 1024 * 1024
_PAGES = 50
"""A report has three to ten."""
_LETTERS = 3_000 * _PAGES
_PIECES = 20_000
"""Lines, or paragraphs and cells: what is not letters must be bounded too."""
_MEGABYTE = 1024 * 1024


def read_document(name: str, content: bytes) -> list[Block]:
    """Return the blocks of a document, or refuse: too large, not ours to read, broken, empty."""
    if len(content) > DOCUMENT_BYTES:
        raise Problem(Code.DOCUMENT_TOO_LARGE, limit=DOCUMENT_BYTES // _MEGABYTE)
    match name.lower().rpartition(".")[2]:
        case "txt" | "md":
            blocks = _read_txt(content)
        case "docx":
            # Loads a library that only a Word file needs.
            from sync_server.word_files import read_docx  # noqa: PLC0415

            blocks = read_docx(content, DOCUMENT_BYTES // _MEGABYTE)
        case _:
            raise Problem(Code.NOT_A_DOCUMENT, name=name)
    letters = sum(map(_letters, blocks))
    if letters > _LETTERS or sum(map(_pieces, blocks)) > _PIECES:
        raise Problem(Code.DOCUMENT_TOO_LONG, pages=_PAGES)
    if not letters:
        raise Problem(Code.EMPTY_DOCUMENT, name=name)
    return blocks


def _pieces(block: Block) -> int:
    return 1 if isinstance(block, Paragraph) else sum(map(len, block.rows))


def _letters(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text.strip())
    return sum(len(cell.strip()) for row in block.rows for cell in row)


def _read_txt(content: bytes) -> list[Block]:
    text = decode(content)
    if len(text) > _LETTERS * 2:
        raise Problem(Code.DOCUMENT_TOO_LONG, pages=_PAGES)
    if "\x00" in text:
        raise Problem(Code.UNREADABLE_DOCUMENT)
    lines = unicodedata.normalize("NFC", text).splitlines()
    if len(lines) > _PIECES:
        raise Problem(Code.DOCUMENT_TOO_LONG, pages=_PAGES)
    written = find_code(lines)
    return read_text("\n".join(mend(line, written) for line in lines))
