"""The components: named, large enough for a thumb, and telling their callbacks what was pressed."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import flet as ft
import pytest

from app.store.values import HeldEntries, Outbox, RefusedEntry
from app.ui import theme, words
from app.ui.asking import Asking, use_ticks
from app.ui.components import tick
from app.ui.components.banner import Banner, Saved
from app.ui.components.choosing import choice, stepper
from app.ui.components.correcting import Removal, correction
from app.ui.components.finding import AT_ONCE, Villages
from app.ui.components.household import LOOKS, HouseholdLine, Line
from app.ui.components.member import MemberLine, PersonLine
from app.ui.components.progress import Bar, IndicatorBar
from app.ui.components.reasons import LIMIT, ReasonActs, Reasons
from app.ui.components.sync import (
    SyncStrip,
    brief,
    is_calm,
    summary,
    sync_button,
    waits_for,
)
from app.ui.components.tick import LAMPS, Box, OnAnswer, TickBox
from app.ui.lights import Light
from app.ui.words import evening
from shared.obstacles import OBSTACLES
from shared.problems import Code, Problem
from shared.protocol import Place
from tests.support.live import live
from tests.support.people import a_household
from tests.support.tree import draw, named, names, press, texts

pytestmark = pytest.mark.anyio

YES_NO = (("yes", "Có", True), ("no", "Chưa", False))
VNEID = (("2", "Mức 2", True), ("1", "Mức 1", True), ("none", "Chưa có", False))


def a_box(value: str | None = None, **fields: Any) -> Box:
    known: dict[str, Any] = {"choices": YES_NO, "value": value}
    return Box("esign", "Chữ ký số", "Đã có chữ ký điện tử chưa?", **{**known, **fields})


class Said:
    """Remembers what a component told its callbacks."""

    def __init__(self) -> None:
        self.is_stored = True
        self.answers: list[tuple[str, str | None, str]] = []
        self.reasons: list[str] = []

    async def answer(self, key: str, value: str | None, how: str) -> str | None:
        self.answers.append((key, value, how))
        return how if self.is_stored else None


def a_tick(box: Box, said: Said) -> list[ft.BaseControl]:
    return draw(lambda: TickBox(box, said.answer, said.reasons.append))


async def test_a_question_nobody_asked_shows_neither_yes_nor_no():
    drawn = a_tick(a_box(), Said())

    assert named(drawn, "Chữ ký số: Chưa hỏi").checked
    assert not named(drawn, "Chữ ký số: Có").checked
    assert not named(drawn, "Chữ ký số: Chưa").checked


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Có", ("esign", "yes", "had")),
        ("Chưa", ("esign", "no", "")),
        ("Chưa hỏi", ("esign", None, "")),
    ],
)
async def test_each_box_says_its_value(name: str, told: tuple[str, str | None, str]):
    said = Said()

    await press(a_tick(a_box("yes", how="had"), said), f"Chữ ký số: {name}")

    assert said.answers == [told]


async def test_what_was_done_just_now_can_be_told_from_what_was_there():
    said = Said()
    drawn = a_tick(a_box("yes", how="had"), said)

    await press(drawn, "Chữ ký số: Vừa làm xong")

    assert named(drawn, "Chữ ký số: Đã có sẵn").checked
    assert said.answers == [("esign", "yes", "done")]


@pytest.mark.parametrize(
    ("value", "how", "likely"),
    [(None, "", "had"), ("no", "", "done"), ("yes", "done", "done"), ("yes", "had", "had")],
)
async def test_what_was_said_to_be_missing_is_taken_to_be_done_just_now(
    value: str | None, how: str, likely: str
):
    said = Said()

    await press(a_tick(a_box(value, how=how), said), "Chữ ký số: Có")

    assert said.answers == [("esign", "yes", likely)]


async def test_vneid_has_four_states():
    said = Said()
    drawn = a_tick(a_box("1", choices=VNEID), said)

    await press(drawn, "Chữ ký số: Chưa có")

    boxes = [name for name in names(drawn) if named(drawn, name).checked is not None]
    assert boxes[:4] == [f"Chữ ký số: {word}" for word in ("Mức 2", "Mức 1", "Chưa có", "Chưa hỏi")]
    assert said.answers == [("esign", "none", "")]


@pytest.mark.parametrize(("count", "rows"), [(2, [3]), (3, [2, 2])])
async def test_four_answers_stand_two_by_two_so_that_none_gets_too_narrow(
    count: int, rows: list[int]
):
    choices = tuple((str(n), f"Mức {n}", n > 1) for n in range(count))
    drawn = a_tick(a_box(choices=choices), Said())

    found = [each for each in drawn if isinstance(each, ft.Row) and each.intrinsic_height]

    assert [len(each.controls) for each in found] == rows


async def test_a_step_not_done_offers_to_say_why():
    said = Said()

    await press(a_tick(a_box("no", reasons=("OTP chậm",)), said), "Chữ ký số: Lý do: OTP chậm")

    assert said.reasons == ["esign"]


@pytest.mark.parametrize(
    ("light", "said"),
    [
        (Light("red", ("Căn cước",)), "Còn thiếu: Căn cước"),
        (Light("yellow", ("Thẻ BHXH", "SIM chính chủ")), "Cần hỏi trước: Thẻ BHXH, SIM chính chủ"),
        (Light("green"), "Đủ điều kiện, làm được ngay"),
    ],
)
async def test_the_light_of_a_step_is_a_sentence_and_a_shape_too(light: Light, said: str):
    drawn = a_tick(a_box("no", light=light), Said())

    icons = [each.icon for each in drawn if isinstance(each, ft.Icon)]
    assert said in texts(drawn)
    assert LAMPS[light.colour][0] in icons


async def test_a_step_that_is_done_has_no_light():
    assert texts(a_tick(a_box("yes", light=Light("green")), Said())).count("Đủ điều kiện") == 0


async def test_a_detail_is_asked_by_chips_where_it_matters():
    said = Said()
    detail = Box("phone_space", "Máy còn dung lượng", "", YES_NO, compact=True)
    box = a_box(light=Light("yellow", (detail.label,)), details=(detail,))

    await press(a_tick(box, said), "Máy còn dung lượng: Có")

    assert said.answers == [("phone_space", "yes", "")]


@pytest.mark.parametrize("is_stored", [True, False])
async def test_a_tick_stands_in_its_box_as_soon_as_it_is_stored_and_not_before(is_stored: bool):
    said = Said()
    said.is_stored = is_stored
    page = await live(lambda: TickBox(a_box(), said.answer, said.reasons.append))

    page.press("Chữ ký số: Có")
    await page.settle()

    assert page.is_checked("Chữ ký số: Có") is is_stored


async def test_a_box_that_is_drawn_anew_says_what_is_stored_though_it_was_ticked_before():
    said = Said()
    redrawing: list[Any] = []

    @ft.component
    def Parent() -> ft.Control:
        _, redraw = ft.use_state(0)
        redrawing.append(redraw)
        return cast(ft.Control, TickBox(a_box(), said.answer, said.reasons.append))

    page = await live(Parent)
    page.press("Chữ ký số: Có")
    await page.settle()
    ticked = page.is_checked("Chữ ký số: Có")

    # It was undone elsewhere, and an equal box comes from what is stored.
    redrawing[-1](1)
    await page.settle()

    assert ticked
    assert page.is_checked("Chữ ký số: Chưa hỏi")


async def test_of_the_boxes_only_one_that_says_something_new_or_was_answered_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
):
    said = Said()
    drawn: list[str] = []
    redrawing: list[Any] = []

    async def nowhere(key: str) -> None:
        said.reasons.append(key)

    asking = Asking(said.answer, said.reasons.append, nowhere)
    use_stored = tick._use_stored

    def drawing(box: Box, on_answer: OnAnswer) -> tuple[Box, OnAnswer]:
        drawn.append(box.key)
        return use_stored(box, on_answer)

    monkeypatch.setattr(tick, "_use_stored", drawing)

    @ft.component
    def Parent() -> ft.Control:
        value, redraw = ft.use_state(None)
        redrawing.append(redraw)
        boxes = [a_box(), replace(a_box(value), key="vneid", label="VNeID")]
        return ft.Column(use_ticks(asking, boxes))

    page = await live(Parent)
    at_first = drawn.copy()
    drawn.clear()
    redrawing[-1]("yes")
    await page.settle()
    news = drawn.copy()
    page.press("Chữ ký số: Có")
    await page.settle()
    drawn.clear()
    redrawing[-1]("no")
    await page.settle()

    assert at_first == ["esign", "vneid"]
    assert news == ["vneid"]
    assert drawn == ["esign", "vneid"]
    assert page.is_checked("Chữ ký số: Chưa hỏi")


async def test_an_answer_that_the_commune_does_not_count_says_so_until_it_is_answered_anew():
    box = a_box("yes", is_uncounted=True)
    said = Said()
    page = await live(lambda: TickBox(box, said.answer, said.reasons.append))
    before = evening.UNCOUNTED in page.texts()

    page.press("Chữ ký số: Chưa")
    await page.settle()

    assert before
    assert evening.UNCOUNTED not in page.texts()


async def test_an_answer_given_again_hides_nothing_of_what_was_said_of_it():
    box = a_box("no", reasons=("Máy đầy bộ nhớ",))
    said = Said()
    page = await live(lambda: TickBox(box, said.answer, said.reasons.append))

    page.press("Chữ ký số: Chưa")
    await page.settle()

    assert any("Máy đầy bộ nhớ" in text for text in page.texts())


async def test_a_detail_pressed_again_is_taken_back():
    said = Said()

    await press(
        a_tick(Box("phone_space", "Máy còn dung lượng", "", YES_NO, "yes", compact=True), said),
        "Máy còn dung lượng: Có",
    )

    assert said.answers == [("phone_space", None, "")]


@pytest.mark.parametrize("value", ["yes", "no", None])
async def test_whatever_a_thumb_presses_is_at_least_48_high(value: str | None):
    faces = [
        each.content
        for each in a_tick(a_box(value, how="had"), Said())
        if isinstance(each, ft.Semantics) and each.checked is not None
    ]

    assert faces
    assert all(least(face) >= theme.TOUCH for face in faces)


def least(face: Any) -> float:
    """Return how high a face is at least; it grows with the letters."""
    parts = draw(lambda: face)
    return max((part.height or 0) for part in parts if isinstance(part, ft.Container))


class Explained:
    """Remembers the reasons that were saved, and refuses when told to."""

    def __init__(self, refusal: str = "") -> None:
        self.saved: list[tuple[tuple[str, ...], str]] = []
        self.kept: list[tuple[tuple[str, ...], str]] = []
        self.closed = 0
        self.refusal = refusal

    async def save(self, codes: tuple[str, ...], note: str) -> str:
        self.saved.append((codes, note))
        return self.refusal

    def keep(self, codes: tuple[str, ...], note: str) -> None:
        self.kept.append((codes, note))

    def close(self) -> None:
        self.closed += 1


def a_sheet(said: Explained, *given: str, note: str = "") -> list[ft.BaseControl]:
    likely = ("OTP_SLOW", "NO_CCCD")
    acts = ReasonActs(said.save, said.keep, said.close)
    return draw(lambda: Reasons("Chữ ký số", likely, (given, note), acts))


async def test_likely_reasons_come_first_and_all_others_follow_by_group():
    drawn = a_sheet(Explained())

    chips = [name for name in names(drawn) if named(drawn, name).checked is not None]
    assert chips[0] == "OTP chậm: Mã OTP về chậm hoặc không về"
    assert len(chips) == 36
    assert {"Thiết bị", "Viễn thông"} <= set(texts(drawn))


async def test_the_name_of_a_reason_has_the_words_that_are_on_its_chip():
    drawn = a_sheet(Explained())

    for each in OBSTACLES:
        (chip,) = [name for name in names(drawn) if each.label in name and each.short in name]
        assert chip.startswith((each.short, each.label))


async def test_a_reason_is_saved_as_soon_as_it_is_chosen():
    said = Explained()

    await press(a_sheet(said, "NO_CCCD"), "OTP chậm: Mã OTP về chậm hoặc không về")

    assert said.saved == [(("NO_CCCD", "OTP_SLOW"), "")]


async def test_a_ninth_reason_is_not_saved():
    said = Explained()
    eight = [each.code for each in OBSTACLES if each.code != "OTP_SLOW"][:LIMIT]

    await press(a_sheet(said, *eight), "OTP chậm: Mã OTP về chậm hoặc không về")

    assert said.saved == []


async def test_the_reason_other_opens_a_note():
    without, with_other = a_sheet(Explained()), a_sheet(Explained(), "OTHER")

    def fields(drawn: list[ft.BaseControl]) -> int:
        return sum(isinstance(each, ft.TextField) for each in drawn)

    assert (fields(without), fields(with_other)) == (0, 1)


async def test_a_note_that_is_being_typed_is_kept_for_when_the_sheet_is_dragged_away():
    said = Explained()
    drawn = a_sheet(said, "OTHER")
    (field,) = [each for each in drawn if isinstance(each, ft.TextField)]

    field.value = "hẹn thứ bảy"
    await field.on_change(SimpleNamespace(control=field))  # type: ignore[misc, arg-type, call-arg]

    assert said.kept == [(("OTHER",), "hẹn thứ bảy")]
    assert said.saved == []


async def test_the_sheet_closes_once_the_note_is_saved():
    said = Explained()

    await press(a_sheet(said, "OTHER", note="hẹn thứ bảy"), "Xong")

    assert said.saved == [(("OTHER",), "hẹn thứ bảy")]
    assert said.closed == 1


async def test_the_sheet_stays_open_when_a_note_is_refused():
    said = Explained("Có vẻ đây là số căn cước.")

    await press(a_sheet(said, "OTHER", note="001090012345"), "Xong")

    assert said.closed == 0


@pytest.mark.parametrize(
    ("people", "asked_out", "home", "status"),
    [
        (5, 5, True, words.STATUS_DONE),
        (5, 5, False, words.STATUS_HOME),
        (5, 3, True, words.STATUS_PARTLY),
        (5, 0, True, words.STATUS_PARTLY),
        (5, 0, False, words.STATUS_NEW),
        (0, 0, False, words.STATUS_EMPTY),
    ],
)
async def test_a_household_tells_its_status_in_words_and_shape(
    people: int, asked_out: int, home: bool, status: str
):
    begun = home or asked_out > 0
    line = Line("1", "Nguyễn Thị Hợp", "12", people, asked_out, begun, home)
    opened: list[str] = []

    drawn = draw(lambda: HouseholdLine(line, opened.append))
    count = f" · {words.people(people)}" if people else ""
    out = f", xong {asked_out}/{people} người" if 0 < asked_out < people else ""
    name = f"Nguyễn Thị Hợp, Hộ số 12{count}, {status}{out}"
    await press(drawn, name)

    assert opened == ["1"]
    assert status + out in texts(drawn)
    assert len({icon for icon, _, _ in LOOKS.values()}) == len(LOOKS)


async def test_a_household_that_turned_the_team_away_says_so_unless_all_is_asked():
    away = Line("1", "Nguyễn Thị Hợp", "12", 3, 1, True, refuses=True)

    drawn = draw(lambda: HouseholdLine(away, lambda _: None))

    assert words.VISIT_REFUSED in texts(drawn)
    assert replace(away, asked_out=3, is_home_asked=True).status == words.STATUS_DONE


async def test_only_a_household_with_nothing_left_to_ask_is_green():
    green = [word for word, (_, ink, _) in LOOKS.items() if ink == theme.YES]

    assert green == [words.STATUS_DONE]


async def test_a_household_without_a_head_goes_by_its_number():
    line = Line("1", "", "12", 2)

    assert line.name == "Hộ số 12"
    assert line.detail == words.people(2)


async def test_a_household_found_by_a_members_name_says_whose_it_is():
    line = Line("1", "Bùi Văn Thắng", "12", 3, named="Phạm Thị Nụ")

    (name,) = names(draw(lambda: HouseholdLine(line, lambda _: None)))

    assert (
        name == f"Bùi Văn Thắng, Có Phạm Thị Nụ · Hộ số 12 · {words.people(3)}, {words.STATUS_NEW}"
    )


async def test_a_person_opens_when_pressed():
    opened: list[str] = []
    line = PersonLine("7", "Đặng Văn An", "Sinh năm 1990", "Đi làm xa", 3, 16)

    drawn = draw(lambda: MemberLine(line, opened.append))
    await press(drawn, "Đặng Văn An, Sinh năm 1990 · Đi làm xa · đã hỏi 3/16")

    assert opened == ["7"]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((38, 0), "Đã gửi 38/38, xã đã nhận đủ"),
        ((38, 8), "Đã gửi 30/38, 8 mục chờ có mạng"),
        ((5, 0, 1), "Đã gửi 5/5, xã nhận 4, 1 mục bị trả lại"),
        ((38, 8, 2), "Đã gửi 30/38, 8 mục chờ có mạng, 2 mục bị trả lại"),
        ((5, 0, 0, 1), "Đã gửi 5/5, xã nhận 4, 1 mục đã sửa hoặc bỏ"),
        ((5, 0, 0, 0, 2), "Đã gửi 5/5, xã nhận 3, 2 mục chờ xã xem xét"),
        ((5, 0, 1, 1, 2), "Đã gửi 5/5, xã nhận 1, 2 mục chờ xã xem xét, 1 mục bị trả lại"),
        ((5, 1, 0, 0, 4), "Đã gửi 4/5, 1 mục chờ có mạng, 4 mục chờ xã xem xét"),
        ((0, 0), "Ghi được ngay, không cần mạng"),
    ],
)
async def test_the_strip_says_where_the_entries_are(counts: tuple[int, ...], said: str):
    box = an_outbox(*counts)

    assert summary(box) == said
    assert said.startswith(brief(box))
    assert is_calm(box) is not any(word in said for word in ("chờ có mạng", "chờ xã", "trả lại"))


def an_outbox(
    total: int, unsent: int, refused: int = 0, settled: int = 0, waiting: int = 0
) -> Outbox:
    returned = tuple(RefusedEntry(n, "BK101", "x", a_household()) for n in range(refused))
    held = (HeldEntries("BK622", "x", waiting, ()),) if waiting else ()
    return Outbox(total, unsent, returned, settled, held=held)


@pytest.mark.parametrize(
    ("problem", "waits"),
    [
        (None, "chờ gửi"),
        (Problem(Code.NO_NETWORK), "chờ có mạng"),
        (Problem(Code.NOT_THE_COLLECTOR), "chờ có mạng"),
        (Problem(Code.BUSY), "chờ gửi"),
    ],
)
async def test_only_without_a_network_it_is_the_network_that_is_waited_for(
    problem: Problem | None, waits: str
):
    assert waits_for(Outbox(88, 88, ()), problem) == waits
    assert waits_for(Outbox(88, 88, (), is_forgotten=True), problem) == "chờ mã mới"


async def test_while_syncing_the_button_cannot_be_pressed_again():
    drawn = draw(lambda: SyncStrip("12 chưa gửi", False, True, None, lambda: None))

    face = named(drawn, words.SYNCING).content
    assert isinstance(face, ft.Container)
    assert face.on_click is None


async def test_a_banner_ends_with_the_code_to_read_out():
    closed: list[bool] = []

    drawn = draw(lambda: Banner("Chưa kết nối được.", "BK401", lambda: closed.append(True)))
    await press(drawn, words.CLOSE)

    assert "Chưa kết nối được. (BK401)" in texts(drawn)
    assert closed == [True]


async def test_only_what_can_be_taken_back_offers_it():
    assert words.UNDO in names(draw(lambda: Saved("x", ("x", "x"), None, lambda: None)))
    assert words.UNDO not in names(draw(lambda: Saved("x", ("x", "x"), None, None)))


async def test_while_it_says_saved_the_strip_still_tells_what_is_sent_leads_there_and_syncs():
    pressed: list[str] = []
    said, short = "Đã gửi 30/38, 8 mục chờ gửi", "Đã gửi 30/38"

    drawn = draw(
        lambda: Saved(
            words.SAVED,
            (said, short),
            lambda: pressed.append("outbox"),
            lambda: pressed.append("undo"),
            sync_button(theme.ON_YES, False, lambda: pressed.append("sync")),
        )
    )
    for name in (said, words.UNDO, words.SYNC_NOW):
        await press(drawn, name)

    assert {words.SAVED, short} <= set(texts(drawn))
    assert words.SAVED in names(drawn)
    assert pressed == ["outbox", "undo", "sync"]
    assert all(least(named(drawn, name).content) >= 48 for name in (said, words.UNDO))


async def test_a_stepper_stops_at_its_limits():
    steps: list[int] = []

    drawn = draw(lambda: stepper("Số người", 0, (0, 30), steps.append))
    await press(drawn, "Số người: thêm một")

    face = named(drawn, "Số người: bớt một").content
    assert isinstance(face, ft.Container)
    assert face.on_click is None
    assert steps == [1]


async def test_what_is_known_leads_to_its_correction():
    pressed: list[bool] = []

    drawn = draw(
        lambda: correction("Sửa hộ", "Hộ số 12", ft.Icons.HOME, lambda: pressed.append(True))
    )
    await press(drawn, "Sửa hộ: Hộ số 12")

    assert pressed == [True]


async def test_nothing_is_removed_before_it_was_asked():
    removed: list[bool] = []

    async def remove() -> None:
        removed.append(True)

    first = draw(lambda: Removal("Xóa hộ", "Xóa hộ này?", remove))
    asked = draw(lambda: Removal("Xóa hộ", "Xóa hộ này?", remove, True))
    await press(asked, words.REMOVE)

    assert names(first) == ["Xóa hộ"]
    assert "Xóa hộ này?" in texts(asked)
    assert words.KEEP in names(asked)
    assert removed == [True]


async def test_a_choice_says_which_was_chosen():
    chosen: list[str] = []

    drawn = draw(lambda: choice("Nhóm tuổi", words.AGE_CLASSES, "adult", chosen.append))
    await press(drawn, "Nhóm tuổi: Dưới 15 tuổi")

    assert named(drawn, "Nhóm tuổi: Từ 18 tuổi").checked
    assert chosen == ["under_15"]


@pytest.mark.parametrize("share", [0.0, 0.0004, 0.62, 0.9999, 1.0])
@pytest.mark.parametrize("target", [65, 100])
async def test_a_bar_of_any_length_can_be_drawn(share: float, target: int):
    bar = Bar("CT09", "Chữ ký số", "62,00 %", share, target, share >= 1, "", "đã hỏi 1/2")

    drawn = draw(lambda: IndicatorBar(bar, lambda _: None))

    expands = [each.expand for each in drawn if isinstance(each, ft.Container)]
    assert all(each is None or each is True or each > 0 for each in expands)


async def test_the_villages_of_a_whole_commune_stay_folded_until_they_are_asked_for():
    places = tuple(Place(id=f"v{at}", name=f"Thôn {at}") for at in range(AT_ONCE + 1))

    folded = draw(lambda: Villages(places, "v2", lambda id: None))

    assert names(folded) == ["Thôn 2", words.OTHER_VILLAGES]


async def test_a_few_villages_are_shown_at_once_and_tell_which_was_chosen():
    places = tuple(Place(id=f"v{at}", name=f"Thôn {at}") for at in range(AT_ONCE))
    chosen: list[str | None] = []

    drawn = draw(lambda: Villages(places, None, chosen.append))
    await press(drawn, "Thôn 3")

    assert names(drawn) == [words.ALL_VILLAGES, *(each.name for each in places)]
    assert chosen == ["v3"]
