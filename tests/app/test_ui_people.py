"""Households and people on the screen: hints, consent, merging, leaving, and text of any kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable

import flet as ft
import pytest

from app.actions import Actions, Naming, NewHousehold, Person
from app.store.store import Store
from app.store.values import HouseholdLine, Namesake
from app.ui import glance, presenting, words
from app.ui.components.choosing import record_field
from app.ui.components.consent import ConsentSheet, consent_line
from app.ui.components.leaving import Leaving
from app.ui.components.likely import LikelyCard, Likeness
from app.ui.components.merged import Merge, MergeCard, Side, merged_away
from app.ui.components.naming import head_field, other_fields
from app.ui.components.person_menu import PersonMenu
from app.ui.namesakes import Typed, likeness
from app.ui.screens.person_form import Draft, person_fields
from app.ui.screens.roster import households
from app.ui.words import homes
from shared.fields import NAME_LIMIT
from shared.problems import Code
from tests.app.phones import no_courier
from tests.app.test_actions import refusal
from tests.support.people import (
    NOW_MS,
    QUARTER,
    VILLAGE,
    VISIT_DAY,
    a_household,
    a_member,
    an_id,
)
from tests.support.tree import draw, named, names, press, texts

pytestmark = pytest.mark.anyio


class Said:
    """Remembers what a component told its callbacks."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def about(self, what: object) -> Callable[[], Awaitable[None]]:
        async def tell() -> None:
            self.told.append(what)

        return tell

    async def hear(self, what: object = None) -> None:
        self.told.append(what)


def test_while_the_first_sync_runs_the_roster_says_that_it_is_coming():
    drawn = draw(lambda: households([], 0, "", True))

    assert homes.RECEIVING in texts(drawn)
    assert "Chưa có hộ nào" not in texts(drawn)
    assert "Chưa có hộ nào" in texts(draw(lambda: households([], 0, "")))


def test_a_line_says_which_steps_are_lacking_and_by_how_many():
    people = (
        "esign=no|member:1990|vneid=none",
        "esign=no|member:1991|own_sim=no",
        "esign=yes|member:adult|vneid=2",
    )

    assert glance.lacking(people, 2025) == "chưa có: Chữ ký số 2, Định danh VNeID 1"
    assert glance.lacking(("member:1990",), 2025) == ""


def test_the_village_is_named_where_several_are_listed():
    line = HouseholdLine(a_household(code="7"), "household:", ("member:1990",))

    shown = presenting.household_line(line, QUARTER, "Thôn Do Trung")

    assert shown.detail == f"Hộ số 7 · Thôn Do Trung · {words.people(1)}"


async def test_a_likely_duplicate_can_be_opened_or_dismissed():
    said = Said()
    likely = Likeness("7", "Hộ Đặng Thị Hợp, Hộ số 12")

    drawn = draw(lambda: LikelyCard(likely, said.told.append, lambda id: said.told.append(-1)))
    await press(drawn, homes.OPEN_THIS)
    await press(drawn, "Không phải: Hộ Đặng Thị Hợp, Hộ số 12")

    assert said.told == ["7", -1]


def test_a_namesake_is_told_by_household_and_age():
    home = a_household("Đặng Thị Hợp", code="12")
    person = a_member(home, name="Lò Văn An", birth_year=1980)

    assert likeness(Namesake(home, None)).said == "Hộ Đặng Thị Hợp, Hộ số 12"
    assert likeness(Namesake(home, person)).said.startswith("Lò Văn An, Sinh năm 1980 – Hộ Đặng")


def test_nobody_is_a_duplicate_of_themselves_nor_a_head_of_their_own_household():
    home = a_household("Đặng Thị Hợp")
    head = a_member(home, name="Đặng Thị Hợp")

    adding = Typed(VILLAGE, "Đặng Thị Hợp", home=home.id)
    correcting = Typed(VILLAGE, "Đặng Thị Hợp", home=home.id, person=head.id)

    assert not adding.means(Namesake(home, None))
    assert adding.means(Namesake(home, head))
    assert not correcting.means(Namesake(home, head))
    assert correcting.means(Namesake(a_household("Đặng Thị Hợp"), None))


async def test_consent_is_never_chosen_beforehand_and_names_controller_and_rights():
    said = Said()

    drawn = draw(lambda: ConsentSheet("Xã Cẩm Tân", "member", None, said.hear, lambda: None))
    await press(drawn, homes.CONSENT_NO_BUTTON)

    text = " ".join(texts(drawn))
    assert all(named(drawn, name).checked is None for name in names(drawn))
    assert "Ủy ban nhân dân xã Cẩm Tân" in text
    assert all(right in text for right in ("xem", "sửa", "xóa", "rút lại"))
    assert said.told == ["no"]


