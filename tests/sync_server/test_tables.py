"""The schema's rules: one schema for SQLite, PostgreSQL and Citus; no hot query scans a table."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, UniqueConstraint

from sync_server import devices, feed, log, rollup
from sync_server.database import Database
from sync_server.desk import figures
from sync_server.tables import CollectorTable

TABLES = CollectorTable.metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_the_commune_leads_every_key_and_index(table: Table) -> None:
    leading = [next(iter(table.primary_key.columns)).name]
    leading += [next(iter(index.columns)).name for index in table.indexes]
    leading += [
        next(iter(constraint.columns)).name
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]

    assert set(leading) == ({"id"} if table.name == "commune" else {"commune"})


def test_there_are_no_triggers_and_no_keys_across_tables(sqlite: Database) -> None:
    with sqlite.reading() as cursor:
        triggers = cursor.all("SELECT name FROM sqlite_master WHERE type = 'trigger'")

    assert triggers == []
    assert not any(table.foreign_keys for table in TABLES)


def test_dropping_and_creating_again_is_harmless(database: Database) -> None:
    database.create()
    database.create()


HOT = {
    "profiles of a commune": rollup._ALL.format(concat="group_concat(token)"),
    "who moved": rollup._MOVED,
    "what a device has not seen": feed._SINCE.format("?"),
    "what stands in a village": feed._STANDING.format("?"),
    "entries of a device": log._NUMBERED.format("?, ?"),
    "a device by its token": devices.HOLDER,
}


@pytest.mark.parametrize("sql", HOT.values(), ids=HOT.keys())
def test_no_hot_query_reads_a_whole_table(sqlite: Database, sql: str) -> None:
    with sqlite.reading() as cursor:
        plan = cursor.all(f"EXPLAIN QUERY PLAN {sql}", ["x"] * sql.count("?"))

    steps = [str(row[3]) for row in plan]
    # `commune` holds a handful of rows, and a grouped inner query is scanned by nature.
    scans = [step for step in steps if step.startswith("SCAN") and step not in _HARMLESS]
    assert scans == []


def test_the_few_who_moved_are_found_by_key(sqlite: Database) -> None:
    sql = rollup._FEW.format(concat=rollup.CONCAT[True], those="?, ?", village="+village")

    with sqlite.reading() as cursor:
        plan = cursor.all(f"EXPLAIN QUERY PLAN {sql}", ["x"] * sql.count("?"))

    assert plan[0][3] == "SEARCH current USING PRIMARY KEY (commune=? AND subject=?)"


def test_what_the_office_declared_is_found_without_reading_the_phones_entries(
    sqlite: Database,
) -> None:
    with sqlite.reading() as cursor:
        plan = cursor.all(f"EXPLAIN QUERY PLAN {figures._HISTORY}", ["x"] * 3)

    assert [row[3] for row in plan] == [
        "SEARCH log USING INDEX sqlite_autoindex_log_2 (commune=? AND device=?)"
    ]


_HARMLESS = {
    "SCAN each",
    "SCAN commune",
    "SCAN commune USING COVERING INDEX sqlite_autoindex_commune_1",
}


def test_the_merge_statement_names_every_column_of_current() -> None:
    (current,) = [table for table in TABLES if table.name == "current"]

    statement = log._CURRENT.sql(1)
    assert all(column.name in statement for column in current.columns)
