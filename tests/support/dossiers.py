"""Dossiers for tests: the golden commune's report, villages and all, without a collector."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import add
from typing import Any

from shared.dossier import Dossier
from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.protocol import Place
from shared.records import Figure
from shared.report import Report, rows, work_done
from shared.tally import Cell, Tally, tabulate
from tests.support import golden
from tests.support.people import a_figure

DAY = date(2025, 3, 12)
FIGURES = {
    figure.code: figure
    for figure in (
        a_figure(code="CT01", numerator=20, denominator=24),
        a_figure(code="CT05", numerator=415, denominator=448),
        a_figure(code="CT10", numerator=3, denominator=7),
        a_figure(code="CT16", numerator=9, denominator=9),
    )
}


def a_dossier(
    tallies: Mapping[str, Tally] | None = None,
    figures: Mapping[str, Figure] | None = None,
    **more: Any,
) -> Dossier:
    """Return the golden commune's report, or one of other villages' tallies."""
    given = golden_tallies() if tallies is None else tallies
    declared = FIGURES if figures is None else figures
    whole = reduce(add, given.values(), Tally({}, {}))
    villages = tuple(
        (Place(id=name, name=name), a_report(tally, {}, village=name))
        for name, tally in given.items()
    )
    return Dossier(a_report(whole, declared), CAM_TAN, DAY, villages, **more)


def a_report(tally: Tally, figures: Mapping[str, Figure], village: str | None = None) -> Report:
    plan = CAM_TAN_2025
    made, work = rows(tally, figures, plan), work_done(tally, figures)
    return Report(plan.commune, golden.QUARTER, 41, plan, made, work, village)


def golden_tallies() -> dict[str, Tally]:
    records = golden.records()
    return {
        village.name: tabulate(golden.profiles(records, village.id), golden.QUARTER)
        for village in golden.VILLAGES
    }


def of_cells(code: str, cells: Mapping[str, Cell]) -> dict[str, Tally]:
    """Return villages of which one indicator alone is known."""
    return {name: Tally({code: cell}, {}) for name, cell in cells.items()}
