"""A phone without a network: its evening goes to the desk as a file, and the receipt comes back."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from app.hand_over import HandOver, Packed
from app.inputs import NewHousehold
from app.second_copy import SecondCopy
from app.store.copy_files import CopyFiles
from app.sync.cipher import LIBRARY
from shared import codes
from shared.places import CAM_TAN
from shared.problems import Code, Problem
from sync_server import officers
from sync_server.officers import Officer
from tests.support.collector import ADDRESS, Collector, Phone
from tests.support.people import NOW_MS, VISIT_DAY
from tests.sync_server.conftest import VILLAGES
from tests.sync_server.qr_reader import read_svg

HERE = f"/communes/{CAM_TAN.code}/bundles"
PLACES = tuple(VILLAGES)


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[Collector]:
    collector = Collector(tmp_path, PLACES)
    yield collector
    collector.close()


@pytest.fixture
def phone(collector: Collector, tmp_path: Path) -> Iterator[Phone]:
    ids = (UUID(int=number) for number in count(1))
    phone = Phone(collector, tmp_path / "phone.sqlite3", ids)
    code = collector.invite(PLACES[0].id)
    phone.do(lambda actions: actions.enrol(ADDRESS, code))
    yield phone
    phone.close()


def visit(phone: Phone, *heads: str) -> None:
    for head in heads:
        new = NewHousehold(PLACES[0].id, VISIT_DAY, head=head)
        phone.do(lambda actions, new=new: actions.register_household(new))


def by_hand(phone: Phone, collector: Collector, folder: Path) -> HandOver:
    copy = SecondCopy(CopyFiles(folder / "second"), LIBRARY)
    return HandOver(phone.store, copy, lambda: collector.now_ms)


def packed(verbs: HandOver) -> Packed:
    made = asyncio.run(verbs.pack())
    asyncio.run(verbs.has_left(made))
    return made


def at_the_desk(collector: Collector, path: str, **request: object) -> httpx.Response:
    """Send a form as a signed-in officer does, or open a page."""
    officer = Officer(CAM_TAN.id, "canbo", "Phạm Thị Hạnh")
    with collector.database.writing() as cursor:
        officers.invite(cursor, CAM_TAN.id, officer.username, officer.name, NOW_MS)
        token = officers.open_session(cursor, officer, collector.now_ms)

    async def ask() -> httpx.Response:
        transport = collector.transport
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as browser:
            browser.cookies.set("bakhong", token)
            if request:
                return await browser.post(path, **request)  # type: ignore[arg-type]
            return await browser.get(path)

    return asyncio.run(ask())


def upload(collector: Collector, made: Packed) -> str:
    answer = at_the_desk(collector, HERE, files={"file": (made.name, made.file)})
    assert answer.status_code == 200, answer.text
    return answer.text


def figure(page: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>([^<]*)</dd>", page)
    assert found, page
    return html.unescape(found[1])


def test_an_evening_by_file_reaches_the_desk_and_only_its_receipt_empties_the_outbox(
    phone: Phone, collector: Collector, tmp_path: Path
):
    visit(phone, "Nguyễn Văn Ất", "Trần Thị Bính")
    verbs = by_hand(phone, collector, tmp_path)
    made = packed(verbs)
    after_export = asyncio.run(verbs.waiting())

    page = upload(collector, made)
    collector.now_ms += 60_000
    receipt = at_the_desk(collector, re.findall(rf'{HERE}/receipts/[^"]+', page)[0])
    told = asyncio.run(verbs.take_receipt(receipt.content))

    assert (after_export.count, after_export.handed.last) == (made.count, made.last)  # type: ignore[union-attr]
    assert figure(page, "Bản ghi mới") == str(made.count)
    assert figure(page, "Còn thiếu") == "Không thiếu"
    assert told.through == made.last
    assert asyncio.run(verbs.waiting()).count == 0
    assert asyncio.run(phone.store.outbox()).unsent == 0


def test_the_receipt_comes_back_by_a_code_that_the_phones_camera_reads(
    phone: Phone, collector: Collector, tmp_path: Path
):
    visit(phone, "Nguyễn Văn Ất")
    verbs = by_hand(phone, collector, tmp_path)
    page = upload(collector, packed(verbs))

    link = read_svg(page)
    asyncio.run(verbs.take_link(link.split("receipt=")[1]))

    assert "/app/#/hand-over?receipt=" in link
    assert asyncio.run(verbs.waiting()).count == 0


def test_by_file_and_by_network_and_by_file_again_counts_once(
    phone: Phone, collector: Collector, tmp_path: Path
):
    visit(phone, "Nguyễn Văn Ất", "Trần Thị Bính")
    verbs = by_hand(phone, collector, tmp_path)
    made = packed(verbs)

    phone.do(lambda actions: actions.sync_now())
    page = upload(collector, made)
    visit(phone, "Lê Văn Giáp")
    second = upload(collector, packed(verbs))
    phone.do(lambda actions: actions.sync_now())

    assert (figure(page, "Bản ghi mới"), figure(page, "Đã có từ trước")) == ("0", str(made.count))
    assert figure(second, "Bản ghi mới") == "1"
    assert asyncio.run(phone.store.outbox()).unsent == 0


def test_a_small_evening_crosses_as_codes(phone: Phone, collector: Collector, tmp_path: Path):
    visit(phone, "Nguyễn Văn Ất", "Trần Thị Bính")
    verbs = by_hand(phone, collector, tmp_path)
    made = packed(verbs)
    texts = codes.cut(made.file, 60)

    some = at_the_desk(collector, f"{HERE}/codes", data={"codes": "\n".join(texts[1:])})
    whole = at_the_desk(collector, f"{HERE}/codes", data={"codes": "\n".join(reversed(texts))})

    assert some.status_code == 422
    assert f"Mới đọc được {len(texts) - 1}/{len(texts)} mã" in some.text
    assert figure(whole.text, "Bản ghi mới") == str(made.count)


def test_a_receipt_older_than_the_last_sync_is_not_believed(
    phone: Phone, collector: Collector, tmp_path: Path
):
    visit(phone, "Nguyễn Văn Ất")
    verbs = by_hand(phone, collector, tmp_path)
    page = upload(collector, packed(verbs))
    receipt = at_the_desk(collector, re.findall(rf'{HERE}/receipts/[^"]+', page)[0])

    asyncio.run(phone.store.has_synced(collector.now_ms + 1))
    with pytest.raises(Problem) as refused:
        asyncio.run(verbs.take_receipt(receipt.content))

    assert refused.value.kind is Code.OLD_RECEIPT


@pytest.mark.parametrize("text", ["", "AAAA", "không phải", "QUJD*"])
def test_a_link_that_brings_no_receipt_is_refused(
    text: str, phone: Phone, collector: Collector, tmp_path: Path
):
    verbs = by_hand(phone, collector, tmp_path)

    with pytest.raises(Problem):
        asyncio.run(verbs.take_link(text))


def test_nothing_unsent_is_nothing_to_hand_over(phone: Phone, collector: Collector, tmp_path: Path):
    with pytest.raises(Problem) as refused:
        asyncio.run(by_hand(phone, collector, tmp_path).pack())

    assert refused.value.kind is Code.NOTHING_TO_HAND_OVER


def test_the_desk_keeps_what_it_cannot_take_in_and_lets_it_go_when_told(
    collector: Collector, phone: Phone, tmp_path: Path
):
    visit(phone, "Nguyễn Văn Ất")
    made = packed(by_hand(phone, collector, tmp_path))
    spoilt = made.file[:-1]

    answer = at_the_desk(collector, HERE, files={"file": ("hỏng.bakhong", spoilt)})
    again = re.findall(rf'action="({HERE}/[0-9a-f]+/again)"', answer.text)[0]
    retried = at_the_desk(collector, again, data={"x": ""})
    drop = re.findall(rf'action="({HERE}/[0-9a-f]+/drop)"', retried.text)[0]
    dropped = at_the_desk(collector, drop, data={"x": ""})

    assert (answer.status_code, retried.status_code, dropped.status_code) == (422, 422, 303)
    assert "BK601" in answer.text
    assert "hỏng.bakhong" not in at_the_desk(collector, HERE).text


def test_a_form_without_a_file_says_what_to_do(collector: Collector):
    answer = at_the_desk(collector, HERE, files={"file": ("", b"")})

    assert answer.status_code == 422
    assert "BK612" in answer.text
