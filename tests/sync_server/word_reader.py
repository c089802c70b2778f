"""Reads back what a Word file says, as a person would see it."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.document import Document


def open_document(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def body_tables(content: bytes) -> list[list[list[str]]]:
    """Return every table as rows of texts; a cell over several columns is given once."""
    return [
        [[_text(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]
        for table in open_document(content).tables
    ]


def _text(cell: Any) -> str:
    return "\n".join(map(_said, cell.xpath("./w:p")))


def _said(paragraph: Any) -> str:
    parts = paragraph.xpath(".//w:t|.//w:br")
    return "".join(part.text or "" if part.tag.endswith("}t") else "\n" for part in parts)


def texts_of(content: bytes) -> list[str]:
    """Return every paragraph of the body, those in tables too, in order."""
    return [_said(each) for each in open_document(content).element.body.xpath(".//w:p")]
