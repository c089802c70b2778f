"""Holds all arithmetic to the golden commune, whose rates were counted by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from uuid import UUID

import pytest

from shared.kinds import judge
from shared.quarter import Quarter
from shared.records import Answer, Business, Household, Member, Record
from shared.tally import Cell, tabulate
from tests.support import golden
from tests.support.golden import Line, Tick

ROWS = ("CT06", "CT07", "CT08", "CT09", "CT10", "CT11", "CT13", "CT14", "CT15")
PLACES: tuple[tuple[str, str | None], ...] = (
    *((village.name, village.id) for village in golden.VILLAGES),
    (golden.COMMUNE, None),
)
Verdict = bool | None
"""Yes, no, or nobody knows."""


def is_adult(line: Line) -> Verdict:
    return None if line.born == "?" else line.born == "18+" or was_born_by(2007, line)


def is_15(line: Line) -> Verdict:
    return None if line.born == "?" else line.born in ("18+", "15-17") or was_born_by(2010, line)


def was_born_by(year: int, line: Line) -> bool:
    return line.born.isdecimal() and int(line.born) <= year


def marked(*columns: str) -> Callable[[Line], Verdict]:
    """Say yes if any of `columns` is ticked, no if all are answered no, else nobody knows."""

    def verdict(line: Line) -> Verdict:
        marks = [line.marks.get(column, ".") for column in columns]
        if any(mark in "y12" for mark in marks):
            return True
        return False if all(mark in "n!" for mark in marks) else None

    return verdict


def everybody(_: Line) -> Verdict:
    return True


def people(lines: Iterable[Line]) -> list[Line]:
    return [each for each in lines if not each.is_business and each.where in ("nhà", "đi xa")]


def shops(lines: Iterable[Line]) -> list[Line]:
    return [each for each in lines if each.is_business]


def homes(lines: Iterable[Line]) -> list[Line]:
    return [each for each in lines if "TĐ" in each.marks and not each.is_business]


def by_hand(lines: Iterable[Line], of: Callable[[Line], Verdict], columns: str) -> Cell:
    """Count the plain way: one row of the table after the other, one pile per verdict."""
    piles = Counter(
        (of(line), marked(*columns.split())(line) if of(line) else None) for line in lines
    )
    yes, no, unknown = piles[True, True], piles[True, False], piles[True, None]
    return Cell(yes, yes + no + unknown, unknown, piles[None, None])


def counted_by_hand(place: int | None) -> dict[str, Cell]:
    here = [line for line in golden.lines() if place in (None, line.place)]
    return {
        "CT06": by_hand(people(here), is_adult, "ĐT"),
        "CT07": by_hand(people(here), is_15, "NH VÍ MM"),
        "CT08": by_hand(people(here), everybody, "VN"),
        "CT09": by_hand(people(here), is_adult, "CK"),
        "CT10": by_hand([*people(here), *shops(here)], everybody, "TH"),
        "CT11": by_hand(people(here), is_adult, "NT") + by_hand(shops(here), everybody, "NT"),
        "CT13": by_hand(people(here), marked("ĐT"), "AT"),
        "CT14": by_hand(people(here), is_adult, "DV"),
        "CT15": by_hand(homes(here), everybody, "TĐ"),
    }


def of_kind(kind: type[Record]) -> list[Record]:
    return [record for record in golden.roster() if isinstance(record, kind)]


@pytest.mark.parametrize("quarter", [Quarter(2025, 1), Quarter(2025, 3), Quarter(2026, 4)], ids=str)
@pytest.mark.parametrize(("name", "village"), PLACES)
def test_the_golden_commune_counts_as_by_hand(
    name: str, village: str | None, quarter: Quarter
) -> None:
    profiles = golden.profiles(golden.records(quarter), village)

    cells = tabulate(profiles, quarter).cells

    assert {code: cells[code] for code in ROWS} == golden.expected()[name]


@pytest.mark.parametrize("name", [name for name, _ in PLACES])
def test_the_pencil_agrees_with_a_plain_walk_down_the_table(name: str) -> None:
    names = [village.name for village in golden.VILLAGES]
    place = names.index(name) + 1 if name in names else None

    found = counted_by_hand(place)

    assert found == golden.expected()[name]


def test_the_villages_add_up_to_the_commune() -> None:
    cells = golden.expected()

    for code in ROWS:
        total = sum((cells[village.name][code] for village in golden.VILLAGES), Cell())
        assert total == cells[golden.COMMUNE][code]


def test_the_tables_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    print(golden.TABLE, golden.EXPECTED, sep="\n")

    shown = capsys.readouterr().out

    assert "Mai Chiến" in shown
    assert "14/21  3 (2)" in shown
    print(shown)


def test_the_commune_has_3_villages_12_households_32_people_and_2_businesses() -> None:
    assert len(golden.VILLAGES) == 3
    assert len(of_kind(Household)) == 12
    assert len(of_kind(Member)) == 32
    assert len(of_kind(Business)) == 2


def test_every_record_is_accepted_and_every_device_counts_from_one() -> None:
    logs = [golden.roster(), *golden.answers().values()]

    for log in logs:
        assert [record.number for record in log] == list(range(1, len(log) + 1))
        assert all(judge(record.kind, record.model_dump()) == record for record in log)
        assert len({record.device for record in log}) == 1
        assert [r.stamp for r in log] == sorted({r.stamp for r in log})


def test_an_answer_taken_back_is_there_twice_and_the_second_is_a_tombstone() -> None:
    answers = [record for log in golden.answers().values() for record in log]
    tombstones = [record for record in answers if record.deleted]
    times: Counter[UUID] = Counter(record.id for record in answers)

    assert len(tombstones) == 3
    assert {times[record.id] for record in tombstones} == {2}
    assert all(isinstance(record, Answer) and record.value == "yes" for record in tombstones)


def test_the_evening_tells_a_browser_what_to_tap() -> None:
    ticks = golden.evening()

    assert ticks[0] == Tick("Bùi Văn Thắng", "", "electricity_cashless", "yes")
    assert ticks[1] == Tick("Bùi Văn Thắng", "Bùi Văn Thắng", "smartphone", "yes")
    assert Tick("05", "Người thứ 2", "mobile_money", "yes") in ticks
    assert Tick("Cầm Bá Lộc", "", "electricity_cashless", "") in ticks
    assert Tick("", "Tạp hóa Hoa Thắng", "trained", "yes") in ticks
    assert not any(tick.who == "Hà Thị Vân" for tick in ticks)


def test_the_evenings_of_the_villages_make_up_the_whole() -> None:
    apart = [tick for village in golden.VILLAGES for tick in golden.evening(village.id)]

    assert apart == golden.evening()
