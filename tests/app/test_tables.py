"""The tables hold records; the driver's path and SQLModel's read the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, create_engine, select

from app.store.connection import connect
from app.store.schema import FIRST, prepare
from app.store.shape import EXTRAS, SHAPES, Shape, folded, sort_key
from app.store.store import Store
from app.store.tables import ROWS as TABLES
from app.store.tables import AnswerRow, HouseholdRow, MemberRow
from shared.problems import Code, Problem
from shared.text import fold, name_key
from tests.app.phones import ACCOUNT, a_page, draft
from tests.support.people import NOW_MS, VILLAGE, a_household, a_member, an_answer

SYLLABLES = st.text("aăâbdđeêghinoôơtuưyAĂĐÔƯáàảãạấậéờụ", min_size=1, max_size=4)
NAMES = st.lists(SYLLABLES, max_size=4).map(" ".join)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.table)
def test_a_row_has_the_columns_of_its_record_and_the_declared_extras(shape: Shape) -> None:
    row = next(row for row in TABLES if row.__tablename__ == shape.table)

    columns = {column.name for column in row.__table__.columns}  # type: ignore[attr-defined]

    assert columns == {*shape.model.model_fields, *EXTRAS.get(shape.model, {})}
    assert columns == set(shape.columns)


@pytest.mark.anyio
async def test_sqlmodel_reads_rows_as_the_store_wrote_them(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)
    drafts = [
        draft(house := a_household("Đặng Thị Hợp")),
        draft(a_member(house)),
        draft(an_answer(house, "electricity_cashless", "no", obstacles=("FEAR_SCAM", "NO_SKILL"))),
    ]
    written = await store.append(drafts, NOW_MS)
    await store.close()
    engine = create_engine(f"sqlite:///{tmp_path / 'phone.sqlite3'}")

    with Session(engine) as session:
        rows = [session.exec(select(row)).one() for row in (HouseholdRow, MemberRow, AnswerRow)]

    assert [
        row.model_dump(exclude=set(EXTRAS.get(type(record), ())))
        for row, record in zip(rows, written, strict=True)
    ] == [record.model_dump() for record in written]
    engine.dispose()


@given(NAMES, NAMES)
def test_sorting_bytes_order_names_as_the_vietnamese_alphabet_does(one: str, other: str) -> None:
    by_bytes = sort_key(one) < sort_key(other)

    assert by_bytes == (name_key(one) < name_key(other))


@given(st.text(max_size=30))
def test_folding_word_by_word_folds_the_whole_text(text: str) -> None:
    assert folded(text).split() == fold(text).split()


def test_a_file_of_a_newer_app_is_refused_and_left_alone() -> None:
    connection = connect(":memory:")
    connection.execute(f"PRAGMA user_version = {FIRST + 1}")

    with pytest.raises(Problem) as refusal:
        prepare(connection)

    assert refusal.value.kind is Code.NEWER_STORE
    connection.close()


def test_an_older_file_is_brought_up_to_date_step_by_step() -> None:
    connection = connect(":memory:")
    prepare(connection)

    prepare(connection, {1: ("ALTER TABLE visit ADD COLUMN a TEXT",), 2: ("DROP TABLE aside",)})

    assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    assert connection.execute("SELECT a FROM visit").fetchall() == []
    connection.close()


def test_an_upgrade_that_fails_leaves_the_file_as_it_was() -> None:
    connection = connect(":memory:")
    prepare(connection)

    with pytest.raises(Problem):
        prepare(connection, {1: ("DROP TABLE aside", "DROP TABLE no_such_table")})

    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("SELECT * FROM aside").fetchall() == []
    connection.close()


FIRST_SCREEN = """
import asyncio, sys
from pathlib import Path
import app.actions
from app.store.store import Store

async def main():
    store = await Store.open(Path(sys.argv[1]))
    print((await store.households(sys.argv[2])).total)
    await store.close()

asyncio.run(main())
print(*sorted({"sqlalchemy", "sqlmodel", "httpx", "qrcode"} & sys.modules.keys()))
"""


@pytest.mark.anyio
async def test_the_first_screen_loads_neither_orm_nor_http(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "phone.sqlite3")
    await store.enrol(ACCOUNT)
    await store.merge(a_page([a_household()]))
    await store.close()

    told = subprocess.run(  # noqa: ASYNC221 -- nothing else runs in this test
        [sys.executable, "-c", FIRST_SCREEN, tmp_path / "phone.sqlite3", VILLAGE],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "1\n\n"


@pytest.mark.anyio
async def test_every_commit_is_fully_synchronised(tmp_path: Path) -> None:
    connection = connect(tmp_path / "phone.sqlite3")

    journal = connection.execute("PRAGMA journal_mode").fetchone()
    synchronous = connection.execute("PRAGMA synchronous").fetchone()

    assert (journal, synchronous) == (("wal",), (2,))
    connection.close()


def test_a_place_where_no_file_can_be_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(Problem) as refusal:
        connect(tmp_path / "file" / "phone.sqlite3")

    assert refusal.value.kind is Code.STORE_BROKEN


def test_a_file_that_is_no_database_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "phone.sqlite3").write_bytes(b"no database at all" * 100)

    with pytest.raises(Problem) as refusal:
        connect(tmp_path / "phone.sqlite3")

    assert refusal.value.kind is Code.STORE_BROKEN
