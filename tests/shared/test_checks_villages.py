"""Before the closing each village where hardly anybody was asked is named, all in one warning."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from shared.checks import Finding, check_report
from shared.dossier import Dossier
from shared.tally import Cell, Tally
from tests.support.dossiers import FIGURES, a_dossier, of_cells
from tests.support.people import a_figure

WHOLE = Cell(500, 800, 100)
"""A village where most were asked."""


def warnings(of: Dossier) -> list[Finding]:
    return [
        each
        for each in check_report(of.report, villages=of.villages)
        if each.rule == "R_VILLAGE_COVERAGE"
    ]


def of_people(cells: Mapping[str, Cell]) -> Dossier:
    return a_dossier(of_cells("CT08", cells))


def test_villages_where_hardly_anybody_was_asked_are_named_in_one_warning() -> None:
    of = of_people(
        {"Thôn 1": Cell(1, 146, 145), "Thôn 2": WHOLE, "Thôn 4": Cell(), "Thôn 5": Cell(0, 98, 98)}
    )

    (found,) = warnings(of)

    assert found.level == "warning"
    assert found.quote == "Thôn 1: đã hỏi 1/146 người; Thôn 5: đã hỏi 0/98 người"
    assert found.message == (
        "Hầu như chưa hỏi ai ở các thôn này; người chưa hỏi vẫn nằm trong mẫu số."
    )
    assert found.suggestion == "Thăm các hộ ở đó trước khi chốt, hoặc giải trình bằng văn bản."


def test_one_village_is_told_as_one() -> None:
    (found,) = warnings(of_people({"Thôn 1": Cell(0, 9, 9), "Thôn 2": WHOLE}))

    assert "ở thôn này;" in found.message


def test_a_tenth_of_the_people_is_enough_and_fewer_are_not() -> None:
    tenth, fewer = Cell(0, 100, 90), Cell(0, 100, 91)

    assert warnings(of_people({"Thôn 1": tenth, "Thôn 2": WHOLE})) == []
    assert warnings(of_people({"Thôn 1": fewer, "Thôn 2": WHOLE})) != []


def test_who_was_asked_about_anything_was_visited() -> None:
    only_phones = {"CT06": Cell(30, 70), "CT08": Cell(0, 98, 98), "CT15": Cell(0, 25, 25)}
    only_meters = {"CT06": Cell(0, 70, 70), "CT08": Cell(0, 98, 98), "CT15": Cell(20, 25)}
    of = a_dossier(
        {
            "Thôn 1": Tally(only_phones, {}),
            "Thôn 2": Tally({"CT08": WHOLE}, {}),
            "Thôn 3": Tally(only_meters, {}),
        }
    )

    (found,) = warnings(of)

    assert found.quote == "Thôn 3: đã hỏi 0/98 người"


def test_where_all_villages_are_unasked_the_warning_about_the_commune_is_enough() -> None:
    of = of_people({"Thôn 1": Cell(1, 146, 145), "Thôn 4": Cell(), "Thôn 5": Cell(0, 98, 98)})

    assert warnings(of) == []
    rules = [each.rule for each in check_report(of.report, villages=of.villages)]
    assert "R_COVERAGE" in rules


def test_rows_that_the_office_declares_instead_ask_nobody() -> None:
    told = a_figure("CT08", 800, 898, chosen="declared", reason="Sổ của xã")
    cells = of_cells("CT08", {"Thôn 1": Cell(0, 98, 98), "Thôn 2": WHOLE})

    assert warnings(a_dossier(cells, {**FIGURES, "CT08": told})) == []


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    whole = draw(st.integers(0, 300))
    missing = draw(st.integers(0, whole))
    return Cell(draw(st.integers(0, whole - missing)), whole, missing)


@given(st.lists(cells(), max_size=6))
def test_a_village_is_named_exactly_where_more_than_nine_tenths_are_missing(
    of: list[Cell],
) -> None:
    villages = {f"Thôn {place}": cell for place, cell in enumerate(of)}
    few = [name for name, its in villages.items() if its.missing * 10 > its.denominator * 9]
    peopled = [name for name, its in villages.items() if its.denominator]

    found = warnings(of_people(villages))

    named = [part.partition(":")[0] for each in found for part in each.quote.split("; ")]
    assert named == (few if few != peopled else [])
    # An explanation hangs on these words: nothing changed, nothing said differently.
    assert found == warnings(of_people(dict(villages)))
