"""A village that becomes part of another, on both kinds of databases and at the desk."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.places import CAM_TAN, Village
from shared.problems import Code, Problem
from shared.protocol import EnrolmentRequest, Place
from shared.quarter import Quarter
from shared.records import Member, Record, Session
from sync_server import (
    alike,
    audit,
    communes,
    counting,
    devices,
    enrolling,
    merging,
    quotas,
    recounting,
    trends,
)
from sync_server.communes import by_id, settle, villages
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.devices import Device
from sync_server.feed import Snapshots
from sync_server.hindsight import Moment, tallies_at
from sync_server.officers import Officer
from sync_server.plans import plan_of
from sync_server.settling import Wish, arrange
from sync_server.verifying import verify
from tests.support.desk import Office, text_of
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    OTHER_VILLAGE,
    PHONE,
    QUARTER,
    SEAL_KEY,
    VILLAGE,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
    numbered,
)
from tests.sync_server import wild_lists as wild
from tests.sync_server.conftest import serve_cam_tan
from tests.sync_server.test_closings import close, dossier
from tests.sync_server.test_feed import pull
from tests.sync_server.test_import import form_of, names, take_all, until_done, upload
from tests.sync_server.test_log import phone_of, push

HAND = Hand(CAM_TAN.id, "canbo", "Cán bộ", NOW_MS + 1000)
WHY = "Nghị quyết sáp nhập thôn"
THIRD_VILLAGE = "cam-tan-03"


def merge(database: Database, old: str = VILLAGE, into: str = OTHER_VILLAGE) -> None:
    with database.writing() as cursor:
        merging.merge(cursor, HAND, old, into, WHY)


def places(database: Database) -> tuple[Place, ...]:
    with database.reading() as cursor:
        return villages(cursor, CAM_TAN.id)


def sums(database: Database, quarter: Quarter = QUARTER) -> dict[str, tuple[int, int]]:
    """Return who counts as of age for a signature, and who has one, village by village."""
    with database.reading() as cursor:
        plan = plan_of(cursor, CAM_TAN.id, quarter)
        found = counting.tallies(cursor, CAM_TAN.id, quarter, plan)
    cells = {village: tally.cells["CT09"] for village, tally in found.items()}
    return {village: (cell.numerator, cell.denominator) for village, cell in cells.items()}


def find(database: Database, phone: Device) -> Device:
    with database.reading() as cursor:
        return devices.find(cursor, CAM_TAN.id, phone.id)


def a_family(village: str, head: str) -> list[Record]:
    house = a_household(head, village=village)
    mother = a_member(house, village=village)
    return [house, mother, an_answer(mother, "esign", "yes", village=village)]


def in_both(database: Database) -> tuple[Device, Device]:
    """Let a team of each village hand over a family, and return their phones."""
    here, there = phone_of(database), phone_of(database, OTHER_PHONE, OTHER_VILLAGE)
    push(database, here, numbered(a_family(VILLAGE, "Bùi Thị Lan")))
    push(database, there, numbered(a_family(OTHER_VILLAGE, "Vi Thị Lả"), OTHER_PHONE))
    return here, there


def test_who_was_counted_in_one_village_is_counted_in_the_other_at_once(
    database: Database,
) -> None:
    in_both(database)
    assert sums(database) == {VILLAGE: (1, 1), OTHER_VILLAGE: (1, 1)}

    merge(database)

    assert sums(database) == {OTHER_VILLAGE: (2, 2)}
    assert [place.name for place in places(database)] == ["Thôn Hai", "Thôn Ba"]


def test_the_sum_of_the_commune_is_the_same_before_and_after(database: Database) -> None:
    in_both(database)
    with database.reading() as cursor:
        before = counting.report(cursor, CAM_TAN, QUARTER).rows

    merge(database)

    with database.reading() as cursor:
        assert counting.report(cursor, CAM_TAN, QUARTER).rows == before


def test_an_answer_given_in_the_other_village_is_its_persons_once_both_are_one(
    database: Database,
) -> None:
    here, there = in_both(database)
    house = a_household()
    moved = a_member(house)
    push(database, here, numbered([house, moved], start=4))
    found = an_answer(moved, "esign", "yes", village=OTHER_VILLAGE)
    push(database, Device(CAM_TAN.id, there.id, "", (VILLAGE, OTHER_VILLAGE)),
         numbered([found], OTHER_PHONE, start=4))  # fmt: skip
    assert sums(database) == {VILLAGE: (1, 2), OTHER_VILLAGE: (1, 1)}

    merge(database)

    assert sums(database) == {OTHER_VILLAGE: (3, 3)}


def test_past_quarters_and_rebuilt_ones_are_cut_alike(database: Database) -> None:
    in_both(database)
    later = QUARTER.next().first_day
    tick = a_member(village=OTHER_VILLAGE, day=later)
    with database.reading() as cursor:
        there = devices.find(cursor, CAM_TAN.id, OTHER_PHONE)
    push(database, there, numbered([tick], OTHER_PHONE, start=4))
    # Kept by whoever counts, before and after.
    assert sums(database) == {VILLAGE: (1, 1), OTHER_VILLAGE: (1, 1)}
    with database.reading() as cursor:
        trends.trend(cursor, CAM_TAN, [QUARTER], OTHER_VILLAGE)

    merge(database)

    assert sums(database) == {OTHER_VILLAGE: (2, 2)}
    with database.reading() as cursor:
        (point,) = trends.trend(cursor, CAM_TAN, [QUARTER], OTHER_VILLAGE)
        plan = plan_of(cursor, CAM_TAN.id, QUARTER)
        moment = Moment(QUARTER, plan, QUARTER.last_day)
        (then,) = tallies_at(cursor, [CAM_TAN.id], [moment])
    (row,) = (row for row in point.rows if row.indicator.code == "CT09")
    assert (row.cell.numerator, row.cell.denominator) == (2, 2)
    assert then.keys() == {OTHER_VILLAGE}


def test_an_older_version_is_the_other_villages_too(database: Database) -> None:
    here, _ = in_both(database)
    (mother,) = (each for each in pull(database, here, 0)[1] if isinstance(each, Member))
    later = {"status": "moved", "day": QUARTER.next().first_day, "number": 4}
    push(database, here, [mother.model_copy(update={**later, "stamp": mother.stamp + 9})])

    merge(database)

    assert sums(database) == {OTHER_VILLAGE: (2, 2)}


def test_whoever_worked_in_the_old_village_works_in_the_other_and_reads_it_from_the_start(
    database: Database,
) -> None:
    here, there = in_both(database)
    kept = Snapshots()
    pull(database, here, 0, kept)
    merge(database)

    for phone in (here, there):
        page, records = pull(database, find(database, phone), 0, kept)

        assert page.villages == (Place(id=OTHER_VILLAGE, name="Thôn Hai", joined=(VILLAGE,)),)
        assert len(records) == 6
        assert {each.village for each in records} == {OTHER_VILLAGE}


def test_what_was_recorded_before_the_phone_knew_counts_where_it_belongs(
    database: Database,
) -> None:
    here, there = in_both(database)
    merge(database)
    seen, _ = pull(database, find(database, there), 0)

    receipt = push(
        database, find(database, here), numbered(a_family(VILLAGE, "Đặng Văn An"), start=4)
    )

    assert (receipt.through, receipt.quarantined) == (6, ())
    assert sums(database) == {OTHER_VILLAGE: (3, 3)}
    _, news = pull(database, find(database, there), seen.cursor)
    assert [each.village for each in news] == [OTHER_VILLAGE] * 3


def test_an_evening_of_the_old_village_is_brought_to_no_other_phone(database: Database) -> None:
    here = phone_of(database)
    own = Session.id_for(VILLAGE, VISIT_DAY, "Tổ 1")
    evening = Session(
        id=own, village=VILLAGE, device=here.id, number=1, stamp=1, day=VISIT_DAY, team="Tổ 1"
    )
    push(database, here, [evening])

    merge(database)

    assert pull(database, find(database, here), 0)[1] == []


def test_the_log_and_what_follows_from_it_still_agree(database: Database) -> None:
    in_both(database)
    close(database)
    merge(database)
    merge(database, OTHER_VILLAGE, THIRD_VILLAGE)

    with database.reading() as cursor:
        assert [*verify(cursor, CAM_TAN.id), *recounting.altered(cursor, CAM_TAN.id)] == []


def test_a_report_that_was_closed_before_stays_as_it_was_and_one_after_has_the_one_village(
    database: Database,
) -> None:
    in_both(database)
    close(database)
    before = dossier(database)
    merge(database)

    assert dossier(database) == before
    assert [place.id for place, _ in before.villages][:2] == [VILLAGE, OTHER_VILLAGE]
    with database.reading() as cursor:
        shown = counting.breakdown(cursor, CAM_TAN, QUARTER)
        (point,) = trends.trend(cursor, CAM_TAN, [QUARTER], OTHER_VILLAGE)
    assert [place.id for place, _ in shown] == [OTHER_VILLAGE, THIRD_VILLAGE]
    assert point.issue is not None


def test_a_quarter_that_was_closed_after_it_is_verified_as_it_was_cut_then(
    database: Database,
) -> None:
    in_both(database)
    merge(database)
    close(database)

    with database.reading() as cursor:
        assert [*recounting.altered(cursor, CAM_TAN.id)] == []


def test_a_village_may_go_on_into_a_third_and_all_its_people_with_it(database: Database) -> None:
    here, _ = in_both(database)
    merge(database)
    merge(database, OTHER_VILLAGE, THIRD_VILLAGE)

    assert sums(database) == {THIRD_VILLAGE: (2, 2)}
    (only,) = places(database)
    assert only == Place(id=THIRD_VILLAGE, name="Thôn Ba", joined=(VILLAGE, OTHER_VILLAGE))
    assert find(database, here).villages == (THIRD_VILLAGE, VILLAGE, OTHER_VILLAGE)


def test_its_number_is_given_to_no_other_village(database: Database) -> None:
    merge(database, THIRD_VILLAGE, VILLAGE)

    with database.writing() as cursor:
        settle(cursor, communes.new_villages(CAM_TAN, ["Thôn Tư"], villages(cursor, CAM_TAN.id)))

    assert [place.id for place in places(database)] == [VILLAGE, OTHER_VILLAGE, "cam-tan-04"]


def test_a_code_that_was_given_out_before_lets_in_to_the_village_that_there_is_now(
    database: Database,
) -> None:
    with database.writing() as cursor:
        code = devices.invite(cursor, CAM_TAN.id, (VILLAGE, OTHER_VILLAGE), "Chị Hoa", NOW_MS)
    merge(database)

    with database.writing() as cursor:
        asked = EnrolmentRequest(code=code, device=PHONE, token="t" * 43)
        told = enrolling.enrol(cursor, asked, NOW_MS)
    assert told.villages == (Place(id=OTHER_VILLAGE, name="Thôn Hai", joined=(VILLAGE,)),)


@pytest.mark.parametrize(
    ("old", "into"),
    [(VILLAGE, VILLAGE), (VILLAGE, "cam-tan-99"), ("", OTHER_VILLAGE), ("cam-thach-01", VILLAGE)],
)
def test_it_takes_two_villages_of_the_commune(sqlite: Database, old: str, into: str) -> None:
    with pytest.raises(Problem) as refusal:
        merge(sqlite, old, into)

    assert refusal.value.kind is Code.WHICH_TO_MERGE
    assert len(places(sqlite)) == 3


def test_a_village_that_is_part_of_another_cannot_be_chosen_again(sqlite: Database) -> None:
    merge(sqlite)

    for old, into in ((VILLAGE, THIRD_VILLAGE), (OTHER_VILLAGE, VILLAGE)):
        with pytest.raises(Problem) as refusal:
            merge(sqlite, old, into)
        assert refusal.value.kind is Code.WHICH_TO_MERGE


def test_it_stands_on_record_with_its_reason(database: Database) -> None:
    in_both(database)
    merge(database)

    with database.reading() as cursor:
        (deed,) = audit.latest(cursor, CAM_TAN.id, 1)
    assert deed.what == "Gộp “Thôn Một” vào “Thôn Hai” (1 hộ, 1 người)"
    assert (deed.name, deed.why) == ("Cán bộ", WHY)


def test_a_village_with_nothing_takes_those_along_that_were_merged_into_it(
    sqlite: Database,
) -> None:
    merge(sqlite)
    with sqlite.writing() as cursor:
        wish = Wish({VILLAGE: "Thôn Một", THIRD_VILLAGE: "Thôn Ba"}, frozenset({OTHER_VILLAGE}))
        arrange(cursor, HAND, by_id(cursor, CAM_TAN.id), wish)

    assert [place.id for place in places(sqlite)] == [THIRD_VILLAGE]
    with sqlite.reading() as cursor:
        assert communes.heirs(cursor, CAM_TAN.id) == {}


def test_who_waited_with_villages_of_before_is_told_apart_by_those_of_now(
    database: Database,
) -> None:
    here, _ = in_both(database)
    house = a_household("Đặng Văn An")
    mother = a_member(house)
    push(database, here, numbered([house, mother], start=4))
    stale = find(database, here)
    merge(database)

    receipt = push(database, stale, numbered([an_answer(mother, "esign", "yes")], start=6))

    assert receipt.quarantined == ()
    assert sums(database) == {OTHER_VILLAGE: (3, 3)}


def across(database: Database) -> None:
    """Let somebody of the first village be asked in the other one."""
    here, there = in_both(database)
    house = a_household()
    moved = a_member(house)
    push(database, here, numbered([house, moved], start=4))
    both = Device(CAM_TAN.id, there.id, "", (VILLAGE, OTHER_VILLAGE))
    found = an_answer(moved, "esign", "yes", village=OTHER_VILLAGE)
    push(database, both, numbered([found], OTHER_PHONE, start=4))


@pytest.mark.parametrize("is_first", [True, False])
def test_a_closed_report_is_verified_as_the_commune_was_cut_then_whatever_clocks_said(
    database: Database, is_first: bool
) -> None:
    across(database)
    if is_first:
        close(database)
    early = Hand(CAM_TAN.id, "canbo", "Cán bộ", 1)
    with database.writing() as cursor:
        merging.merge(cursor, early, VILLAGE, OTHER_VILLAGE, WHY)
    if not is_first:
        close(database)

    cell = next(row.cell for row in dossier(database).report.rows if row.indicator.code == "CT09")
    with database.reading() as cursor:
        assert [*recounting.altered(cursor, CAM_TAN.id)] == []
    assert (cell.numerator, cell.denominator) == ((2, 3) if is_first else (3, 3))


def test_work_given_out_stays_given_out(sqlite: Database) -> None:
    officer, day = Officer(CAM_TAN.id, "canbo", "Cán bộ"), VISIT_DAY
    given = [
        {(OTHER_VILLAGE, "CT09"): ("Tổ 1", day), (VILLAGE, "CT09"): ("Tổ 2", day)},
        {(VILLAGE, "CT09"): ("", day), (VILLAGE, "CT10"): ("Tổ 2", day)},
    ]
    with sqlite.writing() as cursor:
        for at, decisions in enumerate(given):
            quotas.assign(cursor, officer, QUARTER, decisions, NOW_MS + at)
    merge(sqlite)

    with sqlite.reading() as cursor:
        past = quotas.history(cursor, CAM_TAN.id, QUARTER)
        found = quotas.standing(past, communes.heirs(cursor, CAM_TAN.id))
    assert found[OTHER_VILLAGE, "CT09"].team == "Tổ 1"
    assert found[OTHER_VILLAGE, "CT10"].team == "Tổ 2"


def test_the_trend_of_a_village_is_broken_where_it_became_more(database: Database) -> None:
    in_both(database)
    close(database)
    merge(database)

    with database.reading() as cursor:
        points = trends.trend(cursor, CAM_TAN, [QUARTER, QUARTER.next()], OTHER_VILLAGE)
        others = trends.trend(cursor, CAM_TAN, [QUARTER, QUARTER.next()], THIRD_VILLAGE)
    assert [each.broken for each in points] == [False, True]
    assert [each.broken for each in others] == [False, False]


def test_who_stood_in_the_rosters_of_both_is_listed_as_perhaps_there_twice(
    database: Database,
) -> None:
    desk = phone_of(database, PHONE, VILLAGE, OTHER_VILLAGE)
    twins = []
    for village in (VILLAGE, OTHER_VILLAGE):
        house = a_household(village=village, id=uuid5(PHONE, f"house {village}"))
        own = {"village": village, "id": uuid5(PHONE, f"person {village}")}
        twins += [house, a_member(house, **own)]
    push(database, desk, numbered(twins))
    with database.reading() as cursor:
        assert alike.count(cursor, CAM_TAN.id) == 0

    merge(database)

    with database.reading() as cursor:
        assert alike.count(cursor, CAM_TAN.id) == 1
        assert len(alike.elsewhere(cursor, CAM_TAN.id)) == 2


def test_a_count_that_was_kept_is_not_taken_for_that_of_another_cut(database: Database) -> None:
    in_both(database)
    with database.writing() as cursor:
        settle(cursor, [Village("cam-tan-04", CAM_TAN.id, "Thôn Tư")])
    merge(database, "cam-tan-04", THIRD_VILLAGE)
    assert len(sums(database)) == 2
    with database.writing() as cursor:
        names = {place.id: place.name for place in villages(cursor, CAM_TAN.id)}
        arrange(cursor, HAND, CAM_TAN, Wish(names, frozenset({THIRD_VILLAGE})))

    merge(database)

    assert sums(database) == {OTHER_VILLAGE: (2, 2)}


# At the desk.

HERE = "/communes/15178/settings/villages"
CHOSEN = f"{HERE}/merging?old={VILLAGE}&into={OTHER_VILLAGE}"


def test_the_desk_tells_what_would_change_before_anything_does(office: Office) -> None:
    in_both(office.database)

    shown = text_of(office.page(CHOSEN))

    assert "Gộp “Thôn Một” vào “Thôn Hai”" in shown
    assert "1 hộ, 1 người của “Thôn Một”" in shown
    assert "Điện thoại của Chị Hoa làm việc ở “Thôn Hai”" in shown
    # Both families' mothers are called alike and born in one year.
    assert "1 người cùng họ tên, năm sinh đang đứng ở cả hai thôn" in shown
    assert "không tách ra lại được" in shown
    assert len(places(office.database)) == 3


def test_the_desk_merges_with_a_reason_and_says_so(office: Office) -> None:
    in_both(office.database)

    refused = office.post(f"{HERE}/merging", old=VILLAGE, into=OTHER_VILLAGE, why=" ")
    assert (refused.status_code, "BK624" in refused.text) == (422, True)
    assert len(places(office.database)) == 3

    done = office.post(f"{HERE}/merging", old=VILLAGE, into=OTHER_VILLAGE, why=WHY)
    assert done.headers["location"] == f"{HERE}?saved=1"
    page = office.page(HERE)
    assert "Gộp “Thôn Một” vào “Thôn Hai” (1 hộ, 1 người)" in text_of(page)
    assert [*re.findall(r'name="name-([^"]+)"', page)] == [OTHER_VILLAGE, THIRD_VILLAGE]


def test_a_preview_of_before_founds_no_village_that_is_part_of_another(office: Office) -> None:
    rows = [[n, "Thôn Một", n, f"Lò Văn {n}", 1960 + n, "Chủ hộ"] for n in range(1, 8)]
    take_all(office, rows)
    address = upload(office, wild.one([wild.HEADER, *rows]))
    office.page(address)
    merge(office.database)

    for wish in ("import", "import"):
        office.post(address, do=wish, **form_of(office.page(address)))
    until_done(office, address)

    assert names(office) == ["Thôn Hai", "Thôn Ba"]
    assert sums(office.database) == {OTHER_VILLAGE: (0, 7)}


def test_an_address_of_before_leads_to_the_village_that_there_is(office: Office) -> None:
    in_both(office.database)
    merge(office.database)

    for page in ("", "/lists", "/trend", "/poster", "/quota"):
        answer = office.browser.get(f"/communes/15178{page}?quarter=2025-Q1&village={VILLAGE}")
        there = f"/communes/15178{page}?quarter=2025-Q1&village={OTHER_VILLAGE}"
        assert (answer.status_code, answer.headers["location"]) == (303, there)


def test_which_two_is_asked_again_where_they_are_none(office: Office) -> None:
    answer = office.browser.get(f"{HERE}/merging?old={VILLAGE}&into={VILLAGE}")

    assert (answer.status_code, "BK775" in answer.text) == (422, True)
    assert answer.text.count(f'<option value="{VILLAGE}" selected>') == 2


def test_a_list_that_still_names_the_old_village_goes_into_the_other(office: Office) -> None:
    rows = [[1, "Thôn Một", 1, "Lò Văn Dũng", 1960, "Chủ hộ"]]
    take_all(office, rows)
    merge(office.database)

    said = take_all(office, [*rows, [2, "thôn Một", 2, "Hà Thị Mai", 1962, "Chủ hộ"]])

    assert "“Thôn Một” đã gộp vào “Thôn Hai”" in text_of(said)
    assert "Đã nhập 1 hộ, 1 nhân khẩu" in text_of(said)
    assert names(office) == ["Thôn Hai", "Thôn Ba"]
    assert sums(office.database) == {OTHER_VILLAGE: (0, 2)}


# The law.

PEOPLE = [a_member(slot=slot, village=(VILLAGE, OTHER_VILLAGE)[slot % 2]) for slot in range(1, 5)]
SAYING = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(["esign", "smartphone", "vneid_active"]),
    st.sampled_from(["yes", "no"]),
    st.sampled_from([VILLAGE, OTHER_VILLAGE]),
    st.sampled_from([VISIT_DAY, QUARTER.next().first_day]),
)


def in_one(record: Record) -> Record:
    return record.model_copy(update={"village": OTHER_VILLAGE})


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sayings=st.lists(SAYING, max_size=8), merged_after=st.integers(0, 8))
def test_whenever_it_happens_the_counts_are_those_of_one_village_from_the_beginning(
    tmp_path_factory: pytest.TempPathFactory, sayings: list[Any], merged_after: int
) -> None:
    ticks = [
        an_answer(who, asked, said, village=village, day=day)
        for who, asked, said, village, day in sayings
    ]
    made = numbered([*PEOPLE, *ticks])
    merged, whole = (
        Database(f"sqlite:///{tmp_path_factory.mktemp('law') / 'books.db'}", SEAL_KEY)
        for _ in range(2)
    )
    phone = Device(CAM_TAN.id, PHONE, "Chị Hoa", (VILLAGE, OTHER_VILLAGE))
    for database in (merged, whole):
        serve_cam_tan(database)
        phone_of(database, PHONE, VILLAGE, OTHER_VILLAGE)
    for place, record in enumerate(made):
        if place == len(PEOPLE) + merged_after:
            merge(merged)
        push(merged, phone, [record])
        push(whole, phone, [in_one(record)])
    if merged_after >= len(ticks):
        merge(merged)

    for quarter in (QUARTER, QUARTER.next()):
        assert sums(merged, quarter) == sums(whole, quarter)
    with merged.reading() as cursor:
        assert list(verify(cursor, CAM_TAN.id)) == []
    merged.close()
    whole.close()
