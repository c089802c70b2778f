"""What is frozen comes back the same; what is shown is what was counted, or hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from shared.dossier import (
    Amendment,
    Difference,
    Dossier,
    Issue,
    Line,
    Remark,
    Signer,
    differences,
    earlier_after,
    lines,
    shown_in,
    village_lines,
)
from shared.freezing import digest_of, frozen, thawed
from shared.own_words import NO_WORDS, OwnWords
from shared.places import CAM_TAN, REFORM
from shared.recipients import above, beside, place_of
from shared.tally import Cell, Tally
from tests.support.dossiers import DAY, FIGURES, a_dossier, a_report, of_cells
from tests.support.people import a_figure


def full() -> Dossier:
    change = Difference("CT09", 9, "chữ ký", Cell(4, 21), Cell(5, 21))
    return a_dossier(
        before={"CT09": Cell(3, 20)},
        obstacles={"OTP_SLOW": 6},
        signer=Signer("PHÓ CHỦ TỊCH", "Hoàng Văn Đạt"),
        words=OwnWords(("Nhà văn hóa chưa có mạng",), ("Cấp thêm máy", "Mở thêm lớp")),
        remarks=(Remark("warning", "R_X", "24", "thấp", "xem lại", "đang làm"),),
        amendments=(Amendment(1, DAY, "Hạnh", "nộp muộn", 2, 30, 41, (change,)),),
    )


def line_of(of: Dossier, code: str) -> Line:
    return next(line for line in lines(of) if line.indicator.code == code)


def test_what_is_frozen_comes_back_with_the_same_rows_and_the_same_text() -> None:
    given = full()

    back = thawed(frozen(given))

    assert back == given
    assert frozen(back) == frozen(given)
    assert lines(back) == lines(given)
    assert village_lines(back) == village_lines(given)


def test_what_was_closed_without_words_of_the_office_keeps_its_bytes() -> None:
    silent = replace(full(), words=NO_WORDS)

    assert "words" not in json.loads(frozen(silent))
    assert thawed(frozen(silent)) == silent
    assert digest_of(frozen(silent)) != digest_of(frozen(full()))


def test_one_digit_changes_the_hash() -> None:
    given = full()
    other = replace(given, obstacles={"OTP_SLOW": 7})

    assert digest_of(frozen(given)) != digest_of(frozen(other))
    assert digest_of(frozen(given)) == digest_of(frozen(full()))


def test_lines_show_the_published_cells_and_whether_they_are_met() -> None:
    given = full()

    for row, line in zip(given.report.rows, lines(given), strict=True):
        assert line.ratio == row.cell.ratio
        assert line.met is row.met
        assert (line.numerator or 0, line.denominator or 0) == (
            row.cell.numerator,
            row.cell.denominator,
        )
    assert line_of(given, "CT10").numerator == 15 + 3
    assert line_of(given, "CT09").change is not None
    assert line_of(given, "CT08").change is None


def test_the_public_sees_no_count_under_five_and_officials_counts_stay() -> None:
    public = replace(full(), is_public=True)

    assert line_of(public, "CT14").is_hidden  # 4 of 21
    assert line_of(public, "CT14").denominator == 21
    assert not line_of(public, "CT01").is_hidden  # officials, not people of the villages
    shown = [line for _, rows in village_lines(public) for line in rows if line.has_data]
    assert all(line.numerator is None or line.numerator >= 5 for line in shown)


def test_a_change_that_would_tell_last_quarters_small_count_is_hidden() -> None:
    villages = of_cells("CT09", {"Thôn Một": Cell(20, 40)})
    public = a_dossier(villages, {}, before={"CT09": Cell(2, 40)}, is_public=True)

    assert line_of(public, "CT09").numerator == 20
    assert line_of(public, "CT09").change is None


def test_a_change_is_told_only_where_the_public_knows_what_it_is_since() -> None:
    last = a_dossier(of_cells("CT09", {"Một": Cell(4, 10), "Hai": Cell(4, 10)}), {})
    now = of_cells("CT09", {"Một": Cell(10, 20), "Hai": Cell(20, 40)})
    of = a_dossier(now, {}, before={"CT09": Cell(8, 20)})

    public = replace(of, is_public=True)

    assert "CT09" not in shown_in(last)  # eight of two villages under five: four and four
    assert line_of(public, "CT09").numerator == 30
    assert line_of(public, "CT09").change is None
    assert line_of(of, "CT09").change == 10
    assert line_of(replace(public, known=frozenset({"CT09"})), "CT09").change == 10


def test_the_public_is_told_which_village_nobody_asked_but_no_few_who_are_missing_elsewhere() -> (
    None
):
    cells = {"Một": Cell(0, 50, 50), "Hai": Cell(30, 60, 3), "Ba": Cell(20, 60, 0)}
    public = a_dossier(of_cells("CT06", cells), {}, is_public=True)

    rows = [next(x for x in its if x.indicator.code == "CT06") for _, its in village_lines(public)]

    assert [row.is_unasked for row in rows] == [True, False, False]
    assert [row.is_hidden for row in rows] == [False, False, False]
    assert line_of(public, "CT06").missing is None  # 53 less the 50 would be the three


def test_differences_are_the_rows_whose_cells_changed() -> None:
    old = a_report(Tally({"CT09": Cell(4, 21), "CT06": Cell(3, 9)}, {}), FIGURES)
    new = a_report(Tally({"CT09": Cell(5, 21), "CT06": Cell(3, 9)}, {}), FIGURES)

    assert [(one.code, one.old, one.new) for one in differences(old, new)] == [
        ("CT09", Cell(4, 21), Cell(5, 21))
    ]


@pytest.mark.parametrize(
    ("day", "first", "absent"),
    [
        (date(2025, 2, 1), "Ủy ban nhân dân huyện Cẩm Thủy", "tỉnh"),
        (date(2025, 6, 30), "Ủy ban nhân dân huyện Cẩm Thủy", "tỉnh"),
        (REFORM, "Ủy ban nhân dân tỉnh Thanh Hóa", "huyện"),
    ],
)
def test_a_report_goes_to_offices_that_exist_on_its_day(day: date, first: str, absent: str) -> None:
    to = above(CAM_TAN, day)

    assert to[0] == first
    assert len(to) == 2
    assert not any(absent in each for each in to)


def test_a_draft_is_what_nobody_closed() -> None:
    assert full().is_draft
    assert not replace(full(), issue=Issue(0, 1, "Hạnh", "ab")).is_draft


def test_the_public_cannot_compute_back_who_was_not_asked() -> None:
    villages = of_cells("CT06", {"Thôn Một": Cell(20, 50, 20), "Thôn Hai": Cell(30, 60, 3)})
    public = a_dossier(villages, {}, is_public=True)

    told = [line.missing for _, rows in village_lines(public) for line in rows if line.has_data]

    assert line_of(public, "CT06").missing == 23
    assert told == [None, None]  # 23 - 20 would be the three of the other village


def test_the_public_is_told_no_verdict_of_a_village_where_nobody_was_asked() -> None:
    cells = {"Một": Cell(0, 50, missing=50), "Hai": Cell(0, 50, missing=10)}
    of = a_dossier(of_cells("CT09", cells), {}, is_public=True)

    rows = [line for _, its in village_lines(of) for line in its]

    assert [line.met for line in rows if line.indicator.code == "CT09"] == [None, None]


def test_the_public_does_not_see_that_two_of_those_asked_said_no() -> None:
    public = a_dossier(of_cells("CT06", {"Thôn Một": Cell(50, 100, 48)}), {}, is_public=True)

    assert line_of(public, "CT06").numerator == 50
    assert line_of(public, "CT06").missing is None


def test_the_public_does_not_see_a_small_count_of_the_office_nor_who_gave_it() -> None:
    villages = of_cells("CT10", {"Thôn Một": Cell(50, 100), "Thôn Hai": Cell(60, 90)})
    whole = a_dossier(villages)  # the office adds 3 of 7 enterprises
    public = replace(whole, is_public=True)

    hidden = [line.is_hidden for _, rows in village_lines(public) for line in rows[9:10]]

    assert line_of(whole, "CT10").office == Cell(3, 7)
    assert line_of(public, "CT10").office is None
    assert any(hidden)  # or the total less the villages would tell it
    assert not any(line.figure and line.figure.person for line in lines(public))


def test_what_the_public_was_not_told_at_the_closing_an_amendment_does_not_tell() -> None:
    cells = {"Một": Cell(4, 30), "Hai": Cell(6, 30), "Ba": Cell(20, 90)}
    first = a_dossier(of_cells("CT09", cells), is_public=True)
    alone = a_dossier(of_cells("CT09", cells | {"Một": Cell(7, 30)}), is_public=True)

    amended = replace(alone, earlier=earlier_after(first))

    def hidden(of: Dossier) -> list[bool]:
        rows = [next(x for x in its if x.indicator.code == "CT09") for _, its in village_lines(of)]
        return [row.is_hidden for row in rows]

    assert hidden(first) == [True, True, False]
    assert hidden(alone) == [False, False, False]
    assert hidden(amended) == [True, True, False]


def test_what_only_the_total_holds_is_a_part_that_can_be_computed_too() -> None:
    villages = of_cells("CT11", {"Một": Cell(4, 40), "Hai": Cell(12, 60), "Ba": Cell(5, 40)})
    office = {"CT11": a_figure(code="CT11", numerator=20, denominator=20)}
    public = a_dossier(villages, office, is_public=True)

    rows = [next(x for x in its if x.indicator.code == "CT11") for _, its in village_lines(public)]

    assert [row.is_hidden for row in rows] == [True, False, True]
    assert line_of(public, "CT11").office is None


@pytest.mark.parametrize(
    ("name", "kind", "place", "villages"),
    [
        ("Xã Cẩm Tân", "UBND xã", "Cẩm Tân", "Các thôn"),
        ("Phường Hạc Thành", "UBND phường", "Hạc Thành", "Các tổ dân phố"),
        ("Thị trấn Phong Sơn", "UBND thị trấn", "Phong Sơn", "Các tổ dân phố"),
        ("Đặc khu Phú Quý", "UBND đặc khu", "Phú Quý", "Các thôn"),
    ],
)
def test_a_report_names_its_unit_by_the_whole_of_its_kind(
    name: str, kind: str, place: str, villages: str
) -> None:
    commune = replace(CAM_TAN, name=name)

    copies = beside(commune)

    assert copies[1].endswith(kind)
    assert copies[3].startswith(villages)
    assert place_of(commune) == place
