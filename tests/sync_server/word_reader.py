"""Reads back what a Word file says, as a person would see it."""

from __future__ import annotations

import io

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


def _text(cell: object) -> str:
    paragraphs = cell.xpath("./w:p")  # type: ignore[attr-defined]
    return "\n".join(
        "".join(
            part.text or "" if part.tag.endswith("}t") else "\n"
            for part in each.xpath(".//w:t|.//w:br")
        )
        for each in paragraphs
    )


def texts_of(content: bytes) -> list[str]:
    """Return every paragraph of the body, those in tables too, in order."""
    body = open_document(content).element.body
    return [
        "".join(
            part.text or "" if part.tag.endswith("}t") else "\n"
            for part in each.xpath(".//w:t|.//w:br")
        )
        for each in body.xpath(".//w:p")
    ]
