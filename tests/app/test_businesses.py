"""Shops and businesses on the phone: found, written down, asked, counted."""

from __future__ import annotations

import pytest

from app import businesses
from app.actions import Actions, Tick
from app.businesses import Trade
from app.ui import route, settling, trading
from app.ui.components.shop import ShopRow
from app.ui.trading import ShopLine
from app.ui.words import shops
from shared.problems import Code
from shared.protocol import Refusal
from shared.records import Business
from shared.tally import tabulate
from tests.app.phones import a_receipt
from tests.app.test_actions import refusal
from tests.support.people import NOW_MS, OTHER_VILLAGE, QUARTER, VILLAGE, VISIT_DAY
from tests.support.tree import draw, press

pytestmark = pytest.mark.anyio


async def a_shop(
    actions: Actions, name: str = "Quán phở chị Hoa", village: str = VILLAGE, **known: str
) -> Business:
    trade = Trade(name, **known)  # type: ignore[arg-type]
    return await businesses.add(actions, trade, village, VISIT_DAY)


async def ask(actions: Actions, shop: Business, question: str, **more: object) -> None:
    tick = Tick(shop.village, VISIT_DAY, "business", shop.id, question, "yes", **more)  # type: ignore[arg-type]
    await actions.answer(tick)


async def names(actions: Actions, query: str = "", village: str | None = None) -> list[str]:
    page = await actions.store.businesses(QUARTER).some(village, query)
    return [each.business.name for each in page.items]


async def test_a_shop_is_found_by_letters_without_diacritics_in_its_village(actions: Actions):
    await a_shop(actions)
    await a_shop(actions, "Tạp hóa Bình An", OTHER_VILLAGE)

    assert await names(actions, "pho hoa") == ["Quán phở chị Hoa"]
    assert await names(actions, "BINH") == ["Tạp hóa Bình An"]
    assert await names(actions, village=VILLAGE) == ["Quán phở chị Hoa"]
    assert await names(actions, "xyz") == []


async def test_a_list_shows_no_more_than_asked_for_and_counts_all(actions: Actions):
    for count in range(3):
        await a_shop(actions, f"Quán {count}")

    page = await actions.store.businesses(QUARTER).some(None, limit=2)

    assert ([each.business.name for each in page.items], page.total) == (["Quán 0", "Quán 1"], 3)


@pytest.mark.parametrize(
    ("name", "code"), [("  ", Code.NO_BUSINESS_NAME), ("001090012345", Code.ID_NUMBER_IN_TEXT)]
)
async def test_a_shop_needs_a_name_that_is_none_of_a_card(actions: Actions, name: str, code: Code):
    assert await refusal(a_shop(actions, name)) is code
    assert await names(actions) == []


async def test_its_answers_count_for_training_and_for_platforms(actions: Actions):
    shop = await a_shop(actions, form="household_business")
    await ask(actions, shop, "trained")
    await ask(actions, shop, "qr_payment")

    tally = tabulate(await actions.store.profiles(None, QUARTER), QUARTER)

    assert (tally.cells["CT10"].numerator, tally.cells["CT10"].denominator) == (1, 1)
    assert (tally.cells["CT11"].numerator, tally.cells["CT11"].missing) == (0, 1)
    assert tally.counts["qr_payment"] == 1


async def test_what_was_corrected_or_removed_can_be_put_back(actions: Actions):
    shop = await a_shop(actions)

    changed = await businesses.correct(actions, shop, Trade("Quán cháo", "cooperative"), VISIT_DAY)
    corrected = await names(actions)
    await actions.put_back(changed)
    back = await names(actions)
    removed = await businesses.remove(actions, shop, VISIT_DAY)
    gone = await names(actions)
    await actions.put_back(removed)

    assert (corrected, back, gone) == (["Quán cháo"], [shop.name], [])
    assert await names(actions) == [shop.name]


@pytest.mark.parametrize(("form", "count"), [("shop", 3), ("enterprise", 4)])
async def test_a_business_is_asked_what_counts_for_its_kind(
    actions: Actions, form: str, count: int
):
    shop = await a_shop(actions, form=form)
    await ask(actions, shop, "trained")

    view = await actions.store.businesses(QUARTER).one(shop.id)

    assert view
    line = trading.line(view, QUARTER, "Thôn Phú Lai")
    assert (line.asked, line.of, line.status) == (1, count, shops.BEGUN)
    assert line.detail == f"{shops.FORMS[form]} · Thôn Phú Lai"
    assert [box.key for box in trading.boxes(view, QUARTER)][-1] == "qr_payment"


async def test_an_answer_of_another_quarter_does_not_stand_in_this_one(actions: Actions):
    shop = await a_shop(actions)
    last = Tick(VILLAGE, VISIT_DAY.replace(year=2024), "business", shop.id, "trained", "yes")
    await actions.answer(last)

    view = await actions.store.businesses(QUARTER).one(shop.id)

    assert view
    assert view.answers == {}


async def test_the_note_of_another_reason_is_kept(actions: Actions):
    shop = await a_shop(actions)
    tick = Tick(VILLAGE, VISIT_DAY, "business", shop.id, "qr_payment", "no",
                obstacles=("OTHER",), note="chờ con về làm giúp")  # fmt: skip
    await actions.answer(tick)

    view = await actions.store.businesses(QUARTER).one(shop.id)

    assert view
    assert view.answers["qr_payment"].note == "chờ con về làm giúp"


async def test_an_answer_about_a_shop_that_the_commune_does_not_count_is_marked_in_its_box(
    actions: Actions,
):
    shop = await a_shop(actions)
    await ask(actions, shop, "qr_payment")
    await ask(actions, shop, "trained")
    refused = (Refusal(number=2, code="BK101", sentence="x"),)
    await actions.store.keep(a_receipt(through=3, refused=refused), NOW_MS)

    view = await actions.store.businesses(QUARTER).one(shop.id)

    assert view
    marked = [box.key for box in trading.boxes(view, QUARTER) if box.is_uncounted]
    assert marked == ["qr_payment"]


async def test_a_refused_entry_about_a_shop_leads_to_the_shop(actions: Actions):
    shop = await a_shop(actions)
    await ask(actions, shop, "qr_payment")
    refused = tuple(Refusal(number=n, code="BK101", sentence="x") for n in (1, 2))
    await actions.store.keep(a_receipt(through=2, refused=refused), NOW_MS)

    entries = (await actions.store.outbox()).refused

    assert [settling.mend_path(each) for each in entries] == [route.business(shop.id)] * 2
    said = [settling.refusal(each, await actions.store.about(each.record), {}) for each in entries]
    assert [each.what for each in said][:1] == ["Cơ sở kinh doanh · Quán phở chị Hoa"]
    assert [each.whose for each in said] == ["", "Quán phở chị Hoa"]


async def test_a_line_of_the_list_opens_its_shop():
    opened: list[str] = []
    line = ShopLine("7", "Quán phở chị Hoa", "Cửa hàng, sạp chợ", 0, 3)

    await press(
        draw(lambda: ShopRow(line, opened.append)),
        "Quán phở chị Hoa, Cửa hàng, sạp chợ, Chưa hỏi 0/3",
    )

    assert opened == ["7"]