async def test_consent_that_was_given_can_be_withdrawn():
    said = Said()

    drawn = draw(lambda: ConsentSheet("Xã Cẩm Tân", "member", "yes", said.hear, lambda: None))
    await press(drawn, homes.CONSENT_WITHDRAW)
    await press(drawn, homes.CONSENT_CLEAR)

    assert homes.CONSENT_YES_BUTTON not in names(drawn)
    assert homes.CONSENT_INSIDE_BUTTON in names(drawn)
    assert said.told == ["no", None]


async def test_a_person_may_agree_to_all_but_being_sent_to_others_and_is_told_of_it():
    said = Said()

    own = draw(lambda: ConsentSheet("Xã Cẩm Tân", "member", None, said.hear, lambda: None))
    house = draw(lambda: ConsentSheet("Xã Cẩm Tân", "household", None, said.hear, lambda: None))
    await press(own, homes.CONSENT_INSIDE_BUTTON)
    inside = draw(lambda: ConsentSheet("Xã Cẩm Tân", "member", "inside", said.hear, lambda: None))

    assert "đơn vị cấp chữ ký số" in " ".join(texts(own))
    assert "đơn vị cấp chữ ký số" not in " ".join(texts(house))
    assert homes.CONSENT_INSIDE_BUTTON not in names(house)
    assert said.told == ["inside"]
    assert homes.CONSENT_WITHDRAW in names(inside)
    assert homes.CONSENT_YES_BUTTON in names(inside)
    assert homes.CONSENT_INSIDE_BUTTON not in names(inside)


def test_a_line_says_whose_consent_it_is_and_how_it_stands():
    own, house = (homes.consent_line("chưa hỏi", about) for about in ("member", "household"))

    drawn = draw(lambda: consent_line(own, None, lambda: None))

    assert names(drawn) == ["Đồng ý cung cấp thông tin: chưa hỏi"]
    assert house == "Ý kiến chủ hộ về cung cấp thông tin: chưa hỏi"


async def test_whereabouts_are_saved_at_one_press():
    said = Said()
    status = {key: said.about(key) for key in ("resident", "away", "moved", "died")}

    drawn = draw(
        lambda: PersonMenu("Lò Văn An", "resident", status, {"Sửa": said.about(1)}, lambda: None)
    )
    await press(drawn, "Tình trạng: Đã chuyển đi")
    await press(drawn, "Sửa")

    assert named(drawn, "Tình trạng: Đang ở").checked
    assert said.told == ["moved", 1]


async def test_merging_is_asked_first_and_a_merged_household_leads_to_the_other():
    said = Said()

    sides = [Side(name, "4 người", "Người ghi: Máy này") for name in ("Hộ số 9", "Hộ số 4")]
    card = draw(
        lambda: MergeCard(Merge(*sides, "2 người"), said.about("merge"), said.about("other"))
    )
    await press(card, homes.MERGE_NOW)
    away = draw(lambda: merged_away(said.about("open"), said.about("part")))
    await press(away, homes.OPEN_SURVIVOR)
    await press(away, homes.SEPARATE)

    assert homes.MERGE_KEEPS in texts(card)
    shown = texts(card)
    assert shown[shown.index(homes.MERGE_STAYS) + 1] == "Hộ số 4"
    assert shown[shown.index(homes.MERGE_GOES) + 1] == "Hộ số 9"
    assert said.told == ["merge", "open", "part"]


async def test_leaving_the_device_is_off_with_the_reason_while_something_is_unsent():
    said = Said()

    drawn = draw(lambda: Leaving(3, said.hear))

    face = named(drawn, homes.LEAVE).content
    assert isinstance(face, ft.Container)
    assert face.on_click is None
    assert homes.leave_refused(3) in texts(drawn)


async def test_leaving_the_device_is_asked_twice():
    said = Said()

    first = draw(lambda: Leaving(0, said.hear))
    once = draw(lambda: Leaving(0, said.hear, 1))
    twice = draw(lambda: Leaving(0, said.hear, 2))
    await press(first, homes.LEAVE)
    await press(once, homes.LEAVE_GO_ON)
    assert said.told == []
    await press(twice, homes.LEAVE_NOW)

    assert homes.LEAVE_SURE in texts(once)
    assert said.told == [None]


