"""What an officer turned down and a volunteer dropped is on the phone as it is at the commune."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from app import mending
from app.inputs import NewHousehold, Tick
from shared.records import Answer
from sync_server import decisions
from tests.journeys.test_decisions import decide, sync
from tests.support.collector import VILLAGE, Collector, Phone, new_ids
from tests.support.people import VISIT_DAY
from tests.sync_server.test_quarantine import close_quarter


@pytest.mark.parametrize("is_syncing", [False, True])
def test_the_answer_of_another_phone_stands_again_once_ours_is_dropped(
    phone: Phone, collector: Collector, tmp_path: Path, is_syncing: bool
) -> None:
    other = Phone(collector, tmp_path / "other.db", islice(new_ids(), 100, None))
    other.enrol()
    new = NewHousehold(VILLAGE.id, VISIT_DAY, head="Bùi Thị Lan", people=1, adults=1)
    home = phone.do(lambda actions: actions.register_household(new))
    sync(phone)
    sync(other)
    view = other.see(lambda store: store.household(home.id))
    assert view
    of = view.members[0].id
    said = Answer.id_for(of, "esign", "")
    for each, value in ((other, "yes"), (phone, "no")):
        tick = Tick(VILLAGE.id, VISIT_DAY, "member", of, "esign", value)
        sync(each)
        collector.now_ms += 60_000
        if each is phone:
            close_quarter(collector.database)
        each.do(lambda actions, tick=tick: actions.answer(tick))
        sync(each)
    decide(collector, decisions.REFUSE)
    (refused,) = sync(phone).refused

    def drop() -> Coroutine[Any, Any, object]:
        return mending.drop(phone.actions(), refused.number)

    if is_syncing:
        phone.network.meanwhile = drop
        sync(phone)
    else:
        asyncio.run(drop())
    sync(phone)

    standing = [each.see(lambda store: store.answer(said)) for each in (phone, other)]
    other.close()
    assert [each.value if each else None for each in standing] == ["yes", "yes"]
