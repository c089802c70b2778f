"""A Dossier as files: layout only, no arithmetic. Equal dossiers give equal bytes.

flat              .json and .csv
sheet             .xlsx: numbers that are numbers
paper, annexes    .docx in the official layout (Nghị định 30/2020/NĐ-CP)
ink, watermark    what paper is written with: runs, paragraphs, tables, sections; DỰ THẢO
packing           zip files without the day and hour of their making
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shared.dossier import Dossier
from shared.problems import Code, Problem
from shared.wording import SOURCES
from sync_server.exports.flat import as_csv, as_data, as_json

__all__ = ["FORMATS", "MEDIA", "SOURCES", "as_csv", "as_data", "as_json", "export", "file_name"]


def as_xlsx(of: Dossier) -> bytes:
    # Costs a tenth of a second to import, which no phone's push should wait for.
    from sync_server.exports.sheet import as_xlsx as write  # noqa: PLC0415

    return write(of)


def as_docx(of: Dossier) -> bytes:
    from sync_server.exports.paper import as_docx as write  # noqa: PLC0415

    return write(of)


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Callable[[Dossier], bytes]] = {
    "docx": as_docx,
    "xlsx": as_xlsx,
    "csv": as_csv,
    "json": as_json,
}
MEDIA = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def export(of: Dossier, suffix: str) -> bytes:
    """Return a report as a file of the kind that `suffix` names, or refuse."""
    if (write := FORMATS.get(suffix)) is None:
        known = ", ".join(f".{each}" for each in FORMATS)
        raise Problem(Code.UNKNOWN_FORMAT, suffix=f".{suffix[:10]}", known=known)
    return write(of)


def file_name(of: Dossier, suffix: str) -> str:
    """Return a name that tells what is inside: whose, when, draft, amendment or public."""
    number = of.issue.number if of.issue else 0
    kind = "du-thao" if of.is_draft else f"bo-sung-{number}" if number else ""
    parts = ("bao-cao", of.commune.code, str(of.report.quarter), kind, "cong-khai" * of.is_public)
    return f"{'-'.join(filter(None, parts))}.{suffix}"
