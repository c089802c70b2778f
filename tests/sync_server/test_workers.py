"""`bakhong serve --workers`: real processes at one port and one PostgreSQL, and what they share."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil  # type: ignore[import-untyped]
import pytest

from shared.places import CAM_TAN
from shared.plan import plan_for
from shared.protocol import Page, Receipt, fields_of, write_batch
from shared.records import Record
from shared.report import rows
from sync_server import counting, intake
from sync_server.database import Database
from sync_server.main import open_database
from sync_server.settings import Settings
from tests.support import crew, postgres
from tests.support.desk import BOARD, PASSWORD, Office, let_in
from tests.support.people import (
    NOW_MS,
    QUARTER,
    SEAL_KEY,
    VILLAGE,
    VISIT_DAY,
    a_household,
    a_member,
    an_answer,
    an_id,
    numbered,
)
from tests.sync_server import wild_lists as wild
from tests.sync_server.conftest import VILLAGES, serve_cam_tan
from tests.sync_server.test_import import form_of, until_done, upload
from tests.sync_server.test_log import phone_of, push
from tests.sync_server.test_serving import Running, fetched, serving, trusting

PHONES = [UUID(int=0x0195_0000_0000_7000_8000_0000_0000_0100 + each) for each in range(8)]
BATCHES, SIZE = 12, 15
PEOPLE = [a_member(slot=slot) for slot in range(1, 31)]
"""Of whom every phone tells something, so that all of them write about the same."""


@pytest.fixture
def settings(postgres_url: str, tmp_path: Path) -> Settings:
    """A collector on PostgreSQL with a village's people, eight phones and an officer."""
    url = postgres.emptied(postgres_url)
    found = Settings.read({"BAKHONG_DATA": str(tmp_path), "BAKHONG_DATABASE_URL": url})
    database = open_database(found)
    serve_cam_tan(database)
    everywhere = tuple(village.id for village in VILLAGES)
    push(database, phone_of(database), numbered([a_household(), *PEOPLE]))
    for phone in PHONES:
        phone_of(database, phone, *everywhere)
    with database.writing() as cursor:
        let_in(cursor, int(time.time() * 1000))
    database.close()
    return found


