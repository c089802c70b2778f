"""The officer's desk without a screen: an office, and a browser that asks the application."""

from __future__ import annotations

import asyncio
import html
import re
from typing import Any

from httpx import URL, ASGITransport, AsyncBaseTransport, AsyncClient, Cookies, Response

from shared.places import CAM_TAN
from sync_server import intake, officers
from sync_server.database import Cursor, Database
from sync_server.main import create_app
from sync_server.officers import Officer
from tests.support.people import NOW_MS, VISIT_DAY

HANH = Officer(CAM_TAN.id, "canbo", "Phạm Thị Hạnh")
PASSWORD = "một mật khẩu dài"
BOARD = "/communes/15178"
IN_QUARTER = "?quarter=2025-Q1"


def let_in(cursor: Cursor, now_ms: int) -> None:
    """Give an officer of Cẩm Tân an account, `canbo`, with the password `PASSWORD`."""
    link = officers.invite(cursor, CAM_TAN.id, "canbo", "Cán bộ", now_ms)
    officers.accept(cursor, link, PASSWORD, PASSWORD, now_ms)


def a_session(database: Database, officer: Officer, now_ms: int) -> str:
    """Return the cookie of an officer who has signed in."""
    with database.writing() as cursor:
        officers.invite(cursor, officer.commune, officer.username, officer.name, NOW_MS)
        return officers.open_session(cursor, officer, now_ms)


class Browser:
    """A browser without a screen: asks the application itself, without a socket."""

    def __init__(self, transport: AsyncBaseTransport) -> None:
        self._loop = asyncio.Runner()
        self._client = AsyncClient(transport=transport, base_url="http://testserver")

    @property
    def cookies(self) -> Cookies:
        return self._client.cookies

    def go_to(self, base: str) -> None:
        """Come by another address from now on."""
        self._client.base_url = URL(base)

    def get(self, address: str, **more: Any) -> Response:
        return self._loop.run(self._client.get(address, **more))

    def post(self, address: str, **more: Any) -> Response:
        return self._loop.run(self._client.post(address, **more))

    def close(self) -> None:
        self._loop.run(self._client.aclose())
        self._loop.close()


class Office:
    """A browser in the commune's office, the collector behind it, and a clock to turn."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now_ms = NOW_MS
        self.app = create_app(database, lambda: self.now_ms)
        self.browser = Browser(ASGITransport(self.app))

    def signed_in(self, officer: Officer = HANH) -> Office:
        self.browser.cookies.set("bakhong", a_session(self.database, officer, NOW_MS))
        return self

    def turn_to(self, now_ms: int) -> None:
        """Turn the clock; a session of long ago would have ended by then."""
        self.now_ms = now_ms
        with self.database.writing() as cursor:
            self.browser.cookies.set("bakhong", officers.open_session(cursor, HANH, now_ms))

    def page(self, address: str) -> str:
        answer = self.browser.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, address: str, /, **form: Any) -> Response:
        return self.browser.post(address, data=form)

    def declare(self, code: str, numerator: int, denominator: int | None, **more: str) -> None:
        counts = {"code": code, "numerator": numerator, "denominator": denominator}
        told = {"source": "hệ thống TD-Office", "person": "Lê Thị Mai", "period": "2025-Q1"}
        fields = {**counts, **told, **more}
        with self.database.writing() as cursor:
            intake.declare(cursor, CAM_TAN, fields, VISIT_DAY, self.now_ms)


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def row_of(page: str, code: str) -> list[str]:
    """Return the cells of one of the sixteen rows, after its name."""
    row = re.search(rf'<tr id="{code}">(.*?)</tr>', page, re.DOTALL)
    assert row, page
    return [text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.DOTALL)][1:]
