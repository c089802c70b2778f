"""Results in words: whatever the rows are, the sentences say the same."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.dossier import Amendment, Difference, Line, lines
from shared.indicators import INDICATORS
from shared.tally import Cell, Tally
from shared.text import number, percent
from shared.wording import (
    amended,
    difference,
    difficulties,
    overall,
    points,
    rate,
    sentence,
    verdict,
)
from tests.support.dossiers import DAY, a_dossier, of_cells
from tests.support.people import a_figure

ASKED = st.integers(0, 3000).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: Cell(part, whole))
)
CELLS = ASKED | st.integers(1, 3000).map(lambda whole: Cell(0, whole, whole))


def line_of(code: str, cell: Cell, before: Cell | None = None) -> Line:
    if next(row for row in INDICATORS if row.code == code).source == "declared":
        figure = a_figure(code=code, numerator=cell.numerator, denominator=cell.denominator)
        dossier = a_dossier({}, {code: figure}, before={code: before} if before else {})
    else:
        dossier = a_dossier(
            of_cells(code, {"Thôn Một": cell}), {}, before={code: before} if before else {}
        )
    return next(line for line in lines(dossier) if line.indicator.code == code)


@settings(max_examples=60)
@given(st.sampled_from([row.code for row in INDICATORS]), CELLS)
def test_a_sentence_says_met_exactly_where_the_row_is_met(code: str, cell: Cell) -> None:
    line = line_of(code, cell)

    said = sentence(line)

    assert (", đạt" in said) is (line.met is True)
    assert ("chưa đạt" in said) is (line.met is False)
    assert ("chưa có số liệu" in said) is (line.ratio is None)
    if line.ratio is not None and line.met is None:
        assert f"chưa thu thập thông tin của {number(cell.denominator)}" in said
        assert "thiếu" not in said
    elif cell.denominator:
        assert f"{number(cell.numerator)}/{number(cell.denominator)}" in said
        assert percent(cell.ratio) in said
        assert line.target.text in said


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from([row.code for row in INDICATORS if row.source != "declared"]), CELLS
    )
)
def test_the_summary_counts_every_row_once(cells: dict[str, Cell]) -> None:
    rows = lines(a_dossier({"Thôn Một": Tally(cells, {})}, {}))

    said = " ".join(overall(rows))

    named = [
        int(each)
        for part in re.findall(r"\(chỉ tiêu ([\d, ]+)\)", said)
        for each in part.split(", ")
    ]
    assert sorted(named) == list(range(1, 17))
    assert f"Đạt {sum(line.met is True for line in rows)}/16" in said
    below = sum(line.met is False for line in rows)
    assert (f"Chưa đạt {below} chỉ tiêu" in said) is bool(below)
    assert "đều đạt" not in said


def test_what_nobody_was_asked_is_neither_met_nor_not_and_falls_from_nowhere() -> None:
    nobody, before = Cell(0, 300, 300), Cell(200, 300)
    line = line_of("CT09", nobody, before)
    rows = lines(a_dossier(of_cells("CT09", {"Thôn Một": nobody}), {}))

    assert verdict(line) == "Chưa thu thập thông tin"
    assert (line.met, line.short_by, line.change) == (None, None, None)
    assert rate(line) == "–"
    assert sentence(line).endswith(
        "chưa thu thập thông tin của 300 người (chỉ tiêu kế hoạch 65 %)."
    )
    assert "Có 1 chỉ tiêu chưa thu thập thông tin (chỉ tiêu 9)." in overall(rows)


def test_only_where_all_sixteen_are_met_does_it_say_all() -> None:
    figures = {
        row.code: a_figure(code=row.code, numerator=10, denominator=10)
        for row in INDICATORS
        if row.source == "declared"
    }
    cells = {row.code: Cell(10, 10) for row in INDICATORS if row.source != "declared"}

    said = overall(lines(a_dossier({"Thôn Một": Tally(cells, {})}, figures)))

    assert said == ["Cả 16/16 chỉ tiêu đạt mục tiêu kế hoạch."]


def test_a_rate_that_only_rounds_to_its_target_is_not_met() -> None:
    said = sentence(line_of("CT09", Cell(64_999, 100_000)))

    assert "65,00 %" in said
    assert "chưa đạt, còn thiếu 1 người" in said


def test_a_change_since_last_quarter_is_said_in_points() -> None:
    up = sentence(line_of("CT09", Cell(14, 20), Cell(10, 20)))
    down = sentence(line_of("CT09", Cell(8, 20), Cell(10, 20)))
    same = sentence(line_of("CT09", Cell(5, 10), Cell(10, 20)))
    new = sentence(line_of("CT09", Cell(5, 10)))

    assert "tăng 20,00 điểm phần trăm so với quý trước" in up
    assert "giảm 10,00 điểm phần trăm" in down
    assert "không đổi" in same
    assert "quý trước" not in new


def test_points_have_their_sign_and_no_change_has_none() -> None:
    assert points(Fraction(16, 5)) == "+3,20"
    assert points(Fraction(-1, 2)) == "-0,50"
    assert points(Fraction(1, 10_000)) == "0,00"
    assert points(None) == "–"


def test_difficulties_are_the_most_frequent_first_and_the_rest_is_summed_up() -> None:
    obstacles = {"OTP_SLOW": 7, "NO_SMARTPHONE": 9, "ABSENT": 2}

    said = difficulties(a_dossier(obstacles=obstacles), at_most=2)

    assert said[0].endswith("9 trường hợp")
    assert said[1].endswith("7 trường hợp")
    assert said[2] == "Vướng mắc khác: 2 trường hợp"


def test_an_amendment_shows_what_was_and_what_is() -> None:
    one = Difference("CT09", 9, "chữ ký", Cell(5, 21), Cell(6, 21))
    change = Amendment(1, DAY, "Phạm Thị Hạnh", "Tổ 2 nộp muộn", 4, 41, 45, (one,))

    assert difference(one) == "Chỉ tiêu 9: 5/21 (23,81 %) thành 6/21 (28,57 %)"
    assert "Bản bổ sung số 1 ngày 12/03/2025: 4 bản ghi" in amended(change)
