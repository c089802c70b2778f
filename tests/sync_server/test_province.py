"""Two communes merged in the middle of a quarter: both reports right, the sum unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from itertools import chain
from operator import add
from uuid import UUID

from shared.checks import Finding
from shared.dossier import Dossier
from shared.places import ALWAYS, Commune, Village
from shared.plan import CAM_TAN_2025, Plan
from shared.quarter import Quarter
from shared.records import Record
from shared.report import Report
from shared.tally import Cell, Tally
from shared.units import Succession, commune_of
from sync_server import (
    closings,
    communes,
    counting,
    devices,
    gathering,
    log,
    plans,
    recounting,
    trends,
)
from sync_server.communes import found, settle
from sync_server.database import Cursor, Database
from sync_server.deeds import Hand
from sync_server.devices import Device
from sync_server.judging import Batch
from sync_server.officers import Officer
from tests.support.people import NOW_MS, a_household, a_member, an_answer, numbered

QUARTER = Quarter(2025, 2)
MERGED = date(2025, 5, 15)
BEFORE, AFTER = date(2025, 4, 10), date(2025, 6, 10)
UNIX = date(1970, 1, 1)
EVE, END = date(2025, 5, 14), date(2025, 6, 30)
NORTH = Commune("north", "00001", "Xã Bắc", "Huyện Cũ", "Tỉnh X", ALWAYS, MERGED)
SOUTH = Commune("south", "00002", "Xã Nam", "Huyện Cũ", "Tỉnh X", ALWAYS, MERGED)
WHOLE = Commune("whole", "00001", "Xã Bắc Nam", "", "Tỉnh X", MERGED)
ELSEWHERE = Commune("elsewhere", "00003", "Xã Tây", "", "Tỉnh X", ALWAYS)
MERGER = (Succession("north", "whole", MERGED), Succession("south", "whole", MERGED))


def serve(database: Database, *communes: Commune) -> None:
    """Serve communes of one village each, with a plan of their own."""
    with database.writing() as cursor:
        for commune in communes:
            found(cursor, commune)
            settle(cursor, [Village(f"{commune.id}-01", commune.id, "Thôn Một")])
            plan = replace(CAM_TAN_2025, commune=commune.id)
            plans.keep(cursor, Hand(commune.id, "canbo", "Cán bộ", NOW_MS), plan, 0)


def enter(database: Database, commune: str, records: Iterable[Record], device: int) -> None:
    own = UUID(int=device)
    # Stamps go by the day, so that a later entry stands whoever made it.
    numbers = [
        record.model_copy(update={"stamp": (record.day - UNIX).days * 86_400_000_000 + place})
        for place, record in enumerate(numbered(records, own))
    ]
    with database.writing() as cursor:
        phone = Device(commune, own, "Máy", (f"{commune}-01",))
        devices.add(cursor, phone, NOW_MS)
        receipt = log.push(cursor, phone, Batch(numbers), NOW_MS + 200 * 86_400_000)
        assert receipt.refused == ()


def people(commune: str, day: date, with_phone: int, without: int) -> list[Record]:
    """Return a household of adults who were asked for their smartphone."""
    where = {"village": f"{commune}-01", "day": day}
    house = a_household(**where)
    members = [a_member(house, slot=n, **where) for n in range(1, with_phone + without + 1)]
    answers = [
        an_answer(member, value="yes" if place < with_phone else "no", **where)
        for place, member in enumerate(members)
    ]
    return [house, *members, *answers]


def smartphones(tally: Tally) -> tuple[int, int]:
    cell = tally.cells.get("CT06", Cell())
    return cell.numerator, cell.denominator


def smartphones_of(dossier: Dossier) -> tuple[int, int]:
    cell = dossier.report.rows[5].cell
    return cell.numerator, cell.denominator


def nothing(report: Report, previous: Report | None) -> list[Finding]:
    return []


def report_of(database: Database, commune: Commune) -> tuple[int, int]:
    with database.reading() as cursor:
        row = counting.report(cursor, commune, QUARTER).rows[5]
    return row.cell.numerator, row.cell.denominator


def recut(
    counted: Mapping[str, Tally],
    villages: Iterable[Village],
    day: date,
    successions: Sequence[Succession],
) -> dict[str, Tally]:
    """Return the tally of every commune of `day` from the tallies of villages, by village id."""
    communes: dict[str, Tally] = {}
    for village in villages:
        own = counted.get(village.id, Tally({}, {}))
        commune = commune_of(village, day, successions)
        communes[commune] = communes.get(commune, Tally({}, {})) + own
    return communes


def tallies_on(
    cursor: Cursor, quarter: Quarter, plan: Plan, day: date, told: Sequence[Succession]
) -> dict[str, Tally]:
    """Return the tally of every commune that there was on `day`, from all logs read as one."""
    served = communes.served(cursor)
    records = chain.from_iterable(counting.logged(cursor, each.id, day) for each in served)
    places = [
        Village(place.id, each.id, place.name)
        for each in served
        for place in communes.villages(cursor, each.id)
    ]
    return recut(counting.recount(records, quarter, plan), places, day, told)


def cut(database: Database, day: date, plan: Plan = CAM_TAN_2025) -> dict[str, tuple[int, int]]:
    with database.reading() as cursor:
        counted = tallies_on(cursor, QUARTER, plan, day, MERGER)
    # Cẩm Tân, which every database of the tests serves, is empty here.
    return {of: smartphones(tally) for of, tally in counted.items() if of != "cam-tan"}


def test_old_communes_report_until_their_last_day_and_the_new_one_after_it(
    database: Database,
) -> None:
    serve(database, NORTH, SOUTH, ELSEWHERE)
    north, south = people("north", BEFORE, 3, 2), people("south", BEFORE, 1, 3)
    enter(database, "north", north, 1)
    enter(database, "south", south, 2)
    enter(database, "elsewhere", people("elsewhere", BEFORE, 5, 5), 3)
    # After the merger somebody of the north got a phone, and one more of the south was found.
    late = an_answer(north[4], value="yes", village="north-01", day=AFTER)
    more = a_member(south[0].id, slot=9, village="south-01", day=AFTER)
    enter(database, "north", [late], 4)
    enter(database, "south", [more, an_answer(more, village="south-01", day=AFTER)], 5)

    assert (report_of(database, NORTH), report_of(database, SOUTH)) == ((3, 5), (1, 4))
    assert cut(database, EVE) == {"north": (3, 5), "south": (1, 4), "elsewhere": (5, 10)}
    assert cut(database, END) == {"whole": (6, 10), "elsewhere": (5, 10)}


def test_the_sum_of_the_province_is_the_same_however_it_is_cut(sqlite: Database) -> None:
    serve(sqlite, NORTH, SOUTH, ELSEWHERE)
    for device, commune in enumerate(("north", "south", "elsewhere"), start=1):
        enter(sqlite, commune, people(commune, BEFORE, device, 2), device)

    with sqlite.reading() as cursor:
        whole = {
            day: reduce(add, tallies_on(cursor, QUARTER, CAM_TAN_2025, day, MERGER).values())
            for day in (EVE, MERGED, END)
        }
        uncut = tallies_on(cursor, QUARTER, CAM_TAN_2025, END, ())

    assert whole[EVE] == whole[MERGED] == whole[END] == reduce(add, uncut.values())
    assert smartphones(whole[END]) == (6, 12)


def test_who_moves_between_communes_is_counted_once_where_the_last_entry_says(
    sqlite: Database,
) -> None:
    serve(sqlite, NORTH, SOUTH, ELSEWHERE)
    house, member, answer = people("north", BEFORE, 1, 0)
    enter(sqlite, "north", [house, member, answer], 1)
    moved = {"village": "elsewhere-01", "day": AFTER}
    enter(
        sqlite, "elsewhere", [each.model_copy(update=moved) for each in (house, member, answer)], 2
    )

    assert cut(sqlite, EVE)["north"] == (1, 1)
    assert cut(sqlite, END) == {"whole": (0, 0), "elsewhere": (1, 1)}


def test_a_new_commune_with_a_log_of_its_own_counts_what_it_inherited_too(
    sqlite: Database,
) -> None:
    serve(sqlite, NORTH, SOUTH, WHOLE)
    enter(sqlite, "north", people("north", BEFORE, 2, 1), 1)
    enter(sqlite, "whole", people("whole", AFTER, 1, 0), 2)

    assert cut(sqlite, END) == {"whole": (3, 4)}
    assert report_of(sqlite, NORTH) == (2, 3)


def test_a_merged_commune_closes_its_last_report_as_of_its_last_day(sqlite: Database) -> None:
    serve(sqlite, NORTH, WHOLE)
    house, *rest = people("north", BEFORE, 3, 2)
    enter(sqlite, "north", [house, *rest], 1)
    hindered = {"value": "no", "village": "north-01", "day": AFTER, "obstacles": ("OTP_SLOW",)}
    enter(sqlite, "north", [an_answer(rest[0], **hindered)], 2)

    with sqlite.writing() as cursor:
        draft = gathering.draft(cursor, NORTH, QUARTER, AFTER)
        seen = closings.preview(cursor, NORTH, QUARTER, AFTER, nothing).digest
        deed = closings.Deed(Officer("north", "canbo", "Hạnh"), AFTER, NOW_MS, seen, {})
        closings.close(cursor, NORTH, QUARTER, deed, nothing)
        altered = [*recounting.altered(cursor, "north")]
        shown = trends.trend(cursor, NORTH, [QUARTER])[0].rows[5].cell
        issue = closings.issues(cursor, "north", QUARTER)[0]
        late = closings.late(cursor, replace(issue, report=replace(issue.report, cursor=0)))

    assert smartphones_of(draft) == (shown.numerator, shown.denominator) == (3, 5)
    assert draft.obstacles == {}
    assert altered == []
    assert late == 11


def test_the_trend_of_a_merged_commune_ends_on_its_last_day(sqlite: Database) -> None:
    serve(sqlite, NORTH)
    house, *rest = people("north", BEFORE, 3, 2)
    enter(sqlite, "north", [house, *rest], 1)
    for device, day in ((2, AFTER), (3, date(2025, 7, 5))):
        more = [an_answer(rest[0], value="no", village="north-01", day=day)]
        enter(sqlite, "north", more, device)

    with sqlite.reading() as cursor:
        shown = trends.trend(cursor, NORTH, [QUARTER])[0].rows[5].cell

    assert (shown.numerator, shown.denominator) == report_of(sqlite, NORTH) == (3, 5)