@pytest.mark.parametrize(
    "number", ["001234567890", "Lò Văn An 001 234 567 890", "cc:001.234.567.890"]
)
def test_a_pasted_identity_number_is_refused_beside_the_field_and_stays_in_it(number: str):
    fields = [
        head_field(Naming(head=number), lambda _: None),
        *other_fields(Naming(code=number, note=number), lambda _: None),
        person_fields(Draft(Person(name=number)), lambda _: None)[0],
    ]

    for field in fields:
        assert isinstance(field, ft.TextField)
        assert field.value == number
        assert field.error == Code.ID_NUMBER_IN_TEXT.sentence


def test_ten_thousand_characters_are_refused_beside_the_field():
    field = record_field("Họ và tên", "ă" * 10_000, lambda _: None, NAME_LIMIT)

    assert field.error == "Nội dung “Họ và tên” dài quá 120 ký tự. Hãy rút gọn."


ANY_TEXT = [
    "Nguye\u0302\u0303n Thi\u0323 Ho\u031b\u0323p",
    'O\'Brien “Bảy” "Tám"; DROP TABLE household;--',
    "\u202eLò Văn An\u202c",
    "Má Sáu 👵🏽🏡",
    '=HYPERLINK("http://x","y")',
    "+84 912 345 678",
    "@SUM(A1:A9)",
]


@pytest.mark.parametrize("typed", ANY_TEXT)
async def test_text_of_any_kind_is_kept_in_one_unicode_form(store: Store, typed: str):
    actions = Actions(store, lambda: NOW_MS, an_id, no_courier)

    house = await actions.register_household(
        NewHousehold(VILLAGE, VISIT_DAY, head=typed, note=typed)
    )
    member = await actions.add_member(house, Person(typed), VISIT_DAY)

    kept = unicodedata.normalize("NFC", typed)
    view = await store.household(house.id)
    assert view
    assert (view.household.head, view.household.note, member.name) == (kept, kept, kept)
    assert (await store.households(None, typed)).total == 1
    assert len(await store.namesakes(VILLAGE, typed)) == 1


@pytest.mark.parametrize("typed", ["x" * 10_000, "Lò\u0000Văn", "Lò \ud800", "An 001234567890"])
async def test_text_that_no_record_takes_is_refused_and_leaves_nothing(store: Store, typed: str):
    actions = Actions(store, lambda: NOW_MS, an_id, no_courier)
    house = await actions.register_household(NewHousehold(VILLAGE, VISIT_DAY, head="Lò Văn An"))
    before = (await store.outbox()).total

    codes = {
        await refusal(actions.add_member(house, Person(typed), VISIT_DAY)),
        await refusal(actions.correct_household(house, Naming(typed), VISIT_DAY)),
    }

    assert len(codes) == 1
    assert (await store.outbox()).total == before


async def test_phones_of_a_new_household_are_answers_about_its_eldest(store: Store):
    actions = Actions(store, lambda: NOW_MS, an_id, no_courier)
    new = NewHousehold(VILLAGE, VISIT_DAY, head="Lò Văn An", people=5, adults=4, phones=3)

    house = await actions.register_household(new)

    view = await store.household(house.id)
    assert view
    said = {subject: answer.value for (subject, _, _), answer in view.answers.items()}
    assert said == {member.id: "yes" for member in view.members[:3]}


@pytest.mark.parametrize(
    ("head", "adults", "named"),
    [("Lò Văn An", 2, ["Lò Văn An", "", ""]), ("", 2, [""] * 3), ("Lò Văn An", 0, [""] * 3)],
)
async def test_the_first_person_of_a_new_household_is_its_head_if_grown_up(
    store: Store, head: str, adults: int, named: list[str]
):
    actions = Actions(store, lambda: NOW_MS, an_id, no_courier)
    new = NewHousehold(VILLAGE, VISIT_DAY, head=head, code="7", people=3, adults=adults)

    house = await actions.register_household(new)

    view = await store.household(house.id)
    assert view
    assert [each.name for each in view.members] == named


async def test_more_phones_than_people_leave_nothing(store: Store):
    actions = Actions(store, lambda: NOW_MS, an_id, no_courier)
    new = NewHousehold(VILLAGE, VISIT_DAY, head="Lò Văn An", people=2, adults=2, phones=3)

    assert await refusal(actions.register_household(new)) is Code.TOO_MANY_PHONES
    assert (await store.outbox()).total == 0
