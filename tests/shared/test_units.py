"""Units that succeed each other: found by old names, and every village in one commune a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.places import ALWAYS, CAM_TAN, CAM_THANH, REFORM, Commune, Village
from shared.quarter import Quarter
from shared.units import Succession, commune_of, id_of, last_day
from sync_server.units import thanh_hoa

TODAY = date(2026, 11, 22)
EVE = REFORM - timedelta(days=1)


def names(query: str, day: date = TODAY) -> list[str]:
    return [found.unit.name for found in thanh_hoa().find(query, day)]


def test_547_units_became_166_on_one_day():
    register = thanh_hoa()

    assert sum(unit.exists_on(EVE) for unit in register.units) == 547
    assert sum(unit.exists_on(REFORM) for unit in register.units) == 166
    assert len({unit.id for unit in register.units}) == len(register.units)
    assert len({(unit.code, unit.valid_from) for unit in register.units}) == len(register.units)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Cẩm Tân", "Xã Cẩm Tân"),
        ("cam tan", "Xã Cẩm Tân"),
        ("xã Cẩm Thành", "Xã Cẩm Thạch"),
        ("Nga Liên", "Xã Hồ Vương"),
        ("phường Điện Biên", "Phường Hạc Thành"),
        ("Đông Tiến", "Phường Đông Tiến"),
        ("Đồng Tiến", "Xã Đồng Tiến"),
    ],
)
def test_a_unit_is_found_by_its_name_and_by_those_it_came_from(query: str, first: str):
    assert names(query)[0] == first


def test_a_former_district_leads_to_all_that_was_in_it():
    found = ["Xã Cẩm Thạch", "Xã Cẩm Thủy", "Xã Cẩm Tú", "Xã Cẩm Vân"]
    assert sorted(names("huyện Cẩm Thủy")) == sorted(["Xã Cẩm Tân", *found])


def test_a_search_says_by_which_former_unit_it_found():
    found = thanh_hoa().find("cẩm thành", TODAY)

    assert [old.name for old in found[0].by] == ["Xã Cẩm Thành"]
    assert names("", TODAY) == []
    assert names("không đâu cả") == []


def test_codes_are_used_again_for_other_units():
    with_code = [unit for unit in thanh_hoa().units if unit.code == "16540"]

    assert {(unit.name, unit.valid_from) for unit in with_code} == {
        ("Xã Quảng Hải", ALWAYS),
        ("Xã Quảng Ninh", REFORM),
    }


def test_the_two_communes_of_the_documents_are_those_of_the_register():
    register = thanh_hoa()

    assert register.unit(CAM_TAN.id) is CAM_TAN
    assert register.unit(CAM_THANH.id) is CAM_THANH
    assert {old.name for old in register.predecessors(CAM_TAN)} == {"Xã Cẩm Long", "Xã Cẩm Phú"}


def test_every_former_unit_has_a_successor_and_no_day_without_a_unit():
    register = thanh_hoa()
    ended = {unit.id for unit in register.units if unit.valid_to is not None}
    whole = [each.old for each in register.successions if each.villages is None]

    assert sorted(whole) == sorted(ended)
    assert all(each.day == REFORM for each in register.successions)


def test_a_village_is_in_the_commune_of_the_day():
    village = Village("a-01", "a", "Thôn Một")
    merged = [Succession("a", "c", date(2026, 5, 15)), Succession("c", "d", date(2027, 1, 1))]

    days = (date(2026, 5, 14), date(2026, 5, 15), date(2027, 1, 1))

    assert [commune_of(village, day, merged) for day in days] == ["a", "c", "d"]


def test_a_split_takes_the_villages_it_names_and_the_rest_goes_the_other_way():
    day = date(2026, 5, 15)
    split = [Succession("a", "b", day), Succession("a", "c", day, frozenset({"a-02"}))]
    villages = [Village(f"a-{n:02d}", "a", f"Thôn {n}") for n in (1, 2, 3)]

    assert [commune_of(each, day, split) for each in villages] == ["b", "c", "b"]


def test_a_commune_that_ends_in_a_quarter_reports_it_as_of_its_last_day():
    ends = Commune("a", "00001", "Xã A", "", "Tỉnh X", ALWAYS, date(2026, 5, 15))

    assert last_day(ends, Quarter(2026, 2)) == date(2026, 5, 14)
    assert last_day(ends, Quarter(2026, 1)) == date(2026, 3, 31)
    assert last_day(CAM_TAN, Quarter(2026, 2)) == date(2026, 6, 30)


def test_names_become_ids_without_their_kind():
    assert id_of("Phường Đông Sơn") == "dong-son"
    assert id_of("Đặc khu Phú Quý") == "phu-quy"
