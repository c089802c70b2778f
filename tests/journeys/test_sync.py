"""The specification of the sync: three phones, one collector, and a network that does its worst."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.inputs import NewHousehold, Person, Tick
from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.problems import Problem
from shared.records import Record
from sync_server import counting, rollup
from sync_server.verifying import verify
from tests.support.collector import VILLAGE, Collector, Fate, Phone, new_ids
from tests.support.people import QUARTER, VISIT_DAY

FATES: list[Fate] = ["arrives", "lost", "reply lost", "twice", "late"]
YEAR_MS = 365 * 24 * 3600 * 1000
TICKS = [
    ("smartphone", "yes"), ("smartphone", "no"), ("esign", "yes"), ("vneid", "2"),
    ("vneid", "none"), ("trained", "yes"), ("smartphone", None), ("esign", None),
]  # fmt: skip


class Syncing(RuleBasedStateMachine):
    """Whatever is lost, repeated, delayed or restarted: nothing is lost and all agree."""

    @initialize()
    def open_everything(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.collector = Collector(self.folder, (VILLAGE,))
        ids = new_ids()
        self.phones = [
            Phone(self.collector, self.folder / f"phone-{place}.db", ids) for place in range(3)
        ]
        for phone in self.phones:
            phone.enrol()
        first = self.phones[0]
        new = NewHousehold(VILLAGE.id, VISIT_DAY, head="Nguyễn Thị Hợp", people=2, adults=2)
        self.house = first.do(lambda actions: actions.register_household(new))
        view = first.see(lambda store: store.household(self.house.id))
        assert view is not None
        self.people = [member.id for member in view.members]
        for phone in self.phones:
            phone.do(lambda actions: actions.sync_now())

    # ---- what people do ------------------------------------------------------------------------

    @rule(who=st.integers(0, 2), of=st.integers(0, 1), tick=st.sampled_from(TICKS))
    def tick(self, who: int, of: int, tick: tuple[str, str | None]) -> None:
        question, value = tick
        made = Tick(VILLAGE.id, VISIT_DAY, "member", self.people[of], question, value)
        self.phones[who].do(lambda actions: actions.answer(made))

    @rule(who=st.integers(0, 2), year=st.integers(1940, 2015))
    def add_a_member(self, who: int, year: int) -> None:
        person = Person("Đặng Văn An", year)
        self.phones[who].do(lambda actions: actions.add_member(self.house, person, VISIT_DAY))

    @rule(who=st.integers(0, 2), which=st.integers(0, 5))
    def remove_a_member(self, who: int, which: int) -> None:
        phone = self.phones[who]
        view = phone.see(lambda store: store.household(self.house.id))
        if view is not None and len(view.members) > 1:
            gone = view.members[which % len(view.members)]
            phone.do(lambda actions: actions.remove(gone, VISIT_DAY))

    # ---- what the network and the machines do --------------------------------------------------

    @rule(
        who=st.integers(0, 2),
        fates=st.lists(st.sampled_from(FATES), max_size=4),
        limit=st.sampled_from([1, 3, 500]),
    )
    def sync(self, who: int, fates: list[Fate], limit: int) -> None:
        phone = self.phones[who]
        phone.network.fates = list(fates)
        with suppress(Problem):
            phone.do(lambda actions: actions.sync_now(limit))
            self.has_synced(who)
        phone.network.fates = []

    def has_synced(self, who: int) -> None:
        """Take note of a sync that came to its end."""

    @rule(who=st.integers(0, 2))
    def late_messages_arrive(self, who: int) -> None:
        phone = self.phones[who]
        phone.do(lambda _: phone.network.deliver_late())

    @rule(who=st.integers(0, 2), skew=st.sampled_from([0, -YEAR_MS, YEAR_MS, 90_000]))
    def the_clock_jumps(self, who: int, skew: int) -> None:
        self.phones[who].skew_ms = skew

    @rule(minutes=st.integers(1, 30))
    def time_passes(self, minutes: int) -> None:
        self.collector.now_ms += minutes * 60_000

    @rule(who=st.integers(0, 2))
    def the_phone_restarts(self, who: int) -> None:
        self.phones[who].restart()

    @rule()
    def the_collector_restarts(self) -> None:
        self.collector.restart()

    # ---- what must hold ------------------------------------------------------------------------

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        for phone in getattr(self, "phones", []):
            account = phone.see(lambda store: store.account())
            box = phone.see(lambda store: store.outbox())
            assert account is not None
            assert box.refused == ()
            with self.collector.database.reading() as cursor:
                kept = cursor.one(
                    "SELECT count(*) FROM log WHERE commune = ? AND device = ?",
                    (CAM_TAN.id, account.device.bytes),
                )
            assert kept is not None
            assert box.received <= kept[0] <= box.total

    def teardown(self) -> None:
        if not hasattr(self, "phones"):
            return
        try:
            self._meet()
            self._compare()
        finally:
            for phone in self.phones:
                phone.close()
            self.collector.close()
            shutil.rmtree(self.folder)

    def _meet(self) -> None:
        for phone in self.phones:
            phone.do(lambda _, phone=phone: phone.network.deliver_late())
        for phone in self.phones * 2:
            phone.do(lambda actions: actions.sync_now())

    def _compare(self) -> None:
        views = [_all_of(phone) for phone in self.phones]
        assert views[0] == views[1] == views[2]
        assert all(phone.see(lambda store: store.outbox()).unsent == 0 for phone in self.phones)
        profiles = [
            sorted(phone.see(lambda store: store.profiles(VILLAGE.id, QUARTER)))
            for phone in self.phones
        ]
        with self.collector.database.reading() as cursor:
            rolled = counting.tallies(cursor, CAM_TAN.id, QUARTER, CAM_TAN_2025)
            raw = list(counting.logged(cursor, CAM_TAN.id))
            counted = list(rollup.profiles(cursor, CAM_TAN.id, QUARTER))
            assert list(verify(cursor, CAM_TAN.id)) == []
        assert rolled == counting.recount(raw, QUARTER, CAM_TAN_2025)
        there = [(each, 1) for _, village, each in counted if village == VILLAGE.id]
        assert _ordered(profiles[0]) == _ordered(there)
        assert len({(record.device, record.number) for record in raw}) == len(raw)


def _ordered(profiles: list[tuple[str, int]]) -> dict[str, int]:
    """Return profiles with their tokens in order, equal ones together."""
    counts: dict[str, int] = {}
    for text, times in profiles:
        key = "|".join(sorted(text.split("|")))
        counts[key] = counts.get(key, 0) + times
    return counts


def _all_of(phone: Phone) -> list[Any]:
    """Return everything that a phone shows of its households."""
    lines = phone.see(lambda store: store.households(VILLAGE.id)).items
    shown: list[Any] = []
    for line in lines:
        view = phone.see(lambda store, id=line.household.id: store.household(id))
        assert view is not None
        answers: list[Record] = sorted(view.answers.values(), key=lambda answer: str(answer.id))
        shown.append((view.household, view.members, answers))
    return shown


def test_a_phone_that_reads_again_from_the_start_forgets_what_was_removed() -> None:
    machine = Syncing()
    machine.open_everything()
    machine.remove_a_member(who=1, which=0)
    machine.sync(who=1, fates=[], limit=500)
    machine.the_clock_jumps(who=0, skew=YEAR_MS)
    machine.tick(who=0, of=1, tick=("esign", "yes"))
    machine.sync(who=0, fates=[], limit=500)

    machine.teardown()


TestSyncing = Syncing.TestCase
# Shrinking runs real databases by the thousand; a failure prints its steps as they were.
TestSyncing.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
