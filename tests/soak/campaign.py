"""What every part of the campaign starts from and ends with: an office, its phones, the verdict."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from app.inputs import Tick
from shared.places import CAM_TAN, Village
from shared.problems import Problem
from sync_server import devices
from sync_server.communes import found, settle
from sync_server.database import Database
from sync_server.main import clock
from tests.soak.link import Link, Weather, linked
from tests.soak.lives import Life, Lives
from tests.soak.verdict import violations
from tests.soak.walker import Seen, Walker
from tests.support.browser import free_port
from tests.support.people import SEAL_KEY, VISIT_DAY

VILLAGE = Village("cam-tan-01", CAM_TAN.id, "Thôn Một")
TICKS = [("esign", "yes"), ("esign", "no"), ("smartphone", "yes"), ("vneid", "2"), ("esign", None)]


@dataclass
class Count:
    """What one part of the campaign did and found; printed as a line of the table."""

    part: str
    database: str
    faults: int = 0
    entries: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Office:
    """A collector whose lives can be ended, its books, and the phones that report to it."""

    folder: Path
    url: str
    lives: Lives
    link: Link
    seen: Seen
    chance: random.Random
    walkers: list[Walker] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    _number: int = 0

    @contextmanager
    def books(self) -> Iterator[Database]:
        database = Database(self.url, SEAL_KEY)
        database.create()
        try:
            yield database
        finally:
            database.close()

    def ids(self) -> Iterator[UUID]:
        while True:
            self._number += 1
            yield UUID(f"01950002-0000-7000-8000-{self._number:012x}")

    def hire(self, count: int) -> None:
        """Enrol `count` phones; the first one writes down a household of four adults."""
        for _ in range(count):
            self.hire_one()
        first = self.walkers[0]
        home = first.register(VILLAGE.id, 4)
        self.people = first.members(home.id)
        self.meet()

    def hire_one(self) -> None:
        with self.books() as database, database.writing() as cursor:
            code = devices.invite(cursor, CAM_TAN.id, (VILLAGE.id,), "Chị Hoa", clock())
        path = self.folder / f"phone-{len(self.walkers) + 1}.db"
        walker = Walker(path, self.ids(), self.seen)
        walker.enrol(self.link.address, code)
        self.walkers.append(walker)

    def tick(self, walker: Walker) -> None:
        question, value = self.chance.choice(TICKS)
        person = self.chance.choice(self.people)
        walker.tick(Tick(VILLAGE.id, VISIT_DAY, "member", person, question, value))

    def meet(self) -> None:
        """Let every phone sync in fair weather until all have what all have."""
        for walker in self.walkers * 2:
            for _ in range(50):
                if not isinstance(walker.sync(), Problem):
                    break
                time.sleep(0.05)


@contextmanager
def office(url: str, chance: int = 13) -> Iterator[Office]:
    """Give an empty office on the database at `url` ("" is SQLite in a folder of its own)."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = url or f"sqlite:///{folder / 'collector.db'}"
        seen, port = Seen(), free_port()
        lives = Lives(url, port)
        stack.callback(lives.close)
        link = stack.enter_context(linked(port))
        made = Office(folder, url, lives, link, seen, random.Random(chance))  # noqa: S311
        with made.books() as database, database.writing() as cursor:
            found(cursor, CAM_TAN)
            settle(cursor, (VILLAGE,))
        yield made
        for walker in made.walkers:
            walker.close()


def run(part: str, url: str, work: Callable[[Office, Count], None], phones: int = 3) -> Count:
    """Do one part of the campaign, let all meet, and hold everything against everything."""
    kind = "PostgreSQL" if url.startswith("postgresql") else "SQLite"
    count, start = Count(part, kind), time.perf_counter()
    with office(url, int(os.environ.get("SOAK_SEED", "13"))) as place:
        place.lives.begin(Life())
        place.hire(phones)
        work(place, count)
        if place.lives.is_over:
            place.lives.begin(Life())
        place.link.weather = Weather()
        place.meet()
        with place.books() as database:
            count.wrong += violations(database, place.walkers)
            with database.reading() as cursor:
                count.entries = (cursor.one("SELECT count(*) FROM log") or (0,))[0]
        bad = {status: times for status, times in place.seen.statuses.items() if status >= 500}
        if others := {status: times for status, times in bad.items() if status != 503}:
            count.wrong.append(f"answers that must not be: {others}")
        if place.seen.impolite:
            count.wrong.append(f"{place.seen.impolite} answers 503 without Retry-After")
        count.notes.append(f"{place.seen.statuses[503]} × 503")
    count.seconds = time.perf_counter() - start
    return count
