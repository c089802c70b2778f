"""The evening on the screen: lights, slip, waiting room, roll, summary."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.store.evenings import Evening, Glance, Waiting
from app.store.guests import Guest
from app.ui import lights, slip, summing
from app.ui.components.guest import FoundLine, GuestLine, RollLine
from app.ui.components.session import session_bar
from app.ui.components.slip import slip_button
from app.ui.components.waiting import Carriers, Parked, WaitingActs, by_carrier, waiting_room
from app.ui.words import evening
from shared.questions import BY_KEY
from shared.records import Answer, Member, Session
from tests.app.phones import PLACES
from tests.app.test_ui_presenting import a_view, boxes
from tests.support.people import (
    NOW_MS,
    PHONE,
    QUARTER,
    VILLAGE,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
)
from tests.support.tree import draw, names, press, texts

pytestmark = pytest.mark.anyio
MINUTE = 60_000


def a_session() -> Session:
    return Session(
        id=Session.id_for(VILLAGE, VISIT_DAY, "Tổ 1"), village=VILLAGE, device=PHONE, number=1,
        stamp=1, day=VISIT_DAY, team="Tổ 1",
    )  # fmt: skip


def an_errand_slip(person: Member, *answers: Answer) -> list[str]:
    found = slip.errands(a_view(person, answers), person, QUARTER)
    return [each.what for each in found]


def test_a_step_whose_preconditions_nobody_asked_is_yellow():
    found = lights.light(BY_KEY["esign"], {})

    assert found == lights.Light("yellow", ("Căn cước", "SIM chính chủ"))


def test_a_step_is_red_for_what_is_missing_whatever_else_is_unknown():
    found = lights.light(BY_KEY["esign"], {"own_sim": "no"})

    assert found == lights.Light("red", ("SIM chính chủ",))


def test_a_step_is_green_when_all_it_requires_is_there():
    found = lights.light(BY_KEY["esign"], {"own_sim": "yes", "id_document": "yes"})

    assert found == lights.Light("green")


def test_a_step_that_requires_nothing_has_no_light():
    assert lights.light(BY_KEY["trained"], {}) is None


def test_the_age_of_a_phone_is_asked_only_once_there_is_a_phone():
    step = BY_KEY["province_app"]

    unknown = lights.light(step, {})
    known = lights.light(step, {"smartphone": "yes"})

    assert unknown
    assert known
    assert unknown.what == ("Điện thoại thông minh",)
    assert known.what == ("Máy đủ đời", "Máy còn dung lượng")


def test_a_detail_is_offered_at_the_first_step_that_needs_it_and_only_there():
    person = a_member()
    given = [an_answer(person, key) for key in ("smartphone", "id_document")]

    found = boxes(person, *given)

    assert [each.key for each in found["vneid"].details] == ["phone_version", "phone_space"]
    assert found["vneid_active"].details == ()
    assert [each.key for each in found["portal_account"].details] == ["bhxh_card"]


def test_a_slip_says_what_to_see_to_first_and_for_which_steps():
    person = a_member()
    no_sim = an_answer(person, "own_sim", "no")

    (errand,) = slip.errands(a_view(person, [no_sim]), person, QUARTER)

    assert "SIM" in errand.what
    assert "nhà mạng" in errand.where
    assert "Chữ ký số" in errand.purpose


def test_a_reason_given_at_a_step_puts_its_errand_on_the_slip():
    person = a_member()
    full = an_answer(person, "safety_app", "no", obstacles=("LOW_STORAGE",))

    assert an_errand_slip(person, full) == [evening.ERRANDS["phone_space"][0]]


def test_what_is_known_to_be_there_is_not_on_the_slip_whatever_a_reason_says():
    person = a_member()
    full = an_answer(person, "safety_app", "no", obstacles=("LOW_STORAGE",))

    assert an_errand_slip(person, full, an_answer(person, "phone_space")) == []


def test_a_slip_can_be_sent_as_text():
    person = a_member()
    view = a_view(person, [an_answer(person, "id_document", "no")])

    text = slip.text("Đặng Văn An", slip.errands(view, person, QUARTER))

    assert text.startswith("Việc cần làm trước: Đặng Văn An\n1. Làm thẻ căn cước")
    assert "công an xã" in text


async def test_the_slip_is_reached_by_its_name():
    pressed: list[bool] = []

    drawn = draw(lambda: slip_button(2, lambda: pressed.append(True)))
    await press(drawn, "Việc cần làm trước: 2 việc")

    assert pressed == [True]


def test_the_bar_says_how_many_came_and_how_many_wait():
    said = names(draw(lambda: session_bar(Glance(a_session(), 12, 3))))

    assert said == ["Phiên: Tổ 1 · 12 người đã đến, 3 chờ OTP"]


def test_without_a_session_the_bar_offers_to_open_one():
    assert names(draw(lambda: session_bar(None))) == [evening.OPEN_HINT]


class Acted:
    """Remembers what was done for whom in the waiting room."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    @property
    def acts(self) -> WaitingActs:
        async def arrived(id: str) -> None:
            self.told.append(("arrived", id))

        async def give_up(id: str) -> None:
            self.told.append(("gave up", id))

        return WaitingActs(lambda id: self.told.append(("open", id)), arrived, give_up)


def parked(id: str, carrier: str, minutes: int) -> Parked:
    return Parked(id, f"Người {id}", "Hộ số 1", "Chữ ký số", carrier, NOW_MS - minutes * MINUTE)


