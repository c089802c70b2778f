"""What must hold in the end, held against what phones wrote down, without the code under test.

Acknowledged entries are in the log exactly once, as they were made; all replicas agree with each
other and with the collector; and a rate equals a recount of the phones' own entries, by hand.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from shared.places import CAM_TAN
from shared.plan import CAM_TAN_2025
from shared.tally import Cell
from sync_server import counting
from sync_server.database import Database
from sync_server.verifying import verify
from tests.soak.walker import Papers, Walker, papers
from tests.support.people import QUARTER

Version = tuple[int, str, int]


def violations(database: Database, walkers: Sequence[Walker]) -> list[str]:
    """Return a sentence for everything that does not hold, once all have met."""
    written = [papers(walker.path) for walker in walkers]
    with database.reading() as cursor:
        logged = cursor.all("SELECT device, number, record FROM log ORDER BY seq")
        told = [f"verify: {each}" for each in verify(cursor, CAM_TAN.id)]
        counted = counting.tallies(cursor, CAM_TAN.id, QUARTER, CAM_TAN_2025)
        stands = cursor.all("SELECT subject, question, period, stamp, device, number FROM current")
    total = sum((each.cells["CT09"] for each in counted.values()), start=Cell())
    found = (total.numerator, total.denominator, total.missing)
    return [
        *told,
        *_lost(logged, walkers, written),
        *_differ(written),
        *_stand_otherwise(written[0], stands),
        *([] if found == (by_hand := recount(written)) else [f"CT09 is {found}, not {by_hand}"]),
    ]


def _lost(
    logged: Sequence[tuple[Any, ...]], walkers: Sequence[Walker], written: Sequence[Papers]
) -> Iterator[str]:
    times = Counter((bytes(device), number) for device, number, _ in logged)
    texts = {(bytes(device), number): json.loads(text) for device, number, text in logged}
    for walker, paper in zip(walkers, written, strict=True):
        for number, entry in paper.entries.items():
            place = UUID(entry["device"]).bytes, number
            if times[place] != 1:
                was = "acknowledged" if number in walker.acknowledged else "unacknowledged"
                yield f"{walker.path.name}: {was} entry {number} is there {times[place]} times"
            elif any(entry[name] != value for name, value in texts[place].items()):
                yield f"{walker.path.name}: entry {number} says something else on the collector"


def _differ(written: Sequence[Papers]) -> Iterator[str]:
    for place, paper in enumerate(written[1:], start=2):
        for kind, rows in paper.rows.items():
            if rows != written[0].rows[kind]:
                odd = set(rows.items()) ^ set(written[0].rows[kind].items())
                yield f"phones 1 and {place} differ in {len(odd)} versions of {kind}"


def _stand_otherwise(paper: Papers, stands: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    mine = sorted(version for rows in paper.rows.values() for version in rows.values())
    theirs = sorted((stamp, bytes(device), number) for *_, stamp, device, number in stands)
    if mine != theirs:
        odd = len(set(mine) ^ set(theirs))
        yield f"phones and collector disagree in {odd} versions that stand"


def recount(written: Sequence[Papers]) -> tuple[int, int, int]:
    """Return indicator 9 (e-signatures of adults): yes, all, nobody asked; from entries alone."""
    latest: dict[str, tuple[Version, dict[str, Any]]] = {}
    for paper in written:
        for number, entry in paper.entries.items():
            version = (entry["stamp"], entry["device"], number)
            if entry["id"] not in latest or latest[entry["id"]][0] < version:
                latest[entry["id"]] = (version, entry)
    standing = [entry for _, entry in latest.values() if not entry.get("deleted")]
    adults = {
        entry["id"]
        for entry in standing
        if entry["kind"] == "member"
        and entry.get("age_class") == "adult"
        and entry.get("status", "resident") in ("resident", "away")
    }
    said = {
        entry["subject"]: entry["value"]
        for entry in standing
        if entry["kind"] == "answer" and entry["question"] == "esign"
    }
    yes = sum(said.get(person) == "yes" for person in adults)
    return yes, len(adults), sum(person not in said for person in adults)