@dataclass
class Walker:
    """A phone that hands over and reads at the same time, a new connection for every message."""

    id: UUID
    port: int
    cursor: int
    seen: list[tuple[UUID, int]] = field(default_factory=list)
    through: int = 0
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=20, trust_env=False))

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask until there is an answer: who is killed takes what it was told along, or not."""
        headers = {"Authorization": f"Bearer token-of-{self.id.hex}", "Connection": "close"}
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                address = f"http://127.0.0.1:{self.port}/v1/{path}"
                reply = self.client.request(method, address, headers=headers, **more)
            except httpx.TransportError:
                continue
            if reply.status_code != 503:
                return reply
            time.sleep(0.05)
        raise TimeoutError(path)

    def hand_over(self) -> None:
        for start in range(1, BATCHES * SIZE, SIZE):
            records = numbered(work(self.id, start), self.id, start=start)
            receipt = Receipt.model_validate(
                self.ask("POST", "push", content=write_batch(records)).json()
            )
            assert (receipt.missing, receipt.refused, receipt.quarantined) == ((), (), ())
            assert receipt.through == start + SIZE - 1
            self.through = receipt.through

    def read(self) -> bool:
        """Read a page; say whether there was anything."""
        page = Page.model_validate(self.ask("GET", f"pull?after={self.cursor}").json())
        found = [fields for _, fields in fields_of({"records": page.records})]
        self.seen += [(UUID(str(each["device"])), each["number"]) for each in found]
        is_further, self.cursor = page.cursor > self.cursor, page.cursor
        return is_further


def work(phone: UUID, start: int) -> list[Record]:
    """Return what a phone has to hand over: a new household, and ticks about everybody."""
    village = VILLAGES[phone.int % 3].id
    home = a_household(village=village)
    own = [a_member(home, slot=slot, village=village) for slot in range(1, 4)]
    ticks = [
        an_answer(
            PEOPLE[(start + place) % len(PEOPLE)],
            ("smartphone", "esign")[place % 2],
            ("yes", "no")[(start + phone.int) % 2],
            village=VILLAGE,
        )
        for place in range(SIZE - len(own) - 1)
    ]
    return [home, *own, *ticks]


def test_what_two_workers_take_in_at_once_is_there_once_and_nobody_misses_any_of_it(
    settings: Settings, tmp_path: Path
) -> None:
    with (
        serving(
            tmp_path, "--quiet", "--workers", "2", BAKHONG_DATABASE_URL=settings.database_url
        ) as running,
        ThreadPoolExecutor(3 * len(PHONES)) as at_once,
    ):
        crew.until_they_answer(running.process.pid, running.port, 2)
        walkers = [Walker(phone, running.port, 31) for phone in PHONES]
        pushing = [at_once.submit(each.hand_over) for each in walkers]
        reading = [at_once.submit(reads_on, each, pushing) for each in walkers]
        looking = at_once.submit(looks_on, running, pushing)

        first = killed_in_the_middle(running, walkers)
        for each in (*pushing, *reading, looking):
            each.result(180)

        assert {each.pid for each in crew.workers(running.process.pid)} - first
        counted = every_workers_count(running)

    for each in walkers:
        each.client.close()
    entries = {(phone, number) for phone in PHONES for number in range(1, BATCHES * SIZE + 1)}
    for each in walkers:
        assert sorted(each.seen) == sorted(of for of in entries if of[0] != each.id)
    database = open_database(settings)
    assert logged(database) == (31 + len(entries), sorted(entries))
    assert all(each == recounted(database) for each in counted)
    database.close()
    assert "Không phát hiện sai lệch." in verified(settings)


def reads_on(walker: Walker, others: list[Future[None]]) -> None:
    """Read until nobody hands over any more, and then what is left."""
    while not all(each.done() for each in others):
        if not walker.read():
            time.sleep(0.05)
    while walker.read():
        pass


def looks_on(running: Running, others: list[Future[None]]) -> None:
    """Look at the numbers while they grow, so that workers count on from different moments."""
    with an_officer() as officer:
        while not all(each.done() for each in others):
            try:
                indicators(officer, running)
            except httpx.TransportError:
                continue
            time.sleep(0.2)


def killed_in_the_middle(running: Running, walkers: list[Walker]) -> set[int]:
    """Kill a worker once a third is handed over; return who worked before another took over."""
    before = {each.pid for each in crew.workers(running.process.pid)}
    until(lambda: sum(each.through for each in walkers) > len(PHONES) * BATCHES * SIZE // 3)
    psutil.Process(min(before)).kill()
    until(lambda: len({each.pid for each in crew.workers(running.process.pid)} - before) == 1)
    assert min(before) not in {each.pid for each in crew.workers(running.process.pid)}
    return before


def until(it_is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not it_is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


Counts = dict[str, tuple[int, int, int]]


def an_officer() -> httpx.Client:
    return httpx.Client(auth=("canbo", PASSWORD), timeout=30, trust_env=False)


def every_workers_count(running: Running) -> list[Counts]:
    """Return what each worker counts, the one that began later too."""
    crew.until_they_answer(running.process.pid, running.port, 2)
    there, officers = crew.workers(running.process.pid), list[httpx.Client]()
    with ExitStack() as stack:
        # Nobody can choose a worker, so as many come in as it takes.
        while not all(crew.connections(each, running.port) for each in there):
            some = [an_officer() for _ in range(4)]
            officers += [stack.enter_context(each) for each in some]
            with ThreadPoolExecutor(len(some)) as together:
                list(together.map(lambda each: indicators(each, running), some))
        return [indicators(each, running) for each in officers]


def indicators(officer: httpx.Client, running: Running) -> Counts:
    address = f"http://127.0.0.1:{running.port}/v1{BOARD}/indicators"
    told = officer.get(address, params={"quarter": str(QUARTER)}).json()["rows"]
    return {
        each["code"]: (each["numerator"], each["denominator"], each["missing"])
        for each in told
        if each["source"] != "declared"
    }


def recounted(database: Database) -> Counts:
    """Count everything that was ever logged from nothing."""
    plan = plan_for(CAM_TAN.id, QUARTER)
    with database.reading() as cursor:
        villages = counting.recount(counting.logged(cursor, CAM_TAN.id), QUARTER, plan)
    found = rows(reduce(add, villages.values()), {}, plan)
    return {
        each.indicator.code: (each.cell.numerator, each.cell.denominator, each.cell.missing)
        for each in found
        if each.source != "declared"
    }


def logged(database: Database) -> tuple[int, list[tuple[UUID, int]]]:
    """Return the last number of a log without gaps, and the phones' entries in it."""
    with database.reading() as cursor:
        found = cursor.all("SELECT seq, device, number FROM log ORDER BY seq")
    assert [seq for seq, _, _ in found] == list(range(1, len(found) + 1))
    makers = ((UUID(bytes=bytes(device)), number) for _, device, number in found)
    return len(found), sorted(each for each in makers if each[0] in PHONES)


