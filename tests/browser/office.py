"""A collector as a process of its own, with the golden commune on its books."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from shared.places import CAM_TAN
from shared.quarter import Quarter
from shared.records import Business, Member, Record
from sync_server import devices, log
from sync_server.cli import today
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.devices import Device
from sync_server.log import Batch
from sync_server.main import clock, open_database
from sync_server.settings import Settings
from tests.support import golden
from tests.support.browser import free_port, serving
from tests.support.desk import PASSWORD, let_in

QUARTER = Quarter.of(today())
# The golden commune's ages are those of 2025 and 2026; later it ages with the calendar.
_LATER = max(0, QUARTER.year - 2026)


@dataclass(frozen=True)
class Office:
    """Where the collector's data lies and where it answers."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def open(self, **environ: str) -> Iterator[str]:
        """Run the collector; outside of this block phones have no network."""
        command = ["sync_server.cli", "serve", "--quiet", "--port", str(self.port)]
        with serving(command, f"{self.address}/v1/health", self.folder, **environ):
            yield self.address

    @contextmanager
    def books(self) -> Iterator[Database]:
        database = open_database(Settings.read({"BAKHONG_DATA": str(self.folder)}))
        try:
            yield database
        finally:
            database.close()

    def invite(self, *villages: str) -> str:
        with self.books() as database, database.writing() as cursor:
            return devices.invite(cursor, CAM_TAN.id, villages, "Chị Hoa", clock())


def golden_office(folder: Path, asked: Container[str] = ()) -> Office:
    """Return an office whose books hold the golden roster, what its businesses answered, and what
    the people of the villages in `asked` did."""
    office = Office(folder, free_port())
    with office.books() as database, database.writing() as cursor:
        found(cursor, CAM_TAN)
        settle(cursor, golden.VILLAGES)
        scope = ("", *(village.id for village in golden.VILLAGES))
        enter(cursor, Device(CAM_TAN.id, golden.DESK, "Bàn làm việc", scope), roster())
        shops = {each.id for each in roster() if isinstance(each, Business)}
        for device, answers in golden.answers(QUARTER).items():
            # That came in by another phone, some evening before.
            own = [
                each
                for each in answers
                if getattr(each, "subject", None) in shops or each.village in asked
            ]
            enter(cursor, Device(CAM_TAN.id, device, "Máy khác", scope), own)
        let_in(cursor, clock())
    return office


def enter(cursor: log.Cursor, device: Device, records: list[Record]) -> None:
    devices.add(cursor, device, clock())
    log.push(cursor, device, Batch(records), clock())


def roster() -> list[Record]:
    return [
        each.model_copy(update={"birth_year": each.birth_year + _LATER})
        if isinstance(each, Member) and each.birth_year
        else each
        for each in golden.roster(QUARTER)
    ]


def sign_in(browser: Browser, office: Office) -> Page:
    """Open the desk at the size of an office laptop, signed in."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
    page.goto(f"{office.address}/login")
    page.get_by_label("Tên đăng nhập").fill("canbo")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/communes/**")
    return page
