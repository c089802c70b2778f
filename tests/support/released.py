"""Stored copies of every released schema, in `tests/fixtures`: how they are written and read.

`python -m tests.support.released` writes those of this version; a version that was released is
never written again.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from app.store import schema
from app.store.store import Store
from app.store.values import Volunteer
from shared.places import CAM_TAN, Village
from shared.protocol import Refusal
from shared.records import Record
from sync_server import devices, upgrading
from sync_server.devices import Device
from tests.app.phones import ACCOUNT, PLACES, a_page, a_receipt, draft
from tests.support.collector import Collector, Phone
from tests.support.people import (
    NOW_MS,
    OTHER_PHONE,
    a_business,
    a_household,
    a_member,
    a_visit,
    an_answer,
    an_id,
)

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
PHONE_VERSION = schema.FIRST + len(schema.UPGRADES)
COLLECTOR_VERSION = upgrading.latest()
VILLAGES = tuple(Village(each.id, CAM_TAN.id, each.name) for each in PLACES)
SENT = 3
"""So many entries of the phone in a fixture have a receipt; the last of them was refused."""

CHANGED = """The declared schema is not that of {fixture}.
If version {version} was never released: delete that file and run
`python -m tests.support.released`. If it was: add to UPGRADES of {module} the statements that lead
there, leave the file as it is, and run the same command, which writes the next one."""


def fixtures(of: str) -> list[Path]:
    """Return the stored copies, of a "phone" or a "collector", oldest first."""
    found = FIXTURES.glob(f"{of}-*.sql")
    return sorted(found, key=lambda each: int(each.stem.partition("-")[2]))


def load(fixture: Path, path: Path) -> Path:
    """Make a database at `path` as it was when the copy was taken."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(fixture.read_text(encoding="utf-8"))
    return path


def structure(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return what a database is made of; order and defaults of columns do not count, for an upgrade
    can add them only at the end and with a default."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return {name: _table(connection, name) for (name,) in connection.execute(query).fetchall()}


def _table(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
    indexes = connection.execute(f"PRAGMA index_list({name})").fetchall()
    ((without_rowid,),) = connection.execute(
        "SELECT wr FROM pragma_table_list WHERE name = ? AND schema = 'main'", (name,)
    ).fetchall()
    return {
        "columns": {column: (kind, needed, key) for _, column, kind, needed, _, key in columns},
        "indexes": {
            (tuple(connection.execute(f"PRAGMA index_info({index})").fetchall()), unique, partial)
            for _, index, unique, _, partial in indexes
        },
        "without rowid": without_rowid,
    }


def phone_account() -> Device:
    """Return the device in the phone's fixtures, as a collector has it on its books."""
    scope = tuple(each.id for each in PLACES)
    return Device(CAM_TAN.id, ACCOUNT.device, ACCOUNT.name, scope)


def collector(folder: Path) -> Collector:
    """Return a collector that knows the phone of the fixtures, and nothing else yet."""
    made = Collector(folder, VILLAGES)
    with made.database.writing() as cursor:
        devices.add(cursor, phone_account(), NOW_MS, ACCOUNT.token)
    return made


async def _an_evening(path: Path) -> None:
    """Leave a phone as it is in the middle of an evening: a roster, ticks, entries unsent."""
    store = await Store.open(path)
    await store.enrol(ACCOUNT)
    await store.crew.put(Volunteer(an_id(), "Trương Thị Mai"))
    await store.crew.choose("Trương Thị Mai")
    home = a_household("Nguyễn Thị Hợp", code="12", device=OTHER_PHONE)
    person = a_member(home, device=OTHER_PHONE)
    known: list[Record] = [home, person, an_answer(person, device=OTHER_PHONE)]
    await store.merge(a_page(known, cursor=3))
    new = a_household("Đặng Văn Ước", note="nhà cuối ngõ")
    neighbour = a_member(new, name="Đặng Thị Yến", birth_year=1961)
    drafts = [
        draft(each)
        for each in (
            new,
            neighbour,
            an_answer(neighbour, "esign", "no", obstacles=("NO_SMARTPHONE", "ROOTED")),
            an_answer(neighbour, "smartphone", "yes", how="had"),
            an_answer(neighbour, "vneid", "2", waiting=NOW_MS),
            a_visit(new, note="hẹn tối mai"),
            a_business("Tạp hóa Bình Minh"),
            an_answer(person, "smartphone", "no"),
        )
    ]
    for place, each in enumerate(drafts):
        await store.append([each], NOW_MS + place)
    refused = Refusal(number=SENT, code="BK117", sentence="Mục này không hỏi đối tượng này.")
    await store.keep(a_receipt(SENT, refused=(refused,)), NOW_MS)
    await store.close()


def write_phone(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "phone.sqlite3"
        asyncio.run(_an_evening(database))
        _dump(database, path)


def write_collector(path: Path) -> None:
    """Keep a collector with which the phone of the newest fixture has synced."""
    with tempfile.TemporaryDirectory() as folder:
        made = collector(Path(folder))
        phone = Phone(made, load(fixtures("phone")[-1], Path(folder) / "phone.sqlite3"), ids())
        phone.do(lambda actions: actions.sync_now())
        made.invite(*(each.id for each in PLACES))
        phone.close()
        made.close()
        _dump(Path(folder) / "collector.db", path)


def ids() -> Iterator[UUID]:
    while True:
        yield an_id()


def _dump(database: Path, path: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        lines = [f"PRAGMA user_version = {version};", *connection.iterdump()]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    for of, version, write in (
        ("phone", PHONE_VERSION, write_phone),
        ("collector", COLLECTOR_VERSION, write_collector),
    ):
        path = FIXTURES / f"{of}-{version}.sql"
        if path.exists():
            print(f"{path.name} is there and stays as it is.")
        else:
            write(path)
            print(f"{path.name} written.")


if __name__ == "__main__":
    main()
