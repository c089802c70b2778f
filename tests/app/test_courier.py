"""The courier: what it sends, whom it believes, and what it makes of a bad line."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import httpx
import pytest

from app.store.store import Store
from app.sync.conversation import Outcome
from app.sync.courier import PAGE_BYTES, Courier, run
from shared.problems import Code, Problem
from shared.protocol import EnrolmentRequest, read
from tests.app.collectors import CODE, Collector, reply
from tests.app.phones import a_page, a_receipt, draft
from tests.support.people import NOW_MS, OTHER_PHONE, a_household, a_member

pytestmark = pytest.mark.anyio
ADDRESS = "http://collector.test"


def now_ms() -> int:
    return NOW_MS


def answering(handler: Callable[[httpx.Request], httpx.Response]) -> Courier:
    return Courier(ADDRESS, "token", httpx.MockTransport(handler))


async def in_parts(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 2**16):
        yield body[start : start + 2**16]


async def refusal_of(handler: Callable[[httpx.Request], httpx.Response]) -> Problem:
    async with answering(handler) as courier:
        with pytest.raises(Problem) as refusal:
            await courier.pull(0)
    return refusal.value


async def test_what_is_saved_here_is_there_and_what_is_there_comes_here(store: Store) -> None:
    collector = Collector([house := a_household("Vi Thị Mơ", device=OTHER_PHONE)])
    (ours,) = await store.append([draft(a_household("Lò Văn An"))], NOW_MS)

    async with collector.courier() as courier:
        outcome = await run(store, courier, now_ms)

    assert outcome == Outcome(pushed=1, pulled=1)
    assert collector.log == [house, ours]
    assert (await store.outbox()).unsent == 0
    assert (await store.households(None)).total == 2


async def test_syncing_again_sends_nothing_again(store: Store) -> None:
    collector = Collector()
    await store.append([draft(a_household())], NOW_MS)
    async with collector.courier() as courier:
        await run(store, courier, now_ms)
        collector.requests.clear()

        outcome = await run(store, courier, now_ms)

    assert outcome == Outcome()
    assert [request.method for request in collector.requests] == ["GET"]


async def test_a_lost_reply_costs_nothing(store: Store) -> None:
    collector = Collector()
    await store.append([draft(a_household())], NOW_MS)

    def loses(request: httpx.Request) -> httpx.Response:
        collector(request)
        raise httpx.ReadTimeout("the bus went behind the hill")

    async with Courier(ADDRESS, "t", httpx.MockTransport(loses)) as courier:
        with pytest.raises(Problem):
            await run(store, courier, now_ms)
    unsent = (await store.outbox()).unsent
    async with Courier(ADDRESS, "t", httpx.MockTransport(collector)) as courier:
        await run(store, courier, now_ms)

    assert unsent == 1
    assert len(collector.log) == 1
    assert (await store.outbox()).unsent == 0


async def test_edits_during_a_sync_are_not_taken_for_sent(store: Store) -> None:
    house = a_household()
    collector = Collector()
    await store.append([draft(house)], NOW_MS)
    late = [draft(a_member(house))]

    def saves_meanwhile() -> None:
        while late:
            coroutine = store.append([late.pop()], NOW_MS)
            with pytest.raises(StopIteration):
                coroutine.send(None)

    collector.meanwhile = saves_meanwhile
    unsent: list[int] = []

    def notes(request: httpx.Request) -> httpx.Response:
        response = collector(request)
        if request.method == "POST":
            unsent.append(len(fields_of_body(request)))
        return response

    async with Courier(ADDRESS, "t", httpx.MockTransport(notes)) as courier:
        await run(store, courier, now_ms)

    assert unsent == [1, 1]
    assert [record.kind for record in collector.log] == ["household", "member"]


def fields_of_body(request: httpx.Request) -> list[int]:
    return [
        number
        for columns in read(request.content)["records"].values()
        for number in columns["number"]
    ]


async def test_a_batch_travels_gzipped_in_the_name_of_the_device(store: Store) -> None:
    collector = Collector()
    await store.append([draft(a_household())], NOW_MS)

    async with collector.courier() as courier:
        await run(store, courier, now_ms)

    push = collector.requests[0]
    assert push.headers["authorization"] == "Bearer " + "t" * 43
    assert push.headers["content-encoding"] == "gzip"
    assert gzip.decompress(push.content)


async def test_a_packed_page_is_unpacked_within_bounds() -> None:
    text = a_page([house := a_household()]).model_dump_json().encode()
    headers = {"content-encoding": "gzip", "content-type": "application/json"}

    async with answering(
        lambda _: httpx.Response(200, headers=headers, content=in_parts(gzip.compress(text)))
    ) as courier:
        page = await courier.pull(0)

    bomb = gzip.compress(b" " * (PAGE_BYTES + 1))
    problem = await refusal_of(
        lambda _: httpx.Response(200, headers=headers, content=in_parts(bomb))
    )

    assert page.records["household"]["head"] == [house.head]
    assert problem.kind is Code.TOO_LARGE


async def test_a_reply_without_end_is_not_read_to_its_end() -> None:
    headers = {"content-type": "application/json"}

    problem = await refusal_of(
        lambda _: httpx.Response(200, headers=headers, content=in_parts(b" " * (PAGE_BYTES + 1)))
    )

    assert problem.kind is Code.TOO_LARGE


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, html="<h1>Wi-Fi quán cà phê</h1>"),
        httpx.Response(302, headers={"location": "http://login.test/"}),
        httpx.Response(200, text="{}"),
        httpx.Response(404, json={"detail": "Not Found"}),
        httpx.Response(403, json=["no"]),
        httpx.Response(511, html="<h1>Đăng nhập</h1>"),
    ],
    ids=["login page", "redirect", "text", "another service", "list", "511"],
)
async def test_who_is_not_the_collector_is_not_believed(response: httpx.Response) -> None:
    problem = await refusal_of(lambda _: response)

    assert problem.kind is Code.NOT_THE_COLLECTOR


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_bad_line_is_no_network(error: type[httpx.TransportError]) -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise error("no signal", request=request)

    problem = await refusal_of(fails)

    assert problem.kind is Code.NO_NETWORK


@pytest.mark.parametrize(
    "address", ["192.168.1.10:8000", "ftp://collector.test", "http://collector:port", ""]
)
async def test_an_address_that_is_none_is_told(address: str) -> None:
    async with Courier(address) as courier:
        with pytest.raises(Problem) as refusal:
            await courier.pull(0)

    assert refusal.value.kind is Code.BAD_ADDRESS


async def test_the_collectors_refusal_is_told_in_its_own_words() -> None:
    refusal = {"code": "BK305", "sentence": "Đợi 5 phút.", "details": {"minutes": "5"}}

    problem = await refusal_of(
        lambda _: httpx.Response(429, json=refusal, headers={"retry-after": "300"})
    )

    assert problem.kind is Code.TOO_MANY_TRIES
    assert problem.sentence == "Đợi 5 phút."
    assert problem.details == {"minutes": "5", "retry_after": 300}


async def test_a_number_longer_than_any_time_is_still_only_a_wait() -> None:
    problem = await refusal_of(
        lambda _: httpx.Response(503, text="busy", headers={"retry-after": "9" * 5000})
    )

    assert problem.kind is Code.BUSY
    assert problem.details == {"retry_after": 999_999_999}


async def test_a_refusal_of_a_newer_collector_keeps_its_sentence() -> None:
    refusal = {"code": "BK999", "sentence": "Máy chủ đang chuyển nhà.", "details": None}

    problem = await refusal_of(lambda _: httpx.Response(422, json=refusal))

    assert (problem.kind, problem.sentence) == (Code.INTERNAL, "Máy chủ đang chuyển nhà.")


async def test_a_newer_collector_says_that_the_app_is_to_be_renewed() -> None:
    problem = await refusal_of(lambda _: httpx.Response(200, json={"v": 2, "through": 3}))

    assert problem.kind is Code.NEWER_COLLECTOR
    assert "mở lại khi có mạng để cập nhật" in problem.sentence


async def test_an_older_collector_says_that_it_is_the_one_to_be_renewed() -> None:
    newer = Problem(Code.NEWER_PROTOCOL)
    told = {"code": newer.code, "sentence": newer.sentence, "details": {}}

    problem = await refusal_of(lambda _: httpx.Response(400, json=told))

    assert problem.kind is Code.NEWER_PROTOCOL
    assert "cập nhật máy chủ" in problem.sentence


async def test_a_collector_that_is_overrun_is_busy() -> None:
    problem = await refusal_of(lambda _: httpx.Response(502, html="<h1>Bad Gateway</h1>"))

    assert problem.kind is Code.BUSY


async def test_a_reply_of_another_shape_is_a_bad_message() -> None:
    problem = await refusal_of(lambda _: reply(a_receipt(through=3)))

    assert problem.kind is Code.BAD_MESSAGE


async def test_enrolling_tells_commune_name_and_villages() -> None:
    request = EnrolmentRequest(code=CODE, device=UUID(int=5), token="s" * 43)

    async with Collector().courier() as courier:
        told = await courier.enrol(request)

    assert (told.commune, told.name) == ("cam-tan", "Trương Thị Mai")
    assert [place.id for place in told.villages] == ["cam-tan-01", "cam-tan-02"]