def verified(settings: Settings) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sync_server.cli", "verify"],
        env={
            **os.environ,
            "BAKHONG_DATA": str(settings.data),
            "BAKHONG_DATABASE_URL": settings.database_url,
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_workers_have_the_collectors_certificate_and_leave_when_their_parent_is_killed(
    settings: Settings, tmp_path: Path
) -> None:
    words = ("--quiet", "--https", "--workers", "2")
    with serving(tmp_path, *words, BAKHONG_DATABASE_URL=settings.database_url) as running:
        crew.until_they_answer(running.process.pid, running.port, 2)
        with trusting(fetched(running, "/ba-khong.crt").content) as phone:
            answer = phone.get(f"https://localhost:{running.port}/v1/health")
        workers = crew.workers(running.process.pid)

        running.process.kill()

        until(lambda: not any(each.is_running() for each in workers))

    assert answer.json()["status"] == "ok"
    assert len(workers) == 2


@pytest.fixture
def other(database: Database, database_url: str) -> Iterator[Database]:
    """Another process's way to the same database."""
    other = Database(database_url, SEAL_KEY)
    yield other
    other.close()


def test_what_two_desks_declare_at_the_same_moment_is_all_there(
    database: Database, other: Database
) -> None:
    codes, together = intake.DECLARED[:6], threading.Barrier(2)

    def declare(desk: Database, code: str) -> None:
        told = {"numerator": 1, "denominator": 2, "source": "sổ", "person": "Hạnh"}
        fields = {"code": code, "period": str(QUARTER), **told}
        desk.write_now(lambda cursor: intake.declare(cursor, CAM_TAN, fields, VISIT_DAY, NOW_MS))

    def all_of(desk: Database) -> None:
        together.wait(10)
        for code in codes[desk is other :: 2]:
            declare(desk, code)

    with ThreadPoolExecutor(2) as desks:
        list(desks.map(all_of, (database, other)))

    with database.reading() as cursor:
        assert set(counting.figures(cursor, CAM_TAN.id, QUARTER)) == {*codes}


def test_a_long_job_is_one_processs_until_that_ends(database: Database, other: Database) -> None:
    job = int(an_id().hex[-7:], 16)

    with database.claim(job) as is_ours, other.claim(job) as is_theirs:
        seen = other.is_claimed(job), other.is_claimed(job + 1)
    with other.claim(job) as afterwards:
        pass

    assert (is_ours, afterwards) == (True, True)
    # SQLite has one process, which knows by itself what it is at.
    alone = database.is_sqlite
    assert (is_theirs, seen) == (alone, (not alone, False))
    assert not database.is_claimed(job)


def test_a_job_that_has_ended_is_free_at_that_moment(database: Database, other: Database) -> None:
    job = int(an_id().hex[-7:], 16)

    ours = []
    for each in (database, other) * 50:
        with each.claim(job) as is_ours:
            ours.append(is_ours)

    assert all(ours)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_an_import_that_another_worker_is_at_is_seen_to_go_on_and_is_not_begun_again(
    database: Database, other: Database
) -> None:
    here, there = Office(database).signed_in(), Office(other).signed_in()
    address = upload(here, wild.one(wild.PLAIN))
    there.app.state.data = here.app.state.data
    here.post(address, do="import", **form_of(here.page(address)))

    seen = there.browser.get(address)
    again = there.post(address, do="import")
    done = until_done(here, address)

    assert ("Refresh" in seen.headers, again.status_code) == (True, 303)
    assert "Đã nhập 2 hộ, 3 nhân khẩu." in done
    assert "Đã nhập 2 hộ, 3 nhân khẩu." in there.page(address)
    here.browser.close()
    there.browser.close()
