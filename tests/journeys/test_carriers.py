"""The sync's specification, extended: files besides the network, an officer who revokes, backups
restored, apps of two ages, and ticks in the middle of a sync."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from app.hand_over import HandOver
from app.inputs import Tick
from app.second_copy import SecondCopy
from app.store.copy_files import CopyFiles
from app.sync.cipher import LIBRARY
from shared.kinds import judge
from shared.places import CAM_TAN
from shared.problems import Problem
from shared.records import Record
from shared.stamp import GREATEST
from sync_server import backup, bundles, decisions, devices, log
from sync_server.audit import Decision
from sync_server.devices import Device
from sync_server.restoring import restore
from sync_server.settings import Settings
from tests.journeys.test_sync import FATES, TICKS, Syncing, TestSyncing
from tests.support.collector import VILLAGE, Fate, Phone
from tests.support.people import VISIT_DAY

NEWER = UUID("01950003-0000-7000-8000-000000000001")


class Carrying(Syncing):
    """Whatever carries entries, and whatever an officer does: nothing is lost and all agree."""

    @initialize()
    def open_everything(self) -> None:
        super().open_everything()
        self.files: list[bytes] = []
        self.surveys: list[Record] = []
        self.has_backup = False
        # Phones that do not know yet that the collector came back from a backup.
        self.behind: set[int] = set()

    @rule(
        who=st.integers(0, 2),
        fates=st.lists(st.sampled_from(FATES), max_size=4),
        limit=st.sampled_from([1, 3, 500]),
        tick=st.sampled_from(TICKS),
    )
    def tick_in_the_middle_of_a_sync(
        self, who: int, fates: list[Fate], limit: int, tick: tuple[str, str | None]
    ) -> None:
        phone, (question, value) = self.phones[who], tick
        made = Tick(VILLAGE.id, VISIT_DAY, "member", self.people[0], question, value)
        phone.network.meanwhile = lambda: phone.actions().answer(made)
        self.sync(who, fates, limit)
        phone.network.meanwhile = None

    def has_synced(self, who: int) -> None:
        self.behind.discard(who)

    # ---- by file -------------------------------------------------------------------------------

    @rule(who=st.integers(0, 2), of=st.integers(0, 1), tick=st.sampled_from(TICKS))
    def write_a_file(self, who: int, of: int, tick: tuple[str, str | None]) -> None:
        phone = self.phones[who]
        self.tick(who, of, tick)
        copy = SecondCopy(CopyFiles(self.folder / f"second-{who}"), LIBRARY)
        with suppress(Problem):
            packed = asyncio.run(HandOver(phone.store, copy, phone.clock).pack())
            self.files.append(packed.file)

    @rule(which=st.integers(0, 9))
    def the_desk_takes_a_file(self, which: int) -> None:
        if self.files:
            file = self.files[which % len(self.files)]
            self.collector.database.write_now(
                lambda cursor: bundles.take(cursor, CAM_TAN.id, file, self.collector.now_ms)
            )

    # ---- what officers do ----------------------------------------------------------------------

    @rule(who=st.integers(0, 2), of=st.integers(0, 1), tick=st.sampled_from(TICKS))
    def revoke_who_ticks_on(self, who: int, of: int, tick: tuple[str, str | None]) -> None:
        self._decide(who, decisions.revoke)
        self.tick(who, of, tick)
        self.sync(who, [], 500)

    @rule(who=st.integers(0, 2))
    def reinstate(self, who: int) -> None:
        self._decide(who, decisions.reinstate)

    @rule(who=st.integers(0, 2))
    def accept_what_waits(self, who: int) -> None:
        with self.collector.database.writing() as cursor:
            whole = decisions.Whole(self._device(self.phones[who]), GREATEST)
            decisions.decide_all(cursor, CAM_TAN.id, whole, decisions.ACCEPT, self._by())

    def _decide(self, who: int, deed: Any) -> None:
        with self.collector.database.writing() as cursor:
            deed(cursor, CAM_TAN.id, self._device(self.phones[who]), self._by())

    def _by(self) -> Decision:
        return Decision("canbo", "Phạm Thị Hạnh", "thử", self.collector.now_ms)

    def _device(self, phone: Phone) -> UUID:
        account = phone.see(lambda store: store.account())
        assert account
        return account.device

    @rule()
    def back_up(self) -> None:
        saved = self.folder / "backup.zip"
        saved.unlink(missing_ok=True)
        backup.write(self.collector.database, None, saved, self.collector.now_ms)
        self.has_backup = True

    @rule()
    def restore(self) -> None:
        if not self.has_backup:
            return
        self.collector.now_ms += 60_000
        self.collector.database.close()
        place = Settings.read({"BAKHONG_DATA": str(self.folder)})
        told = restore(place, self.folder / "backup.zip", self.collector.now_ms, replace=True)
        assert list(told)
        self.collector.reopen()
        self.behind = {0, 1, 2}

    # ---- apps of two ages ----------------------------------------------------------------------

    @rule(score=st.integers(0, 9))
    def a_newer_app_speaks(self, score: int) -> None:
        number = len(self.surveys) + 1
        survey = judge(
            "survey",
            {
                "id": UUID(int=NEWER.int + number), "village": VILLAGE.id, "device": NEWER,
                "number": number, "stamp": self.collector.now_ms * 1000, "day": VISIT_DAY,
                "score": score, "why": "đẹp",
            },
        )  # fmt: skip
        assert isinstance(survey, Record)
        self.surveys.append(survey)
        self._say_all()

    def _say_all(self) -> None:
        newer = Device(CAM_TAN.id, NEWER, "Máy mới", (VILLAGE.id,))
        with self.collector.database.writing() as cursor:
            devices.add(cursor, newer, self.collector.now_ms)
            log.push(cursor, newer, log.Batch(list(self.surveys)), self.collector.now_ms)

    # ---- what must hold ------------------------------------------------------------------------

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        for who, phone in enumerate(getattr(self, "phones", [])):
            if who in getattr(self, "behind", {who}):
                continue
            box = phone.see(lambda store: store.outbox())
            device = self._device(phone).bytes
            with self.collector.database.reading() as cursor:
                (kept,) = cursor.one(
                    "SELECT (SELECT count(*) FROM log WHERE commune = ? AND device = ?) +"
                    " (SELECT count(*) FROM quarantine"
                    "  WHERE commune = ? AND device = ? AND decided = 0)",
                    (CAM_TAN.id, device, CAM_TAN.id, device),
                ) or (0,)
            assert box.received <= kept <= box.total

    def _meet(self) -> None:
        for who, phone in enumerate(self.phones):
            self.reinstate(who)
            asyncio.run(phone.network.deliver_late())
            self.sync(who, [], 500)
            self.accept_what_waits(who)
        self._say_all()
        super()._meet()

    def _compare(self) -> None:
        super()._compare()
        boxes = [phone.see(lambda store: store.outbox()) for phone in self.phones]
        assert all((box.received, box.refused) == (box.total, ()) for box in boxes)
        with self.collector.database.reading() as cursor:
            found = cursor.all("SELECT record FROM log WHERE device = ?", (NEWER.bytes,))
        assert len(found) == len(self.surveys)
        assert all('"why":"đẹp"' in text for (text,) in found)


TestCarrying = Carrying.TestCase
TestCarrying.settings = settings(TestSyncing.settings, max_examples=10, stateful_step_count=30)
del TestSyncing
