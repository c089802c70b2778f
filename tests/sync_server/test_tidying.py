"""A list that was uploaded and not taken in is gone after a day, whoever asks for whatever page."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from shared.places import CAM_TAN
from sync_server import roster_imports
from sync_server.communes import found
from sync_server.database import Database
from sync_server.deeds import Hand
from sync_server.main import create_app
from tests.support.people import SEAL_KEY

HOUR_MS = 60 * 60 * 1000


def test_a_list_that_waited_for_a_day_is_deleted_by_the_next_page(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'collector.db'}", SEAL_KEY)
    database.create()
    now = [1_000_000 * HOUR_MS]
    folder = tmp_path / roster_imports.FOLDER
    with database.writing() as cursor:
        found(cursor, CAM_TAN)
        hand = Hand(CAM_TAN.id, "canbo", "Cán bộ", now[0])
        upload = roster_imports.keep(cursor, folder, hand, "ds.csv", b"Ho ten")
    file = roster_imports.path_of(folder, upload)

    with TestClient(create_app(database, lambda: now[0])) as desk:
        desk.get("/login")
        now[0] += 23 * HOUR_MS
        desk.get("/login")
        is_there = file.exists()
        now[0] += 2 * HOUR_MS
        desk.get("/login")
        is_gone = not file.exists()

    assert is_there
    assert is_gone
