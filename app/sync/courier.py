"""The only HTTP on the device: carries a conversation between the store and the collector.

httpx is imported when the first message is sent, not when the app starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from app.sync.carrier import APP
from app.sync.conversation import Keep, Merge, Outcome, Pull, Push, Step, Take, Where, conversation
from shared.problems import Code, Problem
from shared.protocol import (
    BATCH_RECORDS,
    UNPACKED_BYTES,
    Enrolment,
    EnrolmentRequest,
    Page,
    Receipt,
    Sender,
    Shape,
    read,
    read_as,
    write_batch,
)
from shared.records import Record

if TYPE_CHECKING:
    import httpx

    from app.store.store import Store

CONNECT_SECONDS = 10.0
# On 2G behind a hill half a minute without one byte is not yet the end.
SILENCE_SECONDS = 45.0
PAGE_BYTES = 16 * UNPACKED_BYTES
"""A first page holds whole villages; no reply is read further than this, packed or unpacked."""

_BY_CODE = {code.code: code for code in Code}


class Courier:
    """Carries messages to the collector at `address`, in the name of the device of `token`.

    Use it as `async with`; `transport` is the way there when it is not a socket.
    """

    def __init__(
        self, address: str, token: str = "", transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.address = address
        self._token = token
        self._transport = transport
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def enrol(self, request: EnrolmentRequest) -> Enrolment:
        # Only what is said: an older collector need not know all that could be.
        body = request.model_dump_json(exclude_defaults=True).encode()
        return _told(Enrolment, await self._exchange("POST", "/v1/enrolments", body))

    async def push(self, records: Sequence[Record], sender: Sender | None = None) -> Receipt:
        body = write_batch(records, sender)
        return _told(Receipt, await self._exchange("POST", "/v1/push", body))

    async def pull(self, after: int, made: int = 0) -> Page:
        body = await self._exchange("GET", f"/v1/pull?after={after:d}&made={made:d}")
        return _told(Page, body, limit=PAGE_BYTES)

    async def _exchange(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Return the body of the reply to a message, or raise what went wrong as a Problem."""
        import httpx  # noqa: PLC0415 -- see the module's docstring

        headers = {"Accept-Encoding": "gzip"}
        if body is not None:
            headers["Content-Type"] = "application/json"
            if body[:2] == b"\x1f\x8b":
                headers["Content-Encoding"] = "gzip"
        try:
            client = self._open()
            async with client.stream(method, path, content=body, headers=headers) as response:
                reply = await _read(response)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Problem(Code.BAD_ADDRESS) from error
        except (httpx.TransportError, OSError) as error:
            raise Problem(Code.NOT_TRUSTED if _is_tls(error) else Code.NO_NETWORK) from error
        return _checked(response.status_code, response.headers, reply)

    def _open(self) -> httpx.AsyncClient:
        import httpx  # noqa: PLC0415

        if self._client is None:
            self._client = httpx.AsyncClient(
                base_url=self.address,
                headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
                timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
                transport=self._transport,
                follow_redirects=False,
            )
        return self._client


def _is_tls(error: BaseException | None) -> bool:
    """Say whether a connection failed because one side does not trust the other: a certificate of
    somebody else, or of a time that this machine's clock is not in."""
    # By name: a browser's Python has no ssl, and this module must not need it.
    while error is not None and not type(error).__name__.startswith("SSL"):
        error = error.__cause__ or error.__context__
    return error is not None


async def _read(response: httpx.Response) -> bytes:
    """Read a reply as it came, still packed: unpacking is bounded by `shared.protocol`.

    A transport without sockets, such as a browser's, may hand over a reply that is whole already.
    """
    if response.is_stream_consumed:
        return response.content
    reply = bytearray()
    async for part in response.aiter_raw():
        reply += part
        if len(reply) > PAGE_BYTES:
            raise Problem(Code.TOO_LARGE)
    return bytes(reply)


class Refused(Problem):
    """The collector's own refusal: its sentence, which may be newer than ours."""

    def __init__(self, kind: Code, sentence: str, details: Mapping[str, Any]) -> None:
        super().__init__(kind, **details)
        self._sentence = sentence

    @property
    def sentence(self) -> str:
        return self._sentence


def _checked(status: int, headers: Mapping[str, str], reply: bytes) -> bytes:
    """Return `reply` if a collector sent it and agreed; anything else is a Problem.

    A Wi-Fi's login page answers 200 with HTML, or sends elsewhere.
    """
    is_json = headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    if status == 200 and is_json:
        return reply
    retry_after = headers.get("retry-after", "")
    details = {"retry_after": int(retry_after[:9])} if retry_after.isdecimal() else {}
    if is_json and (refused := _refusal(reply, details)):
        raise refused
    if 500 <= status <= 504:
        raise Problem(Code.BUSY, **details)
    raise Problem(Code.NOT_THE_COLLECTOR)


def _told(model: type[Shape], reply: bytes, *, limit: int = UNPACKED_BYTES) -> Shape:
    """Read a reply; if it speaks a later protocol, this app is the one to be renewed."""
    try:
        return read_as(model, reply, limit=limit)
    except Problem as problem:
        if problem.kind is Code.NEWER_PROTOCOL:
            raise Problem(Code.NEWER_COLLECTOR) from problem
        raise


def _refusal(reply: bytes, details: Mapping[str, Any]) -> Refused | None:
    """Return the refusal that `reply` is, if it is one."""
    try:
        message = read(reply)
    except Problem:
        return None
    code, sentence, more = (message.get(key) for key in ("code", "sentence", "details"))
    if not (isinstance(code, str) and isinstance(sentence, str)):
        return None
    told = more if isinstance(more, dict) else {}
    known = {key: value for key, value in told.items() if isinstance(value, str | int)}
    return Refused(_BY_CODE.get(code, Code.INTERNAL), sentence[:300], {**known, **details})


async def run(
    store: Store, courier: Courier, clock: Callable[[], int], limit: int = BATCH_RECORDS
) -> Outcome:
    """Carry one conversation between `store` and the collector; a Problem says why it stopped."""
    talk = conversation(limit)
    try:
        step = next(talk)
        while True:
            step = talk.send(await _carry(step, store, courier, clock))
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
    finally:
        talk.close()


async def ask(store: Store, courier: Courier, clock: Callable[[], int]) -> Receipt:
    """Send nothing, and have the store believe what the collector says it has at this moment.

    Not every page carries a receipt, and a revoked device is given no page at all.
    """
    receipt: Receipt = await _carry(Push(()), store, courier, clock)
    await store.keep(receipt, clock())
    return receipt


async def _carry(step: Step, store: Store, courier: Courier, clock: Callable[[], int]) -> Any:
    """Do what the conversation asks for, and return what it is told."""
    match step:
        case Take(limit):
            return await store.batch(limit)
        case Push(records):
            return await courier.push(
                records, Sender(made=await store.made(), now_ms=clock(), app=APP)
            )
        case Keep(receipt):
            return await store.keep(receipt, clock())
        case Where():
            return await store.position()
        case Pull(after):
            return await courier.pull(after, await store.made())
        case Merge(page, after):
            return await store.merge(page, after)
