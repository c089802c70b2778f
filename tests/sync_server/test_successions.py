"""A merger that the officer puts on record: from its day on the villages are the successor's."""

from __future__ import annotations

from datetime import date

import pytest

from shared.places import CAM_TAN
from shared.problems import Code, Problem
from sync_server import audit, successions
from sync_server.communes import by_id, found
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.successions import Merger

HAND = Hand(CAM_TAN.id, "canbo", "Cán bộ", 1_795_000_000_000)
TODAY, DAY = date(2026, 11, 22), date(2026, 10, 1)
INTO = "Xã Cẩm Thạch"


def test_a_merged_commune_ends_on_its_day_and_says_into_which(database: Database) -> None:
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        new = successions.merge(cursor, HAND, Merger(INTO, DAY, "Nghị quyết"), TODAY)
        commune = by_id(cursor, CAM_TAN.id)
        (one,) = successions.successions(cursor)
        (deed,) = audit.latest(cursor, CAM_TAN.id, 5, deeds=("commune",))

    assert (new.name, commune.valid_to) == (INTO, DAY)
    assert (one.old, one.new, one.day) == (CAM_TAN.id, new.id, DAY)
    assert "Sáp nhập vào Xã Cẩm Thạch" in deed.what
    assert (deed.name, deed.why) == ("Cán bộ", "Nghị quyết")


def test_a_merger_by_mistake_is_taken_back(database: Database) -> None:
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        successions.merge(cursor, HAND, Merger(INTO, DAY), TODAY)
        successions.take_back(cursor, HAND, "Nhầm xã")
        commune = by_id(cursor, CAM_TAN.id)
        left = successions.successions(cursor)

    assert commune.valid_to is None
    assert left == ()


@pytest.mark.parametrize(
    ("into", "day", "code"),
    [
        ("Xã Không Có", DAY, Code.UNKNOWN_UNIT),
        ("", DAY, Code.UNKNOWN_UNIT),
        ("Xã Cẩm Tân", DAY, Code.UNKNOWN_UNIT),
        (INTO, date(1954, 1, 1), Code.BAD_DATE),
        (INTO, date(2026, 11, 23), Code.MERGER_AHEAD),
    ],
)
def test_what_cannot_be_is_refused(sqlite: Database, into: str, day: date, code: Code) -> None:
    with sqlite.writing() as cursor:
        found(cursor, CAM_TAN)
        with pytest.raises(Problem) as refused:
            successions.merge(cursor, HAND, Merger(into, day), TODAY)

    assert refused.value.kind is code
