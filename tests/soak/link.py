"""The wire between a phone and the collector: a real TCP relay that cuts, crawls and loses."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

SEGMENT = 1400
"""Bytes of one packet, about what a mobile network carries."""


@dataclass
class Weather:
    """What happens on the way; changed between messages, and read as each connection begins.

    `up` and `down` are how many bytes of a connection pass in that direction before it is cut
    (None: all); `rate` is bytes a second, `delay` seconds one way; of 100 packets `loss` are lost
    and come `RESENT` seconds later; one in `breaks` takes the connection with it.
    """

    up: int | None = None
    down: int | None = None
    rate: float = 0.0
    delay: float = 0.0
    loss: float = 0.0
    breaks: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(13))  # noqa: S311
    carried: dict[str, int] = field(default_factory=lambda: {"up": 0, "down": 0})


RESENT = 0.2


class Link:
    """A relay at a port of its own, to the collector at `there`."""

    def __init__(self, there: int) -> None:
        self.weather = Weather()
        self._there = there
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _relay(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            far, forth = await asyncio.open_connection("127.0.0.1", self._there)
        except OSError:
            back.transport.abort()
            return
        # The handshake went to and fro once before a byte of ours.
        await asyncio.sleep(2 * self.weather.delay)
        ways = [
            asyncio.create_task(self._carry("up", near, forth)),
            asyncio.create_task(self._carry("down", far, back)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for writer in (forth, back):
            writer.transport.abort()

    async def _carry(
        self, way: str, source: asyncio.StreamReader, sink: asyncio.StreamWriter
    ) -> None:
        """Let out what comes in when the line would have brought it; ends when it is cut."""
        weather = self.weather
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=64)
        reading = asyncio.create_task(self._read(weather, source, on_the_way))
        try:
            await self._deliver(way, weather, on_the_way, sink)
        finally:
            reading.cancel()

    async def _read(
        self,
        weather: Weather,
        source: asyncio.StreamReader,
        on_the_way: asyncio.Queue[tuple[float, bytes]],
    ) -> None:
        free = 0.0
        with suppress(OSError):
            while data := await source.read(SEGMENT):
                # One packet after the other enters the line; then all of them travel.
                free = max(free, self._loop.time())
                free += len(data) / weather.rate if weather.rate else 0.0
                lost = weather.loss and weather.chance.random() * 100 < weather.loss
                due = free + weather.delay + (RESENT if lost else 0.0)
                await on_the_way.put((due, data))
        await on_the_way.put((0.0, b""))

    async def _deliver(
        self,
        way: str,
        weather: Weather,
        on_the_way: asyncio.Queue[tuple[float, bytes]],
        sink: asyncio.StreamWriter,
    ) -> None:
        left = getattr(weather, way)
        with suppress(OSError):
            while left is None or left > 0:
                due, data = await on_the_way.get()
                if not data or (weather.breaks and weather.chance.randrange(weather.breaks) == 0):
                    return
                if (wait := due - self._loop.time()) > 0:
                    await asyncio.sleep(wait)
                piece = data[:left]
                sink.write(piece)
                await sink.drain()
                weather.carried[way] += len(piece)
                left = None if left is None else left - len(piece)

    def run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._close())
            self._loop.close()

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def start(self) -> None:
        self._loop.run_until_complete(self._open())

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


@contextmanager
def linked(there: int) -> Iterator[Link]:
    """Give a relay to the collector at `there` that runs on a thread of its own."""
    link = Link(there)
    link.start()
    thread = threading.Thread(target=link.run, daemon=True)
    thread.start()
    try:
        yield link
    finally:
        link.stop()
        thread.join(5)
