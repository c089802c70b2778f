"""The faults: a wire cut after so many bytes, killing, a full disk, a poor line."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from shared.problems import Problem
from tests.soak.campaign import Count, Office
from tests.soak.link import Weather
from tests.soak.lives import Life, When
from tests.soak.walker import Walker, papers


def cut_the_wire(place: Office, count: Count, *, every: int) -> None:
    """Cut the connection after every `every`-th byte, up and then down, while all tick on."""
    for way in ("up", "down"):
        reach = 0
        while reach < _longest(place, way):
            walker = place.walkers[count.faults % len(place.walkers)]
            place.tick(walker)
            place.link.weather = Weather(up=reach) if way == "up" else Weather(down=reach)
            walker.sync()
            count.faults += 1
            reach += every
    place.link.weather = Weather()


def _longest(place: Office, way: str) -> int:
    """Return how many bytes a whole sync of one tick takes in a direction."""
    walker = place.walkers[0]
    place.tick(walker)
    place.link.weather = Weather()
    walker.sync()
    return place.link.weather.carried[way]


WAYS_TO_DIE: tuple[When, ...] = ("before", "after", "")


def kill_the_collector(place: Office, count: Count, *, times: int) -> None:
    """Let it die right before a commit, right after one, and at any moment."""
    place.lives.end()
    for turn in range(times):
        when = WAYS_TO_DIE[turn % 3]
        place.lives.begin(Life(when, place.chance.randint(1, 4)))
        deadline = time.monotonic() + (0.02 + place.chance.random() * 0.3 if not when else 20)
        while not place.lives.is_over and time.monotonic() < deadline:
            walker = place.chance.choice(place.walkers)
            for _ in range(place.chance.randint(1, 4)):
                place.tick(walker)
            walker.sync(place.chance.choice([1, 2, 500]))
        place.lives.end()
        count.faults += 1
    place.lives.begin()


def kill_the_phone(place: Office, count: Count, *, times: int) -> None:
    """Kill a phone that ticks and syncs, at any moment: what it called saved must be there."""
    fork = multiprocessing.get_context("fork")
    for turn in range(times):
        walker = place.walkers[turn % len(place.walkers)]
        walker.close()
        ours, theirs = fork.Pipe(duplex=False)
        child = fork.Process(target=partial(_walk, place, walker, theirs))
        child.start()
        theirs.close()
        time.sleep(0.03 + place.chance.random() * 0.25)
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        saved = 0
        try:
            while ours.poll():
                saved = ours.recv()
        except EOFError:
            pass
        walker.restart()
        there = _last(walker.path)
        if there < saved:
            count.wrong.append(f"{walker.path.name}: saved {saved}, and {there} are there")
        # Ids made in the life that ended would be made again.
        place._number += 1000
        count.faults += 1


def _walk(place: Office, walker: Walker, told: Connection) -> None:
    walker.restart()
    while True:
        place.tick(walker)
        told.send(max(papers(walker.path).entries))
        if place.chance.random() < 0.3:
            walker.sync()


def _last(path: Path) -> int:
    return max(papers(path).entries, default=0)


def fill_the_disk(place: Office, count: Count, *, times: int) -> None:
    """Let the collector's disk fill up, until it says so; then make room."""
    for _ in range(times):
        place.lives.end()
        size = max(each.stat().st_size for each in place.folder.glob("collector.db*"))
        place.lives.begin(Life(bytes=size + 16_384))
        was = place.seen.statuses[503]
        for turn in range(400):
            walker = place.walkers[turn % len(place.walkers)]
            for _ in range(20):
                place.tick(walker)
            walker.sync()
            if place.seen.statuses[503] > was + 2:
                break
        else:
            count.wrong.append("the disk never filled")
        place.lives.make_room()
        place.meet()
        count.faults += 1


def crawl(place: Office, count: Count, *, ticks: int) -> None:
    """Hand over an evening at 64 kbit/s with 5 % loss and a line that breaks; count repetitions."""
    walker = place.walkers[0]
    for _ in range(ticks):
        place.tick(walker)
    place.link.weather = Weather(rate=8_000, delay=0.05, loss=5, breaks=8)
    for _ in range(200):
        if not isinstance(walker.sync(50), Problem):
            break
        count.faults += 1
    else:
        count.wrong.append("the evening never arrived")
