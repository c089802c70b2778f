"""Lists out of the log, on SQLite and on PostgreSQL; and as a file that a spreadsheet opens."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from shared.quarter import Quarter
from shared.records import Record
from sync_server import alike, contradicting, describing, lists, sheets
from sync_server.database import Database
from sync_server.desk.lists import hidden_words
from sync_server.ids import new_id
from sync_server.lists import Listing
from sync_server.naming import Names
from tests.support.people import (
    VISIT_DAY,
    a_household,
    a_member,
    a_slot,
    a_visit,
    an_answer,
    numbered,
)
from tests.sync_server.test_log import PHONE, phone_of, push

AT = ("cam-tan", VISIT_DAY)
CONSENTS = st.sampled_from(["yes", "inside", "no", None])


def listing(database: Database, kind: str, code: str = "", village: str = "") -> Listing:
    with database.reading() as cursor:
        of = lists.wanted(cursor, AT, kind, village, code)
        return lists.make(cursor, "cam-tan", of, VISIT_DAY)


def a_street() -> list[Record]:
    """Four adults who could sign: one consents, one does not, one was not asked, one has one."""
    first, second = a_household("Bùi Văn Ba", code="2"), a_household("Hà Thị Tư", code="10")
    people = [
        a_member(second, slot=1, name="Hà Thị Tư"),
        a_member(first, slot=1, name="Bùi Văn Ba"),
        a_member(first, slot=2, name="Lê Thị Na"),
        a_member(first, slot=3, name="Bùi Thị Út"),
    ]
    ready = [an_answer(each, key) for each in people for key in ("id_document", "own_sim")]
    said = [
        an_answer(people[0], "consent"),
        an_answer(people[1], "consent", "no"),
        an_answer(people[3], "consent"),
        an_answer(people[3], "esign"),
        an_answer(people[0], "carrier", "viettel"),
    ]
    return numbered([first, second, *people, *ready, *said])


def test_who_may_be_written_down_in_two_places_stands_on_a_list_with_the_other_place(
    database: Database,
) -> None:
    here = a_household("Bùi Na", code="2")
    there = a_household("Hà Tư", code="5", village="cam-tan-02")
    listed = a_member(here, name="Đặng Văn An", id=uuid5(here.id, "1"))
    written = a_member(there, name="dang van an", village="cam-tan-02", id=new_id())
    younger = a_member(there, name="Đặng Văn An", birth_year=2001, village="cam-tan-02")
    push(database, phone_of(database, PHONE, "cam-tan-01", "cam-tan-02"),
         numbered([here, there, listed, written, younger]))  # fmt: skip

    found = listing(database, lists.TWICE)

    assert [(place.id, [line[1:5] for line in lines]) for place, lines in found.by_village] == [
        ("cam-tan-01", [("Đặng Văn An", 1990, "số 2 – Bùi Na", "Thôn Hai, hộ số 5")]),
        ("cam-tan-02", [("dang van an", 1990, "số 5 – Hà Tư", "Thôn Một, hộ số 2")]),
    ]


@pytest.mark.parametrize(("day", "named"), [(date(2025, 3, 20), False), (date(2025, 1, 5), True)])
def test_a_refusal_at_the_door_takes_back_an_earlier_yes_to_hand_names_on(
    database: Database, day: date, named: bool
) -> None:
    street = a_street()
    home = next(each for each in street if each.kind == "household" and each.code == "10")
    refused = a_visit(home, outcome="refused", day=day)
    met_again = a_visit(home, day=date(2025, 3, 25), id=new_id())
    push(database, phone_of(database), numbered([*street, refused, met_again]))

    found = listing(database, lists.SIGNATURE)

    listed = [line[1] for _, lines in found.by_village for line in lines]
    assert listed == (["Hà Thị Tư"] if named else [])
    assert found.total == 3


def test_who_contradicts_themselves_stands_on_a_list_with_both_answers_when_and_by_whom(
    database: Database,
) -> None:
    house = a_household(code="2")
    odd, fine = a_member(house), a_member(house, slot=2, name="Lê Thị Na")
    said = [
        an_answer(odd, "vneid", "none", by="Bùi Mai"),
        an_answer(odd, "vneid_active"),
        an_answer(fine, "vneid", "2"),
        an_answer(fine, "vneid_active"),
    ]
    push(database, phone_of(database), numbered([house, odd, fine, *said]))

    ((_, (line,)),) = listing(database, lists.CONTRADICTORY).by_village

    assert (line[1], line[3]) == ("Đặng Văn An", "số 2 – Nguyễn Thị Hợp")
    yes, no = str(line[4]), str(line[5])
    assert re.fullmatch(r"Kích hoạt VNeID: Có \(\d\d:\d\d \d\d/\d\d/\d{4}, [^)]+\)", yes), yes
    assert re.fullmatch(r"Định danh VNeID: Chưa có \(.*, Bùi Mai\)", no), no
    with database.reading() as cursor:
        assert contradicting.count(cursor, "cam-tan", Quarter.of(VISIT_DAY)) == 1


def test_what_contradicts_is_asked_of_the_database_once_for_all(sqlite: Database) -> None:
    def asked_with(people: int, device: int) -> int:
        house = a_household(code=str(device), id=new_id())
        odd = [a_member(house, slot=n, id=new_id()) for n in range(1, people + 1)]
        said = [
            an_answer(each, key, value)
            for each in odd
            for key, value in (("vneid", "none"), ("vneid_active", "yes"))
        ]
        phone = phone_of(sqlite, UUID(int=device))
        push(sqlite, phone, numbered([house, *odd, *said], phone.id))
        statements: list[str] = []
        with sqlite.reading() as cursor:
            of = lists.wanted(cursor, AT, lists.CONTRADICTORY, "", "")
            cursor._raw.connection.set_trace_callback(statements.append)
            made = lists.make(cursor, "cam-tan", of, VISIT_DAY)
            cursor._raw.connection.set_trace_callback(None)
        assert len(made.by_village[0][1]) >= people
        return len(statements)

    assert asked_with(1, 1) == asked_with(6, 2)


@pytest.mark.parametrize("of_home", [True, False])
def test_where_somebody_stands_who_said_no_is_not_told_beside_another(
    database: Database, *, of_home: bool
) -> None:
    here, there = a_household("Bùi Na", code="2"), a_household("Hà Tư", code="5")
    one, other = (a_member(home, name="Đặng Văn An", id=new_id()) for home in (here, there))
    no = an_answer(there if of_home else other, "consent", "no")
    push(database, phone_of(database), numbered([here, there, one, other, no]))

    found = listing(database, lists.TWICE)

    ((_, (line,)),) = found.by_village
    assert line[3:5] == ("số 2 – Bùi Na", "nơi khác")
    assert found.unnamed == {"cam-tan-01": 1}
    with database.reading() as cursor:
        assert alike.count(cursor, "cam-tan") == 1


@pytest.mark.parametrize("change", [{"status": "moved"}, {"birth_year": 1991}, {"name": "Bùi Na"}])
def test_who_is_counted_once_stands_on_no_list_of_two_places(
    database: Database, change: dict[str, Any]
) -> None:
    here, there = a_household(code="2"), a_household(code="5")
    one = a_member(here, name="Đặng Văn An", id=new_id())
    other = a_member(there, id=new_id(), **{"name": "Đặng Văn An", **change})
    push(database, phone_of(database), numbered([here, there, one, other]))

    assert listing(database, lists.TWICE).total == 0


def test_namesakes_of_a_roster_are_two_people(database: Database) -> None:
    here, there = a_household(code="2"), a_household(code="5")
    people = [a_member(home, name="Đặng Văn An", id=uuid5(home.id, "1")) for home in (here, there)]
    push(database, phone_of(database), numbered([here, there, *people]))

    assert listing(database, lists.TWICE).total == 0


def test_people_of_no_age_stand_on_a_list_for_no_row_of_an_age_counts_them(
    database: Database,
) -> None:
    house = a_household(code="2")
    known, unknown = a_member(house), a_member(house, slot=2, name="Lê Thị Na", birth_year=None)
    push(database, phone_of(database), numbered([house, known, unknown]))

    ((_, lines),) = listing(database, lists.AGELESS).by_village

    assert [line[1:4] for line in lines] == [("Lê Thị Na", None, "số 2 – Nguyễn Thị Hợp")]


@pytest.mark.parametrize(
    ("outcomes", "is_invited"),
    [(["refused"], False), (["met", "refused"], False), (["refused", "met"], True)],
)
def test_a_household_that_sent_the_team_away_last_is_not_invited(
    database: Database, outcomes: list[str], is_invited: bool
) -> None:
    house = a_household(code="2")
    calls = [a_visit(house, outcome=outcome) for outcome in outcomes]
    push(database, phone_of(database), numbered([house, a_member(house), *calls]))

    assert listing(database, lists.EVENING).total == is_invited


def test_a_call_that_was_taken_back_sends_nobody_away_and_the_later_one_of_a_day_counts(
    database: Database,
) -> None:
    house, other = a_household(code="2"), a_household(code="3")
    back = a_visit(house, outcome="refused")
    met, refused = a_visit(other), a_visit(other, outcome="refused")
    calls = numbered([house, a_member(house), other, a_member(other), back, met, refused])
    gone = calls[4].model_copy(update={"deleted": True, "number": 8, "stamp": calls[6].stamp + 1})
    # The later call arrives first: another phone has brought it.
    push(database, phone_of(database), [*calls[:5], calls[6], calls[5], gone])

    ((_, lines),) = listing(database, lists.EVENING).by_village

    assert [line[3] for line in lines] == ["số 2 – Nguyễn Thị Hợp"]


def test_the_list_for_the_provider_names_those_alone_who_said_yes_themselves(
    database: Database,
) -> None:
    push(database, phone_of(database), a_street())

    found = listing(database, lists.SIGNATURE)

    ((place, lines),) = found.by_village
    assert place.name == "Thôn Một"
    assert lines == ((1, "Hà Thị Tư", 1990, "số 10 – Hà Thị Tư", "Viettel", ""),)
    assert (found.total, found.unnamed) == (3, {"cam-tan-01": 2})


def test_an_invitation_names_all_but_who_said_no_in_the_order_of_the_houses(
    database: Database,
) -> None:
    street = a_street()
    away = a_member(street[0].id, slot=4, name="Bùi Văn Xa", status="away")
    push(database, phone_of(database), numbered([*street, away]))

    found = listing(database, lists.EVENING)

    ((_, lines),) = found.by_village
    assert [line[1] for line in lines] == ["Lê Thị Na", "Bùi Thị Út", "Hà Thị Tư"]
    assert "Chữ ký số" in str(lines[0][4])
    assert "Chữ ký số" not in str(lines[1][4])
    assert "thẻ căn cước" in str(lines[0][5])
    assert found.unnamed == {"cam-tan-01": 1}


@pytest.mark.parametrize("kind", [lists.SIGNATURE, lists.EVENING, lists.MISSING])
def test_a_head_who_said_no_is_not_named_beside_the_members_either(
    database: Database, kind: str
) -> None:
    push(database, phone_of(database), a_street_of_one_house())

    found = listing(database, kind, "CT09")

    ((_, lines),) = found.by_village
    assert [(line[1], line[3]) for line in lines] == [("Hà Thị Tư", "số 2")]
    assert "Ba" not in str(found)


def test_a_household_whose_head_said_no_stands_on_its_list_by_its_number(
    database: Database,
) -> None:
    push(database, phone_of(database), a_street_of_one_house())

    ((_, lines),) = listing(database, lists.MISSING, "CT15").by_village

    assert lines == ((1, "Hộ số 2", None, "số 2", "chưa hỏi", ""),)


def test_a_head_who_is_gone_and_had_said_no_is_not_named(database: Database) -> None:
    house = a_household("Bùi Văn Ba", code="2")
    gone, wife = a_member(house, name="Bùi Văn Ba", status="moved"), a_member(house, name="Tư")
    no = an_answer(gone, "consent", "no")
    push(database, phone_of(database), numbered([house, gone, wife, no]))

    assert "Ba" not in str(listing(database, lists.EVENING))


@pytest.mark.parametrize("kind", [lists.EVENING, lists.MISSING])
@pytest.mark.parametrize("called", ["", "Bùi V. Ba"])
def test_a_no_that_may_be_the_heads_own_keeps_the_head_unnamed(
    database: Database, kind: str, called: str
) -> None:
    house = a_household("Bùi Văn Ba", code="3")
    slot, wife = a_slot(house, slot=1), a_member(house, slot=2, name="Hà Thị Tư")
    slot = slot.model_copy(update={"name": called})
    said = [an_answer(slot, "consent", "no"), an_answer(wife, "consent")]
    push(database, phone_of(database), numbered([house, slot, wife, *said]))

    found = listing(database, kind, "CT09")
    of_homes = listing(database, lists.MISSING, "CT15")

    ((_, (line,)),) = found.by_village
    assert (line[1], line[3]) == ("Hà Thị Tư", "số 3")
    assert "Ba" not in str(of_homes)


def test_a_head_in_the_list_under_their_name_does_not_go_unnamed_for_anothers_no(
    database: Database,
) -> None:
    house = a_household("Bùi Văn Ba", code="3")
    head, child = a_member(house, slot=1, name="Bùi Văn Ba"), a_slot(house, slot=2)
    said = [an_answer(head, "consent"), an_answer(child, "consent", "no")]
    push(database, phone_of(database), numbered([house, head, child, *said]))

    ((_, lines),) = listing(database, lists.MISSING, "CT15").by_village

    assert [line[1] for line in lines] == ["Bùi Văn Ba"]


def test_a_list_reads_no_record_of_a_house_that_is_not_on_it(database: Database) -> None:
    on_it, off_it = a_household("Bùi Văn Ba", code="1"), a_household("Hà Thị Tư", code="2")
    ready, other = a_member(on_it, name="Bùi Văn Ba"), a_member(off_it, name="Hà Thị Tư")
    can = [an_answer(ready, key) for key in ("id_document", "own_sim", "consent")]
    said = [*can, an_answer(other, "consent", "no")]
    push(database, phone_of(database), numbered([on_it, off_it, ready, other, *said]))
    describing._read.cache_clear()

    found = listing(database, lists.SIGNATURE)

    assert found.named == 1
    assert describing._read.cache_info().currsize == len([on_it, ready])


def a_street_of_one_house() -> list[Record]:
    """A head who said no, and who said yes in the same house."""
    house = a_household("Bùi Văn Ba", code="2")
    head, wife = a_member(house, slot=1, name="Bùi Văn Ba"), a_member(house, slot=2)
    wife = wife.model_copy(update={"name": "Hà Thị Tư"})
    ready = [an_answer(each, key) for each in (head, wife) for key in ("id_document", "own_sim")]
    said = [an_answer(head, "consent", "no"), an_answer(wife, "consent")]
    return numbered([house, head, wife, *ready, *said])


PEOPLE = st.lists(
    st.tuples(st.sampled_from(["Lò Thị Hoa", "Lò Thị Hòa", "Vi Văn Ba"]), CONSENTS), max_size=5
)


@given(st.sampled_from(["Lò Thị Hoa", "Vi Văn Ba"]), CONSENTS, PEOPLE, st.booleans())
def test_no_list_names_anybody_without_consent(
    head: str, of_home: str | None, people: list[tuple[str, str | None]], leaves: bool
) -> None:
    home = a_household(head, code="7")
    those = [a_member(home, slot=at, name=name) for at, (name, _) in enumerate(people, 1)]
    told = {home.id: of_home} | {
        each.id: said for each, (_, said) in zip(those, people, strict=True)
    }
    names = Names(
        {each.id.bytes: each for each in (home, *those)},
        {of.bytes: said for of, said in told.items() if said},
        leaves,
    )

    printed = " ".join(
        [names.of(home), names.house(home), *(names.of(each) for each in those)]
        + [names.house(names.home(each)) for each in those]
    )

    for name in {head, *(name for name, _ in people)}:
        said = [its for its_name, its in people if its_name == name]
        is_free = "yes" in said if leaves else "no" not in said and of_home != "no"
        agreed = {"yes"} if leaves else {"yes", "inside"}
        assert is_free or agreed & {*said} or name not in printed
    # One who said no is not named as head because another of the house is called alike.
    refused = any(its_name == head and its == "no" for its_name, its in people)
    assert not refused or head not in names.house(home)


def test_a_household_that_said_no_is_not_named_by_its_members_either(database: Database) -> None:
    house = a_household("Đỗ Văn Kín")
    member = a_member(house, name="Đỗ Văn Kín")
    no = an_answer(house, "consent", "no", about="household")
    push(database, phone_of(database), numbered([house, member, no]))

    found = listing(database, lists.MISSING, "CT09")

    assert (found.by_village, found.total) == ((), 1)


def test_a_slot_without_a_name_is_a_number(database: Database) -> None:
    house = a_household("Đỗ Văn Kín")
    push(database, phone_of(database), numbered([house, a_slot(house)]))

    found = listing(database, lists.MISSING, "CT09")

    assert (found.named, found.total) == (0, 1)


def test_households_stand_on_the_list_of_what_households_do(database: Database) -> None:
    house = a_household("Đỗ Văn Kín", code="7")
    push(database, phone_of(database), numbered([house, a_member(house)]))

    ((_, lines),) = listing(database, lists.MISSING, "CT15").by_village

    assert lines == ((1, "Đỗ Văn Kín", None, "số 7 – Đỗ Văn Kín", "chưa hỏi", ""),)


def test_nobody_of_another_village_is_on_a_villages_list(database: Database) -> None:
    push(database, phone_of(database), a_street())

    assert listing(database, lists.EVENING, village="cam-tan-02").total == 0


def test_in_the_file_numbers_are_numbers_and_formulas_are_text() -> None:
    lines = [(1, "=cmd|'/c calc'!A1", 1990), (2, "+84", None), (3, "Đặng Thị Hợp", 2001)]

    book = load_workbook(
        io.BytesIO(sheets.sheet(["Danh sách", "-1"], ["TT", "Tên", "Năm"], lines, [6, 30, 10]))
    )

    page = book.active
    assert page is not None
    rows = list(page.iter_rows())
    assert [cell.value for cell in rows[3]] == [1, "=cmd|'/c calc'!A1", 1990]
    assert [cell.data_type for cell in rows[3]] == ["n", "s", "n"]
    assert rows[1][0].data_type == "s"
    assert rows[4][1].quotePrefix
    assert page.freeze_panes == "A4"


def test_a_list_is_of_today_whatever_the_year(database: Database) -> None:
    house = a_household()
    child = a_member(house, birth_year=2008)
    push(database, phone_of(database), numbered([house, child]))
    with database.reading() as cursor:
        of = lists.wanted(cursor, AT, lists.MISSING, "", "CT09")
        early = lists.make(cursor, "cam-tan", of, VISIT_DAY)
        later = lists.make(cursor, "cam-tan", of, date(2026, 2, 20))

    assert (early.total, later.total) == (0, 1)


def test_of_whom_nobody_knows_whether_they_can_sign_is_counted(database: Database) -> None:
    house = a_household("Đỗ Văn Kín")
    asked, child, has, cannot = (
        a_member(house, slot=slot, birth_year=year)
        for slot, year in enumerate((1980, 2015, 1981, 1982), 1)
    )
    told = [
        an_answer(asked, "id_document"),
        an_answer(has, "esign"),
        an_answer(cannot, "own_sim", "no"),
    ]
    push(database, phone_of(database), numbered([house, asked, child, has, cannot, *told]))

    found = listing(database, lists.SIGNATURE)

    assert (found.total, found.unsure) == (0, 1)
    said = hidden_words(found)
    assert said.startswith("Còn 1 người chưa ghi nhận có chữ ký số mà chưa hỏi xong thẻ căn cước")
    assert listing(database, lists.EVENING).unsure == 0


@pytest.mark.parametrize(("first", "named"), [("person", 0), ("house", 1)])
def test_of_a_person_and_a_household_that_disagree_the_later_word_counts(
    database: Database, first: str, named: int
) -> None:
    house = a_household("Đỗ Văn Kín")
    mother = a_member(house)
    ready = [an_answer(mother, key) for key in ("id_document", "own_sim")]
    own = an_answer(mother, "consent")
    no = an_answer(house, "consent", "no", about="household")
    said = [own, no] if first == "person" else [no, own]
    push(database, phone_of(database), numbered([house, mother, *ready, *said]))

    for kind in (lists.SIGNATURE, lists.EVENING):
        assert listing(database, kind).named == named, kind


def test_two_who_are_called_like_the_head_are_named_outside_by_no_half_consent() -> None:
    home = a_household("Lò Thị Hoa")
    those = [a_member(home, slot=slot, name="Lò Thị Hoa") for slot in (1, 2)]
    told = {those[0].id.bytes: "yes", those[1].id.bytes: "inside"}
    records = {each.id.bytes: each for each in (home, *those)}

    assert Names(records, told, leaves_commune=True).house(home) == ""
    assert "Lò Thị Hoa" in Names(records, told, leaves_commune=False).house(home)
