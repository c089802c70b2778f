"""The report as .json, in the shape of the interface, and as .csv for Excel."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from shared.dossier import Dossier, Issue, Line, lines, village_lines
from shared.places import Commune
from shared.questions import WorkItem
from shared.recipients import spoken
from shared.records import Figure
from shared.suppression import HIDDEN, SMALL
from shared.text import decimal_comma
from shared.wording import SOURCES, points, rate, verdict

_HEADINGS = (
    "TT", "Mã", "Nội dung chỉ tiêu", "Tử số", "Mẫu số", "Chưa thu thập", "Tỷ lệ",
    "Chỉ tiêu kế hoạch", "Đánh giá", "Còn thiếu", "Nguồn số liệu", "Bộ phận thực hiện",
    "Bộ phận phối hợp", "Đơn vị tính", "So với quý trước (điểm %)",
)  # fmt: skip
FORMULA = tuple("=+-@\t\r")
"""With what a text begins that a spreadsheet takes for a formula."""
PUBLIC_NOTE = (
    f"* Bản công khai: ẩn số đếm từ lượt thăm hộ nhỏ hơn {SMALL} hoặc có số còn thiếu dưới {SMALL},"
    " và những số mà từ đó có thể tính ngược lại số đã ẩn. Số cơ quan tự kê khai không ẩn, trừ"
    " số về doanh nghiệp."
)


def as_data(of: Dossier) -> dict[str, Any]:
    """Return a report in the shape of the fixed interface (design, section 5).

    `percent` is the exact ratio times a hundred, rounded to two decimals as printed; `met` was
    decided on the exact ratio. Both are null where there is no denominator, where nobody was
    asked, or where hidden.
    """
    report = of.report
    return {
        "commune": of.commune.code,
        "village": report.village,
        "quarter": str(report.quarter),
        "cursor": report.cursor,
        "edition": report.edition,
        "rows": [_row(line, of.is_public) for line in lines(of)],
        "work": [
            {
                "code": item.code,
                "title": item.title,
                "unit": item.unit,
                "count": shown_work(of, item, n),
            }
            for item, n in report.work
        ],
    }


def as_json(of: Dossier) -> bytes:
    """Return everything that the report says; the first keys are those of the interface."""
    issue = of.issue
    data = as_data(of) | {
        "status": "draft" if issue is None else "closed",
        "issue": issue and _issue(issue, of.is_public),
        "public": of.is_public,
        "note": PUBLIC_NOTE if of.is_public else None,
        "plan": of.report.plan.title,
        "villages": [
            {
                "village": place.id,
                "name": place.name,
                "rows": [_row(each, of.is_public) for each in of_it],
            }
            for place, of_it in village_lines(of)
        ],
        "obstacles": {
            code: times
            for code, times in of.obstacles.items()
            if not of.is_public or times >= SMALL
        },
        "own_words": asdict(of.words),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _issue(issue: Issue, is_public: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"number": issue.number, "sha256": issue.digest}
    return data if is_public else data | {"by": issue.by}


def _row(line: Line, is_public: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "code": line.indicator.code,
        "name": line.indicator.name,
        "numerator": line.numerator if line.has_data else 0,
        "denominator": line.denominator if line.has_data else 0,
        "missing": line.missing if line.has_data else 0,
        "percent": None if line.rate is None else two_places(line.rate),
        "target": line.target.percent,
        "met": line.met,
        "source": line.source,
    }
    return data | {"hidden": line.is_hidden} if is_public else data


def two_places(ratio: Fraction) -> float:
    """Return a rate as it is printed, rounded half up, for those who read numbers."""
    return float(decimal_comma(ratio * 100).replace(".", "").replace(",", "."))


def shown_work(of: Dossier, item: WorkItem, count: int | None) -> int | None:
    """Return a count of work done, unless the public could pick somebody out by it."""
    is_small = item.figure is None and count is not None and count < SMALL
    return None if of.is_public and is_small else count


def as_csv(of: Dossier) -> bytes:
    """Return a report for Excel: UTF-8 with a mark, `;` between columns."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for line in lines(of):
        writer.writerow([harmless(value) for value in _cells(line, of.commune)])
    if of.is_public:
        writer.writerow([PUBLIC_NOTE])
    return sheet.getvalue().encode("utf-8-sig")


def _cells(line: Line, commune: Commune) -> Sequence[str | int]:
    of, target = line.indicator, line.target
    empty = HIDDEN if line.is_hidden else ""

    def plain(value: int | None) -> str | int:
        return empty if value is None else value

    return (
        of.number,
        of.code,
        of.name,
        plain(line.numerator),
        plain(line.denominator),
        HIDDEN if line.missing is None and line.has_data else plain(line.missing),
        rate(line),
        target.text,
        verdict(line),
        plain(line.short_by),
        source(line, commune),
        target.responsible,
        target.coordinating,
        of.unit,
        points(line.change),
    )


def source(line: Line, commune: Commune) -> str:
    """Say whose number is published."""
    is_absent = line.source == "declared" and line.figure is None
    return spoken(commune, "Xã chưa kê khai" if is_absent else SOURCES[line.source])


def harmless(value: str | int) -> str | int:
    """Keep a spreadsheet from taking text for a formula; a change such as +3,20 is a number."""
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    return value if value[1:].replace(",", "").replace(".", "").isdecimal() else f"'{value}"


def told(figure: Figure | None) -> str:
    """Say from where a declared figure is, and who gave it."""
    return "" if figure is None else " · ".join(filter(None, (figure.source, figure.person)))
