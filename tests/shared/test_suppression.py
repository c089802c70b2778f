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


def test_a_village_at_the_most_that_the_rest_leaves_is_not_computed_from_it() -> None:
    hidden, whole_office = Cell(4, 40), Cell(20, 20)
    cells = [hidden, Cell(12, 60), Cell(5, 40), whole_office]

    found = veil(sum(cells, Cell()), cells, is_needed=True)

    assert [part[0] for part in found.parts] == [True, False, True, True]


def test_a_total_that_tells_all_of_its_parts_is_hidden_with_them() -> None:
    cells = [Cell(4, 30), Cell(4, 30)]

    found = veil(Cell(8, 60), cells, is_needed=True)

    assert found.total == (True, False)


def test_what_an_earlier_issue_hid_stays_hidden() -> None:
    cells = [Cell(4, 30), Cell(6, 30), Cell(20, 30), Cell(20, 30)]

    held = ((True, False), (False, False), (True, False), (False, False))
    found = veil(sum(cells, Cell()), cells, is_needed=True, held=held)

    assert [part[0] for part in found.parts] == [True, False, True, False]


SMALL_CELLS = st.integers(0, 14).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: Cell(part, whole))
)
Pair = tuple[int, int]


def possible(cell: Cell, hides_whole: bool, most: int) -> set[Pair]:
    """Return what a reader may think of a hidden cell who knows why it was hidden."""
    wholes = {cell.denominator}
    if hides_whole:
        wholes = set(range(1, SMALL) if cell.denominator < SMALL else range(SMALL, most + 1))
    few_have, few_lack = cell.numerator < SMALL, 0 < cell.denominator - cell.numerator < SMALL
    return {
        (part, whole)
        for whole in wholes
        for part in range(whole + 1)
        if (
            part < SMALL
            if few_have
            else 0 < whole - part < SMALL
            if few_lack
            else part >= min(SMALL, whole - 1)
        )
    }


def sums_of(many: list[set[Pair]]) -> set[Pair]:
    found = {(0, 0)}
    for each in many:
        found = {(a + c, b + d) for a, b in found for c, d in each}
    return found


@settings(max_examples=250, deadline=None)
@given(st.lists(SMALL_CELLS, max_size=5))
def test_every_hidden_cell_can_have_had_two_values_by_all_that_is_printed(
    cells: list[Cell],
) -> None:
    total = sum(cells, Cell())

    found = veil(total, cells, is_needed=True)

    hidden = [at for at, part in enumerate(found.parts) if part[0]]
    assert all(
        found.parts[at][0] for at, cell in enumerate(cells) if cell.denominator in range(1, 5)
    )
    most = sum(cells[at].denominator for at in hidden if found.parts[at][1])
    thought = {at: possible(cells[at], found.parts[at][1], most) for at in hidden}
    left = sum((cells[at] for at in hidden), Cell())
    for at in hidden:
        others = sums_of([thought[each] for each in hidden if each != at])
        fits = {
            (part, whole)
            for part, whole in thought[at]
            for n, d in others
            if (found.total[0] or n + part == left.numerator)
            and (found.total[1] or d + whole == left.denominator)
        }
        assert len({part for part, _ in fits}) > 1
        assert len({whole for _, whole in fits}) > 1 or not found.parts[at][1]
