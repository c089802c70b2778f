"""What a public version hides, and that it cannot be computed back."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.suppression import SMALL, veil
from shared.tally import Cell

CELLS = st.integers(0, 60).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: Cell(part, whole))
)


def test_nothing_is_hidden_where_nobody_needs_it() -> None:
    found = veil(Cell(1, 2), [Cell(1, 2)], is_needed=False)

    assert found.total == (False, False)
    assert found.parts == ((False, False),)


def test_a_count_under_five_is_hidden_and_so_is_one_that_is_five_short() -> None:
    cells = [Cell(4, 30), Cell(27, 30), Cell(15, 30), Cell(30, 30)]

    found = veil(Cell(76, 120), cells, is_needed=True)

    assert [part[0] for part in found.parts] == [True, True, False, False]
    assert found.total == (False, False)


def test_one_hidden_village_takes_a_second_with_it() -> None:
    found = veil(Cell(42, 90), [Cell(2, 30), Cell(20, 25), Cell(20, 35)], is_needed=True)

    assert [part[0] for part in found.parts] == [True, True, False]


def test_a_village_of_four_people_hides_its_whole_and_another_with_it() -> None:
    found = veil(Cell(42, 64), [Cell(2, 4), Cell(20, 25), Cell(20, 35)], is_needed=True)

    assert [part[1] for part in found.parts] == [True, True, False]


@settings(max_examples=150)
@given(st.lists(CELLS, max_size=8))
def test_the_total_less_what_is_shown_never_gives_a_hidden_count(cells: list[Cell]) -> None:
    total = sum(cells, Cell())

    found = veil(total, cells, is_needed=True)

    for place, cell in enumerate(cells):
        hides, hides_whole = found.parts[place]
        assert hides or cell.denominator == 0 or cell.numerator >= SMALL
        assert hides_whole or cell.denominator == 0 or cell.denominator >= SMALL
        assert hides or not hides_whole
    hidden = [cells[place] for place, part in enumerate(found.parts) if part[0]]
    whole_hidden = [cells[place] for place, part in enumerate(found.parts) if part[1]]
    everything = len(hidden) == sum(cell.denominator > 0 for cell in cells)
    if hidden and not found.total[0] and not everything:
        assert len(hidden) > 1
        assert sum(cell.numerator for cell in hidden) >= SMALL
        assert sum(cell.denominator - cell.numerator for cell in hidden) >= SMALL
    if whole_hidden and not found.total[1]:
        assert sum(cell.denominator for cell in whole_hidden) >= SMALL
        assert len(whole_hidden) > 1 or everything
