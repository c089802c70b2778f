"""A short fault campaign over real sockets and real processes; `make soak` is the long one."""

from __future__ import annotations

import pytest

from tests.soak import faults
from tests.soak.campaign import Count, Office, run
from tests.support import postgres


def everything(place: Office, count: Count) -> None:
    faults.cut_the_wire(place, count, every=400)
    faults.kill_the_collector(place, count, times=3)
    faults.kill_the_phone(place, count, times=2)
    if place.url.startswith("sqlite"):
        faults.fill_the_disk(place, count, times=1)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_wires_cut_processes_killed_and_a_full_disk_lose_nothing_acknowledged(
    kind: str, request: pytest.FixtureRequest
) -> None:
    url = "" if kind == "sqlite" else postgres.emptied(request.getfixturevalue("postgres_url"))

    count = run("all", url, everything, phones=2)

    assert count.wrong == []
    assert count.faults > 8
    assert count.entries > 10
