"""A collector that is killed and born again: each life is a fork of a process that loaded all.

A life can be told to die (SIGKILL) right before or right after its n-th commit, or to write files
no further than a size, which is what a full disk looks like from inside.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import httpx

from sync_server.database import Cursor, Database
from tests.support.people import SEAL_KEY

When = Literal["", "before", "after"]


@dataclass(frozen=True, slots=True)
class Life:
    """How a life ends: at its `commit`-th commit, or once files have `bytes`; 0 is never."""

    when: When = ""
    commit: int = 0
    bytes: int = 0


class Mortal(Database):
    """A database whose process dies at a certain commit."""

    life = Life()
    _commits = 0

    @contextmanager
    def writing(self, *, beside: bool = False) -> Iterator[Cursor]:
        with super().writing(beside=beside) as cursor:
            yield cursor
            self._commits += 1
            self._may_die("before")
        self._may_die("after")

    def _may_die(self, when: When) -> None:
        if self.life.when == when and self._commits == self.life.commit:
            os.kill(os.getpid(), signal.SIGKILL)


class Lives:
    """The collector at `port`, as seen by who gives it life and takes it."""

    def __init__(self, url: str, port: int) -> None:
        self.port = port
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.lives", url, str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._pid = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self, life: Life | None = None) -> None:
        """Start a life, once the last one is over, and wait until it answers."""
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(json.dumps(asdict(life or Life())).encode() + b"\n")
        self._parent.stdin.flush()
        self._pid = int(self._parent.stdout.readline())
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            with suppress(httpx.TransportError):
                httpx.get(f"{self.address}/v1/health", timeout=5)
                return
            time.sleep(0.02)
        raise TimeoutError("the collector does not answer")

    @property
    def is_over(self) -> bool:
        with suppress(OSError, IndexError), Path(f"/proc/{self._pid}/stat").open() as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] in "ZX"
        return True

    def end(self) -> None:
        """Kill this life, as a power cut does."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        while not self.is_over:
            time.sleep(0.002)

    def make_room(self) -> None:
        """Let this life write again."""
        _, hard = resource.prlimit(self._pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, (hard, hard))

    def close(self) -> None:
        self.end()
        self._parent.terminate()
        self._parent.communicate(timeout=10)


def _live(url: str, port: int, life: Life) -> None:
    import uvicorn  # noqa: PLC0415 -- loaded once, by the parent

    from sync_server.main import clock, create_app  # noqa: PLC0415

    if life.bytes:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (life.bytes, hard))
    database = Mortal(url, SEAL_KEY)
    database.life = life
    uvicorn.run(create_app(database, clock), port=port, log_level="critical")


def main() -> None:
    """Give a life for each line that comes in, one after the other."""
    import uvicorn.lifespan.on  # noqa: PLC0415 -- what a life would load late
    import uvicorn.loops.auto  # noqa: PLC0415
    import uvicorn.protocols.http.auto  # noqa: F401, PLC0415

    import sync_server.main  # noqa: F401, PLC0415

    url, port = sys.argv[1], int(sys.argv[2])
    for line in sys.stdin:
        if (pid := os.fork()) == 0:
            os.close(0)
            _live(url, port, Life(**json.loads(line)))
            os._exit(0)
        print(pid, flush=True)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
