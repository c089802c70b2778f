"""`make soak`: the whole campaign, on SQLite and on PostgreSQL, with its figures as a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

from tests.soak import crowd, faults
from tests.soak.campaign import Count, run
from tests.support import postgres


def campaign(scale: float, urls: list[str], only: str) -> Iterator[Count]:
    """Yield the count of every part on every database ("" is SQLite); `scale` 1 is the whole."""

    def many(times: int) -> int:
        return max(1, round(times * scale))

    parts = [
        ("wire cut", partial(faults.cut_the_wire, every=max(1, round(3 / scale)))),
        ("collector killed", partial(faults.kill_the_collector, times=many(300))),
        ("phone killed", partial(faults.kill_the_phone, times=many(200))),
        ("poor line", partial(faults.crawl, ticks=many(400))),
        ("crowd", partial(crowd.come_at_once, devices=50, entries=many(300))),
        ("disk full", partial(faults.fill_the_disk, times=many(20))),
    ]
    for url in urls:
        for name, work in parts:
            # A server's disk cannot be filled from here: PostgreSQL's own is everybody's.
            if name.startswith(only) and not (url and name == "disk full"):
                yield run(name, postgres.emptied(url) if url else "", work)


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--scale", type=float, default=1.0)
    wanted.add_argument("--part", default="", help="only parts whose name begins so")
    wanted.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out")
    given = wanted.parse_args()
    wrong = 0
    print(f"{'part':18}{'database':12}{'faults':>7}{'entries':>9}{'wrong':>7}{'s':>7}  notes")
    with ExitStack() as stack:
        urls = [""] if given.sqlite else ["", stack.enter_context(postgres.server())]
        for count in campaign(given.scale, urls, given.part):
            wrong += len(count.wrong)
            print(
                f"{count.part:18}{count.database:12}{count.faults:>7}{count.entries:>9}"
                f"{len(count.wrong):>7}{count.seconds:>7.0f}  {'; '.join(count.notes)}",
                *(f"    {each}" for each in count.wrong[:20]),
                sep="\n",
                flush=True,
            )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
