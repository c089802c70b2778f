"""Taking a list into a commune: again, in pieces, broken off, from the command and at the desk."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from shared.places import CAM_TAN
from shared.records import Member
from shared.roster import ListedHousehold, Person, Roster
from sync_server import roster_running, rosters
from sync_server.communes import villages
from sync_server.database import Cursor, Database
from sync_server.deeds import Hand
from sync_server.entries import record_of
from sync_server.roster_command import Wish, take_in
from sync_server.rosters import (
    Counts,
    Moment,
    Progress,
    changes,
    homes_of,
    pieces,
    prepare,
    take_some,
)
from sync_server.verifying import verify
from tests.support.desk import BOARD, HANH, Office, text_of
from tests.support.people import NOW_MS
from tests.sync_server import wild_lists as wild

AT = Moment(date(2025, 6, 1), NOW_MS)
LISTS = f"{BOARD}/roster"
VILLAGES = f"{BOARD}/settings/villages"


def roster(homes: int = 5, village: str = "Thôn Một") -> Roster:
    households = [
        ListedHousehold(
            village,
            str(n),
            f"Lò Văn {n}",
            (Person(f"Lò Văn {n}", 1960), Person(f"Hà Thị {n}", 1962)),
        )
        for n in range(1, homes + 1)
    ]
    return Roster(tuple(households), (), ())


def imported(database: Database, of: Roster, most: int | None = None) -> Counts:
    """Take a list in piece by piece; after `most` of them the power is cut."""
    with database.writing() as cursor:
        prepare(cursor, Hand(CAM_TAN.id, "", "Lệnh bakhong", NOW_MS), CAM_TAN, of, "ds.xlsx")
    progress = Progress(len(of.households))
    work = pieces(of, progress)
    listed: Sequence[ListedHousehold] | None = next(work, None)
    done = 0
    while listed and done != most:
        with database.writing() as cursor:
            taken = take_some(cursor, CAM_TAN, listed, AT)
        done += 1
        try:
            listed = work.send(taken)
        except StopIteration:
            listed = None
    return progress.counts


def members(cursor: Cursor, village: str = "cam-tan-01") -> list[Member]:
    return [m for home in homes_of(cursor, CAM_TAN.id, village) for m in home.members]


def entries(database: Database) -> int:
    with database.reading() as cursor:
        row = cursor.one("SELECT count(*) FROM log WHERE commune = ?", (CAM_TAN.id,))
    return row[0] if row else 0


def test_a_list_taken_in_again_writes_nothing(database: Database) -> None:
    first = imported(database, roster())
    written = entries(database)

    again = imported(database, roster())

    assert (first["household", "new"], first["member", "new"]) == (5, 10)
    assert (again, entries(database)) == (Counts(), written)
    with database.reading() as cursor:
        assert list(verify(cursor, CAM_TAN.id)) == []


def test_an_import_that_was_broken_off_goes_on_where_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "AT_ONCE", 2)
    imported(database, roster(), most=1)
    half = entries(database)

    imported(database, roster())

    assert (half, entries(database)) == (6, 15)
    with database.reading() as cursor:
        assert sorted(m.name for m in members(cursor)) == sorted(
            f"{name} {n}" for n in range(1, 6) for name in ("Lò Văn", "Hà Thị")
        )


def test_the_same_list_gives_the_same_ids_in_another_collector(
    database: Database, tmp_path: Path
) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}", b"another key, thirty-two bytes....")
    wild_office(other)
    imported(database, roster())
    imported(other, roster())

    assert ids(database) == ids(other)
    other.close()


def wild_office(database: Database) -> None:
    from tests.sync_server.conftest import serve_cam_tan  # noqa: PLC0415 - as the fixture does

    serve_cam_tan(database)


def ids(database: Database) -> set[UUID]:
    with database.reading() as cursor:
        return {m.id for m in members(cursor)}


def test_what_a_phone_wrote_meanwhile_stays(database: Database) -> None:
    """A list knows names and years; that somebody moved away it does not know."""
    imported(database, roster(1))
    with database.writing() as cursor:
        before = members(cursor)[0]
        away = before.model_dump(exclude={"device", "number", "stamp"}) | {"status": "away"}
        device = rosters.desk_device(cursor, CAM_TAN.id, NOW_MS)
        record = rosters.Pen(cursor, device, NOW_MS).write("member", away)
        rosters.push(cursor, device, rosters.Batch([record]), NOW_MS)
    corrected = Roster(
        (ListedHousehold("Thôn Một", "1", "Lò Văn 1", (Person("Lò Văn 1", 1961),)),), (), ()
    )

    imported(database, corrected)

    with database.reading() as cursor:
        one = next(m for m in members(cursor) if m.id == before.id)
        found = changes(cursor, CAM_TAN.id, corrected)
    assert (one.status, one.birth_year) == ("away", 1961)
    assert [m.name for m in found[0].difference.missing] == ["Hà Thị 1"]


def test_the_command_looks_first_and_then_takes_in(sqlite: Database, tmp_path: Path) -> None:
    file = tmp_path / "ds.xls"
    file.write_bytes(wild.xls(wild.legacy(wild.PLAIN, "tcvn3")))

    dry = list(take_in(sqlite, Wish(file, CAM_TAN, is_dry=True), AT))
    nothing = entries(sqlite)
    done = list(take_in(sqlite, Wish(file, CAM_TAN), AT))

    assert "Xã Cẩm Tân: chưa nhập gì (--dry-run). Sẽ nhập 2 hộ, 3 nhân khẩu." in dry
    assert any("TCVN3" in line for line in dry)
    assert nothing == 0
    assert "Xã Cẩm Tân: đã nhập 2 hộ, 3 nhân khẩu." in done


def test_the_command_leaves_a_village_out_that_may_be_another_and_says_what_to_do(
    sqlite: Database, tmp_path: Path
) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(wild.one([wild.HEADER, *TRUNG]))
    list(take_in(sqlite, Wish(file, CAM_TAN), AT))
    file.write_bytes(wild.one([wild.HEADER, *TRUNG_AND_MARKED]))

    told = list(take_in(sqlite, Wish(file, CAM_TAN), AT))

    assert any("Dòng 3: Chưa rõ “Thôn Trưng” có phải là “Thôn Trung” không" in s for s in told)
    assert "Xã Cẩm Tân: đã nhập 0 hộ, 0 nhân khẩu." in told
    with sqlite.reading() as cursor:
        assert "Thôn Trưng" not in {place.name for place in villages(cursor, CAM_TAN.id)}


def upload(office: Office, data: bytes, name: str = "ds.xlsx") -> str:
    answer = office.browser.post(LISTS, files={"file": (name, data)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the preview's form as it stands."""
    told = dict(re.findall(r'<input id="(village-\d+)"[^>]*value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        told[name] = chosen[1] if chosen else ""
    told |= dict(re.findall(r'type="radio" name="([^"]+)" value="([^"]*)" checked', page))
    return told


def until_done(office: Office, address: str) -> str:
    deadline = time.monotonic() + 10
    while "Đã nhập xong" not in (page := office.page(address)):
        assert time.monotonic() < deadline, page
        time.sleep(0.02)
    return page


def test_at_the_desk_nothing_is_taken_in_before_it_is_confirmed(office: Office) -> None:
    address = upload(office, wild.with_private_columns())

    page = office.page(address)
    before = entries(office.database)
    sent = office.post(address, do="import", **form_of(page))
    done = until_done(office, address)

    assert "2 hộ, 3 nhân khẩu" in page
    assert before == 0
    assert "038160000" not in page
    assert "0912345678" not in page
    assert sent.status_code == 303
    assert "Đã nhập 2 hộ, 3 nhân khẩu." in done
    assert entries(office.database) == 5
    assert HANH.name in office.page(LISTS)
    assert not list(uploads(office).iterdir())


def test_beside_the_button_it_is_said_how_many_lines_ought_to_be_looked_at(office: Office) -> None:
    doubtful = [[2031 if cell == 1980 else cell for cell in row] for row in wild.PLAIN]

    plain = office.page(upload(office, wild.one(wild.PLAIN)))
    page = office.page(upload(office, wild.one(doubtful)))

    assert '<a href="#rows">1 dòng cần xem lại</a>' in page
    assert '<a href="#rows">' not in plain


def uploads(office: Office) -> Path:
    return Path(office.app.state.data) / "uploads"


def test_the_upload_waits_for_nobody_else_to_read_and_no_longer_than_a_day(office: Office) -> None:
    address = upload(office, wild.one(wild.PLAIN))
    (file,) = uploads(office).iterdir()

    mode = file.stat().st_mode & 0o777
    office.turn_to(NOW_MS + 25 * 60 * 60 * 1000)
    upload(office, wild.one(wild.PLAIN))

    assert mode == 0o600
    assert not file.exists()
    assert "Đã quá một ngày" in office.page(address)


def test_a_changed_column_is_looked_at_before_anything_is_taken_in(office: Office) -> None:
    address = upload(office, wild.without_villages())
    asked = office.page(address)

    refused = office.post(address, do="import", **form_of(asked))
    told = office.post(address, do="import", **(form_of(asked) | {"village-0": "Thôn Hai"}))
    page = office.page(str(told.headers["location"]))

    assert "Danh sách không ghi thôn" in asked
    assert refused.status_code == 422
    assert "Hãy xem lại bên dưới rồi bấm Nhập" in page
    assert "Thôn Hai" in page
    assert entries(office.database) == 0
    office.post(address, do="import", **form_of(page))
    assert "Đã nhập 2 hộ, 3 nhân khẩu." in until_done(office, address)


def test_a_village_is_asked_for_only_where_a_row_names_none(office: Office) -> None:
    named = office.page(upload(office, wild.one(wild.PLAIN)))
    unnamed = upload(office, wild.without_villages())
    told = office.post(unnamed, **(form_of(office.page(unnamed)) | {"village-0": "Thôn Hai"}))

    assert 'class="roster-villages" hidden' in named
    assert '<label for="village-0"' not in named
    again = office.page(str(told.headers["location"]))
    assert 'class="roster-villages"><summary>' in again
    assert '<label for="village-0">' in again


TRUNG = [[1, "Thôn Trung", 1, "Lò Văn Dũng", 1960, "Chủ hộ"]]
TRUNG_AND_MARKED = [*TRUNG, [2, "Thôn Trưng", 2, "Hà Thị Mai", 1962, "Chủ hộ"]]


def take_all(office: Office, rows: wild.Rows, **more: str) -> str:
    """Take a list in as it is understood, with what else is chosen on its page."""
    address = upload(office, wild.one([wild.HEADER, *rows]))
    for wish in ("look", "import"):
        office.post(address, do=wish, **(form_of(office.page(address)) | more))
    return until_done(office, address)


def names(office: Office) -> list[str]:
    return re.findall(r'name="name-[^"]*" value="([^"]*)"', office.page(VILLAGES))


def test_a_village_that_marks_tell_from_a_known_one_is_not_taken_in_before_it_is_chosen(
    office: Office,
) -> None:
    take_all(office, TRUNG)
    before = entries(office.database)

    address = upload(office, wild.one([wild.HEADER, *TRUNG_AND_MARKED]))
    page = office.page(address)
    done = take_all(office, TRUNG_AND_MARKED)

    assert "Tên thôn chưa rõ" in page
    assert "Cùng thôn: là <strong>Thôn Trung</strong>" in page
    assert "Thôn khác: thêm thôn mới <strong>Thôn Trưng</strong>" in page
    assert 'name="meant-0" value="Thôn Trung" checked' not in page
    assert "không đọc được nên bị bỏ qua" not in page
    assert "1 dòng chờ chọn thôn" in text_of(page)
    assert "1 dòng chờ chọn thôn" in text_of(done)
    assert "Chưa rõ “Thôn Trưng” có phải là “Thôn Trung” không" in done
    assert entries(office.database) == before


def test_rows_that_wait_for_a_choice_are_told_once_and_apart_from_those_nobody_can_read(
    office: Office,
) -> None:
    take_all(office, TRUNG)
    more = [[n, "Thôn Trưng", n, f"Lò Thị {n}", 1962, "Chủ hộ"] for n in range(3, 43)]
    nameless = [43, "Thôn Trung", 43, "", 1950, "Chủ hộ"]

    address = upload(office, wild.one([wild.HEADER, *TRUNG_AND_MARKED, *more, nameless]))
    page = text_of(office.page(address))

    assert "41 dòng chờ chọn thôn" in page
    assert "1 dòng không đọc được nên bị bỏ qua" in page
    assert "42 dòng cần xem lại" in page
    assert page.count("Chưa rõ “Thôn Trưng”") == 1
    assert "Dòng 3–43: Chưa rõ “Thôn Trưng” có phải là “Thôn Trung” không." in page
    assert "Chờ chọn thôn, chưa nhập." in page


def test_a_choice_for_a_village_is_looked_at_before_it_is_taken_in(office: Office) -> None:
    take_all(office, TRUNG)
    before = entries(office.database)
    address = upload(office, wild.one([wild.HEADER, *TRUNG_AND_MARKED]))
    form = {**form_of(office.page(address)), "meant-0": "Thôn Trưng"}

    office.post(address, do="import", **form)
    looked = entries(office.database)
    page = office.page(address)
    office.post(address, do="import", **form)
    until_done(office, address)

    assert looked == before
    assert 'name="meant-0" value="Thôn Trưng" checked' in page
    assert "Thôn Trưng <small>thôn mới, sẽ được thêm</small>" in page
    assert names(office)[-2:] == ["Thôn Trung", "Thôn Trưng"]


@pytest.mark.parametrize(("meant", "homes"), [("Thôn Trung", 2), ("Thôn Trưng", 1)])
def test_the_chosen_village_gets_the_people_and_the_list_again_changes_nothing(
    office: Office, meant: str, homes: int
) -> None:
    take_all(office, TRUNG)

    take_all(office, TRUNG_AND_MARKED, **{"meant-0": meant})
    written = entries(office.database)
    take_all(office, TRUNG_AND_MARKED, **{"meant-0": meant})

    with office.database.reading() as cursor:
        place = next(p for p in villages(cursor, CAM_TAN.id) if p.name == "Thôn Trung")
        assert len(homes_of(cursor, CAM_TAN.id, place.id)) == homes
    assert entries(office.database) == written


def test_what_was_chosen_for_a_village_is_known_when_the_same_list_comes_again(
    office: Office, tmp_path: Path
) -> None:
    take_all(office, TRUNG)
    take_all(office, TRUNG_AND_MARKED, **{"meant-0": "Thôn Trung"})
    written = entries(office.database)
    (file := tmp_path / "lại.xlsx").write_bytes(wild.one([wild.HEADER, *TRUNG_AND_MARKED]))

    page = office.page(upload(office, wild.one([wild.HEADER, *TRUNG_AND_MARKED])))
    told = list(take_in(office.database, Wish(file, CAM_TAN), AT))
    done = take_all(office, TRUNG_AND_MARKED)

    assert 'name="meant-0" value="Thôn Trung" checked' in page
    assert "như lần nhập trước" in page
    assert "chờ chọn thôn" not in page
    assert "Chưa rõ" not in "".join(told)
    assert "chờ chọn thôn" not in done
    assert entries(office.database) == written
    record = text_of(office.page(f"{BOARD}/settings"))
    assert "(2 hộ); “Thôn Trưng” là “Thôn Trung”" in record


def test_what_was_chosen_last_counts_and_a_list_that_was_let_go_chose_nothing(
    office: Office,
) -> None:
    both = [[n, f"Thôn Đ{o}ng", n, f"Lò {n}", 1960, "Chủ hộ"] for n, o in enumerate("ôồ", 1)]
    plain = [[1, "thon dong", 3, "Lò Thị Na", 1970, "Chủ hộ"]]
    take_all(office, both)
    for meant in ("Thôn Đông", "Thôn Đồng"):
        office.now_ms += 60_000
        take_all(office, plain, **{"meant-0": meant})
    dropped = upload(office, wild.one([wild.HEADER, *plain]))
    choice = {**form_of(office.page(dropped)), "meant-0": "Thôn Đông"}
    for wish in ("look", "drop"):
        office.post(dropped, do=wish, **choice)

    again = office.page(upload(office, wild.one([wild.HEADER, *plain])))

    assert 'name="meant-0" value="Thôn Đồng" checked' in again
    assert 'name="meant-0" value="Thôn Đông" checked' not in again


def test_villages_that_a_list_brings_stand_among_the_decisions_with_the_list(
    office: Office, tmp_path: Path
) -> None:
    take_all(office, TRUNG)
    rows = [[1, "Bản Mới", 1, "Lò Văn Hai", 1960, "Chủ hộ"]]
    (file := tmp_path / "moi.xlsx").write_bytes(wild.one([wild.HEADER, *rows]))
    list(take_in(office.database, Wish(file, CAM_TAN), AT))

    villages_page, settings = (
        text_of(office.page(each)) for each in (VILLAGES, f"{BOARD}/settings")
    )

    by_hand = f"{HANH.name} {HANH.username} Thôn Thêm “Thôn Trung” Theo danh sách hộ “ds.xlsx”"
    by_command = "Lệnh bakhong Thôn Thêm “Bản Mới” Theo danh sách hộ “moi.xlsx”"
    for page in (villages_page, settings):
        assert by_hand in page
        assert by_command in page
    assert "Danh sách hộ Nhập danh sách hộ “ds.xlsx” (1 hộ)" in settings
    assert "Danh sách hộ Nhập danh sách hộ “moi.xlsx” (1 hộ)" in settings


def test_villages_that_marks_tell_apart_may_both_be_typed_and_the_page_says_they_look_alike(
    office: Office,
) -> None:
    kept = {f"name-{p}": n for p, n in office_names(office).items()}

    sent = office.post(VILLAGES, more="Thôn Trung\nThôn Trưng", **kept)
    twin = office.post(VILLAGES, more="thôn TRƯNG", **kept)
    page = office.page(VILLAGES)
    take_all(office, TRUNG_AND_MARKED)

    assert (sent.status_code, twin.status_code) == (303, 422)
    assert "“Thôn Trung” và “Thôn Trưng”" in page
    with office.database.reading() as cursor:
        places = [p.id for p in villages(cursor, CAM_TAN.id) if p.name.startswith("Thôn Tr")]
        assert [len(homes_of(cursor, CAM_TAN.id, place)) for place in places] == [1, 1]


def office_names(office: Office) -> dict[str, str]:
    with office.database.reading() as cursor:
        return {place.id: place.name for place in villages(cursor, CAM_TAN.id)}


def test_an_import_that_broke_off_says_so_and_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = upload(office, wild.one(wild.PLAIN))
    page = office.page(address)

    with monkeypatch.context() as cut:
        cut.setattr(roster_running, "take_some", _power_cut)
        office.post(address, do="import", **form_of(page))
        time.sleep(0.05)
        deadline = time.monotonic() + 5
        while "ngắt giữa chừng" not in (broken := office.page(address)):
            assert time.monotonic() < deadline, broken
            time.sleep(0.02)
    office.post(address, do="import")

    assert "Nhập tiếp" in broken
    assert "Đã nhập 2 hộ, 3 nhân khẩu." in until_done(office, address)


def _power_cut(*_: object) -> tuple[int, Counts]:
    raise OSError("no power")


HOMES = [[n, "Thôn Đông", n, f"Lò Văn {n}", 1960 + n, "Chủ hộ"] for n in range(1, 8)]


def test_people_who_stand_in_another_village_are_told_of_before_they_are_counted_twice(
    office: Office,
) -> None:
    take_all(office, HOMES)
    again = [[n, "Thôn Tây", *rest] for n, _, *rest in HOMES]

    page = text_of(office.page(upload(office, wild.one([wild.HEADER, *again]))))

    assert "7 trong 7 người mới của “Thôn Tây”" in page
    assert "với người đang có ở “Thôn Đông”" in page
    assert "BK777" in page


def test_a_few_namesakes_in_another_village_are_no_reason_to_warn(office: Office) -> None:
    take_all(office, HOMES)
    others = [[n, "Thôn Tây", n, f"Hà Thị {n}", 1950 + n, "Chủ hộ"] for n in range(10, 24)]
    some = [[n, "Thôn Tây", *rest] for n, _, *rest in HOMES[:4]]

    page = office.page(upload(office, wild.one([wild.HEADER, *others, *some])))

    assert "BK777" not in page
    assert "BK777" not in office.page(upload(office, wild.one([wild.HEADER, *HOMES])))


def test_the_command_leaves_out_a_village_whose_people_stand_in_another(
    sqlite: Database, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    first.write_bytes(wild.one([wild.HEADER, *HOMES]))
    again = [[n, "Thôn Tây", *rest] for n, _, *rest in HOMES]
    more = [8, "Thôn Bắc", 8, "Vi Thị Lả", 1970, "Chủ hộ"]
    second.write_bytes(wild.one([wild.HEADER, *again, more]))
    list(take_in(sqlite, Wish(first, CAM_TAN), AT))

    said = "\n".join(take_in(sqlite, Wish(second, CAM_TAN), AT))

    assert "Không nhập “Thôn Tây”: 7 trong 7 người mới" in said
    assert "đã nhập 1 hộ, 1 nhân khẩu" in said
    with sqlite.reading() as cursor:
        assert [place.name for place in villages(cursor, CAM_TAN.id)][3:] == [
            "Thôn Đông",
            "Thôn Bắc",
        ]


def test_a_list_may_be_let_go(office: Office) -> None:
    address = upload(office, wild.one(wild.PLAIN))

    office.post(address, do="drop")

    assert "Đã bỏ, không nhập" in office.page(LISTS)
    assert not list(uploads(office).iterdir())
    assert entries(office.database) == 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"%PDF-1.7", "không phải bảng tính"), ("Ghi chú;Tiền\n1;2".encode(), "dòng tiêu đề")],
)
def test_what_cannot_be_read_says_why(office: Office, data: bytes, sentence: str) -> None:
    page = office.browser.get(upload(office, data))

    assert page.status_code == 422
    assert sentence in page.text


def test_a_form_without_a_file_is_asked_for_one(office: Office) -> None:
    answer = office.browser.post(LISTS, files={"file": ("", b"")})

    assert answer.status_code in (400, 422)
    assert "Chưa chọn tệp" in answer.text


def test_another_communes_upload_is_nobodys_here(office: Office) -> None:
    assert office.browser.get(f"{LISTS}/{'0' * 32}").status_code == 404
    assert office.browser.get(f"{LISTS}/../../etc").status_code == 404


def test_the_log_holds_what_the_list_says(database: Database) -> None:
    imported(database, roster(1))

    with database.reading() as cursor:
        rows = cursor.all("SELECT kind, stamp, record FROM log ORDER BY seq")
    kinds = [record_of(*row) for row in rows]

    assert [each.kind for each in kinds] == ["household", "member", "member"]
