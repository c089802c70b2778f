"""Pushing W into PostgreSQL, beside the quickest plain way into it: COPY, then one INSERT.

By two workers, for that is what PostgreSQL allows; what one process does stands beside it.
"""

from __future__ import annotations

import time
from pathlib import Path

import psycopg

from tests.bench.floor import Rows, rows_of
from tests.bench.goals import Line, at_least, middle
from tests.bench.push import push
from tests.bench.serving import prepare, serving
from tests.bench.workload import DEVICES, Workload
from tests.support.postgres import at, driver, server, sql

_SCHEMA = """
CREATE TABLE visit (
  commune int NOT NULL, id bytea NOT NULL, seq int NOT NULL, household bytea NOT NULL,
  stamp bigint NOT NULL, day text NOT NULL, outcome text NOT NULL, ticks text NOT NULL,
  note text NOT NULL, PRIMARY KEY (commune, id));
CREATE INDEX by_seq ON visit (commune, seq);
CREATE INDEX by_household ON visit (commune, household, day);
CREATE TEMP TABLE brought (LIKE visit);
"""


def measure(folder: Path, prepared: Path, work: Workload, quick: bool) -> list[Line]:
    """Return the line of G16."""
    rows, many = rows_of(work.visits), work.bodies("visits")
    shares: list[float] = []
    rates: list[float] = []
    alone: list[float] = []
    floors: list[float] = []
    with server() as url:
        sql(url, "CREATE DATABASE prepared")
        made = prepare(folder, work, driver(at(url, "prepared")))
        for turn in range(2 if quick else 3):
            sql(url, f"CREATE DATABASE floor_{turn}")
            floors.append(floor(at(url, f"floor_{turn}"), rows))
            for crew, found in ((1, alone), (2, rates)):
                name = f"round_{turn}_{crew}"
                sql(url, f"CREATE DATABASE {name} TEMPLATE prepared")
                with serving(folder, made, work, url=driver(at(url, name)), crew=crew) as served:
                    found.append(push(served, work.devices[:DEVICES], many).rate)
            shares.append(rates[-1] / floors[-1])
    ours = f"{middle(rates):,.0f} rec/s, one process {middle(alone):,.0f}"
    ground = f"COPY {middle(floors):,.0f} rec/s"
    marks = middle(shares), 0.4, 0.6
    return [at_least("G16", "push on PostgreSQL, two workers", (ours, ground), marks)]


def floor(url: str, batches: list[Rows]) -> float:
    """Write `batches`, a transaction each; return records a second."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_SCHEMA)
        start = time.perf_counter()
        for rows in batches:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.execute("TRUNCATE brought")
                with cursor.copy("COPY brought FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                cursor.execute("INSERT INTO visit SELECT * FROM brought ON CONFLICT DO NOTHING")
        return sum(map(len, batches)) / (time.perf_counter() - start)
