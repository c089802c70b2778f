"""A Report as files: layout only, no arithmetic."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from shared.problems import Code, Problem
from shared.report import Report, Row
from shared.text import percent
from sync_server.communes import by_id

_HEADINGS = (
    "TT", "Mã", "Nội dung chỉ tiêu", "Tử số", "Mẫu số", "Chưa thu thập", "Tỷ lệ",
    "Chỉ tiêu kế hoạch", "Đánh giá", "Còn thiếu", "Nguồn số liệu", "Bộ phận thực hiện",
    "Bộ phận phối hợp",
)  # fmt: skip
_MET = {True: "Đạt", False: "Chưa đạt", None: "Chưa có số liệu"}
SOURCES = {
    "visits": "Từ lượt thăm hộ",
    "declared": "Xã kê khai",
    "both": "Lượt thăm hộ và xã kê khai",
}


def as_data(report: Report) -> dict[str, Any]:
    """Return a report in the shape of the fixed interface (design, section 5).

    `percent` is the exact ratio times a hundred, rounded to two decimals as printed; `met` was
    decided on the exact ratio. Both are null where there is no denominator.
    """
    return {
        "commune": by_id(report.commune).code,
        "village": report.village,
        "quarter": str(report.quarter),
        "cursor": report.cursor,
        "edition": report.edition,
        "rows": [_row(row) for row in report.rows],
        "work": [
            {"code": item.code, "title": item.title, "unit": item.unit, "count": count}
            for item, count in report.work
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    cell = row.cell
    ratio = cell.ratio
    return {
        "code": row.indicator.code,
        "name": row.indicator.name,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "missing": cell.missing,
        "percent": None if ratio is None else _two_places(percent(ratio)),
        "target": row.target.percent,
        "met": row.met,
        "source": row.source,
    }


def _two_places(text: str) -> float:
    return float(text.removesuffix(" %").replace(".", "").replace(",", "."))


def as_json(report: Report) -> bytes:
    return (json.dumps(as_data(report), ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(report: Report) -> bytes:
    """Return a report for Excel: UTF-8 with a mark, `;` between columns."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for row in report.rows:
        writer.writerow([_harmless(value) for value in _line(row)])
    return sheet.getvalue().encode("utf-8-sig")


def _line(row: Row) -> tuple[str | int, ...]:
    cell, target = row.cell, row.target
    known = bool(cell.denominator)
    return (
        row.indicator.number,
        row.indicator.code,
        row.indicator.name,
        cell.numerator if known else "",
        cell.denominator if known else "",
        cell.missing if known else "",
        percent(cell.ratio),
        target.text,
        _MET[row.met],
        row.short_by if known else "",
        SOURCES[row.source],
        target.responsible,
        target.coordinating,
    )


def _harmless(value: str | int) -> str | int:
    """Keep a spreadsheet from taking text for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


FORMATS: Mapping[str, Callable[[Report], bytes]] = {"json": as_json, "csv": as_csv}
MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


def export(report: Report, suffix: str) -> bytes:
    """Return `report` as a file of the kind that `suffix` names, or refuse."""
    if (write := FORMATS.get(suffix)) is None:
        known = ", ".join(f".{each}" for each in FORMATS)
        raise Problem(Code.UNKNOWN_FORMAT, suffix=f".{suffix[:10]}", known=known)
    return write(report)
