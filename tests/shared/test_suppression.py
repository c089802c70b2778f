"""What a public version hides, and that it cannot be computed back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.suppression import SMALL, Hidden, Print, veil
from shared.tally import Cell

CELLS = st.integers(0, 60).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: Cell(part, whole))
)


class Seen(NamedTuple):
    """What is hidden of the commune and of villages in their order."""

    total: Hidden
    parts: tuple[Hidden, ...]


def named(cells: Sequence[Cell]) -> dict[str, Cell]:
    return {str(at): cell for at, cell in enumerate(cells)}


def veiled(cells: Sequence[Cell], is_needed: bool = True, earlier: Sequence[Print] = ()) -> Seen:
    found = veil(sum(cells, Cell()), named(cells), is_needed, earlier)
    return Seen(found.total, tuple(found.parts.values()))


def printed(cells: Sequence[Cell], earlier: Sequence[Print] = ()) -> tuple[Print, ...]:
    """Return `earlier` issues with one more, of these cells."""
    whole, parts = sum(cells, Cell()), named(cells)
    return (*earlier, Print(whole, parts, veil(whole, parts, True, earlier)))


def test_nothing_is_hidden_where_nobody_needs_it() -> None:
    found = veiled([Cell(1, 2)], is_needed=False)

    assert found.total == (False, False)
    assert found.parts == ((False, False),)


def test_a_count_under_five_is_hidden_and_so_is_one_that_is_five_short() -> None:
    cells = [Cell(4, 30), Cell(27, 30), Cell(15, 30), Cell(30, 30)]

    found = veiled(cells)

    assert [part[0] for part in found.parts] == [True, True, False, False]
    assert found.total == (False, False)


def test_one_hidden_village_takes_a_second_with_it() -> None:
    found = veiled([Cell(2, 30), Cell(20, 25), Cell(20, 35)])

    assert [part[0] for part in found.parts] == [True, True, False]


def test_a_village_of_four_people_hides_its_whole_and_another_with_it() -> None:
    found = veiled([Cell(2, 4), Cell(20, 25), Cell(20, 35)])

    assert [part[1] for part in found.parts] == [True, True, False]


@settings(max_examples=150)
@given(st.lists(CELLS, max_size=8))
def test_the_total_less_what_is_shown_never_gives_a_hidden_count(cells: list[Cell]) -> None:
    found = veiled(cells)

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

    found = veiled(cells)

    assert [part[0] for part in found.parts] == [True, False, True, True]


def test_a_total_that_tells_all_of_its_parts_is_hidden_with_them() -> None:
    cells = [Cell(4, 30), Cell(4, 30)]

    found = veiled(cells)

    assert found.total == (True, False)


def test_what_an_earlier_issue_hid_stays_hidden() -> None:
    first = [Cell(4, 30), Cell(6, 30), Cell(20, 90)]
    changed = [Cell(7, 30), Cell(6, 30), Cell(20, 90)]

    found = veiled(changed, earlier=printed(first))

    assert [part[0] for part in veiled(first).parts] == [True, True, False]
    assert [part[0] for part in found.parts] == [True, True, False]
    assert found.total == (False, False)  # 10 of 60, then 13: three more in one or in the other


def test_a_village_that_stood_in_the_issue_before_hides_no_other() -> None:
    first = [Cell(6, 20), Cell(10, 20), Cell(30, 40)]
    changed = [Cell(4, 20), Cell(10, 20), Cell(30, 40)]

    found = veiled(changed, earlier=printed(first))

    assert veiled(first).total == (False, False)
    assert [part[0] for part in found.parts] == [True, False, False]
    assert found.total == (True, False)  # less 10 and 30 it would be the four


def test_a_change_that_only_one_pair_of_counts_can_have_made_hides_the_total() -> None:
    first = [Cell(0, 20), Cell(10, 20), Cell(30, 40)]
    changed = [Cell(4, 20), Cell(10, 20), Cell(30, 40)]

    found = veiled(changed, earlier=printed(first))

    assert veiled(first).total == (False, False)
    assert found.total == (True, False)  # four more of a small count: from 0 to 4


def test_a_village_nobody_has_asked_is_not_hidden_and_hides_no_other() -> None:
    cells = [Cell(3, 30), Cell(0, 30, missing=30), Cell(20, 40, missing=5)]

    found = veiled(cells)

    assert [part[0] for part in found.parts] == [True, False, True]


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
    found = veiled(cells)

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


SOME_CELLS = st.one_of(
    SMALL_CELLS, st.integers(1, 14).map(lambda whole: Cell(0, whole, missing=whole))
)


@st.composite
def quarters(draw: st.DrawFn) -> list[list[Cell]]:
    """Draw the issues of a quarter: each changes some cells of the one before."""
    issues = [draw(st.lists(SOME_CELLS, min_size=1, max_size=4))]
    for _ in range(draw(st.integers(1, 2))):
        issues.append([draw(st.one_of(st.just(cell), SOME_CELLS)) for cell in issues[-1]])
    return issues


class Unknown(NamedTuple):
    """A hidden count for as long as it is the same: what it is, can be, and where it is summed."""

    real: int
    thought: list[int]
    sums: set[int]


def unknowns(prints: Sequence[Print], which: int) -> list[Unknown]:
    """Return what is hidden of the numerators (0) or the wholes (1) of all issues together.

    The reader knows what did not change, who was not asked, and why each cell was hidden.
    """
    found = []
    for name in prints[0].parts:

        def same(at: int, name: str = name) -> object:
            cell = prints[at].parts[name]
            return cell.denominator if which else cell

        for _, run in groupby(range(len(prints)), key=same):
            places = list(run)
            cell = prints[places[0]].parts[name]
            if not cell.denominator or (cell.is_unasked and not which):
                continue
            if not all(prints[at].veil.parts[name][which] for at in places):
                continue
            few = cell.denominator < SMALL
            thought = sorted({part for part, _ in possible(cell, False, 0)})
            if which:
                thought = list(range(1, SMALL) if few else range(SMALL, cell.denominator + 6))
            sums = {at for at in places if not prints[at].veil.total[which]}
            found.append(Unknown(cell.denominator if which else cell.numerator, thought, sums))
    return found


def has_another(these: Sequence[Unknown], off: dict[int, int]) -> bool:
    """Say whether these counts can be such that each sum is so much `off` what it is."""
    if not these:
        return not any(off.values())
    first, *rest = these
    for at, by in off.items():
        least = sum(min(one.thought) - one.real for one in these if at in one.sums)
        most = sum(max(one.thought) - one.real for one in these if at in one.sums)
        if not least <= by <= most:
            return False
    return any(
        has_another(
            rest, {at: by - (n - first.real) * (at in first.sums) for at, by in off.items()}
        )
        for n in sorted(first.thought, key=lambda n: abs(n - first.real))
    )


@settings(max_examples=400, deadline=None)
@given(quarters())
def test_all_issues_of_a_quarter_together_leave_every_hidden_cell_two_values(
    issues: list[list[Cell]],
) -> None:
    prints: tuple[Print, ...] = ()

    for cells in issues:
        prints = printed(cells, prints)

    for which in (0, 1):
        hidden = unknowns(prints, which)
        for place, one in enumerate(hidden):
            others = hidden[:place] + hidden[place + 1 :]
            assert any(
                has_another(others, {at: (one.real - n) * (at in one.sums) for at in range(3)})
                for n in one.thought
                if n != one.real
            )


def test_parts_that_became_one_do_not_tell_which_of_them_was_hidden() -> None:
    before = {"A": Cell(2, 30), "B": Cell(60, 100), "C": Cell(3, 40), "D": Cell(20, 50)}
    total = sum(before.values(), Cell())
    first = Print(total, before, veil(total, before, True))
    now = {"B": before["A"] + before["B"], "C": before["C"], "D": before["D"]}

    found = veil(total, now, True, [first])

    assert first.veil.parts["A"][0]
    assert not first.veil.parts["B"][0]
    assert all(hides for hides, _ in found.parts.values())
