"""A phone without a network: its evening goes to the desk as a file, and the receipt comes back."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hand_over import HandOver, Packed
from app.inputs import NewHousehold
from app.second_copy import SecondCopy
from app.store.copy_files import CopyFiles
from app.sync.cipher import LIBRARY
from shared import codes
from shared.places import CAM_TAN
from shared.problems import Code, Problem
from tests.support.collector import ADDRESS, VILLAGE, Collector, Phone
from tests.support.desk import HANH, Browser, a_session
from tests.support.people import VISIT_DAY
from tests.sync_server.qr_reader import read_svg

HERE = f"/communes/{CAM_TAN.code}/bundles"


@pytest.fixture
def desk(collector: Collector) -> Iterator[Browser]:
    """A browser in which an officer is signed in."""
    desk = Browser(collector.transport)
    desk.go_to(ADDRESS)
    desk.cookies.set("bakhong", a_session(collector.database, HANH, collector.now_ms))
    yield desk
    desk.close()


def visit(phone: Phone, *heads: str) -> None:
    for head in heads:
        new = NewHousehold(VILLAGE.id, VISIT_DAY, head=head)
        phone.do(lambda actions, new=new: actions.register_household(new))


@pytest.fixture
def verbs(phone: Phone, collector: Collector, tmp_path: Path) -> HandOver:
    copy = SecondCopy(CopyFiles(tmp_path / "second"), LIBRARY)
    return HandOver(phone.store, copy, lambda: collector.now_ms)


def packed(verbs: HandOver) -> Packed:
    made = asyncio.run(verbs.pack())
    asyncio.run(verbs.has_left(made))
    return made


def upload(desk: Browser, made: Packed) -> str:
    answer = desk.post(HERE, files={"file": (made.name, made.file)})
    assert answer.status_code == 200, answer.text
    return answer.text


def figure(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>([^<]*)</dd>", page)
    assert found, page
    return html.unescape(found[1])


def test_an_evening_by_file_reaches_the_desk_and_only_its_receipt_empties_the_outbox(
    phone: Phone, verbs: HandOver, desk: Browser, collector: Collector
):
    visit(phone, "Nguyễn Văn Ất", "Trần Thị Bính")
    made = packed(verbs)
    after_export = asyncio.run(verbs.waiting())

    page = upload(desk, made)
    collector.now_ms += 60_000
    receipt = desk.get(re.findall(rf'{HERE}/receipts/[^"]+', page)[0])
    told = asyncio.run(verbs.take_receipt(receipt.content))

    assert (after_export.count, after_export.handed.last) == (made.count, made.last)  # type: ignore[union-attr]
    assert figure(page, "Bản ghi mới") == str(made.count)
    assert figure(page, "Còn thiếu") == "Không thiếu"
    assert told.through == made.last
    assert asyncio.run(verbs.waiting()).count == 0
    assert asyncio.run(phone.store.outbox()).unsent == 0


def test_the_receipt_comes_back_by_a_code_that_the_phones_camera_reads(
    phone: Phone, verbs: HandOver, desk: Browser
):
    visit(phone, "Nguyễn Văn Ất")
    page = upload(desk, packed(verbs))

    link = read_svg(page)
    asyncio.run(verbs.take_link(link.split("receipt=")[1]))

    assert "/app/#/hand-over?receipt=" in link
    assert asyncio.run(verbs.waiting()).count == 0


def test_by_file_and_by_network_and_by_file_again_counts_once(
    phone: Phone, verbs: HandOver, desk: Browser
):
    visit(phone, "Nguyễn Văn Ất", "Trần Thị Bính")
    made = packed(verbs)

    phone.do(lambda actions: actions.sync_now())
    page = upload(desk, made)
    visit(phone, "Lê Văn Giáp")
    second = upload(desk, packed(verbs))
    phone.do(lambda actions: actions.sync_now())

    assert (figure(page, "Bản ghi mới"), figure(page, "Đã có từ trước")) == ("0", str(made.count))
    assert figure(second, "Bản ghi mới") == "1"
    assert asyncio.run(phone.store.outbox()).unsent == 0


def test_a_small_evening_crosses_as_codes(phone: Phone, verbs: HandOver, desk: Browser):
    visit(phone, "Nguyễn Văn Ất", "Trần Thị Bính")
    made = packed(verbs)
    texts = codes.cut(made.file, 60)

    some = desk.post(f"{HERE}/codes", data={"codes": "\n".join(texts[1:])})
    whole = desk.post(f"{HERE}/codes", data={"codes": "\n".join(reversed(texts))})

    assert some.status_code == 422
    told = f"Mới đọc được {len(texts) - 1}/{len(texts)} mã QR, còn thiếu mã 1."
    assert told in some.text
    assert figure(whole.text, "Bản ghi mới") == str(made.count)


def test_a_receipt_older_than_the_last_sync_is_not_believed(
    phone: Phone, verbs: HandOver, desk: Browser, collector: Collector
):
    visit(phone, "Nguyễn Văn Ất")
    page = upload(desk, packed(verbs))
    receipt = desk.get(re.findall(rf'{HERE}/receipts/[^"]+', page)[0])

    asyncio.run(phone.store.has_synced(collector.now_ms + 1))
    with pytest.raises(Problem) as refused:
        asyncio.run(verbs.take_receipt(receipt.content))

    assert refused.value.kind is Code.OLD_RECEIPT


@pytest.mark.parametrize("text", ["", "AAAA", "không phải", "QUJD*"])
def test_a_link_that_brings_no_receipt_is_refused(text: str, verbs: HandOver):
    with pytest.raises(Problem):
        asyncio.run(verbs.take_link(text))


def test_nothing_unsent_is_nothing_to_hand_over(verbs: HandOver):
    with pytest.raises(Problem) as refused:
        asyncio.run(verbs.pack())

    assert refused.value.kind is Code.NOTHING_TO_HAND_OVER


def test_the_desk_keeps_what_it_cannot_take_in_and_lets_it_go_when_told(
    phone: Phone, verbs: HandOver, desk: Browser
):
    visit(phone, "Nguyễn Văn Ất")
    made = packed(verbs)
    spoilt = made.file[:-1]

    answer = desk.post(HERE, files={"file": ("hỏng.bakhong", spoilt)})
    again = re.findall(rf'action="({HERE}/[0-9a-f]+/again)"', answer.text)[0]
    retried = desk.post(again, data={"x": ""})
    drop = re.findall(rf'action="({HERE}/[0-9a-f]+/drop)"', retried.text)[0]
    dropped = desk.post(drop, data={"x": ""})

    assert (answer.status_code, retried.status_code, dropped.status_code) == (422, 422, 303)
    assert "BK601" in answer.text
    assert "hỏng.bakhong" not in desk.get(HERE).text


def test_a_form_without_a_file_says_what_to_do(desk: Browser):
    answer = desk.post(HERE, files={"file": ("", b"")})

    assert answer.status_code == 422
    assert "BK612" in answer.text
