"""Closing a quarter, on SQLite and on PostgreSQL: what was reported stays, what is late is told."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.checks import Finding
from shared.dossier import Dossier, Signer
from shared.lists import is_wish
from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.problems import Problem
from shared.quarter import Quarter
from shared.records import Member, Record
from shared.report import Report
from shared.tally import Cell
from sync_server import (
    closings,
    counting,
    exports,
    gathering,
    intake,
    issues,
    log,
    plans,
    recounting,
    teams,
)
from sync_server.closings import Check, Deed, Preview
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.devices import Device
from sync_server.entries import text_of
from sync_server.log import Batch
from sync_server.officers import Officer
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    PHONE,
    QUARTER,
    SEAL_KEY,
    a_household,
    a_member,
    a_visit,
    an_answer,
    numbered,
)
from tests.support.strategies import records
from tests.sync_server.conftest import serve_cam_tan
from tests.sync_server.test_log import an_evening, phone_of, push

HANH = Officer(CAM_TAN.id, "canbo", "Phạm Thị Hạnh")
DAY = date(2025, 3, 12)
LATER_MS = NOW_MS + 40 * 86_400_000


def nothing(of: Dossier, previous: Report | None) -> list[Finding]:
    return []


def saying(*findings: Finding) -> Check:
    """Return a check that finds this, whatever the report says."""
    return lambda of, previous: findings


def preview(database: Database) -> Preview:
    with database.reading() as cursor:
        return closings.preview(cursor, CAM_TAN, QUARTER, DAY, nothing)


def a_deed(database: Database, **more: Any) -> Deed:
    seen = preview(database).digest
    return replace(Deed(HANH, DAY, LATER_MS, seen, {}), **more)


def close(database: Database, deed: Deed | None = None, check: Check = nothing) -> None:
    made = deed or a_deed(database)
    database.write_now(lambda cursor: closings.close(cursor, CAM_TAN, QUARTER, made, check))


def amend(database: Database, **more: Any) -> None:
    deed = a_deed(database, reason="Tổ 2 nộp muộn.", **more)
    database.write_now(lambda cursor: closings.amend(cursor, CAM_TAN, QUARTER, deed, nothing))


def dossier(database: Database, number: int | None = None) -> Dossier:
    with database.reading() as cursor:
        return closings.dossier(cursor, CAM_TAN, QUARTER, DAY, number)


def cell(report: Report, code: str) -> Cell:
    return next(row.cell for row in report.rows if row.indicator.code == code)


def declare(database: Database, code: str, numerator: int, denominator: int) -> None:
    told = {
        "code": code, "period": str(QUARTER), "numerator": numerator, "denominator": denominator,
        "source": "Danh sách", "person": "Công chức VH",
    }  # fmt: skip
    database.write_now(lambda cursor: intake.declare(cursor, CAM_TAN, told, DAY, NOW_MS))


def decided(database: Database, phone: Device, records: list[Record]) -> None:
    """Take in what an officer let in, although its day was closed."""
    batch = Batch(records, is_decided=True)
    database.write_now(lambda cursor: log.push(cursor, phone, batch, LATER_MS))


def late_tick(database: Database, evening: list[Record], day: date = DAY, who: int = 2) -> None:
    phone = phone_of(database)
    changed = an_answer(evening[who], "esign", "yes", day=day)
    decided(database, phone, numbered([changed], start=7, stamp=NOW_MS * 1000 + 900))


def a_closed_evening(database: Database) -> list[Record]:
    """Take in an evening, and close its quarter."""
    evening = an_evening()
    push(database, phone_of(database), evening)
    close(database)
    return evening


def test_a_closed_report_is_the_same_bytes_whatever_comes_later(database: Database) -> None:
    evening = a_closed_evening(database)
    before = {suffix: exports.export(dossier(database), suffix) for suffix in exports.FORMATS}

    late_tick(database, evening)
    declare(database, "CT01", 20, 24)

    for suffix, content in before.items():
        assert exports.export(dossier(database), suffix) == content
    with database.reading() as cursor:
        now = counting.report(cursor, CAM_TAN, QUARTER)
    assert cell(now, "CT09") == Cell(1, 2)
    assert cell(dossier(database).report, "CT09") == Cell(0, 2, 1)


def test_late_entries_go_to_a_numbered_amendment_that_shows_old_and_new(
    database: Database,
) -> None:
    evening = a_closed_evening(database)
    late_tick(database, evening)
    declare(database, "CT01", 20, 24)

    amend(database)

    made = dossier(database, 1)
    change = made.amendments[-1]
    assert (change.number, change.late, change.since, change.cursor) == (1, 2, 6, 8)
    assert change.reason == "Tổ 2 nộp muộn"
    assert [(one.code, one.old, one.new) for one in change.differences] == [
        ("CT01", Cell(), Cell(20, 24)),
        ("CT09", Cell(0, 2, 1), Cell(1, 2)),
    ]
    declare(database, "CT01", 21, 24)
    amend(database)
    assert [each.number for each in dossier(database, 2).amendments] == [1, 2]
    assert dossier(database, 2).amendments[1].differences[0].old == Cell(20, 24)


def test_whoever_asks_for_no_issue_gets_the_latest_one(database: Database) -> None:
    a_closed_evening(database)
    first = dossier(database)
    declare(database, "CT01", 20, 24)

    amend(database)

    assert first == dossier(database, 0)
    assert dossier(database) == dossier(database, 1)
    assert cell(dossier(database).report, "CT01") == Cell(20, 24)


@pytest.mark.parametrize("is_closed", [False, True])
def test_what_another_collector_takes_in_while_a_quarter_is_closed_is_in_it_or_comes_late(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, *, is_closed: bool
) -> None:
    evening = an_evening()
    push(database, phone_of(database), evening)
    if is_closed:
        close(database)
        late_tick(database, evening)
    deed = a_deed(database, reason="Tổ 2 nộp muộn.")
    other, ends = Database(database_url, SEAL_KEY), counting._ends
    changed = an_answer(evening[2], "smartphone", "no", day=DAY)
    come = numbered([changed], start=8, stamp=NOW_MS * 1000 + 999)
    thread = threading.Thread(target=decided, args=(other, phone_of(database), come))

    def while_counted(*of: Any) -> counting.Ends:
        """Let an entry come after the subjects were counted, if it can."""
        if not thread.ident:
            thread.start()
            thread.join(0.5)
        return ends(*of)

    with monkeypatch.context() as patch:
        patch.setattr(counting, "_ends", while_counted)
        act = closings.amend if is_closed else closings.close
        database.write_now(lambda cursor: act(cursor, CAM_TAN, QUARTER, deed, nothing))
    thread.join()
    other.close()

    assert preview(database).late == 1
    assert cell(dossier(database, int(is_closed)).report, "CT06") == Cell(1, 2, 1)


def test_an_amendment_is_held_to_the_plan_that_the_quarter_was_closed_with(
    database: Database,
) -> None:
    evening = a_closed_evening(database)
    late_tick(database, evening)
    lower = replace(CAM_TAN_2025.targets["CT09"], percent=10, text="10%")
    easier = replace(CAM_TAN_2025, targets={**CAM_TAN_2025.targets, "CT09": lower})
    hand = Hand(CAM_TAN.id, "canbo", "Phạm Thị Hạnh", LATER_MS)
    database.write_now(lambda cursor: plans.keep(cursor, hand, easier, 0))

    amend(database)

    row = dossier(database, 1).report.rows[8]
    assert (row.cell, row.met, row.target.percent) == (Cell(1, 2), False, 65)


def test_what_somebody_wants_done_with_their_name_makes_no_amendment(database: Database) -> None:
    evening = a_closed_evening(database)
    wishes = [an_answer(evening[1], "consent", "no"), a_visit(evening[0], outcome="refused")]
    push(database, phone_of(database), numbered(wishes, start=7, stamp=NOW_MS * 1000 + 900))

    assert preview(database).late == 0
    with pytest.raises(Problem, match="BK676"):
        amend(database)


@given(record=records())
def test_the_log_is_asked_for_wishes_as_records_are(record: Record) -> None:
    """What `is_wish` lets through after a closing is what `late` leaves out, and nothing else."""
    (answer, visit), text = issues._WISHES, text_of(record)
    pattern = {"answer": answer, "visit": visit}.get(record.kind, "")

    (is_left_out,) = (
        sqlite3.connect(":memory:").execute("SELECT ? LIKE ?", (text, pattern)).fetchone()
    )

    assert bool(is_left_out) == is_wish(record)


def test_an_entry_of_the_next_quarter_is_not_late(database: Database) -> None:
    evening = a_closed_evening(database)

    late_tick(database, evening, day=QUARTER.next().first_day)

    assert preview(database).late == 0
    with pytest.raises(Problem, match="BK676"):
        amend(database)
    assert dossier(database).report.cursor == 6


def test_an_amendment_needs_a_closing_and_a_reason(database: Database) -> None:
    evening = an_evening()
    push(database, phone_of(database), evening)
    with pytest.raises(Problem, match="BK672"):
        amend(database)
    close(database)
    late_tick(database, evening)

    with pytest.raises(Problem, match="BK677"):
        database.write_now(
            lambda cursor: closings.amend(cursor, CAM_TAN, QUARTER, a_deed(database, reason="  "))
        )
    with pytest.raises(Problem, match="BK678"):
        dossier(database, 1)


def test_a_quarter_is_closed_once(database: Database) -> None:
    deed = a_deed(database)
    close(database, deed)

    with pytest.raises(Problem, match="BK671"):
        close(database, deed)


def test_errors_block_and_warnings_need_their_explanation_which_is_kept(
    database: Database,
) -> None:
    warning = Finding("warning", "R_LOW", "0/2", "Tỷ lệ thấp bất thường.", "Hãy xem lại.")
    error = Finding("error", "R_SUM", "3", "Tổng không khớp.")
    with pytest.raises(Problem, match="BK673"):
        close(database, check=saying(warning, error))
    with pytest.raises(Problem, match="BK674"):
        close(database, check=saying(warning))

    deed = a_deed(database, whys={closings.key_of(warning): "Mới bắt đầu thăm hộ"})
    close(database, deed, saying(warning))

    (remark,) = dossier(database).remarks
    assert (remark.rule, remark.why) == ("R_LOW", "Mới bắt đầu thăm hộ")


def test_what_changed_since_the_officer_looked_must_be_looked_at_again(
    database: Database,
) -> None:
    deed = a_deed(database)
    push(database, phone_of(database), an_evening())

    with pytest.raises(Problem, match="BK675"):
        close(database, deed)


def test_an_entry_that_changes_nothing_here_does_not_send_the_officer_back(
    database: Database,
) -> None:
    evening = an_evening()
    push(database, phone_of(database), evening)
    deed = a_deed(database)
    absent = a_household(head="Khác", day=QUARTER.next().first_day)
    push(database, phone_of(database), numbered([absent], start=7))

    close(database, deed)

    assert dossier(database).report.cursor == 7


def test_days_up_to_the_closing_are_closed_and_those_after_it_are_ordinary_work(
    database: Database,
) -> None:
    close(database)

    with database.reading() as cursor:
        days = (QUARTER.first_day, DAY, DAY + timedelta(days=1), date(2025, 4, 1))
        shut = issues.closed(cursor, CAM_TAN.id, days)
        said = {day: day in shut for day in days}
        known = {
            each: days[0]
            for each in (QUARTER.previous(), QUARTER, QUARTER.next())
            if (days := issues.closed_days(cursor, CAM_TAN.id, each))
        }
    assert list(said.values()) == [True, True, False, False]
    assert known == {QUARTER: DAY}


def test_the_closed_report_is_counted_again_from_the_log_and_an_altered_one_is_found(
    database: Database,
) -> None:
    evening = an_evening()
    push(database, phone_of(database), evening)
    declare(database, "CT01", 20, 24)
    close(database)
    late_tick(database, evening)

    with database.reading() as cursor:
        assert list(recounting.altered(cursor, CAM_TAN.id)) == []
    with database.writing() as cursor:
        cursor.run("UPDATE closing SET content = replace(content, ?, ?)", ("[20,24", "[24,24"))
    with database.reading() as cursor:
        (said,) = recounting.altered(cursor, CAM_TAN.id)
    assert said == "Quý I năm 2025, bản chốt: nội dung đã chốt bị sửa."
    with database.writing() as cursor:
        cursor.run("DELETE FROM closing")
    with database.reading() as cursor:
        assert list(recounting.altered(cursor, CAM_TAN.id)) == [
            "2025-Q1 #0: bản chốt số liệu đã bị xóa."
        ]


def test_work_after_the_closing_within_the_quarter_goes_to_the_amendment(
    database: Database,
) -> None:
    evening = a_closed_evening(database)
    after = an_answer(evening[2], "esign", "yes", day=DAY + timedelta(days=2))

    push(database, phone_of(database), numbered([after], start=7), LATER_MS)

    assert preview(database).late == 1
    amend(database)
    assert cell(dossier(database, 1).report, "CT09") == Cell(1, 2)


def test_who_signs_is_frozen_with_the_report(database: Database) -> None:
    close(database, a_deed(database, signer=Signer("PHÓ CHỦ TỊCH", "Hoàng Văn Đạt")))

    assert dossier(database).signer.name == "Hoàng Văn Đạt"


def test_the_change_is_against_last_quarter_as_it_was_closed(database: Database) -> None:
    evening = a_closed_evening(database)
    late_tick(database, evening)

    following = QUARTER.next()
    with database.reading() as cursor:
        now = issues.draft(cursor, CAM_TAN, following, following.first_day)

    assert now.before["CT09"] == Cell(0, 2, 1)
    assert "CT10" not in now.before


def test_the_public_knows_of_last_quarter_only_what_was_closed_and_shown(
    database: Database,
) -> None:
    push(database, phone_of(database), an_evening())
    declare(database, "CT01", 3, 4)

    def known() -> frozenset[str]:
        following = QUARTER.next()
        with database.reading() as cursor:
            return issues.dossier(cursor, CAM_TAN, following, following.first_day).known

    before = known()
    close(database)

    assert before == frozenset()
    assert "CT01" in known()  # of officials nothing is hidden
    assert "CT09" not in known()  # two people


def test_obstacles_are_those_of_the_answers_that_hold(database: Database) -> None:
    evening = an_evening()
    push(database, phone_of(database), evening)
    with database.reading() as cursor:
        assert gathering.obstacles(cursor, CAM_TAN.id, QUARTER) == {"OTP_SLOW": 1}

    late_tick(database, evening, who=1)

    with database.reading() as cursor:
        assert gathering.obstacles(cursor, CAM_TAN.id, QUARTER) == {}
        later = gathering.obstacles(cursor, CAM_TAN.id, QUARTER.next())
    assert later == {}


def test_obstacles_are_counted_as_the_board_counts_them(database: Database) -> None:
    house = a_household()
    ours, theirs, died = (a_member(house, slot=slot) for slot in (1, 2, 3))
    ticks = [
        an_answer(each, question, "no", obstacles=("OTP_SLOW", "NO_SMARTPHONE"))
        for each in (ours, theirs, died)
        for question in ("esign", "bank_account")
    ]
    gone = died.model_copy(update={"status": "died"})
    push(database, phone_of(database), numbered([house, ours, theirs, died, *ticks, gone]))

    with database.reading() as cursor:
        found = gathering.obstacles(cursor, CAM_TAN.id, QUARTER)
        board = teams.obstacles(cursor, QUARTER, CAM_TAN_2025)

    assert found == {"NO_SMARTPHONE": 2, "OTP_SLOW": 2} == dict(board.total)


def test_obstacles_of_a_past_quarter_are_those_it_ended_with(database: Database) -> None:
    evening = an_evening()
    push(database, phone_of(database), evening)

    late_tick(database, evening, day=QUARTER.next().first_day, who=1)

    with database.reading() as cursor:
        assert gathering.obstacles(cursor, CAM_TAN.id, QUARTER) == {"OTP_SLOW": 1}
        assert gathering.obstacles(cursor, CAM_TAN.id, QUARTER.next()) == {}


def test_who_moved_or_died_or_was_counted_in_two_villages_is_in_no_report_twice(
    database: Database,
) -> None:
    house, there = a_household(), a_household(village="cam-tan-02")
    moved, died, twice = (a_member(house, slot=slot) for slot in (1, 2, 3))
    again = a_member(there, village="cam-tan-02")
    stays = a_member(house, slot=4)
    people: list[Record] = [house, moved, died, twice, stays]
    push(database, phone_of(database), numbered(people))
    other = phone_of(database, OTHER_PHONE, "cam-tan-02")
    push(database, other, numbered([there, again], OTHER_PHONE))
    close(database)

    gone = [
        moved.model_copy(update={"status": "moved"}),
        died.model_copy(update={"status": "died"}),
    ]
    decided(database, phone_of(database), numbered(gone, start=6, stamp=NOW_MS * 1000 + 900))
    merged = again.model_copy(update={"same_as": twice.id})
    decided(database, other, numbered([merged], OTHER_PHONE, start=3, stamp=NOW_MS * 1000 + 901))
    amend(database)

    first, second = dossier(database, 0), dossier(database, 1)
    assert cell(first.report, "CT08") == Cell(0, 5, 5)
    assert cell(second.report, "CT08") == Cell(0, 2, 2)
    for each in (first, second):
        villages = [cell(its, "CT08") for _, its in each.villages]
        assert sum(villages, Cell()) == cell(each.report, "CT08")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["smartphone", "esign", "vneid", "trained", "moved", "figure"]),
        st.integers(0, 3),
        st.integers(-20, 40),
    ),
    max_size=14,
)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, closed_after=st.integers(0, 14))
def test_whatever_comes_a_closed_report_is_what_the_log_gave_up_to_its_cursor(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any], closed_after: int
) -> None:
    path: Path = tmp_path_factory.mktemp("closed")
    database = Database(f"sqlite:///{path / 'collector.db'}", SEAL_KEY)
    serve_cam_tan(database)
    house = a_household()
    people = [a_member(house, slot=slot + 1) for slot in range(4)]
    push(database, phone_of(database), numbered([house, *people]))
    for place, (what, who, days) in enumerate(steps):
        if place == closed_after:
            close(database)
        _step(database, people[who], (what, days), place)
    if closed_after >= len(steps):
        close(database)

    made = dossier(database).report

    with database.reading() as cursor:
        again = recounting.report_at(cursor, made, recounting.Then(QUARTER.last_day, ()))
    assert [row.cell for row in again.rows] == [row.cell for row in made.rows]
    assert again.work == made.work
    database.close()


def _step(database: Database, who: Member, step: tuple[str, int], place: int) -> None:
    what, days = step
    if what == "figure":
        declare(database, "CT01", place, 24)
        return
    stamp = NOW_MS * 1000 + 1000 + place
    day = DAY + timedelta(days=days)
    if what == "moved":
        record: Record = who.model_copy(update={"status": "moved", "day": day})
    else:
        period = str(Quarter.of(day)) if what == "trained" else ""
        value = "2" if what == "vneid" else "yes"
        record = an_answer(who, what, value, day=day, period=period)
    past = 6 + place
    decided(database, phone_of(database), numbered([record], PHONE, start=past, stamp=stamp))
