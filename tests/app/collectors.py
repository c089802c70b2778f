"""A collector in memory behind a real courier: a function from request to response."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from app.sync.courier import Courier
from shared.kinds import judge
from shared.protocol import Page, Receipt, fields_of, read
from shared.records import Record
from tests.app.phones import ACCOUNT, PLACES, a_page
from tests.support.people import COMMUNE, NOW_MS

CODE = "AB12CD34"


@dataclass
class Collector:
    """Takes what is pushed, hands out what is in `log`, and keeps the requests for the test."""

    log: list[Record] = field(default_factory=list)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    devices: dict[UUID, str] = field(default_factory=dict)
    requests: list[httpx.Request] = field(default_factory=list)
    now_ms: int = NOW_MS
    meanwhile: Callable[[], None] = lambda: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        body = request.read()
        match request.method, request.url.path:
            case "POST", "/v1/enrolments":
                return self._enrol(read(body))
            case "POST", "/v1/push":
                return reply(self._push(request.headers["authorization"], body))
            case "GET", "/v1/pull":
                return reply(self._pull(int(request.url.params["after"])))
        return httpx.Response(404, json={"detail": "Not Found"})

    def courier(self, address: str = ACCOUNT.collector, token: str = ACCOUNT.token) -> Courier:
        return Courier(address, token, httpx.MockTransport(self))

    def _enrol(self, asked: dict[str, Any]) -> httpx.Response:
        device = UUID(asked["device"])
        if asked["code"] != CODE or (self.devices and device not in self.devices):
            refusal = {"code": "BK301", "sentence": "Mã không đúng.", "details": {}}
            return httpx.Response(403, json=refusal)
        self.devices[device] = asked["token"]
        told = {"commune": COMMUNE, "commune_name": "Xã Cẩm Tân", "name": "Trương Thị Mai"}
        villages = [place.model_dump() for place in PLACES]
        return httpx.Response(200, json={**told, "villages": villages})

    def _push(self, token: str, body: bytes) -> Receipt:
        judged = [judge(kind, fields) for kind, fields in fields_of(read(body))]
        records = [each for each in judged if isinstance(each, Record)]
        self.log += [each for each in records if each not in self.log]
        known = self.receipts.get(token, Receipt()).adding(each.number for each in records)
        self.receipts[token] = known
        self.meanwhile()
        return known.model_copy(update={"now_ms": self.now_ms})

    def _pull(self, after: int) -> Page:
        return a_page(self.log[after:], cursor=len(self.log))


def reply(message: Receipt | Page) -> httpx.Response:
    return httpx.Response(200, json=message.model_dump(mode="json"))
