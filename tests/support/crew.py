"""The workers of a running collector, as the operating system sees them."""

from __future__ import annotations

import socket
import time

import psutil  # type: ignore[import-untyped]

_BEGINS = "spawn_main"


def workers(parent: int) -> list[psutil.Process]:
    """Return the processes that a collector's parent has hired; none where it works alone."""
    children = psutil.Process(parent).children()
    return [child for child in children if _BEGINS in _command(child)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def until_they_answer(parent: int, port: int, count: int) -> None:
    """Knock until every one of `count` workers has answered the door."""
    deadline, answering = time.monotonic() + 60, set[int]()
    knocks: list[socket.socket] = []
    try:
        while len(answering) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(answering)} of {count} workers answer")
            # Many at once: of callers who come one by one, the same worker may take every one.
            knocks += [socket.create_connection(("127.0.0.1", port)) for _ in range(10)]
            time.sleep(0.05)
            answering = {each.pid for each in workers(parent) if connections(each, port)}
    finally:
        for each in knocks:
            each.close()


def connections(worker: psutil.Process, port: int) -> int:
    """Return how many callers a worker has accepted and not let go."""
    try:
        there = worker.net_connections("tcp")
    except psutil.NoSuchProcess:
        return 0
    return sum(each.status == "ESTABLISHED" and each.laddr.port == port for each in there)
