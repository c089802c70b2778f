"""QR cards: one per household that stands, in the village's order, with nothing secret on it."""

from __future__ import annotations

import re

from sync_server.database import Database
from tests.support.desk import Office
from tests.support.people import VILLAGE, a_household, numbered
from tests.sync_server.qr_reader import read_svg
from tests.sync_server.test_log import phone_of, push

PAGE = "/communes/15178/cards"


def test_a_card_holds_the_address_of_its_household_and_no_more(sqlite: Database) -> None:
    office = Office(sqlite).signed_in()
    house = a_household(head="Nguyễn Thị Hợp", code="12")
    push(sqlite, phone_of(sqlite), numbered([house]))

    page = office.page(f"{PAGE}?village={VILLAGE}")

    assert read_svg(page).endswith(f"/app/#/household/{house.id}")
    assert "Nguyễn Thị Hợp" in page
    assert "Hộ số 12" in page
    office.browser.close()


def test_cards_stand_in_the_villages_order_and_leave_out_who_is_gone(sqlite: Database) -> None:
    office = Office(sqlite).signed_in()
    homes = [a_household(head=head, code=code) for head, code in
             (("Mười", "10"), ("Hai", "2"), ("An", ""), ("Ba", "3"), ("Tư", "4"))]  # fmt: skip
    gone = homes[3].model_copy(update={"deleted": True})
    double = homes[4].model_copy(update={"same_as": homes[0].id})
    push(sqlite, phone_of(sqlite), numbered([*homes, gone, double]))

    page = office.page(f"{PAGE}?village={VILLAGE}")

    assert re.findall(r"<strong>([^<]+)</strong>", page) == ["Hai", "Mười", "An"]
    office.browser.close()


def test_a_village_without_households_says_what_to_do(sqlite: Database) -> None:
    office = Office(sqlite).signed_in()

    assert "Hãy chọn thôn" in office.page(PAGE)
    assert "chưa có hộ nào" in office.page(f"{PAGE}?village={VILLAGE}")
    assert "Hãy chọn thôn" in office.page(f"{PAGE}?village=nowhere")
    office.browser.close()