def test_carriers_and_people_stand_with_the_longest_wait_first():
    people = (parked("a", "viettel", 2), parked("b", "mobifone", 9), parked("c", "viettel", 4))

    found = [(carrier, [each.id for each in who]) for carrier, who in by_carrier(people)]

    assert found == [("mobifone", ["b"]), ("viettel", ["c", "a"])]


def test_a_long_wait_brings_hints_and_a_short_one_does_not():
    short = texts(draw(lambda: waiting_room((parked("a", "", 4),), Acted().acts, NOW_MS)))
    long = texts(draw(lambda: waiting_room((parked("a", "", 5),), Acted().acts, NOW_MS)))

    assert "4 phút" in short
    assert evening.LONG_TITLE not in short
    assert evening.LONG_TITLE in long


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Người a, Chữ ký số, 2 phút", "open"),
        ("Người a: Đã nhận mã", "arrived"),
        ("Người a: Thôi chờ", "gave up"),
    ],
)
async def test_somebody_who_waits_is_one_tap_away(name: str, told: str):
    acted = Acted()

    drawn = draw(lambda: waiting_room((parked("a", "viettel", 2),), acted.acts, NOW_MS))
    await press(drawn, name)

    assert acted.told == [(told, "a")]


async def test_the_carrier_is_asked_by_chips():
    chosen: list[str] = []

    async def choose(value: str) -> None:
        chosen.append(value)

    await press(draw(lambda: Carriers(choose, lambda: None)), "VinaPhone")

    assert chosen == ["vinaphone"]


async def test_a_person_who_was_found_is_written_down_with_one_tap():
    added: list[str] = []

    async def add(id: str) -> None:
        added.append(id)

    line = GuestLine("p1", "Nguyễn Thị Hợp", "Hộ số 12")
    drawn = draw(lambda: FoundLine(line, add, added.append))
    await press(drawn, "Ghi có mặt: Nguyễn Thị Hợp, Hộ số 12")

    assert added == ["p1"]


async def test_a_person_on_the_roll_can_be_taken_off():
    off: list[str] = []

    async def remove(id: str) -> None:
        off.append(id)

    line = GuestLine("p1", "Nguyễn Thị Hợp", "Hộ số 12", is_here=True)
    drawn = draw(lambda: RollLine(line, lambda _: None, remove))
    await press(drawn, "Bỏ khỏi danh sách: Nguyễn Thị Hợp")

    assert off == ["p1"]


def an_evening(*answers: Answer, waiting: tuple[Waiting, ...] = (), unsent: int = 0) -> Evening:
    home, person = a_household(), a_member()
    return Evening(a_session(), (Guest(person, home),), 1, 0, answers, waiting, unsent)


def test_the_summary_counts_what_was_done_tonight_by_work_item():
    had = an_answer(a_member(), "esign", "yes", how="had")
    done = an_answer(a_member(), "esign", "yes", how="done")
    trained = an_answer(a_member(), "trained", "yes")

    text = summing.text(summing.summary(an_evening(had, done, trained), PLACES))

    assert "Thôn Phú Lai · 20/02/2025 · Nhà văn hóa thôn" in text
    assert "1 người đến, thuộc 1 hộ." in text
    assert "- Cấp chữ ký điện tử cá nhân miễn phí: 1 người" in text
    assert "- Tập huấn, hướng dẫn người dân: 1 người" in text


def test_the_summary_names_what_could_not_be_done_and_the_top_reasons():
    slow = ("OTP_SLOW",)
    failed = [an_answer(a_member(), "esign", "no", obstacles=slow) for _ in range(2)]
    other = an_answer(a_member(), "vneid", "none", obstacles=("FACE_FAIL",))

    text = summing.text(summing.summary(an_evening(*failed, other), PLACES))

    assert "- Chữ ký số: 2 người" in text
    assert text.index("Mã OTP về chậm hoặc không về: 2 lượt") < text.index("khuôn mặt")


def test_the_summary_tells_of_those_who_were_asked_and_are_not_on_the_roll():
    of = an_evening(an_answer(a_member(), "esign", "yes", how="done"))
    (guest,) = of.guests
    both = replace(of, answers=(*of.answers, an_answer(guest.member, "esign", "yes", how="done")))

    (first, *_) = summing.summary(both, PLACES)

    assert first.lines[1:] == (evening.attendance(1, 1), evening.besides(1))


def test_a_step_that_is_not_done_is_summed_up_without_a_reason_too():
    step, before = an_answer(a_member(), "esign", "no"), an_answer(a_member(), "own_sim", "no")

    parts = {part.title: part for part in summing.summary(an_evening(step, before), PLACES)}

    assert parts[evening.FAILED_TITLE].lines == ("Chữ ký số: 1 người",)


def test_the_summary_says_who_waits_and_what_is_not_sent():
    person, home = a_member(name="Lê Thị Mai"), a_household()
    answer = an_answer(person, "esign", "no", waiting=NOW_MS)
    waiting = (Waiting(answer, person, home, "viettel"),)

    text = summing.text(summing.summary(an_evening(waiting=waiting, unsent=7), PLACES))

    assert "- Lê Thị Mai: Chữ ký số" in text
    assert "Còn 7 bản ghi chưa gửi" in text


def test_an_empty_evening_says_so_and_has_no_empty_headings():
    parts = summing.summary(an_evening(), PLACES)

    assert [part.title for part in parts] == [
        "Phiên: Tổ 1",
        evening.DONE_TITLE,
        evening.UNSENT_TITLE,
    ]
    assert evening.DONE_NOTHING in parts[1].lines
