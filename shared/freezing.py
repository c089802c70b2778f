"""A dossier as canonical data and back: what a closing keeps, and what its hash is taken over.

Everything that a report prints is kept, the wording of the table included: a later edition, plan or
name of a unit changes nothing in a report that was closed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from shared.dossier import Amendment, Difference, Dossier, Remark, Signer
from shared.indicators import BY_CODE, Ages, Indicator
from shared.own_words import NO_WORDS, OwnWords
from shared.places import Commune
from shared.plan import Plan, Target
from shared.protocol import Place
from shared.quarter import Quarter
from shared.questions import WORK_ITEMS, WorkItem
from shared.records import Figure
from shared.report import Report, Row
from shared.tally import Cell

FORMAT = 1
_WORDS = ("code", "number", "name", "short", "unit", "numerator", "denominator", "source")
_PLAN = ("commune", "year", "title", "due_day", "strictly_before", "due_month_offset")
_ITEMS = {item.code: item for item in WORK_ITEMS}

Data = dict[str, Any]


def frozen(of: Dossier) -> str:
    """Return the canonical text of a dossier: equal dossiers give equal bytes."""
    report = of.report
    data = {
        "format": FORMAT,
        "commune": _place_out(of.commune),
        "day": of.day.isoformat(),
        "quarter": str(report.quarter),
        "cursor": report.cursor,
        "edition": report.edition,
        "plan": _plan_out(report.plan),
        "rows": [_row_out(row) for row in report.rows],
        "work": _work_out(report),
        "villages": [
            {"id": place.id, "name": place.name, "rows": _cells_out(its), "work": _work_out(its)}
            for place, its in of.villages
        ],
        "before": {code: _cell_out(cell) for code, cell in of.before.items()},
        "obstacles": dict(of.obstacles),
        "signer": asdict(of.signer),
        "remarks": [asdict(each) for each in of.remarks],
        "amendments": [_amendment_out(each) for each in of.amendments],
    }
    # Said only where there are any, so that what was closed without keeps its bytes.
    if report.joined:
        data["joined"] = dict(report.joined)
    if of.words != NO_WORDS:
        data["words"] = asdict(of.words)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def thawed(text: str) -> Dossier:
    """Return the dossier that `frozen` wrote."""
    data = json.loads(text)
    plan = _plan_in(data["plan"])
    rows = tuple(_row_in(each, plan) for each in data["rows"])
    report = Report(
        commune=data["commune"]["id"],
        quarter=Quarter.parse(data["quarter"]),
        cursor=data["cursor"],
        plan=plan,
        rows=rows,
        work=_work_in(data["work"]),
        edition=data["edition"],
        joined=tuple(data.get("joined", {}).items()),
    )
    return Dossier(
        report=report,
        commune=_place_in(data["commune"]),
        day=date.fromisoformat(data["day"]),
        villages=tuple(_village_in(each, report) for each in data["villages"]),
        before={code: _cell_in(cell) for code, cell in data["before"].items()},
        obstacles=data["obstacles"],
        signer=Signer(**data["signer"]),
        words=OwnWords(**{part: tuple(its) for part, its in data.get("words", {}).items()}),
        remarks=tuple(Remark(**each) for each in data["remarks"]),
        amendments=tuple(_amendment_in(each) for each in data["amendments"]),
    )


def _cell_out(cell: Cell) -> list[int]:
    return [cell.numerator, cell.denominator, cell.missing, cell.unplaced]


def _cell_in(data: list[int]) -> Cell:
    return Cell(*data)


def _place_out(commune: Commune) -> Data:
    ends = commune.valid_to.isoformat() if commune.valid_to else None
    return asdict(commune) | {"valid_from": commune.valid_from.isoformat(), "valid_to": ends}


def _place_in(data: Data) -> Commune:
    ends = date.fromisoformat(data["valid_to"]) if data["valid_to"] else None
    return Commune(
        **data | {"valid_from": date.fromisoformat(data["valid_from"]), "valid_to": ends}
    )


def _plan_out(plan: Plan) -> Data:
    targets = {code: asdict(target) for code, target in plan.targets.items()}
    own = {name: getattr(plan, name) for name in _PLAN}
    return own | {"targets": targets, "ages": asdict(plan.ages)}


def _plan_in(data: Data) -> Plan:
    targets = {code: Target(**target) for code, target in data["targets"].items()}
    return Plan(**{**data, "targets": targets, "ages": Ages(**data["ages"])})


def _row_out(row: Row) -> Data:
    return {
        "of": {name: getattr(row.indicator, name) for name in _WORDS},
        "cell": _cell_out(row.cell),
        "visits": None if row.visits is None else _cell_out(row.visits),
        "figure": None if row.figure is None else row.figure.model_dump(mode="json"),
        "source": row.source,
    }


def _row_in(data: Data, plan: Plan) -> Row:
    figure = data["figure"]
    return Row(
        indicator=_indicator_in(data["of"]),
        target=plan.targets[data["of"]["code"]],
        cell=_cell_in(data["cell"]),
        visits=None if data["visits"] is None else _cell_in(data["visits"]),
        figure=None if figure is None else Figure.model_validate_json(json.dumps(figure)),
        source=data["source"],
    )


def _indicator_in(words: Data) -> Indicator:
    known = BY_CODE.get(words["code"])
    return replace(known, **words) if known else Indicator(**words)


def _cells_out(report: Report) -> list[list[Any]]:
    return [
        [row.indicator.code, _cell_out(row.cell), row.visits and _cell_out(row.visits)]
        for row in report.rows
    ]


def _village_in(data: Data, whole: Report) -> tuple[Place, Report]:
    cells: Mapping[str, tuple[list[int], list[int] | None]] = {
        code: (cell, visits) for code, cell, visits in data["rows"]
    }
    rows = tuple(_village_row(row, *cells[row.indicator.code]) for row in whole.rows)
    work = _work_in(data["work"])
    return (
        Place(id=data["id"], name=data["name"]),
        replace(whole, rows=rows, work=work, village=data["id"]),
    )


def _village_row(row: Row, cell: list[int], visits: list[int] | None) -> Row:
    source = "declared" if row.indicator.source == "declared" else "visits"
    seen = None if visits is None else _cell_in(visits)
    return replace(row, cell=_cell_in(cell), visits=seen, figure=None, source=source)


def _work_out(report: Report) -> list[list[Any]]:
    return [[item.code, item.title, item.unit, count] for item, count in report.work]


def _work_in(data: list[list[Any]]) -> tuple[tuple[WorkItem, int | None], ...]:
    return tuple(
        (replace(_ITEMS.get(code, WorkItem(code, title, unit)), title=title, unit=unit), count)
        for code, title, unit, count in data
    )


def _amendment_out(each: Amendment) -> Data:
    changed = [
        [one.code, one.number, one.short, _cell_out(one.old), _cell_out(one.new)]
        for one in each.differences
    ]
    return {
        "number": each.number,
        "day": each.day.isoformat(),
        "by": each.by,
        "reason": each.reason,
        "late": each.late,
        "since": each.since,
        "cursor": each.cursor,
        "differences": changed,
    }


def _amendment_in(data: Data) -> Amendment:
    changed = tuple(
        Difference(code, number, short, _cell_in(old), _cell_in(new))
        for code, number, short, old, new in data["differences"]
    )
    return Amendment(**data | {"day": date.fromisoformat(data["day"]), "differences": changed})
