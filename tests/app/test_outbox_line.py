"""The outbox says what is true: nothing refused counts as received, gaps are told, time is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import flet as ft
import httpx
import pytest

from app import mending
from app.actions import Actions
from app.calendar import BUILT
from app.evening import NewSession, came, open_session
from app.inputs import NewHousehold
from app.pulse import Pulse
from app.room import Room
from app.settings import Settings
from app.state import AppState
from app.store.store import Store
from app.store.values import Conflict, Entry, HeldEntries, Outbox
from app.sync.courier import Courier
from app.ui import route, settling, using, words
from app.ui.components.banner import StorageBanner
from app.ui.components.conflict import ConflictCard, Contradiction, Side
from app.ui.components.refusal import Refusal, RefusalCard, held_card
from app.ui.frame import Cautions
from app.ui.screens.enrol import EnrolScreen, kept
from app.ui.screens.outbox import OutboxScreen, new_code, unsent
from app.ui.screens.progress import ProgressScreen
from app.ui.words import outbox, progress
from shared.problems import Code, Problem
from shared.protocol import Held
from shared.protocol import Refusal as Refused
from shared.questions import BY_KEY
from shared.records import Record
from shared.stamp import PER_MS, day_of
from tests.app.collectors import Collector
from tests.app.phones import ACCOUNT, a_receipt, draft
from tests.app.test_ui_state import a_page_of, a_pulse, no_network
from tests.support.live import Live, live
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    VILLAGE,
    VISIT_DAY,
    a_business,
    a_household,
    a_member,
    a_visit,
    an_answer,
    an_id,
)
from tests.support.tree import draw, names, press, texts

pytestmark = pytest.mark.anyio
QR = BY_KEY["qr_payment"].label
RETURNED = Refused(number=2, code="BK109", sentence="Năm sinh 1850 không hợp lý.")


async def three_entries(store: Store) -> tuple[Record, ...]:
    home = a_household()
    person = a_member(home)
    drafts = [draft(each) for each in (home, person, an_answer(person, "esign"))]
    return await store.append(drafts, NOW_MS)


async def test_a_refused_entry_is_never_counted_as_received(store: Store):
    made = await three_entries(store)
    await store.keep(a_receipt(through=3, refused=(RETURNED,)), NOW_MS)

    box = await store.outbox()

    assert (box.sent, box.received, len(box.refused)) == (3, 2, 1)
    assert box.refused[0].home == made[0].id
    assert settling.mend_path(box.refused[0]) == route.edit_member(made[0].id, made[1].id)


@pytest.mark.parametrize("is_refused", [True, False])
async def test_progress_says_what_of_it_the_commune_does_not_count(store: Store, is_refused: bool):
    await three_entries(store)
    refused = (RETURNED,) if is_refused else ()
    await store.keep(a_receipt(through=3, refused=refused), NOW_MS)
    state = a_page_of(a_pulse(store))

    page = await live(lambda: using.HELD(using.Held(state), ProgressScreen))

    said = progress.uncounted("1")
    assert (said in page.texts()) is is_refused


async def test_a_corrected_entry_leaves_the_list_but_was_not_received(store: Store):
    made = await three_entries(store)
    await store.keep(a_receipt(through=3, refused=(RETURNED,)), NOW_MS)

    await store.append([draft(made[1])], NOW_MS)
    await store.keep(a_receipt(through=4), NOW_MS)

    box = await store.outbox()
    assert (box.refused, box.settled, box.received, box.total) == ((), 1, 3, 4)


async def test_a_dropped_entry_stays_in_the_log_and_is_not_listed_again(store: Store):
    await three_entries(store)
    receipt = a_receipt(through=3, refused=(RETURNED,))
    await store.keep(receipt, NOW_MS)

    await mending.drop(a_pulse(store).actions, 2)
    await store.keep(receipt, NOW_MS)

    box = await store.outbox()
    assert (box.refused, box.settled, box.received, box.total) == ((), 1, 2, 3)


async def test_a_dropped_entry_can_be_taken_up_again_for_ten_seconds(store: Store):
    await three_entries(store)
    await store.keep(a_receipt(through=3, refused=(RETURNED,)), NOW_MS)
    state = a_page_of(a_pulse(store))
    await state.save(mending.drop(state.actions, 2))

    await state.undo()

    assert [each.number for each in (await store.outbox()).refused] == [2]
    assert state.notice.note
    assert state.notice.note.is_undone


async def test_what_is_sent_again_is_unsent_and_not_refused_at_once(store: Store):
    await three_entries(store)
    await store.keep(a_receipt(through=3, refused=(RETURNED,)), NOW_MS)

    await store.keep(a_receipt(through=1), NOW_MS)

    box = await store.outbox()
    assert (box.unsent, box.refused, box.received) == (2, (), 1)


async def test_what_came_back_says_of_whom_it_is_where_they_live_and_what_was_answered(
    store: Store,
):
    home = a_household("Vi Thị Lả")
    person = a_member(home, name="Lò Văn Sơn")
    await store.append([draft(each) for each in (home, person, an_answer(person, "esign"))], NOW_MS)
    refused = (Refused(number=3, code="BK624", sentence="Xã không nhận."),)
    await store.keep(a_receipt(through=3, refused=refused), NOW_MS)
    state = a_page_of(a_pulse(store))

    page = await live(lambda: using.HELD(using.Held(state), OutboxScreen))

    assert f"Lò Văn Sơn · Hộ Vi Thị Lả · {ACCOUNT.villages[0].name}" in page.texts()
    assert "Câu trả lời · Chữ ký số: Có" in page.texts()


async def test_entries_that_the_commune_lacks_in_the_middle_are_told(store: Store):
    await three_entries(store)

    await store.keep(a_receipt(through=3, missing=((1, 2),)), NOW_MS)

    box = await store.outbox()
    assert (box.gaps, box.unsent, box.received) == (2, 2, 1)


async def test_each_kind_of_entry_leads_to_where_it_is_mended(store: Store):
    home = a_household()
    person = a_member(home)
    records = (home, person, an_answer(person), an_answer(home, "electricity_cashless"),
               a_visit(home), an_answer(a_member(home)))  # fmt: skip
    await store.append([draft(each) for each in records], NOW_MS)
    refused = tuple(Refused(number=n, code="BK101", sentence="x") for n in range(1, 7))
    await store.keep(a_receipt(through=6, refused=refused), NOW_MS)

    paths = [settling.mend_path(each) for each in (await store.outbox()).refused]

    assert paths == [
        route.edit_household(home.id),
        route.edit_member(home.id, person.id),
        route.member(home.id, person.id, "smartphone"),
        route.household(home.id),
        route.household(home.id),
        "",
    ]


async def test_what_waits_to_be_sent_says_what_it_is_of_whom_and_leads_there(store: Store):
    home, person = a_household("Đặng Thị Hợp"), a_member(name="Lò Văn An")
    person = person.model_copy(update={"household": home.id})
    shop = a_business("Quán phở chị Hoa")
    records = (home, person, an_answer(person, "esign"), an_answer(shop, "qr_payment"),
               a_visit(home, outcome="absent"), shop)  # fmt: skip
    await store.append([draft(each) for each in records], NOW_MS)

    lines = [settling.entry_line(each) for each in await store.newest_unsent(15)]

    day, whose = "20/02/2025", "Hộ Đặng Thị Hợp"
    assert lines == [
        (f"{day} · Cơ sở kinh doanh · Quán phở chị Hoa", route.business(shop.id)),
        (f"{day} · Lượt thăm · Vắng nhà · {whose}", route.household(home.id)),
        (f"{day} · Câu trả lời · {QR}: Có · Quán phở chị Hoa", route.business(shop.id)),
        (
            f"{day} · Câu trả lời · Chữ ký số: Có · Lò Văn An · {whose}",
            route.member(home.id, person.id, "esign"),
        ),
        (f"{day} · Người · Lò Văn An · {whose}", route.edit_member(home.id, person.id)),
        (f"{day} · Hộ · Đặng Thị Hợp", route.edit_household(home.id)),
    ]


async def test_what_was_taken_back_waits_as_taken_back_and_leads_to_what_is_still_there(
    store: Store,
):
    home, shop = a_household("Đặng Thị Hợp"), a_business("Quán phở")
    person = a_member(home, name="Lò Văn An")
    gone = (an_answer(person, "esign"), person, shop)
    records = (home, *gone, *(each.model_copy(update={"deleted": True}) for each in gone))
    await store.append([draft(each) for each in records], NOW_MS)

    lines = [settling.entry_line(each) for each in await store.newest_unsent(3)]

    assert [said.split(" · ", 1)[1] for said, _ in lines] == [
        "Cơ sở kinh doanh · Quán phở · Đã xóa",
        "Người · Lò Văn An · Đã xóa · Hộ Đặng Thị Hợp",
        "Câu trả lời · Chữ ký số: Chưa hỏi · Lò Văn An · Hộ Đặng Thị Hợp",
    ]
    assert [path for _, path in lines] == ["", route.household(home.id), ""]


async def test_a_session_and_who_came_wait_in_words_too(store: Store):
    home = a_household("Đặng Thị Hợp")
    person = a_member(home, name="Lò Văn An")
    actions = a_pulse(store).actions
    await store.append([draft(home), draft(person)], NOW_MS)
    session = await open_session(actions, NewSession(VILLAGE, VISIT_DAY, "Tổ 1"))
    await came(actions, session, person, VISIT_DAY)

    lines = [settling.entry_line(each) for each in await store.newest_unsent(2)]

    assert lines == [
        (
            "20/02/2025 · Lượt thăm · Đã có mặt · Lò Văn An · Hộ Đặng Thị Hợp",
            route.member(home.id, person.id),
        ),
        ("20/02/2025 · Phiên · Tổ 1", route.SUMMARY),
    ]


async def test_of_much_that_waits_a_few_lines_are_shown_with_a_way_to_more(store: Store):
    await store.append([draft(a_household(f"Đặng Văn {n}")) for n in range(20)], NOW_MS)
    asked: list[bool] = []
    few = await store.newest_unsent(15)

    drawn = draw(lambda: unsent(few, 20, lambda: asked.append(True)))
    await press(drawn, outbox.MORE)

    assert texts(drawn)[:2] == [words.WAITING, "Đang hiện 15 trong 20 bản ghi"]
    assert len(names(drawn)) == 15 + 1
    assert asked == [True]


async def test_the_outbox_lists_few_of_what_waits_and_more_of_it_when_asked(store: Store):
    state = a_page_of(a_pulse(store))
    await store.append([draft(a_household(f"Đặng Văn {n}")) for n in range(20)], NOW_MS)
    page = await live(lambda: using.HELD(using.Held(state), OutboxScreen))

    def lines() -> int:
        every = page.session.index.values()
        labels = [each.label or "" for each in every if isinstance(each, ft.Semantics)]
        return sum(" · Hộ · Đặng Văn " in each for each in labels)

    few = lines()
    page.press(outbox.MORE)
    await page.settle()

    assert (few, lines()) == (15, 20)


async def test_without_a_network_what_waits_comes_before_all_that_is_said_of_the_last_sync(
    store: Store,
):
    state = a_page_of(a_pulse(store))
    await store.append([draft(a_household("Đặng Văn An"))], NOW_MS)
    await state.sync()
    page = await live(lambda: using.HELD(using.Held(state), OutboxScreen))
    await page.settle()

    (listed,) = [each for each in page.session.index.values() if isinstance(each, ft.ListView)]
    said = [" ".join(texts(draw(lambda each=each: each))) for each in listed.controls]  # type: ignore[misc]
    waits, when = (
        next(place for place, each in enumerate(said) if word in each)
        for word in ("Đặng Văn An", words.LAST_SYNC)
    )
    failure = str(state.notice.problem)

    assert waits < when
    assert said.index(failure) < waits
    assert said.count(failure) == 1


async def test_the_outbox_counts_the_same_as_its_strip_in_the_drawing_in_which_it_opens(
    store: Store,
):
    await three_entries(store)
    state = a_page_of(a_pulse(store))

    await live(ft.Container)
    drawn = draw(lambda: using.HELD(using.Held(state), OutboxScreen))

    assert outbox.unsent(3, outbox.FOR_TURN) in " ".join(names(drawn))
    assert f"{words.WAITING}: 3" in names(drawn)
    assert f"{words.WAITING}: 0" not in names(drawn)


async def test_a_failed_sync_has_a_time_of_its_own_beside_that_of_the_last_success(store: Store):
    clock = [NOW_MS]
    ways = [Collector().courier, no_network]
    actions = Actions(store, lambda: clock[0], an_id, the_first_of(ways))
    state = a_page_of(Pulse(actions, lambda: 0.5, ACCOUNT))
    await state.sync()
    ways.pop(0)
    clock[0] += 3_600_000
    await state.sync()

    await live(ft.Container)
    said = texts(draw(lambda: using.HELD(using.Held(state), OutboxScreen)))

    assert outbox.tried("10:00, 20/02/2025") in said
    assert said[said.index(words.LAST_SYNC) + 1] == "09:00, 20/02/2025"


async def test_a_revoked_device_is_told_so_and_not_that_its_sync_failed(store: Store):
    revoked = Problem(Code.DEVICE_REVOKED)
    told = {"code": revoked.code, "sentence": revoked.sentence}

    def refuses(address: str, token: str) -> Courier:
        answer = httpx.MockTransport(lambda _: httpx.Response(403, json=told))
        return Courier(address, token, answer)

    state = a_page_of(a_pulse(store, refuses))
    await state.sync()

    await live(ft.Container)
    said = " ".join(texts(draw(lambda: using.HELD(using.Held(state), OutboxScreen))))

    assert str(revoked) in said
    assert "chưa thành công" not in said


async def test_what_waits_for_the_commune_says_of_whom_it_is(store: Store):
    home = a_household("Đặng Văn An")
    person = a_member(home, name="Đặng Thị Hợp")
    drafts = [draft(each) for each in (home, person, an_answer(person, "esign"))]
    await store.append(drafts, NOW_MS)
    await store.keep(a_receipt(through=3, quarantined=(REVOKED,)), NOW_MS)
    (held,) = (await store.outbox()).held

    said = settling.held(held).whats

    assert all("Hộ Đặng Văn An" in each or "Đặng Văn An" in each for each in said)
    assert "Đặng Thị Hợp" in said[-1]


async def test_where_nothing_waits_the_outbox_says_so():
    drawn = draw(lambda: unsent((), 0, lambda: None))

    assert texts(drawn) == [words.WAITING, outbox.NOTHING]


async def test_a_refusal_is_dropped_only_after_it_was_asked():
    done: list[str] = []
    of = Refusal("Người · Đặng Văn An", "Năm sinh không hợp lý.", "BK109")

    first = draw(lambda: RefusalCard(of, lambda: done.append("mend"), lambda: done.append("drop")))
    asked = draw(lambda: RefusalCard(of, None, lambda: done.append("drop"), is_asked=True))
    await press(first, outbox.MEND)
    await press(asked, outbox.DROP_YES)

    assert done == ["mend", "drop"]
    assert outbox.DROP_YES not in names(first)
    assert outbox.DROP_SURE in texts(asked)
    answer = draw(lambda: RefusalCard(replace(of, is_answer=True), None, print, is_asked=True))
    assert outbox.DROP_SURE_ANSWER in texts(answer)
    assert "BK109" in texts(first)


REVOKED = Held(code="BK621", sentence="Thiết bị này đã bị thu hồi.", numbers=((2, 3),))


async def test_what_waits_is_listed_apart_with_nothing_to_do(store: Store):
    await three_entries(store)
    await store.keep(a_receipt(through=3, quarantined=(REVOKED,)), NOW_MS)
    (held,) = (await store.outbox()).held

    drawn = draw(lambda: held_card(settling.held(held)))

    assert texts(drawn)[:2] == ["2 bản ghi", f"{outbox.HELD_OF_REVOKED} (BK621)"]
    assert len(texts(drawn)) == 4
    assert names(drawn) == []


async def test_of_many_that_wait_some_are_shown_and_the_others_counted():
    of = HeldEntries("BK622", "Quý I năm 2025 đã chốt.", 3000, (Entry(a_household("Vi Thị Lả")),))

    said = texts(draw(lambda: held_card(settling.held(of))))

    assert said[0] == "3000 bản ghi"
    assert said[1] == "Quý I năm 2025 đã chốt. (BK622)"
    assert said[-1] == outbox.and_others(2999)


@pytest.mark.parametrize(
    ("box", "problem", "hint"),
    [
        (Outbox(88, 88, (), is_forgotten=True), Problem(Code.NO_NETWORK), outbox.NEW_CODE_HINT),
        (Outbox(5, 0, ()), Problem(Code.DEVICE_REVOKED), outbox.REVOKED_HINT),
        (Outbox(5, 0, ()), Problem(Code.NO_NETWORK), ""),
        (Outbox(5, 5, ()), None, ""),
    ],
)
async def test_where_only_a_new_code_helps_a_button_leads_to_it(
    store: Store, box: Outbox, problem: Problem | None, hint: str
):
    state = a_page_of(a_pulse(store))
    state.pulse.problem = problem

    drawn = draw(lambda: new_code(state, box))

    assert texts(drawn)[:1] == [hint] if hint else texts(drawn) == []
    assert names(drawn) == ([outbox.NEW_CODE] if hint else [])


@pytest.mark.parametrize(
    ("address", "which", "said"),
    [
        (f" {ACCOUNT.collector}/", "other", words.ENROL_KEEPS),
        ("http://elsewhere.test", "other", words.ENROL_ELSEWHERE),
        ("http://elsewhere.test", "moved", words.ENROL_KEEPS),
    ],
)
async def test_before_a_new_code_it_is_said_what_becomes_of_what_is_there(
    store: Store, address: str, which: str, said: str
):
    state = a_page_of(a_pulse(store))

    drawn = draw(lambda: kept(state, address, which, lambda _: None))

    assert texts(drawn)[-1] == said


@pytest.mark.parametrize(
    ("collector", "is_shown"), [(ACCOUNT.collector, False), ("", True), ("http://x.test", True)]
)
async def test_the_address_of_the_collector_stays_folded_where_it_is_known(
    store: Store, monkeypatch: pytest.MonkeyPatch, collector: str, is_shown: bool
):
    state = a_page_of(a_pulse(store))
    monkeypatch.setattr(route, "asked_for", {"address": collector}.get)
    state.pulse.account = ACCOUNT if collector else None
    state.settings = Settings(Path(), collector=collector)
    page = await live(lambda: using.HELD(using.Held(state), EnrolScreen))

    at_first = [each.label for each in fields(page)]
    if not is_shown:
        page.press(words.ENROL_BY_HAND)
        await page.settle()

    assert (words.ENROL_ADDRESS in at_first) is is_shown
    assert page.find(words.ENROL_ADDRESS).value == collector


def fields(page: Live) -> list[ft.TextField]:
    return [each for each in page.session.index.values() if isinstance(each, ft.TextField)]


async def test_a_contradiction_shows_both_values_and_which_one_counts():
    kept: list[int] = []
    mine, theirs = Side("Có", "Máy này", "20/02/2025", False), Side("Chưa", "Lan", "x", True)

    async def keep(place: int) -> None:
        kept.append(place)

    card = draw(
        lambda: ConflictCard(Contradiction("1", "Chữ ký số", (mine, theirs)), keep, lambda: None)
    )
    await press(card, "Giữ giá trị này: Có (Máy này)")

    assert kept == [0]
    assert texts(card).count(outbox.STANDS) == 1
    assert outbox.SEEN in names(card)


async def test_an_author_is_named_wherever_the_record_names_one():
    ours, theirs = an_answer(), an_answer(device=OTHER_PHONE, by="Lê Thị Lan")

    shown = settling.contradiction(Conflict(ours, theirs, ours), ACCOUNT)

    authors = [side.author for side in shown.sides]
    number = OTHER_PHONE.hex[-4:].upper()
    assert authors == [f"Máy này, {ACCOUNT.name}", f"Máy khác (số {number}), Lê Thị Lan"]


async def test_the_time_of_the_last_sync_outlives_a_restart(store: Store):
    pulse = a_pulse(store, Collector().courier)
    await pulse.sync()

    again = a_pulse(store)
    await again.reload()

    assert again.synced_ms == NOW_MS


def the_first_of(ways: list[Callable[[str, str], Courier]]) -> Callable[[str, str], Courier]:
    """Return a way to the collector that changes when the list does."""

    def go(address: str, token: str) -> Courier:
        return ways[0](address, token)

    return go


async def test_a_failure_is_not_shown_beside_a_later_success(store: Store):
    ways = [no_network, Collector().courier]
    pulse = a_pulse(store, the_first_of(ways))
    state = a_page_of(pulse)
    await state.sync()
    failed = state.notice.problem

    ways.pop(0)
    await pulse.sync()

    assert failed
    assert failed.code == "BK401"
    assert state.notice.problem is None
    assert pulse.problem is None


async def test_a_refusal_of_something_else_stays_when_a_sync_goes_through(store: Store):
    ways = [no_network, Collector().courier]
    pulse = a_pulse(store, the_first_of(ways))
    state = a_page_of(pulse)
    await state.sync()
    await state.save(state.actions.register_household(NewHousehold(VILLAGE, VISIT_DAY)))

    ways.pop(0)
    await pulse.sync()

    assert state.notice.problem
    assert state.notice.problem.code == "BK110"


@pytest.mark.parametrize(
    ("free", "quota", "short"),
    [(50, 400, False), (30, 400, True), (19, 100, True), (30, 100, False)],
)
async def test_storage_is_short_below_a_tenth_or_twenty_megabytes(
    free: int, quota: int, short: bool
):
    assert Room(free * 1024 * 1024, quota * 1024 * 1024).is_short is short


async def test_a_disk_that_is_filling_is_told_to_every_page(store: Store):
    pulse = a_pulse(store)
    state = a_page_of(pulse)
    before = state.revision

    pulse.tell_room(Room(12_000_000, 100_000_000))

    assert state.pulse.room == Room(12_000_000, 100_000_000)
    assert state.revision > before


async def test_the_storage_banner_says_how_much_is_left_and_what_to_do():
    said = texts(draw(lambda: StorageBanner(12_400_000)))

    assert said == ["Máy sắp hết chỗ lưu: còn 12 MB", outbox.MAKE_ROOM]


DAY_MS = 24 * 3_600_000
YEAR_MS = 365 * DAY_MS
BUILT_MS = NOW_MS + (BUILT - VISIT_DAY).days * DAY_MS


def a_clock(store: Store, now_ms: int) -> Pulse:
    actions = Actions(store, lambda: now_ms, an_id, Collector().courier)
    return Pulse(actions, lambda: 0.5, ACCOUNT)


@pytest.mark.parametrize("skew", [-YEAR_MS, 4 * YEAR_MS])
async def test_a_clock_years_off_is_flagged_until_a_collector_has_said_the_time(
    store: Store, skew: int
):
    pulse = a_clock(store, NOW_MS + skew)
    before = pulse.doubtful_day
    await three_entries(store)

    await pulse.sync()

    assert before
    assert before.year != VISIT_DAY.year
    assert pulse.doubtful_day is None
    assert pulse.today() == VISIT_DAY


async def test_a_clock_that_can_be_right_is_not_flagged(store: Store):
    assert a_clock(store, BUILT_MS).doubtful_day is None


async def after_a_sync(store: Store, skew: int) -> None:
    """Let a phone sync whose clock is wrong by `skew`."""
    await three_entries(store)
    await a_clock(store, NOW_MS + skew).sync()


@pytest.mark.parametrize("skew", [YEAR_MS, -YEAR_MS])
async def test_new_work_is_of_today_when_a_wrong_clock_was_put_right_without_a_network(
    store: Store, skew: int
):
    await after_a_sync(store, skew)

    again = a_clock(store, NOW_MS + 60_000)
    await again.reload()

    assert (again.today(), again.doubtful_day) == (VISIT_DAY, None)


@pytest.mark.parametrize(("skew", "day"), [(YEAR_MS, date(2026, 2, 20)), (-YEAR_MS, VISIT_DAY)])
async def test_a_clock_set_a_year_off_since_the_last_sync_is_flagged_with_the_day_that_is_written(
    store: Store, skew: int, day: date
):
    await after_a_sync(store, 0)

    again = a_clock(store, NOW_MS + skew)
    await again.reload()
    (made,) = await store.append([draft(a_household())], again.actions.clock())

    assert again.doubtful_day == again.today() == day
    assert day_of(made.stamp // PER_MS) == day


async def test_a_clock_set_while_the_app_runs_is_noticed_at_once(store: Store):
    await after_a_sync(store, 0)
    clocks = [NOW_MS, 0]
    actions = Actions(store, lambda: clocks[0], an_id, no_network)
    pulse = Pulse(actions, lambda: 0.5, ACCOUNT, steady=lambda: clocks[1])
    await pulse.reload()
    await pulse.beat()

    clocks[:] = NOW_MS - 5 * DAY_MS, 2_000
    await pulse.beat()

    assert (pulse.today(), pulse.doubtful_day) == (VISIT_DAY, None)
    assert pulse.now_ms() == NOW_MS + 2_000


async def test_a_clock_that_was_set_before_a_sync_is_not_mended_twice(store: Store):
    await after_a_sync(store, 0)
    clocks = [NOW_MS, 0]
    actions = Actions(store, lambda: clocks[0], an_id, Collector(now_ms=NOW_MS + 2_000).courier)
    pulse = Pulse(actions, lambda: 0.5, ACCOUNT, steady=lambda: clocks[1])
    await pulse.reload()
    await pulse.beat()

    clocks[:] = NOW_MS - 5 * DAY_MS, 2_000
    await store.append([draft(a_household())], clocks[0])
    await pulse.sync()
    await pulse.beat()

    assert pulse.now_ms() == NOW_MS + 2_000


async def test_a_page_is_woken_when_the_clock_becomes_doubtful(store: Store):
    await after_a_sync(store, 0)
    clock = [NOW_MS]
    pulse = Pulse(Actions(store, lambda: clock[0], an_id, no_network), lambda: 0.5, ACCOUNT)
    await pulse.reload()
    await pulse.beat()
    woken: list[date | None] = []
    pulse.account = None
    pulse.listeners.append(lambda: woken.append(pulse.doubtful_day))

    clock[0] += YEAR_MS
    await pulse.beat()

    assert woken == [date(2026, 2, 20)]


async def test_a_sync_that_sends_nothing_asks_what_time_it_is_where_that_is_doubtful(store: Store):
    await after_a_sync(store, YEAR_MS)

    pulse = a_clock(store, NOW_MS - 2 * YEAR_MS)
    await pulse.reload()
    before = pulse.doubtful_day
    await pulse.sync()

    assert before
    assert (pulse.today(), pulse.doubtful_day) == (VISIT_DAY, None)


async def test_a_new_phone_learns_the_time_at_its_first_sync_though_it_has_nothing_to_send(
    store: Store,
):
    pulse = a_clock(store, NOW_MS + 20 * DAY_MS)

    await pulse.sync()

    assert pulse.today() == VISIT_DAY


async def test_the_caution_says_which_day_is_written_and_what_to_do(store: Store):
    state = a_page_of(a_clock(store, NOW_MS - YEAR_MS))

    page = await live(lambda: using.HELD(using.Held(state), Cautions))

    said = " ".join(page.texts())
    assert outbox.WRONG_CLOCK in said
    assert "21/02/2024" in said
    assert "cài đặt" in said


@pytest.mark.parametrize(
    ("minutes", "quarter"), [(-1, "2025-Q4"), (0, "2026-Q1")], ids=["23:59", "00:00"]
)
async def test_new_year_begins_at_midnight_in_vietnam_whatever_the_zone(
    store: Store, monkeypatch: pytest.MonkeyPatch, minutes: int, quarter: str
):
    monkeypatch.setenv("TZ", "America/New_York")
    midnight_ms = 1_767_200_400_000
    pulse = a_clock(store, midnight_ms + minutes * 60_000)

    state = AppState(pulse, Settings(Path()), pulse.today)

    assert str(state.quarter) == quarter


async def test_an_entry_of_an_impossible_day_is_flagged_and_kept(store: Store):
    home = a_household()
    days = (date(2024, 12, 31), VISIT_DAY, VISIT_DAY + timedelta(days=1))
    visits = [a_visit(home, day=day) for day in days]
    await store.append([draft(each) for each in (home, *visits)], NOW_MS)

    odd = await store.odd_days(date(2025, 1, 1), VISIT_DAY)

    assert [each.record.day for each in odd] == [days[2], days[0]]
    assert settling.entry_line(odd[0])[1] == route.household(home.id)
    assert (await store.outbox()).total == 4
